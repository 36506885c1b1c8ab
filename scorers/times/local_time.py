"""Local dates: the day of an instant in a time zone, when a day starts, and calendar months and years (ruling 13)."""

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

HOUR = 3_600_000
_EPOCH = date(1970, 1, 1).toordinal()
_DAY = 86_400_000
_QUARTER = 900_000
"""Offsets of zones change at whole quarters of an hour, so one look-up serves every instant of a quarter."""


@lru_cache(maxsize=256)
def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo("UTC")


@lru_cache(maxsize=65_536)
def _offset(quarter: int, zone: str) -> int:
    """Offset of the zone from UTC in ms, in the quarter of an hour with this number."""
    moment = datetime.fromtimestamp(quarter * _QUARTER / 1000, UTC).astimezone(_zone(zone))
    offset = moment.utcoffset()
    return 0 if offset is None else offset // timedelta(milliseconds=1)


def local_date(at: int, zone: str) -> date:
    """Local date of an instant (ms UTC) in an IANA zone; a zone that nobody knows counts as UTC."""
    return date.fromordinal(_EPOCH + (at + _offset(at // _QUARTER, zone)) // _DAY)


def local_clock(at: int, zone: str) -> str:
    """Local time of day of an instant (ms UTC), HH:MM."""
    minutes = (at + _offset(at // _QUARTER, zone)) % _DAY // 60_000
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def day_start(day: date, zone: str) -> int:
    """First instant (ms UTC) of a local day; where the clock skips midnight, the first instant after the gap."""
    midnight = (day.toordinal() - _EPOCH) * _DAY
    first = min(midnight - _offset((midnight + shift) // _QUARTER, zone) for shift in (-_DAY, _DAY))
    while local_date(first, zone) < day:
        first += _QUARTER
    return first


def add_months(day: date, months: int) -> date:
    """The day of the month `months` later; where that month has no such day, the first day of the next one.

    After the last day that there is, that day.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if year > date.max.year:
        return date.max
    try:
        return date(year, month + 1, day.day)
    except ValueError:
        return date(year, month + 2, 1)  # December has 31 days, so this is never a thirteenth month


def add_years(day: date, years: int) -> date:
    """The same day `years` later; a year from 29 February ends on 1 March."""
    return add_months(day, 12 * years)
