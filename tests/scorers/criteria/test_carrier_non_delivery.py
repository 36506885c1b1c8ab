"""Criterion 1: a carrier with an earlier notice of non-delivery."""

from itertools import permutations

import pytest

from scorers.contract.event_names import named
from scorers.contract.verdict import Unknown
from tests import factories as f
from tests.scorers.judging import Judging, backwards, judged

T, DAY = f.T0, f.DAY
EARLIER = f.transit("T1", T, carrier_id="C1")
NOTICE = f.notice("N1", T + DAY, transit_id="T1")
NEXT = f.transit("T2", T + 2 * DAY, carrier_id="C1")
GONE = f.notice_cancelled("N1", T + 3 * DAY)


def test_a_notice_on_another_load_hits_in_every_order() -> None:
    """The notice, which names no carrier, is resolved through its transit, whichever comes first."""
    for events in permutations([EARLIER, NOTICE, NEXT]):
        hit = judged(events).hit("transit:T2", "1")
        assert hit is not None
        assert hit.severity == "medium"
        assert [evidence.ref for evidence in hit.evidence] == ["N1"]


def test_a_notice_without_its_transit_waits() -> None:
    """Nothing is said until the transit that the notice names is opened."""
    judging = judged([NOTICE, NEXT])
    assert judging.hit("transit:T2", "1") is None
    assert judging.feed(EARLIER).hit("transit:T2", "1") is not None


def test_the_load_of_the_notice_itself_is_no_hit() -> None:
    """A carrier is not suspected of the load it is reported for."""
    assert judged([EARLIER, NOTICE, f.arrived("T1", T + 2 * DAY)]).verdicts("transit:T1", "1") == []


def test_the_own_load_of_a_declaration() -> None:
    """A notice on the load that a declaration follows does not count for it, named or found by its waybill."""
    events = [*f.followed(carrier_id="C1"), NOTICE]
    for order in (events, backwards(events)):
        judging = judged(order)
        assert [bool(judging.verdicts(f"declaration:D{n}", "1")) for n in (1, 2, 3)] == [False, False, True]


def test_a_cancelled_notice_clears_the_open_trip_in_either_order() -> None:
    """A cancellation counts whether it comes after the notice or before it."""
    assert judged([EARLIER, NOTICE, NEXT, GONE]).verdicts("transit:T2", "1") == []
    assert judged([GONE, EARLIER, NEXT, NOTICE]).verdicts("transit:T2", "1") == []


@pytest.mark.parametrize("coverage_start", [0, T - DAY])
def test_the_alert_of_a_cancelled_notice_is_withdrawn(coverage_start: int) -> None:
    """An alert that rests on a cancelled notice only is withdrawn, also where the window was not seen whole."""
    raised = Judging(coverage_start=coverage_start).feed(EARLIER, NOTICE, NEXT)
    assert raised.statuses("1") == ["raised"]
    assert raised.feed(GONE).statuses("1") == ["withdrawn"]
    assert Judging(coverage_start=coverage_start).feed(GONE, EARLIER, NEXT, NOTICE).statuses("1") == []
    other = f.notice("N2", T + DAY, transit_id="T1")
    assert Judging(coverage_start=coverage_start).feed(EARLIER, NOTICE, other, NEXT, GONE).statuses("1") == ["raised"]


def test_a_notice_cancelled_long_after_it_was_raised() -> None:
    """A cancellation counts as long as the notice itself would."""
    judging = judged([EARLIER, NOTICE]).until(T + 300 * DAY)
    assert judging.feed(f.transit("T2", T + 300 * DAY, carrier_id="C1")).hit("transit:T2", "1")
    judging.feed(f.notice_cancelled("N1", T + 301 * DAY))
    assert judging.verdicts("transit:T2", "1") == []


def test_the_same_notice_twice_counts_once() -> None:
    """A redelivered notice does not make the hit graver."""
    params = "[criteria.1]\nhigh_notices = 2"
    hit = judged([EARLIER, NOTICE, NOTICE, NEXT], params).hit("transit:T2", "1")
    assert hit is not None
    assert (hit.severity, len(hit.evidence)) == ("medium", 1)


def test_three_notices_are_grave() -> None:
    """From high_notices on the severity is high, below it medium."""
    two, three = (f.notice(f"N{n}", T + n * 1000, transit_id="T1") for n in (2, 3))
    judging = judged([EARLIER, NOTICE, two, NEXT])
    for event, severity in ((two, "medium"), (three, "high")):
        hit = judging.feed(event).hit("transit:T2", "1")
        assert hit is not None
        assert hit.severity == severity


