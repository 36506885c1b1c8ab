"""Outward JSON: the same outcome is always the same bytes.

Keys are sorted, floats rounded, and a float without a fraction is written as a whole number, so that 1 and 1.0 are one.
"""

import math
from typing import Any, TypeVar

import msgspec
import orjson

from schemas.outcomes import OUTCOME_TYPES, Outcome

DECIMALS = 6
"""Decimals that a float keeps."""
FIELD_DECIMALS = {"score": 4, "confidence": 4}
"""Decimals of fields that keep fewer."""

_EXACT = 2**53
_LOOKED_INTO = frozenset({float, dict, list, tuple})

_OutcomeT = TypeVar("_OutcomeT", bound=Outcome)
_decoders: dict[type, msgspec.json.Decoder[Any]] = {
    kind.struct: msgspec.json.Decoder(kind.struct) for kind in OUTCOME_TYPES.values()
}


def encode_outward(outcome: Outcome) -> bytes:
    """JSON of `outcome`, keys sorted, floats rounded. Raises ValueError on NaN and infinity."""
    fields = _rounded(msgspec.to_builtins(outcome), DECIMALS)
    try:
        return orjson.dumps(fields, option=orjson.OPT_SORT_KEYS)
    except orjson.JSONEncodeError as error:
        raise ValueError(str(error)) from error


def decode_outward(value: bytes, struct: type[_OutcomeT]) -> _OutcomeT:
    """Decode an outcome of type `struct`. Fields that this version does not know are left out.

    Raises `msgspec.DecodeError` when the bytes are no such outcome.
    """
    decoded: _OutcomeT = _decoders[struct].decode(value)
    return decoded


def _rounded(value: Any, decimals: int) -> Any:
    """`value` with its floats rounded, in place where that can be: most of an outcome is text and is not touched."""
    kind = type(value)
    if kind is dict:
        for name, part in value.items():
            if type(part) in _LOOKED_INTO:
                value[name] = _rounded(part, FIELD_DECIMALS.get(name, decimals))
        return value
    if kind is float:
        return _number(value, decimals)
    if kind is list or kind is tuple:
        return [_rounded(part, decimals) if type(part) in _LOOKED_INTO else part for part in value]
    return value


def _number(value: float, decimals: int) -> float | int:
    if not math.isfinite(value):
        raise ValueError(f"{value} has no place in an outcome; publish null where a figure is unknown")
    rounded = round(value, decimals)
    return int(rounded) if rounded.is_integer() and abs(rounded) < _EXACT else rounded
