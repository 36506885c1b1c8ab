"""Tests of criterion 3."""

# ruff: noqa: RUF001 - names as they are written

from itertools import permutations

import pytest

from schemas.envelope import Event
from scorers.contract.verdict import Unknown
from tests import factories as f
from tests.scorers.judging import Judging, backwards, judged

T0, DAY = f.T0, f.DAY
NOTICE = f.notice("N1", T0 + DAY, transit_id="T1")
NAMED = {"consignee_name": "ТОО «Алатау Трейд»", "consignee_country": "KZ"}


@pytest.mark.parametrize(
    "events",
    list(permutations([f.transit("T1", consignee_id="K-1"), NOTICE, f.transit("T2", T0 + 2 * DAY, consignee_id="k1")])),
)
def test_hit_in_any_order(events: tuple[Event, ...]) -> None:
    """A notice marks the consignee of its load for other loads only."""
    judging = judged(events)
    hit = judging.hit("transit:T2", "3")
    assert hit is not None
    assert [evidence.ref for evidence in hit.evidence] == ["N1"]
    assert judging.hit("transit:T1", "3") is None


@pytest.mark.parametrize("reverse", [False, True])
def test_consignee_changed_after_the_notice(*, reverse: bool) -> None:
    """A later change of the consignee does not move the notice."""
    first = f.transit("T1", consignee_id="K1")
    events = [
        first,
        NOTICE,
        f.transit_amended(first, T0 + 2 * DAY, consignee_id="K2"),
        f.transit("T2", T0 + 3 * DAY, consignee_id="K1"),
        f.transit("T3", T0 + 3 * DAY, consignee_id="K2"),
    ]
    judging = judged(backwards(events) if reverse else events)
    assert judging.hit("transit:T2", "3")
    assert judging.hit("transit:T3", "3") is None


@pytest.mark.parametrize(("named", "marked"), [("K9", False), ("k-1", True), (None, True)])
def test_notice_that_names_somebody_else(named: str | None, *, marked: bool) -> None:
    """The name on the transit is marked only when the notice does not mean another consignee than the transit."""
    events = [
        f.transit("T1", consignee_id="K1", **NAMED),
        f.notice("N1", T0 + DAY, transit_id="T1", consignee_id=named),
        f.transit("T2", T0 + 2 * DAY, **NAMED),
        f.transit("T3", T0 + 2 * DAY, consignee_id="K1"),
        f.transit("T4", T0 + 2 * DAY, consignee_id="K9"),
    ]
    for order in (events, backwards(events)):
        judging = judged(order)
        assert bool(judging.hit("transit:T2", "3")) is marked
        assert bool(judging.hit("transit:T3", "3")) is marked
        assert bool(judging.hit("transit:T4", "3")) is not marked


def test_own_load_of_a_declaration() -> None:
    """A notice on the load that a declaration follows does not count for it, named or found by its waybill."""
    events = [*f.followed(consignee_id="K1"), NOTICE]
    for order in (events, backwards(events)):
        judging = judged(order)
        assert [bool(judging.verdicts(f"declaration:D{n}", "3")) for n in (1, 2, 3)] == [False, False, True]


@pytest.mark.parametrize("name", ["ТОО «Алатау Трейд»", "Алатау трейд", "АЛАТАУ ТРЕЙД, ТОО"])
def test_consignee_without_an_id(name: str) -> None:
    """A foreign consignee is found by its name and country; legal form and letter case do not matter."""
    events = [
        f.transit("T1", **NAMED),
        NOTICE,
        f.declaration("D1", T0 + 2 * DAY, consignee_name=name, consignee_country="KZ"),
        f.declaration("D2", T0 + 2 * DAY, consignee_name=name, consignee_country="UZ"),
        f.declaration("D3", T0 + 2 * DAY, consignee_name=name + " плюс", consignee_country="KZ"),
    ]
    for order in (events, backwards(events)):
        judging = judged(order)
        assert judging.hit("declaration:D1", "3")
        assert judging.hit("declaration:D2", "3") is None
        assert judging.hit("declaration:D3", "3") is None


def test_name_is_not_asked_when_the_fallback_is_off() -> None:
    """Without the fallback a consignee without a number is unknown."""
    judging = Judging("[criteria.3]\nname_fallback = false")
    judging.feed(f.transit("T1", **NAMED), NOTICE, f.transit("T2", T0 + 2 * DAY, **NAMED))
    assert judging.unknown("transit:T2", "3") == Unknown(("transit.consignee_id",))


def test_unknown_consignee() -> None:
    """Without number and name, or without the country of a name, the verdict is unknown."""
    judging = judged([f.transit("T2"), f.declaration("D1", consignee_name="Alatau Trade")])
    assert judging.unknown("transit:T2", "3") == Unknown(("transit.consignee_id",))
    assert judging.unknown("declaration:D1", "3") == Unknown(("declaration.consignee_country",))


def test_notice_cancelled_then_raised_again() -> None:
    """A notice raised again under a new number counts once."""
    events = [
        f.transit("T1", consignee_id="K1"),
        NOTICE,
        f.transit("T2", T0 + 4 * DAY, consignee_id="K1"),
        f.notice_cancelled("N1", T0 + 2 * DAY, reason_code="error"),
        f.notice("N2", T0 + 3 * DAY, transit_id="T1"),
    ]
    for order in (events, backwards(events)):
        hit = judged(order).hit("transit:T2", "3")
        assert hit is not None
        assert [evidence.ref for evidence in hit.evidence] == ["N2"]
        assert judged(event for event in order if event.entity_id != "N2").verdicts("transit:T2", "3") == []


def test_amended_transit_is_judged_when_the_consignee_was_named() -> None:
    """A consignee named by an amendment is judged as of that amendment."""
    other = f.transit("T2", T0, consignee_id="K2")
    change = f.transit_amended(other, T0 + 2 * DAY, consignee_id="K1")
    judging = judged([other, change, f.transit("T1", consignee_id="K1"), NOTICE])
    item = judging.verdicts("transit:T2", "3")[0]
    assert (item.subject_id, item.at) == ("K1", T0 + 2 * DAY)


@pytest.mark.parametrize(("age", "hits"), [(365 * DAY, False), (365 * DAY - 1, True), (0, True), (-1, False)])
def test_window_is_half_open(age: int, *, hits: bool) -> None:
    """A notice of exactly 365 days ago is outside, one of now is inside, a later one not yet."""
    notice = f.notice("N1", T0 - age, transit_id="T1", consignee_id="K1")
    assert bool(judged([f.transit("T2", T0, consignee_id="K1"), notice]).hit("transit:T2", "3")) is hits


def test_too_few_notices_in_a_window_that_was_not_seen_whole() -> None:
    """Where the window was not seen whole, too few notices are unknown; where it was, a miss."""
    events = [f.transit("T1", T0, consignee_id="K1"), NOTICE, f.transit("T2", T0 + 2 * DAY, consignee_id="K1")]
    document = "[criteria.3]\nmin_notices = 2"
    unknown = Judging(document, T0).feed(*events).unknown("transit:T2", "3")
    assert unknown == Unknown(("coverage",))
    assert Judging(document).feed(*events).verdicts("transit:T2", "3") == []
    assert Judging("", T0).feed(*events).hit("transit:T2", "3")