def test_too_few_notices() -> None:
    """Below min_notices it is a miss."""
    judging = judged([EARLIER, NOTICE, NEXT], "[criteria.1]\nmin_notices = 2")
    assert judging.verdicts("transit:T2", "1") == []
    assert judging.feed(f.notice("N2", T + DAY, transit_id="T1")).hit("transit:T2", "1")


@pytest.mark.parametrize("named", [None, "C1"])
@pytest.mark.parametrize(("offset", "in_time"), [(0, True), (1, False)])
def test_a_notice_waits_for_its_transit_so_many_days(named: str | None, offset: int, *, in_time: bool) -> None:
    """A notice that names no carrier is resolved through a transit opened up to pending_days after it."""
    opened = f.transit("T1", NOTICE.time + 5 * DAY + offset, carrier_id="C1")
    events = [f.notice("N1", NOTICE.time, carrier_id=named), opened, f.transit("T2", T + 20 * DAY, carrier_id="C1")]
    for order in (events, backwards(events)):
        found = judged(order, "[criteria.1]\npending_days = 5").hit("transit:T2", "1")
        assert (found is not None) is (in_time or named is not None)
        assert judged(order).hit("transit:T2", "1")


def test_the_window_is_half_open() -> None:
    """A notice exactly window_days old is out, one millisecond younger is in, and so is one of the same moment."""
    for age, expected in ((365 * DAY, False), (365 * DAY - 1, True), (0, True), (-1, False)):
        late = f.transit("T3", NOTICE.time + age, carrier_id="C1")
        assert (judged([EARLIER, NOTICE, late]).hit("transit:T3", "1") is not None) is expected


def test_a_notice_between_opening_and_arrival_hits_at_the_arrival() -> None:
    """The arrival is a trigger of its own."""
    trip = f.transit("T2", T, carrier_id="C1")
    arrived = f.arrived("T2", T + 2 * DAY)
    assert judged([EARLIER, trip, NOTICE]).verdicts("transit:T2", "1") == []
    for events in permutations([EARLIER, trip, NOTICE, arrived]):
        (item,) = judged(events).verdicts("transit:T2", "1")
        assert (item.at, item.trigger) == (arrived.time, named(arrived.source, arrived.id))


def test_a_declaration_names_its_carrier() -> None:
    """The registration of a declaration is a trigger, the carrier's id in any spelling."""
    filed = f.declaration("D1", T + 2 * DAY, carrier_id="c-1")
    assert judged([EARLIER, NOTICE, filed]).hit("declaration:D1", "1") is not None


def test_no_carrier_is_unknown() -> None:
    """Without a carrier the verdict is unknown, not a miss."""
    judging = judged([f.transit("T9", T), f.declaration("D9", T)])
    assert judging.unknown("transit:T9", "1") == Unknown(("transit.carrier_id",))
    assert judging.unknown("declaration:D9", "1") == Unknown(("declaration.carrier_id",))


def test_history_before_the_coverage_is_unknown() -> None:
    """A miss is none while the look-back reaches before what the engine has seen."""
    judging = Judging(coverage_start=T).feed(f.transit("T9", T + DAY, carrier_id="C9"), EARLIER, NOTICE, NEXT)
    assert judging.unknown("transit:T9", "1") == Unknown(("coverage",))
    assert judging.hit("transit:T2", "1")


def test_the_gravest_of_several_triggers_is_said() -> None:
    """Two more notices between opening and arrival: the alert is as grave as at the arrival, with all three."""
    loads = [f.transit(f"OLD{n}", T - (50 - n) * DAY, carrier_id="C1") for n in range(3)]
    times = (T - 10 * DAY, T + DAY, T + 2 * DAY)
    notices = [f.notice(f"N{n}", t, transit_id=f"OLD{n}") for n, t in enumerate(times)]
    events = [*loads, *notices, f.transit("NEW", T, carrier_id="C1"), f.arrived("NEW", T + 3 * DAY, version=2)]
    for order in (events, backwards(events)):
        [alert] = judged(order).alerts("1")
        assert (alert["severity"], len(alert["evidence"])) == ("high", 3)


def test_a_correction_of_the_opening_keeps_the_later_change_of_carrier() -> None:
    """The carrier who took the load over did not deliver it, whoever is said later to have begun."""
    opened = f.transit("T1", T, carrier_id="C1")
    taken_over = f.transit_amended(opened, T + DAY, carrier_id="C2", change_kind="transhipment")
    corrected = f.amend(opened, version=3, declarant_id="P9")
    later = [f.transit(f"T{c}", T + 8 * DAY, carrier_id=f"C{c}") for c in (1, 2)]
    judging = judged([opened, taken_over, corrected, f.notice("N1", T + 5 * DAY, transit_id="T1"), *later])
    assert [alert["case"] for alert in judging.alerts("1")] == ["transit:T2"]
