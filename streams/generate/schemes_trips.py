"""Schemes on the road: loads that never arrive, bad carnets, broken seals, wrong weights, changed consignees."""

from collections.abc import Generator
from typing import Any

import msgspec

from schemas.events import Finding, FindingCancelled, NonDeliveryCancelled, Transit
from streams.generate.calendar import DAY, HOUR
from streams.generate.consignment import Consignment, consign
from streams.generate.papers import rerouted
from streams.generate.scheme_steps import (
    Scene,
    judged_trip,
    load,
    newcomer,
    placed,
    rig_of_its_own,
    truth,
    under_way,
)
from streams.generate.steps import Life, Step, fact
from streams.generate.trip import arrival, carnet_fact, completion, crossings, notice
from streams.generate.world import World


def _lost(world: World, at: int, *, found: bool = False) -> Generator[Step, None, tuple[Consignment, Transit, int]]:
    """A load about which a notice is raised; returns the load, its transit and a time after that."""
    goods = yield from load(world, at)
    opened = placed(world, goods, at, deadline_at=at + 2 * DAY)
    yield Step(at, opened)
    yield from crossings(world, opened, goods, at + HOUR)
    raised = notice(world, opened, at + 3 * DAY)
    yield Step(at + 3 * DAY, raised)
    if found:
        when = at + 3 * DAY + 5 * HOUR
        yield Step(when, NonDeliveryCancelled(notice_id=raised.notice_id, cancelled_at=when, reason_code="error"), 2)
        yield Step(when + HOUR, arrival(opened, when + HOUR), 2)
        yield Step(when + 2 * HOUR, completion(opened, when + 2 * HOUR), 3)
    else:
        yield Step(at + 4 * DAY, completion(opened, at + 4 * DAY, outcome="not_delivered"), 2)
    return goods, opened, at + 8 * DAY


def carrier_non_delivery(world: World, at: int) -> Life:
    """A carrier loses a load and comes again with another driver for another consignee."""
    lost, _, at = yield from _lost(world, at)
    who = yield from newcomer(world, at)
    rig = yield from rig_of_its_own(world, at, like=lost.rig, keep="carrier_id")
    goods = consign(world, who, rig, at)
    yield from judged_trip(world, goods, at, ("1", f"carrier {rig.carrier_id} lost an earlier load"))


def driver_non_delivery(world: World, at: int) -> Life:
    """A driver loses a load and drives for another carrier."""
    lost, _, at = yield from _lost(world, at)
    who = yield from newcomer(world, at)
    rig = yield from rig_of_its_own(world, at, like=lost.rig, keep="driver_id")
    goods = consign(world, who, rig, at)
    yield from judged_trip(world, goods, at, ("2", f"driver {rig.driver_id} lost an earlier load"))


def consignee_non_delivery(world: World, at: int) -> Life:
    """A consignee whose load was lost is sent the next one."""
    lost, _, at = yield from _lost(world, at)
    rig = yield from rig_of_its_own(world, at)
    goods = consign(world, lost.participant, rig, at)
    yield from judged_trip(world, goods, at, ("3", f"an earlier load for {lost.participant.participant_id} was lost"))


def notice_in_error(world: World, at: int) -> Life:
    """The notice was cancelled before the carrier came again."""
    found, _, at = yield from _lost(world, at, found=True)
    goods = consign(world, found.participant, found.rig, at)
    notes = [(criterion, "the notice was cancelled as an error") for criterion in "123"]
    yield from judged_trip(world, goods, at, *notes, decoy=True)


def stolen_carnet(world: World, at: int) -> Life:
    """A stolen carnet is used, and its user comes again with a good one."""
    goods = yield from load(world, at)
    for number, (status, note) in enumerate(
        (("stolen", "the carnet is stolen"), ("valid", "used a stolen carnet before"))
    ):
        carnet, now = world.number("XC"), at + number * 5 * DAY
        yield fact(now, carnet_fact(world, carnet, now, status=status, status_from=now - 10 * DAY))
        again = goods if number == 0 else consign(world, goods.participant, goods.rig, now)
        holder: dict[str, Any] = {"regime": "tir", "carnet_no": carnet, "carnet_holder_id": goods.rig.carrier_id}
        yield from judged_trip(world, again, now, ("4", note), **holder)


