"""Records that were refused, with everything that is needed to correct and publish them again."""

import base64

from schemas.claims import Claims, claims
from schemas.codec import encode_outward
from schemas.envelope import MAX_BESIDE
from schemas.errors import BadInput
from schemas.outcomes import DeadLetter, Header
from schemas.topics import DEAD_LETTERS
from scorers.exchange.messages import Origin, Outward

KEPT_BYTES = 4 * 1024 * 1024
"""Of a larger value only the beginning is kept; the offsets tell where the rest is. A key and headers above
`MAX_BESIDE` are left out, so that no input makes a record that Kafka refuses."""


def dead_letter(
    error: BadInput, origin: Origin, timestamp: int = 0, event_id: str | None = None, case: str | None = None
) -> Outward:
    """The dead letter of a record. `timestamp` is the record's own, ms UTC; `event_id` and `case`: where it decoded."""
    value = origin.value
    fits = _beside(origin) <= MAX_BESIDE
    claimed = _claimed(origin)
    letter = DeadLetter(
        reason=error.reason,
        detail=error.detail,
        source_topic=origin.topic,
        source_partition=origin.partition,
        source_offset=origin.offset,
        source_timestamp=timestamp,
        event_id=event_id if event_id is not None else claimed.id,
        event_source=claimed.source,
        event_type=claimed.type,
        event_subject=claimed.subject,
        key_base64=_base64(origin.key) if fits else None,
        headers=tuple(Header(name=name, value_base64=_base64(content)) for name, content in origin.headers if fits),
        original_base64=_base64(value[:KEPT_BYTES] if value is not None else None),
        original_bytes=len(value or b""),
        truncated=len(value or b"") > KEPT_BYTES or not fits,
    )
    # By its place: two refused records may carry the same id, and within a checkpoint the last of a key stands for all.
    place = f"{origin.topic}/{origin.partition}/{origin.offset}"
    key = place if origin.topic else event_id or place
    return Outward(DEAD_LETTERS, key, case or key, encode_outward(letter), since=timestamp)


def _beside(origin: Origin) -> int:
    return len(origin.key or b"") + sum(len(name) + len(content or b"") for name, content in origin.headers)


def _claimed(origin: Origin) -> Claims:
    return claims(origin.value, {name.lower(): content for name, content in origin.headers})


def _base64(content: bytes | None) -> str | None:
    return None if content is None else base64.b64encode(content).decode()
