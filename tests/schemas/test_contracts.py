import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from schemas import contracts
from schemas.asyncapi import ENVELOPE, asyncapi
from schemas.compatibility import breaking_changes
from schemas.errors import ContractDrift
from schemas.events import EVENT_TYPES
from schemas.examples import EXAMPLES, examples
from schemas.outcomes import OUTCOME_TYPES
from schemas.topics import INBOUND, OUTBOUND

REFERENCE = {"type": "object", "required": ["$ref"], "properties": {"$ref": {"pattern": "^#/"}}}
STRUCTURE: dict[str, Any] = {
    "type": "object",
    "required": ["asyncapi", "info", "channels", "operations", "components"],
    "additionalProperties": False,
    "properties": {
        "asyncapi": {"const": "3.0.0"},
        "info": {"required": ["title", "version"]},
        "defaultContentType": {"type": "string"},
        "channels": {
            "additionalProperties": {
                "required": ["address", "messages"],
                "properties": {"messages": {"minProperties": 1, "additionalProperties": REFERENCE}},
            }
        },
        "operations": {
            "additionalProperties": {
                "required": ["action", "channel"],
                "properties": {
                    "action": {"enum": ["send", "receive"]},
                    "channel": REFERENCE,
                    "messages": {"type": "array", "minItems": 1, "items": REFERENCE},
                },
            }
        },
        "components": {
            "propertyNames": {"enum": ["messages", "schemas"]},
            "additionalProperties": {"propertyNames": {"pattern": r"^[\w\d.\-_]+$"}},
        },
    },
}


@pytest.fixture
def document() -> dict[str, Any]:
    return asyncapi()


def _references(node: Any) -> list[str]:
    if isinstance(node, list):
        return [found for part in node for found in _references(part)]
    if not isinstance(node, dict):
        return []
    own = [node["$ref"]] if isinstance(node.get("$ref"), str) else []
    return own + _references(list(node.values()))


def test_the_contract_on_disk_is_that_of_the_code() -> None:
    """After a change of a struct: `python -m schemas.contracts`, and review what differs."""
    assert contracts.drift() == []


def test_nobody_who_follows_the_published_contract_is_broken() -> None:
    """A break needs a new event type or topic, `.v2`, beside the old one."""
    published, current = contracts.read(contracts.PUBLISHED), contracts.json_schemas()
    assert published
    assert breaking_changes(published, current, frozenset(OUTCOME_TYPES)) == []


def test_drift_is_seen(tmp_path: Path) -> None:
    contracts.write(tmp_path)
    assert contracts.drift(tmp_path) == []
    (tmp_path / "v1" / "risk.alert.v1.json").unlink()
    (tmp_path / "v1" / "customs.other.v1.json").write_text("{}", encoding="utf-8")
    (tmp_path / "asyncapi.json").write_text("{}", encoding="utf-8")
    assert len(contracts.drift(tmp_path)) == 3
    contracts.write(tmp_path)
    assert contracts.drift(tmp_path) == []


def test_a_stale_contract_is_not_published(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(contracts, "drift", lambda: ["asyncapi.json differs from the code"])
    monkeypatch.setattr(contracts, "PUBLISHED", tmp_path)
    with pytest.raises(ContractDrift, match=r"asyncapi\.json"):
        contracts.publish()


def test_what_is_published_is_the_contract(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(contracts, "PUBLISHED", tmp_path)
    contracts.publish()
    assert contracts.read(tmp_path) == contracts.read(contracts.CONTRACT)


@pytest.mark.parametrize("name", contracts.json_schemas())
def test_schemas_are_valid(name: str) -> None:
    jsonschema.Draft202012Validator.check_schema(contracts.json_schemas()[name])


def test_half_a_correction_breaks_the_contract() -> None:
    event = json.loads((EXAMPLES / "customs.payment.recorded.v1.json").read_text("utf-8"))
    validator = jsonschema.Draft202012Validator(contracts.json_schemas()[ENVELOPE])
    assert validator.is_valid(event | {"correctsid": "e0", "correctionkind": "cancel"})
    assert not validator.is_valid(event | {"correctsid": "e0"})
    assert not validator.is_valid(event | {"correctionkind": "cancel"})


def test_asyncapi_has_the_structure_of_version_3(document: dict[str, Any]) -> None:
    jsonschema.Draft202012Validator(STRUCTURE).validate(document)


def test_asyncapi_names_every_topic_and_message(document: dict[str, Any]) -> None:
    assert [channel["address"] for channel in document["channels"].values()] == [*INBOUND, *OUTBOUND]
    assert set(document["components"]["messages"]) == {*EVENT_TYPES, *OUTCOME_TYPES}
    carried = [name for channel in document["channels"].values() for name in channel["messages"]]
    assert sorted(carried) == sorted([*EVENT_TYPES, *OUTCOME_TYPES])


def test_asyncapi_references_exist(document: dict[str, Any]) -> None:
    for reference in set(_references(document)):
        node: Any = document
        for step in reference.removeprefix("#/").split("/"):
            node = node[step]
        assert node


def test_asyncapi_operations_use_messages_of_their_channel(document: dict[str, Any]) -> None:
    for operation in document["operations"].values():
        channel = re.escape(operation["channel"]["$ref"])
        assert all(re.match(f"{channel}/messages/", message["$ref"]) for message in operation["messages"])


def test_asyncapi_messages_take_the_recorded_events(document: dict[str, Any]) -> None:
    """The payload of a message is the whole event in structured mode."""
    for event in (event for name in EVENT_TYPES for event in examples()[name]):
        payload = document["components"]["messages"][event["type"]]["payload"]
        schema = {**payload, "components": document["components"]}
        jsonschema.Draft202012Validator(schema).validate(event)
        assert not jsonschema.Draft202012Validator(schema).is_valid({**event, "type": "customs.other.v1"})
