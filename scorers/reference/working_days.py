"""Local days, working days and offices as a case looks them up (S9)."""

from schemas.facts import Calendar, Office
from scorers.contract.case import Case
from scorers.times.local_time import local_date

ZONES = {
    "AM": "Asia/Yerevan",
    "BY": "Europe/Minsk",
    "KG": "Asia/Bishkek",
    "KZ": "Asia/Almaty",
    "RU": "Europe/Moscow",
}
"""Zone of an office that the register does not know, by member state."""


def office_of(case: Case, office_id: str, t: int) -> Office | None:
    """The office's record as of t; None: unknown, or the register was stale."""
    return case.tables.at(Office, office_id, t)


def house_above(case: Case, office_id: str | None, t: int) -> str:
    """Customs house above an office, as last known at t; empty: there is none, or it is not known."""
    office = case.tables.last_known(Office, office_id, t) if office_id else None
    return (office.parent_id if office else None) or ""


def zone_of(case: Case, office_id: str | None, t: int) -> str:
    """IANA time zone of an office, else that of the member state."""
    office = case.tables.last_known(Office, office_id, t) if office_id else None
    return (office.tz if office else None) or ZONES.get(case.member_state, "UTC")


def off_day(case: Case, office_id: str, t: int) -> bool:
    """Whether t falls on a weekend, a holiday or a day off by transfer, locally. No record: the plain weekday rule."""
    day = local_date(t, zone_of(case, office_id, t))
    record = case.tables.last_known(Calendar, f"{case.member_state}|{day.isoformat()}", t)
    if record is None or record.day_kind is None:
        return day.weekday() >= 5
    return record.day_kind in ("weekend", "holiday", "transferred_off")
