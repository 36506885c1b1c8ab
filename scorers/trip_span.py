"""A trip as a case knows it: what travelled, and until when (S11)."""

from schemas.normalise import normal_id
from scorers.ledger import HOUR
from scorers.view import Case


def units(case: Case) -> tuple[str, ...]:
    """Vehicles, trailers and containers of the trip, normalised, in the order stated."""
    stated = (*(case.content.vehicle_ids or ()), *(case.content.container_ids or ()))
    return tuple(dict.fromkeys(normal_id(unit) for unit in stated))


def trip_end(case: Case, window_h: float) -> int:
    """When the trip ended, else how long it lasts at least as far as is known; ms UTC."""
    if case.closed_at is not None:
        return max(case.closed_at, case.t)
    deadline: int | None = getattr(case.content, "deadline_at", None)
    arrivals = [arrival.at for arrival in case.arrivals]
    return max(case.t + round(window_h * HOUR), deadline or case.t, *arrivals)
