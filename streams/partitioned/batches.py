"""Which events of a replay are judged together, so that what each causes may go side by side.

The events of a batch name no entity in common and lie within an hour. So what follows from an event is done before the
next is said of its entity, as at the border, where minutes lie between; and the batches are the same however many
processes share them.
"""

from functools import cache

from schemas.envelope import Event
from schemas.events import EVENT_TYPES
from scorers.contract.case import case_key
from scorers.exchange.routing import case_of
from streams.event_time import moves

LARGEST = 256
"""Events of a batch: more gain nothing, and wait in memory."""
SPAN_MS = 3_600_000
_LIFECYCLES = {kind.entity_field: kind.lifecycle for kind in EVENT_TYPES.values() if kind.lifecycle != "fact"}
_NAMING = {**_LIFECYCLES, "resubmission_of": "declaration"}
"""Life cycle of the entity that a field of a payload names."""


class Batch:
    """What the events of the batch that is being collected name."""

    def __init__(self) -> None:
        self._names: set[str] = set()
        self._events = self._first = 0

    def takes(self, event: Event) -> bool:
        """Take an event in; False where it has to wait for the next batch."""
        names = named(event)
        first = self._first or (event.time if moves(event) else 0)
        near = not moves(event) or abs(event.time - first) <= SPAN_MS
        if self._events and not (near and self._events < LARGEST and names.isdisjoint(self._names)):
            return False
        self._names |= names
        self._first = first
        self._events += 1
        return True


def named(event: Event) -> set[str]:
    """Keys of the cases that an event names: its own, and those that it speaks of."""
    names = {case_of(event)}
    for field in _naming(type(event.data)):
        identifier = getattr(event.data, field)
        if identifier:
            names.add(case_key(_NAMING[field], identifier))
    return names


@cache
def _naming(kind: type) -> tuple[str, ...]:
    return tuple(field for field in kind.__struct_fields__ if field in _NAMING)  # type: ignore[attr-defined]
