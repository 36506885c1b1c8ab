"""A publisher that uses the public CloudEvents package is understood, in both modes."""

import datetime
import json
from typing import Any

import msgspec
import orjson
import pytest
from cloudevents.core.bindings.kafka import KafkaMessage, to_binary, to_structured
from cloudevents.core.formats.json import JSONFormat
from cloudevents.core.v1.event import CloudEvent
from cloudevents.v1 import kafka as older
from cloudevents.v1.http import CloudEvent as OlderCloudEvent

from schemas.envelope import Event, decode, decode_line, encode_structured, record_key, refuse_other_key
from schemas.events import EVENT_TYPES
from schemas.examples import examples
from tests import factories as f

RECORDED = [decode_line(orjson.dumps(event)) for name in EVENT_TYPES for event in examples()[name]]
CORRECTIONS = [f.amend(f.declaration(version=3), office_id="O2"), f.cancel(f.notice(member_state="KG"))]

both_modes = pytest.mark.parametrize("send", [to_structured, to_binary], ids=["structured", "binary"])
older_modes = pytest.mark.parametrize("send", [older.to_structured, older.to_binary], ids=["structured", "binary"])


def _attributes(event: Event) -> tuple[dict[str, Any], Any]:
    """Attributes and data as a publisher states them; `partitionkey` becomes the record's key."""
    fields = json.loads(encode_structured(event))
    data = fields.pop("data")
    return {**fields, "datacontenttype": "application/json", "partitionkey": record_key(event).decode()}, data


def _received(message: KafkaMessage) -> Event:
    """The event as the intake decodes it; its bytes are the package's own."""
    key = message.key.encode() if isinstance(message.key, str) else message.key  # as a producer's serialiser does
    event = decode(message.value, list(message.headers.items()), key)
    refuse_other_key(event, key)
    return event


def _published(event: Event, send: Any) -> Event:
    attributes, data = _attributes(event)
    attributes["time"] = datetime.datetime.fromisoformat(attributes["time"])
    return _received(send(CloudEvent(attributes=attributes, data=data), JSONFormat()))


def _same(one: Event, other: Event) -> bool:
    """But for the bytes of the data, and for `partitionkey`, which travels with the event."""
    return msgspec.structs.replace(one, raw_data=b"", extensions={}) == msgspec.structs.replace(other, raw_data=b"")


@pytest.mark.parametrize("event", [*RECORDED, *CORRECTIONS], ids=lambda event: event.type + event.id[-4:])
@both_modes
def test_published_event_is_the_recorded_one(event: Event, send: Any) -> None:
    """Every attribute and every field of every type, and of corrections."""
    assert _same(_published(event, send), event)


@pytest.mark.parametrize("event", [*RECORDED, *CORRECTIONS], ids=lambda event: event.type + event.id[-4:])
@older_modes
def test_older_interface_of_the_package(event: Event, send: Any) -> None:
    """It says application/json for structured mode too, and writes versions as text."""
    attributes, data = _attributes(event)
    attributes["entityversion"] = str(attributes["entityversion"])
    message = send(OlderCloudEvent(attributes, data), key_mapper=lambda _: record_key(event))
    assert _same(_received(message), event)


@pytest.mark.parametrize("name", ["Żółć Öst", "«Қазақ»", "株式会社", "📦"])
@both_modes
def test_letters_of_every_script_arrive(name: str, send: Any) -> None:
    event = f.declaration(participant_name=name)
    assert _same(_published(event, send), event)


@both_modes
def test_extensions_arrive(send: Any) -> None:
    """Whatever an attribute is called; in binary mode all of them are text."""
    attributes, data = _attributes(f.declaration())
    attributes["time"] = datetime.datetime.fromisoformat(attributes["time"])
    further = {"tenant": "north", "retries": "3", "traceparent": "00-4bf9-00f0-01"}
    event = _received(send(CloudEvent(attributes=attributes | further, data=data), JSONFormat()))
    assert event.extensions == {"partitionkey": "D1", **further}
