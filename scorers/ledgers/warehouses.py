"""Customs operations at a temporary-storage warehouse and vehicles passing its gate, by local day."""

from collections.abc import Iterator
from typing import NamedTuple

from schemas.facts import Vehicle, Warehouse
from scorers.contract.case import Case
from scorers.contract.ledger import Entry, Ledger
from scorers.contract.links import ControlLink, DayLink
from scorers.reference.working_days import zone_of
from scorers.times.local_time import local_date


class Operation(Entry, frozen=True, tag="operation"):
    """A customs operation on goods at the warehouse: local day, and what carries them, a truck with its trailers.

    A convoy in one declaration makes one of these for each of its trucks. Of a declaration without vehicles `units` is
    the declaration itself. `seen`: watermark (ms UTC) when it arrived.
    """

    day: str
    units: tuple[str, ...]
    seen: int = 0


class Passage(Entry, frozen=True, tag="passage"):
    """A vehicle passed the gate. `seen`: watermark (ms UTC) when that became known."""

    vehicle: str
    inward: bool
    seen: int = 0


def zone_of_warehouse(case: Case, warehouse: str, t: int) -> str:
    """IANA zone of the office that supervises the warehouse, else of the member state."""
    record = case.tables.last_known(Warehouse, warehouse, t)
    return zone_of(case, record.office_id if record else None, t)


def told_of_day(case: Case) -> list[DayLink]:
    """What declarations told a day of a warehouse, the earliest operation first."""
    return sorted(case.linked(DayLink), key=lambda link: (link.at, link.ref))


def office_of_day(case: Case) -> str | None:
    """Office that supervises the warehouse of a day; None: not known."""
    for first in told_of_day(case)[:1]:
        record = case.tables.last_known(Warehouse, first.warehouse, first.at)
        return record.office_id if record else None
    return None


def _moments(case: Case) -> Iterator[tuple[str, int, str, int]]:
    """What was done, when (ms UTC), by which event, and the watermark when that arrived.

    These are registration, release, and the results of controls before it.
    """
    yield "registered", case.t, case.trigger, case.seen("snapshot")
    if case.ending is not None and case.ending.type.endswith(".released.v1"):
        yield "released", case.ending.at, case.ending.name, case.seen("ending")
    for link in case.linked(ControlLink):
        if link.result is not None and link.result.stage != "post_release":
            yield f"control {link.ref}", link.result.completed_at, link.result_event, link.seen


def _coupled(case: Case) -> list[tuple[str, ...]]:
    """The trucks of a declaration in the order stated, each with its trailers (ruling 41).

    A trailer is one by its register, or by being named after a tractor; of whose kind nothing is known is a truck.
    One that is named before any truck belongs to the first.
    """
    trucks: list[list[str]] = []
    before, led = "", False
    for vehicle in dict.fromkeys(case.content.vehicle_ids or ()):
        record = case.tables.last_known(Vehicle, vehicle, case.t)
        kind = (record.kind if record else None) or ("trailer" if before == "tractor" else "truck")
        if trucks and (kind == "trailer" or not led):
            trucks[-1].append(vehicle)
        else:
            trucks.append([vehicle])
        before, led = kind, led or kind != "trailer"
    return [tuple(sorted(units)) for units in trucks]


def operations(case: Case) -> list[Operation]:
    """Operations of a declaration at its warehouse, oldest first; none when it was withdrawn."""
    if case.current is None or not case.content.warehouse_id:
        return []
    if case.ending is not None and case.ending.type.endswith(".withdrawn.v1"):
        return []
    trucks = _coupled(case) or [(f"declaration {case.id}",)]
    zone = zone_of_warehouse(case, case.content.warehouse_id, case.t)
    found = [
        Operation(at, f"{case.id}|{what}|{units[0]}", event_id, local_date(at, zone).isoformat(), units, seen)
        for what, at, event_id, seen in _moments(case)
        for units in trucks
    ]
    return sorted(found, key=lambda operation: (operation.at, operation.ref))


def _operations(case: Case) -> Iterator[tuple[str, Operation]]:
    for operation in case.once(operations):
        yield case.content.warehouse_id, operation


def days(case: Case) -> Iterator[tuple[str, DayLink]]:
    """The warehouse days that a declaration's operations fall on."""
    first: dict[str, Operation] = {}
    for operation in case.once(operations):
        first.setdefault(operation.day, operation)
    for day, operation in first.items():
        warehouse = case.content.warehouse_id
        link = DayLink(case.id, operation.event_id, warehouse, day, operation.at, case.member_state, operation.seen)
        yield f"warehouse_day:{warehouse}|{day}", link


def _passages(case: Case) -> Iterator[tuple[str, Passage]]:
    if case.current is not None:
        data = case.content
        yield (
            data.warehouse_id,
            Passage(
                data.moved_at,
                case.id,
                case.trigger,
                data.vehicle_id,
                data.direction == "in",
                case.seen("snapshot"),
            ),
        )


OPERATIONS = Ledger(
    "operations_at_warehouse",
    subject="warehouse",
    kinds=("declaration",),
    entry=Operation,
    put=_operations,
    keep_days=45,
)
PASSAGES = Ledger(
    "passages_at_warehouse",
    subject="warehouse",
    kinds=("warehouse_movement",),
    entry=Passage,
    put=_passages,
    keep_days=45,
)
SEEN_DAYS = 35
"""How far back operations and passages at a warehouse are looked at, days."""


class Trip(NamedTuple):
    """A vehicle on a local day: its tractors and trailers, and its first operation."""

    units: frozenset[str]
    first: Operation


def trips_of(operations: list[Operation], day: str) -> list[Trip]:
    """Trips with an operation on a local day; operations that share a tractor or a trailer are one trip."""
    trips: dict[str, Trip] = {}
    for operation in operations:
        if operation.day == day:
            met = [trips[unit] for unit in operation.units if unit in trips]
            first = min([operation, *(trip.first for trip in met)], key=lambda one: (one.at, one.ref))
            whole = Trip(frozenset(operation.units).union(*(trip.units for trip in met)), first)
            trips.update(dict.fromkeys(whole.units, whole))
    return sorted(set(trips.values()), key=lambda trip: (trip.first.at, trip.first.ref))


def absent(trips: list[Trip], passages: list[Passage], start: int, end: int) -> list[Trip]:
    """Trips of which no part was inside at any time from `start` until, and without, `end` (ms UTC)."""
    inside = {passage.vehicle for passage in passages if start <= passage.at < end}
    last = {passage.vehicle: passage.inward for passage in passages if passage.at < start}
    inside.update(vehicle for vehicle, inward in last.items() if inward)
    return [trip for trip in trips if inside.isdisjoint(trip.units)]
