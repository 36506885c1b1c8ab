"""Schemes that only a series shows: another office, days off, a drop in value, a full warehouse, one officer."""

import msgspec

from schemas.events import Declaration
from schemas.facts import Office, Warehouse
from streams.generate.calendar import DAY, HOUR, MINUTE, ZONE
from streams.generate.clearance import VIOLATION, assignment, lodged, release, result
from streams.generate.consignment import consign
from streams.generate.population import Participant
from streams.generate.scheme_steps import (
    Scene,
    judged_declaration,
    lodge,
    newcomer,
    newcomers,
    other_office,
    rig_of_its_own,
    truth,
)
from streams.generate.steps import Life, Pause, Step, fact
from streams.generate.trip import movement
from streams.generate.world import World


def office_shift(world: World, at: int) -> Life:
    """After a violation was found at the usual office, a participant declares at another one."""
    who = yield from newcomer(world, at)
    rig = yield from rig_of_its_own(world, at)
    for each in range(12):
        at = world.calendar.working_day(at) if each % 2 == 0 else at + HOUR
        made = lodge(world, consign(world, who, rig, at), at)
        yield Step(at, made)
        yield Step(at + 30 * MINUTE, release(world, made, at + 30 * MINUTE), 2)
    control = assignment(world, made, at + 40 * MINUTE, "inspection")
    yield Step(control.assigned_at, control)
    yield Step(at + 5 * HOUR, result(world, made, control, at + 5 * HOUR, VIOLATION), 2)
    at += 8 * DAY
    for each in range(10):
        at = world.calendar.working_day(at) if each % 2 == 0 else at + HOUR
        notes = [("9", "moved away after a violation was found")] if each in (4, 9) else []
        goods = consign(world, who, rig, at)
        yield judged_declaration(world, goods, at, *notes, office=other_office(who.office))
        yield Pause(at)


def off_day_declaring(world: World, at: int) -> Life:
    """A participant declares on Saturdays and Sundays only."""
    who = yield from newcomer(world, at)
    rig = yield from rig_of_its_own(world, at)
    for number in range(12):
        at = world.calendar.off_day(at) if number % 3 == 0 else at + HOUR
        notes = [("10", "declares on days off only")] if number == 11 else []
        yield judged_declaration(world, consign(world, who, rig, at), at, *notes)
        yield Pause(at)


def value_drop(world: World, at: int) -> Life:
    """A participant declares at another office, at little more than half the price."""
    who = yield from newcomer(world, at, 0)
    rig = yield from rig_of_its_own(world, at)
    for _ in range(7):
        at = world.calendar.working_day(at)
        yield from lodged(world, lodge(world, consign(world, who, rig, at), at))
    at = world.calendar.working_day(at)
    goods = consign(world, who, rig, at, price=0.55)
    yield from judged_declaration(
        world, goods, at, ("104", "half the price at another office"), office=other_office(who.office)
    )


def crowded_warehouse(world: World, at: int) -> Life:
    """A warehouse for five vehicles a day handles eight."""
    at = world.calendar.working_day(at)
    who = yield from newcomer(world, at)
    gate = f"{who.office}X{world.serial()}"
    yield fact(
        at, Warehouse(key=f"SVH{gate}", valid_from=at - 365 * DAY, office_id=who.office, capacity_vehicles_per_day=5)
    )
    for each in range(8):
        yield _handled(world, who, gate, at + each * 5 * MINUTE)
    yield Pause(at + 4 * HOUR)
    yield truth("115", f"warehouse_day:SVH{gate}|{world.calendar.day(at)}", "eight vehicles, room for five")


def _handled(world: World, who: Participant, gate: str, at: int) -> Life:
    rig = yield from rig_of_its_own(world, at)
    yield movement(world, rig.tractor, gate, at, "in")
    made = lodge(world, consign(world, who, rig, at), at + HOUR, warehouse_id=f"SVH{gate}")
    yield from lodged(world, made)
    yield movement(world, rig.tractor, gate, at + 4 * HOUR, "out")


def same_officer(world: World, at: int) -> Life:
    """At a post with three officers, one of them always checks the documents of one participant."""
    office = f"KZ5{world.serial():05d}"
    yield fact(
        at, Office(key=office, valid_from=at - 365 * DAY, parent_id="KZ50000", regions=("50",), tz=ZONE, border=False)
    )
    officers = [f"OFC{office}N{number}" for number in range(3)]
    *others, favoured = yield from newcomers(world, at, 5)
    for day in range(16):
        at = world.calendar.working_day(at)
        for each, who in enumerate(others):
            yield _checked(world, who, at + each * MINUTE, office, officers[_turn(day + each)])
        yield _checked(world, favoured, at + 10 * MINUTE, office, officers[0], judged=day == 15)
        yield Pause(at)


def _turn(number: int) -> int:
    """Every eighth check of the others falls to the first officer."""
    return 0 if number % 8 == 0 else 1 + number % 2


def _checked(world: World, who: Participant, at: int, office: str, officer_id: str, *, judged: bool = False) -> Scene:
    rig = yield from rig_of_its_own(world, at)
    made: Declaration = lodge(world, consign(world, who, rig, at), at, office=office, officer_id=officer_id)
    yield Step(at, made)
    control = assignment(world, made, at + 10 * MINUTE, "documentary_check")
    yield Step(control.assigned_at, control)
    checked = msgspec.structs.replace(result(world, made, control, at + HOUR, 0.0), officer_id=officer_id)
    yield Step(at + HOUR, checked, 2)
    if judged:
        yield truth("116", made.declaration_id, f"{officer_id} checks {who.participant_id} every time")
    yield Step(at + 2 * HOUR, release(world, made, at + 2 * HOUR), 2)
