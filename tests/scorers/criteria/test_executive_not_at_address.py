"""Tests of criterion 16."""

from itertools import permutations
from typing import Any

import pytest

from schemas.envelope import Event
from tests.factories import DAY, cancel, declaration, fact, ms
from tests.scorers.judging import judged, sentence

NOW = ms("2026-03-02T06:00Z")
KEY = "declaration:D1"
HELD = '[engine.registers]\n"ref.company" = ["company-register"]\n'


def now() -> Event:
    return declaration("D1", NOW)


def checked(found: bool | None = False, at: int | None = NOW - 30 * DAY, version: int = 1, **fields: Any) -> Event:
    stated = {"exec_body_at_address": found, "exec_body_checked_at": at, "legal_form": "company", **fields}
    return fact("ref.company", key="P1", fact_version=version, **stated)


def test_not_at_the_address() -> None:
    """A recent check that found nobody is a hit of the local day of the check; one that found somebody is none."""
    late_in_the_day = ms("2026-01-31T20:00Z")
    for order in permutations([now(), checked(at=late_in_the_day)]):
        room = judged(order)
        hit = room.hit(KEY, "16")
        assert hit is not None
        assert [(one.ref, one.at) for one in hit.evidence] == [("P1", late_in_the_day)]
        assert hit.arguments["day"].value == "2026-02-01"
        assert "was not at its registered address" in sentence("16", hit)
        assert [item.subject_id for item in room.verdicts(KEY, "16")] == ["P1"]
    for order in permutations([now(), checked(found=True)]):
        assert judged(order).verdicts(KEY, "16") == []


@pytest.mark.parametrize("found", [True, False])
def test_old_check(found: bool) -> None:
    """A check of exactly the greatest age is too old, whatever it found: then nothing is known."""
    for order in permutations([now(), checked(found, NOW - 365 * DAY)]):
        unknown = judged(order).unknown(KEY, "16")
        assert unknown is not None
        assert unknown.missing == ("ref.company.exec_body_checked_at",)
    for at in (NOW - 365 * DAY + 1, NOW):
        room = judged([now(), checked(found, at)])
        assert (room.hit(KEY, "16") is None) is found
        assert room.unknown(KEY, "16") is None
    month = "[criteria.16]\nmax_age_days = 30"
    assert judged([now(), checked(found)], month).unknown(KEY, "16") is not None


def test_newer_check() -> None:
    """The management that was found later clears it from the date of that check on, in any order of arrival."""
    for at, hits in ((NOW - DAY, False), (NOW, False), (NOW + 1, True), (NOW + DAY, True)):
        for valid_from in (None, at):
            clear = checked(True, at, 2, valid_from=valid_from)
            for order in permutations([now(), checked(), clear]):
                room = judged(order)
                assert (room.hit(KEY, "16") is not None) is hits
                assert room.unknown(KEY, "16") is None


def test_check_to_come() -> None:
    """The first check of all says nothing of the time before it."""
    unknown = judged([now(), checked(at=NOW + 1)]).unknown(KEY, "16")
    assert unknown is not None
    assert unknown.missing == ("ref.company",)


@pytest.mark.parametrize("form", ["sole_trader", "diplomatic"])
def test_not_applicable(form: str) -> None:
    """A mission or a sole trader has no management, whatever a check says, unless the parameter says so."""
    for entry in (checked(legal_form=form), checked(None, None, legal_form=form)):
        for order in permutations([now(), entry]):
            assert judged(order).verdicts(KEY, "16") == []
    assert judged([now(), checked(legal_form=form)], "[criteria.16]\nexcluded_forms = []").hit(KEY, "16") is not None


def test_unknown_inputs() -> None:
    """Nothing can be said without an entry, the result, the date, or the legal form of who was not found."""
    for entries, path in (
        ([], "ref.company"),
        ([checked(None)], "ref.company.exec_body_at_address"),
        ([checked(at=None)], "ref.company.exec_body_checked_at"),
        ([checked(True, None)], "ref.company.exec_body_checked_at"),
        ([checked(legal_form=None)], "ref.company.legal_form"),
    ):
        for order in permutations([now(), *entries]):
            room = judged(order)
            unknown = room.unknown(KEY, "16")
            assert unknown is not None
            assert unknown.missing == (path,)
            assert room.hit(KEY, "16") is None
    assert judged([now(), checked(True, legal_form=None)]).verdicts(KEY, "16") == []


def test_corrected_and_taken_back() -> None:
    """A later version of the same check replaces it, a cancelled entry was never there, in any order."""
    for order in permutations([now(), checked(), checked(True, version=2)]):
        assert judged(order).verdicts(KEY, "16") == []
    for order in permutations([now(), checked(), cancel(checked())]):
        assert judged(order).unknown(KEY, "16") is not None


def test_silent_register() -> None:
    """While the register is silent nothing is known of anybody; a later sign of life makes it known."""
    alive = fact("ref.source_heartbeat", "company-register", t=NOW)
    for found in (True, False):
        for order in permutations([now(), checked(found)]):
            unknown = judged(order, HELD).unknown(KEY, "16")
            assert unknown is not None
            assert unknown.missing == ("ref.company",)
        for order in permutations([now(), checked(found), alive]):
            room = judged(order, HELD)
            assert (room.hit(KEY, "16") is None) is found
            assert room.unknown(KEY, "16") is None
