"""What a vehicle carried and how it was weighed.

Every transit, declaration and weighed crossing enters the history of each vehicle that it names. Registers of vehicles
are looked up there, where the tables are at hand.
"""

from collections.abc import Iterator
from math import fsum
from typing import Any

from schemas.facts import Vehicle
from scorers.contract.case import Case
from scorers.contract.ledger import Entry, Ledger
from scorers.ledgers.trip_span import OPEN_DAYS
from scorers.reference.documents import transport_documents
from scorers.times.durations import DAY

REACH_DAYS = 45
"""How long before and after a trip something said of the vehicle may still change it."""
CONTAINER_M3 = {
    "12": 15.9,
    "20": 31.0,
    "22": 33.2,
    "25": 37.4,
    "40": 63.0,
    "42": 67.7,
    "45": 76.4,
    "L2": 76.0,
    "L5": 86.0,
}
"""Usual inner volume by the size part of ISO 6346 size and type codes: length, then height."""


class Consigned(Entry, frozen=True, tag="consignment"):
    """A transit or declaration on a vehicle; `ref` is its case. Times in ms UTC, None: unknown.

    `transit` is the transit that it is, or follows; `until` when it was or should be completed, `completed_at` when it
    was. `waybills` are the numbers of its transport documents with the gross weight they state; `numbers` all numbers
    that papers may be shown under. `volume_m3` and `gross_kg` are those of its items, `spaces` (m3) what each of its
    containers, else of its vehicles holds, `payload_kg` what the vehicles may carry.
    """

    transit: str
    is_transit: bool
    direction: str
    until: int
    completed_at: int | None
    waybills: tuple[tuple[str, float | None], ...]
    numbers: tuple[str, ...]
    itemised: bool
    volume_m3: float | None
    gross_kg: float | None
    containerised: bool
    spaces: tuple[tuple[str, float | None], ...]
    payload_kg: float | None


class Weighing(Entry, frozen=True, tag="weighing"):
    """A border crossing at which the vehicle was weighed; `ref` is its case, `tare_kg` that of all units coupled."""

    transit: str
    direction: str
    measured_kg: float
    uncertainty_kg: float
    tare_kg: float | None
    numbers: tuple[str, ...]


def units_of(data: Any) -> list[str]:
    """Vehicles that a payload names, the tractor first."""
    return list(dict.fromkeys(filter(None, data.vehicle_ids or ())))


def _registered(case: Case, units: list[str], field: str) -> list[float]:
    """What the register says of each unit that it knows, as of the case's time."""
    records = [case.tables.at(Vehicle, unit, case.t) for unit in units]
    values = [getattr(record, field) for record in records if record is not None]
    return [value for value in values if value is not None]


def whole_sum(values: list[float | None]) -> float | None:
    """Sum of all values; None when there is none or one is unknown."""
    known = [value for value in values if value is not None]
    return fsum(known) if values and len(known) == len(values) else None


def _space(case: Case) -> tuple[tuple[str, float | None], ...]:
    """Cargo volume (m3) of each container where there are any, else of tractor and trailer."""
    data = case.content
    containers = data.container_ids or ()
    if not containers:
        return tuple((unit, next(iter(_registered(case, [unit], "cargo_volume_m3")), None)) for unit in units_of(data))
    types = [*(data.container_types or ()), *[""] * len(containers)]
    volumes: list[tuple[str, float | None]] = []
    for container, kind in zip(containers, types, strict=False):
        known = _registered(case, [container], "cargo_volume_m3")
        volumes.append((container, known[0] if known else CONTAINER_M3.get(kind[:2])))
    return tuple(volumes)


def _numbers(data: Any) -> tuple[str, ...]:
    named = [document.number for document in data.documents or ()]
    named += [getattr(data, field, None) for field in ("transit_id", "declaration_id", "carnet_no")]
    return tuple(sorted(set(filter(None, named))))


def _until(case: Case) -> int:
    if case.completion is not None:
        return case.completion.at
    deadline: int | None = getattr(case.content, "deadline_at", None)
    return deadline if deadline is not None and deadline > case.t else case.t + OPEN_DAYS * DAY


def _consigned(case: Case) -> Iterator[tuple[str, Consigned]]:
    if case.current is None:
        return
    data, units = case.content, units_of(case.content)
    if not units:
        return
    papers = transport_documents(data.documents)
    items = data.items or ()
    entry = Consigned(
        case.t,
        case.key,
        case.current.name,
        data.transit_id or "",
        case.kind == "transit",
        {"import": "in", "export": "out"}.get(getattr(data, "direction", None) or "", ""),
        _until(case),
        case.completion.at if case.completion else None,
        tuple((paper.number or f"{case.key}#{place}", paper.gross_kg) for place, paper in enumerate(papers)),
        _numbers(data),
        bool(items),
        whole_sum([item.volume_m3 for item in items]),
        whole_sum([item.gross_kg for item in items]),
        bool(data.container_ids),
        _space(case),
        fsum(_registered(case, units, "payload_kg")) or None,
    )
    for unit in units:
        yield unit, entry


def _weighed(case: Case) -> Iterator[tuple[str, Weighing]]:
    if case.current is None or case.content.measured_gross_kg is None:
        return
    data, units = case.content, units_of(case.content)
    tares = _registered(case, units, "tare_kg")
    entry = Weighing(
        case.t,
        case.key,
        case.current.name,
        data.transit_id or "",
        data.direction or "",
        data.measured_gross_kg,
        data.scale_uncertainty_kg or 0.0,
        fsum(tares) if len(tares) == len(units) else None,
        tuple(sorted(set(data.document_numbers or ()))),
    )
    for unit in units:
        yield unit, entry


CONSIGNED = Ledger(
    "consigned",
    subject="vehicle",
    kinds=("declaration", "transit"),
    entry=Consigned,
    put=_consigned,
    keep_days=REACH_DAYS,
    look_ahead_days=REACH_DAYS,
)
WEIGHINGS = Ledger(
    "weighings",
    subject="vehicle",
    kinds=("crossing",),
    entry=Weighing,
    put=_weighed,
    keep_days=REACH_DAYS,
    look_ahead_days=REACH_DAYS,
)
