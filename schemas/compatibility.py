"""Finds changes of the contract that would break somebody who follows the published one.

Publishers of events must stay readable: whatever the old schema allowed, the new one allows. Readers of outcomes must
stay served: whatever the new code writes, the old schema allowed; only further fields and further values of an
enumeration are no break, since readers are to skip what they do not know.
"""

from collections.abc import Iterator, Mapping
from typing import Any

Json = Mapping[str, Any]

_LOWER_BOUNDS = ("minimum", "exclusiveMinimum", "minLength", "minItems")
_UPPER_BOUNDS = ("maximum", "exclusiveMaximum", "maxLength", "maxItems")
_WIDER = {"integer": "number"}
_KINDS = {str: "string", int: "integer"}


def breaking_changes(old: Mapping[str, Json], new: Mapping[str, Json], outcomes: frozenset[str]) -> list[str]:
    """Breaks between two contracts, schemas by message name; `outcomes` names the messages that Kordon sends."""
    breaks = [f"{name}: message removed" for name in old if name not in new]
    for name in old:
        if name not in new:
            continue
        if name in outcomes:
            breaks += (f"{name}{found}" for found in _unserved(old[name], new[name]))
        else:
            breaks += (f"{name}{found}" for found in _Comparison(old[name], new[name], strict=True).run())
    return breaks


def _unserved(old: Json, new: Json) -> Iterator[str]:
    yield from _removed_fields(old, new)
    yield from _Comparison(new, old, strict=False).run()


def _removed_fields(old: Json, new: Json) -> Iterator[str]:
    for name, definition in old.get("$defs", {}).items():
        fields = new.get("$defs", {}).get(name, {}).get("properties", {})
        for field in definition.get("properties", {}):
            if field not in fields:
                yield f": field {name}.{field} removed"


class _Comparison:
    """Is everything that `narrow` allows allowed by `wide` too? Yields each place where it is not."""

    def __init__(self, narrow: Json, wide: Json, *, strict: bool) -> None:
        self.narrow, self.wide, self.strict = narrow, wide, strict
        self.seen: set[tuple[str, str]] = set()

    def run(self) -> Iterator[str]:
        yield from self._compare(self.narrow, self.wide, "")

    def _compare(self, narrow: Json, wide: Json, path: str) -> Iterator[str]:
        pair = (narrow.get("$ref", ""), wide.get("$ref", ""))
        if all(pair):
            if pair in self.seen:
                return
            self.seen.add(pair)
        accepted = self._alternatives(wide, self.wide)
        for kind, schema in self._alternatives(narrow, self.narrow).items():
            match = accepted.get(kind) or accepted.get(_WIDER.get(kind, ""))
            if kind == "enum":
                yield from self._compare_enum(schema, accepted, path)
            elif match is None:
                yield f": {path or 'the message'} narrowed, {kind} is no longer allowed"
            else:
                yield from self._compare_same(schema, match, path)

    def _alternatives(self, schema: Json, root: Json) -> dict[str, Json]:
        """The kinds of value that a schema allows, each with its own schema."""
        if "$ref" in schema:
            return self._alternatives(root["$defs"][schema["$ref"].rpartition("/")[2]], root)
        found: dict[str, Json] = {}
        for part in schema.get("anyOf", ()):
            found |= self._alternatives(part, root)
        if "enum" in schema:
            found["enum"] = schema
        elif "type" in schema:
            kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
            found |= dict.fromkeys(kinds, schema)
        return found

    def _compare_enum(self, narrow: Json, accepted: Mapping[str, Json], path: str) -> Iterator[str]:
        if "enum" not in accepted:
            lost = [value for value in narrow["enum"] if _KINDS[type(value)] not in accepted]
            yield from (f": {path} lost the value {value}" for value in lost)
            return
        if self.strict:
            lost = [value for value in narrow["enum"] if value not in accepted["enum"]["enum"]]
            yield from (f": {path} lost the value {value}" for value in lost)
        else:
            lost = [value for value in accepted["enum"]["enum"] if value not in narrow["enum"]]
            yield from (f": {path} lost the value {value}" for value in lost)

    def _compare_same(self, narrow: Json, wide: Json, path: str) -> Iterator[str]:
        for bound in (*_LOWER_BOUNDS, *_UPPER_BOUNDS):
            if bound in wide and not self._within(narrow.get(bound), wide[bound], bound):
                yield f": {path} narrowed, {bound} is {wide[bound]}, was {narrow.get(bound, 'open')}"
        for word in ("pattern", "format"):
            if wide.get(word, narrow.get(word)) != narrow.get(word):
                yield f": {path} narrowed, {word} is {wide[word]}"
        if "items" in narrow and "items" in wide:
            yield from self._compare(narrow["items"], wide["items"], f"{path}[]")
        if "properties" in narrow or "properties" in wide:
            yield from self._compare_fields(narrow, wide, path)

    @staticmethod
    def _within(narrow: float | None, wide: float, bound: str) -> bool:
        if narrow is None:
            return False
        return narrow >= wide if bound in _LOWER_BOUNDS else narrow <= wide

    def _compare_fields(self, narrow: Json, wide: Json, path: str) -> Iterator[str]:
        fields = wide.get("properties", {})
        for name, schema in narrow.get("properties", {}).items():
            if name in fields:
                yield from self._compare(schema, fields[name], f"{path}.{name}".lstrip("."))
            elif self.strict:
                yield f": field {f'{path}.{name}'.lstrip('.')} removed"
        for name in wide.get("required", ()):
            if name not in narrow.get("required", ()):
                what = "is newly required" if self.strict else "is no longer always present"
                yield f": field {f'{path}.{name}'.lstrip('.')} {what}"
