"""Whole-number sums over places in a row, such as days: a range costs the same however far apart its ends are."""

from bisect import bisect_left

import msgspec


class RunningSums(msgspec.Struct, array_like=True):
    """Counts and weights by key over `places`, sorted; kept as running totals, so that a range is one difference.

    Whole numbers, as a difference must be exact. What is added late costs one step for each later place; in the order
    of time there are none.
    """

    places: list[int] = []
    totals: dict[str, tuple[list[int], list[int]]] = {}

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

    def between(self, first: int, last: int) -> dict[str, tuple[int, int]]:
        """Count and weight by key over first <= place < last; keys that counted nothing there are among them."""
        low, high = bisect_left(self.places, first), bisect_left(self.places, last)
        if low >= high:
            return {}
        before, end = low - 1, high - 1
        if not low:
            return {key: (counts[end], weights[end]) for key, (counts, weights) in self.totals.items()}
        return {
            key: (counts[end] - counts[before], weights[end] - weights[before])
            for key, (counts, weights) in self.totals.items()
        }

    def take_off(self, found: dict[str, list[int]], first: int, last: int) -> None:
        """Take off count and weight by key over first <= place < last."""
        low, high = bisect_left(self.places, first), bisect_left(self.places, last)
        if low >= high:
            return
        for key, rows in self.totals.items():
            row = found[key]
            for which, totals in enumerate(rows):
                row[which] -= totals[high - 1] - (totals[low - 1] if low else 0)

    def first(self) -> int | None:
        """The first place where anything stands; None: there is none. Counts are never negative."""
        starts = [bisect_left(counts, 1) for counts, _ in self.totals.values()]
        start = min(starts, default=len(self.places))
        return self.places[start] if start < len(self.places) else None


def _raise_from(at: int, rows: tuple[list[int], list[int]], amounts: tuple[int, ...]) -> None:
    for row, amount in zip(rows, amounts, strict=True):
        for place in range(at, len(row)):
            row[place] += amount
