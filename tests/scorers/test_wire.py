"""Events on their way from the intake to a worker: read once, and never much larger than what was published."""

import base64
from typing import Any

import orjson
import pytest

from schemas.envelope import CLOUDEVENTS_JSON, Event, decode, encode_binary, encode_structured, record_key
from scorers.delivery import wire
from scorers.delivery.wire import decode_frame, encode_frame
from scorers.exchange.messages import Origin, Published
from scorers.exchange.routing import case_of
from tests import factories as make

STRUCTURED = (("content-type", CLOUDEVENTS_JSON.encode()),)
BESIDE = 400
"""Bytes that may be added to an event: what its envelope says, once more."""
DECLARED = make.declaration(
    "д-1", "2026-03-01T10:00", office_id="O1", participant_id="P1", participant_address="x" * 900
)
FACT = make.fact("ref.office", "O1")


def _structured(event: Event, **said: Any) -> Origin:
    value = encode_structured(event)
    if said:
        value = orjson.dumps(orjson.loads(value) | said)
    return Origin(event.event_type.topic, 1, 7, record_key(event), value, STRUCTURED)


def _in_base64(event: Event) -> Origin:
    said = orjson.loads(encode_structured(event))
    del said["data"]
    value = orjson.dumps(said | {"data_base64": base64.b64encode(event.raw_data).decode()})
    return Origin(event.event_type.topic, 1, 7, record_key(event), value, STRUCTURED)


def _binary(event: Event) -> Origin:
    value, headers = encode_binary(event)
    return Origin(event.event_type.topic, 1, 7, record_key(event), value, tuple(headers))


def _published(origin: Origin, *, echo: bool = False) -> Published:
    event = decode(origin.value, origin.headers, origin.key, origin.topic, timestamp=5)
    return Published(case_of(event), event, origin, 5, echo)


ORIGINS = {
    "structured": _structured(DECLARED, vendor="Ж", lane=3, urgent=True),
    "an amendment": _structured(make.amend(DECLARED, invoice_total=7)),
    "a cancellation": _structured(make.cancel(DECLARED)),
    "in base64": _in_base64(DECLARED),
    "binary": _binary(DECLARED),
    "a binary fact": _binary(FACT),
    "a deletion": Origin("customs.reference-facts.v1", 1, 7, b"ref.debt|4711", None, ()),
}


@pytest.mark.parametrize("origin", ORIGINS.values(), ids=ORIGINS)
def test_an_event_arrives_as_the_intake_read_it(origin: Origin) -> None:
    """In every mode, corrected, with what means nothing here; with the bytes and headers that a letter needs."""
    sent = _published(origin)
    assert decode_frame(encode_frame([sent])) == [sent]


@pytest.mark.parametrize("name", ["structured", "an amendment", "binary", "a binary fact"])
def test_its_envelope_is_read_once(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever takes it types the payload, and that is all."""
    sent = _published(ORIGINS[name])

    def never(*_: Any, **__: Any) -> Event:
        raise AssertionError

    monkeypatch.setattr(wire, "decode", never)
    assert decode_frame(encode_frame([sent])) == [sent]


@pytest.mark.parametrize("origin", ORIGINS.values(), ids=ORIGINS)
def test_no_byte_travels_twice(origin: Origin) -> None:
    """The payload is part of the original, whatever the mode."""
    sent = _published(origin)
    beside = sum(len(name) + len(content) for name, content in origin.headers) + len(origin.key or b"")
    assert len(encode_frame([sent])) <= len(origin.value or b"") + beside + BESIDE


def test_an_echo_has_the_payload_and_no_original() -> None:
    """Another partition has that, and tells for all of them what is wrong with it."""
    origin = _structured(FACT)
    sent = _published(origin, echo=True)
    [received] = decode_frame(encode_frame([sent]))
    assert isinstance(received, Published)
    assert (received.event, received.case, received.echo) == (sent.event, sent.case, True)
    assert received.origin == Origin(origin.topic, origin.partition, origin.offset, None, FACT.raw_data)
    assert len(encode_frame([sent])) < len(encode_frame([_published(origin)])) - len(STRUCTURED[0][1])
