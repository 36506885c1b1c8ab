"""Tests of criterion 45."""

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
    crossing,
    declaration,
    declaration_amended,
    finding,
    finding_cancelled,
    transit,
)
from tests.scorers.judging import backwards, judged, sentence

KEY = "declaration:D1"
PAPERS = [{"type": "invoice", "number": "I1"}, {"type": "cmr", "number": "W-1"}]
CASE = declaration("D1", T0, documents=PAPERS, transit_id="T1", vehicle_ids=["V1"])


def found(id: str = "F1", t: int = T0 + 2 * HOUR, **fields: Any) -> Event:  # noqa: A002 - as the factories name it
    stated = {"declaration_id": "D1", "confidence": 0.9, "subject_kind": "document", "subject_id": "W1"}
    return finding(45, id, t, **{**stated, **fields})


def test_a_finding_without_a_crossing() -> None:
    """It hits the paper that it names as surely as it was made, and no crossing bears it out."""
    for order in permutations([CASE, found()]):
        room = judged(order)
        hit = room.hit(KEY, "45")
        assert hit is not None
        assert hit.confidence == 0.9
        assert sentence("45", hit).endswith("and no crossing with the goods is known from the 180 days before.")
        assert [item.subject_id for item in room.verdicts(KEY, "45")] == ["cmr|W1"]


def test_goods_without_an_external_border() -> None:
    """That no crossing is known is no hit by itself, of Union goods or any other."""
    home = declaration("D1", T0, documents=PAPERS, dispatch_country="RU", items=[{"origin_country": "RU"}])
    for event in (home, CASE):
        assert judged([event]).verdicts(KEY, "45") == []


@pytest.mark.parametrize(
    "cited",
    [{"document_numbers": ["w 1"]}, {"transit_id": "t-1"}, {"vehicle_ids": ["V9", "V-1"]}],
    ids=["paper", "transit", "vehicle"],
)
def test_a_crossing_makes_it_less_sure(cited: dict[str, Any]) -> None:
    """By the paper, the transit or the vehicle: a paperless checkpoint marks electronically."""
    entry = crossing("X1", T0 - DAY, **cited)
    for order in permutations([CASE, found(), entry]):
        room = judged(order)
        hit = room.hit(KEY, "45")
        assert hit is not None
        assert hit.confidence == 0.3
        assert [one.kind for one in hit.evidence] == ["finding", "crossing"]
        assert sentence("45", hit).endswith("but crossing X1 is recorded: they may be electronic.")
        [alert] = room.standing("45").values()
        assert alert["confidence"] == 0.3


def test_a_crossing_that_is_no_corroboration() -> None:
    """Outwards, of other papers, another way, or under the number of a paper that goods do not travel with."""
    others: tuple[dict[str, Any], ...] = (
        {"direction": "out", "transit_id": "T1"},
        {"direction": None, "transit_id": "T1"},
        {"document_numbers": ["W2"], "transit_id": "T2", "vehicle_ids": ["V2"]},
        {"document_numbers": ["I1"]},
        {},
    )
    for other in others:
        hit = judged([CASE, found(), crossing("X1", T0 - DAY, **other)]).hit(KEY, "45")
        assert hit is not None
        assert (hit.why, hit.confidence) == ("uncrossed", 0.9)


def test_a_crossing_later_than_the_declaration() -> None:
    """It counts until the finding is made, since the papers were looked at then; not one after that."""
    for t, why in ((T0 + 2 * HOUR, "crossed"), (T0 + 2 * HOUR + 1, "uncrossed")):
        events = [CASE, found(), crossing("X1", t, transit_id="T1")]
        for order in (events, backwards(events)):
            hit = judged(order).hit(KEY, "45")
            assert hit is not None
            assert hit.why == why
    early = [CASE, found(t=T0 - DAY), crossing("X1", T0, transit_id="T1")]
    for one_order in permutations(early):
        hit = judged(one_order).hit(KEY, "45")
        assert hit is not None
        assert hit.why == "crossed"


