"""Which event types exist. A struct says so itself, with the decorator `published`; nothing else has to be edited."""

from collections.abc import Callable, Mapping
from typing import Literal, TypeVar

import msgspec

from schemas.fields import Payload
from schemas.normalise import normal_id

Lifecycle = Literal[
    "declaration",
    "transit",
    "non_delivery",
    "finding",
    "control",
    "request",
    "payment",
    "bank_report",
    "crossing",
    "warehouse_movement",
    "conclusion",
    "fact",
]
Group = Literal["snapshot", "ending", "arrival", "completion", "cancellation", "result"]
"""Versions of an entity compete only inside one group."""

_PayloadT = TypeVar("_PayloadT", bound=Payload)


class EventType(msgspec.Struct, frozen=True, kw_only=True):
    """One published event type: its payload and where it belongs."""

    name: str
    """CloudEvents `type`, such as `customs.declaration.registered.v1`."""
    struct: type[Payload]
    lifecycle: Lifecycle
    group: Group
    topic: str
    entity_field: str
    """Field of the payload that names the entity."""
    time_field: str | None
    """Field of the payload that is the event time; None: only the attribute `time` says it."""
    key_fields: tuple[str, ...]

    def entity_id(self, data: Payload) -> str:
        """Entity that the event belongs to, equal to the attribute `subject`."""
        entity: str = getattr(data, self.entity_field)
        return entity

    def partition_key(self, data: Payload) -> str:
        """Key of the Kafka record: the first of the key fields that is stated; for a fact, `fact_type|key`."""
        if self.lifecycle == "fact":
            return f"{self.name.removeprefix('customs.').removesuffix('.v1')}|{self.entity_id(data)}"
        for field in self.key_fields:
            key: str | None = getattr(data, field)
            if key:
                return key
        return self.entity_id(data)

    def is_named_by(self, subject: str, data: Payload) -> bool:
        """Whether `subject` is the payload's entity, in whatever way it is written (S12); a fact has one key only."""
        entity = self.entity_id(data)
        return subject == entity or (self.lifecycle != "fact" and normal_id(subject) == normal_id(entity))

    def contradicts(self, key: str, data: Payload) -> bool:
        """Whether the key of a Kafka record belongs to another entity or fact than its payload.

        The entity's own id keeps its order as well, and ids may be written in any way (S12). A compacted fact has one
        key only.
        """
        if self.lifecycle == "fact":
            return key != self.partition_key(data)
        stated = [normal_id(value) for field in self.key_fields if (value := getattr(data, field))]
        untold = len(self.key_fields) > 1 and len(stated) == 1  # the payload leaves out what the key is to be
        return normal_id(key) not in stated and not untold


_registered: dict[str, EventType] = {}
_by_struct: dict[type[Payload], EventType] = {}


def published(
    name: str,
    *,
    lifecycle: Lifecycle,
    topic: str,
    entity: str,
    time: str | None,
    group: Group = "snapshot",
    key: tuple[str, ...] = (),
) -> Callable[[type[_PayloadT]], type[_PayloadT]]:
    """Declare a payload as the data of the event type `name`. Raises ValueError when the type is taken."""

    def register(struct: type[_PayloadT]) -> type[_PayloadT]:
        if name in _registered:
            raise ValueError(f"event type {name} is declared twice")
        _registered[name] = _by_struct[struct] = EventType(
            name=name,
            struct=struct,
            lifecycle=lifecycle,
            group=group,
            topic=topic,
            entity_field=entity,
            time_field=time,
            key_fields=(*key, entity),
        )
        return struct

    return register


def registered() -> Mapping[str, EventType]:
    """All event types declared so far, in the order of their names."""
    return dict(sorted(_registered.items()))


def type_of(struct: type[Payload]) -> EventType:
    """Event type whose data is `struct`. Raises KeyError when the struct was never published."""
    return _by_struct[struct]
