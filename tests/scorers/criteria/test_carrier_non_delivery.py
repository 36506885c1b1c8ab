"""Criterion 1: a carrier with an earlier notice of non-delivery."""

from itertools import permutations

from tests import factories as f
from tests.scorers.judging import Judging, judged

T, DAY = f.T0, f.DAY
EARLIER = f.transit("T1", T, carrier_id="C1")
NOTICE = f.notice("N1", T + DAY, transit_id="T1")
NEXT = f.transit("T2", T + 2 * DAY, carrier_id="C1")


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
    assert judged([EARLIER, NOTICE, f.arrived("T1", T + 2 * DAY)]).hit("transit:T1", "1") is None


def test_a_cancelled_notice_clears_the_open_trip_in_either_order() -> None:
    """A cancellation counts whether it comes after the notice or before it."""
    gone = f.notice_cancelled("N1", T + 3 * DAY)
    assert judged([EARLIER, NOTICE, NEXT, gone]).hit("transit:T2", "1") is None
    assert judged([gone, EARLIER, NEXT, NOTICE]).hit("transit:T2", "1") is None


def test_the_same_notice_twice_counts_once() -> None:
    """A redelivered notice does not make the hit graver."""
    params = "[criteria.1]\nhigh_notices = 2"
    hit = judged([EARLIER, NOTICE, NOTICE, NEXT], params).hit("transit:T2", "1")
    assert hit is not None
    assert hit.severity == "medium"


def test_three_notices_are_grave() -> None:
    """From high_notices on the severity is high."""
    more = [f.notice(f"N{n}", T + n * 1000, transit_id="T1") for n in (2, 3)]
    hit = judged([EARLIER, NOTICE, *more, NEXT]).hit("transit:T2", "1")
    assert hit is not None
    assert hit.severity == "high"


def test_the_window_is_half_open() -> None:
    """A notice exactly window_days old is out, one millisecond younger is in."""
    for age, expected in ((365 * DAY, False), (365 * DAY - 1, True)):
        late = f.transit("T3", NOTICE.time + age, carrier_id="C1")
        assert (judged([EARLIER, NOTICE, late]).hit("transit:T3", "1") is not None) is expected


def test_a_notice_between_opening_and_arrival_hits_at_the_arrival() -> None:
    """The arrival is a trigger of its own."""
    trip = f.transit("T2", T, carrier_id="C1")
    judging = judged([EARLIER, trip, NOTICE])
    assert judging.hit("transit:T2", "1") is None
    assert judging.feed(f.arrived("T2", T + 2 * DAY)).hit("transit:T2", "1") is not None


def test_a_declaration_names_its_carrier() -> None:
    """The registration of a declaration is a trigger, the carrier's id in any spelling."""
    filed = f.declaration("D1", T + 2 * DAY, carrier_id="c-1")
    assert judged([EARLIER, NOTICE, filed]).hit("declaration:D1", "1") is not None


def test_no_carrier_is_unknown() -> None:
    """Without a carrier there is no verdict."""
    assert judged([f.transit("T9", T)]).unknown("transit:T9", "1") is not None


def test_history_before_the_coverage_is_unknown() -> None:
    """A miss is none while the look-back reaches before what the engine has seen."""
    judging = Judging(coverage_start=T).feed(f.transit("T9", T + DAY, carrier_id="C9"))
    assert judging.unknown("transit:T9", "1") is not None
