"""Ordinary operations of foreign trade, from the first paper to the last."""

from typing import Any

import msgspec

from streams.generate.calendar import DAY, HOUR, MINUTE
from streams.generate.clearance import cleared
from streams.generate.consignment import Consignment, consign
from streams.generate.papers import declaration, transit
from streams.generate.population import border_office
from streams.generate.steps import Course, Life, Pause
from streams.generate.trip import delivered, movement, third_country
from streams.generate.world import World, rig_facts

REST = 4 * DAY
"""How long a rig rests between trips: longer than the window in which two loads count as one trip."""


def operation(world: World, at: int) -> Life:
    """One ordinary operation of someone."""
    share, who = world.rng.random(), world.population.someone(world.rng)
    rig = world.fleet.take(at)
    if rig is None:
        rig = world.new_rig()
        yield from rig_facts(at, rig)
    load = consign(world, who, rig, at)
    if share < 0.62:
        free_at = yield from _import_by_transit(world, load, at)
    elif share < 0.80:
        free_at = yield from _import_without_transit(world, load, at)
    elif share < 0.94:
        free_at = yield from _export(world, load, at)
    else:
        yield from third_country(world, load, at + HOUR)
        free_at = at + 4 * DAY
    world.fleet.park(rig, free_at + REST)


def _import_by_transit(world: World, load: Consignment, at: int) -> Course:
    rng, office = world.rng, load.participant.office
    opened = transit(world, load, at, border_office(rng), office)
    arrived_at = yield from delivered(world, opened, load)
    lodged_at = world.calendar.working(arrived_at + int((1 + 24 * rng.random()) * HOUR), rng)
    yield Pause(lodged_at)
    free_at = yield from cleared(world, declaration(world, load, lodged_at, office, opened.transit_id))
    yield movement(world, load.rig.tractor, office, free_at + 90 * MINUTE, "out")
    return free_at


def _import_without_transit(world: World, load: Consignment, at: int) -> Course:
    lodged_at = world.calendar.working(at + HOUR, world.rng)
    yield Pause(lodged_at)
    return (yield from cleared(world, declaration(world, load, lodged_at, load.participant.office)))


def _export(world: World, load: Consignment, at: int) -> Course:
    lodged_at = world.calendar.working(at + HOUR, world.rng)
    yield Pause(lodged_at)
    made = declaration(world, load, lodged_at, load.participant.office, **_outward(load))
    maker = load.participant.participant_id
    items = tuple(
        msgspec.structs.replace(item, origin_country="KZ", manufacturer_id=maker, duty_amount=0.0, payable_amount=0.0)
        for item in made.items or ()
    )
    return (yield from cleared(world, msgspec.structs.replace(made, items=items)))


def _outward(load: Consignment) -> dict[str, Any]:
    """What differs when the participant sells instead of buying."""
    who, buyer = load.participant, load.participant.supplier
    return {
        "direction": "export",
        "procedure": "export",
        "consignor_id": who.participant_id,
        "consignor_name": who.name,
        "consignor_country": "KZ",
        "consignee_id": None,
        "consignee_name": buyer.name,
        "consignee_country": buyer.country,
        "seller_id": who.participant_id,
        "seller_country": "KZ",
        "buyer_id": buyer.supplier_id,
        "buyer_country": buyer.country,
        "trading_country": buyer.country,
        "dispatch_country": "KZ",
        "destination_country": buyer.country,
    }
