"""Criterion 57 of decision 8/7: the consignment note says that the driver was absent at the loading."""

from collections.abc import Iterator
from typing import Annotated

from schemas.events.goods import Document
from scorers.contract.arguments import filled
from scorers.contract.case import Case
from scorers.contract.criterion import Ask, Criterion, Params
from scorers.contract.inputs import of
from scorers.contract.verdict import Evidence, Hit, Unknown, missing
from scorers.families.findings import FINDING, findings_on
from scorers.parameters.units import Codes, means
from scorers.reference.documents import document_id, is_numbered

NOTE = "cmr"


class Parameters(Params, frozen=True):
    """Which remarks say it."""

    remark_codes: Annotated[Codes, means("Remarks by which the driver was absent.")] = ("driver_absent_at_loading",)


class DriverAbsentAtLoading(Criterion[Parameters, Ask]):
    """A consignment note of the declaration has the remark, or an officer read it on a paper one."""

    code = "57"
    group = "03"
    title = "Consignment note says the driver was absent at loading"
    kind = "event"
    subject = "document"
    inputs = (
        *of("declaration", "documents[].type", "documents[].remark_codes[]"),
        *FINDING,
        "finding.raised.declaration_id",
    )
    forms = ("inspection", "xray_scan", "weighing")
    cases = ("declaration",)
    texts = """
        .numbered = Consignment note { $document } says that the driver was absent at the loading.
        .unnumbered = A consignment note says that the driver was absent at the loading.
    """

    def judge(self, case: Case, params: Parameters) -> Iterator[tuple[str, Hit | Unknown]]:
        """Each note by itself; a finding that names none of them speaks of the first."""
        notes = [paper for paper in case.content.documents or () if paper.type == NOTE]
        found: dict[str, list[Evidence]] = {}
        for finding, one in findings_on(case, self.code):
            named = next((note for note in notes if is_numbered(note, finding.subject_id)), None)
            about = _id(named or (notes[0] if notes else None))
            found.setdefault(about, []).append(one.evidence())
        lacking: set[str] = set()
        for note in notes:
            remarks = sorted(set(params.remark_codes).intersection(note.remark_codes or ()))
            if remarks:
                found.setdefault(_id(note), []).append(case.shown(remark=remarks[0]))
            elif note.remark_codes is None and not note.electronic:
                lacking.add(_id(note))
        for subject, evidence in sorted(found.items()):
            number = subject.partition("|")[2]
            why = "numbered" if number else "unnumbered"
            yield subject, Hit(why, tuple(evidence), arguments=filled(document=number))
        for subject in sorted(lacking - found.keys()):
            yield subject, missing("declaration.documents[].remark_codes[]")
        if case.content.documents is None and not found:
            yield document_id(NOTE, None), missing("declaration.documents[].type")


def _id(note: Document | None) -> str:
    return document_id(NOTE, note.number if note else None)
