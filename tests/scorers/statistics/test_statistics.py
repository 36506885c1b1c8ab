"""Every statistic: the same record however it was put together, and the figure that naive code gives."""

import importlib
import pkgutil
from collections.abc import Callable, Iterable, Sequence
from inspect import isabstract
from itertools import pairwise
from math import ceil
from typing import Any, NamedTuple

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

import scorers.statistics
from scorers.statistics import distinct, quantiles
from scorers.statistics.count import Count
from scorers.statistics.distinct import Distinct, Seen
from scorers.statistics.histogram import Histogram
from scorers.statistics.quantiles import Quantiles
from scorers.statistics.sample import Sample
from scorers.statistics.statistic import Statistic, Tally
from scorers.statistics.sum import Sum
from scorers.times.durations import DAY


class Item(msgspec.Struct, frozen=True, array_like=True, order=True):
    """Something with a time (ms UTC), a key and a value."""

    at: int
    key: str
    value: int


EDGES = (-5, 0, 7)
ENOUGH, OF_ONE = 6, 2
SHARES = (0, 0.1, 0.25, 0.5, 0.9, 1)
Items = Sequence[Item]


def _counted(items: Items) -> dict[str, int]:
    return {key: sum(item.key == key for item in items) for key in {item.key for item in items}}


def _summed(items: Items) -> dict[str, tuple[int, int]]:
    return {key: (n, sum(item.value for item in items if item.key == key)) for key, n in _counted(items).items()}


def _seen(items: Items) -> Seen:
    values = tuple(sorted({str(item.value) for item in items}))
    return Seen(len(values), values)


def _falling(items: Items) -> tuple[int, ...]:
    bounds = [float("-inf"), *EDGES, float("inf")]
    pairs = pairwise(bounds)
    return tuple(sum(low <= item.value < high for item in items) for low, high in pairs)


def _ranked(items: Items) -> list[float | None]:
    values = sorted(item.value for item in items)
    return [values[max(0, ceil(share * len(values)) - 1)] if values else None for share in SHARES]


