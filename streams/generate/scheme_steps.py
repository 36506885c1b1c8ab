"""Pieces that schemes are made of: newcomers whom only the scheme knows, and their shortest trips and declarations."""

from collections.abc import Generator, Iterator
from typing import Any, Literal, TypeAlias

from schemas.events import Declaration, Transit
from schemas.normalise import normal_id
from streams.generate.calendar import DAY, HOUR
from streams.generate.clearance import lodged
from streams.generate.config import Truth
from streams.generate.consignment import Consignment, consign
from streams.generate.first_facts import company_facts
from streams.generate.papers import declaration, transit
from streams.generate.population import Participant, Rig, border_office
from streams.generate.steps import Step, fact
from streams.generate.tables import INLAND
from streams.generate.trip import arrival, completion, crossings
from streams.generate.world import World, rig_facts

Scene: TypeAlias = Iterator[Step | Truth]
"""Part of a scheme."""


def newcomer(world: World, at: int, *goods: int) -> Generator[Step, None, Participant]:
    """A participant of good repute, who trades in the goods given, else in some."""
    who = world.newcomer()
    if goods:
        who = who._replace(goods=goods)
    for each in company_facts(world, who, at):
        yield fact(at, each)
    return who


def newcomers(world: World, at: int, number: int) -> Generator[Step, None, tuple[Participant, ...]]:
    """Several of them."""
    people: tuple[Participant, ...] = ()
    for _ in range(number):
        people = (*people, (yield from newcomer(world, at)))
    return people


def rig_of_its_own(world: World, at: int, *, like: Rig | None = None, keep: str = "") -> Generator[Step, None, Rig]:
    """A rig that nobody else uses; it keeps the field `keep` of another rig."""
    rig = world.new_rig()
    yield from rig_facts(at, rig)
    return rig._replace(**{keep: getattr(like, keep)}) if keep else rig


def load(world: World, at: int, **how: Any) -> Generator[Step, None, Consignment]:
    """A consignment of a newcomer on a rig of its own."""
    who = yield from newcomer(world, at)
    rig = yield from rig_of_its_own(world, at)
    return consign(world, who, rig, at, **how)


def placed(world: World, goods: Consignment, at: int, **changes: Any) -> Transit:
    """The transit of a consignment to the usual office of its participant."""
    return transit(world, goods, at, border_office(world.rng), goods.participant.office, **changes)


def under_way(world: World, goods: Consignment, opened: Transit, excess: float = 0.0) -> Iterator[Step]:
    """What follows the opening when all goes well."""
    at = opened.opened_at
    yield from crossings(world, opened, goods, at + HOUR, excess=excess)
    yield Step(at + DAY, arrival(opened, at + DAY), 2)
    yield Step(at + DAY + 2 * HOUR, completion(opened, at + DAY + 2 * HOUR), 3)


def judged_trip(
    world: World, goods: Consignment, at: int, *truths: tuple[str, str], decoy: bool = False, **changes: Any
) -> Scene:
    """A good trip about whose opening there are truths: pairs of criterion and note."""
    opened = placed(world, goods, at, **changes)
    yield Step(at, opened)
    for criterion, note in truths:
        yield truth(criterion, opened.transit_id, note, decoy=decoy)
    yield from under_way(world, goods, opened)


def judged_declaration(
    world: World, goods: Consignment, at: int, *truths: tuple[str, str], decoy: bool = False, **changes: Any
) -> Scene:
    """A declaration, soon released, about which there are truths: pairs of criterion and note."""
    made = lodge(world, goods, at, **changes)
    life = lodged(world, made)
    yield next(life)
    for criterion, note in truths:
        yield truth(criterion, made.declaration_id, note, decoy=decoy)
    yield from life


def lodge(world: World, goods: Consignment, at: int, **changes: Any) -> Declaration:
    """The declaration of a consignment at the usual office of its participant."""
    office = changes.pop("office", goods.participant.office)
    return declaration(world, goods, at, office, **changes)


def truth(criterion: str, case: str, note: str, *, decoy: bool = False) -> Truth:
    """What should come of the step before."""
    kind: Literal["hit", "decoy"] = "decoy" if decoy else "hit"
    return Truth(criterion, case if "|" in case else normal_id(case), kind, note)


def other_office(office: str) -> str:
    """An inland office under another customs house."""
    return INLAND[(INLAND.index(office) + 2) % len(INLAND)]
