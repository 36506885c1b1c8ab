"""Criterion 51 of decision 8/7: the weight in the papers differs from the weighed one less the tare."""

from collections.abc import Iterator
from math import fsum
from typing import Annotated

from scorers.contract.arguments import filled
from scorers.contract.case import Case
from scorers.contract.criterion import Ask, Criterion, Params, Reach
from scorers.contract.history import History
from scorers.contract.verdict import Evidence, Hit, Unknown, missing
from scorers.ledgers.trips import CONSIGNED, REACH_DAYS, WEIGHINGS, Trip, Weighing, trip_of, units_of
from scorers.parameters.units import Kilograms, Share, means


class Parameters(Params, frozen=True):
    """How far weights may differ; the larger tolerance holds."""

    abs_tol_kg: Annotated[Kilograms, means("Difference that is tolerated.")] = 500
    fuel_crew_kg: Annotated[Kilograms, means("What fuel, crew and equipment weigh.")] = 400
    rel_tol: Annotated[Share, means("Difference that is tolerated, as part of the weight in the papers.")] = 0.05


class TripWeight(Ask, frozen=True):
    """A consignment on the vehicle."""

    case: str


class WeighedMassMismatch(Criterion[Parameters, TripWeight]):
    """The goods of a trip, weighed with the vehicle and less its tare, weigh other than its transport documents state.

    The last weighing before the first unloading counts, and each document once, wherever it is seen.
    """

    code = "51"
    group = "03"
    title = "Goods weight in papers differs from measured vehicle weight minus tare"
    kind = "stream"
    subject = "vehicle"
    inputs = (
        "crossing.recorded.measured_gross_kg",
        "crossing.recorded.scale_uncertainty_kg",
        "crossing.recorded.vehicle_ids[]",
        "crossing.recorded.crossed_at",
        "ref.vehicle.tare_kg",
        "declaration.documents[].gross_kg",
        "transit.documents[].gross_kg",
        "transit.transit_id",
    )
    forms = ("weighing", "inspection", "xray_scan")
    correlation_group = "weight"
    texts = """
        .weighed =
            The goods weigh { NUMBER($weighed, maximumFractionDigits: 0) } kg by the weighbridge; { $papers ->
                [one] the transport document states
               *[other] { $papers } transport documents state
            } { NUMBER($stated, maximumFractionDigits: 0) } kg.
    """
    parameters = Parameters
    ask = TripWeight
    reads = (CONSIGNED, WEIGHINGS)

    def asks(self, case: Case, params: Parameters) -> Iterator[tuple[str, TripWeight] | Unknown]:
        """Ask the first vehicle that the transit or the declaration names."""
        units = units_of(case.content)
        if units:
            yield f"vehicle:{units[0]}", TripWeight(self.code, case.t, case.trigger, case=case.key)
        elif case.content.vehicle_ids is None:
            yield missing(f"{case.kind}.vehicle_ids[]")

    def reaches(self, params: Parameters) -> Iterator[Reach]:
        """What may belong to the trip, before and after."""
        for ledger in self.reads:
            yield Reach(ledger, (), 0, beyond=REACH_DAYS)
            yield Reach(ledger, (), 0, beyond=REACH_DAYS, ahead=True)

    def answer(self, ask: TripWeight, history: History, params: Parameters) -> Hit | Unknown | None:
        """Hit when the difference exceeds every tolerance; unknown while a paper, a tare or a load is missing."""
        trip = trip_of(history, ask.case)
        weighing = _last_loaded(trip) if trip else None
        if trip is None or weighing is None:
            return missing("crossing.recorded.measured_gross_kg")
        papers, lacking = _papers(trip, weighing)
        if lacking:
            return missing(*lacking)
        if weighing.tare_kg is None:
            return missing("ref.vehicle.tare_kg")
        stated = fsum(papers.values())
        weighed = weighing.measured_kg - weighing.tare_kg - params.fuel_crew_kg
        if abs(weighed - stated) <= max(params.rel_tol * stated, params.abs_tol_kg, 2 * weighing.uncertainty_kg):
            return None
        return Hit(
            "weighed",
            (
                Evidence(
                    "crossing",
                    weighing.ref.partition(":")[2],
                    weighing.at,
                    weighing.event_id,
                    {
                        "measured_gross_kg": weighing.measured_kg,
                        "tare_kg": weighing.tare_kg,
                        "fuel_crew_kg": params.fuel_crew_kg,
                        "goods_kg": round(weighed, 3),
                        "documents_kg": round(stated, 3),
                    },
                ),
                *(
                    Evidence(load.ref.partition(":")[0], load.ref.partition(":")[2], load.at, load.event_id)
                    for load in trip.loads
                ),
            ),
            window=(min(load.at for load in trip.loads), max(weighing.at, ask.t)),
            arguments=filled(weighed=round(weighed, 3), stated=round(stated, 3), papers=len(papers)),
        )


def _last_loaded(trip: Trip) -> Weighing | None:
    """The last weighing before anything was unloaded."""
    end = trip.unloaded_at
    loaded = [weighing for weighing in trip.weighings if end is None or weighing.at <= end]
    return loaded[-1] if loaded else None


def _papers(trip: Trip, weighing: Weighing) -> tuple[dict[str, float], set[str]]:
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
