"""Tests of criterion 24."""

from itertools import permutations
from typing import Any

import pytest

from schemas.envelope import Event
from tests.factories import DAY, cancel, declaration, fact, ms
from tests.scorers.judging import judged, sentence

NOW = ms("2026-03-02T06:00Z")
KEY = "declaration:D1"
HELD = '[engine.registers]\n"ref.company" = ["company-register"]\n"ref.address" = ["address-register"]\n'


def now() -> Event:
    return declaration("D1", NOW)


def company(address: str | None = "A1", version: int = 1, **fields: Any) -> Event:
    return fact("ref.company", key="P1", address_id=address, fact_version=version, **fields)


def address(count: int | None = 10, centre: bool | None = False, key: str = "A1", **fields: Any) -> Event:
    return fact("ref.address", key=key, organisation_count=count, is_business_centre=centre, **fields)


def test_exactly_ten() -> None:
    """Ten organisations at the address are a hit on the participant in any order, nine are none."""
    for order in permutations([now(), company(), address()]):
        room = judged(order)
        hit = room.hit(KEY, "24")
        assert hit is not None
        assert [(one.kind, one.ref) for one in hit.evidence] == [("ref.company", "P1"), ("ref.address", "A1")]
        assert hit.evidence[1].values == {"organisation_count": 10}
        assert "10 organisations are registered" in sentence("24", hit)
        assert [item.subject_id for item in room.verdicts(KEY, "24")] == ["P1"]
    for order in permutations([now(), company(), address(9)]):
        assert judged(order).verdicts(KEY, "24") == []


def test_business_centre() -> None:
    """A business centre with 300 firms is a miss, also when nobody counted them."""
    for count in (300, None):
        for order in permutations([now(), company(), address(count, centre=True)]):
            assert judged(order).verdicts(KEY, "24") == []


def test_unknown_inputs() -> None:
    """Nothing can be said without an entry, its address, the count, or what kind of place it is."""
    for facts, path in (
        ([], "ref.company"),
        ([company(None)], "ref.company.address_id"),
        ([company()], "ref.address.organisation_count"),
        ([company(), address(None)], "ref.address.organisation_count"),
        ([company(), address(valid_to=NOW)], "ref.address.organisation_count"),
        ([company(), address(centre=None)], "ref.address.is_business_centre"),
    ):
        for order in permutations([now(), *facts]):
            room = judged(order)
            unknown = room.unknown(KEY, "24")
            assert unknown is not None
            assert unknown.missing == (path,)
            assert room.hit(KEY, "24") is None


def test_few_organisations_decide() -> None:
    """Below ten it does not matter whether the place is a business centre."""
    assert judged([now(), company(), address(9, centre=None)]).verdicts(KEY, "24") == []


def test_address_without_room() -> None:
    """The building and a room in it are two addresses: the one that the register gives the participant counts."""
    building, room = address(40, key="STREET-1"), address(1, key="STREET-1-12")
    for order in permutations([building, room, now()]):
        assert judged([company("STREET-1-12"), *order]).verdicts(KEY, "24") == []
        assert judged([company("STREET-1"), *order]).hit(KEY, "24") is not None


def test_count_falls_later() -> None:
    """The count as of the registration decides: one that falls to nine from then on is a miss, after it a hit."""
    for start, hits in ((NOW + DAY, True), (NOW + 1, True), (NOW, False)):
        fallen = address(9, valid_from=start, fact_version=2, version=2)
        for order in permutations([now(), company(), address(), fallen]):
            assert (judged(order).hit(KEY, "24") is not None) is hits


def test_moved() -> None:
    """The address as of the registration decides."""
    quiet = address(1, key="A2")
    for start, hits in ((NOW + DAY, True), (NOW, False)):
        moved = company("A2", 2, valid_from=start)
        for events in ([company(), now(), moved], [company(), moved, now()], [moved, now(), company()]):
            assert (judged([quiet, address(), *events]).hit(KEY, "24") is not None) is hits


def test_corrected_and_taken_back() -> None:
    """A fact that is taken back was never there, in any order."""
    for order in permutations([now(), address(), cancel(address())]):
        assert judged([company(), *order]).unknown(KEY, "24") is not None
    for order in permutations([now(), company(), cancel(company())]):
        assert judged([address(), *order]).unknown(KEY, "24") is not None


def test_min_orgs() -> None:
    """Another number needs a legal basis."""
    twelve = '[legal_basis]\n24 = "an act"\n[criteria.24]\nmin_orgs = 12'
    for count, hits in ((11, False), (12, True)):
        assert (judged([now(), company(), address(count)], twelve).hit(KEY, "24") is not None) is hits


@pytest.mark.parametrize(
    ("alive", "path"),
    [("address-register", "ref.company"), ("company-register", "ref.address.organisation_count")],
)
def test_silent_registers(alive: str, path: str) -> None:
    """While either register is silent nothing is known; a later sign of life makes it known."""
    beats = {name: fact("ref.source_heartbeat", name, t=NOW) for name in ("company-register", "address-register")}
    facts = [company(), address()]
    for order in permutations([now(), *facts]):
        unknown = judged([beats[alive], *order], HELD).unknown(KEY, "24")
        assert unknown is not None
        assert unknown.missing == (path,)
    for order in permutations([now(), *beats.values()]):
        assert judged([*facts, *order], HELD).hit(KEY, "24") is not None
