"""The local calendar of the member state: offices' days, holidays and working hours."""

from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Literal
from zoneinfo import ZoneInfo

MINUTE = 60_000
HOUR = 60 * MINUTE
DAY = 24 * HOUR
ZONE = "Asia/Almaty"

_EPOCH = date(1970, 1, 1).toordinal()
_HOLIDAYS_OF_MONTHS = {1: (1, 2, 7), 3: (8, 21, 22, 23), 5: (1, 7, 9), 7: (6,), 8: (30,), 10: (25,), 12: (16,)}


class LocalCalendar:
    """Converts ms since the epoch to local dates, with the zone's offset at the start of the stream."""

    def __init__(self, start: datetime) -> None:
        offset = start.astimezone(ZoneInfo(ZONE)).utcoffset() or timedelta()
        self.offset = int(offset.total_seconds() * 1000)

    def day(self, at: int) -> date:
        """Local date of an instant."""
        return date.fromordinal(_EPOCH + (at + self.offset) // DAY)

    def midnight(self, at: int) -> int:
        """First instant of the local day of `at`."""
        return at - (at + self.offset) % DAY

    def is_off(self, day: date) -> bool:
        """Whether offices rest on that day."""
        return day.weekday() >= 5 or day.day in _HOLIDAYS_OF_MONTHS.get(day.month, ())

    def day_kind(self, day: date) -> Literal["working", "weekend", "holiday"]:
        """Kind of the day in the official calendar."""
        if day.day in _HOLIDAYS_OF_MONTHS.get(day.month, ()):
            return "holiday"
        return "weekend" if day.weekday() >= 5 else "working"

    def working(self, at: int, rng: Random, *, even_off: float = 0.04) -> int:
        """`at`, or a moment in the next working hours; a share `even_off` does not care for days off."""
        hour = (at + self.offset) % DAY // HOUR
        off = rng.random() >= even_off and self.is_off(self.day(at))
        if not off and 8 <= hour < 19:
            return at
        opening = self.midnight(at) + 8 * HOUR
        if off or hour >= 19:
            opening += DAY
        while self.is_off(self.day(opening)) and off:
            opening += DAY
        return max(at, opening + int(rng.random() * 9 * HOUR))

    def off_day(self, at: int) -> int:
        """Ten in the morning of the next Saturday or Sunday that begins after `at`."""
        morning = self.midnight(at) + DAY + 10 * HOUR
        while self.day(morning).weekday() < 5:
            morning += DAY
        return morning

    def working_day(self, at: int) -> int:
        """Ten in the morning of the next working day that begins after `at`."""
        morning = self.midnight(at) + DAY + 10 * HOUR
        while self.is_off(self.day(morning)):
            morning += DAY
        return morning


def utc(at: int) -> datetime:
    """Instant as an aware time."""
    return datetime.fromtimestamp(at / 1000, UTC)
