"""Criterion 51 of decision 8/7: the weight in the papers differs from the weighed one less the tare."""

from math import fsum
from typing import Annotated

from scorers.contract.arguments import filled
from scorers.contract.criterion import Params
from scorers.contract.inputs import of
from scorers.contract.verdict import Hit, Unknown, missing
from scorers.families.trips import OnTrip, Trips, carried, on_scale
from scorers.matching.trips import Trip, last_loaded, papers_of
from scorers.parameters.units import Kilograms, Share, means


class Parameters(Params, frozen=True):
    """How far weights may differ; the larger tolerance holds."""

    abs_tol_kg: Annotated[Kilograms, means("Difference that is tolerated.")] = 500
    fuel_crew_kg: Annotated[Kilograms, means("What fuel, crew and equipment weigh.")] = 400
    rel_tol: Annotated[Share, means("Difference that is tolerated, as part of the weight in the papers.")] = 0.05


class WeighedMassMismatch(Trips[Parameters]):
    """The goods of a trip, weighed with the vehicle and less its tare, weigh other than its transport documents state.

    The last weighing before the first unloading counts, and each document once, wherever it is seen.
    """

    code = "51"
    group = "03"
    title = "Goods weight in papers differs from measured vehicle weight minus tare"
    inputs = (
        *of("crossing.recorded", "measured_gross_kg", "scale_uncertainty_kg", "vehicle_ids[]", "crossed_at"),
        *("ref.vehicle.tare_kg", "declaration.documents[].gross_kg"),
        *of("transit", "documents[].gross_kg", "transit_id"),
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

    def trip(self, ask: OnTrip, trip: Trip | None, params: Parameters) -> Hit | Unknown | None:
        """Hit when the difference exceeds every tolerance; unknown while a paper, a tare or a load is missing."""
        weighing = last_loaded(trip) if trip else None
        if trip is None or weighing is None:
            return missing("crossing.recorded.measured_gross_kg")
        papers, lacking = papers_of(trip, weighing)
        if lacking:
            return missing(*lacking)
        if weighing.tare_kg is None:
            return missing("ref.vehicle.tare_kg")
        stated = fsum(papers.values())
        weighed = weighing.measured_kg - weighing.tare_kg - params.fuel_crew_kg
        if abs(weighed - stated) <= max(params.rel_tol * stated, params.abs_tol_kg, 2 * weighing.uncertainty_kg):
            return None
        figures = {"goods_kg": round(weighed, 3), "documents_kg": round(stated, 3)}
        scale = on_scale(weighing, fuel_crew_kg=params.fuel_crew_kg, **figures)
        return Hit(
            "weighed",
            (scale, *map(carried, trip.loads)),
            window=(min(load.at for load in trip.loads), max(weighing.at, ask.t)),
            arguments=filled(weighed=round(weighed, 3), stated=round(stated, 3), papers=len(papers)),
        )
