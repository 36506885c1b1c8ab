"""The schedule: lives wait in a heap for their next step, and whoever is first goes on."""

from collections.abc import Iterator
from heapq import heappop, heappush
from itertools import count, cycle, islice

import xxhash

from schemas.envelope import Event
from schemas.event import new_event
from schemas.registry import type_of
from streams.generate.calendar import DAY, HOUR
from streams.generate.config import Config, Truth
from streams.generate.daily_facts import daily_facts
from streams.generate.first_facts import first_facts
from streams.generate.operations import operation
from streams.generate.schemes import SCHEMES
from streams.generate.steps import Life, Pause, Step
from streams.generate.tables import MEMBER_STATE
from streams.generate.world import World

EVENTS_PER_OPERATION = 7.0
_HASTE = (0.3, 6.0)
"""By how much arrivals may be slowed or hurried so that the events last the days asked for."""


class Traffic:
    """All lives of one generated world; iterate once."""

    def __init__(self, config: Config) -> None:
        self._config = config
        self._world = World(config, "1")
        self._schemers = self._world.beside("2")
        self._heap: list[tuple[int, int, Step | Pause, Life]] = []
        self._order = count()
        self._start = self._now = config.start_ms
        self._published = self._first = 0

    def __iter__(self) -> Iterator[Event | Truth]:
        """All events with the truths that belong to them, in rough order of time, as many as were asked for."""
        for known in islice(first_facts(self._world, self._start), self._config.count):
            yield self._publish(known)
        self._first = self._published
        for life in (daily_facts(self._world, self._start), self._arrivals(), self._schemes()):
            yield from self._go_on(life)
        while self._published < self._config.count:
            self._now, _, step, life = heappop(self._heap)
            if isinstance(step, Step):
                yield self._publish(step)
            yield from self._go_on(life)

    def _go_on(self, life: Life) -> Iterator[Truth]:
        """Let a life go on until it waits for its next step; hand out the truths on the way."""
        for said in life:
            if isinstance(said, Step | Pause):
                heappush(self._heap, (max(said.at, self._now), next(self._order), said, life))
                return
            if isinstance(said, Truth):
                yield said
            else:
                yield from self._go_on(said)

    def _publish(self, step: Step) -> Event:
        self._published += 1
        event_type = type_of(type(step.data))
        identity = f"{self._config.seed}|{event_type.name}|{event_type.entity_id(step.data)}|"
        return new_event(
            step.data,
            id=_uuid(identity, step.version),
            source=f"/{event_type.lifecycle}-system",
            member_state=MEMBER_STATE,
            version=step.version,
            time=step.at,
            corrects_id=_uuid(identity, step.corrects) if step.corrects else None,
            correction_kind=None if not step.corrects else "cancel" if step.cancels else "amend",
        )

    def _arrivals(self) -> Life:
        at, per_day = self._start + HOUR, self._per_day()
        while True:
            yield Pause(at)
            yield operation(self._world, at)
            expected, made = per_day * (at - self._start) / DAY, self._published - self._first
            haste = min(max(expected / max(made, 1), _HASTE[0]), _HASTE[1])
            at += int(self._world.rng.expovariate(per_day * haste / EVENTS_PER_OPERATION) * DAY) + 1

    def _schemes(self) -> Life:
        if not self._config.schemes:
            return
        at, usual = self._start + 2 * HOUR, int(DAY * EVENTS_PER_OPERATION / (self._per_day() * self._config.schemes))
        first_round = min(3 * HOUR, usual, int(self._config.span_days * DAY / (3 * len(SCHEMES))))
        for number, scheme in enumerate(cycle(SCHEMES)):
            yield Pause(at)
            yield scheme(self._schemers, at)
            at += first_round if number < len(SCHEMES) else usual

    def _per_day(self) -> float:
        return max(self._config.count - self._first, 100) / self._config.span_days


def _uuid(identity: str, version: int) -> str:
    digits = xxhash.xxh3_128_hexdigest(f"{identity}{version}".encode())
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"
