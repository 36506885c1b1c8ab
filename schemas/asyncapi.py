"""The AsyncAPI 3.0 document: which message travels on which topic, under which key, and an example of each."""

from collections.abc import Iterator

import msgspec

from schemas.envelope_schema import Json, envelope_schema, time_schema
from schemas.events import EVENT_TYPES
from schemas.examples import examples
from schemas.facts.fact import fact_type_of
from schemas.media_types import CLOUDEVENTS_JSON, JSON
from schemas.outcomes import OUTCOME_TYPES
from schemas.outgoing import HEADERS
from schemas.registry import EventType
from schemas.topics import ALERTS, ASSESSMENTS, DISPOSITIONS, INBOUND, INTERNAL_SECURITY, OUTBOUND, REFERENCE_FACTS

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


def asyncapi() -> Json:
    """The AsyncAPI 3.0 document of all topics, in and out."""
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Kordon",
            "version": "1",
            "description": "Risk scoring of customs events. Events are CloudEvents 1.0; outcomes too, in binary mode.",
        },
        "defaultContentType": "application/json",
        "channels": {topic: _channel(topic) for topic in (*INBOUND, *OUTBOUND)},
        "operations": {_operation_id(topic): _operation(topic) for topic in (*INBOUND, *OUTBOUND)},
        "components": {"messages": dict(_messages()), "schemas": _components()},
    }


def about(event_type: EventType) -> str:
    """What a publisher has to know of an event beside its fields: the topic, the record's key and the event's time."""
    keys = ", else ".join(f"data.{field}" for field in event_type.key_fields)
    if event_type.lifecycle == "fact":
        keys = f"{fact_type_of(event_type.struct)}|data.key"
    field = event_type.time_field
    time = f"data.{field}" if field and time_schema(event_type) is None else "the attribute time"
    if field and time_schema(event_type) is not None:
        time = f"data.{field}, else the attribute time"
    return f"Topic: {event_type.topic}. Key of the record: {keys}. Time of the event: {time}."


def tag_optional(definitions: Json) -> Json:
    """Definitions in which a fact need not repeat its `fact_type`, which the event's type says already."""
    for definition in definitions.values():
        if "fact_type" in definition.get("required", ()):
            definition["required"].remove("fact_type")
    return definitions


def always_present(schema: Json) -> Json:
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
    return {ENVELOPE: envelope_schema(), **tag_optional(events), **always_present({"$defs": outcomes})["$defs"]}


def _messages() -> Iterator[tuple[str, Json]]:
    shown = examples()
    for name, event_type in EVENT_TYPES.items():
        yield name, _event_message(name, event_type) | _examples(shown[name])
    for name, outcome in OUTCOME_TYPES.items():
        summary = (outcome.struct.__doc__ or "").split("\n")[0]
        payload = {"$ref": f"#/components/schemas/{outcome.struct.__name__}"}
        yield (
            name,
            {"name": name, "summary": summary, "contentType": JSON, "headers": HEADERS, "payload": payload}
            | _examples(shown[name]),
        )


def _examples(payloads: list[Json]) -> Json:
    return {"examples": [{"payload": payload} for payload in payloads]}


def _event_message(name: str, event_type: EventType) -> Json:
    typed: Json = {
        "properties": {"type": {"const": name}, "data": {"$ref": f"#/components/schemas/{event_type.struct.__name__}"}}
    }
    timed = time_schema(event_type)
    rules = [{"$ref": f"#/components/schemas/{ENVELOPE}"}, typed, *([timed] if timed else [])]
    return {
        "name": name,
        "summary": (event_type.struct.__doc__ or "").split("\n")[0],
        "description": about(event_type),
        "contentType": CLOUDEVENTS_JSON,
        "payload": {"allOf": rules},
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
