"""What all consignments of one trip of a vehicle amount to together.

The family asks the first vehicle that a case names for the trip that the case belongs to, again whenever a load or a
weighing of the trip becomes known. A criterion judges the trip: what it carries, weighs or mixes.
"""

from collections.abc import Iterator

from scorers.contract.case import Case
from scorers.contract.criterion import Ask, Criterion, ParamsT, Reach
from scorers.contract.history import History
from scorers.contract.verdict import Evidence, Hit, Scalar, Unknown, missing
from scorers.ledgers.trips import CONSIGNED, REACH_DAYS, WEIGHINGS, Consigned, Weighing, units_of
from scorers.matching.trips import Trip, trip_of


class OnTrip(Ask, frozen=True, tag="ask.trip"):
    """A consignment on the vehicle, by the key of its case."""

    case: str


class Trips(Criterion[ParamsT, OnTrip]):
    """One trip, from each case that belongs to it."""

    kind = "stream"
    subject = "vehicle"
    reads = (CONSIGNED, WEIGHINGS)

    def trip(self, ask: OnTrip, trip: Trip | None, params: ParamsT) -> Hit | Unknown | None:
        """The verdict on a trip; None: the case is not in the vehicle's history any more."""
        raise NotImplementedError

    def asks(self, case: Case, params: ParamsT) -> Iterator[tuple[str, OnTrip] | Unknown]:
        """Ask the first vehicle that the transit or the declaration names."""
        units = units_of(case.content)
        if units:
            yield f"vehicle:{units[0]}", OnTrip(self.code, case.t, case.trigger, case=case.key)
        elif case.content.vehicle_ids is None:
            yield missing(f"{case.kind}.vehicle_ids[]")

    def reaches(self, params: ParamsT) -> Iterator[Reach]:
        """What may belong to the trip, before and after."""
        for ledger in self.reads:
            yield Reach(ledger, (), 0, beyond=REACH_DAYS)
            yield Reach(ledger, (), 0, beyond=REACH_DAYS, ahead=True)

    def answer(self, ask: OnTrip, history: History, params: ParamsT) -> Hit | Unknown | None:
        """Judge the vehicle's trip that the case belongs to."""
        return self.trip(ask, trip_of(history, ask.case), params)


def carried(load: Consigned, **values: Scalar) -> Evidence:
    """A load as evidence."""
    kind, _, ref = load.ref.partition(":")
    return Evidence(kind, ref, load.at, load.event_id, values)


def on_scale(weighing: Weighing, **values: Scalar) -> Evidence:
    """A weighing as evidence, with what the vehicle weighed and what it weighs empty."""
    figures = {"measured_gross_kg": weighing.measured_kg, "tare_kg": weighing.tare_kg, **values}
    return Evidence("crossing", weighing.ref.partition(":")[2], weighing.at, weighing.event_id, figures)
