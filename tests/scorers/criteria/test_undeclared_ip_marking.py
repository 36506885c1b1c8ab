"""Tests of criterion 84."""

from itertools import permutations
from typing import Any

import pytest

from schemas.envelope import Event
from tests.factories import (
    DAY,
    HOUR,
    T0,
    amend,
    cancel,
    declaration,
    declaration_amended,
    finding,
    finding_cancelled,
    released,
)
from tests.scorers.judging import judged, sentence

KEY = "declaration:D1"


def case(*flags: bool | None, **fields: Any) -> Event:
    """A declaration whose items have these flags."""
    return declaration("D1", T0, items=[{"ip_flag": flag, **fields} for flag in flags])


def described(text: str, *, flag: bool | None = False) -> Event:
    return case(flag, description=text)


def found(id: str = "F1", t: int = T0 + HOUR, **fields: Any) -> Event:  # noqa: A002 - as the factories name it
    return finding(84, id, t, **{"declaration_id": "D1", "subject_kind": "consignment", "law_area": "ip", **fields})


def test_a_finding_on_the_consignment() -> None:
    """Every silent item is a hit, whichever arrives first; one that is declared to hold a mark is none."""
    for order in permutations([case(False, True, False), found()]):
        room = judged(order)
        assert {item.subject_id for item in room.verdicts(KEY, "84")} == {"D1|1", "D1|3"}
        hit = room.hit(KEY, "84")
        assert hit is not None
        assert (hit.severity, hit.doubtful) == ("medium", False)
        assert sentence("84", hit).startswith("Signs of a protected mark were found on item 1,")
        assert room.alerts("84")[0]["suggested_forms"] == ["inspection", "expert_examination"]


def test_a_finding_on_one_item() -> None:
    """Only that one is judged."""
    seen = found(subject_kind="goods_item", subject_id="D1|2")
    room = judged([case(False, False), seen])
    assert [item.subject_id for item in room.verdicts(KEY, "84")] == ["D1|2"]
    assert judged([case(False, True), seen]).verdicts(KEY, "84") == []


def test_declared_marks_are_a_miss() -> None:
    """With a finding or a sign in the description, and so is nothing found at all."""
    assert judged([case(True, description="Shoes ®"), found()]).verdicts(KEY, "84") == []
    assert judged([case(False)]).verdicts(KEY, "84") == []
    assert judged([case(False), finding(42, "F2", T0, declaration_id="D1")]).verdicts(KEY, "84") == []
    assert judged([case(False), found(declaration_id="D2")]).verdicts(KEY, "84") == []


def test_a_flag_that_is_not_stated_is_unknown() -> None:
    """Where something tells of protection; else there is nothing to ask."""
    for events in ([case(None), found()], [described("Shoes ®", flag=None)]):
        unknown = judged(events).unknown(KEY, "84")
        assert unknown is not None
        assert unknown.missing == ("declaration.items[].ip_flag",)
    assert judged([case(None)]).verdicts(KEY, "84") == []
    assert judged([declaration("D1", T0, items=None), found()]).unknown(KEY, "84") is not None


def test_an_amendment_after_the_inspection() -> None:
    """It does not undo what was found, and says that it cured; one before it does."""
    registered, seen = case(False), found(t=T0 + 2 * HOUR)
    late = declaration_amended(registered, T0 + 3 * HOUR, items=[{"item_no": 1, "ip_flag": True}])
    early = declaration_amended(registered, T0 + HOUR, items=[{"item_no": 1, "ip_flag": True}])
    for order in permutations([registered, seen, late]):
        hit = judged(order).hit(KEY, "84")
        assert hit is not None
        assert [one.kind for one in hit.evidence] == ["finding", "cured_by_amendment"]
    for order in permutations([registered, seen, early]):
        assert judged(order).verdicts(KEY, "84") == []


def test_an_amendment_takes_back_the_assist() -> None:
    """A sign in a description is no hit once the flag is set, but for what was found."""
    registered = described("Trainers Swift®")
    declared = {"item_no": 1, "ip_flag": True, "description": "Trainers Swift®"}
    amended = declaration_amended(registered, T0 + 3 * HOUR, items=[declared])
    assert judged([registered, amended]).statuses("84") == ["withdrawn"]
    assert judged([registered, found(), amended]).statuses("84") == ["raised"]


def test_the_assist() -> None:
    """A sign in a description is of low severity and for an officer to judge; a finding is graver."""
    room = judged([described("Trainers Swift™, black")])
    hit = room.hit(KEY, "84")
    assert hit is not None
    assert (hit.severity, hit.doubtful) == ("low", True)
    assert sentence("84", hit).startswith("The description of item 1 has the sign ™")
    [alert] = room.alerts("84")
    assert (alert["requires_judgement"], alert["suggested_forms"]) == (True, [])
    graver = room.feed(found()).hit(KEY, "84")
    assert graver is not None
    assert (graver.severity, graver.why) == ("medium", "found")
    assert judged([described("Trainers Swift™")], "[criteria.84]\ntext_assist = false").verdicts(KEY, "84") == []


def test_the_sign_in_a_paper() -> None:
    """It speaks of every silent item."""
    papers = [{"type": "invoice", "number": "I1", "description": "Trainers Swift (TM)"}]
    items = [{"ip_flag": False}, {"ip_flag": True}]
    room = judged([declaration("D1", T0, items=items, documents=papers)])
    assert [item.subject_id for item in room.verdicts(KEY, "84")] == ["D1|1"]


@pytest.mark.parametrize(
    ("text", "hits"),
    [
        ("Software (C) 2024 Acme", True),
        ("Software © Acme", True),
        ("(A) bolts, (B) nuts, (C) washers", False),
        ("(a) bolts; (b) nuts; (C) washers", False),
        ("To be kept at 5 (C)", False),
        ("To be kept at 5° (C)", False),
        ("(A) bolts, (C) washers of Acme®", True),
        ("Software (c) Acme", False),
        ("Trainers", False),
    ],
)
def test_a_c_in_brackets_may_be_a_list_letter_or_celsius(text: str, *, hits: bool) -> None:
    assert bool(judged([described(text)]).hit(KEY, "84")) is hits


def test_the_signs_are_a_parameter() -> None:
    narrow = '[criteria.84]\nsigns = ["(C)"]'
    assert judged([described("Trainers Swift®")], narrow).verdicts(KEY, "84") == []
    assert judged([described("Software (C) Acme")], narrow).hit(KEY, "84") is not None


def test_the_mark_was_on_the_pallet_wrap() -> None:
    """The observer cancels, which may arrive first; then only the assist is left, where there is one."""
    gone = finding_cancelled("F1", T0 + DAY, reason_code="error")
    for order in permutations([case(False), found(), gone]):
        room = judged(order)
        assert room.verdicts(KEY, "84") == []
        assert room.feed(cancel(gone)).hit(KEY, "84") is not None
    hit = judged([described("Swift®"), found(), gone]).hit(KEY, "84")
    assert hit is not None
    assert hit.why == "described"


def test_corrections_and_the_end_of_the_case() -> None:
    """A corrected finding counts as corrected; what is found after the release is a hit on it."""
    seen = found(confidence=0.9)
    sure = "[criteria.84]\nmin_confidence = 0.5"
    for order in permutations([case(False), seen, amend(seen, confidence=0.1)]):
        assert judged(order, sure).verdicts(KEY, "84") == []
        assert judged(order).hit(KEY, "84") is not None
    room = judged([case(False), released("D1", T0 + HOUR), found(t=T0 + DAY)])
    assert [alert["phase"] for alert in room.alerts("84")] == ["post_release"]
