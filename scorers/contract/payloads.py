"""Payloads decoded from their published bytes, with the latest ones at hand: a case reads its events many times.

Their identifiers are in normal form (S12): what is compared, looked up or told to others is normalised here, once.
"""

from functools import lru_cache
from typing import Any

import msgspec

import schemas.events
import schemas.facts  # noqa: F401  # both imports declare the types
from schemas.normal_form import normal_form
from schemas.registry import registered

LARGE = 8 * 1024
"""Bytes from which on a payload is large; few of those are kept at hand, so that all together stay within memory."""
_SMALL_KEPT, _LARGE_KEPT = 16_384, 128

_decoders: dict[str, msgspec.json.Decoder[Any]] = {}


def payload(type_name: str, raw: bytes) -> Any:
    """The typed payload of an event type, identifiers in normal form. The bytes passed the contract when they came."""
    return _large(type_name, raw) if len(raw) >= LARGE else _small(type_name, raw)


def as_published(type_name: str, raw: bytes) -> Any:
    """The same payload with identifiers as they were published, for what people are shown."""
    decoder = _decoders.get(type_name)
    if decoder is None:
        decoder = _decoders[type_name] = msgspec.json.Decoder(registered()[type_name].struct)
    return decoder.decode(raw)


def _normal(type_name: str, raw: bytes) -> Any:
    return normal_form(as_published(type_name, raw))


_small = lru_cache(maxsize=_SMALL_KEPT)(_normal)
_large = lru_cache(maxsize=_LARGE_KEPT)(_normal)
