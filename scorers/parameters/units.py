"""In what a parameter counts, and what it means: said once, where the parameter is declared."""

from typing import Annotated, Any

import msgspec

UNIT = "unit"
"""Where a type has its unit, among what msgspec keeps for us."""


def means(meaning: str, unit: str = "", **bounds: Any) -> msgspec.Meta:
    """What an analyst reads of a parameter, and its bounds, as msgspec names them. A type of this module has a unit."""
    return msgspec.Meta(description=meaning, extra={UNIT: unit} if unit else None, **bounds)


def _unit(name: str, **bounds: Any) -> msgspec.Meta:
    return msgspec.Meta(extra={UNIT: name}, **bounds)


MOST_DAYS = 365_250
"""A thousand years: a time so far from any event is one still."""
Days = Annotated[int, _unit("days of 24 h", le=MOST_DAYS)]
Hours = Annotated[int, _unit("hours", le=24 * MOST_DAYS)]
Number = Annotated[int, _unit("number", ge=0)]
"""How many of something, which its meaning names."""
Share = Annotated[float, _unit("share of 1", ge=0, le=1)]
Probability = Annotated[float, _unit("probability", ge=0, le=1)]
Similarity = Annotated[float, _unit("similarity, 1: the same", ge=0, le=1)]
Confidence = Annotated[float, _unit("confidence, 1: certain", ge=0, le=1)]
Multiple = Annotated[float, _unit("multiple", ge=0)]
Kilograms = Annotated[float, _unit("kg", ge=0, le=1e9)]
Switch = Annotated[bool, _unit("true or false")]
Codes = Annotated[tuple[str, ...], _unit("list of codes")]
States = Annotated[tuple[str, ...], _unit("list of ISO 3166-1 alpha-2 codes")]
