"""Criterion 42 of decision 8/7: the waybill lacks the original stamps of consignor or carrier."""

from collections.abc import Iterator
from typing import Annotated

from schemas.events.goods import Document
from schemas.normalise import normal_id
from scorers.contract.arguments import filled
from scorers.contract.case import Case
from scorers.contract.criterion import Ask, Criterion, Params
from scorers.contract.links import FindingLink
from scorers.contract.verdict import Evidence, Hit
from scorers.parameters.units import Confidence, means
from scorers.reference.documents import document_id, transport_documents


class Parameters(Params, frozen=True):
    """From which confidence on a finding counts."""

    min_confidence: Annotated[Confidence, means("Least confidence of a finding; one that states none is certain.")] = (
        0.5
    )


class MissingWaybillStamps(Criterion[Parameters, Ask]):
    """An officer found the waybill of the consignment without original stamps; electronic waybills need none."""

    code = "42"
    group = "02"
    title = "Waybill lacks original stamps of consignor or carrier"
    kind = "finding"
    subject = "document"
    inputs = (
        "finding.raised.criterion",
        "finding.raised.declaration_id",
        "finding.raised.transit_id",
        "finding.cancelled.finding_id",
    )
    forms = ("documentary_check",)
    texts = """
        .numbered =
            The waybill { $waybill } was found without original stamps of the consignor or the carrier
            (finding { $findings }).
        .unnumbered =
            The waybill was found without original stamps of the consignor or the carrier
            (finding { $findings }).
    """
    parameters = Parameters

    def judge(self, case: Case, params: Parameters) -> Iterator[tuple[str, Hit]]:
        """Hit each waybill that an effective finding names; a finding that names none of them means the first."""
        found: dict[str, list[FindingLink]] = {}
        for link in case.linked(FindingLink):
            if link.finding.criterion == self.code and _confidence(link) >= params.min_confidence:
                for waybill in _waybill(case, link):
                    found.setdefault(waybill, []).append(link)
        for waybill, links in found.items():
            number = waybill.partition("|")[2]
            yield (
                waybill,
                Hit(
                    "numbered" if number else "unnumbered",
                    tuple(
                        Evidence(
                            "finding",
                            link.ref,
                            link.finding.observed_at,
                            link.event_id,
                            {"confidence": _confidence(link), "document": waybill},
                        )
                        for link in links
                    ),
                    confidence=max(_confidence(link) for link in links),
                    arguments=filled(waybill=number, findings=[link.ref for link in links]),
                ),
            )


def _confidence(link: FindingLink) -> float:
    return 1.0 if link.finding.confidence is None else link.finding.confidence


def _waybill(case: Case, link: FindingLink) -> Iterator[str]:
    """Subject id of the paper waybill that a finding speaks of; none when only electronic ones come into question."""
    waybills = transport_documents(case.content.documents)
    named = link.finding.subject_id if link.finding.subject_kind == "document" else None
    meant = [waybill for waybill in waybills if named and _is(waybill, named)] or waybills
    paper = [waybill for waybill in meant if not waybill.electronic]
    if paper:
        yield document_id(paper[0].type, paper[0].number)
    elif not meant:
        yield document_id("transport", named)


def _is(waybill: Document, named: str) -> bool:
    number = normal_id(waybill.number or "")
    return bool(number) and normal_id(named) in (number, normal_id(f"{waybill.type}{number}"))
