"""Tests of criterion 48."""

from itertools import permutations
from typing import Any

import pytest

from schemas.envelope import Event
from tests.factories import DAY, HOUR, T0, amend, cancel, conclusion, declaration, finding, finding_cancelled, transit
from tests.scorers.judging import judged, sentence

KEY = "declaration:D1"
CASE = declaration("D1", T0, documents=[{"type": "invoice", "number": "I1"}, {"type": "agreement", "number": "C1"}])
FORMS = ["documentary_check", "expert_examination"]


def found(id: str = "F1", **fields: Any) -> Event:  # noqa: A002 - as the factories name it
    stated = {"declaration_id": "D1", "confidence": 0.9, "subject_kind": "document", "subject_id": "C1"}
    return finding(48, id, T0 + HOUR, **{**stated, **fields})


def test_a_sure_finding_in_either_order() -> None:
    """It hits the paper that it names, and leads to its forms at once."""
    for order in permutations([CASE, found()]):
        room = judged(order)
        hit = room.hit(KEY, "48")
        assert hit is not None
        assert (hit.confidence, hit.doubtful) == (0.9, False)
        assert sentence("48", hit).startswith("A signature in the document C1 differs")
        [alert] = room.alerts("48")
        assert (alert["subject_id"], alert["requires_judgement"]) == ("agreement|C1", False)
        assert room.assessments()[KEY]["suggested_forms"] == FORMS


def test_no_paper_named() -> None:
    """The sentence then speaks of the documents."""
    hit = judged([CASE, found(subject_kind="consignment", subject_id="D1")]).hit(KEY, "48")
    assert hit is not None
    assert sentence("48", hit) == "Signatures of the same person differ between the documents (finding F1)."


def test_a_tool_that_is_not_sure() -> None:
    """Its alert stands and suggests nothing until an officer has confirmed it."""
    tool = found(observer_kind="sensor", confidence=0.6)
    for order in permutations([CASE, tool]):
        room = judged(order)
        hit = room.hit(KEY, "48")
        assert hit is not None
        assert (hit.confidence, hit.doubtful) == (0.6, True)
        [alert] = room.alerts("48")
        assert (alert["requires_judgement"], alert["judgement"], alert["suggested_forms"]) == (True, "awaited", [])
        assert {one["reason"] for one in alert["suppressed_forms"]} == {
            "What was found is not certain: an officer must conclude first."
        }
        room.feed(conclusion(alert["alert_id"], T0 + 2 * HOUR))
        [alert] = room.alerts("48")
        assert (alert["requires_judgement"], alert["judgement"], alert["suggested_forms"]) == (
            False,
            "confirmed",
            FORMS,
        )


def test_a_tool_that_an_officer_rejects() -> None:
    """The alert stands without a form."""
    room = judged([CASE, found(confidence=0.6)])
    [alert] = room.alerts("48")
    [alert] = room.feed(conclusion(alert["alert_id"], T0 + 2 * HOUR, conclusion="rejected")).alerts("48")
    assert (alert["status"], alert["judgement"], alert["suggested_forms"]) == ("raised", "rejected", [])


@pytest.mark.parametrize(("confidence", "doubtful"), [(0.0, True), (0.69, True), (0.7, False), (None, False)])
def test_confidence(confidence: float | None, *, doubtful: bool) -> None:
    """Sure is what has the least confidence, and what states none."""
    hit = judged([CASE, found(confidence=confidence)]).hit(KEY, "48")
    assert hit is not None
    assert hit.doubtful is doubtful


def test_the_least_confidence_is_a_parameter() -> None:
    hit = judged([CASE, found()], "[criteria.48]\nmin_confidence = 0.95").hit(KEY, "48")
    assert hit is not None
    assert hit.doubtful


def test_one_sure_finding_is_enough() -> None:
    """Of two on one paper; on two papers each is for itself."""
    for order in permutations([CASE, found(confidence=0.6), found("F2")]):
        hit = judged(order).hit(KEY, "48")
        assert hit is not None
        assert (hit.doubtful, [one.ref for one in hit.evidence]) == (False, ["F1", "F2"])
    apart = judged([CASE, found(confidence=0.6), found("F2", subject_id="I1")]).alerts("48")
    assert {alert["subject_id"]: alert["requires_judgement"] for alert in apart} == {
        "agreement|C1": True,
        "invoice|I1": False,
    }


@pytest.mark.parametrize("kind", ["a facsimile signature", "the same name, another person"])
def test_what_turns_out_to_be_no_mismatch(kind: str) -> None:
    """A facsimile, or another person of one name: the observer cancels, which may arrive first."""
    gone = finding_cancelled("F1", T0 + DAY, reason_code="error" if "facsimile" in kind else "disproved")
    for order in permutations([CASE, found(), gone]):
        room = judged(order)
        assert room.verdicts(KEY, "48") == []
        assert room.feed(cancel(gone)).hit(KEY, "48") is not None


def test_whom_it_does_not_concern() -> None:
    """Another declaration, a transit, and what was found of another criterion."""
    others = [found(declaration_id="D2"), found("F2", declaration_id=None, transit_id="T1"), transit("T1", T0)]
    room = judged([CASE, *others, finding(43, "F3", T0, declaration_id="D1")])
    assert room.verdicts(KEY, "48") == room.verdicts("transit:T1", "48") == []


def test_corrected_finding() -> None:
    """A corrected finding counts as corrected, in either order, and one taken back not at all."""
    first = found()
    for order in permutations([CASE, first, amend(first, confidence=0.2)]):
        hit = judged(order).hit(KEY, "48")
        assert hit is not None
        assert hit.doubtful
    for order in permutations([CASE, first, cancel(first)]):
        assert judged(order).verdicts(KEY, "48") == []
