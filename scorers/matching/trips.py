"""Which loads and weighings of a vehicle were one trip (S11), and what a trip carried by its papers and its items."""

from math import fsum

import msgspec

from scorers.contract.history import History
from scorers.ledgers.trips import CONSIGNED, WEIGHINGS, Consigned, Weighing, whole_sum
from scorers.times.durations import HOUR

WINDOW = 72 * HOUR
"""Span from the first event of a trip in which others of the vehicle belong to it that no transit links (ruling 9)."""
EVER = (-1, 2**62)


class Trip(msgspec.Struct):
    """What belongs together, oldest first."""

    loads: list[Consigned]
    weighings: list[Weighing]

    @property
    def transits(self) -> set[str]:
        """The transits among the loads."""
        return {load.transit for load in self.loads if load.is_transit}

    @property
    def unloaded_at(self) -> int | None:
        """When the first of its transits was completed, ms UTC; None: none was."""
        return min((load.completed_at for load in self.loads if load.completed_at is not None), default=None)


def space_of(trip: Trip, case: str) -> float | None:
    """Cargo volume of a trip (m3): of all its containers, else what is known of the vehicles that `case` names."""
    containers = {unit: volume for load in trip.loads if load.containerised for unit, volume in load.spaces}
    if containers:
        return whole_sum(list(containers.values()))
    own_first = sorted(trip.loads, key=lambda load: load.ref != case)
    known = (fsum(volume for _, volume in load.spaces if volume is not None) for load in own_first)
    return next((volume for volume in known if volume), None)


def loads_of(trip: Trip) -> list[Consigned]:
    """The consignments of a trip, each once: a transit's items win over those of the declarations that follow it."""
    itemised = {load.transit for load in trip.loads if load.is_transit and load.itemised}
    followed = {load.transit for load in trip.loads if not load.is_transit and load.transit}
    return [
        load
        for load in trip.loads
        if (load.itemised or load.transit not in followed if load.is_transit else load.transit not in itemised)
    ]


def last_loaded(trip: Trip) -> Weighing | None:
    """The last weighing before anything was unloaded."""
    end = trip.unloaded_at
    loaded = [weighing for weighing in trip.weighings if end is None or weighing.at <= end]
    return loaded[-1] if loaded else None


def papers_of(trip: Trip, weighing: Weighing) -> tuple[dict[str, float], set[str]]:
    """Gross weight by transport document, the transits' papers first; and what is missing to know them all."""
    papers: dict[str, float] = {}
    for load in sorted(trip.loads, key=lambda load: not load.is_transit):
        for number, gross in load.waybills:
            if gross is not None:
                papers.setdefault(number, gross)
    lacking: set[str] = set()
    for load in trip.loads:
        covered = not load.is_transit and load.transit in trip.transits
        if any(number not in papers for number, _ in load.waybills) or not (load.waybills or covered):
            lacking.add(f"{'transit' if load.is_transit else 'declaration'}.documents[].gross_kg")
    if weighing.transit and weighing.transit not in trip.transits:
        lacking.add("transit.transit_id")
    if set(weighing.numbers).difference(*(load.numbers for load in trip.loads)):
        lacking.add("transit.documents[].gross_kg")
    return papers, lacking


class _Group:
    """A trip in the making: overlapping transits, or what one window holds."""

    def __init__(self, first: Consigned | Weighing) -> None:
        self.start, self.until, self.direction = first.at, first.at, _way(first)
        self.transits: set[str] = set()
        self.members: list[Consigned | Weighing] = []

    def add(self, member: Consigned | Weighing) -> None:
        self.members.append(member)
        if member.transit:
            self.transits.add(member.transit)
        if isinstance(member, Consigned) and member.is_transit:
            self.until = max(self.until, member.until)


def _way(entry: Consigned | Weighing) -> str:
    return "out" if entry.direction == "out" else "in"


def trip_of(history: History, case: str) -> Trip | None:
    """The vehicle's trip that a case belongs to; None while the case is not in the history."""
    return history.once(_trips).get(case)


def _trips(history: History) -> dict[str, Trip]:
    """Trips of a vehicle by the cases that belong to them, over all that is kept: its history is short."""
    found: dict[str, Trip] = {}
    for group in _groups(history.span(CONSIGNED, *EVER), history.span(WEIGHINGS, *EVER)):
        ordered = sorted(group.members, key=lambda member: (member.at, member.ref))
        trip = Trip(
            [member for member in ordered if isinstance(member, Consigned)],
            [member for member in ordered if isinstance(member, Weighing)],
        )
        found.update((member.ref, trip) for member in ordered)
    return found


def _groups(loads: list[Consigned], weighings: list[Weighing]) -> list[_Group]:
    """First transits that overlap, then what names one of them, then what only the time joins."""
    groups = _overlapping([load for load in loads if load.is_transit])
    others: list[Consigned | Weighing] = [*weighings, *(load for load in loads if not load.is_transit)]
    others.sort(key=lambda entry: (entry.at, entry.ref))
    for other in others:
        if other.transit:
            named = next((group for group in groups if other.transit in group.transits), None)
            if named is None:
                named = _Group(other)
                groups.append(named)
            named.add(other)
    return groups + _by_time([other for other in others if not other.transit], groups)


def _overlapping(transits: list[Consigned]) -> list[_Group]:
    groups: list[_Group] = []
    for transit in transits:
        if not groups or transit.at >= groups[-1].until:
            groups.append(_Group(transit))
        groups[-1].add(transit)
    return groups


def _by_time(loose: list[Consigned | Weighing], groups: list[_Group]) -> list[_Group]:
    """Add what names no transit to the trip that it falls into; trips of what falls into none."""
    found: list[_Group] = []
    for other in loose:
        near = [group for group in groups if _during(other, group)]
        near = near or [group for group in found if group.direction == _way(other) and other.at <= group.start + WINDOW]
        if not near:
            near = [_Group(other)]
            found.append(near[0])
        min(near, key=lambda group: abs(group.start - other.at)).add(other)
    return found


def _during(other: Consigned | Weighing, group: _Group) -> bool:
    """Whether something that names no transit falls into a transit's trip: weighed under way or on entry."""
    if isinstance(other, Weighing):
        earliest = group.start - WINDOW if _way(other) == "in" else group.start
        return earliest <= other.at <= group.until
    return abs(other.at - group.start) <= WINDOW
