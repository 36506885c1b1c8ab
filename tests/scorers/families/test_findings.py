"""A criterion of findings says whom a finding is about, and what is told of it."""

from collections.abc import Iterator, Mapping, Sequence

from schemas.events.finding import Finding
from scorers.contract.case import Case
from scorers.contract.criterion import Ask
from scorers.contract.inputs import of
from scorers.contract.verdict import Hit
from scorers.families.findings import FINDING, Believed, FindingsOnCase, Held, StandingFindings, Valid, hit_on
from scorers.ledgers.findings import Observed, findings_of_vehicle
from scorers.reference.documents import document_id
from tests.factories import DAY, T0, declaration, finding, transit
from tests.scorers.families.example import hit, lacking, verdicts


class Erasures(FindingsOnCase[Believed, Ask]):
    """An officer found erasures that nobody certified in the papers of the declaration."""

    code = "XX-005"
    group = "XX"
    title = "Erasures nobody certified"
    subject = "document"
    inputs = FINDING + of("finding.raised", "declaration_id")
    forms = ("documentary_check",)
    cases = ("declaration",)
    texts = ".found = Erasures were found ({ $findings })."

    def about(self, case: Case, finding: Finding) -> Iterator[str]:
        """The declaration, which the papers support."""
        yield document_id("declaration", case.id)

    def hit(self, subject: str, found: Sequence[Observed]) -> Hit:
        """All findings together."""
        evidence = (one.evidence() for one in found)
        return hit_on(found, "found", evidence, findings=[one.ref for one in found])


class HiddenCompartment(StandingFindings[Valid]):
    """A vehicle of the transit was found to have a hidden compartment."""

    code = "XX-006"
    group = "XX"
    title = "Hidden compartment"
    subject = "vehicle"
    inputs = FINDING + of("finding.raised", "vehicle_id")
    forms = ("xray_scan",)
    cases = ("transit",)
    texts = ".hidden = { $vehicles } had a hidden compartment."
    reads = (findings_of_vehicle("XX-006"),)

    def whom(self, case: Case, params: Valid) -> Mapping[str, tuple[int, int]]:
        """Every vehicle, at the opening."""
        return dict.fromkeys(case.content.vehicle_ids or (), (case.t, case.t))

    def subject_id(self, case: Case, holding: Sequence[Held]) -> str:
        """The first vehicle."""
        return next(iter(case.content.vehicle_ids or ("",)))

    def hit(self, holding: Sequence[Held]) -> Hit:
        """Named are the vehicles."""
        found, evidence = [one for _, one in holding], (one.evidence(vehicle=unit) for unit, one in holding)
        return hit_on(found, "hidden", evidence, vehicles=[unit for unit, _ in holding])


def test_findings_on_the_case_make_one_hit() -> None:
    """As sure as the surest of those that are sure enough."""
    seen = [finding("XX-005", f"F{n}", declaration_id="D1", confidence=n / 10) for n in (4, 6, 8)]
    found = hit(verdicts(Erasures(), [declaration(), *seen], "declaration:D1"), "declaration|D1")
    assert [one.ref for one in found.evidence] == ["F6", "F8"]
    assert found.confidence == 0.8
    assert verdicts(Erasures(), [declaration(), seen[0]], "declaration:D1") == {}


def test_a_finding_stands_until_it_expires() -> None:
    """Thirty days, where it does not say so itself; the hit says until when."""
    seen = finding("XX-006", "F1", T0, vehicle_id="V1")
    for days, stands in ((29, True), (30, False)):
        found = verdicts(HiddenCompartment(), [seen, transit("T1", T0 + days * DAY, vehicle_ids=["V1"])], "transit:T1")
        assert bool(found) is stands
    found = verdicts(HiddenCompartment(), [seen, transit("T1", T0, vehicle_ids=["V1"])], "transit:T1")
    assert hit(found, "V1").deadline == T0 + 30 * DAY


def test_a_validity_that_was_not_seen_whole_is_unknown() -> None:
    found = verdicts(HiddenCompartment(), [transit("T1", T0, vehicle_ids=["V1"])], "transit:T1", T0 - 29 * DAY)
    assert lacking(found, "V1") == ("coverage",)
