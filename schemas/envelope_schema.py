"""JSON Schema of a whole event in structured mode: it takes what the intake takes, as far as a schema can say it."""

from typing import Any

import msgspec

from schemas.attributes import EXTENSION_INTEGERS, EXTENSION_NAME, LAST_VERSION, LONGEST_EXTENSION, Attributes
from schemas.media_types import LONGEST as LONGEST_MEDIA_TYPE
from schemas.media_types import MEDIA_TYPE
from schemas.registry import EventType

Json = dict[str, Any]

_NULL: Json = {"type": "null"}
_SMALLEST, _LARGEST = EXTENSION_INTEGERS
_EXTENSION: Json = {
    "description": "any extension of CloudEvents; it is kept with the event and decides nothing",
    "anyOf": [
        {"type": "string", "maxLength": LONGEST_EXTENSION},
        {"type": "integer", "minimum": _SMALLEST, "maximum": _LARGEST},
        {"type": "boolean"},
        _NULL,
    ],
}


def envelope_schema() -> Json:
    """Schema of the attributes and of the place of `data`, whose own schema follows from `type`."""
    schema: Json = msgspec.json.schema_components([Attributes])[1]["Attributes"]
    properties = schema["properties"]
    _narrow(
        properties["entityversion"],
        anyOf=[
            {"type": "integer", "minimum": 1, "maximum": LAST_VERSION},
            {"type": "string", "pattern": "^0*[1-9][0-9]*$", "maxLength": len(str(LAST_VERSION))},
        ],
    )
    _narrow(properties["memberstate"], type="string", pattern="^[A-Z]{2}$")
    _narrow(properties["correctionkind"], anyOf=[{"enum": ["amend", "cancel"]}, _NULL])
    media_type = {"type": "string", "pattern": f"^{MEDIA_TYPE}$", "maxLength": LONGEST_MEDIA_TYPE}
    _narrow(properties["datacontenttype"], anyOf=[media_type, _NULL])
    properties["data"] = {"description": "payload; its schema follows from type", "type": "object"}
    properties["data_base64"] = {
        "description": "JSON bytes of the payload in base64, instead of data",
        "type": ["string", "null"],
        "contentEncoding": "base64",
        "contentMediaType": "application/json",
    }
    return schema | {
        "propertyNames": {"pattern": f"^({EXTENSION_NAME}|data_base64)$"},
        "additionalProperties": _EXTENSION,
        "allOf": [{"anyOf": _BODIES}, {"anyOf": _CORRECTIONS}],
    }


def time_schema(event_type: EventType) -> Json | None:
    """What must be there for an event to have a time; None: its data always state one."""
    attribute: Json = {"required": ["time"], "properties": {"time": {"type": "string"}}}
    field = event_type.time_field
    if field is None:
        return attribute
    if field in (msgspec.json.schema(event_type.struct)["$defs"][event_type.struct.__name__].get("required", ())):
        return None
    stated: Json = {"properties": {"data": {"required": [field], "properties": {field: {"type": "integer"}}}}}
    return {"anyOf": [attribute, stated]}


_BODIES: list[Json] = [
    {"required": ["data"], "properties": {"data_base64": _NULL}},
    {"required": ["data_base64"], "properties": {"data_base64": {"type": "string"}, "data": False}},
]
_BOTH = ["correctsid", "correctionkind"]
_CORRECTIONS: list[Json] = [
    {"required": _BOTH, "properties": {name: {"type": "string"} for name in _BOTH}},
    {"properties": dict.fromkeys(_BOTH, _NULL)},
]


def _narrow(schema: Json, **rules: Any) -> None:
    """Keep what a schema says for people, and let `rules` alone say what it allows."""
    about = schema["description"]
    schema.clear()
    schema.update(description=about, **rules)
