"""CloudEvents 1.0 over Kafka: bytes and headers in, one typed `Event` out, and back.

Structured mode (`application/cloudevents+json`) and binary mode (`ce_` headers) are read; whatever can not be read
raises `BadInput`. `Event.time` is the event time that the payload states, or else the attribute `time`.
"""

import base64
import binascii
import datetime
from collections.abc import Mapping, Sequence

import msgspec

from schemas import attributes
from schemas.attributes import Attributes
from schemas.errors import BadInput, Reason
from schemas.event import CorrectionKind, Event, Extension, new_event, stated_time
from schemas.events import EVENT_TYPES, FACT_TYPES
from schemas.facts import Fact, FactDeleted
from schemas.facts.fact import key_of
from schemas.fields import Payload
from schemas.media_types import CLOUDEVENTS_JSON, JSON, mode_of
from schemas.mistakes import nearest
from schemas.normalise import normal_id
from schemas.refusals import DECODE_ERRORS, SEPARATOR, refusal, refuse_separator, separator_in
from schemas.topics import REFERENCE_FACTS

__all__ = [
    "CLOUDEVENTS_JSON",
    "MAX_BESIDE",
    "MAX_BYTES",
    "MAX_SKEW",
    "CorrectionKind",
    "Event",
    "decode",
    "decode_data",
    "decode_line",
    "encode_binary",
    "encode_structured",
    "new_event",
    "record_key",
    "refuse_future",
    "refuse_other_key",
    "refuse_other_topic",
]

MAX_BYTES = 1024 * 1024
"""Largest record value that is read, in bytes, unless the caller says otherwise."""
MAX_BESIDE = 256 * 1024
"""Largest key and headers of a record together, in bytes."""
MAX_SKEW = datetime.timedelta(minutes=5)
"""How far in the future an event may lie."""

Headers = Sequence[tuple[str, bytes | None]]

_MS = datetime.timedelta(milliseconds=1)
_encoder = msgspec.json.Encoder()
_data_decoders = {name: msgspec.json.Decoder(event_type.struct) for name, event_type in EVENT_TYPES.items()}


def decode(
    value: bytes | None,
    headers: Headers = (),
    key: bytes | None = None,
    topic: str | None = None,
    *,
    max_bytes: int = MAX_BYTES,
    timestamp: int = 0,
) -> Event:
    """Decode one Kafka record. Raises `BadInput` for everything that is no event of the contract.

    A null value on the topic of facts means that the fact named by `key` (`ref.debt|...`) was deleted; `timestamp`, the
    record's own in ms, is then its time.
    """
    named = {name.lower(): content for name, content in headers} if headers else {}
    beside = len(key or b"") + sum(len(name) + len(content or b"") for name, content in headers)
    if beside > MAX_BESIDE:
        raise BadInput(
            Reason.too_large, f"key and headers have {beside} bytes, the limit is {MAX_BESIDE}; publish them in data"
        )
    if value is None:
        return _decode_null(named, key, topic, timestamp)
    if len(value) > max_bytes:
        raise BadInput(
            Reason.too_large, f"the value has {len(value)} bytes, the limit is {max_bytes}; split it or raise the limit"
        )
    content_type = named.get("content-type")
    mode = "plain" if content_type is None else mode_of(content_type)
    if mode == "batch":
        raise BadInput(Reason.not_an_event, "batches are not read; send one event in each record")
    if mode == "plain" and any(name.startswith("ce_") for name in named):
        envelope, extensions = attributes.from_headers(named)
        return _assemble(envelope, extensions, bytes(value))
    return _decode_structured(value)


def decode_line(line: bytes, *, max_bytes: int = MAX_BYTES) -> Event:
    """Decode one line of a JSON Lines file of structured events. Raises `BadInput`."""
    return decode(line, max_bytes=max_bytes)


def decode_data(type_name: str, raw: bytes) -> Payload:
    """Decode the payload of an event of type `type_name`. Raises `BadInput`."""
    decoder = _data_decoders.get(type_name)
    if decoder is None:
        raise BadInput(
            Reason.unknown_type,
            f"type {type_name[:200]} is not in the contract{nearest(type_name, EVENT_TYPES)};"
            " correct it or upgrade Kordon",
        )
    try:
        return decoder.decode(raw)
    except DECODE_ERRORS as error:
        raise refusal(error, raw, "data") from error


def refuse_future(event: Event, now: int, skew: datetime.timedelta = MAX_SKEW) -> None:
    """Raise `BadInput` when the event lies more than `skew` after `now`, the wall clock in ms since the epoch."""
    ahead = event.time - now
    if ahead > skew // _MS:
        raise BadInput(
            Reason.future_event,
            f"the event time is {ahead / 1000:.0f} s in the future; set the publisher's clock and publish it again",
        )


def refuse_other_key(event: Event, key: bytes | None) -> None:
    """Raise `BadInput` when the key of the record that carried `event` names something else; no key names nothing."""
    if not key or isinstance(event.data, FactDeleted) or key == record_key(event):
        return
    if event.event_type.contradicts(key.decode(errors="replace"), event.data):
        wanted = record_key(event).decode()
        raise BadInput(
            Reason.subject_mismatch,
            f"the record's key is not that of its event; key it by {wanted[:200]}, or not at all",
        )


def refuse_other_topic(event: Event, topic: str) -> None:
    """Raise `BadInput` when `event` came on another topic than its own: there it has no order, or is compacted away."""
    own = event.event_type.topic
    if topic != own:
        raise BadInput(Reason.wrong_topic, f"{event.type} belongs on {own}, and came on {topic[:200]}; send it there")


