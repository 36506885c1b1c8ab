"""Recorded events must be understood for ever: never edit one, add another."""

import json
from pathlib import Path

import jsonschema
import pytest

from schemas.contracts import CONTRACT, ENVELOPE, read
from schemas.envelope import decode_line, encode_structured
from schemas.events import EVENT_TYPES

PAYLOADS = sorted((Path(__file__).parents[1] / "payloads").glob("*.json"))
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
