"""A dead letter as it is chosen, corrected and put back."""

import base64
import binascii
from collections.abc import Mapping
from typing import Annotated, Any

import msgspec
import orjson
import typer

from schemas.envelope import decode, record_key
from streams.cli.options import moment
from streams.topics import FRAMES

REASON = Annotated[list[str] | None, typer.Option("--reason", help="Only these reasons; may repeat.")]
TOPIC = Annotated[list[str] | None, typer.Option("--topic", help="Only letters from these topics; may repeat.")]
SOURCE = Annotated[list[str] | None, typer.Option("--source", help="Only letters of these senders; may repeat.")]
SINCE = Annotated[str | None, typer.Option("--since", help="Only what was set aside since this time, ISO or ms.")]
INTERNAL = frozenset(FRAMES.values())
"""Topics of messages between rooms, which may be set aside as well."""


class Filter(msgspec.Struct, frozen=True):
    """Which letters are wanted; an empty set wants all. `since`: set aside at or after it, ms UTC."""

    reasons: frozenset[str] = frozenset()
    topics: frozenset[str] = frozenset()
    sources: frozenset[str] = frozenset()
    since: int = 0

    @classmethod
    def of(
        cls, reason: list[str] | None, topic: list[str] | None, source: list[str] | None, since: str | None = None
    ) -> "Filter":
        """The filter that the options of a command say. Raises typer.BadParameter for a time that is none."""
        at = 0 if since is None else moment("--since", since)
        return cls(frozenset(reason or ()), frozenset(topic or ()), frozenset(source or ()), at)

    def wants(self, fields: Mapping[str, Any], at: int) -> bool:
        """Whether a published letter, set aside `at` (ms UTC), passes."""
        return at >= self.since and all(
            not wanted or fields.get(name) in wanted
            for name, wanted in (
                ("reason", self.reasons),
                ("source_topic", self.topics),
                ("event_source", self.sources),
            )
        )


class Letter(msgspec.Struct, frozen=True):
    """A record to put back where it came from; `place` tells a person which one it was."""

    topic: str
    place: str
    key: bytes | None
    value: bytes | None
    headers: tuple[tuple[str, bytes], ...] = ()
    truncated: bool = False
    partition: int | None = None
    """Where a message between rooms belongs; what comes from outside goes by its key."""

    @classmethod
    def of(cls, fields: Mapping[str, Any], place: str) -> "Letter":
        """A letter from its published form; `value`, text or JSON, stands for the original bytes, of a header too.

        Raises KeyError, TypeError or ValueError for what is no dead letter.
        """
        corrected = fields.get("value")
        try:
            return cls(
                topic=str(fields["source_topic"]),
                place=place,
                key=bytes_of(fields.get("key_base64")),
                value=bytes_of(fields["original_base64"]) if corrected is None else _corrected(corrected),
                headers=tuple((str(one["name"]), _header(one)) for one in fields["headers"]),
                truncated=bool(fields.get("truncated")) and corrected is None,
                partition=int(fields["source_partition"]) if fields["source_topic"] in INTERNAL else None,
            )
        except binascii.Error as error:
            raise ValueError(str(error)) from error

    def readable(self, max_bytes: int) -> "Letter":
        """The letter with the key and the topic of its event. Raises BadInput for what would be refused again."""
        if self.partition is not None:
            return self  # it was read when it was set aside
        event = decode(self.value, self.headers, self.key, self.topic, max_bytes=max_bytes)
        if self.value is None:
            return self
        return msgspec.structs.replace(self, topic=event.event_type.topic, key=record_key(event))


def editable(fields: Mapping[str, Any]) -> dict[str, Any]:
    """A published letter with a `value` to correct, its own and of each header; null: it is no whole text."""
    headers = [{**one, "value": _text(bytes_of(one.get("value_base64")))} for one in fields.get("headers") or ()]
    value = None if fields.get("truncated") else _text(bytes_of(fields.get("original_base64")))
    return {**fields, "headers": headers, "value": _as_json(value)}


def legible(text: str) -> str:
    """Text that a sender wrote, safe for a terminal: what can not be printed is spelled out."""
    return "".join(one if one.isprintable() or one in "\n\t" else one.encode("unicode_escape").decode() for one in text)


def bytes_of(text: str | None) -> bytes | None:
    """Bytes that stand in a letter. Raises binascii.Error."""
    return None if text is None else base64.b64decode(text, validate=True)


def _text(content: bytes | None) -> str | None:
    try:
        return None if content is None else content.decode()
    except UnicodeDecodeError:
        return None


def _as_json(text: str | None) -> Any:
    """JSON of an object, which is easier to correct than text; anything else as it is."""
    try:
        value = orjson.loads(text or "")
    except ValueError:
        return text
    return value if isinstance(value, dict) else text


def _corrected(value: Any) -> bytes:
    return value.encode() if isinstance(value, str) else orjson.dumps(value)


def _header(fields: Mapping[str, Any]) -> bytes:
    corrected = fields.get("value")
    return (bytes_of(fields["value_base64"]) or b"") if corrected is None else _corrected(corrected)
