"""Both rooms in one process: the same steps as on Kafka, each output delivered at once. Replay and tests run on it."""

from collections import deque
from collections.abc import Callable

from schemas.envelope import Event
from scorers.cases.step import step as case_step
from scorers.delivery.setting_aside import set_aside
from scorers.exchange.messages import (
    CASES,
    SUBJECTS,
    Half,
    Message,
    Origin,
    Output,
    Parameters,
    Published,
    Signal,
    ToCase,
    ToEverySubject,
    ToSubject,
    Watermark,
)
from scorers.exchange.routing import case_of
from scorers.state.attempt import Attempt, NotJudged
from scorers.state.store import MemoryStore, Store
from scorers.subjects.step import step as subject_step

NOWHERE = Origin()
"""Origin of an event that came from no topic."""


class Engine:
    """Scores events in memory. `outward` and `counted` outputs go to `emit`."""

    def __init__(
        self,
        emit: Callable[[Output], None],
        cases: Store | None = None,
        subjects: Store | None = None,
    ) -> None:
        self.cases: Store = cases if cases is not None else MemoryStore()
        self.subjects: Store = subjects if subjects is not None else MemoryStore()
        self._emit = emit
        self._case, self._subject = Attempt(self.cases, case_step), Attempt(self.subjects, subject_step)

    def parameters(self, version: str, document: bytes, coverage_start: int = 0) -> None:
        """Judge by these parameters from here on."""
        self.case(Parameters(version, document, coverage_start))

    def event(self, event: Event, origin: Origin = NOWHERE, since: int = 0) -> None:
        """Apply one event and everything that follows from it."""
        self.case(Published(case_of(event), event, origin, since))

    def watermark(self, at: int) -> None:
        """Let event time (ms UTC) pass."""
        self.case(Watermark("engine", at))

    def case(self, message: Message) -> None:
        """Apply a message to the cases, and what follows from it."""
        self._deliver(attempted(self._case, message, CASES))

    def deliver(self, message: Message) -> None:
        """Apply a message between rooms, such as one that was set aside, in the room that it belongs to."""
        if isinstance(message, Signal):
            self._deliver(attempted(self._subject, message, SUBJECTS))
        else:
            self.case(message)

    def _deliver(self, outputs: list[Output]) -> None:
        waiting = deque(outputs)
        while waiting:
            output = waiting.popleft()
            if isinstance(output, ToCase):
                waiting.extend(attempted(self._case, output.message, CASES))
            elif isinstance(output, ToSubject | ToEverySubject):
                waiting.extend(attempted(self._subject, output.message, SUBJECTS))
            else:
                self._emit(output)


def attempted(attempt: Attempt[Message, Output], message: Message, half: Half) -> list[Output]:
    """What follows from a message; of one that makes the step fail, that it is set aside."""
    try:
        return attempt(message)
    except NotJudged as error:
        return set_aside(message, error, Origin(f"kordon.{half}"))
