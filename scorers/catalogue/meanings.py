"""What each parameter means, in what it counts and how far it may go, as it is declared."""

from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

import msgspec
from msgspec import inspect

from scorers.catalogue.discovery import CATALOGUE
from scorers.catalogue.loading import load
from scorers.parameters.document import ParameterSet
from scorers.parameters.units import UNIT

BOUNDS = {"ge": "at least", "gt": "more than", "le": "at most", "lt": "less than"}


class Meaning(NamedTuple):
    """A parameter as an analyst reads of it; `default` is a proposal and an example, no authority's value."""

    name: str
    meaning: str
    unit: str
    bounds: str
    default: Any


@cache
def _proposals() -> ParameterSet:
    return load(b"")


def meanings(section: str) -> Iterator[Meaning]:
    """The parameters of a criterion, by its code, or of the `engine`, in the order in which they are declared."""
    stated = _proposals().engine if section == "engine" else _proposals().of(section)
    reaches = _reaches(section)
    declared = inspect.type_info(type(stated))
    assert isinstance(declared, inspect.StructType)  # noqa: S101  # for mypy: parameters are structs
    for field in declared.fields:
        said = _said(field.type)
        # How far the ledgers go is the narrower bound.
        bounds = "; ".join(reaches.get(field.name) or _bounds(field.type))
        default = msgspec.to_builtins(getattr(stated, field.name))
        yield Meaning(field.name, said.get("description", ""), said.get(UNIT, ""), bounds, default)


def _said(kind: inspect.Type) -> dict[str, str]:
    if not isinstance(kind, inspect.Metadata):
        return {}
    return {**_said(kind.type), **(kind.extra or {}), **(kind.extra_json_schema or {})}


def _bounds(kind: inspect.Type) -> Iterator[str]:
    """What a value is held to, in words."""
    match kind:
        case inspect.Metadata():
            yield from _bounds(kind.type)
        case inspect.IntType() | inspect.FloatType():
            yield from _of_number({name: getattr(kind, name) for name in BOUNDS})
        case inspect.LiteralType():
            yield f"one of {', '.join(map(str, kind.values))}"
        case inspect.DictType():
            yield from (f"key: {bound}" for bound in _bounds(kind.key_type))
            yield from (f"value: {bound}" for bound in _bounds(kind.value_type))
        case inspect.VarTupleType():
            if kind.min_length:
                yield f"at least {kind.min_length} in the list"
            yield from (f"each: {bound}" for bound in _bounds(kind.item_type))
        case inspect.StrType() if kind.pattern:
            yield f"pattern {kind.pattern}"


def _of_number(stated: dict[str, float | None]) -> Iterator[str]:
    if stated["ge"] is not None and stated["le"] is not None:
        yield f"{stated['ge']:.12g} to {stated['le']:.12g}"
    else:
        yield from (f"{words} {bound:.12g}" for name, words in BOUNDS.items() if (bound := stated[name]) is not None)


def _reaches(section: str) -> dict[str, list[str]]:
    """By parameter: how far the ledgers allow it to look."""
    limits: dict[tuple[str, ...], float] = {}
    for code in CATALOGUE.indicators if section == "engine" else (section,):
        for reach in CATALOGUE.answering(code).reaches(_proposals().of(code)):
            limits[reach.parameters] = min(reach.limit, limits.get(reach.parameters, reach.limit))
    words: dict[str, list[str]] = {}
    for names, limit in limits.items():
        for name in names:
            others = "".join(f" together with {other}" for other in names if other != name)
            words.setdefault(name, []).append(f"0 to {limit:g} days{others}, as no history is kept longer")
    return words
