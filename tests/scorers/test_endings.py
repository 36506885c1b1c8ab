"""The last word on an alert: why it does not stand any more, by which event, and nothing suggested."""

from typing import Any, get_args

import pytest

from schemas.envelope import Event
from schemas.outcomes import EndReason
from scorers.parameters.document import version_of
from scorers.saying.wording import known
from tests import factories as f
from tests.factories import DAY, T0
from tests.scorers.judging import judged
from tests.scorers.standing import HIGH, hit, unknown
from tests.scorers.test_outward import Told, alerts

FIRST = f.transit("T1", T0, carrier_id="C1")
NOTICE = f.notice("N1", T0 + DAY, transit_id="T1")
LOAD = f.transit("T2", T0 + 2 * DAY, carrier_id="C1", departure_office_id="O1")
CALLED_OFF = f.notice_cancelled("N1", T0 + 3 * DAY)
CARRIER = (FIRST, NOTICE, LOAD)
RATE = f.fact("ref.goods", goods_code="8471300000", import_duty_rate=0.0)
DUTY_FREE = (RATE, f.declaration("D1", T0, items=[{"goods_code": "8471300000"}]))
INFORMED = (f.finding("33", "F1", T0 - DAY, valid_until=T0 + DAY), f.declaration("D1", T0))
SOUND: dict[str, Any] = {
    "invoice_total": 1000.0,
    "invoice_currency": "USD",
    "gross_kg_total": 110.0,
    "packages_total": 10,
    "documents": [
        {"type": "invoice", "number": "I1", "date": "2026-02-20", "amount": 1000.0, "currency": "USD"},
        {"type": "cmr", "number": "W1", "date": "2026-02-22", "gross_kg": 110.0, "packages": 10},
    ],
    "items": [{"invoice_value": 1000.0, "gross_kg": 110.0, "net_kg": 100.0, "packages": 10}],
}


def ending(criterion: str, events: tuple[Event, ...], last: Event) -> dict[str, Any]:
    """The end of the one alert of a criterion, as published."""
    judging = judged(events)
    [before] = judging.alerts(criterion)
    assert (before["status"], before["end"]) == ("raised", None)
    [after] = judging.feed(last).alerts(criterion)
    assert after["status"] == "withdrawn"
    found: dict[str, Any] = after["end"]
    assert (found["source"], found["event_id"], found["at"]) == (last.source, last.id, last.time)
    return found


@pytest.mark.parametrize(
    ("criterion", "events", "last", "reason"),
    [
        ("1", CARRIER, CALLED_OFF, "cancelled"),
        ("1", CARRIER, f.cancel(NOTICE), "cancelled"),
        ("1", CARRIER, f.cancel(FIRST), "cancelled"),
        ("1", CARRIER, f.amend(NOTICE, carrier_id="C9"), "amended"),
        ("1", CARRIER, f.amend(LOAD, carrier_id="C9"), "amended"),
        ("1", CARRIER, f.transit_amended(LOAD, T0 + 3 * DAY, carrier_id=None), "amended"),
        ("1", CARRIER, f.cancel(LOAD), "case_cancelled"),
        ("88", DUTY_FREE, f.amend(RATE, import_duty_rate=5.0), "amended"),
        ("88", DUTY_FREE, f.fact("ref.goods", goods_code="8471300000", import_duty_rate=5.0, version=2), "register"),
    ],
)
def test_it_says_why_and_by_which_event(criterion: str, events: tuple[Event, ...], last: Event, reason: str) -> None:
    """Also where the event is of another case, and came here through links, a history and an answer."""
    assert ending(criterion, events, last)["reason"] == reason


def test_an_amended_declaration_is_cured_by_its_amendment() -> None:
    bad = f.declaration("D1", T0, items=[])
    found = ending("44", (bad,), f.declaration_amended(bad, T0 + DAY, **SOUND))
    assert found["reason"] == "cured"


def test_what_time_ends_has_no_event() -> None:
    """The information ceased to hold; no event said so."""
    judging = judged(INFORMED)
    assert judging.statuses("33") == ["raised"]
    [alert] = judging.until(T0 + DAY).alerts("33")
    assert (alert["status"], alert["end"]["reason"]) == ("withdrawn", "expired")
    assert (alert["end"]["source"], alert["end"]["event_id"], alert["end"]["at"]) == (None, None, None)


def test_other_parameters_end_an_alert_when_its_case_is_looked_at_again() -> None:
    judging = judged(CARRIER)
    document = b"[criteria.1]\nmin_notices = 2"
    judging.engine.parameters(version_of(document), document, 0)
    [alert] = judging.feed(f.arrived("T2", T0 + 3 * DAY)).alerts("1")
    assert (alert["status"], alert["end"]["reason"]) == ("withdrawn", "parameters")


def test_it_says_what_can_not_be_told_any_more() -> None:
    """An amendment that leaves the carrier out ends the alert, and the record names the carrier as missing."""
    found = ending("1", CARRIER, f.transit_amended(LOAD, T0 + 3 * DAY, carrier_id=None))
    assert found["missing"] == ["transit.carrier_id"]
    told = Told()
    told.say(hit("1"))
    told.spoken.news = True
    ((_, _, _, gone),) = alerts(told.say(unknown("1")))
    assert (gone["end"]["reason"], gone["end"]["missing"]) == ("unknown", ["transit.driver_id"])


def test_it_suggests_nothing_any_more() -> None:
    told = Told(HIGH)
    ((_, _, _, before),) = alerts(told.say(hit("1", severity="high")))
    assert before["suggested_forms"]
    assert before["score"]
    ((_, _, _, gone),) = alerts(told.say())
    assert gone["end"]["text"] == "By what was reported since, its condition does not hold."
    for empty in ("suggested_forms", "suppressed_forms", "profiles", "score", "deadline", "judgement"):
        assert not gone[empty]
    assert not gone["requires_judgement"]


def test_an_alert_that_is_raised_again_has_no_end() -> None:
    judging = judged([*CARRIER, f.cancel(NOTICE), f.notice("N2", T0 + DAY, transit_id="T1")])
    [alert] = judging.alerts("1")
    assert (alert["status"], alert["end"]) == ("raised", None)


def test_a_closed_case_says_why_its_alert_is_superseded() -> None:
    judging = judged([*CARRIER, f.completed("T2", T0 + 3 * DAY, outcome="delivered"), CALLED_OFF])
    [alert] = judging.alerts("1")
    assert (alert["status"], alert["end"]["reason"]) == ("superseded", "cancelled")
    assert alert["suggested_forms"] == []


def test_every_reason_has_a_template() -> None:
    assert all(known(f"end-{reason}") for reason in get_args(EndReason))
