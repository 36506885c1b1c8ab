"""Whole-number sums over places in a row, such as days: a range costs the same however far apart its ends are."""

from bisect import bisect_left
from copy import copy
from typing import Self

import msgspec


class RunningSums(msgspec.Struct, array_like=True):
    """Counts and weights by key over `places`, sorted; kept as running totals, so that a range is one difference.

    Whole numbers, as a difference must be exact. What is added late costs one step for each later place; in the order
    of time there are none.
    """

    places: list[int] = []
    totals: dict[str, tuple[list[int], list[int]]] = {}

    def copied(self) -> Self:
        """Another one with the same sums."""
        found = copy(self)
        found.places = self.places.copy()
        found.totals = {key: (counts.copy(), weights.copy()) for key, (counts, weights) in self.totals.items()}
        return found

    def open(self, place: int) -> bool:
        """Have `place`; whether it is new."""
        at = bisect_left(self.places, place)
        if at < len(self.places) and self.places[at] == place:
            return False
        self.places.insert(at, place)
        for rows in self.totals.values():
            for row in rows:
                row.insert(at, row[at - 1] if at else 0)
        return True

    def add(self, place: int, key: str, count: int, weight: int) -> None:
        """Add to what stands at a place that is open."""
        rows = self.totals.get(key)
        if rows is None:
            rows = self.totals[key] = ([0] * len(self.places), [0] * len(self.places))
        _raise_from(bisect_left(self.places, place), rows, (count, weight))

    def drop(self, place: int) -> None:
        """Forget a place, and keys of which nothing is left."""
        at = bisect_left(self.places, place)
        if at == len(self.places) or self.places[at] != place:
            return
        for rows in self.totals.values():
            before = tuple(row[at - 1] if at else 0 for row in rows)
            gone = tuple(earlier - row.pop(at) for row, earlier in zip(rows, before, strict=True))
            if any(gone):
                _raise_from(at, rows, gone)
        del self.places[at]
        self.totals = {key: rows for key, rows in self.totals.items() if rows[0] and rows[0][-1]}

    def between(
        self, first: int, last: int, *, less: "RunningSums | None" = None, until: int = 0
    ) -> dict[str, tuple[int, int]]:
        """Count and weight by key over first <= place < last; keys that counted nothing there may be among them.

        Less what `less`, which divides the first place more finely, has before `until`: in one pass, since the edge of
        a window is all that a long history has to work out more than a short one.
        """
        before, end = bisect_left(self.places, first) - 1, bisect_left(self.places, last) - 1
        if before >= end:
            return {}
        cut, finer = (bisect_left(less.places, until) - 1, less.totals) if less is not None else (-1, {})
        found: dict[str, tuple[int, int]] = {}
        for key, (counts, weights) in self.totals.items():
            count, weight = counts[end], weights[end]
            if before >= 0:
                count, weight = count - counts[before], weight - weights[before]
            if cut >= 0 and key in finer:
                off_counts, off_weights = finer[key]
                count, weight = count - off_counts[cut], weight - off_weights[cut]
            found[key] = count, weight
        return found

    def take_off(self, found: dict[str, tuple[int, int]], first: int) -> None:
        """Take off count and weight by key from place `first` on."""
        before = bisect_left(self.places, first) - 1
        for key, (counts, weights) in self.totals.items():
            count, weight = counts[-1], weights[-1]
            if before >= 0:
                count, weight = count - counts[before], weight - weights[before]
            if count:
                counted, weighed = found[key]
                found[key] = counted - count, weighed - weight

    def first(self) -> int | None:
        """The first place where anything stands; None: there is none. Counts are never negative."""
        starts = [bisect_left(counts, 1) for counts, _ in self.totals.values()]
        start = min(starts, default=len(self.places))
        return self.places[start] if start < len(self.places) else None


def _raise_from(at: int, rows: tuple[list[int], list[int]], amounts: tuple[int, ...]) -> None:
    for row, amount in zip(rows, amounts, strict=True):
        for place in range(at, len(row)):
            row[place] += amount
