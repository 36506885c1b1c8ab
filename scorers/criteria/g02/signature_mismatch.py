"""Criterion 48 of decision 8/7: signatures of the same persons differ between the papers."""

from typing import Annotated

from scorers.contract.criterion import Ask
from scorers.contract.inputs import of
from scorers.families.findings import FINDING, Believed, FindingsOnPapers
from scorers.ledgers.findings import Observed
from scorers.parameters.units import Confidence, means


class Parameters(Believed, frozen=True):
    """From which confidence on nobody has to confirm a comparison."""

    min_confidence: Annotated[
        Confidence, means("Confidence from which on a finding needs no officer to confirm it; none stated is certain.")
    ] = 0.7


class SignatureMismatch(FindingsOnPapers[Parameters, Ask]):
    """An officer or a tool compared the handwriting and found that signatures of one person differ.

    A comparison that is not sure enough waits for an officer to conclude. A facsimile, or two persons of one name, is
    the observer's to tell apart: the finding is not raised, or cancelled.
    """

    code = "48"
    group = "02"
    title = "Signatures of the same persons differ between documents"
    inputs = FINDING + of("finding.raised", "declaration_id", "subject_id")
    forms = ("documentary_check", "expert_examination")
    cases = ("declaration",)
    texts = """
        .numbered =
            A signature in the document { $document } differs from those of the same person in others
            (finding { $findings }).
        .unnumbered = Signatures of the same person differ between the documents (finding { $findings }).
    """

    def counts(self, one: Observed, params: Parameters) -> bool:
        """Any: one that is not sure enough is for an officer to judge."""
        return True
