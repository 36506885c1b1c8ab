"""Exact tests against sums written out."""

from fractions import Fraction
from itertools import combinations
from math import comb

import pytest

from scorers.statistics.exact import binomial_tail, fisher_greater


@pytest.mark.parametrize(
    ("k", "n", "p"), [(0, 5, 0.3), (3, 5, 0.5), (10, 10, 0.2), (60, 200, 0.25), (5, 5, 1.0), (1, 4, 0.0)]
)
def test_binomial_tail_is_the_sum(k: int, n: int, p: float) -> None:
    """The tail equals the sum of exact fractions."""
    exact = sum((comb(n, i) * Fraction(p) ** i * (1 - Fraction(p)) ** (n - i) for i in range(k, n + 1)), Fraction(0))
    assert binomial_tail(k, n, p) == pytest.approx(float(exact), rel=1e-9)


def test_binomial_tail_refuses_nonsense() -> None:
    """More successes than trials are an error."""
    with pytest.raises(ValueError, match="k <= n"):
        binomial_tail(4, 3, 0.5)


def test_fisher_equals_enumeration() -> None:
    """The p-value equals the share of all assignments that are at least as extreme."""
    a, b, c, d = 4, 1, 1, 4
    total = list(combinations(range(a + b + c + d), a + c))
    extreme = sum(1 for chosen in total if sum(1 for one in chosen if one < a + b) >= a)
    assert fisher_greater(a, b, c, d) == pytest.approx(extreme / len(total))
