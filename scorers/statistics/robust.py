"""Median and spread that a few odd values can not move."""

from collections import Counter
from collections.abc import Sequence

MAD_TO_SIGMA = 1.4826
"""Makes the median absolute deviation of normal values an estimate of their standard deviation."""


def weighted_median(pairs: Sequence[tuple[float, float]]) -> float:
    """Median of (value, weight) pairs; where half the weight falls between two values, their mean."""
    ordered = sorted(pairs)
    half = sum(weight for _, weight in ordered) / 2
    reached = 0.0
    for number, (value, weight) in enumerate(ordered):
        reached += weight
        if reached > half * (1 + 1e-12):
            return value
        if reached >= half * (1 - 1e-12):
            return (value + ordered[min(number + 1, len(ordered) - 1)][0]) / 2
    return ordered[-1][0]


def weighted_mad(pairs: Sequence[tuple[float, float]], centre: float) -> float:
    """Weighted median of the absolute deviations from `centre`."""
    return weighted_median([(abs(value - centre), weight) for value, weight in pairs])


def capped_weights(owners: Sequence[str], max_share: float) -> list[float]:
    """A weight for each value, 1 but where an owner would have more than `max_share` of all weight together.

    Too few owners to keep to the share weigh the same each.
    """
    counts = Counter(owners)
    if len(counts) * max_share <= 1:
        return [1 / counts[owner] for owner in owners]
    cap = _cap(sorted(counts.values(), reverse=True), max_share)
    return [min(1.0, cap / counts[owner]) for owner in owners]


def _cap(counts: Sequence[int], max_share: float) -> float:
    """Weight that is `max_share` of all, once each of `counts` (largest first) is cut to it."""
    rest, cap = sum(counts), 0.0
    for cut, largest in enumerate(counts):
        left = 1 - cut * max_share
        cap = max_share * rest / left if left > 0 else largest
        if largest <= cap:
            break
        rest -= largest
    return cap
