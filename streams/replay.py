"""The same steps in memory, without Kafka: a short history judged by a parameter document, the oracle of every test."""

import heapq
from collections.abc import Callable, Iterable, Iterator
from typing import IO, Protocol

import msgspec

from schemas.envelope import Event, decode
from schemas.errors import BadInput
from scorers.catalogue.loading import load
from scorers.delivery.engine import Engine
from scorers.exchange.dead_letters import dead_letter
from scorers.exchange.messages import Counted, Origin
from scorers.parameters.document import version_of
from scorers.partition.partition import partition_state
from streams.event_time import EventTime
from streams.outcomes import InMemory, Outcomes, Result

NOWHERE = Origin()


class Replay:
    """One run in memory, each event with all that follows from it. Raises ParameterError for a bad document."""

    def __init__(self, parameters: bytes, coverage_start: int | None = None) -> None:
        load(parameters)
        self._outcomes = Outcomes(InMemory())
        self._time, self.events = EventTime(), 0
        self.engine = Engine(self._outcomes.emit)
        self.engine.parameters(version_of(parameters), parameters, coverage_start or 0)

    def take(self, event: Event, origin: Origin = NOWHERE, since: int = 0) -> None:
        """Apply one event and everything that follows from it."""
        self.events += 1
        self.engine.event(event, origin, since)
        if (moved := self._time.passed(event)) is not None:
            self.engine.watermark(moved)

    def refuse(self, error: BadInput, origin: Origin, since: int = 0) -> None:
        """Note an input that could not be read."""
        self._outcomes.emit(dead_letter(error, origin, since))
        self._outcomes.emit(Counted("dead_letter", error.reason.value))

    def finish(self, until: int | None = None) -> Result:
        """Let time pass up to `until` (ms UTC), or to where the newest event puts the watermark."""
        if (moved := self._time.end(until)) is not None:
            self.engine.watermark(moved)
        selected = partition_state(self.engine.cases).selected
        return Result((self._outcomes.words,), self._outcomes.counts, self.events, self._time.watermark, selected)


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


class Taking(Protocol):
    """A run that lines are fed to."""

    def take(self, event: Event, origin: Origin, since: int) -> None:
        """Take an event in."""
        ...

    def refuse(self, error: BadInput, origin: Origin, since: int) -> None:
        """Note an input that could not be read."""
        ...


def feed(run: Taking, found: Iterable[Line]) -> Iterator[Line]:
    """Apply every line, or make a dead letter of it; yields it back once done, for who counts."""
    for line in found:
        if line.event is not None:
            run.take(line.event, line.origin, line.since)
        elif line.error is not None:
            run.refuse(line.error, line.origin, line.since)
        yield line