def encode_structured(event: Event) -> bytes:
    """JSON bytes of `event` in structured mode; the record's `content-type` is `CLOUDEVENTS_JSON`."""
    return _encoder.encode({**attributes.of_event(event), "data": msgspec.Raw(event.raw_data)})


def encode_binary(event: Event) -> tuple[bytes | None, list[tuple[str, bytes]]]:
    """Value and headers of `event` in binary mode. A deleted fact has no value."""
    fields = msgspec.to_builtins(attributes.of_event(event))
    headers = [("content-type", JSON.encode())]
    headers += [(f"ce_{name}", _text(content).encode()) for name, content in fields.items()]
    return (None if isinstance(event.data, FactDeleted) else event.raw_data), headers


def _text(content: Extension) -> str:
    """An attribute as text; CloudEvents writes a truth value in lower case."""
    return str(content).lower() if isinstance(content, bool) else str(content)


def record_key(event: Event) -> bytes:
    """Key of the Kafka record that carries `event` on its public topic."""
    return event.event_type.partition_key(event.data).encode()


def _decode_structured(value: bytes) -> Event:
    envelope, extensions = attributes.from_structured(value)
    raw = bytes(envelope.data)
    if envelope.data_base64 is not None:
        raw = _from_base64(envelope.data_base64, raw)
    if not raw or raw == b"null":
        raise BadInput(Reason.missing_field, "data is missing; publish the payload of the event")
    return _assemble(envelope, extensions, raw)


def _from_base64(text: str, data: bytes) -> bytes:
    if data:
        raise BadInput(Reason.not_an_event, "both data and data_base64 are present; send data only")
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise BadInput(Reason.wrong_field, "data_base64 is not base64; send the payload as data") from error


def _assemble(envelope: Attributes, extensions: dict[str, Extension], raw: bytes) -> Event:
    data = decode_data(envelope.type, raw)
    refuse_separator(raw)
    event_type = EVENT_TYPES[envelope.type]
    entity_id = event_type.entity_id(data)
    if not normal_id(entity_id):
        raise BadInput(
            Reason.wrong_field, f"data.{event_type.entity_field} has no letter or digit; send the entity's id"
        )
    if not event_type.is_named_by(envelope.subject, data):
        raise BadInput(
            Reason.subject_mismatch, f"subject differs from data.{event_type.entity_field}; set it to the entity's id"
        )
    if isinstance(data, Fact) and key_of(data) != entity_id:
        raise BadInput(Reason.subject_mismatch, "data.key differs from the fields that make it; join them by |")
    attributes.check(envelope)
    stated = stated_time(event_type, data)
    return Event(
        id=envelope.id,
        type=event_type.name,
        source=envelope.source,
        time=_time_of(envelope, event_type.time_field) if stated is None else stated,
        entity_id=entity_id,
        version=attributes.version_of(envelope),
        member_state=envelope.memberstate,
        corrects_id=envelope.correctsid,
        correction_kind=attributes.correction_of(envelope),
        data=data,
        raw_data=raw,
        extensions=attributes.carried(envelope) | extensions,
    )


def _time_of(envelope: Attributes, field: str | None) -> int:
    """The attribute `time`, ms UTC, where the payload states no time in its `field`. Raises `BadInput`."""
    time = envelope.time_ms()
    if time is None:
        where = f"data.{field} or the attribute time" if field else "the attribute time"
        raise BadInput(Reason.missing_field, f"time is missing; say in {where} when it happened")
    return time


def _decode_null(named: Mapping[str, bytes | None], key: bytes | None, topic: str | None, timestamp: int) -> Event:
    if topic != REFERENCE_FACTS:
        raise BadInput(Reason.null_value, "only reference facts are deleted by a null value; cancel with a correction")
    if not key:
        raise BadInput(Reason.null_value, "the record has no key; a fact is deleted by the key fact_type|key")
    try:
        fact_type, _, fact_key = key.decode().partition("|")
    except UnicodeDecodeError as error:
        raise BadInput(Reason.invalid_utf8, "the key is not UTF-8; send fact_type|key in UTF-8") from error
    if not fact_key:
        raise BadInput(Reason.null_value, "the key of a deleted fact must be fact_type|key")
    if SEPARATOR in fact_key:
        raise separator_in("the key")
    if fact_type not in FACT_TYPES:
        alike = nearest(fact_type, FACT_TYPES)
        raise BadInput(
            Reason.unknown_type, f"fact type {fact_type[:200]} is not in the contract{alike}; correct the key"
        )
    deleted = FactDeleted(fact_type=fact_type, key=fact_key)
    if "ce_type" in named:
        return _described_deletion(*attributes.from_headers(named), deleted)
    return Event(
        id=f"deleted:{fact_type}|{fact_key}@{timestamp}",
        type=f"customs.{fact_type}.v1",
        source="",
        time=timestamp,
        entity_id=fact_key,
        version=0,
        member_state="",
        data=deleted,
        raw_data=b"null",
    )


def _described_deletion(envelope: Attributes, extensions: dict[str, Extension], deleted: FactDeleted) -> Event:
    attributes.check(envelope)
    if envelope.subject != deleted.key or envelope.type != f"customs.{deleted.fact_type}.v1":
        raise BadInput(Reason.subject_mismatch, "type or subject differ from the record's key; make them equal")
    return Event(
        id=envelope.id,
        type=envelope.type,
        source=envelope.source,
        time=_time_of(envelope, None),
        entity_id=deleted.key,
        version=attributes.version_of(envelope),
        member_state=envelope.memberstate,
        corrects_id=envelope.correctsid,
        correction_kind=attributes.correction_of(envelope),
        data=deleted,
        raw_data=b"null",
        extensions=attributes.carried(envelope) | extensions,
    )