@pytest.mark.parametrize(("offset", "why"), [(180 * DAY - 1, "crossed"), (180 * DAY, "uncrossed")])
def test_the_window(offset: int, why: str) -> None:
    """Half-open, back from the finding."""
    events = [CASE, found(), crossing("X1", T0 + 2 * HOUR - offset, transit_id="T1")]
    for order in (events, backwards(events)):
        hit = judged(order).hit(KEY, "45")
        assert hit is not None
        assert hit.why == why


def test_a_late_crossing_updates_the_alert() -> None:
    """And one that is taken back takes the doubt back."""
    entry = crossing("X1", T0 - DAY, transit_id="T1")
    room = judged([CASE, found()])
    [before] = room.alerts("45")
    [after] = room.feed(entry).alerts("45")
    assert (before["alert_id"], before["confidence"], after["confidence"]) == (after["alert_id"], 0.9, 0.3)
    [again] = room.feed(cancel(entry)).alerts("45")
    assert (again["status"], again["confidence"]) == ("raised", 0.9)
    moved = amend(entry, transit_id="T9")
    for order in permutations([CASE, found(), entry, moved]):
        hit = judged(order).hit(KEY, "45")
        assert hit is not None
        assert hit.why == "uncrossed"


def test_the_last_of_several_crossings_is_named() -> None:
    """And what an amendment of the declaration names counts."""
    entries = [crossing(f"X{n}", T0 - n * DAY, transit_id="T1") for n in (1, 2)]
    for order in permutations([CASE, found(), *entries]):
        hit = judged(order).hit(KEY, "45")
        assert hit is not None
        assert hit.evidence[-1].ref == "X1"
    other = declaration_amended(CASE, T0 + HOUR, transit_id="T9", documents=[], vehicle_ids=[])
    for order in permutations([CASE, other, found(), entries[0]]):
        hit = judged(order).hit(KEY, "45")
        assert hit is not None
        assert hit.confidence == 0.9


def test_where_nobody_can_tell_of_crossings() -> None:
    """Before everything was seen, or where nothing says under what the goods crossed, the hit says nothing of them."""
    for room in (judged([CASE, found()], coverage_start=T0), judged([declaration("D1", T0), found()])):
        hit = room.hit(KEY, "45")
        assert hit is not None
        assert hit.confidence == 0.9
        assert "crossing" not in sentence("45", hit)


def test_parameters() -> None:
    """How far back, how much less sure, and from which confidence on; by default any finding counts."""
    entry = crossing("X1", T0 - DAY, transit_id="T1")
    events = [CASE, found(), entry]
    for stated, why, confidence in (
        ("corroborate_days = 1", "uncrossed", 0.9),
        ("crossing_lowers_confidence_to = 0.5", "crossed", 0.5),
        ("crossing_lowers_confidence_to = 0.95", "crossed", 0.9),
    ):
        hit = judged(events, f"[criteria.45]\n{stated}").hit(KEY, "45")
        assert hit is not None
        assert (hit.why, hit.confidence) == (why, confidence)
    assert judged(events, "[criteria.45]\nmin_confidence = 0.95").verdicts(KEY, "45") == []
    assert judged([CASE, found(confidence=0.01)]).hit(KEY, "45") is not None


def test_cancelled_and_foreign_findings() -> None:
    """What is cancelled, of another declaration, of a transit or of another criterion is a miss."""
    gone = finding_cancelled("F1", T0 + DAY)
    for order in permutations([CASE, found(), gone]):
        room = judged(order)
        assert room.verdicts(KEY, "45") == []
        assert room.feed(cancel(gone)).hit(KEY, "45") is not None
    seen = found(declaration_id=None, transit_id="T1")
    room = judged([CASE, transit("T1", T0), seen, found("F2", declaration_id="D2"), finding(43, "F3", T0)])
    assert room.verdicts(KEY, "45") == room.verdicts("transit:T1", "45") == []
