"""A criterion of trips says what all consignments of one amount to."""

from math import fsum
from typing import Any

from schemas.envelope import Event
from scorers.contract.arguments import filled
from scorers.contract.criterion import Params
from scorers.contract.verdict import Hit, Unknown, missing
from scorers.families.trips import OnTrip, Trips, carried
from scorers.matching.trips import Trip
from tests import factories as f
from tests.factories import DAY, T0
from tests.scorers.families.example import hit, lacking, verdicts

MOST_KG = 25_000


class OverloadedTrip(Trips[Params]):
    """All consignments of a trip together weigh more than a lorry may carry."""

    code = "XX-010"
    group = "XX"
    title = "Overloaded"
    inputs = ("transit.vehicle_ids[]", "transit.items[].gross_kg")
    forms = ("weighing",)
    cases = ("transit",)
    texts = ".weigh = { $loads } consignments weigh { $kg } kg."

    def trip(self, ask: OnTrip, trip: Trip | None, params: Params) -> Hit | Unknown | None:
        """Hit beyond what may be."""
        loads = trip.loads if trip is not None else []
        if any(load.gross_kg is None for load in loads):
            return missing("transit.items[].gross_kg")
        weight = fsum(load.gross_kg or 0.0 for load in loads)
        if weight <= MOST_KG:
            return None
        return Hit("weigh", tuple(map(carried, loads)), arguments=filled(loads=len(loads), kg=weight))


def load(name: str, kg: float | None, **fields: Any) -> Event:
    defaults = {"vehicle_ids": ["V1"], "items": [{"item_no": 1, "gross_kg": kg}], "deadline_at": T0 + 5 * DAY}
    return f.transit(name, **{**defaults, **fields})


def test_the_loads_of_one_trip_are_taken_together() -> None:
    """On another vehicle they are another trip."""
    found = hit(verdicts(OverloadedTrip(), [load("T1", 20_000), load("T2", 6_000)], "transit:T1"))
    assert [one.ref for one in found.evidence] == ["T1", "T2"]
    apart = [load("T1", 20_000), load("T2", 6_000, vehicle_ids=["V2"])]
    assert verdicts(OverloadedTrip(), apart, "transit:T1") == {}


def test_a_load_of_no_weight_and_a_case_of_no_vehicle_are_unknown() -> None:
    found = verdicts(OverloadedTrip(), [load("T1", 20_000), load("T2", None)], "transit:T1")
    assert lacking(found) == ("transit.items[].gross_kg",)
    found = verdicts(OverloadedTrip(), [load("T1", 20_000, vehicle_ids=None)], "transit:T1")
    assert lacking(found) == ("transit.vehicle_ids[]",)
