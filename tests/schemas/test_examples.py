"""Examples: recorded events must be understood for ever, so never edit one, add another (`TYPE.2.json`)."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import orjson
import pytest

from schemas.asyncapi import ENVELOPE, asyncapi
from schemas.codec import decode_outward, encode_outward
from schemas.contracts import CONTRACT, read
from schemas.envelope import decode_line, encode_structured
from schemas.events import EVENT_TYPES
from schemas.examples import EXAMPLES, examples
from schemas.outcomes import OUTCOME_TYPES

PAYLOADS = [path for path in sorted(EXAMPLES.glob("*.json")) if path.stem not in OUTCOME_TYPES]
SCHEMAS = read(CONTRACT)


def test_every_event_type_has_a_recorded_payload() -> None:
    assert {decode_line(path.read_bytes()).type for path in PAYLOADS} == set(EVENT_TYPES)


def test_every_message_of_the_contract_has_an_example() -> None:
    """In AsyncAPI too, where each is a whole message."""
    messages = asyncapi()["components"]["messages"]
    assert set(examples()) == {*EVENT_TYPES, *OUTCOME_TYPES} == set(messages)
    for name, found in examples().items():
        assert [example["payload"] for example in messages[name]["examples"]] == found


@pytest.mark.parametrize("name", OUTCOME_TYPES)
def test_an_outcome_is_as_it_is_published(name: str) -> None:
    """By its schema, and by the codec that writes it: all its fields, the same again when read and written."""
    for example in examples()[name]:
        jsonschema.Draft202012Validator(SCHEMAS[name]).validate(example)
        again: dict[str, Any] = orjson.loads(
            encode_outward(decode_outward(orjson.dumps(example), OUTCOME_TYPES[name].struct))
        )
        assert again == example


@pytest.mark.parametrize("path", PAYLOADS, ids=lambda path: path.stem)
def test_recorded_event_decodes(path: Path) -> None:
    event = decode_line(path.read_bytes())
    assert decode_line(encode_structured(event)) == event


@pytest.mark.parametrize("path", PAYLOADS, ids=lambda path: path.stem)
def test_recorded_event_follows_the_contract(path: Path) -> None:
    fields = json.loads(path.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator(SCHEMAS[ENVELOPE]).validate(fields)
    jsonschema.Draft202012Validator(SCHEMAS[fields["type"]]).validate(fields["data"])
