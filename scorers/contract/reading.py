"""Reading a book from a day outwards, so that who has seen enough reads no further."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator
from heapq import merge
from itertools import chain, groupby
from operator import attrgetter
from typing import Any

from scorers.contract.blocks import LEVELS, Blocks
from scorers.statistics.sample import Drawn, Sample
from scorers.times.durations import DAY

Run = tuple[int, list[Any]]
"""A day (since the epoch), and what of it passes."""
Way = Iterator[list[Run]]
"""Runs one after another, as many at a time as are read together."""
Passes = Callable[[Any], bool]


def nearest(days: list[int], near: int, one_way: Callable[[int, int, bool], Way]) -> Iterator[Run]:
    """Runs of `days`, the day nearest to `near` first, of equally near ones the later.

    `one_way` reads days[start:stop], backwards or forwards.
    """
    middle = bisect_right(days, near)
    back = chain.from_iterable(one_way(0, middle, True))
    if middle == len(days):
        return back
    return merge(back, chain.from_iterable(one_way(middle, len(days), False)), key=lambda run: distance(run, near))


def distance(run: Run, near: int) -> tuple[int, int]:
    """By what runs of days come one after another."""
    return abs(run[0] - near), -run[0]


def by_day(days: list[int], back: bool, read: Callable[[int], list[Any]]) -> Way:
    """Every one of `days` from its pane."""
    for day in reversed(days) if back else days:
        yield [(day, read(day))]


class Sampled:
    """Reads a book that keeps a sample: stretches of few values from its blocks, all others from their days.

    What a block leaves out is what nobody takes who comes to it from outside and takes what it has, so it is read only
    by such a walk: what comes of it is what the days say.
    """

    def __init__(
        self,
        days: list[int],
        blocks: Blocks,
        sample: Sample[Any],
        read: Callable[[int], list[Any]],
        passes: Passes,
        done: set[str],
    ) -> None:
        self._days, self._blocks, self._sample, self._read = days, blocks, sample, read
        self._passes, self._done = passes, done

    def walk(self, start: int, stop: int, near: int, level: int, *, back: bool) -> Way:
        """Runs of days[start:stop], all of them on one side of the day `near` or on it."""
        days, size = self._days, LEVELS[level]
        if level == 0:
            yield from by_day(days[start:stop], back, self._read)
            return
        while start < stop:
            number = days[stop - 1 if back else start] // size
            low = bisect_left(days, number * size, start, stop)
            high = bisect_left(days, (number + 1) * size, low, stop)
            start, stop = (start, low) if back else (high, stop)
            drawn = self._drawn(number, level) if high - low > 1 and number != near // size else None
            rows = None if drawn is None else self._passing(drawn)
            if rows is None:
                yield from self.walk(low, high, near, level - 1, back=back)
            else:
                rows.sort(key=_at, reverse=back)
                yield [(day, list(found)) for day, found in groupby(rows, key=_day)]

    def _drawn(self, number: int, level: int) -> Drawn | None:
        if not self._blocks.settled(level, number):
            return None
        drawn: Drawn = self._blocks.record(self._sample, level, number)
        return None if drawn.many else drawn

    def _passing(self, drawn: Drawn) -> list[Any] | None:
        """The rows of a block that pass; None where one may be missing, as of an owner some were left out."""
        found: list[Any] = []
        for owner, rows in drawn.rows.items():
            if owner not in self._done:
                if len(rows) >= self._sample.whole and not all(map(self._passes, rows)):
                    return None
                found += rows
        return [row for row in found if self._passes(row)]


_at = attrgetter("at")


def _day(row: Any) -> int:
    day: int = row.at // DAY
    return day
