"""A trip as a case knows it: what travelled, and until when (S11)."""

from typing import Any

from scorers.contract.case import Case
from scorers.times.durations import DAY, HOUR

OPEN_DAYS = 30
"""How long a transit counts as under way that states no deadline and is not completed."""


def units(case: Case) -> tuple[str, ...]:
    """Vehicles, trailers and containers of the effective content, in the order stated."""
    return _units(case.content)


def first_unit(case: Case) -> str:
    """The first vehicle, else the first container; empty when none is stated."""
    return next(iter(units(case)), "")


def aboard(case: Case, end: int) -> dict[str, tuple[int, int]]:
    """Each unit that was on the trip, with the times (ms UTC) from and until which; the trip lasts until `end`.

    One that was replaced on the way was on it until then, and its successor only since. Who comes back is taken to
    have stayed.
    """
    if case.kind != "transit":
        return dict.fromkeys(units(case), (case.t, end))
    found: dict[str, tuple[int, int]] = {}
    starts = [case.t, *(version.at for version in case.snapshots[1:])]
    ends = [*(start - 1 for start in starts[1:]), end]
    for version, start, until in zip(case.snapshots, starts, ends, strict=True):
        for unit in _units(version.data):
            found[unit] = found.get(unit, (start, start))[0], max(start, until)
    return found


def _units(data: Any) -> tuple[str, ...]:
    stated = (*(data.vehicle_ids or ()), *(data.container_ids or ()))
    return tuple(dict.fromkeys(stated))


def trip_end(case: Case, window_h: float) -> int:
    """When the trip ended, else how long it lasts at least as far as is known; ms UTC.

    A declaration that no transit belongs to travels for `window_h`; a transit without a deadline, for `OPEN_DAYS`.
    """
    if case.closed_at is not None:
        return max(case.closed_at, case.t)
    deadline: int | None = getattr(case.content, "deadline_at", None)
    if deadline is None and case.kind == "transit":
        deadline = case.t + OPEN_DAYS * DAY
    arrivals = [arrival.at for arrival in case.arrivals]
    return max(case.t + round(window_h * HOUR), deadline or case.t, *arrivals)
