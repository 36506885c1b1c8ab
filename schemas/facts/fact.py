"""What all reference facts share: the header, the key and the declaration of a fact type."""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Annotated, TypeVar

import msgspec

from schemas.fields import Country, IdentifierKey, Name, Payload, RecordMillis, doc
from schemas.registry import published
from schemas.topics import REFERENCE_FACTS

Version = Annotated[int, msgspec.Meta(ge=1)]


class Fact(Payload, frozen=True, kw_only=True, tag_field="fact_type"):
    """A record of a register, valid from `valid_from` until, and without, `valid_to`.

    `fact_type` stands in the JSON and is a property here, given by the class.
    """

    key: Annotated[IdentifierKey, doc("key of the fact; several parts are joined by |, a missing part is empty")]
    valid_from: Annotated[RecordMillis | None, doc("ms UTC; null: since ever")] = None
    valid_to: Annotated[RecordMillis | None, doc("ms UTC, excluded; null: open")] = None
    published_at: Annotated[RecordMillis | None, doc("ms UTC; null: the time of the event")] = None
    source: Annotated[Name | None, doc("register that says so; its heartbeats carry the same name")] = None
    fact_version: Annotated[Version | None, doc("version in the register, from 1 up")] = None
    member_state: Annotated[Country | None, doc("alpha-2; null: that of the event")] = None

    @property
    def fact_type(self) -> str:
        """Name of the fact type, such as `ref.debt`."""
        return fact_type_of(type(self))


class FactDeleted(Payload, frozen=True, kw_only=True):
    """A reference fact was deleted: a Kafka record without a value on the topic of facts."""

    fact_type: str
    key: IdentifierKey


_FactT = TypeVar("_FactT", bound=Fact)
_declared: dict[str, type[Fact]] = {}
_key_parts: dict[type[Fact], tuple[str, ...]] = {}
_national: set[type[Fact]] = set()


def reference(*key_parts: str, national: bool = False) -> Callable[[type[_FactT]], type[_FactT]]:
    """Declare a fact type whose key has the given parts; when there are several, each is also a field.

    `national`: each member state has its own record of the same parts. Where several publish, each ends the key in its
    member state, or they replace one another on a compacted topic.
    """

    def register(struct: type[_FactT]) -> type[_FactT]:
        fact_type = fact_type_of(struct)
        _declared[fact_type] = struct
        _key_parts[struct] = key_parts
        if national:
            _national.add(struct)
        return published(
            f"customs.{fact_type}.v1", lifecycle="fact", topic=REFERENCE_FACTS, entity="key", time="published_at"
        )(struct)

    return register


@cache
def fact_type_of(struct: type[Fact]) -> str:
    """Name of the fact type that `struct` holds."""
    return str(struct.__struct_config__.tag)


def declared() -> Mapping[str, type[Fact]]:
    """Structs by fact type, sorted by name."""
    return dict(sorted(_declared.items()))


def key_parts_of(struct: type[Fact]) -> tuple[str, ...]:
    """Names of the parts of the key."""
    return _key_parts[struct]


def is_national(struct: type[Fact]) -> bool:
    """Whether each member state has its own record of the same key parts."""
    return struct in _national


def key_of(fact: Fact) -> str:
    """Key that the fact's own fields make; a key of one part stands for itself. A national one may name its state."""
    parts = _key_parts[type(fact)]
    if len(parts) == 1:
        return fact.key
    key = "|".join("" if value is None else str(value) for value in (getattr(fact, part) for part in parts))
    placed = f"{key}|{fact.member_state}"
    return placed if is_national(type(fact)) and fact.member_state and fact.key == placed else key
