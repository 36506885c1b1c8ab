"""CloudEvents context attributes: which are read, how they are checked, how they are written."""

import datetime
from collections.abc import Mapping
from typing import Annotated, Any, Literal

import msgspec

from schemas.errors import BadInput, Reason
from schemas.event import CorrectionKind, Event
from schemas.fields import doc
from schemas.refusals import DECODE_ERRORS, SEPARATOR, refusal, separator_in

_EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
_MS = datetime.timedelta(milliseconds=1)
_EARLIEST = datetime.datetime(1980, 1, 1, tzinfo=datetime.UTC)
_LATEST = datetime.datetime(2100, 1, 1, tzinfo=datetime.UTC)
_LAST_VERSION = 2**53

_Short = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
_Long = Annotated[str, msgspec.Meta(min_length=1, max_length=2_500)]


class Attributes(msgspec.Struct, kw_only=True, omit_defaults=True, forbid_unknown_fields=True, gc=False):
    """Attributes of an event, in either mode."""

    specversion: Annotated[Literal["1.0"], doc("version of CloudEvents")]
    type: Annotated[_Short, doc("event type, such as customs.declaration.registered.v1")]
    id: Annotated[_Short, doc("idempotency key; a redelivery carries the same id")]
    source: Annotated[_Long, doc("service that owns the entity, a URI reference")]
    subject: Annotated[_Long, doc("entity that the event belongs to; equal to its id in data")]
    time: Annotated[datetime.datetime, msgspec.Meta(tz=True), doc("RFC 3339; the event time where data states none")]
    entityversion: Annotated[int | str, doc("version of the entity, from 1 up; a higher one replaces a lower one")]
    memberstate: Annotated[str, doc("ISO 3166-1 alpha-2")]
    correctsid: Annotated[_Short | None, doc("id of the event that this one corrects")] = None
    correctionkind: Annotated[str | None, doc("amend: data replaces that of the target; cancel: as if never sent")] = (
        None
    )
    datacontenttype: Annotated[str | None, doc("application/json")] = None
    dataschema: Annotated[str | None, doc("URI of the schema of data")] = None
    partitionkey: Annotated[str | None, doc("key of the Kafka record")] = None
    publishedat: Annotated[str | None, doc("when the publisher sent it, RFC 3339")] = None
    traceparent: Annotated[str | None, doc("W3C trace context")] = None
    tracestate: Annotated[str | None, doc("W3C trace context")] = None

    def time_ms(self) -> int:
        """The attribute `time` in ms since the epoch, UTC."""
        return (self.time - _EPOCH) // _MS


class Structured(Attributes, kw_only=True):
    """A whole event in structured mode, its data still raw."""

    data: msgspec.Raw = msgspec.Raw()
    data_base64: str | None = None


class _Identified(msgspec.Struct):
    id: _Short | None = None


_CORRECTIONS: dict[str, CorrectionKind] = {"amend": "amend", "cancel": "cancel"}
_KNOWN = frozenset(Attributes.__struct_fields__)


def from_headers(named: Mapping[str, bytes]) -> Attributes:
    """Attributes of binary mode, from headers whose names are in lower case. Raises `BadInput`."""
    attributes: dict[str, str] = {}
    for name, content in named.items():
        if not name.startswith("ce_"):
            continue
        if name[3:] not in _KNOWN:
            raise BadInput(Reason.unknown_attribute, f"{name[3:200]} is not in the contract; leave the header out")
        try:
            attributes[name[3:]] = content.decode()
        except (UnicodeDecodeError, AttributeError) as error:
            raise BadInput(Reason.invalid_utf8, f"the header {name} is not UTF-8; encode it in UTF-8") from error
    if attributes.get("specversion") != "1.0" or "type" not in attributes:
        raise BadInput(Reason.not_an_event, "ce_specversion is not 1.0 or ce_type is missing; publish CloudEvents 1.0")
    try:
        return msgspec.convert(attributes, Attributes, strict=False)
    except msgspec.ValidationError as error:
        raise refusal(error, b"", "", Reason.unknown_attribute) from error


def stated_id(value: bytes | None, named: Mapping[str, bytes | None]) -> str | None:
    """The id that a record claims, whatever else is wrong with it; None: none of a lawful length can be read."""
    header = named.get("ce_id")
    try:
        if header is not None:
            return msgspec.convert(header.decode(), _Short)
        return msgspec.json.decode(value or b"", type=_Identified).id
    except DECODE_ERRORS:
        return None


def of_event(event: Event) -> Attributes:
    """Attributes that publish `event`."""
    return Attributes(**_fields(event))


def structured(event: Event) -> Structured:
    """The whole event in structured mode."""
    return Structured(**_fields(event), data=msgspec.Raw(event.raw_data))


def _fields(event: Event) -> dict[str, Any]:
    return {
        "specversion": "1.0",
        "type": event.type,
        "id": event.id,
        "source": event.source,
        "subject": event.entity_id,
        "time": _EPOCH + event.time * _MS,
        "entityversion": event.version,
        "memberstate": event.member_state,
        "correctsid": event.corrects_id,
        "correctionkind": event.correction_kind,
    }


def check(attributes: Attributes) -> None:
    """Check what the types of the attributes do not say. Raises `BadInput`."""
    for name in ("id", "correctsid"):  # the subject is in data as well
        if SEPARATOR in (getattr(attributes, name) or ""):
            raise separator_in(name)
    if not _EARLIEST <= attributes.time <= _LATEST:
        raise BadInput(Reason.wrong_field, "time lies outside 1980 to 2100; send when it happened, in RFC 3339")
    state = attributes.memberstate
    if len(state) != 2 or not (state.isascii() and state.isupper() and state.isalpha()):
        raise BadInput(Reason.wrong_field, "memberstate must be two capital letters, ISO 3166-1 alpha-2")


def version_of(attributes: Attributes) -> int:
    """Version of the entity, 1 or higher. Raises `BadInput`."""
    version = attributes.entityversion
    if isinstance(version, str):
        version = int(version) if version.isascii() and version.isdigit() and len(version) <= 16 else 0
    if not 1 <= version <= _LAST_VERSION:
        raise BadInput(Reason.bad_version, "entityversion must be a whole number from 1 up")
    return version


def correction_of(attributes: Attributes) -> CorrectionKind | None:
    """Kind of the correction; None: the event corrects nothing. Raises `BadInput`."""
    kind = attributes.correctionkind
    if (kind is None) != (attributes.correctsid is None):
        raise BadInput(
            Reason.half_correction, "correctsid and correctionkind belong together; send both, or neither of them"
        )
    if kind is None:
        return None
    if kind not in _CORRECTIONS:
        raise BadInput(Reason.unknown_correction, "correctionkind must be amend or cancel")
    return _CORRECTIONS[kind]
