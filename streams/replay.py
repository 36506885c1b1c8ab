"""The same steps in one process, without Kafka: history judged by a parameter document, and the oracle of every test.

The watermark follows the newest event time at a distance, in steps of a minute. At the end it goes to `until`.
"""

import heapq
from collections.abc import Callable, Iterable, Iterator
from typing import IO

import msgspec

from schemas.envelope import Event, decode
from schemas.errors import BadInput
from schemas.facts import Fact, FactDeleted
from scorers.catalogue.loading import load
from scorers.delivery.engine import Engine
from scorers.exchange.dead_letters import dead_letter
from scorers.exchange.messages import Counted, Origin
from scorers.parameters.document import version_of
from scorers.partition.partition import partition_state
from streams.on_disk import OnDisk
from streams.outcomes import InMemory, Outcomes, Result

OUT_OF_ORDERNESS_MS = 600_000
STEP_MS = 60_000
NOWHERE = Origin()


class Replay:
    """One run: two rooms of state, and what came out. Raises ParameterError for a bad document.

    `state` is where a long run keeps what it knows; by default all of it stays in memory.
    """

    def __init__(
        self,
        parameters: bytes,
        coverage_start: int | None = None,
        lag_ms: int = OUT_OF_ORDERNESS_MS,
        state: OnDisk | None = None,
    ) -> None:
        load(parameters)
        self._outcomes = Outcomes(state.words if state else InMemory())
        self._lag_ms, self._newest, self._watermark, self.events = lag_ms, 0, 0, 0
        self._state = state
        emit = self._outcomes.emit
        self.engine = Engine(emit, state.cases, state.subjects) if state else Engine(emit)
        self.engine.parameters(version_of(parameters), parameters, coverage_start or 0)

    def take(self, event: Event, origin: Origin = NOWHERE, since: int = 0) -> None:
        """Apply one event and everything that follows from it. Reference facts do not say how far time has come."""
        self.events += 1
        self.engine.event(event, origin, since)
        if event.time > self._newest and not isinstance(event.data, Fact | FactDeleted):
            self._newest = event.time
            if self._newest - self._lag_ms >= self._watermark + STEP_MS:
                self._advance(self._newest - self._lag_ms)
        if self._state is not None:
            self._state.tidy()

    def refuse(self, error: BadInput, origin: Origin, since: int = 0) -> None:
        """Note an input that could not be read."""
        self._outcomes.emit(dead_letter(error, origin, since))
        self._outcomes.emit(Counted("dead_letter", error.reason.value))

    def finish(self, until: int | None = None) -> Result:
        """Let time pass up to `until` (ms UTC), or to where the newest event puts the watermark."""
        end = until if until is not None else self._newest - self._lag_ms
        if end > self._watermark:
            self._advance(end)
        selected = partition_state(self.engine.cases).selected
        return Result((self._outcomes.words,), self._outcomes.counts, self.events, self._watermark, selected)

    def _advance(self, at: int) -> None:
        self._watermark = at
        self.engine.watermark(at)


def replay(
    events: Iterable[Event],
    facts: Iterable[Event] = (),
    parameters: bytes = b"",
    coverage_start: int | None = None,
    until: int | None = None,
) -> Result:
    """Judge `events` in the order given, after `facts`. Times are ms UTC. Raises ParameterError for a bad document."""
    run = Replay(parameters, coverage_start)
    for fact in facts:
        run.take(fact)
    for event in events:
        run.take(event)
    return run.finish(until)


class Line(msgspec.Struct, frozen=True):
    """One input with where it stood: decoded, or the reason why it can not be.

    `at` gives its turn; `since` is the time of its record, 0 where it was in none. Both are ms UTC.
    """

    at: int
    origin: Origin
    event: Event | None = None
    error: BadInput | None = None
    since: int = 0


def lines(source: IO[bytes], name: str) -> Iterator[Line]:
    """Structured CloudEvents, one a line; an unreadable line counts as of the time of the line before."""
    at = 0
    for number, text in enumerate(source):
        if text.strip():
            origin = Origin(name, 0, number, None, text.strip())
            found = read(origin, lambda one: decode(one.value), at)
            at = found.at
            yield found


def read(origin: Origin, decoded: Callable[[Origin], Event], at: int = 0, since: int = 0) -> Line:
    """One input. `at` (ms UTC) places it when it can not be read; `since` is the time of its record."""
    try:
        event = decoded(origin)
    except BadInput as error:
        return Line(at, origin, error=error, since=since)
    return Line(event.time, origin, event, since=since)


def merged(sources: Iterable[Iterable[Line]]) -> Iterator[Line]:
    """Several sources as one by event time; each keeps its own order."""
    return heapq.merge(*sources, key=lambda line: line.at)


def feed(run: Replay, found: Iterable[Line]) -> Iterator[Line]:
    """Apply every line, or make a dead letter of it; yields it back once done, for who counts."""
    for line in found:
        if line.event is not None:
            run.take(line.event, line.origin, line.since)
        elif line.error is not None:
            run.refuse(line.error, line.origin, line.since)
        yield line
