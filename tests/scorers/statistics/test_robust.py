"""Robust figures against naive ones."""

from statistics import median

import pytest
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


OWNERS = st.lists(st.sampled_from("abcdefgh"), min_size=1, max_size=60)


@given(OWNERS, st.sampled_from([0.2, 0.3, 0.5]))
def test_no_owner_has_more_than_its_share(owners: list[str], share: float) -> None:
    """Of all weight together; who has less keeps the weight of one each; too few owners weigh the same."""
    weights = capped_weights(owners, share)
    total, held = sum(weights), dict.fromkeys(owners, 0.0)
    for owner, weight in zip(owners, weights, strict=True):
        held[owner] += weight
    if len(held) * share <= 1:
        assert list(held.values()) == pytest.approx([1.0] * len(held))
        return
    for owner, weight in held.items():
        assert weight <= share * total + 1e-9
        assert weight == pytest.approx(share * total) or weight == owners.count(owner)


def test_an_owner_is_capped() -> None:
    """Twenty-eight of thirty-one values of one owner weigh three of ten together."""
    weights = capped_weights(["a"] * 28 + ["b", "c", "d"], 0.3)
    assert sum(weights[:28]) == pytest.approx(0.3 * sum(weights))
    assert weights[28:] == [1.0, 1.0, 1.0]
