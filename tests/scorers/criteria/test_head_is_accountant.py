"""Tests of criterion 20."""

from itertools import permutations
from typing import Any

import pytest

from schemas.envelope import Event
from tests.factories import DAY, cancel, declaration, fact, ms
from tests.scorers.judging import judged, sentence

NOW = ms("2026-03-02T06:00Z")
KEY = "declaration:D1"
HELD = '[engine.registers]\n"ref.company" = ["company-register"]\n'
TAKEN = "[criteria.20]\nmissing_means_head = true"


def now() -> Event:
    return declaration("D1", NOW)


def company(accountant: str | None = "H1", version: int = 1, **fields: Any) -> Event:
    stated = {"head_id": "H1", "legal_form": "company", "chief_accountant_id": accountant, **fields}
    return fact("ref.company", key="P1", fact_version=version, **stated)


def test_one_person() -> None:
    """Head and accountant in one are a hit on the participant, whichever arrives first."""
    for order in permutations([now(), company()]):
        room = judged(order)
        hit = room.hit(KEY, "20")
        assert hit is not None
        assert hit.evidence[0].values == {"head_id": "H1", "chief_accountant_id": "H1"}
        assert sentence("20", hit) == "The head of the participant is its chief accountant too."
        assert [item.subject_id for item in room.verdicts(KEY, "20")] == ["P1"]


def test_two_persons() -> None:
    """Another accountant is a miss, whatever the legal form is; one id written in two ways is one person."""
    for form in ("company", None):
        assert judged([now(), company("A1", legal_form=form)]).verdicts(KEY, "20") == []
    assert judged([now(), company("h-1")]).hit(KEY, "20") is not None


def test_outsourced_accounting() -> None:
    """A firm that keeps the books is another person than the head."""
    assert judged([now(), company("ACCOUNTING-FIRM")]).verdicts(KEY, "20") == []


@pytest.mark.parametrize("form", ["sole_trader", "diplomatic"])
def test_excluded_forms(form: str) -> None:
    """It does not apply to a sole trader or a mission, whatever else is stated, unless the parameter says so."""
    for stated in ({}, {"head_id": None}, {"accountant": None}):
        fields: dict[str, Any] = {"legal_form": form, **stated}
        for parameters in ("", TAKEN):
            assert judged([now(), company(**fields)], parameters).verdicts(KEY, "20") == []
    none = "[criteria.20]\nexcluded_forms = []"
    assert judged([now(), company(legal_form=form)], none).hit(KEY, "20") is not None


def test_accountant_not_registered() -> None:
    """Unknown, unless the parameter takes the head for the accountant."""
    for order in permutations([now(), company(None)]):
        unknown = judged(order).unknown(KEY, "20")
        assert unknown is not None
        assert unknown.missing == ("ref.company.chief_accountant_id",)
        hit = judged(order, TAKEN).hit(KEY, "20")
        assert hit is not None
        assert "no chief accountant on record" in sentence("20", hit)


@pytest.mark.parametrize("parameters", ["", TAKEN])
def test_unknown_inputs(parameters: str) -> None:
    """Nothing can be said without an entry, the head or the legal form."""
    for entries, path in (
        ([], "ref.company"),
        ([company(head_id=None)], "ref.company.head_id"),
        ([company(legal_form=None)], "ref.company.legal_form"),
    ):
        room = judged([now(), *entries], parameters)
        unknown = room.unknown(KEY, "20")
        assert unknown is not None
        assert unknown.missing == (path,)
        assert room.hit(KEY, "20") is None
    nobody = judged([now(), company(None, head_id=None)], parameters).unknown(KEY, "20")
    assert nobody is not None
    assert "ref.company.head_id" in nobody.missing


def test_change_of_head() -> None:
    """A head who takes over tomorrow is not yet one today; the one from today on is."""
    for start, hits in ((NOW + DAY, True), (NOW + 1, True), (NOW, False)):
        new = company("H1", 2, head_id="H2", valid_from=start)
        for events in ([company(), now(), new], [company(), new, now()], [new, now(), company()]):
            assert (judged(events).hit(KEY, "20") is not None) is hits
    joined = company("H1", 2, head_id="H1", valid_from=NOW + DAY)
    for events in ([company("A1"), now(), joined], [company("A1"), joined, now()]):
        assert judged(events).verdicts(KEY, "20") == []


def test_corrected_and_taken_back() -> None:
    """A later version of the same validity replaces the entry, a cancelled one was never there, in any order."""
    for order in permutations([now(), company(), company("A1", 2)]):
        assert judged(order).verdicts(KEY, "20") == []
    for order in permutations([now(), company(), cancel(company())]):
        assert judged(order).unknown(KEY, "20") is not None


def test_silent_register() -> None:
    """While the register is silent nothing is known of anybody; a later sign of life makes it known."""
    alive = fact("ref.source_heartbeat", "company-register", t=NOW)
    for accountant in ("H1", "A1"):
        for order in permutations([now(), company(accountant)]):
            unknown = judged(order, HELD).unknown(KEY, "20")
            assert unknown is not None
            assert unknown.missing == ("ref.company",)
        for order in permutations([now(), company(accountant), alive]):
            room = judged(order, HELD)
            assert (room.hit(KEY, "20") is not None) is (accountant == "H1")
            assert room.unknown(KEY, "20") is None
