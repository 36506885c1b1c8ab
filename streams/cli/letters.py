"""Dead letters as they are put back: the record that was refused, with a corrected value where there is one."""

import base64
import binascii
from collections.abc import Mapping
from typing import Any

import msgspec
import orjson

from schemas.envelope import decode, record_key
from streams.topics import FRAMES

INTERNAL = frozenset(FRAMES.values())
"""Topics of messages between rooms, which may be set aside as well."""


class Letter(msgspec.Struct, frozen=True):
    """A record to put back where it came from; `place` tells a person which one it was."""

    reason: str
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
        """A letter from its published form; `value`, text or JSON, stands for the original bytes.

        Raises KeyError, TypeError or ValueError for what is no dead letter.
        """
        corrected = fields.get("value")
        try:
            return cls(
                reason=str(fields["reason"]),
                topic=str(fields["source_topic"]),
                place=place,
                key=_bytes(fields.get("key_base64")),
                value=_bytes(fields["original_base64"]) if corrected is None else _corrected(corrected),
                headers=tuple((str(one["name"]), _bytes(one["value_base64"]) or b"") for one in fields["headers"]),
                truncated=bool(fields.get("truncated")) and corrected is None,
                partition=int(fields["source_partition"]) if fields["source_topic"] in INTERNAL else None,
            )
        except binascii.Error as error:
            raise ValueError(str(error)) from error

    def readable(self, max_bytes: int) -> "Letter":
        """The letter under the key that its event has. Raises BadInput for what would be refused again."""
        if self.partition is not None:
            return self  # it was read when it was set aside
        event = decode(self.value, self.headers, self.key, self.topic, max_bytes=max_bytes)
        return self if self.value is None else msgspec.structs.replace(self, key=record_key(event))


def _corrected(value: Any) -> bytes:
    return value.encode() if isinstance(value, str) else orjson.dumps(value)


def _bytes(text: str | None) -> bytes | None:
    return None if text is None else base64.b64decode(text, validate=True)
