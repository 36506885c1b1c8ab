"""Criterion 53 of decision 8/7: the cargo compartment of a vehicle is damaged."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated

from scorers.contract.case import Case
from scorers.contract.criterion import Reach
from scorers.contract.inputs import of
from scorers.contract.verdict import Hit, Unknown, missing
from scorers.families.findings import FINDING, Held, StandingFindings, Valid, findings_on, hit_on
from scorers.ledgers.findings import findings_of_vehicle
from scorers.ledgers.trip_span import aboard, first_unit, trip_end
from scorers.parameters.units import Hours, means

DAMAGE = findings_of_vehicle("53")


class Parameters(Valid, frozen=True):
    """How long damage is believed unrepaired, and from which confidence on."""

    trip_window_h: Annotated[
        Hours,
        means("How long after its beginning a trip lasts at least that is still open and states no later deadline."),
    ] = 72


class DamagedCargoCompartment(StandingFindings[Parameters]):
    """The compartment was found damaged, on this trip or an earlier one, and no repair is known."""

    code = "53"
    group = "03"
    title = "Cargo compartment damaged"
    subject = "vehicle"
    inputs = FINDING + of("finding.raised", "vehicle_id", "transit_id")
    forms = ("inspection", "seal_check", "xray_scan")
    texts = """
        .damaged =
            The cargo compartment of { $vehicles } was found damaged and no repair is known (finding { $finding }).
        .somewhere_damaged = A cargo compartment was found damaged and no repair is known (finding { $finding }).
    """
    reads = (DAMAGE,)

    def whom(self, case: Case, params: Parameters) -> Mapping[str, tuple[int, int]]:
        """Every vehicle, trailer and container of the trip, also those that were replaced on the way."""
        return aboard(case, trip_end(case, params.trip_window_h))

    def own(self, case: Case) -> Iterator[Held]:
        """Findings on this very trip."""
        yield from ((finding.vehicle_id or "", one) for finding, one in findings_on(case, self.code))

    def reaches(self, params: Parameters) -> Iterator[Reach]:
        """What is found until the end of a trip that states none, too."""
        yield from super().reaches(params)
        yield Reach(DAMAGE, ("trip_window_h",), params.trip_window_h / 24, ahead=True)

    def unnamed(self, case: Case) -> Unknown | None:
        """The vehicles, unless the case says that there are none."""
        return missing(f"{case.kind}.vehicle_ids[]") if case.content.vehicle_ids is None else None

    def subject_id(self, case: Case, holding: Sequence[Held]) -> str:
        """The first vehicle, else the first container, else what was found damaged first."""
        return first_unit(case) or (holding[0][0] if holding else "")

    def hit(self, holding: Sequence[Held]) -> Hit:
        """Named are the damaged units that are known."""
        damaged, found = sorted({unit for unit, _ in holding if unit}), [one for _, one in holding]
        evidence = (one.evidence(vehicle=unit) for unit, one in holding)
        why = "damaged" if damaged else "somewhere_damaged"
        return hit_on(found, why, evidence, vehicles=damaged, finding=found[-1].ref)
