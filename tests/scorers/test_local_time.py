"""Local dates and calendar arithmetic, against datetime itself."""

import datetime
import random
from zoneinfo import ZoneInfo

import pytest

from scorers.times.local_time import add_months, add_years, day_start, local_clock, local_date
from tests.factories import ms

ZONES = ("Asia/Almaty", "Europe/Moscow", "Europe/Berlin", "America/New_York", "Asia/Kathmandu")


@pytest.mark.parametrize("zone", ZONES)
def test_local_date_and_clock_are_those_of_datetime(zone: str) -> None:
    """Any instant of fifty years has the date and the clock that datetime gives it."""
    rng = random.Random(zone)  # noqa: S311 - repeatable on purpose
    for _ in range(500):
        at = rng.randrange(ms("1990-01-01"), ms("2040-01-01"))
        moment = datetime.datetime.fromtimestamp(at // 1000, ZoneInfo(zone))
        assert local_date(at, zone) == moment.date()
        assert local_clock(at, zone) == moment.strftime("%H:%M")


@pytest.mark.parametrize("zone", ZONES)
def test_a_day_starts_where_the_date_changes(zone: str) -> None:
    """One millisecond before its start it is the day before; also where the clock is changed."""
    day = datetime.date(2024, 1, 1)
    for shift in range(0, 732, 3):
        here = day + datetime.timedelta(days=shift)
        start = day_start(here, zone)
        assert local_date(start, zone) == here
        assert local_date(start - 1, zone) == here - datetime.timedelta(days=1)


def test_a_day_whose_midnight_is_skipped_starts_after_the_gap() -> None:
    start = day_start(datetime.date(2018, 11, 4), "America/Sao_Paulo")
    assert local_clock(start, "America/Sao_Paulo") == "01:00"
    assert local_date(start - 1, "America/Sao_Paulo") == datetime.date(2018, 11, 3)


def test_the_change_of_zone_of_almaty_is_known() -> None:
    assert local_clock(ms("2024-02-28T12:00Z"), "Asia/Almaty") == "18:00"
    assert local_clock(ms("2024-03-02T12:00Z"), "Asia/Almaty") == "17:00"


def test_a_zone_nobody_knows_counts_as_utc() -> None:
    assert local_date(ms("2026-03-02T23:59Z"), "Nowhere/At_all") == datetime.date(2026, 3, 2)


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        ("2024-02-29", 12, "2025-03-01"),
        ("2024-02-29", 24, "2026-03-01"),
        ("2024-02-29", 48, "2028-02-29"),
        ("2023-02-28", 12, "2024-02-28"),
        ("2024-01-31", 1, "2024-03-01"),
        ("2023-12-31", 2, "2024-03-01"),
        ("2023-12-15", 1, "2024-01-15"),
        ("2024-03-31", -1, "2024-03-01"),
    ],
)
def test_months_later(day: str, months: int, expected: str) -> None:
    assert add_months(datetime.date.fromisoformat(day), months) == datetime.date.fromisoformat(expected)


def test_a_year_from_29_february_ends_on_1_march() -> None:
    assert add_years(datetime.date(2024, 2, 29), 1) == datetime.date(2025, 3, 1)
