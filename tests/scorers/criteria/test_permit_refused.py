"""Tests of criterion 32."""

from itertools import permutations
from typing import Any

import pytest

from schemas.envelope import Event
from tests.factories import DAY, amend, cancel, declaration, fact, ms
from tests.scorers.judging import judged, sentence

NOW = ms("2026-03-02T06:00Z")
THEN = NOW - 100 * DAY
KEY = "declaration:D1"
HELD = '[engine.registers]\n"ref.permit_refusal" = ["permit-register"]\n'
SAME_GOODS = "[criteria.32]\ngoods_match_required = true"


def now(*codes: str | None, permits: Any = (), **fields: Any) -> Event:
    items = [{"goods_code": code, "permits": permits} for code in codes or ("3004900002",)]
    return declaration("D1", NOW, **{"items": items, **fields})


def refusal(*codes: str, key: str = "R1", **fields: Any) -> Event:
    stated = {"participant_id": "P1", "refused_at": THEN, "status": "in_force", "goods_codes": codes, **fields}
    return fact("ref.permit_refusal", key=key, **stated)


def permit(**fields: Any) -> Event:
    stated = {"holder_id": "P1", "status": "valid", "valid_from": THEN + DAY, "goods_codes": ["3004"], **fields}
    return fact("ref.permit", key="L1", **stated)


def test_refusal_for_these_goods() -> None:
    """It is a hit of high severity on the participant, in either order."""
    for order in permutations([now(), refusal("3004")]):
        room = judged(order)
        hit = room.hit(KEY, "32")
        assert hit is not None
        assert hit.severity == "high"
        assert [(one.ref, one.at) for one in hit.evidence] == [("R1", THEN)]
        assert sentence("32", hit) == (
            "In 730 days a permit was refused to the participant for goods like those declared."
        )
        assert [item.subject_id for item in room.verdicts(KEY, "32")] == ["P1"]


def test_nothing_on_record() -> None:
    """No refusal, or one of another participant, is a miss."""
    assert judged([now()]).verdicts(KEY, "32") == []
    for order in permutations([now(), refusal("3004", participant_id="P2")]):
        assert judged(order).verdicts(KEY, "32") == []


def test_refusal_for_other_goods() -> None:
    """It weighs less, and is none at all where the goods must match."""
    for order in permutations([now(), refusal("8418")]):
        hit = judged(order).hit(KEY, "32")
        assert hit is not None
        assert hit.severity == "medium"
        assert sentence("32", hit) == "In 730 days a permit was refused to the participant."
        assert judged(order, SAME_GOODS).verdicts(KEY, "32") == []
    both = judged([now(), refusal("8418"), refusal("3004", key="R2")])
    found, matched = both.hit(KEY, "32"), judged([now(), refusal("8418"), refusal("3004", key="R2")], SAME_GOODS)
    assert found is not None
    assert (found.severity, [one.ref for one in found.evidence]) == ("high", ["R1", "R2"])
    hit = matched.hit(KEY, "32")
    assert hit is not None
    assert [one.ref for one in hit.evidence] == ["R2"]


def test_code_digits() -> None:
    """Codes agree in as many leading digits as the parameter says, or as the shorter one has."""
    for codes, digits, severity in (
        (("3004500000",), 4, "high"),
        (("3004500000",), 6, "medium"),
        (("30",), 4, "high"),
        (("3003",), 4, "medium"),
        (("3003", "3004"), 4, "high"),
    ):
        hit = judged([now("8418108001", "3004900002"), refusal(*codes)], f"[criteria.32]\ncode_digits = {digits}").hit(
            KEY, "32"
        )
        assert hit is not None
        assert hit.severity == severity


def test_refusal_overturned() -> None:
    """A court that overturned it takes the hit back, unless that holds only from after the registration."""
    for order in permutations([now(), refusal("3004"), refusal("3004", status="overturned", fact_version=2)]):
        assert judged(order).verdicts(KEY, "32") == []
    for start, hits in ((NOW, False), (NOW + 1, True)):
        later = refusal("3004", status="overturned", fact_version=2, valid_from=start)
        for order in permutations([now(), refusal("3004"), later]):
            assert (judged(order).hit(KEY, "32") is not None) is hits