def _kept(items: Items) -> Any:
    """Whether they are many, else of each owner the first days with enough and the last days with enough."""
    counts = _counted(items)
    if sum(min(count, OF_ONE) for count in counts.values()) >= ENOUGH:
        return None
    kept: dict[str, list[Item]] = {}
    for owner in counts:
        own = sorted(item for item in items if item.key == owner)
        if len(own) >= 2 * OF_ONE:
            first, last = own[OF_ONE - 1].at // DAY, own[-OF_ONE].at // DAY
            own = [item for item in own if item.at // DAY <= first or item.at // DAY >= last]
        kept[owner] = own
    return kept


def _drawn(result: Any) -> Any:
    return None if result.many else {owner: sorted(rows) for owner, rows in result.rows.items()}


class Checked(NamedTuple):
    """A statistic, naive code for it, and how its result is compared."""

    statistic: Statistic[Any, Any, Any]
    naive: Callable[[Items], Any]
    shown: Callable[[Any], Any] = lambda result: result


CHECKED = (
    Checked(Count(lambda item: item.key), _counted),
    Checked(Sum(lambda item: (item.key, item.value)), _summed),
    Checked(Distinct(lambda item: str(item.value)), _seen),
    Checked(Histogram(lambda item: item.value, EDGES), _falling),
    Checked(Quantiles(lambda item: item.value), _ranked, lambda result: [result(share) for share in SHARES]),
    Checked(Sample(Item, lambda item: item, lambda item: item.key, ENOUGH, OF_ONE), _kept, _drawn),
)
every = pytest.mark.parametrize("checked", CHECKED, ids=lambda checked: type(checked.statistic).__name__)
items = st.lists(st.builds(Item, st.integers(0, 9 * DAY), st.sampled_from("abc"), st.integers(-9, 9)), max_size=30)


def made(statistic: Statistic[Any, Any, Any], told: Iterable[Item]) -> Any:
    record = statistic.initialise()
    for item in told:
        statistic.add(record, item)
    return record


def test_every_statistic_is_checked() -> None:
    """None is in the folder that is not in the table."""
    for module in pkgutil.iter_modules(scorers.statistics.__path__):
        importlib.import_module(f"scorers.statistics.{module.name}")
    found, known = {Statistic}, set[Any]()
    while found - known:
        known |= found
        found = {kind for parent in known for kind in parent.__subclasses__()}
    assert {kind for kind in known if not isabstract(kind)} == {type(checked.statistic) for checked in CHECKED}


@every
@given(items)
def test_it_is_what_naive_code_says(checked: Checked, told: list[Item]) -> None:
    """Of any entries."""
    assert checked.shown(checked.statistic.result(made(checked.statistic, told))) == checked.naive(told)


@every
@given(st.lists(items, max_size=5), st.data())
def test_order_and_grouping_leave_no_trace(checked: Checked, parts: list[list[Item]], data: st.DataObject) -> None:
    """Parts merged in any order, in any grouping, are what all entries together are; what is merged stays as it is."""
    statistic = checked.statistic
    records = [made(statistic, part) for part in data.draw(st.permutations(parts))]
    before = [msgspec.msgpack.encode(record) for record in records]
    cut = data.draw(st.integers(0, len(records)))
    groups = [statistic.initialise(), statistic.initialise()]
    for number, record in enumerate(records):
        statistic.merge(groups[number >= cut], record)
    assert [msgspec.msgpack.encode(record) for record in records] == before
    statistic.merge(groups[1], groups[0])
    assert checked.shown(statistic.result(groups[1])) == checked.naive([item for part in parts for item in part])


@every
@given(items)
def test_a_record_survives_the_state(checked: Checked, told: list[Item]) -> None:
    """Written down and read back it says the same."""
    record = made(checked.statistic, told)
    again = msgspec.msgpack.decode(msgspec.msgpack.encode(record), type=checked.statistic.record)
    assert checked.shown(checked.statistic.result(again)) == checked.shown(checked.statistic.result(record))


@pytest.mark.parametrize("tally", [checked.statistic for checked in CHECKED if isinstance(checked.statistic, Tally)])
@given(items, st.data())
def test_a_tally_is_undone_exactly(tally: Tally[Item, Any], told: list[Item], data: st.DataObject) -> None:
    """What is taken back was never there."""
    back = data.draw(st.lists(st.sampled_from(told), unique_by=id)) if told else []
    record = made(tally, told)
    for item in back:
        tally.remove(record, item)
    left = [item for item in told if not any(item is gone for gone in back)]
    assert tally.result(record) == tally.result(made(tally, left))


@pytest.mark.parametrize("number", [distinct.MOST - 1, 5 * distinct.MOST, 40 * distinct.MOST])
def test_many_different_values(number: int) -> None:
    """Counted exactly while they fit, then to within a tenth, and no more of them are kept."""
    statistic = Distinct[Item](lambda item: item.key)
    record = made(statistic, (Item(0, f"v{n}", 0) for n in range(number)))
    said = statistic.result(record)
    assert len(record) <= distinct.MOST
    assert said.number == pytest.approx(number, rel=0 if number < distinct.MOST else 0.1)
    assert (said.values is None) is (number >= distinct.MOST)


@given(st.lists(st.floats(-1e9, 1e9), min_size=5, max_size=60), st.integers(1, 59))
def test_quantiles_of_many_are_near(values: list[float], cut: int) -> None:
    """Off by no more than is said, and the same however they came."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(quantiles, "EXACT", 4)
        statistic = Quantiles[float](lambda value: value)
        record, other = statistic.initialise(), statistic.initialise()
        for number, value in enumerate(values):
            statistic.add(record if number < cut else other, value)
        statistic.merge(other, record)
        together = statistic.initialise()
        for value in reversed(values):
            statistic.add(together, value)
        assert other == together
        for share in SHARES:
            exact = sorted(values)[max(0, ceil(share * len(values)) - 1)]
            near = statistic.result(other)(share)
            assert near == pytest.approx(exact, rel=quantiles.ERROR * 1.001, abs=quantiles.LEAST)


def test_edges_rise() -> None:
    """A histogram with others is refused where it is declared."""
    for edges in ((2, 1), (1, 1)):
        with pytest.raises(ValueError, match="rise"):
            Histogram[Item](lambda item: item.value, edges)
