"""How many dead letters there were of each reason, told in the log once a minute, as a flood of them is one fault."""

import asyncio

import structlog

from schemas.errors import Reason
from streams.metrics import Metrics
from streams.seldom import Seldom

EVERY_S = 1.0

log = structlog.get_logger(__name__)


async def tell_letters(metrics: Metrics, every_s: float = EVERY_S) -> None:
    """Tell until cancelled, and then of the rest."""
    counts = LetterCounts(metrics)
    try:
        while True:
            await asyncio.sleep(every_s)
            counts.tell()
    finally:
        counts.tell(last=True)


class LetterCounts:
    """Tells by how much the counters of dead letters grew."""

    def __init__(self, metrics: Metrics, seldom: Seldom[Reason] | None = None) -> None:
        self._metrics, self._seldom = metrics, seldom or Seldom()
        self._counted = dict.fromkeys(Reason, 0)

    def tell(self, last: bool = False) -> None:
        """One line for each reason that is due; `last`: for each with something untold."""
        before, self._counted = self._counted, self._metrics.dead_letters_by_reason()
        for reason, now in self._counted.items():
            if count := self._seldom.count(reason, now - before[reason], last):
                log.warning("dead_letters", reason=reason.value, count=count)