def test_permit_at_the_second_attempt() -> None:
    """A permit on which the declaration relies, granted since for these goods, leaves low severity, in any order."""
    case = now(permits=[{"number": "L-1"}])
    for order in permutations([case, refusal("3004"), permit()]):
        hit = judged(order).hit(KEY, "32")
        assert hit is not None
        assert hit.severity == "low"
    for other in (
        {"valid_from": THEN},
        {"valid_from": NOW + 1},
        {"holder_id": "P2"},
        {"status": "revoked"},
        {"goods_codes": ["8418"]},
        {"goods_codes": None},
    ):
        hit = judged([case, refusal("3004"), permit(**other)]).hit(KEY, "32")
        assert hit is not None
        assert hit.severity == "high", other
    for unnamed in (now(), now(permits=None), now(permits=[{"number": "L2"}])):
        hit = judged([unnamed, refusal("3004"), permit()]).hit(KEY, "32")
        assert hit is not None
        assert hit.severity == "high"
    two = judged([case, refusal("3004"), refusal("8418", key="R2"), permit()]).hit(KEY, "32")
    assert two is not None
    assert two.severity == "medium"


@pytest.mark.parametrize(
    ("at", "hits"), [(NOW + 1, False), (NOW, True), (NOW - 730 * DAY, False), (NOW - 730 * DAY + 1, True)]
)
def test_window(at: int, hits: bool) -> None:
    """A refusal dated after the registration, or exactly as old as the window, does not count."""
    for order in permutations([now(), refusal("3004", refused_at=at)]):
        assert (judged(order).hit(KEY, "32") is not None) is hits
    month = "[criteria.32]\nwindow_days = 30"
    assert judged([now(), refusal("3004")], month).verdicts(KEY, "32") == []


def test_unknown_inputs() -> None:
    """A refusal that does not state what decides is unknown, unless it can not count; another one is a hit still."""
    for field in ("status", "refused_at"):
        incomplete: dict[str, Any] = {field: None}
        unknown = judged([now(), refusal("3004", **incomplete)]).unknown(KEY, "32")
        assert unknown is not None
        assert unknown.missing == (f"ref.permit_refusal.{field}",)
        assert judged([now(), refusal("3004", **incomplete), refusal("3004", key="R2")]).hit(KEY, "32") is not None
    assert judged([now(), refusal("3004", status=None, refused_at=NOW + 1)]).verdicts(KEY, "32") == []
    assert judged([now(), refusal("3004", status="overturned", refused_at=None)]).verdicts(KEY, "32") == []


def test_unknown_goods() -> None:
    """Goods that are not stated weigh less, and are unknown where they must match."""
    bare = refusal(goods_codes=None)
    for events, path in (
        ([now(None), refusal("3004")], "declaration.items[].goods_code"),
        ([now(items=None), refusal("3004")], "declaration.items[].goods_code"),
        ([now(), bare], "ref.permit_refusal.goods_codes[]"),
    ):
        for order in permutations(events):
            hit = judged(order).hit(KEY, "32")
            assert hit is not None
            assert hit.severity == "medium"
            unknown = judged(order, SAME_GOODS).unknown(KEY, "32")
            assert unknown is not None
            assert unknown.missing == (path,)
    assert judged([now(None, "3004900002"), refusal("3004")], SAME_GOODS).hit(KEY, "32") is not None


def test_corrected_and_taken_back() -> None:
    """A refusal that is taken back was never there; an amendment of the goods is as if they had been declared so."""
    for order in permutations([now(), refusal("3004"), cancel(refusal("3004"))]):
        assert judged(order).verdicts(KEY, "32") == []
    cured = amend(now(), items=[{"item_no": 1, "goods_code": "8418108001"}])
    for order in permutations([now(), cured, refusal("3004")]):
        hit = judged(order).hit(KEY, "32")
        assert hit is not None
        assert hit.severity == "medium"


def test_silent_register() -> None:
    """That a silent register has nothing on file is unknown; a refusal on file counts."""
    alive = fact("ref.source_heartbeat", "permit-register", t=NOW)
    unknown = judged([now()], HELD).unknown(KEY, "32")
    assert unknown is not None
    assert unknown.missing == ("ref.permit_refusal",)
    for order in permutations([now(), refusal("3004")]):
        assert judged(order, HELD).hit(KEY, "32") is not None
    for order in permutations([now(), alive]):
        assert judged(order, HELD).verdicts(KEY, "32") == []
