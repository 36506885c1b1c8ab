"""Criterion 117 of decision 8/7: the X-ray image contradicts the papers."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated

from scorers.contract.arguments import filled
from scorers.contract.case import Case
from scorers.contract.criterion import Reach
from scorers.contract.inputs import of
from scorers.contract.links import ControlLink
from scorers.contract.verdict import Evidence, Hit, Unknown, missing
from scorers.families.findings import FINDING, MACHINES, Believed, Held, StandingFindings, findings_on, hit_on
from scorers.ledgers.findings import Observed, findings_of_vehicle
from scorers.ledgers.trip_span import aboard, trip_end
from scorers.parameters.units import Confidence, Hours, means

IMAGES = findings_of_vehicle("117", of_no_case=True)
BROKEN = ("violation", "value_adjusted")
"""Outcomes by which a scan may have found something."""


class Parameters(Believed, frozen=True):
    """From which confidence on a machine is believed, and how long a trip lasts."""

    min_confidence: Annotated[
        Confidence, means("Confidence from which on a machine's finding needs no officer; none stated is certain.")
    ] = 0.7
    trip_window_h: Annotated[
        Hours,
        means("How long after its beginning a trip lasts at least that is still open and states no later deadline."),
    ] = 72


class XrayDocumentMismatch(StandingFindings[Parameters]):
    """A scan of the consignment, or a finding on it or on its vehicle during the trip, contradicts the papers.

    A second reading of the same scan overturns the first. A machine that is not sure waits for an officer to conclude.
    """

    code = "117"
    group = "11"
    title = "X-ray image contradicts the documents"
    subject = "consignment"
    inputs = (
        *of("control.result", "form", "outcome", "finding_codes[]"),
        *FINDING,
        *of("finding.raised", "observer_kind", "confidence", "vehicle_id"),
        *("transit.vehicle_ids[]", "declaration.vehicle_ids[]"),
    )
    forms = ("inspection",)
    correlation_group = "xray"
    texts = """
        .scanned = The X-ray image of control { $control } contradicts the documents.
        .reported = The X-ray image contradicts the documents (finding { $findings }).
    """
    reads = (IMAGES,)
    lasting = ""
    expires = False

    def sure(self, one: Observed, params: Parameters) -> bool:
        """Whoever is no machine is believed."""
        return super().sure(one, params) or one.observer_kind not in MACHINES

    def counts(self, one: Observed, params: Parameters) -> bool:
        """Any: what is not sure is for an officer to judge."""
        return True

    def whom(self, case: Case, params: Parameters) -> Mapping[str, tuple[int, int]]:
        """Whatever was on the trip, for findings that name it alone (ruling 40)."""
        return aboard(case, trip_end(case, params.trip_window_h))

    def own(self, case: Case) -> Iterator[Held]:
        """Findings on the consignment."""
        yield from (("", one) for _, one in findings_on(case, self.code))

    def ends(self, one: Observed, params: Parameters) -> int:
        """It speaks of the trip on which the vehicle was scanned."""
        return one.at + 1

    def holds(self, case: Case, one: Observed, params: Parameters) -> bool:
        """All that name the consignment, whenever it was scanned, and those made on the trip."""
        return True

    def reaches(self, params: Parameters) -> Iterator[Reach]:
        """Until the end of a trip that states none."""
        yield Reach(IMAGES, ("trip_window_h",), params.trip_window_h / 24, ahead=True)

    def subject_id(self, case: Case, holding: Sequence[Held]) -> str:
        """The consignment."""
        return case.id

    def hit(self, holding: Sequence[Held]) -> Hit:
        """All findings together."""
        found = [one for _, one in holding]
        return hit_on(found, "reported", (one.evidence() for one in found), findings=[one.ref for one in found])

    def judge(self, case: Case, params: Parameters) -> Iterator[tuple[str, Hit | Unknown]]:
        """By the effective reading of each scan, else by what was found."""
        scans = [(link, _mismatch(link)) for link in case.linked(ControlLink)]
        shown = [link for link, verdict in scans if verdict is True]
        found = [] if shown else list(super().judge(case, params))
        lacking = {path for _, path in scans if isinstance(path, str)}
        if shown:
            evidence = tuple(_reading(link) for link in shown)
            yield case.id, Hit("scanned", evidence, arguments=filled(control=shown[0].ref))
        elif any(isinstance(verdict, Hit) for _, verdict in found) or not lacking:
            yield from found
        else:
            yield case.id, missing(*lacking)


def _mismatch(link: ControlLink) -> bool | str:
    """Whether the effective reading of a scan contradicts the papers; else what is missing to tell."""
    result = link.result
    if result is None or result.outcome not in BROKEN or result.form not in ("xray_scan", None):
        return False
    if result.finding_codes is None:
        return "control.result.finding_codes[]" if result.form else False
    contradicts = "xray_mismatch" in result.finding_codes
    return "control.result.form" if contradicts and result.form is None else contradicts


def _reading(link: ControlLink) -> Evidence:
    at = link.result.completed_at if link.result else None
    return Evidence("control.result", link.ref, at, link.result_event, {"finding_codes": "xray_mismatch"})
