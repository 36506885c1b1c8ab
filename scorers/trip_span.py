"""A trip as a case knows it: what travelled, and until when (S11)."""

from schemas.normalise import normal_id
from scorers.ledger import DAY, HOUR
from scorers.view import Case

OPEN_DAYS = 30
"""How long a transit counts as under way that states no deadline and is not completed."""


def units(case: Case) -> tuple[str, ...]:
    """Vehicles, trailers and containers of the trip, normalised, in the order stated."""
    stated = (*(case.content.vehicle_ids or ()), *(case.content.container_ids or ()))
    return tuple(dict.fromkeys(normal_id(unit) for unit in stated))


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
