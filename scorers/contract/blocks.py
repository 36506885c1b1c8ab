"""Blocks: records of the statistics of a book over days, eight days and sixty-four, merged from one another.

They are made when they are first read, and forgotten when something changes in their time, so that what stands in one
follows from the entries alone. A window of two years is some twenty of them.
"""

from bisect import bisect_left, insort
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import msgspec

from scorers.contract.ledger import Ledger
from scorers.state.keys import SEP
from scorers.state.running_sums import RunningSums
from scorers.state.store import Store
from scorers.statistics.statistic import Statistic
from scorers.times.durations import DAY

LEVELS = (1, 8, 64)
"""Days in a block, by level."""


class Head(RunningSums, array_like=True):
    """The days that a book has entries of, and their running totals; no entry is newer than `newest` (ms UTC).

    `earliest`: time (ms UTC) of the first entry of which the pane is gone, where a ledger keeps that. `built`: the
    blocks that there are.
    """

    newest: int = 0
    earliest: int | None = None
    built: list[int] = []  # noqa: RUF012  # msgspec gives each its own

    def copied(self) -> "Head":
        """Another one that says the same."""
        found = super().copied()
        found.built = self.built.copy()
        return found


Heads = dict[str, Head | None]
"""The heads of a subject's books by ledger; None: it has statistics, and so a record of its own.

Shelves have records of their own without being named here, as there may be any number of them.
"""


class Block(msgspec.Struct, array_like=True):
    """A record of each merged statistic of a ledger."""

    records: tuple[Any, ...]


class Blocks:
    """The blocks of one book. `entries` reads those of a day."""

    def __init__(
        self, store: Store, key: str, ledger: Ledger[Any], head: Head, entries: Callable[[int], Iterable[Any]]
    ) -> None:
        self._store, self._key, self._head, self._entries = store, key, head, entries
        self._statistics = ledger.merged
        # The days of a sample are read from their panes.
        self._lowest = 0 if ledger.sample is None else 1

    def _place(self, level: int, number: int) -> str:
        return f"B{SEP}{self._key}{SEP}{level}{SEP}{number}"

    def forget(self, day: int) -> bool:
        """Have the blocks of a day made anew; whether there were any."""
        known = len(self._head.built)
        for level, size in enumerate(LEVELS):
            built, mark = self._head.built, day // size * len(LEVELS) + level
            at = bisect_left(built, mark)
            if at < len(built) and built[at] == mark:
                del built[at]
                self._store.delete(self._place(level, day // size))
        return known > len(self._head.built)

    def settled(self, level: int, number: int) -> bool:
        """Whether a block is kept: not that of the newest day, where nearly all is entered."""
        return (number + 1) * LEVELS[level] <= self._head.newest // DAY

    def records(self, level: int, number: int) -> tuple[Any, ...]:
        """The record of each statistic over a block."""
        mark = number * len(LEVELS) + level
        at = bisect_left(self._head.built, mark)
        if at < len(self._head.built) and self._head.built[at] == mark:
            block: Block | None = self._store.get(self._place(level, number))
            if block is not None:
                return block.records
        records = self._made(level, number)
        if self.settled(level, number):
            self._store.put(self._place(level, number), Block(records))
            self._store.edit(f"H{SEP}{self._key}")
            insort(self._head.built, mark)
            self._store.put(f"H{SEP}{self._key}", self._head)
        return records

    def record(self, statistic: Statistic[Any, Any, Any], level: int, number: int) -> Any:
        """The record of one statistic over a block."""
        return self.records(level, number)[self._statistics.index(statistic)]

    def _made(self, level: int, number: int) -> tuple[Any, ...]:
        records = tuple(statistic.initialise() for statistic in self._statistics)
        size = LEVELS[level]
        if level == self._lowest:
            for day in self._days(number * size, (number + 1) * size):
                for entry in self._entries(day):
                    for statistic, record in zip(self._statistics, records, strict=True):
                        statistic.add(record, entry)
            return records
        below = LEVELS[level - 1]
        for part in dict.fromkeys(day // below for day in self._days(number * size, (number + 1) * size)):
            for statistic, record, other in zip(self._statistics, records, self.records(level - 1, part), strict=True):
                statistic.merge(record, other)
        return records

    def _days(self, first: int, last: int) -> list[int]:
        days = self._head.places
        return days[bisect_left(days, first) : bisect_left(days, last)]

    def cover(self, first: int, last: int) -> Iterator[tuple[int, int]]:
        """Levels and numbers of blocks that together are the days with first <= day < last, the largest that fit."""
        days = self._head.places
        at, end = bisect_left(days, first), bisect_left(days, last)
        while at < end:
            level = max(level for level in range(len(LEVELS)) if not level or self._fits(level, days[at], first, last))
            number = days[at] // LEVELS[level]
            yield level, number
            at = bisect_left(days, (number + 1) * LEVELS[level], at, end)

    def _fits(self, level: int, day: int, first: int, last: int) -> bool:
        number, size = day // LEVELS[level], LEVELS[level]
        return first <= number * size and (number + 1) * size <= last and self.settled(level, number)
