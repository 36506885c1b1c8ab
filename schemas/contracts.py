"""The published contract, generated from the structs: one JSON Schema for each message, and one AsyncAPI 3.0 document.

`python -m schemas.contracts` writes it again; with `--publish` it becomes what later changes are measured by.
"""

import json
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from schemas.attributes import Attributes
from schemas.envelope import CLOUDEVENTS_JSON
from schemas.errors import ContractDrift
from schemas.events import EVENT_TYPES
from schemas.outcomes import OUTCOME_TYPES
from schemas.registry import EventType
from schemas.topics import ALERTS, ASSESSMENTS, DISPOSITIONS, INBOUND, INTERNAL_SECURITY, OUTBOUND, REFERENCE_FACTS

CONTRACT = Path(__file__).parent / "contract"
"""Where the contract of this version of the code lies."""
PUBLISHED = CONTRACT / "published"
"""The contract as last published."""
DIALECT = "https://json-schema.org/draft/2020-12/schema"
ENVELOPE = "cloudevent"
"""Name of the schema of the attributes."""

_COMPACTED = {REFERENCE_FACTS, ALERTS, ASSESSMENTS, DISPOSITIONS, INTERNAL_SECURITY}
_ABOUT = {
    "customs.declarations.v1": "Life cycles of goods declarations. Key: declaration_id.",
    "customs.transits.v1": "Life cycles of transits. Key: transit_id.",
    "customs.non-deliveries.v1": "Notices of non-delivery. Key: notice_id.",
    "customs.findings.v1": "Findings, key: subject_id; conclusions of officers, key: alert_id.",
    "customs.controls.v1": "Controls, key: declaration_id or transit_id; requests for documents, key: request_id.",
    "customs.movements.v1": "Border crossings, key: crossing_id; warehouse movements, key: warehouse_id.",
    "customs.payments.v1": "Payments, key: payment_id; reports of banks, key: report_id.",
    "customs.reference-facts.v1": "What registers say. Key: fact_type|key; a null value deletes the fact.",
    "risk.alerts.v1": "Alerts, restricted. Key: alert_id; the headers change and version say what is new.",
    "risk.assessments.v1": "Assessments of cases, restricted. Key: case.",
    "risk.dispositions.v1": "Controls to perform; may be shown at the post. Key: case.",
    "risk.internal-security.v1": "Alerts for internal security only. Key: alert_id.",
    "risk.category-changes.v1": "Changed categories of participants, restricted.",
    "customs.dead-letters.v1": "Records that could not be read or applied.",
    "customs.late-events.v1": "Events that came too late to be counted.",
}

Json = dict[str, Any]


def json_schemas() -> dict[str, Json]:
    """JSON Schemas by message name: the data of each event, each outcome, and the attributes (`cloudevent`)."""
    schemas = {ENVELOPE: _envelope_schema()}
    for name, event_type in EVENT_TYPES.items():
        schemas[name] = msgspec.json.schema(event_type.struct)
    for name, outcome in OUTCOME_TYPES.items():
        schemas[name] = _always_present(msgspec.json.schema(outcome.struct))
    return {name: {"$schema": DIALECT, "title": name, **schema} for name, schema in sorted(schemas.items())}


def asyncapi() -> Json:
    """The AsyncAPI 3.0 document of all topics, in and out."""
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Kordon",
            "version": "1",
            "description": "Risk scoring of customs events. Events are CloudEvents 1.0; outcomes are plain JSON.",
        },
        "defaultContentType": "application/json",
        "channels": {topic: _channel(topic) for topic in (*INBOUND, *OUTBOUND)},
        "operations": {_operation_id(topic): _operation(topic) for topic in (*INBOUND, *OUTBOUND)},
        "components": {"messages": dict(_messages()), "schemas": _components()},
    }


def write(folder: Path = CONTRACT) -> None:
    """Write the contract below `folder`; schemas of messages that no longer exist are removed."""
    (folder / "v1").mkdir(parents=True, exist_ok=True)
    expected = _files()
    for path in (folder / "v1").glob("*.json"):
        if path.relative_to(folder).as_posix() not in expected:
            path.unlink()
    for name, text in expected.items():
        (folder / name).write_text(text, encoding="utf-8")


def drift(folder: Path = CONTRACT) -> list[str]:
    """What differs between the contract below `folder` and the code, a sentence for each file; empty: nothing."""
    expected = _files()
    found = {path.relative_to(folder).as_posix() for path in (*folder.glob("v1/*.json"), *folder.glob("asyncapi.json"))}
    differences = [f"{name} has no message in the code" for name in sorted(found - expected.keys())]
    for name, text in expected.items():
        if name not in found:
            differences.append(f"{name} is missing")
        elif (folder / name).read_text(encoding="utf-8") != text:
            differences.append(f"{name} differs from the code")
    return differences


