"""Criterion 115 of decision 8/7: more vehicles processed at a temporary-storage warehouse than it can handle."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Annotated, TypeVar

from schemas.facts import Warehouse
from scorers.contract.arguments import filled
from scorers.contract.case import Case
from scorers.contract.criterion import Ask, Criterion, Params, Reach
from scorers.contract.history import History
from scorers.contract.inputs import of
from scorers.contract.links import Linked
from scorers.contract.verdict import Evidence, Hit, Unknown, missing
from scorers.ledgers.warehouses import (
    OPERATIONS,
    PASSAGES,
    SEEN_DAYS,
    Operation,
    Passage,
    Trip,
    absent,
    days,
    told_of_day,
    trips_of,
    zone_of_warehouse,
)
from scorers.parameters.units import Days, Multiple, Number, Share, means
from scorers.times.durations import DAY
from scorers.times.local_time import day_start

OfDayT = TypeVar("OfDayT", Operation, Passage)
WEEK = 7
NAMED = 20
"""Trips that the evidence names."""


class Parameters(Params, frozen=True):
    """How much is too much, and what the gate has to have recorded."""

    tolerance: Annotated[Multiple, means("How much of its capacity a warehouse may use; more is a hit.")] = 1.0
    ghost_min: Annotated[Number, means("Vehicles with an operation that were not there from which on it is a hit.")] = 3
    ghost_share: Annotated[Share, means("Least part of all with an operation that they must be.")] = 0.05
    min_coverage: Annotated[
        Share, means("Part of the vehicles of other days that the gate must have recorded for absence to count.")
    ] = 0.95
    days_in_week: Annotated[Number, means("Such days in seven from which on the hit is grave.")] = 3
    late_days: Annotated[
        Days,
        means("How long after the end of a day its events may arrive, by the watermark; corrections always may.", ge=0),
    ] = 7

    def in_time(self, seen: int, end: int) -> bool:
        """Whether what arrived at the watermark `seen` still counts for a day that ended at `end` (ms UTC)."""
        return seen <= end + self.late_days * DAY


class WarehouseDay(Ask, frozen=True, tag="ask.warehouse_day"):
    """A local day of a warehouse, from `start` until, and without, `t` (ms UTC).

    `capacities`, vehicles a day: of the day itself and of the six before it, backwards.
    """

    day: str
    start: int
    capacities: tuple[int | None, ...]
    limb: str

    def back(self, days: int) -> str:
        """The local day so many days before."""
        return (date.fromisoformat(self.day) - timedelta(days=days)).isoformat()


class WarehouseOverThroughput(Criterion[Parameters, WarehouseDay]):
    """On a local day more vehicles had a customs operation at the warehouse than it can process, or had not come.

    A vehicle counts once a day, its tractor and trailer together. That some had not come is said only where the gate's
    records are nearly complete. Several such days in a week weigh more.
    """

    code = "115"
    group = "10"
    title = "Vehicles processed at a temporary-storage warehouse exceed its throughput"
    kind = "stream"
    subject = "customs_office"
    inputs = (
        *of("declaration", "warehouse_id", "vehicle_ids[]", "registered_at"),
        "declaration.released.released_at",
        *of("control.result", "completed_at", "declaration_id"),
        *of("warehouse.movement", "warehouse_id", "vehicle_id", "direction", "moved_at"),
        "ref.warehouse.capacity_vehicles_per_day",
        "ref.vehicle.kind",
        "ref.office.tz",
    )
    forms = ("inspection", "post_release_control")
    cases = ("warehouse_day",)
    internal_security = True
    texts = """
        .over =
            { $count ->
                [one] One vehicle
               *[other] { $count } vehicles
            } had a customs operation at the warehouse on { $day }; it can process { $capacity } a day.
        .absent =
            { $absent } of { $count ->
                [one] one vehicle
               *[other] { $count } vehicles
            } with a customs operation on { $day } { $absent ->
                [one] was
               *[other] were
            } not at the warehouse on that day.
    """
    reads = (OPERATIONS, PASSAGES)

    def tells(self, case: Case) -> Iterator[tuple[str, Linked]]:
        """A declaration opens the days of the warehouse that its operations fall on."""
        if case.kind == "declaration":
            yield from days(case)

    def asks(self, case: Case, params: Parameters) -> Iterator[tuple[str, WarehouseDay] | Unknown]:
        """Ask the warehouse about the day; who was never there is known only when it is over."""
        links = told_of_day(case)
        if not links:
            return
        zone = zone_of_warehouse(case, links[0].warehouse, links[0].at)
        day = date.fromisoformat(links[0].day)
        starts = [day_start(day - timedelta(days=back), zone) for back in range(WEEK)]
        end = day_start(day + timedelta(days=1), zone)
        link = next((link for link in links if params.in_time(link.seen, end)), None)
        if link is None:
            return
        records = [case.tables.at(Warehouse, link.warehouse, start) for start in starts]
        capacities = tuple(record.capacity_vehicles_per_day if record else None for record in records)
        for limb in ("A", "B") if case.elapsed(end) else ("A",):
            ask = WarehouseDay(self.code, end, link.event_id, link.day, starts[0], capacities, limb)
            yield f"warehouse:{link.warehouse}", ask

    def reaches(self, params: Parameters) -> Iterator[Reach]:
        """Days before, that tell whether the gate records what passes."""
        for ledger in self.reads:
            yield Reach(ledger, (), 0, beyond=SEEN_DAYS)

    def answer(self, ask: WarehouseDay, history: History, params: Parameters) -> Hit | Unknown | None:
        """Limb A: trips beyond the capacity. Limb B: trips with an operation that were not there on that day."""
        operations = _in_time(history.span(OPERATIONS, ask.start - 1, ask.t - 1), ask.t, params)
        if ask.limb == "A":
            return self._over(ask, history, operations, params)
        return self._on_paper(ask, history, trips_of(operations, ask.day), params)

    def _over(
        self, ask: WarehouseDay, history: History, operations: list[Operation], params: Parameters
    ) -> Hit | Unknown | None:
        capacity = ask.capacities[0]
        if capacity is None:
            return missing("ref.warehouse.capacity_vehicles_per_day", limb="A")
        limit = capacity * params.tolerance
        # Joining tractors with trailers makes no more trips than there are sets of vehicles.
        few = len({operation.units for operation in operations}) <= limit
        trips = [] if few else trips_of(operations, ask.day)
        if len(trips) <= limit:
            return None if history.covers(ask.start, 0) else missing("coverage", limb="A")
        week = history.span(OPERATIONS, ask.start - WEEK * DAY, ask.t - 1)
        over = [
            back
            for back, known in enumerate(ask.capacities)
            if known is not None
            and len(trips_of(_in_time(week, ask.t - back * DAY, params), ask.back(back))) > known * params.tolerance
        ]
        return Hit(
            "over",
            _evidence(trips),
            severity="high" if len(over) >= params.days_in_week else "medium",
            limb="A",
            window=(ask.start, ask.t),
            arguments=filled(count=len(trips), day=date.fromisoformat(ask.day), capacity=capacity),
        )

    def _on_paper(
        self, ask: WarehouseDay, history: History, trips: list[Trip], params: Parameters
    ) -> Hit | Unknown | None:
        today = _in_time(history.span(PASSAGES, ask.start - 1, ask.t - 1), ask.t, params)
        if not self._enough(absent(trips, today, ask.start, ask.t), trips, params):
            return None
        since = ask.t - SEEN_DAYS * DAY
        passages = _in_time(history.span(PASSAGES, since, ask.t - 1), ask.t, params)
        ghosts = absent(trips, passages, ask.start, ask.t)
        if not self._enough(ghosts, trips, params):
            return None
        if not history.covers(since, 0):
            return missing("coverage", limb="B")
        operations = _in_time(history.span(OPERATIONS, since, ask.t - 1), ask.t, params)
        if not self._recorded(operations, passages, ask.day, params):
            return missing("warehouse.movement.moved_at", limb="B")
        days = 1
        for back in range(1, WEEK):
            start, end = ask.start - back * DAY, ask.t - back * DAY
            before = trips_of(_in_time(operations, end, params), ask.back(back))
            days += self._enough(absent(before, _in_time(passages, end, params), start, end), before, params)
        return Hit(
            "absent",
            _evidence(ghosts),
            severity="high" if days >= params.days_in_week else "medium",
            limb="B",
            window=(ask.start, ask.t),
            arguments=filled(absent=len(ghosts), count=len(trips), day=date.fromisoformat(ask.day)),
        )

    def _enough(self, ghosts: list[Trip], trips: list[Trip], params: Parameters) -> bool:
        return len(ghosts) >= params.ghost_min and len(ghosts) >= params.ghost_share * len(trips)

    def _recorded(self, operations: list[Operation], passages: list[Passage], day: str, params: Parameters) -> bool:
        """Whether the gate's records cover the warehouse: on other days nearly all vehicles were seen passing."""
        passed = {passage.vehicle for passage in passages}
        before = {operation.units for operation in operations if operation.day != day}
        seen = sum(1 for units in before if not passed.isdisjoint(units))
        return bool(before) and seen / len(before) >= params.min_coverage


def _in_time(entries: Iterable[OfDayT], end: int, params: Parameters) -> list[OfDayT]:
    """What arrived in time to count for a day that ended at `end` (ms UTC)."""
    return [entry for entry in entries if params.in_time(entry.seen, end)]


def _evidence(trips: list[Trip]) -> tuple[Evidence, ...]:
    return tuple(
        trip.first.shown("operation", vehicles=", ".join(sorted(trip.units)), trips=len(trips))
        for trip in trips[:NAMED]
    )
