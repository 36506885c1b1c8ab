"""A publisher that uses the public CloudEvents package is understood, in both modes."""

import datetime
import json
from pathlib import Path
from typing import Any

import pytest
from cloudevents.core.bindings.kafka import to_binary, to_structured
from cloudevents.core.formats.json import JSONFormat
from cloudevents.core.v1.event import CloudEvent
from cloudevents.v1 import kafka as older
from cloudevents.v1.http import CloudEvent as OlderCloudEvent

from schemas.envelope import decode, decode_line

PAYLOADS = sorted((Path(__file__).parents[1] / "payloads").glob("*.json"))


def _recorded(path: Path) -> tuple[dict[str, Any], Any]:
    fields = json.loads(path.read_text(encoding="utf-8"))
    data = fields.pop("data")
    return {**fields, "partitionkey": fields["subject"]}, data


@pytest.mark.parametrize("path", PAYLOADS, ids=lambda path: path.stem)
@pytest.mark.parametrize("send", [to_structured, to_binary], ids=["structured", "binary"])
def test_published_event_is_the_recorded_one(path: Path, send: Any) -> None:
    attributes, data = _recorded(path)
    attributes["time"] = datetime.datetime.fromisoformat(attributes["time"])
    message = send(CloudEvent(attributes=attributes, data=data), JSONFormat())
    event = decode(message.value, list(message.headers.items()), message.key)
    recorded = decode_line(path.read_bytes())
    assert event.data == recorded.data
    assert (event.id, event.time, event.version) == (recorded.id, recorded.time, recorded.version)


@pytest.mark.parametrize("send", [older.to_structured, older.to_binary], ids=["structured", "binary"])
def test_older_interface_of_the_package(send: Any) -> None:
    """It says application/json for structured mode too, and writes versions as text."""
    attributes, data = _recorded(PAYLOADS[0])
    attributes["entityversion"] = str(attributes["entityversion"])
    message = send(OlderCloudEvent(attributes, data))
    event = decode(message.value, list(message.headers.items()))
    assert event.data == decode_line(PAYLOADS[0].read_bytes()).data
