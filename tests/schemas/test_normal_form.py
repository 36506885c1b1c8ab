"""Identifiers of a payload in normal form: all that the types of its fields name, and nothing else."""

# ruff: noqa: RUF001 - these tests are about letters that look alike

from typing import Any

import msgspec

from schemas.events import EVENT_TYPES, Declaration
from schemas.facts import FactDeleted
from schemas.fields import Payload
from schemas.normal_form import normal_form
from schemas.normalise import normal_id
from tests import factories as f
from tests.extremes import Extremes

NO_IDENTIFIER = {"profile_id"}
"""Named like identifiers, and names of risk profiles."""
NAMED_OTHERWISE = {
    "number",
    "resubmission_of",
    "participant_bank_account",
    "bank_accounts",
    "contract_bank_bics",
    "container_types",
    "document_numbers",
    "route_offices",
    "corridor_offices",
    "from_office",
    "to_office",
    "from",
    "to",
    "supp_unit",
}
"""Identifiers that their name does not tell."""


def declared(**fields: Any) -> Declaration:
    data = f.declaration("D-1", participant_id="p 1", **fields).data
    assert isinstance(data, Declaration)
    return data


def test_parts_and_lists_are_normal_too() -> None:
    """Documents, items, vehicles and containers, at whatever depth."""
    data = normal_form(
        declared(
            vehicle_ids=["а-1", "B2"],
            documents=[{"type": "cmr", "number": "n-1"}],
            items=[{"item_no": 1, "manufacturer_id": "m 1", "permits": [{"number": "l/1"}]}],
        )
    )
    assert (data.declaration_id, data.participant_id, data.vehicle_ids) == ("D1", "P1", ("A1", "B2"))
    assert data.documents is not None
    assert data.items is not None
    assert data.items[0].permits is not None
    assert (data.documents[0].number, data.items[0].manufacturer_id) == ("N1", "M1")
    assert data.items[0].permits[0].number == "L1"


def test_what_is_no_identifier_stays_as_published() -> None:
    """Names, codes and descriptions."""
    written = {"participant_name": "too-A", "procedure": "home_consumption", "delivery_terms": "fca Almaty-1"}
    data = normal_form(declared(**written, documents=[{"type": "invoice-x"}]))
    assert {name: getattr(data, name) for name in written} == written
    assert data.documents is not None
    assert data.documents[0].type == "invoice-x"


def test_what_is_normal_is_the_same_object_and_the_other_is_left_alone() -> None:
    """Most payloads cost no copy, and what was published stays as it was."""
    written = declared(documents=[{"type": "cmr", "number": "n-1"}])
    normal = normal_form(written)
    assert normal_form(normal) is normal
    assert written.declaration_id == "D-1"
    assert written.documents is not None
    assert written.documents[0].number == "n-1"


def test_parts_of_a_key_stay_apart() -> None:
    """The key of a fact, also of one that was deleted."""
    fact = f.fact("ref.related_party", participant_id="p-1", counterparty_id="c 1").data
    assert normal_form(fact).key == "P1|C1"  # type: ignore[attr-defined]  # a fact's data
    assert normal_form(FactDeleted(fact_type="ref.debt", key="d-1|2")).key == "D1|2"


def as_json(data: Payload) -> Any:
    return msgspec.json.decode(msgspec.json.encode(data))


def is_identifier(name: str) -> bool:
    """By its name alone, so that a new field is given a type with thought."""
    return name not in NO_IDENTIFIER and (name.endswith(("_id", "_ids", "_no", "_nos")) or name in NAMED_OTHERWISE)


def naive(value: Any, name: str = "") -> Any:
    """What a payload, as JSON, must be in normal form."""
    if isinstance(value, dict):
        return {field: naive(one, field) if name != "params" else one for field, one in value.items()}
    if isinstance(value, list):
        return [naive(one, name) for one in value]
    if not isinstance(value, str):
        return value
    if name == "key":
        return "|".join(map(normal_id, value.split("|")))
    return normal_id(value) if is_identifier(name) else value


def test_every_identifier_of_every_type_is_normalised() -> None:
    """And nothing else is touched, whatever is stated."""
    events, seen = Extremes(7), set()
    for _ in range(1_500):
        event = events.event()
        seen.add(event.type)
        assert as_json(normal_form(event.data)) == naive(as_json(event.data)), event.type
    assert seen == set(EVENT_TYPES)
