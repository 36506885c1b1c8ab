"""Examples: recorded events must be understood for ever, so never edit one, add another (`TYPE.2.json`)."""

import json
from pathlib import Path

import jsonschema
import pytest

from schemas.asyncapi import ENVELOPE
from schemas.contracts import CONTRACT, read
from schemas.envelope import decode_line, encode_structured
from schemas.events import EVENT_TYPES
from schemas.examples import EXAMPLES

PAYLOADS = [path for path in sorted(EXAMPLES.glob("*.json")) if path.name.startswith("customs.")]
SCHEMAS = read(CONTRACT)


def test_every_event_type_has_a_recorded_payload() -> None:
    assert {decode_line(path.read_bytes()).type for path in PAYLOADS} == set(EVENT_TYPES)


@pytest.mark.parametrize("path", PAYLOADS, ids=lambda path: path.stem)
def test_recorded_event_decodes(path: Path) -> None:
    event = decode_line(path.read_bytes())
    assert decode_line(encode_structured(event)) == event


@pytest.mark.parametrize("path", PAYLOADS, ids=lambda path: path.stem)
def test_recorded_event_follows_the_contract(path: Path) -> None:
    fields = json.loads(path.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator(SCHEMAS[ENVELOPE]).validate(fields)
    jsonschema.Draft202012Validator(SCHEMAS[fields["type"]]).validate(fields["data"])
