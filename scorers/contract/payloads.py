"""Payloads decoded from their published bytes, with the latest ones at hand: a case reads its events many times."""

from functools import lru_cache
from typing import Any

import msgspec

import schemas.events
import schemas.facts  # noqa: F401  # both imports declare the types
from schemas.registry import registered

_decoders: dict[str, msgspec.json.Decoder[Any]] = {}


@lru_cache(maxsize=16_384)
def payload(type_name: str, raw: bytes) -> Any:
    """The typed payload of an event type. The bytes passed the contract when they came in."""
    decoder = _decoders.get(type_name)
    if decoder is None:
        decoder = _decoders[type_name] = msgspec.json.Decoder(registered()[type_name].struct)
    return decoder.decode(raw)
