"""Each kind of break is found, and what is no break is let through."""

from typing import Annotated, Any, Literal

import msgspec
import pytest
from msgspec import Meta, Struct, defstruct

from schemas.compatibility import breaking_changes

Code = Annotated[str, Meta(max_length=10)]


class Part(Struct, forbid_unknown_fields=True):
    """A part of a message."""

    net_kg: float | None = None


class Narrower(Struct, forbid_unknown_fields=True):
    """The same part, its field required and never null."""

    net_kg: float


def _contract(**fields: Any) -> dict[str, Any]:
    struct = defstruct("Message", [(name, *spec) for name, spec in fields.items()])
    return {"m": msgspec.json.schema(struct)}


def _breaks(old: Any, new: Any, *, outcome: bool = False) -> list[str]:
    return breaking_changes(
        _contract(id=(str,), field=old) if old else _contract(id=(str,)),
        _contract(id=(str,), field=new) if new else _contract(id=(str,)),
        frozenset({"m"} if outcome else ()),
    )


NULL = (str | None, None)
BREAKS_PUBLISHERS = [
    (NULL, None, "removed"),
    (None, (str,), "newly required"),
    (NULL, (str,), "newly required"),
    ((str, ""), (int, 0), "narrowed"),
    (NULL, (str, ""), "null is no longer allowed"),
    ((float,), (int,), "narrowed"),
    ((str,), (Literal["a"],), "narrowed"),
    ((Literal["a", "b"],), (Literal["a"],), "lost the value b"),
    ((Literal["a", "b"] | None, None), (Literal["a"] | None, None), "lost the value b"),
    ((Literal["a"],), (int,), "lost the value a"),
    ((str,), (Code,), "maxLength"),
    ((Annotated[float, Meta(ge=0)],), (Annotated[float, Meta(ge=1)],), "minimum"),
    ((str,), (Annotated[str, Meta(pattern="^x")],), "pattern"),
    ((list[str],), (list[Code],), "maxLength"),
    ((list[str],), (Annotated[list[str], Meta(max_length=3)],), "maxItems"),
    ((list[str],), (str,), "narrowed"),
]
NO_BREAK_FOR_PUBLISHERS = [
    (NULL, NULL),
    (None, NULL),
    ((str,), NULL),
    ((int,), (float,)),
    ((Literal["a"],), (Literal["a", "b"],)),
    ((Literal["a"],), (str,)),
    ((Code,), (str,)),
    ((Annotated[float, Meta(ge=1)],), (Annotated[float, Meta(ge=0)],)),
]
BREAKS_READERS = [
    ((str,), None, "removed"),
    (NULL, None, "removed"),
    ((str,), NULL, "null is no longer allowed"),
    ((int,), (float,), "narrowed"),
    ((str,), (int,), "narrowed"),
    ((Literal["a", "b"],), (Literal["a"],), "lost the value b"),
    ((Code,), (str,), "maxLength"),
    ((str,), (str, ""), "no longer always present"),
]
NO_BREAK_FOR_READERS = [
    ((str,), (str,)),
    (None, (str,)),
    (NULL, (str,)),
    ((float,), (int,)),
    ((Literal["a"],), (Literal["a", "b"],)),
]


@pytest.mark.parametrize(("old", "new", "words"), BREAKS_PUBLISHERS, ids=range(len(BREAKS_PUBLISHERS)))
def test_breaks_publishers(old: Any, new: Any, words: str) -> None:
    found = _breaks(old, new)
    assert any(words in sentence and "field" in sentence for sentence in found), found


@pytest.mark.parametrize(("old", "new"), NO_BREAK_FOR_PUBLISHERS, ids=range(len(NO_BREAK_FOR_PUBLISHERS)))
def test_does_not_break_publishers(old: Any, new: Any) -> None:
    assert _breaks(old, new) == []


@pytest.mark.parametrize(("old", "new", "words"), BREAKS_READERS, ids=range(len(BREAKS_READERS)))
def test_breaks_readers(old: Any, new: Any, words: str) -> None:
    found = _breaks(old, new, outcome=True)
    assert any(words in sentence for sentence in found), found


@pytest.mark.parametrize(("old", "new"), NO_BREAK_FOR_READERS, ids=range(len(NO_BREAK_FOR_READERS)))
def test_does_not_break_readers(old: Any, new: Any) -> None:
    assert _breaks(old, new, outcome=True) == []


def test_a_removed_message_is_a_break() -> None:
    assert breaking_changes(_contract(id=(str,)), {}, frozenset()) == ["m: message removed"]


def test_a_new_message_is_none() -> None:
    assert breaking_changes({}, _contract(id=(str,)), frozenset()) == []


def test_breaks_in_parts_are_found_by_path() -> None:
    found = breaking_changes(_contract(items=(list[Part],)), _contract(items=(list[Narrower],)), frozenset())
    assert any("items[].net_kg" in sentence for sentence in found)
