"""What a record says of itself, whatever else is wrong with it: so that a refused one finds its sender."""

import re
from collections.abc import Mapping

import msgspec

from schemas.media_types import CLOUDEVENTS_JSON
from schemas.refusals import DECODE_ERRORS

LONGEST = 200
"""Most characters of a claim. A longer id is none; of others the beginning is kept."""

_NAMES = ("id", "source", "type", "subject")
_LOOKED_AT = 16 * 1024
"""Bytes at the beginning of what is no JSON that are looked through."""
_members = msgspec.json.Decoder(dict[str, msgspec.Raw])
_MARK = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\]:]')
_DEEPER = {"{": 1, "[": 1, "}": -1, "]": -1}


class Claims(msgspec.Struct, frozen=True):
    """Attributes as a record states them; None: it does not, or not legibly."""

    id: str | None = None
    source: str | None = None
    type: str | None = None
    subject: str | None = None


def claims(value: bytes | None, headers: Mapping[str, bytes | None]) -> Claims:
    """What the record of `value` and `headers`, whose names are in lower case, claims."""
    structured = (headers.get("content-type") or b"").lower().startswith(CLOUDEVENTS_JSON.encode())
    if not structured and any(name.startswith("ce_") for name in headers):
        stated = {name: _text(headers.get(f"ce_{name}")) for name in _NAMES}
    else:
        stated = _in_json(value or b"")
    return Claims(**{name: _bounded(name, stated.get(name)) for name in _NAMES})


def _text(content: bytes | None) -> str | None:
    try:
        return None if content is None else content.decode()
    except UnicodeDecodeError:
        return None


def _bounded(name: str, text: str | None) -> str | None:
    if not text or (name == "id" and len(text) > LONGEST):
        return None
    return text[:LONGEST]


def _in_json(value: bytes) -> dict[str, str | None]:
    try:
        members = _members.decode(value)
    except DECODE_ERRORS:
        return _in_fragments(value[:_LOOKED_AT].decode(errors="replace"))
    return {name: _string(bytes(members[name])) for name in _NAMES if name in members}


def _in_fragments(text: str) -> dict[str, str | None]:
    """Attributes of what is JSON only in part, such as one that was cut off: members of the outermost object."""
    found: dict[str, str | None] = {}
    depth, last, name = 0, "", ""
    for mark in _MARK.findall(text):
        if mark == ":":
            name = last[1:-1] if depth == 1 else ""
            continue
        depth += _DEEPER.get(mark, 0)
        if mark[0] == '"' and name in _NAMES:
            found.setdefault(name, _string(mark.encode()))
        name, last = "", mark
    return found


def _string(raw: bytes) -> str | None:
    try:
        return msgspec.json.decode(raw, type=str)
    except DECODE_ERRORS:
        return None
