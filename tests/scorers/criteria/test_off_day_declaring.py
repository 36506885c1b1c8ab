"""Criterion 10: declarations mostly on days off."""

from schemas.envelope import Event
from tests import factories as f
from tests.scorers.judging import judged

SUNDAY = f.ms("2026-03-01T06:00:00Z")
DAY = f.DAY
WEEK = 7 * DAY


def filed(count: int, first: int = SUNDAY, step: int = WEEK // 4, who: str = "P1", office: str = "O1") -> list[Event]:
    return [
        f.declaration(f"{who}-{office}-{n}", first + n * step, participant_id=who, office_id=office)
        for n in range(count)
    ]


def sundays(count: int, who: str = "P1") -> list[Event]:
    return [
        f.declaration(f"{who}-{n}", SUNDAY + (n % 8) * WEEK + n * 1000, participant_id=who, office_id="O1")
        for n in range(count)
    ]


def last(events: list[Event]) -> str:
    return f"declaration:{max(events, key=lambda event: event.time).entity_id}"


def test_all_on_sundays_hits() -> None:
    """Twelve of twelve on Sundays is far beyond two in seven."""
    events = sundays(12)
    for order in (events, events[::-1]):
        hit = judged(order).hit(last(events), "10")
        assert hit is not None
        assert hit.evidence[0].values["off_days"] == 12


def test_nine_are_too_few() -> None:
    """Below the minimum volume there is no verdict against the participant."""
    events = sundays(9)
    assert judged(events).hit(last(events), "10") is None


def test_a_working_saturday_is_a_working_day() -> None:
    """A Saturday made a working day by transfer does not count."""
    saturday = SUNDAY - DAY
    events = [f.declaration(f"D{n}", saturday + n * 1000) for n in range(12)]
    transfer = f.fact("ref.calendar", member_state="KZ", date="2026-02-28", day_kind="transferred_working")
    assert judged(events).hit(last(events), "10") is not None
    assert judged([transfer, *events]).hit(last(events), "10") is None
    assert judged([*events, transfer]).hit(last(events), "10") is None


def test_late_friday_in_utc_is_saturday_locally() -> None:
    """Days are those of the office's zone."""
    friday = f.ms("2026-02-27T23:30:00Z")
    office = f.fact("ref.office", key="O1", tz="Asia/Almaty")
    events = [f.declaration(f"D{n}", friday + n * 1000) for n in range(12)]
    assert judged([office, *events]).hit(last(events), "10") is not None


def test_a_round_the_clock_office_sets_the_expectation() -> None:
    """Where most of the others' traffic is on days off as well, the participant does not stand out."""
    others = [
        f.declaration(f"X{n}", SUNDAY + (n % 8) * WEEK + n * 10, participant_id=f"Q{n % 50}", office_id="O1")
        for n in range(300)
    ]
    events = sundays(12)
    assert judged([*others, *events]).hit(last(events), "10") is None
    assert judged([*events, *others]).hit(last(events), "10") is None


def test_history_before_the_coverage_is_unknown() -> None:
    """A miss is none while the window reaches before the coverage."""
    events = filed(3)
    assert judged(events, coverage_start=SUNDAY).unknown(last(events), "10") is not None


def test_transits_count_when_asked_for() -> None:
    """With `include_transit` transits count by their office of departure, for the participant and for the office."""
    parameters = "[criteria.10]\ninclude_transit = true"
    declared = sundays(7)
    transits = [
        f.transit(f"T{n}", SUNDAY + n * WEEK + DAY, declarant_id="p-1", departure_office_id=office)
        for n, office in enumerate(("O1", "O1", "O2", None, "O1", "O1"))
    ]
    on_sundays = [f.transit(f"S{n}", SUNDAY + n * WEEK, departure_office_id="O1") for n in range(6)]
    for order in ([*declared, *on_sundays], [*on_sundays, *declared]):
        assert judged(order).hit(last(declared), "10") is None
        hit = judged(order, parameters).hit(last(declared), "10")
        assert hit is not None
        assert hit.evidence[0].values["n"] == 13
    assert judged([*sundays(12), *transits]).hit(last(sundays(12)), "10") is not None
    diluted = judged([*sundays(12), *transits, *(f.cancel(event) for event in transits[:4])], parameters)
    hit = diluted.hit(last(sundays(12)), "10")
    assert hit is not None
    assert (hit.evidence[0].values["n"], hit.evidence[0].values["off_days"]) == (14, 12)


def test_transits_of_others_set_the_expectation() -> None:
    """Where most transits of the office are opened on days off as well, nobody stands out."""
    parameters = "[criteria.10]\ninclude_transit = true"
    others = [
        f.transit(f"X{n}", SUNDAY + (n % 8) * WEEK + n, declarant_id=f"Q{n % 50}", departure_office_id="O1")
        for n in range(250)
    ]
    events = sundays(12)
    assert judged([*others, *events], parameters).hit(last(events), "10") is None
    assert judged([*others, *events]).hit(last(events), "10") is not None
