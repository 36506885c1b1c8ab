"""How far event time has come in a replay: behind the newest event at a distance, in steps of a minute."""

import msgspec

from schemas.envelope import Event
from schemas.facts import Fact, FactDeleted

OUT_OF_ORDERNESS_MS = 600_000
STEP_MS = 60_000


class EventTime(msgspec.Struct):
    """The newest event time and the watermark, ms UTC."""

    newest: int = 0
    watermark: int = 0
    lag_ms: int = OUT_OF_ORDERNESS_MS

    def passed(self, event: Event) -> int | None:
        """The watermark after an event, where it moves. Reference facts do not say how far time has come."""
        if not moves(event) or event.time <= self.newest:
            return None
        self.newest = event.time
        if self.newest - self.lag_ms < self.watermark + STEP_MS:
            return None
        self.watermark = self.newest - self.lag_ms
        return self.watermark

    def end(self, until: int | None) -> int | None:
        """The watermark at the end of the input, where it moves: `until`, or where the newest event puts it."""
        at = until if until is not None else self.newest - self.lag_ms
        if at <= self.watermark:
            return None
        self.watermark = at
        return at


def moves(event: Event) -> bool:
    """Whether the time of an event says how far time has come; that of a register's fact does not."""
    return not isinstance(event.data, Fact | FactDeleted)
