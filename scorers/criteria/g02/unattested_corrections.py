"""Criterion 43 of decision 8/7: erasures or corrections in the papers that consignor or carrier did not certify."""

from scorers.contract.criterion import Ask
from scorers.contract.inputs import of
from scorers.families.findings import FINDING, Believed, FindingsOnPapers


class UnattestedCorrections(FindingsOnPapers[Believed, Ask]):
    """An officer found erasures or corrections in a paper of the consignment that nobody has certified.

    A later certification comes as the cancellation of the finding. Two reports with one reference count once.
    """

    code = "43"
    group = "02"
    title = "Erasures or corrections not certified by consignor or carrier"
    inputs = FINDING + of("finding.raised", "declaration_id", "transit_id")
    forms = ("documentary_check", "inspection")
    texts = """
        .numbered =
            The document { $document } has erasures or corrections that neither the consignor nor the carrier certified
            (finding { $findings }).
        .unnumbered =
            The documents have erasures or corrections that neither the consignor nor the carrier certified
            (finding { $findings }).
    """
