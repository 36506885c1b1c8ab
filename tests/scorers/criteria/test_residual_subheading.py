"""Tests of criterion 91."""

from itertools import permutations
from typing import Any

from schemas.envelope import Event
from tests.factories import amend, cancel, declaration, fact, ms
from tests.scorers.judging import judged, sentence

T = "2026-03-02T06:00Z"
KEY = "declaration:D1"
CODE = "8543709000"
ONE_LEVEL = "[criteria.91]\nboth_levels = false"
HELD = '[engine.registers]\n"ref.goods" = ["tariff-service"]\n'


def case(*codes: str | None, t: str = T, **fields: Any) -> Event:
    return declaration("D1", t, **{"items": [{"goods_code": code} for code in codes or (CODE,)], **fields})


def entry(residual: bool | None = True, heading: bool | None = True, code: str = CODE, **fields: Any) -> Event:
    return fact("ref.goods", goods_code=code, residual_flag=residual, heading_residual_flag=heading, **fields)


def test_residual_on_both_levels() -> None:
    """It is a hit of low severity on the item, whichever arrives first."""
    for order in permutations([case("8471300000", CODE), entry()]):
        room = judged([entry(False, False, "8471300000"), *order])
        hit = room.hit(KEY, "91")
        assert hit is not None
        assert (hit.severity, len(hit.evidence), hit.evidence[0].values) == ("low", 1, {"goods_code": CODE})
        assert CODE in sentence("91", hit)
        assert [item.subject_id for item in room.verdicts(KEY, "91")] == ["D1|2"]


def test_residual_subheading_of_a_specific_heading() -> None:
    """A miss, unless the subheading alone counts; the other way round it is a miss in any case."""
    for order in permutations([case(), entry(heading=False)]):
        assert judged(order).verdicts(KEY, "91") == []
        assert judged(order, ONE_LEVEL).hit(KEY, "91") is not None
    for parameters in ("", ONE_LEVEL):
        assert judged([case(), entry(residual=False)], parameters).verdicts(KEY, "91") == []


def test_levels_of_two_entries() -> None:
    """What the entry of the code does not state, that of its heading may."""
    hit = judged([case(), entry(heading=None), entry(None, True, "8543")]).hit(KEY, "91")
    assert hit is not None
    assert len(hit.evidence) == 2
    assert judged([case(), entry(heading=None), entry(None, False, "8543")]).verdicts(KEY, "91") == []


def test_edition_of_the_nomenclature() -> None:
    """The edition of the local year of registration holds from its first instant."""
    new_year = ms("2025-12-31T19:00Z")
    old, new = entry(False, False, valid_to=new_year), entry(valid_from=new_year)
    for t, hits in (("2025-12-31T18:59Z", False), ("2025-12-31T19:00Z", True), (T, True)):
        for order in permutations([case(t=t), old, new]):
            room = judged(order)
            assert (room.hit(KEY, "91") is not None) is hits
            assert room.unknown(KEY, "91") is None


def test_unknown_inputs() -> None:
    """Nothing can be said without a code or a flag, unless the other flag decides."""
    for events, path in (
        ([case(None)], "declaration.items[].goods_code"),
        ([case(items=None)], "declaration.items[].goods_code"),
        ([case(), entry(None)], "ref.goods.residual_flag"),
        ([case(), entry(heading=None)], "ref.goods.heading_residual_flag"),
    ):
        room = judged(events)
        unknown = room.unknown(KEY, "91")
        assert unknown is not None
        assert unknown.missing == (path,)
        assert room.hit(KEY, "91") is None
    nothing = judged([case()]).unknown(KEY, "91")
    assert nothing is not None
    assert nothing.missing == ("ref.goods.heading_residual_flag", "ref.goods.residual_flag")
    for decided in (entry(None, False), entry(False, None)):
        assert judged([case(), decided]).verdicts(KEY, "91") == []
    assert judged([case(items=[]), entry()]).verdicts(KEY, "91") == []


def test_corrected_and_taken_back() -> None:
    """An amended code counts as if it had been declared so; an entry that is taken back was never there."""
    other = entry(False, False, "8471300000")
    cured = amend(case(), items=[{"item_no": 1, "goods_code": "8471300000"}])
    for order in permutations([case(), cured, entry()]):
        assert judged([other, *order]).verdicts(KEY, "91") == []
    for order in permutations([case(), entry(), cancel(entry())]):
        assert judged(order).unknown(KEY, "91") is not None


def test_silent_register() -> None:
    """While the tariff is silent nothing is known; a later sign of life makes it known."""
    alive = fact("ref.source_heartbeat", "tariff-service", t=T)
    for residual in (True, False):
        events = [case(), entry(residual)]
        assert judged(events, HELD).unknown(KEY, "91") is not None
        for order in permutations([*events, alive]):
            room = judged(order, HELD)
            assert (room.hit(KEY, "91") is not None) is residual
            assert room.unknown(KEY, "91") is None
