"""Field types with their units and limits: the vocabulary in which payloads are declared."""

import datetime
from typing import Annotated, Literal, TypeVar

import msgspec

from schemas.normalise import normal_id, normal_key

_T = TypeVar("_T")

EARLIEST_MS = 946_684_800_000
"""2000-01-01 in ms since the epoch; no event is older, and no time in seconds reaches it."""
EARLIEST_RECORD_MS = 315_532_800_000
"""1980-01-01 in ms since the epoch; registers reach further back than events."""
LATEST_MS = 4_102_444_800_000
"""2100-01-01 in ms since the epoch; every time in microseconds or nanoseconds is beyond it."""


class Payload(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True, gc=False):
    """Root of everything that is published to Kordon. Absent and null mean the same: not stated, hence unknown."""


def doc(text: str) -> msgspec.Meta:
    """Description of a field; it travels into the JSON Schema."""
    return msgspec.Meta(description=text)


Many = Annotated[tuple[_T, ...], msgspec.Meta(max_length=10_000)]
"""A list of at most 10,000 entries."""

Id = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
"""A code, or a reference that nobody takes apart, as published."""
Identifier = Annotated[Id, msgspec.Meta(extra={"normal_form": normal_id})]
"""Number of a person, thing, place or document: one however it is written, so it has a normal form (S12)."""
IdentifierKey = Annotated[str, msgspec.Meta(min_length=1, max_length=2_500, extra={"normal_form": normal_key})]
"""Identifiers joined by |, each of which has a normal form (S12)."""
Name = Annotated[str, msgspec.Meta(max_length=2_000)]
"""A name or an address."""
Text = Annotated[str, msgspec.Meta(max_length=10_000)]
"""Free text."""
Country = Annotated[str, msgspec.Meta(min_length=2, max_length=2)]
"""ISO 3166-1 alpha-2, upper case."""
Currency = Annotated[str, msgspec.Meta(min_length=3, max_length=3)]
"""ISO 4217, upper case."""
GoodsCode = Annotated[str, msgspec.Meta(min_length=2, max_length=14)]
"""Commodity nomenclature code, digits only."""

Millis = Annotated[int, msgspec.Meta(ge=EARLIEST_MS, le=LATEST_MS)]
"""Milliseconds since the epoch, UTC."""
RecordMillis = Annotated[int, msgspec.Meta(ge=EARLIEST_RECORD_MS, le=LATEST_MS)]
"""Milliseconds since the epoch, UTC, in a register that reaches back before 2000."""
Date = datetime.date
"""A calendar date, YYYY-MM-DD on the wire."""

Kg = Annotated[float, msgspec.Meta(ge=0, le=1e12)]
"""Kilograms."""
Volume = Annotated[float, msgspec.Meta(ge=0, le=1e9)]
"""Cubic metres."""
Money = Annotated[float, msgspec.Meta(ge=0, le=1e15)]
"""An amount that is never negative, in the currency that the field names."""
SignedMoney = Annotated[float, msgspec.Meta(ge=-1e15, le=1e15)]
"""An amount that may be negative, in the currency that the field names."""
Quantity = Annotated[float, msgspec.Meta(ge=0, le=1e12)]
"""A quantity in the unit that the field names."""
Percent = Annotated[float, msgspec.Meta(ge=0, le=10_000)]
"""A rate in percent."""
Share = Annotated[float, msgspec.Meta(ge=0, le=1)]
"""A share or a probability, 0..1."""
Count = Annotated[int, msgspec.Meta(ge=0, le=1_000_000_000)]
"""A number of things."""
Year = Annotated[int, msgspec.Meta(ge=1900, le=2100)]
"""A calendar year."""

ControlForm = Literal[
    "documentary_check",
    "customs_value_check",
    "inspection",
    "expert_examination",
    "xray_scan",
    "weighing",
    "seal_check",
    "guarantee",
    "escort_or_route",
    "post_release_control",
]
"""What a control service can be asked to do."""

SubjectKind = Literal[
    "participant",
    "declarant",
    "carrier",
    "driver",
    "consignee",
    "vehicle",
    "carnet",
    "consignment",
    "goods_item",
    "document",
    "country",
    "customs_office",
    "officer",
]
"""What a criterion speaks about."""
