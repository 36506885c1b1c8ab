"""CloudEvents context attributes: which are read, how they are checked, how they are written.

Those that Kordon gives no meaning to, its own and any extension, are kept with the event as they came.
"""

import datetime
import re
from collections.abc import Mapping
from typing import Annotated, Any, Literal

import msgspec

from schemas.errors import BadInput, Reason
from schemas.event import CorrectionKind, Event, Extension
from schemas.fields import doc
from schemas.media_types import refuse_other_media_type
from schemas.refusals import DECODE_ERRORS, SEPARATOR, envelope_refusal, refusal, separator_in

_EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
_MS = datetime.timedelta(milliseconds=1)
_EARLIEST = datetime.datetime(1980, 1, 1, tzinfo=datetime.UTC)
_LATEST = datetime.datetime(2100, 1, 1, tzinfo=datetime.UTC)
LAST_VERSION = 2**53
"""Highest version of an entity; a larger number is not the same in every JSON parser."""

_Short = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
_Long = Annotated[str, msgspec.Meta(min_length=1, max_length=2_500)]


EXTENSION_NAME = "[a-z0-9]{1,200}"
"""Pattern of the name of an attribute, as CloudEvents has it, within a bound of ours."""
LONGEST_EXTENSION = 10_000
"""Most characters of an extension's value."""
EXTENSION_INTEGERS = (-(2**31), 2**31 - 1)
"""Smallest and largest whole number that an attribute of CloudEvents may be."""


class Attributes(msgspec.Struct, kw_only=True, omit_defaults=True, forbid_unknown_fields=True, gc=False):
    """Attributes of an event that the contract names, in either mode."""

    specversion: Annotated[Literal["1.0"], doc("version of CloudEvents")]
    type: Annotated[_Short, doc("event type, such as customs.declaration.registered.v1")]
    id: Annotated[_Short, doc("idempotency key; a redelivery carries the same id")]
    source: Annotated[_Long, doc("service that owns the entity, a URI reference")]
    subject: Annotated[_Long, doc("entity that the event belongs to; equal to its id in data")]
    time: Annotated[
        Annotated[datetime.datetime, msgspec.Meta(tz=True)] | None,
        doc("RFC 3339 with Z or an offset; the event time where data states none, and only then needed"),
    ] = None
    entityversion: Annotated[int | str, doc("version of the entity, from 1 up; a higher one replaces a lower one")]
    memberstate: Annotated[str, doc("ISO 3166-1 alpha-2")]
    correctsid: Annotated[_Short | None, doc("id of the event that this one corrects")] = None
    correctionkind: Annotated[str | None, doc("amend: data replaces that of the target; cancel: as if never sent")] = (
        None
    )
    datacontenttype: Annotated[str | None, doc("media type of data, application/json or another that is JSON")] = None
    dataschema: Annotated[str | None, doc("URI of the schema of data")] = None
    partitionkey: Annotated[str | None, doc("key of the Kafka record")] = None
    publishedat: Annotated[str | None, doc("when the publisher sent it, RFC 3339")] = None
    traceparent: Annotated[str | None, doc("W3C trace context")] = None
    tracestate: Annotated[str | None, doc("W3C trace context")] = None

    def time_ms(self) -> int | None:
        """The attribute `time` in ms since the epoch, UTC; None: it is absent."""
        return None if self.time is None else (self.time - _EPOCH) // _MS


class Structured(Attributes, kw_only=True):
    """A whole event in structured mode, its data still raw."""

    data: msgspec.Raw = msgspec.Raw()
    data_base64: str | None = None


class _Extended(Structured, kw_only=True, forbid_unknown_fields=False):
    """The same, whatever further attributes there are."""


_CORRECTIONS: dict[str, CorrectionKind] = {"amend": "amend", "cancel": "cancel"}
_KNOWN = frozenset(Attributes.__struct_fields__)
_CARRIED = ("dataschema", "partitionkey", "publishedat", "traceparent", "tracestate")
"""Attributes that the contract names and Kordon only carries along."""
_RESERVED = frozenset({"data", "data_base64"})
_extension_name = re.compile(EXTENSION_NAME)
_structured_decoder = msgspec.json.Decoder(Structured)
_extended_decoder = msgspec.json.Decoder(_Extended)
_members_decoder = msgspec.json.Decoder(dict[str, msgspec.Raw])


def from_structured(value: bytes) -> tuple[Structured, dict[str, Extension]]:
    """Attributes and raw data of structured mode, and its extensions. Raises `BadInput`."""
    try:
        return _structured_decoder.decode(value), {}
    except DECODE_ERRORS:
        return _from_extended(value)


