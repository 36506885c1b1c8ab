"""In what the parameters of two member states differ (R-12)."""

from typing import Any, NamedTuple

import msgspec

from scorers.catalogue.discovery import CATALOGUE
from scorers.parameters.document import ParameterSet


class Difference(NamedTuple):
    """A place that two states fill differently; null: it is stated in the other only."""

    place: str
    one: Any
    other: Any


def compare(common: ParameterSet, one: str, other: str) -> tuple[Difference, ...]:
    """Where two member states differ: what is judged, parameters, weights, the engine, and measures (profiles)."""
    first, second = _flat(common.of_state(one), one), _flat(common.of_state(other), other)
    return tuple(
        Difference(place, first.get(place), second.get(place))
        for place in sorted(first.keys() | second.keys())
        if first.get(place) != second.get(place)
    )


def _flat(params: ParameterSet, state: str) -> dict[str, Any]:
    """Everything that a member state judges by, under the name of its place."""
    found: dict[str, Any] = {}
    for code in CATALOGUE.by_code:
        found[f"criteria.{code}"] = "judged" if params.enabled(code, state) else "not judged"
        for name, value in msgspec.to_builtins(params.of(code)).items():
            found[f"criteria.{code}.{name}"] = value
    found |= {f"weights.{code}": weight for code, weight in params.document.weights.items()}
    found |= {f"engine.{name}": value for name, value in msgspec.to_builtins(params.engine).items()}
    for profile in params.document.profiles:
        stated = msgspec.to_builtins(profile)
        found |= {f"profiles.{profile.id}.{name}": value for name, value in stated.items() if name != "id"}
    return found
