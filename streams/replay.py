"""The same steps in memory, without Kafka: a short history judged by a parameter document, the oracle of every test."""

from collections.abc import Iterable

from schemas.envelope import Event
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
