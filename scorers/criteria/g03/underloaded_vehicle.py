"""Criterion 56 of decision 8/7: the cargo space is less than half full."""

from math import fsum
from typing import Annotated

from scorers.contract.arguments import filled, share
from scorers.contract.criterion import Params
from scorers.contract.inputs import of
from scorers.contract.verdict import Hit, Unknown, missing
from scorers.families.trips import OnTrip, Trips, carried
from scorers.ledgers.trips import Consigned
from scorers.matching.trips import Trip, loads_of, space_of
from scorers.parameters.units import Share, Switch, means

NOT_CUBIC_METRES = 10
"""A load that fills the space this many times was stated in another unit, such as litres."""


class Parameters(Params, frozen=True):
    """How full is full, and how long further loads are waited for."""

    hold_minutes: Annotated[
        int,
        means(
            "How long, in event time, an alert waits for further loads of the trip.", unit="minutes", ge=0, le=525_600
        ),
    ] = 60
    min_fill: Annotated[Share, means("Part of the cargo volume from which on a vehicle is full enough.")] = 0.5
    use_weight: Annotated[Switch, means("Whether weight tells where volumes are missing.")] = True
    weight_limited_share: Annotated[
        Share, means("Part of the payload from which on the weight alone makes it full enough.")
    ] = 0.8


class UnderloadedVehicle(Trips[Parameters]):
    """All consignments of the trip together fill less than half of the vehicle's or its containers' cargo space.

    Where a volume is not stated, a load that uses up the payload counts as full.
    """

    code = "56"
    group = "03"
    title = "Cargo space less than half full"
    inputs = (
        *of("transit", "vehicle_ids[]", "container_ids[]", "items[].volume_m3", "items[].gross_kg"),
        *of("declaration", "vehicle_ids[]", "items[].volume_m3"),
        *of("ref.vehicle", "cargo_volume_m3", "payload_kg"),
    )
    forms = ("inspection", "xray_scan")
    texts = """
        .load =
            { $loads ->
                [one] A consignment of { NUMBER($volume, maximumFractionDigits: 1) } m³ fills
               *[other] { $loads } consignments of { NUMBER($volume, maximumFractionDigits: 1) } m³ fill
            } { $filled } of { NUMBER($space, maximumFractionDigits: 1) } m³ of cargo space.
    """
    fixed = ("min_fill",)

    def trip(self, ask: OnTrip, trip: Trip | None, params: Parameters) -> Hit | Unknown | None:
        """Hit below `min_fill`, held back for further consignments of the trip."""
        if trip is None:
            return None
        loads = loads_of(trip)
        own = next(load for load in trip.loads if load.ref == ask.case)
        space = space_of(trip, ask.case)
        if not space:
            return missing("ref.vehicle.cargo_volume_m3")
        bare = [load for load in loads if load.volume_m3 is None or load.volume_m3 > NOT_CUBIC_METRES * space]
        volume = fsum(load.volume_m3 or 0.0 for load in loads if load not in bare)
        if volume / space >= params.min_fill:
            return None
        if bare:
            return self._by_weight(loads, bare, own, params)
        return _hit(loads, volume, space, params)

    def _by_weight(
        self, loads: list[Consigned], bare: list[Consigned], own: Consigned, params: Parameters
    ) -> Unknown | None:
        """A miss when the load uses up the payload, else unknown."""
        gross = fsum(load.gross_kg or 0.0 for load in loads)
        payload = own.payload_kg or next((load.payload_kg for load in loads if load.payload_kg), None)
        if params.use_weight and payload and gross >= params.weight_limited_share * payload:
            return None
        kinds = {"transit" if load.is_transit else "declaration" for load in bare}
        return missing(*(f"{kind}.items[].volume_m3" for kind in kinds))


def _hit(loads: list[Consigned], volume: float, space: float, params: Parameters) -> Hit:
    return Hit(
        "load",
        tuple(carried(load, volume_m3=load.volume_m3, cargo_volume_m3=space) for load in loads),
        window=(min(load.at for load in loads), max(load.at for load in loads)),
        hold_until=max(load.at for load in loads) + params.hold_minutes * 60_000,
        arguments=filled(loads=len(loads), volume=round(volume, 3), space=space, filled=share(volume / space)),
    )
