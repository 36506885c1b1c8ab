"""The values next to a time, no more of each owner than tell something: what a benchmark is read from."""

from bisect import insort
from collections.abc import Callable
from typing import Any

import msgspec

from scorers.statistics.statistic import EntryT, Statistic
from scorers.times.durations import DAY


class Drawn(msgspec.Struct, array_like=True):
    """Values by owner, in order of time. `many`: more than enough; they are read a shorter time together instead."""

    many: bool = False
    rows: dict[str, list[Any]] = {}


class Sample(Statistic[EntryT, Drawn, Drawn]):
    """The values of a time of few of them, so that they are read together; a time of many has them day by day anyway.

    Many are `enough` values, no more than `of_one` counting of one owner. Until then all are kept, but for what an
    owner has in between the days that bring its latest `of_one` and those that bring its first: who reads from either
    end takes no more of it. Of an owner with less than `whole` none is left out. `quote` makes the value of an entry, a
    struct of type `kind` with its time `at`, ms UTC.
    """

    def __init__(
        self, kind: Any, quote: Callable[[EntryT], Any], owner: Callable[[EntryT], str], enough: int, of_one: int
    ) -> None:
        rows: Any = dict[str, list[kind]]
        self.record = msgspec.defstruct("DrawnOf", [("rows", rows, {})], bases=(Drawn,), array_like=True)
        self._quote, self._owner, self._enough, self._of_one = quote, owner, enough, of_one
        self.whole = 2 * of_one

    def initialise(self) -> Drawn:
        """No value."""
        return Drawn()

    def add(self, record: Drawn, entry: EntryT) -> None:
        """One value."""
        if not record.many:
            rows: list[Any] = record.rows.setdefault(self._owner(entry), [])
            insort(rows, self._quote(entry), key=_at)
            self._thin(rows)
            self._bound(record)

    def merge(self, record: Drawn, other: Drawn) -> None:
        """The values of both."""
        record.many |= other.many
        for owner, more in other.rows.items():
            rows = record.rows[owner] = sorted([*record.rows.get(owner, ()), *more], key=_at)
            self._thin(rows)
        self._bound(record)

    def result(self, record: Drawn) -> Drawn:
        """The values themselves: which of them tell something depends on who asks."""
        return record

    def _bound(self, record: Drawn) -> None:
        record.many |= sum(min(len(rows), self._of_one) for rows in record.rows.values()) >= self._enough
        if record.many:
            record.rows = {}

    def _thin(self, rows: list[Any]) -> None:
        """Leave out what no reader from either end comes to."""
        if len(rows) >= self.whole:
            first, last = rows[self._of_one - 1].at // DAY, rows[-self._of_one].at // DAY
            rows[:] = [row for row in rows if not first < row.at // DAY < last]


def _at(row: Any) -> int:
    at: int = row.at
    return at
