"""Robust figures against naive ones."""

from statistics import median

from hypothesis import given
from hypothesis import strategies as st

from scorers.statistics.robust import capped_weights, weighted_mad, weighted_median

VALUES = st.lists(st.integers(-1000, 1000).map(float), min_size=1, max_size=40)


@given(VALUES)
def test_equal_weights_give_the_median(values: list[float]) -> None:
    """With equal weights it is the ordinary median."""
    assert weighted_median([(value, 1.0) for value in values]) == median(values)


@given(VALUES)
def test_mad_of_equal_weights(values: list[float]) -> None:
    """With equal weights it is the ordinary median absolute deviation."""
    centre = median(values)
    assert weighted_mad([(value, 1.0) for value in values], centre) == median(abs(value - centre) for value in values)


def test_an_owner_is_capped() -> None:
    """Eight of ten values of one owner weigh three of ten together."""
    weights = capped_weights(["a"] * 8 + ["b", "c"], 0.3)
    assert sum(weights[:8]) == 3.0
    assert weights[8:] == [1.0, 1.0]
