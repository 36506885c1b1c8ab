"""Criterion 59 of decision 8/7: the vehicle has concealed compartments that its maker did not build."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated

from schemas.facts import Vehicle
from scorers.contract.case import Case
from scorers.contract.criterion import Reach
from scorers.contract.inputs import of
from scorers.contract.verdict import Hit, Unknown, missing
from scorers.families.findings import FINDING, MACHINES, Believed, Held, StandingFindings, findings_on, hit_on
from scorers.ledgers.findings import CHASSIS, Observed, chassis_of, findings_of_vehicle
from scorers.ledgers.trip_span import aboard, first_unit, trip_end, units
from scorers.parameters.units import Days, Hours, means

COMPARTMENTS = findings_of_vehicle("59", by_chassis=True)


class Parameters(Believed, frozen=True):
    """How long a compartment is remembered, and from which confidence on."""

    window_days: Annotated[Days, means("How far back a finding counts.")] = 1825
    trip_window_h: Annotated[
        Hours,
        means("How long after its beginning a trip lasts at least that is still open and states no later deadline."),
    ] = 72


class HiddenCompartments(StandingFindings[Parameters]):
    """A concealed compartment was found in a vehicle of the trip, on this one or before, and its removal is not known.

    The vehicle is known again under other plates by its chassis, where the register states that. What a machine is not
    sure of waits for an officer to conclude.
    """

    code = "59"
    group = "03"
    title = "Vehicle has concealed compartments not built by the maker"
    subject = "vehicle"
    inputs = (*FINDING, *of("finding.raised", "vehicle_id", "observer_kind"), "ref.vehicle.chassis_id")
    forms = ("xray_scan", "inspection")
    texts = """
        .concealed =
            A concealed compartment was found in { $vehicles } and its removal is not known (finding { $finding }).
        .somewhere_concealed =
            A concealed compartment was found in a vehicle and its removal is not known (finding { $finding }).
    """
    reads = (COMPARTMENTS,)
    lasting = "window_days"
    expires = False

    def counts(self, one: Observed, params: Parameters) -> bool:
        """Also what a machine is not sure of."""
        return self.sure(one, params) or one.observer_kind in MACHINES

    def whom(self, case: Case, params: Parameters) -> Mapping[str, tuple[int, int]]:
        """Every vehicle, trailer and container of the trip, by its chassis and by its plate."""
        named = aboard(case, trip_end(case, params.trip_window_h))
        chassis = {chassis_of(case, unit, case.t): span for unit, span in named.items()}
        return {name: span for name, span in chassis.items() if name} | named

    def own(self, case: Case) -> Iterator[Held]:
        """Findings on this very trip."""
        yield from ((finding.vehicle_id or "", one) for finding, one in findings_on(case, self.code))

    def reaches(self, params: Parameters) -> Iterator[Reach]:
        """What is found until the end of a trip that states none, too."""
        yield from super().reaches(params)
        yield Reach(COMPARTMENTS, ("trip_window_h",), params.trip_window_h / 24, ahead=True)

    def unnamed(self, case: Case) -> Unknown | None:
        """The vehicles, unless the case says that there are none."""
        return missing(f"{case.kind}.vehicle_ids[]") if case.content.vehicle_ids is None else None

    def doubt(self, case: Case) -> Unknown | None:
        """Whether a vehicle had other plates, while the register is silent."""
        silent = units(case) and case.tables.stale(Vehicle, case.t)
        return missing("ref.vehicle.chassis_id") if silent else None

    def subject_id(self, case: Case, holding: Sequence[Held]) -> str:
        """The first vehicle, else the first container, else what was found to have one."""
        return first_unit(case) or (holding[0][0] if holding else "")

    def hit(self, holding: Sequence[Held]) -> Hit:
        """Named are the units that are known, one that only its chassis tells by that."""
        found = [one for _, one in holding]
        named = [unit.removeprefix(CHASSIS) for unit, _ in holding]
        evidence = (one.evidence(vehicle=unit) for unit, one in zip(named, found, strict=True))
        vehicles = sorted(set(filter(None, named)))
        why = "concealed" if vehicles else "somewhere_concealed"
        return hit_on(found, why, evidence, vehicles=vehicles, finding=found[-1].ref)
