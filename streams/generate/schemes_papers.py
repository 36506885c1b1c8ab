"""Schemes around one declaration: lodged again after a control, at the wrong office, with papers that disagree."""

from typing import Any

import msgspec

from schemas.events import Declaration, Document, Finding
from streams.generate.calendar import DAY, HOUR, MINUTE
from streams.generate.clearance import assignment, lodged, release, withdrawal
from streams.generate.consignment import Consignment, consign
from streams.generate.papers import amended, rerouted
from streams.generate.scheme_steps import (
    Scene,
    judged_declaration,
    load,
    lodge,
    newcomer,
    other_office,
    placed,
    rig_of_its_own,
    truth,
    under_way,
)
from streams.generate.steps import Life, Step
from streams.generate.tables import ELECTRONIC, ZERO_DUTY
from streams.generate.trip import arrival, completion, crossings
from streams.generate.world import World


def withdrawn_under_control(world: World, at: int) -> Life:
    """A declaration is recalled when an inspection is ordered, and the goods are declared at another office."""
    goods = yield from load(world, at)
    first = lodge(world, goods, at)
    yield Step(at, first)
    yield Step(at + 20 * MINUTE, assignment(world, first, at + 20 * MINUTE, "inspection"))
    yield Step(at + HOUR, withdrawal(first, at + HOUR), 2)
    notes = (
        ("8", f"the same goods as {first.declaration_id}, recalled under control"),
        ("35", "an earlier withdrawal"),
    )
    office = other_office(first.office_id)
    yield from judged_declaration(
        world, goods, at + 2 * DAY, *notes, office=office, resubmission_of=first.declaration_id
    )


def frequent_withdrawals(world: World, at: int) -> Life:
    """Three declarations are recalled without need, then another consignment is declared."""
    who = yield from newcomer(world, at)
    rig = yield from rig_of_its_own(world, at)
    for number in range(3):
        made = lodge(world, consign(world, who, rig, at + number * DAY), at + number * DAY)
        yield Step(made.registered_at, made)
        yield Step(made.registered_at + HOUR, withdrawal(made, made.registered_at + HOUR), 2)
    at += 6 * DAY
    yield from judged_declaration(world, consign(world, who, rig, at), at, ("35", "three earlier withdrawals"))


def technical_duplicate(world: World, at: int) -> Life:
    """A declaration lodged twice by mistake is recalled without any control, and the goods are declared unchanged."""
    goods = yield from load(world, at)
    twice = lodge(world, goods, at)
    yield Step(at, twice)
    yield Step(at + HOUR, withdrawal(twice, at + HOUR, "technical_duplicate"), 2)
    notes = [(criterion, "a technical duplicate, no control was ordered") for criterion in ("8", "35")]
    yield from judged_declaration(world, goods, at + DAY, *notes, decoy=True)


def wrong_office(world: World, at: int) -> Life:
    """Goods are declared elsewhere than where the transit was to end and did end."""
    goods = yield from load(world, at)
    office = other_office(goods.participant.office)
    yield from _after_transit(world, goods, at, office, "the transit ended at another office", decoy=False)


def electronic_centre(world: World, at: int) -> Life:
    """Goods are declared at a centre of electronic declaring, as anyone may."""
    goods = yield from load(world, at)
    yield from _after_transit(world, goods, at, ELECTRONIC[0], "a centre of electronic declaring", decoy=True)


def moved_destination(world: World, at: int) -> Life:
    """The carrier brings a load to another office than it was sent to; another load goes there with customs' leave."""
    yield _moved(world, at, allowed=False)
    yield _moved(world, at, allowed=True)


def _moved(world: World, at: int, *, allowed: bool) -> Scene:
    goods = yield from load(world, at)
    opened = placed(world, goods, at)
    yield Step(at, opened)
    yield from crossings(world, opened, goods, at + HOUR)
    at, office = at + 10 * HOUR, other_office(goods.participant.office)
    moved = msgspec.structs.replace(opened, destination_office_id=office)
    leave = {"initiator": "customs", "authorised_by_office_id": opened.departure_office_id} if allowed else {}
    why: dict[str, Any] = {"initiator": "carrier", "change_kind": "reroute"} | leave
    yield Step(at, rerouted(moved, at, "destination_office_id", **why), 2)
    yield Step(at + DAY, arrival(moved, at + DAY), 3)
    yield Step(at + DAY + HOUR, completion(moved, at + DAY + HOUR), 4)
    note = "customs moved the destination" if allowed else "nobody allowed the other destination"
    at, changes = world.calendar.working_day(at + 2 * DAY), {"office": office, "transit_id": opened.transit_id}
    yield from judged_declaration(world, goods, at, ("62", note), decoy=allowed, **changes)


def _after_transit(world: World, goods: Consignment, at: int, office: str, note: str, *, decoy: bool) -> Scene:
    opened = placed(world, goods, at)
    yield Step(at, opened)
    yield from under_way(world, goods, opened)
    notes, at = (("62", note), ("63", note)), world.calendar.working_day(at + DAY)
    changes = {"office": office, "transit_id": opened.transit_id}
    yield from judged_declaration(world, goods, at, *notes, decoy=decoy, **changes)


def inconsistent_documents(world: World, at: int) -> Life:
    """The invoice says a third less than the declaration; in a second case an amendment cures that."""
    for cured in (False, True):
        goods = yield from load(world, at)
        right = lodge(world, goods, at)
        wrong = msgspec.structs.replace(right, documents=_cheaper(right))
        yield Step(at, wrong)
        if cured:
            yield Step(at + HOUR, amended(right, "documents[].amount"), 2)
        note = "cured by an amendment" if cured else "the invoice and the declared price differ"
        yield truth("44", wrong.declaration_id, note, decoy=cured)
        at += 2 * HOUR
        yield Step(at, release(world, wrong, at), 3)


def _cheaper(made: Declaration) -> tuple[Document, ...]:
    waybill, invoice = made.documents or ()
    return waybill, msgspec.structs.replace(invoice, amount=round((invoice.amount or 0.0) * 0.66, 2))


def missing_stamp(world: World, at: int) -> Life:
    """An officer does not find the border stamp on the waybill."""
    goods = yield from load(world, at)
    life = lodged(world, made := lodge(world, goods, at))
    yield next(life)
    seen = Finding(
        finding_id=world.number("FN"),
        criterion="42",
        subject_kind="document",
        subject_id=f"transport|{goods.waybill_no}",
        observed_at=at + 30 * MINUTE,
        declaration_id=made.declaration_id,
        observer_kind="officer",
        observer_id=made.officer_id,
        confidence=0.9,
    )
    yield Step(seen.observed_at, seen)
    yield truth("42", made.declaration_id, "no stamp of the border office on the waybill")
    yield from life


def odd_papers(world: World, at: int) -> Life:
    """Three declarations of low risk: goods without duty, goods from a staging post, another method of valuation."""
    yield _odd(world, at, "88", "goods free of duty", ZERO_DUTY[0])
    yield _odd(world, at + HOUR, "95", "sent from a staging post", dispatch_country="AE")
    yield _odd(world, at + 2 * HOUR, "110", "the last method of valuation")


def _odd(world: World, at: int, criterion: str, note: str, *goods: int, **changes: Any) -> Scene:
    who = yield from newcomer(world, at, *goods)
    rig = yield from rig_of_its_own(world, at)
    consigned = consign(world, who, rig, at)
    if criterion == "110":
        items = lodge(world, consigned, at).items or ()
        changes["items"] = tuple(msgspec.structs.replace(item, valuation_method=6) for item in items)
    yield from judged_declaration(world, consigned, at, (criterion, note), **changes)
