"""How far event time has come in a replay: behind the newest event at a distance, in steps of a minute."""

import msgspec

from schemas.envelope import Event
from schemas.facts import Fact, FactDeleted

OUT_OF_ORDERNESS_MS = 600_000
STEP_MS = 60_000


class EventTime(msgspec.Struct):
    """The newest event time, the watermark, and the last of the steps that events make it take; ms UTC.

    The end of one input is no step: so the watermark goes on at the same events as if there had been one input only.
    """

    newest: int = 0
    watermark: int = 0
    step: int = 0

    def passed(self, event: Event) -> int | None:
        """The watermark after an event, where it moves. Reference facts do not say how far time has come."""
        if not moves(event) or event.time <= self.newest:
            return None
        self.newest = event.time
        at = self.newest - OUT_OF_ORDERNESS_MS
        if at < self.step + STEP_MS:
            return None
        self.step = at
        return self._to(at)

    def end(self, until: int | None) -> int | None:
        """The watermark at the end of the input, where it moves: `until`, or where the newest event puts it."""
        return self._to(until if until is not None else self.newest - OUT_OF_ORDERNESS_MS)

    def _to(self, at: int) -> int | None:
        if at <= self.watermark:
            return None
        self.watermark = at
        return at


def moves(event: Event) -> bool:
    """Whether the time of an event says how far time has come; that of a register's fact does not."""
    return not isinstance(event.data, Fact | FactDeleted)
