"""Quantiles of many values, in bounded space."""

from collections.abc import Callable
from itertools import accumulate
from math import ceil, copysign, log

import msgspec

from scorers.statistics.statistic import EntryT, Statistic

EXACT = 512
"""Up to so many values all are kept."""
ERROR = 0.005
"""Of more, the most by which a quantile is off, as a share of itself."""
LEAST = 1e-9
"""What is nearer to nought counts as nought, of more values than are kept."""
_GROWTH = (1 + ERROR) / (1 - ERROR)
_STEP = log(_GROWTH)


class Spread(msgspec.Struct, array_like=True):
    """All values, sorted, as long as they are few; then how many fall into each bucket.

    Buckets are (sign, number): numbers grow with the logarithm of the value's amount.
    """

    values: list[float] = []
    buckets: dict[tuple[int, int], int] = {}


class Quantiles(Statistic[EntryT, Spread, Callable[[float], float | None]]):
    """Quantiles of the values that entries have `of` something: exact up to `EXACT` values, then within `ERROR`.

    Which of both is a matter of the number of values alone, and so is each bucket of its value: so a record is the same
    however it was put together. (Masson, Rim and Lee, DDSketch, 2019.)
    """

    record = Spread

    def __init__(self, of: Callable[[EntryT], float]) -> None:
        self._of = of

    def initialise(self) -> Spread:
        """No value."""
        return Spread()

    def add(self, record: Spread, entry: EntryT) -> None:
        """One value."""
        self.merge(record, Spread([self._of(entry)]))

    def merge(self, record: Spread, other: Spread) -> None:
        """The values of both, in buckets once they are many."""
        for bucket, count in other.buckets.items():
            record.buckets[bucket] = record.buckets.get(bucket, 0) + count
        record.values = sorted([*record.values, *other.values])
        if record.buckets or len(record.values) > EXACT:
            for value in record.values:
                bucket = _bucket(value)
                record.buckets[bucket] = record.buckets.get(bucket, 0) + 1
            record.values = []

    def result(self, record: Spread) -> Callable[[float], float | None]:
        """The value below which, or at it, a share of all values (0..1) lies; None where there is none."""
        if not record.buckets:
            return lambda share: record.values[_rank(share, len(record.values))] if record.values else None
        rows = sorted((_middle(bucket), count) for bucket, count in record.buckets.items())
        reached = list(accumulate(count for _, count in rows))
        return lambda share: next(
            value for (value, _), so_far in zip(rows, reached, strict=True) if so_far > _rank(share, reached[-1])
        )


def _rank(share: float, number: int) -> int:
    return min(number - 1, max(0, ceil(share * number) - 1))


def _bucket(value: float) -> tuple[int, int]:
    if abs(value) < LEAST:
        return 0, 0
    return int(copysign(1, value)), ceil(log(abs(value)) / _STEP)


def _middle(bucket: tuple[int, int]) -> float:
    """The value of a bucket that is off by the same share at both of its ends."""
    sign, number = bucket
    return sign * 2 * _GROWTH**number / (_GROWTH + 1)
