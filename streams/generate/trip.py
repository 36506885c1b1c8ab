"""The life of a transit: opened, weighed at the border, changed, presented, closed; sometimes not delivered."""

from collections.abc import Generator, Iterator
from typing import Any, Literal

import msgspec

from schemas.events import (
    Crossing,
    NonDelivery,
    NonDeliveryCancelled,
    Seal,
    SealFound,
    Transit,
    TransitArrived,
    TransitCompleted,
    WarehouseMovement,
)
from schemas.facts import Carnet
from streams.generate.calendar import DAY, HOUR, MINUTE
from streams.generate.consignment import Consignment
from streams.generate.papers import rerouted, transit
from streams.generate.population import border_office, warehouse_of
from streams.generate.steps import Step, correction, fact
from streams.generate.tables import FOREIGN
from streams.generate.world import World

FUEL_AND_CREW_KG = 400.0
SealState = Literal["intact", "broken", "missing"]
Outcome = Literal["delivered", "partly_delivered", "not_delivered", "exited"]


def delivered(world: World, opened: Transit, load: Consignment) -> Generator[Step, None, int]:
    """An ordinary import trip from its opening until its completion; returns when that was."""
    rng, at = world.rng, opened.opened_at
    yield Step(at, opened)
    version, now = 1, at + HOUR + int(rng.random() * HOUR)
    yield from crossings(world, opened, load, now)
    snapshot = opened
    if rng.random() < 0.08:
        version, now = 2, now + int(2 * HOUR + rng.random() * 8 * HOUR)
        snapshot = yield from _changed(world, opened, now)
    if rng.random() < 0.1:
        version, now = version + 1, now + 6 * HOUR
        yield Step(now, arrival(snapshot, now, office=opened.departure_office_id), version)
    now += int((0.4 + 1.6 * rng.random()) * DAY)
    if rng.random() < 0.003:
        now = yield from _overdue(world, snapshot, now)
    yield Step(now, arrival(snapshot, now), version + 1)
    yield movement(world, load.rig.tractor, snapshot.destination_office_id or "", now + 20 * MINUTE, "in")
    now += int((1 + 4 * rng.random()) * HOUR)
    yield from _closed(world, snapshot, now, version + 2)
    return now


def third_country(world: World, load: Consignment, at: int) -> Iterator[Step]:
    """A transit through the country under a carnet that leaves it again."""
    rng = world.rng
    carnet = world.number("XC")
    yield fact(at - HOUR, carnet_fact(world, carnet, at))
    opened = transit(
        world,
        load,
        at,
        border_office(rng),
        FOREIGN[int(rng.random() * len(FOREIGN))],
        regime="tir",
        carnet_no=carnet,
        carnet_holder_id=load.rig.carrier_id,
        destination_country="UZ",
        consignee_country="UZ",
        consignee_id=None,
        consignee_name=f"Foreign buyer {carnet}",
    )
    yield Step(at, opened)
    now = at + int((1 + 2 * rng.random()) * DAY)
    yield Step(now, arrival(opened, now), 2)
    yield from crossings(world, opened, load, now + HOUR, direction="out")
    yield Step(now + 3 * HOUR, completion(opened, now + 3 * HOUR, outcome="exited"), 3)


def _overdue(world: World, snapshot: Transit, now: int) -> Generator[Step, None, int]:
    raised_at = (snapshot.deadline_at or now) + DAY
    raised = notice(world, snapshot, raised_at)
    yield Step(raised_at, raised)
    found_at = raised_at + int((1 + 2 * world.rng.random()) * DAY)
    if world.rng.random() < 0.7:
        why: Literal["error", "delivered_late"] = "error" if world.rng.random() < 0.3 else "delivered_late"
        cancelled = NonDeliveryCancelled(notice_id=raised.notice_id, cancelled_at=found_at, reason_code=why)
        yield Step(found_at, cancelled, 2)
    return found_at + HOUR


def _closed(world: World, snapshot: Transit, at: int, version: int) -> Iterator[Step]:
    step = Step(at, completion(snapshot, at), version)
    yield step
    if world.rng.random() < 0.01:
        yield correction(at + HOUR, step, completion(snapshot, at, outcome="partly_delivered"))


