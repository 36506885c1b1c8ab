"""While criteria are tested, what they read is held against what they say they reach."""

from collections.abc import Callable, Iterator
from functools import cache
from math import inf
from typing import Any

import pytest

from scorers.catalogue.discovery import CATALOGUE, AnyCriterion
from scorers.contract.criterion import Ask, Params
from scorers.contract.history import History
from scorers.contract.ledger import Ledger
from scorers.statistics.statistic import Statistic
from scorers.times.durations import DAY


class Watched(History):
    """A history that looks at every reading of a ledger, on behalf of one question."""

    def __init__(self, history: History, look: Callable[[Ledger[Any], int], None]) -> None:
        self.__dict__ = dict(history.__dict__)
        self._look = look

    def span(self, ledger: Ledger[Any], start: int, end: int, shelf: str = "") -> list[Any]:
        """Entries with start < at <= end, oldest first."""
        self._look(ledger, start)
        return super().span(ledger, start, end, shelf)

    def unordered(self, ledger: Ledger[Any], t: int, days: float, shelf: str = "") -> Iterator[Any]:
        """Entries in (t - days, t]."""
        self._look(ledger, t - int(days * DAY))
        return super().unordered(ledger, t, days, shelf)

    def nearest(self, ledger: Ledger[Any], t: int, days: float, *shelves: Any, **stated: Any) -> Iterator[list[Any]]:
        """Entries in (t - days, t], a day at a time."""
        self._look(ledger, t - int(days * DAY))
        return super().nearest(ledger, t, days, *shelves, **stated)

    def over(self, ledger: Ledger[Any], statistic: Statistic[Any, Any, Any], start: int, end: int) -> Any:
        """A statistic of what has start < at <= end."""
        self._look(ledger, start)
        return super().over(ledger, statistic, start, end)


def _watching(criterion: AnyCriterion) -> Callable[[Ask, History, Params], Any]:
    answer = criterion.answer

    @cache
    def said(params: Params, ledger: Ledger[Any]) -> float:
        told = [one.days + one.beyond for one in criterion.reaches(params) if one.ledger is ledger and not one.ahead]
        return max(told, default=inf) * DAY

    def watched(ask: Ask, history: History, params: Params) -> Any:
        def look(ledger: Ledger[Any], start: int) -> None:
            assert ledger in criterion.reads
            # All that is kept may be read where entries say themselves how long they hold, or what belongs together.
            back = 0 if start < 0 or ask.t - start == ledger.keep_days * DAY else ask.t - start - 1
            assert back <= said(params, ledger), f"{criterion.code} reads {ledger.name} further back than it says"

        return answer(ask, Watched(history, look), params)

    return watched


WATCHED = [(criterion, _watching(criterion)) for criterion in CATALOGUE]


@pytest.fixture(autouse=True)
def _nothing_is_read_further_than_said(monkeypatch: pytest.MonkeyPatch) -> None:
    for criterion, watched in WATCHED:
        monkeypatch.setattr(criterion, "answer", watched)
