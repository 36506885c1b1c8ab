"""Tests of criterion 42."""

from itertools import permutations
from typing import Any

from schemas.envelope import Event
from tests.factories import amend, cancel, declaration, declaration_amended, finding, finding_cancelled, transit
from tests.scorers.judging import Judging, judged, sentence

T = "2026-03-02T06:00Z"
LATER = "2026-03-02T09:00Z"
WAYBILL = {"type": "cmr", "number": "CMR-1"}


def case(**fields: Any) -> Event:
    return declaration("D1", T, **{"documents": [{"type": "invoice", "number": "I1"}, WAYBILL], **fields})


def found(id: str = "F1", t: str = LATER, **fields: Any) -> Event:  # noqa: A002 - as the factories name it
    return finding(42, id, t, **{"declaration_id": "D1", "confidence": 0.9, **fields})


def test_finding_in_either_order() -> None:
    """A finding hits its declaration whichever arrives first, and speaks of the waybill."""
    for order in permutations([case(), found()]):
        room = judged(order)
        assert room.hit("declaration:D1", "42") is not None
        assert [item.subject_id for item in room.verdicts("declaration:D1", "42")] == ["cmr|CMR1"]


def test_finding_before_declaration_registered_arrives() -> None:
    """A finding waits for its declaration, also one observed before the registration."""
    for t in ("2026-03-01T06:00Z", LATER):
        room = Judging().feed(found(t=t))
        assert room.verdicts("declaration:D1", "42") == []
        assert room.feed(case()).hit("declaration:D1", "42") is not None


def test_nothing_found() -> None:
    """Without a finding, or with one of another criterion or another declaration, there is nothing to say."""
    others = [finding(43, "F1", LATER, declaration_id="D1"), found("F2", declaration_id="D2")]
    assert judged([case(), *others]).verdicts("declaration:D1", "42") == []


def test_confidence_boundary() -> None:
    """A finding counts from the minimum confidence, and one that states none is certain."""
    assert judged([case(), found(confidence=0.49)]).hit("declaration:D1", "42") is None
    assert judged([case(), found(confidence=0.5)]).hit("declaration:D1", "42") is not None
    hit = judged([case(), found(confidence=None)]).hit("declaration:D1", "42")
    assert hit is not None
    assert hit.confidence == 1.0


def test_transit_alone() -> None:
    """A finding that names only the transit hits the transit and not the declaration that follows it."""
    events = [transit("T1", T, documents=[WAYBILL]), case(transit_id="T1"), found(declaration_id=None, transit_id="T1")]
    for order in permutations(events):
        room = judged(order)
        assert room.hit("transit:T1", "42") is not None
        assert room.hit("declaration:D1", "42") is None


def test_electronic_consignment_note() -> None:
    """An electronic consignment note needs no stamps, also when an amendment says so only later."""
    registered = case()
    electronic = declaration_amended(registered, LATER, documents=[{**WAYBILL, "electronic": True}])
    for order in permutations([registered, electronic, found()]):
        assert judged(order).hit("declaration:D1", "42") is None
    mixed = [{**WAYBILL, "electronic": True}, {"type": "transport", "number": "W2", "electronic": False}]
    for order in permutations([case(documents=mixed), found()]):
        room = judged(order)
        assert [item.subject_id for item in room.verdicts("declaration:D1", "42")] == ["transport|W2"]
    carried = transit("T1", T, documents=[{**WAYBILL, "electronic": True}])
    for order in permutations([carried, found(declaration_id=None, transit_id="T1")]):
        assert judged(order).verdicts("transit:T1", "42") == []


def test_named_waybill() -> None:
    """A finding about one document judges that one of several."""
    both = [{**WAYBILL, "electronic": True}, {"type": "cmr", "number": "W2"}]
    named = found(subject_kind="document", subject_id="w-2")
    room = judged([case(documents=both), named])
    assert [item.subject_id for item in room.verdicts("declaration:D1", "42")] == ["cmr|W2"]
    electronic = found(subject_kind="document", subject_id="CMR 1")
    assert judged([case(documents=both), electronic]).hit("declaration:D1", "42") is None


def test_original_brought_later() -> None:
    """A cancelled finding withdraws, also when the cancellation arrives first; cancelling that restores the hit."""
    gone = finding_cancelled("F1", "2026-03-03T06:00Z", reason_code="disproved")
    for order in permutations([case(), found(), gone]):
        room = judged(order)
        assert room.hit("declaration:D1", "42") is None
        assert room.feed(cancel(gone)).hit("declaration:D1", "42") is not None


def test_corrected_finding() -> None:
    """A corrected finding counts as corrected, and one taken back not at all."""
    first = found()
    for order in permutations([case(), first, amend(first, confidence=0.1)]):
        assert judged(order).hit("declaration:D1", "42") is None
    for order in permutations([case(), first, cancel(first)]):
        assert judged(order).hit("declaration:D1", "42") is None


def test_two_findings() -> None:
    """Two findings on one waybill are one hit that names both."""
    room = judged([case(), found("F1"), found("F2", confidence=0.7)])
    hit = room.hit("declaration:D1", "42")
    assert hit is not None
    assert [evidence.ref for evidence in hit.evidence] == ["F1", "F2"]
    assert hit.confidence == 0.9


def test_what_is_shown() -> None:
    """The sentence names the waybill and the finding; without a known waybill it names the finding alone."""
    hit = judged([case(), found()]).hit("declaration:D1", "42")
    assert hit is not None
    assert sentence("42", hit).startswith("The waybill CMR1 was found without original stamps")
    assert sentence("42", hit).endswith("(finding F1).")
    assert hit.evidence[0].values == {"confidence": 0.9, "document": "cmr|CMR1"}
    bare = judged([case(documents=None), found()]).hit("declaration:D1", "42")
    assert bare is not None
    assert sentence("42", bare).startswith("The waybill was found")
