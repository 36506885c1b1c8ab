"""Registered declarations and opened transits in the history of their participant and of their office."""

from collections.abc import Iterator

from schemas.events.declaration import Declaration
from schemas.events.transit import Transit
from scorers.contract.case import Case
from scorers.contract.ledger import Entry, Ledger
from scorers.reference.working_days import house_above, off_day, office_of, zone_of
from scorers.statistics.sum import Sum
from scorers.times.local_time import local_clock


class Declared(Entry, frozen=True, tag="declaration"):
    """A declaration: office, the customs house above it, whether its local day was off, net weight in grams.

    `after_hours`: outside the working hours of the office; None: those are not known. `weighed`: the weight is whole,
    not only that of some items.
    """

    office: str
    parent: str
    off: bool
    grams: int
    after_hours: bool | None
    weighed: bool = True


def _lodged(entry: Declared) -> tuple[str, int]:
    return f"{entry.office}|{entry.parent}|{'off' if entry.off else 'on'}", entry.grams


LODGED = Sum(_lodged)
"""Count and grams by office, customs house, kind of day."""


def grams(data: Declaration) -> int:
    """Net weight of all items; an item without a weight adds nothing."""
    return sum(round(item.net_kg * 1000) for item in data.items or () if item.net_kg is not None)


def weighed(data: Declaration) -> bool:
    """Whether the net weight of every item is stated."""
    return bool(data.items) and all(item.net_kg is not None for item in data.items or ())


def outside_hours(case: Case, office_id: str, t: int) -> bool | None:
    """Whether t is outside the office's working hours; None where they are not known."""
    office = office_of(case, office_id, t)
    if office is None or office.work_start is None or office.work_end is None:
        return None
    clock = local_clock(t, zone_of(case, office_id, t))
    if office.work_start < office.work_end:
        return not office.work_start <= clock < office.work_end
    return office.work_end <= clock < office.work_start


def declared(case: Case) -> Declared | None:
    """The entry of a declaration; None while its content is not known."""
    if case.current is None:
        return None
    data: Declaration = case.content
    return Declared(
        case.t,
        case.id,
        case.trigger,
        data.office_id,
        house_above(case, data.office_id, case.t),
        off_day(case, data.office_id, case.t),
        grams(data),
        outside_hours(case, data.office_id, case.t),
        weighed(data),
    )


def _of_participant(case: Case) -> Iterator[tuple[str, Declared]]:
    entry = case.once(declared)
    if entry is not None:
        yield case.content.participant_id, entry


def _of_office(case: Case) -> Iterator[tuple[str, Declared]]:
    entry = case.once(declared)
    if entry is not None:
        yield entry.office, entry


def _transit(case: Case) -> Declared | None:
    if case.kind != "transit" or case.current is None:
        return None
    data: Transit = case.content
    office_id = data.departure_office_id
    return Declared(
        case.t,
        case.id,
        case.trigger,
        office_id or "",
        house_above(case, office_id, case.t),
        off_day(case, office_id or "", case.t),
        0,
        outside_hours(case, office_id, case.t) if office_id else None,
    )


def _transits_of_participant(case: Case) -> Iterator[tuple[str, Declared]]:
    entry = case.once(_transit)
    if entry is not None:
        yield case.content.declarant_id, entry


def _transits_of_office(case: Case) -> Iterator[tuple[str, Declared]]:
    entry = case.once(_transit)
    if entry is not None and entry.office:
        yield entry.office, entry


DECLARATIONS_OF_PARTICIPANT = Ledger(
    "declarations_of_participant",
    subject="participant",
    kinds=("declaration",),
    entry=Declared,
    put=_of_participant,
    keep_days=240,
    statistics=(LODGED,),
)
DECLARATIONS_OF_OFFICE = Ledger(
    "declarations_of_office",
    subject="customs_office",
    kinds=("declaration",),
    entry=Declared,
    put=_of_office,
    keep_days=100,
    statistics=(LODGED,),
)
TRANSITS_OF_PARTICIPANT = Ledger(
    "transits_of_participant",
    subject="participant",
    kinds=("transit",),
    entry=Declared,
    put=_transits_of_participant,
    keep_days=100,
    statistics=(LODGED,),
)
TRANSITS_OF_OFFICE = Ledger(
    "transits_of_office",
    subject="customs_office",
    kinds=("transit",),
    entry=Declared,
    put=_transits_of_office,
    keep_days=100,
    statistics=(LODGED,),
)
