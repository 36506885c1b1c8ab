"""How many values fall between given edges."""

from bisect import bisect_right
from collections.abc import Callable, Sequence

from scorers.statistics.statistic import EntryT, Statistic


class Histogram(Statistic[EntryT, list[int], tuple[int, ...]]):
    """Counts of the values that entries have `of` something: below the first edge, from each edge on, from the last on.

    Raises ValueError unless the edges rise.
    """

    record = list[int]

    def __init__(self, of: Callable[[EntryT], float], edges: Sequence[float]) -> None:
        if list(edges) != sorted(set(edges)):
            raise ValueError("the edges of a histogram rise")
        self._of, self._edges = of, tuple(edges)

    def initialise(self) -> list[int]:
        """Nothing anywhere."""
        return [0] * (len(self._edges) + 1)

    def add(self, record: list[int], entry: EntryT) -> None:
        """One more where its value falls."""
        record[bisect_right(self._edges, self._of(entry))] += 1

    def merge(self, record: list[int], other: list[int]) -> None:
        """Place by place."""
        record[:] = [one + more for one, more in zip(record, other, strict=True)]

    def result(self, record: list[int]) -> tuple[int, ...]:
        """The counts, one more than there are edges."""
        return tuple(record)
