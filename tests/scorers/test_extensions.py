"""Attributes that a publisher adds decide nothing, and are shown with what follows from its event."""

from itertools import permutations
from typing import Any

import msgspec
import pytest

from schemas.envelope import Event
from schemas.event import Extension
from scorers.contract.extensions import MOST_CHARACTERS, kept
from scorers.delivery.wire import decode_record, encode_record
from tests import factories as f
from tests.scorers.judging import judged
from tests.scorers.judging import kept as records

FIRST = f.transit("T1", f.T0, carrier_id="C1")
NOTICE = f.notice("N1", f.T0 + 1, transit_id="T1")


def marked(event: Event, **extensions: Extension) -> Event:
    return msgspec.structs.replace(event, extensions=extensions)


LOAD = marked(f.transit("T2", f.T0 + f.DAY, carrier_id="C1"), tenant="north", retries=3, test=False)


def test_an_alert_shows_what_was_added_to_the_event_that_was_judged() -> None:
    """In any order of arrival, and nothing of other events."""
    other = marked(NOTICE, tenant="south")
    for order in permutations([FIRST, other, LOAD]):
        [alert] = judged(order).alerts("1")
        assert alert["trigger_extensions"] == {"tenant": "north", "retries": 3, "test": False}
    [plain] = judged([FIRST, NOTICE, msgspec.structs.replace(LOAD, extensions={})]).alerts("1")
    assert plain["trigger_extensions"] == {}
    assert {**alert, "trigger_extensions": {}} == plain


def test_what_is_kept_survives_the_store() -> None:
    """A case that is read again after a restart says the same."""
    [state] = [record for key, record in records(judged([LOAD]).engine.cases, "S") if "transit:T2" in key]
    restored: Any = decode_record("S\x1ftransit:T2", encode_record(state))
    assert restored.said[0].extensions == LOAD.extensions


def test_no_more_is_kept_than_people_read() -> None:
    """By name, as many as fit; a long one makes no other go."""
    assert kept({"a": "x" * MOST_CHARACTERS, "b": "y", "c": True}) == {"b": "y", "c": True}
    many = kept({f"n{number:03}": "x" * 96 for number in range(500)})
    assert list(many) == [f"n{number:03}" for number in range(20)]


def test_what_is_kept_counts_towards_the_size_of_a_case(monkeypatch: pytest.MonkeyPatch) -> None:
    """Many small events with much added to them are no way around the limit."""
    loud = marked(LOAD, note="x" * 1_000)
    monkeypatch.setattr("scorers.exchange.intake_rules.MAX_CASE_BYTES", len(loud.raw_data) + 1_000)
    assert [one.label for one in judged([LOAD]).counted if one.name == "dead_letter"] == []
    assert [one.label for one in judged([loud]).counted if one.name == "dead_letter"] == ["case_too_large"]
