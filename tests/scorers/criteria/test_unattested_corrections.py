"""Tests of criterion 43."""

from itertools import permutations
from typing import Any

import pytest

from schemas.envelope import Event
from tests.factories import amend, cancel, declaration, finding, finding_cancelled, transit
from tests.scorers.judging import Judging, judged, sentence

T = "2026-03-02T06:00Z"
LATER = "2026-03-02T09:00Z"
INVOICE = {"type": "invoice", "number": "I-1"}
CASE = declaration("D1", T, documents=[INVOICE, {"type": "cmr", "number": "CMR-1"}])


def found(id: str = "F1", t: str = LATER, **fields: Any) -> Event:  # noqa: A002 - as the factories name it
    stated = {"declaration_id": "D1", "confidence": 0.9, "subject_kind": "document", "subject_id": "i-1"}
    return finding(43, id, t, **{**stated, **fields})


def test_finding_in_either_order() -> None:
    """A finding hits the paper that it names, by type and number, whichever arrives first."""
    for order in permutations([CASE, found()]):
        room = judged(order)
        hit = room.hit("declaration:D1", "43")
        assert hit is not None
        assert hit.evidence[0].values == {"confidence": 0.9, "document": "invoice|I1"}
        assert sentence("43", hit).startswith("The document I1 has erasures or corrections")
        assert [item.subject_id for item in room.verdicts("declaration:D1", "43")] == ["invoice|I1"]
        assert room.assessments()["declaration:D1"]["suggested_forms"] == ["documentary_check", "inspection"]


def test_a_paper_that_the_declaration_does_not_list() -> None:
    """It is named by its number; a finding that names no paper speaks of the documents."""
    room = judged([CASE, found(subject_id="X-9")])
    assert [item.subject_id for item in room.verdicts("declaration:D1", "43")] == ["document|X9"]
    hit = judged([declaration("D1", T), found(subject_kind="consignment")]).hit("declaration:D1", "43")
    assert hit is not None
    assert sentence("43", hit).startswith("The documents have erasures or corrections")


def test_two_officers_report_the_same_erasure() -> None:
    """One reference on one paper is one piece of evidence, the surest; another reference is one more."""
    seen = [found("F1", confidence=0.6, evidence_ref="E1"), found("F2", confidence=0.8, evidence_ref="E1")]
    for order in permutations([CASE, *seen]):
        room = judged(order)
        hit = room.hit("declaration:D1", "43")
        assert hit is not None
        assert [one.ref for one in hit.evidence] == ["F2"]
        assert hit.confidence == 0.8
        assert len(room.standing("43")) == 1
        other = room.feed(found("F3", evidence_ref="E2")).hit("declaration:D1", "43")
        assert other is not None
        assert [one.ref for one in other.evidence] == ["F2", "F3"]
    assert len(judged([CASE, found(), found("F2", subject_id="CMR 1")]).standing("43")) == 2


def test_certified_afterwards() -> None:
    """The certification cancels the finding, also when it arrives first; of two officers the other one's stands."""
    certified = finding_cancelled("F1", "2026-03-03T06:00Z", reason_code="disproved")
    for order in permutations([CASE, found(), certified]):
        room = judged(order)
        assert room.verdicts("declaration:D1", "43") == []
        assert room.feed(cancel(certified)).hit("declaration:D1", "43") is not None
    assert judged([CASE, found(), certified, found("F2")]).hit("declaration:D1", "43") is not None
    assert Judging().feed(CASE, found(), certified).statuses("43") == ["withdrawn"]


def test_a_document_of_another_consignment() -> None:
    """A finding hits only the case that it names, though both list a paper of that number."""
    other = declaration("D2", T, documents=[INVOICE])
    for order in permutations([CASE, other, found(declaration_id="D2")]):
        room = judged(order)
        assert room.verdicts("declaration:D1", "43") == []
        assert room.hit("declaration:D2", "43") is not None
    nobody = found(declaration_id=None)
    assert judged([CASE, nobody]).verdicts("declaration:D1", "43") == []


def test_a_transit() -> None:
    """A finding on a transit hits that, and not the declaration that follows."""
    carried = transit("T1", T, documents=[{"type": "cmr", "number": "W1"}])
    seen = found(declaration_id=None, transit_id="T1", subject_id="W1")
    for order in permutations([carried, declaration("D1", T, transit_id="T1"), seen]):
        room = judged(order)
        assert [item.subject_id for item in room.verdicts("transit:T1", "43")] == ["cmr|W1"]
        assert room.verdicts("declaration:D1", "43") == []


def test_another_criterion() -> None:
    """What was found of another criterion says nothing of this one, and nothing found is a miss."""
    for events in ([CASE], [CASE, finding(42, "F1", LATER, declaration_id="D1")]):
        assert judged(events).verdicts("declaration:D1", "43") == []


@pytest.mark.parametrize(("confidence", "hits"), [(0.49, False), (0.5, True), (None, True)])
def test_confidence(confidence: float | None, *, hits: bool) -> None:
    """A finding counts from the least confidence on, and one that states none is certain."""
    assert bool(judged([CASE, found(confidence=confidence)]).hit("declaration:D1", "43")) is hits


def test_the_least_confidence_is_a_parameter() -> None:
    stricter = judged([CASE, found()], "[criteria.43]\nmin_confidence = 0.95")
    assert stricter.verdicts("declaration:D1", "43") == []


def test_corrected_finding() -> None:
    """A corrected finding counts as corrected, and one taken back not at all."""
    first = found()
    for order in permutations([CASE, first, amend(first, confidence=0.1)]):
        assert judged(order).verdicts("declaration:D1", "43") == []
    for order in permutations([CASE, first, cancel(first)]):
        assert judged(order).verdicts("declaration:D1", "43") == []
