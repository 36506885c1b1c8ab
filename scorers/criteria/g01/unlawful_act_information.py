"""Criterion 33 of decision 8/7: information on possible breaches of prohibitions or of IP rights."""

from collections.abc import Mapping, Sequence
from typing import Annotated

from scorers.contract.arguments import terms
from scorers.contract.case import Case
from scorers.contract.inputs import of
from scorers.contract.verdict import Hit
from scorers.families.findings import FINDING, Held, StandingFindings, Valid, hit_on
from scorers.ledgers.findings import findings_of_participant, surest_of_each
from scorers.parameters.units import Confidence, Days, means


class Parameters(Valid, frozen=True):
    """How long information is believed, and from which confidence on."""

    valid_days: Annotated[Days, means("How long information holds when it does not say so itself.")] = 180
    min_confidence: Annotated[Confidence, means("Least confidence of information; without one it is certain.")] = 0.3


class UnlawfulActInformation(StandingFindings[Parameters]):
    """A body or an officer reported something about the participant that still holds."""

    code = "33"
    group = "01"
    title = "Information on possible breaches of prohibitions or of IP rights"
    subject = "participant"
    inputs = (
        *FINDING,
        *of("finding.raised", "participant_id", "observer_kind", "law_area", "valid_until"),
        "declaration.participant_id",
    )
    forms = ("inspection", "documentary_check", "expert_examination")
    cases = ("declaration",)
    evidence_law_areas = ("ip", "prohibitions_restrictions")
    general_information = True
    texts = """
        .information =
            { $count ->
                [one] A piece of information on possible breaches by the participant holds
               *[other] { $count } pieces of information on possible breaches by the participant hold
            }; reported by: { $bodies }.
        .not_stated = not stated
    """
    reads = (findings_of_participant("33"),)

    def whom(self, case: Case, params: Parameters) -> Mapping[str, tuple[int, int]]:
        """The participant, as of the registration."""
        return {case.content.participant_id: (case.t, case.t)}

    def subject_id(self, case: Case, holding: Sequence[Held]) -> str:
        """The participant."""
        who: str = case.content.participant_id
        return who

    def hit(self, holding: Sequence[Held]) -> Hit:
        """The same count reported by two bodies is one piece of evidence, with the area of law that one of them states.

        The area matters since it may lift an exemption.
        """
        found = [one for _, one in holding]
        pieces = surest_of_each(found)
        bodies = sorted({one.observer_kind for one in found})
        evidence = (one.evidence(law_area=area) for one, area in pieces)
        said = terms(f"code-observer_kind-{body}" if body else "not_stated" for body in bodies)
        return hit_on(found, "information", evidence, count=len(pieces), bodies=said)