def publish() -> None:
    """Make the contract on disk the one that later changes are measured by. Raises `ContractDrift` when it is stale."""
    differences = drift()
    if differences:
        raise ContractDrift(f"write the contract first: {'; '.join(differences)}")
    shutil.rmtree(PUBLISHED / "v1", ignore_errors=True)
    shutil.copytree(CONTRACT / "v1", PUBLISHED / "v1")


def read(folder: Path) -> dict[str, Json]:
    """JSON Schemas by message name, from the contract below `folder`."""
    return {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("v1/*.json"))}


def _files() -> dict[str, str]:
    files = {f"v1/{name}.json": _text(schema) for name, schema in json_schemas().items()}
    return {**files, "asyncapi.json": _text(asyncapi())}


def _text(document: Json) -> str:
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _envelope_schema() -> Json:
    schema: Json = msgspec.json.schema_components([Attributes])[1]["Attributes"]
    properties = schema["properties"]
    about = properties["entityversion"]["description"]
    properties["entityversion"] = {"description": about, "type": "integer", "minimum": 1}
    properties["memberstate"] |= {"pattern": "^[A-Z]{2}$"}
    about = properties["correctionkind"]["description"]
    properties["correctionkind"] = {"description": about, "enum": ["amend", "cancel"]}
    properties["data"] = {"description": "payload; its schema follows from type", "type": "object"}
    both = ["correctsid", "correctionkind"]
    schema["required"].append("data")
    schema["oneOf"] = [{"required": both}, {"not": {"anyOf": [{"required": [name]} for name in both]}}]
    return schema


def _always_present(schema: Json) -> Json:
    """Outcomes are written with all their fields, so a reader may count on them."""
    for definition in schema["$defs"].values():
        if "properties" in definition:
            definition["required"] = list(definition["properties"])
    return schema


def _components() -> Json:
    inbound = [event_type.struct for event_type in EVENT_TYPES.values()]
    outbound = [outcome.struct for outcome in OUTCOME_TYPES.values()]
    template = "#/components/schemas/{name}"
    events = msgspec.json.schema_components(inbound, ref_template=template)[1]
    outcomes = msgspec.json.schema_components(outbound, ref_template=template)[1]
    return {ENVELOPE: _envelope_schema(), **events, **_always_present({"$defs": outcomes})["$defs"]}


def _messages() -> Iterator[tuple[str, Json]]:
    for name, event_type in EVENT_TYPES.items():
        yield name, _event_message(name, event_type)
    for name, outcome in OUTCOME_TYPES.items():
        about = (outcome.struct.__doc__ or "").split("\n")[0]
        payload = {"$ref": f"#/components/schemas/{outcome.struct.__name__}"}
        yield name, {"name": name, "summary": about, "contentType": "application/json", "payload": payload}


def _event_message(name: str, event_type: EventType) -> Json:
    typed = {
        "properties": {"type": {"const": name}, "data": {"$ref": f"#/components/schemas/{event_type.struct.__name__}"}}
    }
    return {
        "name": name,
        "summary": (event_type.struct.__doc__ or "").split("\n")[0],
        "contentType": CLOUDEVENTS_JSON,
        "payload": {"allOf": [{"$ref": f"#/components/schemas/{ENVELOPE}"}, typed]},
    }


def _names(topic: str) -> list[str]:
    inbound = [name for name, event_type in EVENT_TYPES.items() if event_type.topic == topic]
    return inbound or [name for name, outcome in OUTCOME_TYPES.items() if outcome.topic == topic]


def _channel(topic: str) -> Json:
    policy = "compact" if topic in _COMPACTED else "delete"
    return {
        "address": topic,
        "description": _ABOUT[topic],
        "messages": {name: {"$ref": f"#/components/messages/{name}"} for name in _names(topic)},
        "bindings": {"kafka": {"topicConfiguration": {"cleanup.policy": [policy]}, "bindingVersion": "0.5.0"}},
    }


def _operation_id(topic: str) -> str:
    return f"{'receive' if topic in INBOUND else 'send'}.{topic}"


def _operation(topic: str) -> Json:
    return {
        "action": "receive" if topic in INBOUND else "send",
        "channel": {"$ref": f"#/channels/{topic}"},
        "messages": [{"$ref": f"#/channels/{topic}/messages/{name}"} for name in _names(topic)],
    }


if __name__ == "__main__":
    write()
    if "--publish" in sys.argv[1:]:
        publish()
