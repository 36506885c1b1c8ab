"""Tests of reference tables: versions, corrections and deletions, in any order of arrival."""

from itertools import permutations

import pytest

from schemas.envelope import Event
from schemas.events import FACT_TYPES
from scorers import tables
from scorers.store import MemoryStore
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
    found = tables.Lookup(store, lambda _: None).at(OFFICE, "o1", t)
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
