"""What is wrong in a parameter document, and where: the line, the key and the names that are valid there."""

import re
import tomllib
from collections import Counter
from collections.abc import Collection, Iterator
from difflib import get_close_matches
from typing import Any

import msgspec
from msgspec import inspect

from schemas.errors import KordonError

Place = tuple[str | int, ...]
"""Keys from the top of the document, with the number of an element where there are several."""
UNKNOWN = re.compile(r"Object contains unknown field `(.+)`")
_AT = re.compile(r"(.*?)(?: - at (?:`key` in )?`\$(.*)`)?", re.DOTALL)
_STEP = re.compile(r"\.(\w+)|\[(\d+)\]|(\[\.\.\.\])")


class ParameterError(KordonError):
    """The parameter document is not valid. Operator: correct the place that the message names and publish it again.

    `place` is where, as far as it is known; `line` is told as soon as someone knows the document.
    """

    def __init__(self, words: str, place: Place = (), line: int | None = None) -> None:
        super().__init__(words if line is None else f"line {line}: {words}")
        self.words, self.place, self.line = words, place, line

    def within(self, document: str) -> "ParameterError":
        """The same with the line of the place, or of what it stands in; a place that is stated nowhere has none."""
        known = _lines(document)
        stated = (self.place[:length] for length in range(len(self.place), 0, -1))
        return ParameterError(self.words, self.place, next((known[one] for one in stated if one in known), None))


def dotted(place: Place) -> str:
    """A place as people write it."""
    return "".join(f"[{key}]" if isinstance(key, int) else f".{key}" for key in place).removeprefix(".")


def leaves(stated: Any, place: Place = ()) -> Iterator[tuple[Place, Any]]:
    """Every value that is neither a table nor a list, with its place."""
    if isinstance(stated, dict):
        yield from (leaf for key, value in stated.items() for leaf in leaves(value, (*place, key)))
    elif isinstance(stated, list):
        yield from (leaf for number, value in enumerate(stated) for leaf in leaves(value, (*place, number)))
    else:
        yield place, stated


def unknown_name(name: str, valid: Collection[str], place: Place, what: str) -> ParameterError:
    """A name that nobody reads, with the nearest valid ones and all of them."""
    near = get_close_matches(name, valid, n=2)
    meant = f"did you mean {' or '.join(near)}? Valid" if near else "valid"
    return ParameterError(f"{dotted(place)}: {what} {name}; {meant}: {', '.join(valid)}", place)


def refused(error: msgspec.ValidationError, stated: Any, kind: type, place: Place) -> ParameterError:
    """What msgspec has against `stated`, which is to be a `kind` and stands at `place`."""
    matched = _AT.fullmatch(str(error))
    words, path = matched.groups() if matched else (str(error), None)
    inner = tuple(_steps(path or "", str(error), stated, kind))
    at = place + inner
    declared = _declared(inspect.type_info(kind), inner)
    if unknown := UNKNOWN.fullmatch(words):
        names = [field.encode_name for field in declared.fields] if isinstance(declared, inspect.StructType) else []
        return unknown_name(unknown[1], names, (*at, unknown[1]), "there is no")
    if words.startswith("Invalid enum value") and isinstance(declared, inspect.LiteralType):
        words = f"must be one of {', '.join(map(str, declared.values))}"
    return ParameterError(f"{dotted(at)}: {words}" if at else words, at)


def _steps(path: str, words: str, stated: Any, kind: type) -> Iterator[str | int]:
    """The keys of a path of msgspec's, which leaves those of tables out: there the one is found that it minds."""
    taken: list[str | int] = []
    inside = stated
    for name, number, _ in _STEP.findall(path):
        key = name or (int(number) if number else _minded(words, stated, kind, taken, inside))
        if key is None:
            return
        taken.append(key)
        inside = inside[key]
        yield key
    if " `key` in " in words and (key := _minded(words, stated, kind, taken, inside)) is not None:
        yield key


def _minded(words: str, stated: Any, kind: type, taken: list[str | int], table: dict[str, Any]) -> str | None:
    return next((key for key, value in table.items() if _says(words, _with(stated, taken, {key: value}), kind)), None)


def _says(words: str, stated: Any, kind: type) -> bool:
    try:
        msgspec.convert(stated, kind)
    except msgspec.ValidationError as error:
        return str(error) == words
    return False


def _with(stated: Any, path: list[str | int], value: Any) -> Any:
    """A copy of what is stated with another value at a path."""
    if not path:
        return value
    key, *rest = path
    if isinstance(key, int):
        return [*stated[:key], _with(stated[key], rest, value), *stated[key + 1 :]]
    return {**stated, key: _with(stated[key], rest, value)}


def _declared(kind: inspect.Type, path: Place) -> inspect.Type:
    """The type at a path within a type."""
    while isinstance(kind, inspect.Metadata):
        kind = kind.type
    if not path:
        return kind
    match kind:
        case inspect.StructType():
            found = next((field.type for field in kind.fields if field.encode_name == path[0]), inspect.AnyType())
            return _declared(found, path[1:])
        case inspect.DictType():
            return _declared(kind.value_type, path[1:])
        case inspect.VarTupleType():
            return _declared(kind.item_type, path[1:])
    return inspect.AnyType()


def _lines(document: str) -> dict[Place, int]:
    """Where each key begins. A statement is what can be read by itself, on as many lines as it takes."""
    found: dict[Place, int] = {}
    table: Place = ()
    elements: Counter[Place] = Counter()
    statement, start = "", 1
    for number, line in enumerate(document.splitlines(keepends=True), 1):
        start = start if statement else number
        statement += line
        try:
            parsed = tomllib.loads(statement)
        except tomllib.TOMLDecodeError:
            continue
        if statement.lstrip().startswith("["):
            table = _numbered(_keys_of(parsed), elements)
            for length in range(1, len(table) + 1):
                found.setdefault(table[:length], start)
        for place in _places(parsed) if not statement.lstrip().startswith("[") else ():
            found.setdefault(table + place, start)
        statement = ""
    return found


def _keys_of(header: dict[str, Any]) -> Iterator[tuple[str, bool]]:
    """The keys of a table's header, each with whether it begins an element of an array."""
    inside: Any = header
    while inside:
        [(key, inside)] = inside.items()
        element = isinstance(inside, list)
        yield key, element
        inside = inside[0] if element else inside


def _numbered(keys: Iterator[tuple[str, bool]], elements: Counter[Place]) -> Place:
    place: Place = ()
    for key, element in keys:
        place = (*place, key)
        if element:
            elements[place] += 1
            place = (*place, elements[place] - 1)
    return place


def _places(parsed: dict[str, Any]) -> Iterator[Place]:
    for key, value in parsed.items():
        yield (key,)
        if isinstance(value, dict):
            yield from ((key, *rest) for rest in _places(value))
