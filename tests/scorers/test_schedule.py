"""The schedule against a sorted list."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorers.state import schedule
from scorers.state.store import MemoryStore
from scorers.times.durations import HOUR
from tests.factories import T0

times = st.one_of(
    st.integers(T0, T0 + 5 * HOUR),
    st.integers(-1, 6).flatmap(lambda hour: st.integers(-1, 1).map(lambda off: T0 + hour * HOUR + off)),
)
waits = st.tuples(st.just("wait"), times, st.sampled_from("abcd"))
looks = st.tuples(st.just("look"), times, st.just(""))


@given(st.lists(st.one_of(waits, looks), max_size=60))
def test_what_is_due_comes_once_in_its_order(steps: list[tuple[str, int, str]]) -> None:
    """By time, then name; what waits twice for the same look comes once; what is taken out is gone."""
    store = MemoryStore()
    waiting: list[tuple[int, str]] = []
    for step, at, what in steps:
        if step == "wait":
            schedule.add(store, "timers", at, what)
            waiting.append((at, what))
            continue
        ripe = sorted(pair for pair in waiting if pair[0] <= at)
        waiting = [pair for pair in waiting if pair[0] > at]
        assert schedule.due(store, "timers", at) == list(dict.fromkeys(what for _, what in ripe))


def test_many_in_one_hour() -> None:
    """More than one chunk holds: all come, and no record is left but the hours."""
    store, count = MemoryStore(), 2 * schedule.CHUNK + 3
    names = [f"{number:04}" for number in range(count)]
    for number, name in enumerate(names):
        schedule.add(store, "timers", T0 + number, name)
    half = T0 + count // 2
    assert schedule.due(store, "timers", half) == names[: count // 2 + 1]
    assert schedule.due(store, "timers", T0 + HOUR) == names[count // 2 + 1 :]
    assert len(store.data) == 1


@pytest.mark.timeout(5)
def test_what_waits_since_long_ago_costs_no_walk_through_the_years() -> None:
    """Hours in which nothing waits are not looked at, however many they are."""
    store, far = MemoryStore(), 2**40 * HOUR
    for times in range(3):
        schedule.add(store, "timers", times, "old")
        schedule.add(store, "timers", far + HOUR, f"new {times}")
        assert schedule.due(store, "timers", far + times) == ["old"]
    assert schedule.due(store, "timers", far + HOUR) == ["new 0", "new 1", "new 2"]


def test_a_look_that_finds_nothing_writes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Time moves twice a second, and the hours that wait are many."""
    store = MemoryStore()
    for at in (T0 + HOUR - 1, T0 + 3 * HOUR):
        schedule.add(store, "timers", at, "a")
    assert schedule.due(store, "timers", T0) == []
    written: list[str] = []
    monkeypatch.setattr(store, "put", lambda key, _: written.append(key))
    assert schedule.due(store, "timers", T0 + 1) == []
    assert written == []


def test_schedules_do_not_mix() -> None:
    """Each name is a schedule of its own."""
    store = MemoryStore()
    schedule.add(store, "timers", T0, "a")
    schedule.add(store, "expiry", T0, "b")
    assert schedule.due(store, "timers", T0) == ["a"]
    assert schedule.due(store, "expiry", T0) == ["b"]
    assert schedule.due(store, "nothing", T0) == []
