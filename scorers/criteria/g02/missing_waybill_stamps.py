"""Criterion 42 of decision 8/7: the waybill lacks the original stamps of consignor or carrier."""

from collections.abc import Iterator, Sequence

from schemas.events.finding import Finding
from scorers.contract.case import Case
from scorers.contract.criterion import Ask
from scorers.contract.inputs import of
from scorers.contract.verdict import Hit
from scorers.families.findings import FINDING, Believed, FindingsOnCase, hit_on
from scorers.ledgers.findings import Observed
from scorers.reference.documents import document_id, is_numbered, transport_documents


class MissingWaybillStamps(FindingsOnCase[Believed, Ask]):
    """An officer found the waybill of the consignment without original stamps; electronic waybills need none."""

    code = "42"
    group = "02"
    title = "Waybill lacks original stamps of consignor or carrier"
    subject = "document"
    inputs = FINDING + of("finding.raised", "declaration_id", "transit_id")
    forms = ("documentary_check",)
    texts = """
        .numbered =
            The waybill { $waybill } was found without original stamps of the consignor or the carrier
            (finding { $findings }).
        .unnumbered =
            The waybill was found without original stamps of the consignor or the carrier
            (finding { $findings }).
    """

    def about(self, case: Case, finding: Finding) -> Iterator[str]:
        """The paper waybill that it names, else the first; nothing when only electronic ones come into question."""
        waybills = transport_documents(case.content.documents)
        named = finding.subject_id if finding.subject_kind == "document" else None
        meant = [waybill for waybill in waybills if named and is_numbered(waybill, named)] or waybills
        paper = [waybill for waybill in meant if not waybill.electronic]
        if paper:
            yield document_id(paper[0].type, paper[0].number)
        elif not meant:
            yield document_id("transport", named)

    def hit(self, subject: str, found: Sequence[Observed]) -> Hit:
        """Named by its number, where it has one."""
        number = subject.partition("|")[2]
        evidence = (one.shown("finding", confidence=one.confidence, document=subject) for one in found)
        why, findings = "numbered" if number else "unnumbered", [one.ref for one in found]
        return hit_on(found, why, evidence, waybill=number, findings=findings)
