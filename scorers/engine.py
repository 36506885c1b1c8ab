"""Both rooms in one process: the same steps as on Kafka, each output delivered at once. Replay and tests run on it."""

from collections import deque
from collections.abc import Callable

from schemas.envelope import Event
from scorers import case, subject
from scorers.messages import (
    Message,
    Origin,
    Output,
    Parameters,
    Published,
    ToCase,
    ToEverySubject,
    ToSubject,
    Watermark,
)
from scorers.routing import case_of
from scorers.store import MemoryStore, Store

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
        """Apply a message to the cases, and deliver until nothing is left to deliver."""
        waiting: deque[Output] = deque(case.step(self.cases, message))
        while waiting:
            output = waiting.popleft()
            if isinstance(output, ToCase):
                waiting.extend(case.step(self.cases, output.message))
            elif isinstance(output, ToSubject | ToEverySubject):
                waiting.extend(subject.step(self.subjects, output.message))
            else:
                self._emit(output)
