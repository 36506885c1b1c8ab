"""Which transit brought the goods of a declaration that names none: the join by waybill and a vehicle or container."""

from collections.abc import Iterator
from typing import Any, ClassVar

from scorers.contract.case import Case
from scorers.contract.criterion import Ask, Criterion, Reach
from scorers.contract.history import History
from scorers.contract.inputs import of
from scorers.contract.learned import Learned
from scorers.contract.ledger import Entry, Ledger
from scorers.contract.links import Joined, named_transit, waybill_keys
from scorers.contract.verdict import Unknown
from scorers.times.durations import DAY

BACK_DAYS = 180
"""How long before the declaration the transit may have been opened: goods may lie in a warehouse."""
AHEAD_DAYS = 30
"""How long after the declaration the transit may be opened: goods may be declared before they arrive."""


class Carried(Entry, frozen=True, tag="carried"):
    """A transit under a waybill: `ref` is the transit, `units` its vehicles and containers in all versions."""

    units: tuple[str, ...]


def _units(data: Any) -> set[str]:
    return {*(data.vehicle_ids or ()), *(data.container_ids or ())}


def _put(case: Case) -> Iterator[tuple[str, Carried]]:
    if case.current is None:
        return
    units: set[str] = set()
    keys: set[str] = set()
    for version in case.snapshots:
        units |= _units(version.data)
        keys.update(waybill_keys(version.data))
    for key in sorted(keys):
        yield key.partition(":")[2], Carried(case.t, case.id, case.trigger, tuple(sorted(units)))


CARRIED_UNDER_WAYBILL = Ledger(
    "carried_under_waybill",
    subject="document",
    kinds=("transit",),
    entry=Carried,
    put=_put,
    keep_days=BACK_DAYS,
    look_ahead_days=AHEAD_DAYS,
)


class Sought(Ask, frozen=True, tag="ask.transits"):
    """Which transit came under this waybill with one of these vehicles or containers."""

    learns: ClassVar[tuple[type[Learned], ...]] = (Joined,)

    units: tuple[str, ...]


class TransitJoin(Criterion[Any, Sought]):
    """Transits of a declaration that names none; `scorers.contract.links.transits_of` reads what was learned."""

    code = "transit_join"
    group = ""
    title = "Transit that brought the goods"
    kind = "stream"
    subject = "document"
    inputs = (
        *of("declaration", "documents[].number", "vehicle_ids[]", "container_ids[]"),
        *of("transit", "documents[].number", "vehicle_ids[]", "container_ids[]"),
    )
    forms = ()
    cases = ("declaration",)
    ask = Sought
    reads = (CARRIED_UNDER_WAYBILL,)

    def asks(self, case: Case, params: Any) -> Iterator[tuple[str, Sought] | Unknown]:
        """Ask every waybill of a declaration that names no transit."""
        units = tuple(sorted(_units(case.content)))
        if not named_transit(case) and units:
            for key in waybill_keys(case.content):
                yield key, Sought(self.code, case.t, case.trigger, units)

    def reaches(self, params: Any) -> Iterator[Reach]:
        """However long the goods lay in a warehouse."""
        yield Reach(CARRIED_UNDER_WAYBILL, (), 0, beyond=BACK_DAYS)
        yield Reach(CARRIED_UNDER_WAYBILL, (), 0, beyond=AHEAD_DAYS, ahead=True)

    def answer(self, ask: Sought, history: History, params: Any) -> Joined:
        """The last transit opened by then under this waybill, else the first one after; carriers use numbers again."""
        found = [
            carried
            for carried in history.span(CARRIED_UNDER_WAYBILL, ask.t - BACK_DAYS * DAY - 1, ask.t + AHEAD_DAYS * DAY)
            if not set(carried.units).isdisjoint(ask.units)
        ]
        before = [carried for carried in found if carried.at <= ask.t]
        return Joined(tuple(carried.ref for carried in (before[-1:] or found[:1])))
