"""What others paid: a median and a spread that no single one of them can move, out of as few values as that takes."""

from collections import Counter
from collections.abc import Iterable

from scorers.statistics.robust import capped_weights, weighted_mad, weighted_median

ENOUGH, OF_ONE = 60, 20
"""With so many values, no more than so many of them of one owner, the median is known well enough.

Its standard error is then a sixth of the spread of the values; three times the values would come to a tenth of it.
"""


class Benchmark:
    """Values with their owners, a day at a time from the nearest on; within a day in any order.

    `done`: owners that give no more, since they have enough or are `left_out`.
    """

    def __init__(self, *left_out: str) -> None:
        self.done = set(left_out)
        self._values: list[tuple[str, float]] = []
        self._counts: Counter[str] = Counter()
        self._counting = 0

    def add(self, day: Iterable[tuple[str, float]]) -> None:
        """Add (owner, value) pairs of a day; an owner that had enough before it gives no more."""
        taken = [pair for pair in day if pair[0] not in self.done]
        self._values += taken
        for owner, _ in taken:
            count = self._counts[owner] = self._counts[owner] + 1
            if count <= OF_ONE:
                self._counting += 1
                if count == OF_ONE:
                    self.done.add(owner)

    @property
    def n(self) -> int:
        """Number of values."""
        return len(self._values)

    @property
    def owners(self) -> int:
        """Number of owners."""
        return len(self._counts)

    def suffices(self, n: int, owners: int) -> bool:
        """Whether there are at least so many values of so many owners."""
        return self.n >= n and self.owners >= owners

    def saturated(self) -> bool:
        """Whether more values would hardly tell more, however many of one owner there are."""
        return self._counting >= ENOUGH

    def result(self, max_share: float) -> tuple[float, float]:
        """Weighted median, and the weighted median absolute deviation from it; no owner has more than `max_share`."""
        weights = capped_weights([owner for owner, _ in self._values], max_share)
        pairs = sorted((value, weight) for (_, value), weight in zip(self._values, weights, strict=True))
        median = weighted_median(pairs)
        return median, weighted_mad(pairs, median)
