"""Criterion 10: declarations mostly on days off."""

from schemas.envelope import Event
from scorers.contract.verdict import Scalar
from scorers.exchange.routing import case_of
from tests import factories as f
from tests.scorers.judging import alone, judged

SUNDAY = f.ms("2026-03-01T06:00:00Z")
DAY = f.DAY
WEEK = 7 * DAY
ALONE = alone("10")


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


def mixed(off: int, on: int) -> list[Event]:
    """Declarations of P1 on Sundays, then on Mondays; the last of them is judged."""
    monday = SUNDAY + WEEK + DAY
    return [*sundays(off), *(f.declaration(f"ON{n}", monday + 8 * WEEK + n) for n in range(on))]


def others(count: int, off: int, office: str = "O1") -> list[Event]:
    """Declarations of others at the office, `off` of them on a Sunday, the rest on a Wednesday."""
    return [
        f.declaration(
            f"X{office}{n}",
            SUNDAY + 5 * WEEK + n * 10 + (0 if n < off else 3 * DAY),
            participant_id=f"Q{n % 50}",
            office_id=office,
        )
        for n in range(count)
    ]


def found(events: list[Event], judged_at: str, parameters: str = "") -> dict[str, Scalar] | None:
    """What the evidence says, the same in both orders of arrival."""
    hits = [judged(order, ALONE + parameters).hit(judged_at, "10") for order in (events, events[::-1])]
    assert hits[0] == hits[1]
    return hits[0].evidence[0].values if hits[0] else None


def last(events: list[Event]) -> str:
    return case_of(max(events, key=lambda event: event.time))


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
    assert found(events, last(events)) is None
    ten = sundays(10)
    assert found(ten, last(ten)) is not None


def test_more_than_half_must_be_off() -> None:
    """Half of them is not mostly."""
    likely = "[criteria.10]\nalpha = 1.0"
    for off, on, expected in ((6, 6, False), (7, 6, True)):
        events = mixed(off, on)
        assert (found(events, last(events), likely) is not None) is expected


def test_window() -> None:
    """What lies exactly `window_days` back is out."""
    recent = sundays(9)
    end = max(event.time for event in recent)
    for back, expected in ((90 * DAY, False), (90 * DAY - 1, True)):
        events = [f.declaration("EDGE", end - back), *recent]
        assert (found(events, last(recent)) is not None) is expected


def test_corrections() -> None:
    """A cancelled declaration leaves the count, a corrected registration moves to its own day."""
    events = sundays(10)
    first = events[0]
    assert found([*events, f.cancel(first)], last(events)) is None
    moved = f.amend(first, registered_at=first.time + DAY)
    values = found([*events, moved], last(events))
    assert values is not None
    assert (values["n"], values["off_days"]) == (10, 9)


def test_a_holiday_is_a_day_off() -> None:
    """Holidays and days off by transfer count, whenever the calendar becomes known."""
    monday = SUNDAY + DAY
    events = [f.declaration(f"D{n}", monday + n * 1000) for n in range(12)]
    assert found(events, last(events)) is None
    for kind, expected in (("holiday", True), ("transferred_off", True), ("weekend", True), ("working", False)):
        calendar = f.fact("ref.calendar", member_state="KZ", date="2026-03-02", day_kind=kind)
        assert (found([calendar, *events], last(events)) is not None) is expected
    elsewhere = f.fact("ref.calendar", member_state="RU", date="2026-03-02", day_kind="holiday")
    assert found([elsewhere, *events], last(events)) is None


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
    assert found([office, *events], last(events)) is not None
    for zone in ("Europe/London", "America/New_York"):
        west = f.fact("ref.office", key="O1", tz=zone)
        assert found([west, *events], last(events)) is None


def test_a_round_the_clock_office_sets_the_expectation() -> None:
    """Where most of the others' traffic is on days off as well, the participant does not stand out."""
    others = [
        f.declaration(f"X{n}", SUNDAY + (n % 8) * WEEK + n * 10, participant_id=f"Q{n % 50}", office_id="O1")
        for n in range(300)
    ]
    events = sundays(12)
    assert judged([*others, *events]).hit(last(events), "10") is None
    assert judged([*events, *others]).hit(last(events), "10") is None


