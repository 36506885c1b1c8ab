"""What others paid, against a plain list of all of it."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorers.statistics.benchmark import ENOUGH, OF_ONE, Benchmark
from scorers.statistics.robust import capped_weights, weighted_mad, weighted_median

SHARE = 0.3
Pairs = list[tuple[str, float]]
pairs = st.lists(st.tuples(st.sampled_from("abcdefgh"), st.integers(-9, 9).map(float)), min_size=1, max_size=120)


def benchmark(told: Pairs) -> Benchmark:
    found = Benchmark()
    found.add(told)
    return found


def figures(found: Benchmark) -> tuple[object, ...]:
    return found.n, found.owners, found.saturated(), found.result(SHARE)


@given(pairs)
def test_figures_are_those_of_a_full_scan(told: Pairs) -> None:
    """Number, owners, whether it is enough, median and spread follow from all the values together."""
    owners = [owner for owner, _ in told]
    weighed = list(zip((value for _, value in told), capped_weights(owners, SHARE), strict=True))
    median = weighted_median(weighed)
    enough = sum(min(owners.count(owner), OF_ONE) for owner in set(owners)) >= ENOUGH
    assert figures(benchmark(told)) == (len(told), len(set(owners)), enough, (median, weighted_mad(weighed, median)))


@given(pairs, st.randoms(use_true_random=False))
def test_the_order_within_a_day_is_the_same(told: Pairs, chance: object) -> None:
    """All of it shuffled comes to the same figures."""
    shuffled = sorted(told, key=lambda _: chance.random())  # type: ignore[attr-defined]
    assert figures(benchmark(shuffled)) == figures(benchmark(told))


@given(st.lists(pairs, min_size=1, max_size=4))
def test_who_has_enough_gives_no_more(days: list[Pairs]) -> None:
    """The days until then count whole, the later ones not at all; who is left out never counts."""
    found = Benchmark("h")
    taken: Pairs = []
    for day in days:
        found.add(day)
        had = Counter(owner for owner, _ in taken)
        taken += [pair for pair in day if pair[0] != "h" and had[pair[0]] < OF_ONE]
        assert found.done == {"h"} | {owner for owner, n in Counter(pair[0] for pair in taken).items() if n >= OF_ONE}
    assert found.n == len(taken)


@pytest.mark.parametrize("heavy", [OF_ONE, 40 * OF_ONE])
def test_one_owner_is_never_enough(heavy: int) -> None:
    """However many values one has, others are still looked for, and move the median no less."""
    alone = [("a", 1.0)] * heavy
    assert not benchmark(alone).saturated()
    others = [(owner, 5.0) for owner in "bcdefgh" for _ in range(OF_ONE)]
    assert Counter(owner for owner, _ in others)["b"] == OF_ONE
    found = benchmark([*alone, *others])
    assert found.saturated()
    assert found.result(SHARE)[0] == 5.0
