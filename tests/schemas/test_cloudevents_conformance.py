"""The scenarios that the CloudEvents project states for its Kafka binding, with an event of the contract in them.

Attributes that the contract needs stand beside those of the scenarios; what a scenario says of its message, that it is
parsed to these attributes and this data, is what is tested.
"""

import json
from collections.abc import Sequence
from typing import Any

import pytest

from schemas.attributes import of_event
from schemas.envelope import decode
from schemas.errors import BadInput, Reason

DATA = {"transit_id": "T-1", "opened_at": 1_522_900_584_000, "declarant_id": "P-1"}
ATTRIBUTES = {
    "specversion": "1.0",
    "id": "1234-1234-1234",
    "type": "customs.transit.opened.v1",
    "source": "/mycontext/subcontext",
    "time": "2018-04-05T03:56:24Z",
    "subject": "T-1",
    "entityversion": 1,
    "memberstate": "KZ",
}
Headers = Sequence[tuple[str, bytes]]

BINARY: tuple[bytes, Headers] = (
    json.dumps(DATA).encode(),
    [*((f"ce_{name}", str(text).encode()) for name, text in ATTRIBUTES.items()), ("content-type", b"application/json")],
)
_STRUCTURED = json.dumps({**ATTRIBUTES, "datacontenttype": "application/json", "data": DATA}).encode()
SCENARIOS: dict[str, tuple[bytes, Headers]] = {
    "Binary content mode": BINARY,
    "Structured content mode (application/cloudevents+json)": (
        _STRUCTURED,
        [("content-type", b"application/cloudevents+json")],
    ),
    "Structured content mode (application/cloudevents+json; charset=utf-8)": (
        _STRUCTURED,
        [("content-type", b"application/cloudevents+json; charset=utf-8")],
    ),
}


@pytest.mark.parametrize(("payload", "headers"), SCENARIOS.values(), ids=SCENARIOS)
def test_parsed_as_kafka_message(payload: bytes, headers: Headers) -> None:
    """The attributes are those of the scenario, and the data is equal to its JSON."""
    event = decode(payload, headers)
    found: dict[str, Any] = of_event(event)
    assert {**found, "time": found["time"].strftime("%Y-%m-%dT%H:%M:%SZ")} == ATTRIBUTES
    assert json.loads(event.raw_data) == DATA


@pytest.mark.parametrize(("payload", "headers"), SCENARIOS.values(), ids=SCENARIOS)
def test_an_event_of_another_contract_is_told_what_it_lacks(payload: bytes, headers: Headers) -> None:
    """The scenarios' own type is a CloudEvent, and none of ours: it is not called malformed."""
    other = b"com.example.someevent"
    changed = [(name, other if name == "ce_type" else text) for name, text in headers]
    with pytest.raises(BadInput, match=r"type com\.example\.someevent is not in the contract") as refused:
        decode(payload.replace(ATTRIBUTES["type"].encode(), other), changed)  # type: ignore[attr-defined]  # a text
    assert refused.value.reason == Reason.unknown_type
