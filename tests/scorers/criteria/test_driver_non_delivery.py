"""Tests of criterion 2."""

from itertools import permutations

import pytest

from schemas.envelope import Event
from scorers.contract.event_names import named
from scorers.contract.verdict import Unknown
from tests import factories as f
from tests.scorers.judging import Judging, backwards, judged

T0, DAY, HOUR = f.T0, f.DAY, f.HOUR
EARLIER = f.transit("T1", T0, driver_id="N 123/KZ", carrier_id="C1")
NOTICE = f.notice("N1", T0 + DAY, transit_id="T1")
LATER = f.transit("T2", T0 + 2 * DAY, driver_id="n123kz", carrier_id="C1")


@pytest.mark.parametrize("events", list(permutations([EARLIER, NOTICE, LATER])))
def test_hit_in_any_order(events: tuple[Event, ...]) -> None:
    """A notice that names nobody marks the driver of the load for his next one, and only for that."""
    judging = judged(events)
    hit = judging.hit("transit:T2", "2")
    assert hit is not None
    assert [evidence.event_id for evidence in hit.evidence] == [NOTICE.id]
    assert judging.hit("transit:T1", "2") is None


def test_driver_changes_employer() -> None:
    """The driver is marked whatever carrier he drives for now."""
    events = [EARLIER, NOTICE, f.transit("T2", T0 + 2 * DAY, driver_id="N123KZ", carrier_id="C2")]
    for order in (events, backwards(events)):
        judging = judged(order)
        assert judging.hit("transit:T2", "2")
        assert judging.hit("transit:T2", "1") is None


@pytest.mark.parametrize("named", [None, "B"])
@pytest.mark.parametrize("reverse", [False, True])
def test_driver_replaced_mid_transit(named: str | None, *, reverse: bool) -> None:
    """The last driver carries the notice; the earlier one too unless the parameter says otherwise."""
    first = f.transit("T1", T0, driver_id="A")
    events = [
        first,
        f.transit_amended(first, T0 + HOUR, driver_id="B"),
        f.notice("N1", T0 + DAY, transit_id="T1", driver_id=named),
        f.transit("T2", T0 + 2 * DAY, driver_id="A"),
        f.transit("T3", T0 + 2 * DAY, driver_id="B"),
    ]
    events = backwards(events) if reverse else events
    judging = judged(events)
    assert judging.hit("transit:T2", "2")
    assert judging.hit("transit:T3", "2")
    judging = judged(events, "[criteria.2]\ninclude_all_drivers_of_trip = false")
    assert judging.hit("transit:T2", "2") is None
    assert judging.hit("transit:T3", "2")


def test_driver_who_takes_over_after_the_notice_is_not_its_driver() -> None:
    """The driver at the time of the notice counts, not a later one."""
    first = f.transit("T1", T0, driver_id="A")
    late = f.transit_amended(first, T0 + 2 * DAY, driver_id="B")
    events = [first, late, NOTICE, *(f.transit(f"T{who}", T0 + 3 * DAY, driver_id=who) for who in "AB")]
    for order in (events, backwards(events)):
        judging = judged(order)
        assert judging.hit("transit:TA", "2")
        assert judging.verdicts("transit:TB", "2") == []


def test_amendment_brings_the_marked_driver() -> None:
    """A driver who takes over is asked about as of then; the one who left no longer counts."""
    other = f.transit("T2", T0 + HOUR, driver_id="B")
    change = f.transit_amended(other, T0 + 2 * DAY, driver_id="N123KZ")
    judging = judged([EARLIER, NOTICE, other])
    assert judging.hit("transit:T2", "2") is None
    item = judging.feed(change).verdicts("transit:T2", "2")[0]
    assert (item.subject_id, item.at, item.trigger) == ("N123KZ", T0 + 2 * DAY, named(change.source, change.id))
    judging.feed(f.transit_amended(change, T0 + 3 * DAY, driver_id="B"))
    assert judging.hit("transit:T2", "2") is None


def test_renewed_document_does_not_match() -> None:
    """A driver with a new document number is another driver to the engine, also in the middle of a trip."""
    later = f.transit("T2", T0 + 2 * DAY, driver_id="M999KZ", carrier_id="C1")
    events = [EARLIER, NOTICE, later]
    for order in (events, backwards(events)):
        assert judged(order).verdicts("transit:T2", "2") == []
    renewed = f.transit_amended(LATER, T0 + 3 * DAY, driver_id="M999KZ")
    assert judged([*events[:2], LATER, renewed]).verdicts("transit:T2", "2") == []


def test_unknown_driver() -> None:
    """Without a driver the verdict is unknown, not a miss."""
    judging = judged([f.transit("T2"), f.declaration("D1")])
    assert judging.unknown("transit:T2", "2") == Unknown(("transit.driver_id",))
    assert judging.unknown("declaration:D1", "2") == Unknown(("declaration.driver_id",))


@pytest.mark.parametrize(("offset", "hits"), [(0, False), (1, True), (365 * DAY, True), (365 * DAY + 1, True)])
def test_window_is_half_open(offset: int, *, hits: bool) -> None:
    """A notice of exactly 365 days ago is outside, one of now is inside."""
    start = T0 - 365 * DAY
    notice = f.notice("N1", start + min(offset, 365 * DAY), transit_id="T1", driver_id="A")
    assert bool(judged([notice, f.transit("T2", T0, driver_id="A")]).hit("transit:T2", "2")) is hits


@pytest.mark.parametrize("cancel_first", [False, True])
def test_cancelled_notice(*, cancel_first: bool) -> None:
    """A cancelled notice counts nowhere, also when the cancellation arrives first."""
    gone = f.notice_cancelled("N1", T0 + 5 * DAY)
    notices = [gone, NOTICE] if cancel_first else [NOTICE, gone]
    assert judged([EARLIER, LATER, *notices]).verdicts("transit:T2", "2") == []


def test_own_load_of_a_declaration() -> None:
    """A notice on the load that a declaration follows does not count for it, named or found by its waybill."""
    for events in permutations([*f.followed(driver_id="A"), NOTICE]):
        judging = judged(events)
        assert [bool(judging.verdicts(f"declaration:D{n}", "2")) for n in (1, 2, 3)] == [False, False, True]


def test_minimum_of_notices_and_coverage() -> None:
    """Too few notices are a miss where the whole window was seen, unknown where it was not."""
    events = [EARLIER, NOTICE, LATER]
    document = "[criteria.2]\nmin_notices = 2"
    assert Judging(document).feed(*events).verdicts("transit:T2", "2") == []
    unknown = Judging(document, T0 - DAY).feed(*events).unknown("transit:T2", "2")
    assert unknown == Unknown(("coverage",))
    assert Judging("", T0 - DAY).feed(*events).hit("transit:T2", "2")