def carnet_fact(world: World, carnet_no: str, at: int, **changes: Any) -> Carnet:
    """A carnet in good order, unless `changes` say otherwise."""
    good = Carnet(
        key=carnet_no,
        valid_from=at - 30 * DAY,
        status="valid",
        status_from=at - 30 * DAY,
        last_presentation_date=world.calendar.day(at + 30 * DAY),
        guarantee_amount=100_000.0,
        guarantee_currency="EUR",
    )
    return msgspec.structs.replace(good, **changes)


def crossings(
    world: World,
    opened: Transit,
    load: Consignment,
    at: int,
    direction: Literal["in", "out"] = "in",
    excess: float = 0.0,
) -> Iterator[Step]:
    """The crossing of the border; two thirds of the vehicles are weighed, and a few of the weighings corrected."""
    rng = world.rng
    weighed = excess > 0 or rng.random() < 0.66
    mass = round(load.rig.tare_kg + FUEL_AND_CREW_KG + load.gross_kg * (1 + excess) + (rng.random() - 0.5) * 160, 0)
    seen = Crossing(
        crossing_id=world.number("BX"),
        crossed_at=at,
        office_id=opened.departure_office_id,
        direction=direction,
        vehicle_ids=load.rig.vehicle_ids,
        transport_mode="road",
        measured_gross_kg=mass if weighed else None,
        scale_uncertainty_kg=40.0 if weighed else None,
        transit_id=opened.transit_id,
        document_numbers=(load.waybill_no,),
    )
    step = Step(at, seen)
    yield step
    if weighed and not excess and rng.random() < 0.02:
        yield correction(at + 10 * MINUTE, step, msgspec.structs.replace(seen, measured_gross_kg=mass + 20.0))


def arrival(snapshot: Transit, at: int, *, office: str | None = None, state: SealState = "intact") -> TransitArrived:
    """The vehicle is presented, at the destination unless said otherwise, with the seals of the papers in `state`."""
    return TransitArrived(
        transit_id=snapshot.transit_id,
        arrived_at=at,
        office_id=office or snapshot.destination_office_id,
        seals_found=tuple(SealFound(number=seal.number, state=state) for seal in snapshot.seals or ()),
    )


def completion(snapshot: Transit, at: int, *, outcome: Outcome = "delivered") -> TransitCompleted:
    """The office of destination closes the procedure."""
    return TransitCompleted(
        transit_id=snapshot.transit_id, completed_at=at, office_id=snapshot.destination_office_id, outcome=outcome
    )


def movement(world: World, vehicle_id: str, office: str, at: int, direction: Literal["in", "out"]) -> Step:
    """A vehicle passes the gate of the warehouse beside an office."""
    gate = warehouse_of(office)
    return Step(
        at,
        WarehouseMovement(
            movement_id=world.number("MV"), warehouse_id=gate, vehicle_id=vehicle_id, direction=direction, moved_at=at
        ),
    )


def notice(world: World, snapshot: Transit, at: int) -> NonDelivery:
    """The office of destination reports that the load did not arrive."""
    return NonDelivery(
        notice_id=world.number("ND"),
        transit_id=snapshot.transit_id,
        raised_at=at,
        carrier_id=snapshot.carrier_id,
        driver_id=snapshot.driver_id,
        consignee_id=snapshot.consignee_id,
        carnet_no=snapshot.carnet_no,
        office_id=snapshot.destination_office_id,
    )


def _changed(world: World, opened: Transit, at: int) -> Generator[Step, None, Transit]:
    office = opened.departure_office_id
    if world.rng.random() < 0.6:
        snapshot = msgspec.structs.replace(opened, seals=(Seal(number=f"{world.serial():07d}"),))
        why = {"initiator": "customs", "change_kind": "seal_change", "authorised_by_office_id": office}
        yield Step(at, rerouted(snapshot, at, "seals", **why), 2)
        return snapshot
    snapshot = msgspec.structs.replace(opened, deadline_at=(opened.deadline_at or at) + DAY)
    yield Step(at, rerouted(snapshot, at, "deadline_at", initiator="carrier", change_kind="other"), 2)
    return snapshot
