"""Tests of criterion 57."""

from itertools import permutations
from typing import Any

import pytest

from schemas.envelope import Event
from tests.factories import DAY, T0, cancel, declaration, declaration_amended, finding, finding_cancelled, transit
from tests.scorers.judging import judged, sentence

KEY = "declaration:D1"
ABSENT = "driver_absent_at_loading"


def note(number: str | None = "W-1", remarks: list[str] | None = None, **fields: Any) -> dict[str, Any]:
    return {"type": "cmr", "number": number, "remark_codes": remarks, **fields}


def case(*papers: dict[str, Any]) -> Event:
    return declaration("D1", T0, documents=list(papers))


def found(**fields: Any) -> Event:
    stated = {"declaration_id": "D1", "subject_kind": "document", "subject_id": "W1"}
    return finding(57, "F1", T0 + DAY, **{**stated, **fields})


def test_one_of_several_notes_has_the_remark() -> None:
    """Only that one is a hit."""
    room = judged([case(note(remarks=[]), note("W-2", ["packaging_damaged", ABSENT]), note("W3", ["other"]))])
    assert [item.subject_id for item in room.verdicts(KEY, "57")] == ["cmr|W2"]
    hit = room.hit(KEY, "57")
    assert hit is not None
    assert sentence("57", hit) == "Consignment note W2 says that the driver was absent at the loading."
    assert hit.evidence[0].values == {"remark": ABSENT}
    bare = judged([case(note(None, [ABSENT]))]).hit(KEY, "57")
    assert bare is not None
    assert sentence("57", bare).startswith("A consignment note says")


@pytest.mark.parametrize(
    "paper",
    [
        note(remarks=[]),
        note(remarks=["packaging_damaged"]),
        note(electronic=True),
        {"type": "transport", "number": "W1", "remark_codes": [ABSENT]},
        {"type": "invoice", "number": "I1"},
    ],
)
def test_misses(paper: dict[str, Any]) -> None:
    """No remark, another, an electronic note without a block of remarks, or another paper."""
    assert judged([case(paper)]).verdicts(KEY, "57") == []


def test_what_is_not_stated_is_unknown() -> None:
    """The remarks of a paper note, or the papers; a finding settles it, and a hit on another note does not."""
    for event, lacking in (
        (case(note()), "declaration.documents[].remark_codes[]"),
        (declaration("D1", T0), "declaration.documents[].type"),
    ):
        unknown = judged([event]).unknown(KEY, "57")
        assert unknown is not None
        assert unknown.missing == (lacking,)
        settled = judged([event, found()])
        assert settled.hit(KEY, "57") is not None
        assert settled.unknown(KEY, "57") is None
    both = judged([case(note("W1", [ABSENT]), note("W2"))])
    assert both.hit(KEY, "57") is not None
    assert both.unknown(KEY, "57") is not None
    assert judged([case()]).verdicts(KEY, "57") == []


def test_a_finding_on_a_paper_note() -> None:
    """It is the same fact, in either order, on the note that it names; cancelled it counts no more."""
    event = case(note("W0", []), note("W1", []))
    gone = finding_cancelled("F1", T0 + DAY)
    for order in permutations([event, found(), gone]):
        assert judged(order).verdicts(KEY, "57") == []
    for order in permutations([event, found()]):
        room = judged(order)
        assert [item.subject_id for item in room.verdicts(KEY, "57")] == ["cmr|W1"]
    room = judged([event, found(subject_kind="consignment", subject_id="D1")])
    assert [item.subject_id for item in room.verdicts(KEY, "57")] == ["cmr|W0"]
    others = [found(declaration_id="D2"), finding(53, "F2", T0, declaration_id="D1"), transit("T1", T0)]
    assert judged([event, *others]).verdicts(KEY, "57") == []


def test_an_amended_remark_is_judged_anew() -> None:
    """In either order; an amendment that is taken back counts no more."""
    first = case(note(remarks=[ABSENT]))
    cured = declaration_amended(first, T0 + DAY, documents=[note(remarks=[])])
    for order in permutations([first, cured]):
        assert judged(order).verdicts(KEY, "57") == []
    assert judged([first, cured, cancel(cured)]).hit(KEY, "57") is not None
    assert judged([cured, first, found()]).hit(KEY, "57") is not None


def test_a_remark_in_a_foreign_language_is_mapped_before() -> None:
    """Only codes are compared; which ones say it is a parameter."""
    foreign = case(note(remarks=["Fahrer nicht anwesend"]))
    assert judged([foreign]).verdicts(KEY, "57") == []
    assert judged([case(note(remarks=["X9"]))], '[criteria.57]\nremark_codes = ["X9"]').hit(KEY, "57") is not None
