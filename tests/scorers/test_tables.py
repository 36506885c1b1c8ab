"""Tests of reference tables: versions, corrections and deletions, in any order of arrival."""

from itertools import permutations
from typing import Any

import pytest

from schemas.envelope import Event, decode
from schemas.errors import BadInput, Reason
from schemas.events import FACT_TYPES
from schemas.topics import REFERENCE_FACTS
from scorers.registers import tables
from scorers.registers.lookup import Lookup
from scorers.state.store import MemoryStore
from tests import factories as f
from tests.scorers.judging import kept

T0, DAY = f.T0, f.DAY
OFFICE = FACT_TYPES["ref.office"]


def office(version: int, since: int | None, parent: str, **fields: object) -> Event:
    """A version of the record of office O-1."""
    return f.fact("ref.office", key="O-1", version=version, valid_from=since, parent_id=parent, **fields)  # type: ignore[arg-type]


def parent_at(events: list[Event], t: int) -> str | None:
    """The customs house above office O1 as of t."""
    store = MemoryStore()
    for event in events:
        tables.put(store, event)
    found = Lookup(store, lambda _row, _t: None).at(OFFICE, "o1", t)
    return getattr(found, "parent_id", None)


@pytest.mark.parametrize("order", list(permutations([0, 1, 2])))
def test_a_later_version_holds_from_its_own_beginning(order: tuple[int, ...]) -> None:
    """What held before a later version began still holds before it; a version of the same beginning replaces."""
    events = [office(1, None, "A"), office(2, T0, "B"), office(3, T0, "C")]
    arrived = [events[number] for number in order]
    assert parent_at(arrived, T0 - 1) == "A"
    assert parent_at(arrived, T0) == "C"


@pytest.mark.parametrize("order", list(permutations([0, 1])))
def test_end_of_validity_does_not_bring_the_earlier_version_back(order: tuple[int, ...]) -> None:
    """A record that ended is unknown afterwards."""
    events = [office(1, None, "A"), office(2, T0, "B", valid_to=T0 + DAY)]
    arrived = [events[number] for number in order]
    assert parent_at(arrived, T0) == "B"
    assert parent_at(arrived, T0 + DAY) is None


@pytest.mark.parametrize("order", list(permutations([0, 1, 2])))
def test_corrections(order: tuple[int, ...]) -> None:
    """An amendment replaces its target whole, and a cancelled version was never said, whatever arrives first."""
    first, second = office(1, None, "A"), office(2, T0, "B")
    moved = [first, second, f.amend(second, valid_from=T0 + DAY)]
    gone = [first, second, f.cancel(second)]
    assert parent_at([moved[number] for number in order], T0) == "A"
    assert parent_at([moved[number] for number in order], T0 + DAY) == "B"
    assert parent_at([gone[number] for number in order], T0) == "A"


def test_same_event_again_says_nothing_new() -> None:
    """A repeated event, and a rival of the same version, change nothing."""
    store = MemoryStore()
    assert tables.put(store, office(1, T0, "A")) == T0
    assert tables.put(store, office(1, T0, "A")) is None
    assert tables.put(store, office(1, T0, "B", event_id="rival")) is None
    assert tables.put(store, office(2, T0 - DAY, "B")) == T0 - DAY
    assert tables.put(store, f.cancel(office(2, T0 - DAY, "B"))) == T0 - DAY


def test_heartbeats_do_not_pile_up() -> None:
    """Versions that others replaced are forgotten."""
    store = MemoryStore()
    for version in range(1, 100):
        tables.put(store, f.fact("ref.source_heartbeat", key="tax", version=version, t=T0 + version))
    rows = [record for _, record in kept(store, "F")]
    assert [len(row.facts) for row in rows] == [tables.KEPT_VERSIONS]


RATE = FACT_TYPES["ref.fx_rate"]
DAY_ONE = "2026-03-02"


def rate(state: str, to_base: float, version: int = 1, key: str | None = None) -> Event:
    fields: dict[str, Any] = {"currency": "USD", "date": DAY_ONE, "rate_to_base": to_base, "member_state": state}
    return f.fact("ref.fx_rate", key, version=version, event_id=f"{state}/{version}", **fields)


