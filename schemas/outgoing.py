"""How outcomes travel: CloudEvents 1.0 in binary mode, so that any CloudEvents library reads them.

The id follows from what is said and how often something was said under its key, so that a record that is read twice has
one id, and the same words said again later have another. What depends on the order of arrival (the id, `change`,
`version`, `ce_time`) stays in headers.
"""

import datetime
from collections.abc import Sequence
from typing import Any

import xxhash

from schemas.media_types import JSON
from schemas.outcomes import OUTCOME_TYPES

SOURCE = "/kordon"
"""Attribute `source` of everything that Kordon says."""

CHANGES = ("raised", "updated", "withdrawn", "superseded")
"""What the header `change` says of an alert."""

HEADERS: dict[str, Any] = {
    "type": "object",
    "required": ["content-type", "ce_specversion", "ce_id", "ce_source", "ce_type", "ce_subject"],
    "properties": {
        "content-type": {"const": JSON},
        "ce_specversion": {"const": "1.0"},
        "ce_id": {"type": "string", "description": "a record that is read twice has the same id"},
        "ce_source": {"const": SOURCE},
        "ce_type": {"type": "string", "description": "name of the message"},
        "ce_subject": {"type": "string", "description": "key of the record"},
        "ce_time": {
            "type": "string",
            "format": "date-time",
            "description": "when the record that led to it was published; absent where time alone did",
        },
        "version": {
            "type": "string",
            "pattern": "^[1-9][0-9]*$",
            "description": "rises with what is said under a key, with gaps: not every word is published",
        },
        "change": {
            "enum": list(CHANGES),
            "description": "of an alert: what is new against the record published before",
        },
    },
}
"""JSON Schema of the headers of an outcome."""

_TYPES = {outcome.topic: outcome.name for outcome in OUTCOME_TYPES.values()}


def headers_of(
    topic: str, key: str, value: bytes, own: Sequence[tuple[str, bytes]] = (), since: int = 0
) -> list[tuple[str, bytes]]:
    """All headers of an outcome on `topic`: the attributes, then its `own`.

    `since` is the timestamp of the record that led to it, ms UTC; 0: none did.
    """
    version = next((content for name, content in own if name == "version"), b"")
    named = "\0".join((topic, key, version.decode())).encode()
    attributes = {
        "specversion": "1.0",
        "id": xxhash.xxh3_128_hexdigest(named + b"\0" + value),
        "source": SOURCE,
        "type": _TYPES[topic],
        "subject": key,
    }
    if since > 0:
        attributes["time"] = _moment(since)
    headers = [("content-type", JSON.encode())]
    headers += ((f"ce_{name}", text.encode()) for name, text in attributes.items())
    return [*headers, *own]


def _moment(ms: int) -> str:
    moment = datetime.datetime.fromtimestamp(ms // 1000, datetime.UTC)
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{ms % 1000:03}Z"