def carnet_stolen_later(world: World, at: int) -> Life:
    """The carnet was reported stolen only after it was used."""
    goods = yield from load(world, at)
    carnet = world.number("XC")
    known = carnet_fact(world, carnet, at)
    yield fact(at, known)
    holder: dict[str, Any] = {"regime": "tir", "carnet_no": carnet, "carnet_holder_id": goods.rig.carrier_id}
    yield from judged_trip(world, goods, at, ("4", "the carnet was stolen after its use"), decoy=True, **holder)
    stolen = msgspec.structs.replace(known, status="stolen", status_from=at + 5 * DAY)
    yield fact(at + 6 * DAY, stolen, version=2)


def domestic_marks(world: World, at: int) -> Life:
    """Goods with marks of the home market are found in a transit to a third country."""
    goods = yield from load(world, at)
    opened = placed(world, goods, at, destination_country="UZ", consignee_id=None, consignee_country="UZ")
    yield Step(at, opened)
    seen = _finding(world, "5", at + 2 * HOUR, opened.declarant_id, transit_id=opened.transit_id)
    yield Step(seen.observed_at, msgspec.structs.replace(seen, participant_id=opened.declarant_id))
    yield truth("5", opened.transit_id, "an officer saw marks of the home market")


def damaged_trailer(world: World, at: int) -> Life:
    """A vehicle whose cargo compartment was found damaged comes again; another one was repaired before."""
    yield _damaged(world, at, repaired=False)
    yield _damaged(world, at, repaired=True)


def _damaged(world: World, at: int, *, repaired: bool) -> Scene:
    goods = yield from load(world, at)
    plate = goods.rig.tractor
    seen = msgspec.structs.replace(_finding(world, "53", at, plate), subject_kind="vehicle", vehicle_id=plate)
    yield Step(at, seen)
    if repaired:
        yield Step(at + HOUR, _disproved(seen, at + HOUR), 2)
    note = "the finding was cancelled" if repaired else f"the compartment of {plate} is damaged"
    yield from judged_trip(world, goods, at + 2 * HOUR, ("53", note), decoy=repaired)


def broken_seal(world: World, at: int) -> Life:
    """A load arrives with broken seals."""
    goods = yield from load(world, at)
    opened = placed(world, goods, at)
    yield Step(at, opened)
    yield from crossings(world, opened, goods, at + HOUR)
    yield Step(at + DAY, arrival(opened, at + DAY, state="broken"), 2)
    yield truth("54", opened.transit_id, "the seals are broken")
    yield Step(at + DAY + HOUR, completion(opened, at + DAY + HOUR), 3)


def heavier_than_declared(world: World, at: int) -> Life:
    """The weighbridge shows a third more than the papers."""
    goods = yield from load(world, at)
    opened = placed(world, goods, at)
    yield Step(at, opened)
    follows = under_way(world, goods, opened, excess=0.33)
    yield next(follows)
    yield truth("51", opened.transit_id, "a third heavier than the papers say")
    yield from follows


def hardly_loaded(world: World, at: int) -> Life:
    """A rig travels with a fifth of its volume filled."""
    goods = yield from load(world, at, fill=0.2)
    yield from judged_trip(world, goods, at, ("56", "a fifth of the volume is filled"))


def consignee_changed(world: World, at: int) -> Life:
    """The carrier changes the consignee after the border; in another trip the consignee itself does."""
    yield _renamed(world, at, "carrier")
    yield _renamed(world, at, "consignee")


def _renamed(world: World, at: int, initiator: str) -> Scene:
    goods = yield from load(world, at)
    other = yield from newcomer(world, at)
    opened = placed(world, goods, at)
    yield Step(at, opened)
    yield from crossings(world, opened, goods, at + HOUR)
    at += 10 * HOUR
    changed = msgspec.structs.replace(opened, consignee_id=other.participant_id, consignee_name=other.name)
    fields = ("consignee_id", "consignee_name")
    yield Step(at, rerouted(changed, at, *fields, initiator=initiator, change_kind="party_change"), 2)
    yield truth("67", opened.transit_id, f"changed after arrival by the {initiator}", decoy=initiator != "carrier")
    yield Step(at + DAY, arrival(changed, at + DAY), 3)
    yield Step(at + DAY + HOUR, completion(changed, at + DAY + HOUR), 4)


def _finding(world: World, criterion: str, at: int, subject: str, *, transit_id: str | None = None) -> Finding:
    return Finding(
        finding_id=world.number("FN"),
        criterion=criterion,
        subject_kind="participant",
        subject_id=subject,
        observed_at=at,
        transit_id=transit_id,
        observer_kind="officer",
        observer_id="OFCBORDER1",
        confidence=0.95,
    )


def _disproved(seen: Finding, at: int) -> FindingCancelled:
    return FindingCancelled(
        finding_id=seen.finding_id, cancelled_at=at, subject_id=seen.subject_id, reason_code="disproved"
    )
