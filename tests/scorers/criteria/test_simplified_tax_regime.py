"""Tests of criterion 17."""

from itertools import permutations
from typing import Any

from schemas.envelope import Event
from tests.factories import DAY, HOUR, amend, cancel, declaration, declaration_amended, fact, ms
from tests.scorers.judging import judged, sentence

NOW = ms("2026-03-02T06:00Z")
KEY = "declaration:D1"
HELD = '[engine.registers]\n"ref.company" = ["company-register"]\n'


def now(t: Any = NOW, **fields: Any) -> Event:
    return declaration("D1", t, **fields)


def company(regime: str | None = "simplified", version: int = 1, **fields: Any) -> Event:
    return fact("ref.company", key="P1", tax_regime=regime, fact_version=version, **fields)


def test_simplified_regime() -> None:
    """A simplified regime is a hit on the participant, whichever arrives first; the general one is a miss."""
    for order in permutations([now(), company()]):
        room = judged(order)
        hit = room.hit(KEY, "17")
        assert hit is not None
        assert [(one.ref, one.values) for one in hit.evidence] == [("P1", {"tax_regime": "simplified"})]
        assert sentence("17", hit) == "The participant is on a simplified tax regime (simplified)."
        assert [item.subject_id for item in room.verdicts(KEY, "17")] == ["P1"]
    for order in permutations([now(), company("general")]):
        assert judged(order).verdicts(KEY, "17") == []


def test_another_participant() -> None:
    """The entry of another participant says nothing of this one."""
    other = fact("ref.company", key="P2", tax_regime="simplified")
    for order in permutations([now(), other, company("general")]):
        assert judged(order).verdicts(KEY, "17") == []


def test_regime_unknown() -> None:
    """No entry, one that does not state the regime, or one that has ended is unknown."""
    for entries, path in (
        ([], "ref.company"),
        ([company(None)], "ref.company.tax_regime"),
        ([company(valid_to=NOW)], "ref.company"),
        ([company(valid_from=NOW + 1)], "ref.company"),
    ):
        for order in permutations([now(), *entries]):
            room = judged(order)
            unknown = room.unknown(KEY, "17")
            assert unknown is not None
            assert unknown.missing == (path,)
            assert room.hit(KEY, "17") is None


def test_regime_changed_on_1_january() -> None:
    """At ten past midnight, local time, the regime of the new year holds, though the UTC year is the old one."""
    new_year = ms("2025-12-31T19:00Z")
    before = company("general")
    after = company("simplified", 2, valid_from=new_year)
    for t, hits in (("2025-12-31T19:10Z", True), ("2025-12-31T19:00Z", True), ("2025-12-31T18:59Z", False)):
        for events in (
            [now(t), before, after],
            [before, now(t), after],
            [before, after, now(t)],
            [after, now(t), before],
        ):
            room = judged(events)
            assert (room.hit(KEY, "17") is not None) is hits
            assert room.unknown(KEY, "17") is None


def test_regime_switched_after_the_registration() -> None:
    """Neither a move to the general regime nor one away from it has effect on what was declared before."""
    for first, then in (("simplified", "general"), ("general", "simplified")):
        switched = company(then, 2, valid_from=NOW + 1)
        for events in ([company(first), now(), switched], [company(first), switched, now()]):
            assert (judged(events).hit(KEY, "17") is not None) is (first == "simplified")
    later = declaration_amended(now(), NOW + DAY)
    switched = company("general", 2, valid_from=NOW + HOUR)
    assert judged([company(), now(), switched, later]).hit(KEY, "17") is not None


def test_special_regimes_of_several_states() -> None:
    """Regimes that registers map to one code are one; a code of its own can be added."""
    for state in ("KZ", "RU"):
        assert judged([now(), company(member_state=state)]).hit(KEY, "17") is not None
    patent = [now(), company("patent")]
    assert judged(patent).verdicts(KEY, "17") == []
    more = '[criteria.17]\nsimplified_regimes = ["simplified", "patent"]'
    hit = judged(patent, more).hit(KEY, "17")
    assert hit is not None
    assert hit.evidence[0].values == {"tax_regime": "patent"}
    assert judged([now(), company()], "[criteria.17]\nsimplified_regimes = []").verdicts(KEY, "17") == []


def test_corrected_and_taken_back() -> None:
    """A later version of the same validity replaces the entry, a cancelled one was never there, in any order."""
    for order in permutations([now(), company(), company("general", 2)]):
        assert judged(order).verdicts(KEY, "17") == []
    for order in permutations([now(), company(), cancel(company())]):
        assert judged(order).unknown(KEY, "17") is not None
    moved = amend(now(), participant_id="P2")
    known = fact("ref.company", key="P2", tax_regime="general")
    for order in permutations([now(), moved, company()]):
        assert judged([known, *order]).verdicts(KEY, "17") == []


def test_silent_register() -> None:
    """While the register is silent nothing is known of anybody; a later sign of life makes it known."""
    alive = fact("ref.source_heartbeat", "company-register", t=NOW)
    for regime in ("simplified", "general"):
        for order in permutations([now(), company(regime)]):
            room = judged(order, HELD)
            unknown = room.unknown(KEY, "17")
            assert unknown is not None
            assert unknown.missing == ("ref.company",)
            assert room.hit(KEY, "17") is None
        for order in permutations([now(), company(regime), alive]):
            room = judged(order, HELD)
            assert (room.hit(KEY, "17") is not None) is (regime == "simplified")
            assert room.unknown(KEY, "17") is None
