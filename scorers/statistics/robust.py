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
    """A weight of 1 for each value; those of an owner of more than `max_share` of all weigh that share together."""
    number = len(owners)
    counts = Counter(owners)
    return [min(1.0, max_share * number / counts[owner]) for owner in owners]