def test_more_than_a_quarter_of_the_traffic_on_days_off() -> None:
    """Six of eleven stand out where two in a hundred are off, not where 28 in a hundred are."""
    events = mixed(6, 5)
    assert found([*others(300, 6), *events], last(events)) is not None
    assert found([*others(300, 84), *events], last(events)) is None


def test_the_participant_is_left_out_of_the_expectation() -> None:
    """The share of the office is that of the others; a small office, and a share too low, are replaced."""
    events = sundays(12)
    for count, off, expected in ((200, 40, 0.2), (199, 40, 0.2857), (200, 4, 0.05)):
        values = found([*others(count, off), *events], last(events))
        assert values is not None
        assert values["expected"] == expected


def test_the_offices_weigh_by_the_participants_declarations() -> None:
    """The expectation is the mean over the participant's declarations of their offices' shares."""
    elsewhere = f.declaration("ELSEWHERE", SUNDAY + WEEK, office_id="O2")
    events = [*others(200, 20), *others(200, 100, "O2"), *sundays(9), elsewhere]
    values = found(events, last(sundays(9)))
    assert values is not None
    assert values["expected"] == 0.14


def evenings(count: int = 12) -> list[Event]:
    """Declarations on Mondays at 20:00 in Almaty."""
    return [f.declaration(f"E{n}", f.ms("2026-03-02T15:00:00Z") + (n % 8) * WEEK + n) for n in range(count)]


def office(start: str | None = "09:00", end: str | None = "18:00") -> Event:
    return f.fact("ref.office", key="O1", tz="Asia/Almaty", work_start=start, work_end=end)


def test_after_hours() -> None:
    """Off unless asked for, and then by the office's own hours, which may last over midnight."""
    counted = "[criteria.10]\nafter_hours = true"
    events = evenings()
    assert found([office(), *events], last(events)) is None
    values = found([office(), *events], last(events), counted)
    assert values is not None
    assert (values["n"], values["off_days"]) == (12, 12)
    for start, end in (("09:00", "20:01"), ("18:00", "06:00"), ("00:00", "00:00")):
        assert found([office(start, end), *events], last(events), counted) is None


def test_after_hours_leave_the_expectation_alone() -> None:
    """The share of the others on days off is not lessened by what the participant lodges after hours."""
    events = evenings()
    values = found([office(), *others(200, 40), *events], last(events), "[criteria.10]\nafter_hours = true")
    assert values is not None
    assert values["expected"] == 0.2


def test_unknown_working_hours() -> None:
    """Without the office's hours it can not be told, unless the days off are enough, or too few would be left."""
    counted = ALONE + "[criteria.10]\nafter_hours = true"
    events = evenings()
    for events_known in (events, [office(None, "18:00"), *events], [*events, office("09:00", None)]):
        unknown = judged(events_known, counted).unknown(last(events), "10")
        assert unknown is not None
        assert unknown.missing == ("ref.office.work_end", "ref.office.work_start")
    assert judged(sundays(12), counted).hit(last(sundays(12)), "10") is not None
    assert judged(evenings(9), counted).verdicts(last(evenings(9)), "10") == []
    assert judged(events, ALONE).verdicts(last(events), "10") == []


def test_history_before_the_coverage_is_unknown() -> None:
    """A miss is none while the window reaches before the coverage, however many declarations were seen."""
    for events in (filed(3), mixed(6, 5)):
        unknown = judged(events, ALONE, coverage_start=SUNDAY).unknown(last(events), "10")
        assert unknown is not None
        assert unknown.missing == ("coverage",)
        assert judged(events, ALONE).verdicts(last(events), "10") == []
    assert judged(sundays(12), ALONE, coverage_start=SUNDAY).hit(last(sundays(12)), "10") is not None


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