def _from_extended(value: bytes) -> tuple[Structured, dict[str, Extension]]:
    """The same of what has extensions, or is no event at all: it is decoded again, since most have none."""
    try:
        envelope = _extended_decoder.decode(value)
        members = _members_decoder.decode(value)
        further = {name: msgspec.json.decode(members[name]) for name in members.keys() - _KNOWN - _RESERVED}
    except DECODE_ERRORS as error:
        raise envelope_refusal(value, error) from error
    return envelope, _extensions(further)


def from_headers(named: Mapping[str, bytes | None]) -> tuple[Attributes, dict[str, Extension]]:
    """Attributes and extensions of binary mode, from headers whose names are in lower case. Raises `BadInput`."""
    stated: dict[str, str] = {}
    for name, content in named.items():
        if name.startswith("ce_") and content is not None:
            try:
                stated[name[3:]] = content.decode()
            except UnicodeDecodeError as error:
                raise BadInput(
                    Reason.invalid_utf8, f"the header {name[:200]} is not UTF-8; encode it in UTF-8"
                ) from error
    if stated.get("specversion") != "1.0" or "type" not in stated:
        raise BadInput(Reason.not_an_event, "ce_specversion is not 1.0 or ce_type is missing; publish CloudEvents 1.0")
    extensions = _extensions({name: text for name, text in stated.items() if name not in _KNOWN})
    known = {name: stated[name] for name in stated.keys() & _KNOWN}
    try:
        return msgspec.convert(known, Attributes), extensions
    except msgspec.ValidationError as error:
        raise refusal(error, msgspec.json.encode(known), "") from error


def _extensions(found: Mapping[str, Any]) -> dict[str, Extension]:
    """Extensions by name; an unset one, null, is left out. Raises `BadInput` for what CloudEvents does not allow."""
    kept: dict[str, Extension] = {}
    for name, content in sorted(found.items()):
        if name in _RESERVED or not _extension_name.fullmatch(name):
            raise BadInput(
                Reason.unknown_attribute,
                f"{name[:200]} is no name of an attribute: only a-z and 0-9, and not data; rename it or leave it out",
            )
        if content is not None:
            kept[name] = _extension(name, content)
    return kept


def _extension(name: str, content: Any) -> Extension:
    if isinstance(content, bool):
        return content
    if isinstance(content, str) and len(content) <= LONGEST_EXTENSION:
        return content
    if isinstance(content, int) and EXTENSION_INTEGERS[0] <= content <= EXTENSION_INTEGERS[1]:
        return content
    raise BadInput(
        Reason.unknown_attribute,
        f"{name} is no value of an attribute: send a text of at most {LONGEST_EXTENSION} characters, a whole number of"
        " 32 bits, or true or false; what has parts belongs into data",
    )


def of_event(event: Event) -> dict[str, Any]:
    """Attributes that publish `event`, its extensions among them; in JSON but for `time`, which is a datetime."""
    fields = {
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
        **event.extensions,
    }
    return {name: content for name, content in fields.items() if content is not None}


def carried(attributes: Attributes) -> dict[str, Extension]:
    """Attributes of the contract that have no meaning here and are kept like extensions."""
    return {name: content for name in _CARRIED if (content := getattr(attributes, name)) is not None}


def check(attributes: Attributes) -> None:
    """Check what the types of the attributes do not say. Raises `BadInput`."""
    if attributes.datacontenttype is not None:
        refuse_other_media_type(attributes.datacontenttype, "datacontenttype")
    for name in ("id", "correctsid"):  # the subject is in data as well
        if SEPARATOR in (getattr(attributes, name) or ""):
            raise separator_in(name)
    if attributes.time is not None and not _EARLIEST <= attributes.time <= _LATEST:
        raise BadInput(Reason.wrong_field, "time lies outside 1980 to 2100; send when it happened, in RFC 3339")
    state = attributes.memberstate
    if len(state) != 2 or not (state.isascii() and state.isupper() and state.isalpha()):
        raise BadInput(Reason.wrong_field, "memberstate must be two capital letters, ISO 3166-1 alpha-2")


def version_of(attributes: Attributes) -> int:
    """Version of the entity, 1 or higher. Raises `BadInput`."""
    version = attributes.entityversion
    if isinstance(version, str):
        version = int(version) if version.isascii() and version.isdigit() and len(version) <= 16 else 0
    if not 1 <= version <= LAST_VERSION:
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
