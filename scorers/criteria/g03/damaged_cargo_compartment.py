"""Criterion 53 of decision 8/7: the cargo compartment of a vehicle is damaged."""

from collections.abc import Iterator
from typing import Annotated, Any, ClassVar

import msgspec

from schemas.normalise import normal_id
from scorers.contract.arguments import filled
from scorers.contract.case import Case
from scorers.contract.criterion import Ask, Criterion, Params, Reach
from scorers.contract.history import History
from scorers.contract.links import FindingLink
from scorers.contract.verdict import Hit, Unknown, missing
from scorers.ledgers.findings import FINDINGS_OF_VEHICLE, KEEP_DAYS, Observed, observed, restored
from scorers.ledgers.trip_span import aboard, trip_end, units
from scorers.parameters.units import Confidence, Days, Hours, means
from scorers.times.durations import DAY


class Parameters(Params, frozen=True):
    """How long damage is believed, and from which confidence on."""

    valid_days: Annotated[
        Days, means("How long damage is believed unrepaired when the finding does not say so itself.")
    ] = 30
    min_confidence: Annotated[Confidence, means("Least confidence of a finding; one that states none is certain.")] = (
        0.5
    )
    trip_window_h: Annotated[
        Hours,
        means("How long after its beginning a trip lasts at least that is still open and states no later deadline."),
    ] = 72


class Travelled(Ask, frozen=True):
    """Damage of a vehicle, trailer or container observed by the time (ms UTC) that it left this trip."""

    learns: ClassVar[str] = "damage"

    end: int


class DamagedCargoCompartment(Criterion[Parameters, Travelled]):
    """The compartment was found damaged, on this trip or an earlier one, and no repair is known."""

    code = "53"
    group = "03"
    title = "Cargo compartment damaged"
    kind = "finding"
    subject = "vehicle"
    inputs = (
        "finding.raised.criterion",
        "finding.raised.vehicle_id",
        "finding.raised.transit_id",
        "finding.cancelled.finding_id",
    )
    forms = ("inspection", "seal_check", "xray_scan")
    texts = """
        .damaged =
            The cargo compartment of { $vehicles } was found damaged and no repair is known (finding { $finding }).
        .somewhere_damaged = A cargo compartment was found damaged and no repair is known (finding { $finding }).
    """
    parameters = Parameters
    ask = Travelled
    reads = (FINDINGS_OF_VEHICLE,)

    def asks(self, case: Case, params: Parameters) -> Iterator[tuple[str, Travelled] | Unknown]:
        """Ask every vehicle, trailer and container of the trip, also those that were replaced on the way."""
        for unit, (start, end) in aboard(case, trip_end(case, params.trip_window_h)).items():
            yield f"vehicle:{unit}", Travelled(self.code, start, case.trigger, end)

    def reaches(self, params: Parameters) -> Iterator[Reach]:
        """Damage that does not say itself how long it holds, until the end of a trip that states none."""
        yield Reach(FINDINGS_OF_VEHICLE, ("valid_days",), params.valid_days)
        yield Reach(FINDINGS_OF_VEHICLE, ("trip_window_h",), params.trip_window_h / 24, ahead=True)

    def answer(self, ask: Travelled, history: History, params: Parameters) -> dict[str, Any]:
        """Findings made by then that held when the unit came to the trip; whether a whole validity was seen."""
        found = [
            finding
            for finding in history.span(FINDINGS_OF_VEHICLE, ask.t - KEEP_DAYS * DAY, ask.end)
            if finding.criterion == self.code and ask.t < finding.ends(params.valid_days)
        ]
        return {"found": msgspec.to_builtins(found), "covered": history.covers(ask.t, params.valid_days)}

    def lasts(self, said: Any, params: Parameters) -> int:
        """As long as the findings hold."""
        return max((one.ends(params.valid_days) for one in restored(said["found"])), default=0)

    def judge(self, case: Case, params: Parameters) -> Iterator[tuple[str, Hit | Unknown]]:
        """Hit on a finding on this very trip, or on one of its vehicles."""
        answers = {unit: case.learned(f"vehicle:{unit}", Travelled.learns) for unit in aboard(case, case.t)}
        found = self._found(case, answers)
        holding = [pair for _, pair in sorted(found.items()) if self._holds(case, pair[1], params)]
        if holding:
            yield subject(case) or holding[0][0], self._hit(holding, params)
        elif not answers:
            if case.content.vehicle_ids is None:
                yield "", missing(f"{case.kind}.vehicle_ids[]")
        elif any(answer and not answer["covered"] for answer in answers.values()):
            yield subject(case), missing("coverage")

    def _found(self, case: Case, answers: dict[str, Any]) -> dict[str, tuple[str, Observed]]:
        """Findings by reference, each with the unit that it speaks of; empty where it names only the consignment."""
        found: dict[str, tuple[str, Observed]] = {}
        for link in case.linked(FindingLink):
            if link.finding.criterion == self.code:
                unit = normal_id(link.finding.vehicle_id or "")
                found[link.ref] = (unit, observed(link.ref, link.event_id, link.finding))
        for unit, answer in answers.items():
            for one in restored(answer["found"] if answer else []):
                found[one.ref] = (unit, one)
        return found

    def _holds(self, case: Case, one: Observed, params: Parameters) -> bool:
        ends = one.ends(params.valid_days)
        return one.confidence >= params.min_confidence and case.t < ends and case.still(ends)

    def _hit(self, holding: list[tuple[str, Observed]], params: Parameters) -> Hit:
        damaged = sorted({unit for unit, _ in holding if unit})
        return Hit(
            "damaged" if damaged else "somewhere_damaged",
            tuple(one.evidence(vehicle=unit) for unit, one in holding),
            confidence=max(one.confidence for _, one in holding),
            arguments=filled(vehicles=damaged, finding=holding[-1][1].ref),
            deadline=max(one.ends(params.valid_days) for _, one in holding),
        )


def subject(case: Case) -> str:
    """The first vehicle, else the first container; empty when none is stated."""
    return next(iter(units(case)), "")
