"""What a publisher never carries: unknown for every criterion, and never missing (ruling 36)."""

from collections.abc import Collection, Iterator
from functools import cache, lru_cache
from typing import Any

import msgspec
import orjson
from msgspec import inspect

from schemas.registry import registered

LIST = "[]"
"""After the name of a list: the list itself, or with a field of its elements behind it, such as `items[].net_kg`."""


@lru_cache(maxsize=4_096)
def without(raw: bytes, omits: tuple[str, ...]) -> bytes:
    """A payload without the fields that its publisher does not carry; the same bytes where it states none of them."""
    data: dict[str, Any] = orjson.loads(raw)
    dropped = [_drop(data, path) for path in omits]
    return orjson.dumps(data) if any(dropped) else raw


def _drop(data: dict[str, Any], path: str) -> bool:
    name, _, inner = path.partition(LIST)
    if not inner:
        return data.pop(name, None) is not None
    stated = [element.pop(inner.removeprefix("."), None) for element in data.get(name) or ()]
    return any(value is not None for value in stated)


def omitted(path: str, omits: Collection[str]) -> bool:
    """Whether a field, or the list that it is in, is one that its publisher does not carry."""
    return path in omits or f"{path}{LIST}" in omits or path.partition(LIST)[0] + LIST in omits


@cache
def omissible() -> frozenset[str]:
    """Every field of an event that may be left out, as parameters name it."""
    return frozenset(path for event_type in registered().values() for path in _paths(event_type.struct))


def _paths(struct: type[msgspec.Struct]) -> Iterator[str]:
    for field in _fields(inspect.type_info(struct)):
        element = _element(field.type)
        if not field.required:
            yield field.name + (LIST if element is not None else "")
        yield from (f"{field.name}{LIST}.{inner.name}" for inner in _fields(element) if not inner.required)


def _fields(found: inspect.Type | None) -> tuple[inspect.Field, ...]:
    return found.fields if isinstance(found, inspect.StructType) else ()


def _element(found: inspect.Type) -> inspect.Type | None:
    """Type of the elements of a list, whether it may be null or not; None for what is no list."""
    if isinstance(found, inspect.Metadata):
        return _element(found.type)
    if isinstance(found, inspect.UnionType):
        return next((element for one in found.types if (element := _element(one)) is not None), None)
    return found.item_type if isinstance(found, inspect.VarTupleType | inspect.ListType) else None
