"""Inputs that could not be read, with everything that is needed to correct and publish them again."""

import base64

from schemas.codec import encode_outward
from schemas.envelope import MAX_BESIDE
from schemas.errors import BadInput
from schemas.outcomes import DeadLetter, Header
from schemas.topics import DEAD_LETTERS
from scorers.messages import Origin, Outward

KEPT_BYTES = 4 * 1024 * 1024
"""Of a larger value only the beginning is kept; the offsets tell where the rest is. A key and headers above
`MAX_BESIDE` are left out, so that no input makes a record that Kafka refuses."""


def letter(error: BadInput, origin: Origin, timestamp: int = 0) -> DeadLetter:
    """The dead letter of an input; `timestamp` is the record's own, ms UTC."""
    value = origin.value
    beside = len(origin.key or b"") + sum(len(name) + len(content or b"") for name, content in origin.headers)
    fits = beside <= MAX_BESIDE
    return DeadLetter(
        reason=error.reason,
        detail=error.detail,
        source_topic=origin.topic,
        source_partition=origin.partition,
        source_offset=origin.offset,
        source_timestamp=timestamp,
        key_base64=_base64(origin.key) if fits else None,
        headers=tuple(Header(name=name, value_base64=_base64(content)) for name, content in origin.headers if fits),
        original_base64=_base64(value[:KEPT_BYTES] if value is not None else None),
        original_bytes=len(value or b""),
        truncated=len(value or b"") > KEPT_BYTES or not fits,
    )


def record(error: BadInput, origin: Origin, timestamp: int = 0) -> Outward:
    """The dead letter as a record; its key says where the input stands, so that a repetition is known as one."""
    key = f"{origin.topic}/{origin.partition}/{origin.offset}"
    return Outward(DEAD_LETTERS, key, key, encode_outward(letter(error, origin, timestamp)), since=timestamp)


def _base64(content: bytes | None) -> str | None:
    return None if content is None else base64.b64encode(content).decode()