def rate_in(events: list[Event], state: str) -> float | None:
    """What one USD cost in a member state; where it has no rate, that of another."""
    store = MemoryStore()
    for event in events:
        tables.put(store, event)
    found = Lookup(store, lambda _row, _t: None).at(RATE, f"USD|{DAY_ONE}", T0, state)
    return getattr(found, "rate_to_base", None)


@pytest.mark.parametrize("keyed", [False, True])
@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_each_member_state_has_its_own_rate(order: tuple[int, ...], *, keyed: bool) -> None:
    """Versions compete within a state, whether the key names the state or not."""
    keys = {state: f"USD|{DAY_ONE}|{state}" if keyed else None for state in ("KZ", "RU")}
    said = [rate("KZ", 500.0, key=keys["KZ"]), rate("KZ", 510.0, 2, keys["KZ"]), rate("RU", 80.0, key=keys["RU"])]
    events = [said[number] for number in order]
    assert (rate_in(events, "KZ"), rate_in(events, "RU")) == (510.0, 80.0)


def deleted(key: str, state: str | None = None) -> Event:
    """The null record of a rate, with or without headers that name its member state."""
    headers = {"specversion": "1.0", "type": "customs.ref.fx_rate.v1", "id": "gone", "source": "/bank", "subject": key}
    headers |= {"time": "2026-03-03T00:00:00Z", "entityversion": "2", "memberstate": state or ""}
    named = [(f"ce_{name}", text.encode()) for name, text in headers.items()] if state else []
    return decode(None, named, f"ref.fx_rate|{key}".encode(), REFERENCE_FACTS, timestamp=T0)


def test_a_deletion_ends_what_its_key_names() -> None:
    """A key with its state, or headers that name it, end the rate of that state only."""
    shared = [rate("KZ", 500.0), rate("RU", 80.0)]
    apart = [rate(state, to_base, key=f"USD|{DAY_ONE}|{state}") for state, to_base in (("KZ", 500.0), ("RU", 80.0))]
    assert rate_in([*shared, deleted(f"USD|{DAY_ONE}")], "KZ") is None
    assert rate_in([*shared, deleted(f"USD|{DAY_ONE}", "RU")], "RU") == 500.0
    assert rate_in([*apart, deleted(f"USD|{DAY_ONE}|RU")], "RU") == 500.0
    assert rate_in([*apart, deleted(f"USD|{DAY_ONE}|RU")], "KZ") == 500.0


def test_the_last_record_of_a_key_is_the_truth() -> None:
    """Deletions delete however they are stamped, and numbering begins anew after one (ruling 43)."""
    key = f"USD|{DAY_ONE}"
    first, second = rate("KZ", 500.0), rate("KZ", 510.0, 2)
    for said, expected in (
        ([first, deleted(key), second, deleted(key)], None),
        ([first, second, deleted(key), first], 500.0),
        ([first, deleted(key), first, first], 500.0),
    ):
        assert rate_in(said, "KZ") == expected


def test_an_id_used_for_another_fact_is_refused() -> None:
    """Whatever was said first under it stands."""
    store = MemoryStore()
    tables.put(store, office(1, T0, "A"))
    with pytest.raises(BadInput) as refused:
        tables.put(store, office(1, T0, "B"))
    assert refused.value.reason is Reason.duplicate_id_other_body


@pytest.mark.parametrize("order", list(permutations(range(4))))
def test_the_highest_of_several_amendments_holds_in_its_target_s_place(order: tuple[int, ...]) -> None:
    """It does not stand in the way of a version that came after its target."""
    first, second = office(1, None, "A"), office(2, T0, "B")
    amended = [f.amend(first, version=n, event_id=f"a{n}", parent_id=f"A{n}") for n in (3, 4)]
    events = [first, second, *amended]
    arrived = [events[number] for number in order]
    assert (parent_at(arrived, T0 - 1), parent_at(arrived, T0)) == ("A4", "B")


def test_a_correction_keeps_its_target_from_being_forgotten() -> None:
    """However many versions follow: without its target it would stand where it does not belong."""
    first = office(1, None, "A")
    later = [office(version, T0 + version, f"B{version}") for version in range(2, 30)]
    events = [first, f.amend(first, version=40, parent_id="A40"), *later]
    assert parent_at(events, T0) == "A40"
    assert parent_at(events, T0 + 29) == "B29"
