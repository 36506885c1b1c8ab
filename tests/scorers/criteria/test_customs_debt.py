"""Tests of criterion 13."""

import json
from itertools import permutations
from typing import Any

import pytest

from schemas.envelope import Event
from schemas.topics import ALERTS
from tests.factories import DAY, HOUR, cancel, declaration, fact, ms
from tests.scorers.judging import Judging, sentence, vouched

NOW = ms("2026-03-02T06:00Z")
KEY = "declaration:D1"


def now(**fields: Any) -> Event:
    return declaration("D1", NOW, **fields)


def alerts(room: Judging) -> list[dict[str, Any]]:
    found = [json.loads(record.value) for record in room.outward if record.topic == ALERTS]
    return [alert for alert in found if alert["criterion"] == "13"]


def debt(id: str = "B1", **fields: Any) -> Event:  # noqa: A002 - as the factories name it
    defaults = {"participant_id": "P1", "kind": "customs_duty", "amount": 1000.0, "due_date": "2026-02-01"}
    return fact("ref.debt", key=id, **{**defaults, **fields})


def test_overdue_debt() -> None:
    """An overdue debt is a hit, also when the register says so only after the registration."""
    for order in permutations([now(), debt()]):
        hit = vouched(order).hit(KEY, "13")
        assert hit is not None
        assert hit.severity == "medium"
        assert [evidence.ref for evidence in hit.evidence] == ["B1"]


def test_debts_long_before() -> None:
    """A debt of many years ago is found as well, and is grave."""
    for order in permutations([now(), debt(due_date="1999-05-01")]):
        hit = vouched(order).hit(KEY, "13")
        assert hit is not None
        assert hit.severity == "high"


@pytest.mark.parametrize("kind", ["customs_duty", "customs_interest", "customs_fine"])
def test_kinds(kind: str) -> None:
    """Duties, interest and fines count, taxes do not."""
    assert vouched([now(), debt(kind=kind)]).hit(KEY, "13") is not None
    assert vouched([now(), debt(kind="tax")]).verdicts(KEY, "13") == []


def test_due_date_is_the_last_day_of_payment() -> None:
    """A debt due today is not overdue, where the day is local: a UTC evening belongs to the next day."""
    assert vouched([now(), debt(due_date="2026-03-02")]).verdicts(KEY, "13") == []
    assert vouched([now(), debt(due_date="2026-03-01")]).hit(KEY, "13") is not None
    evening = declaration("D1", "2026-03-02T20:00Z")
    assert vouched([evening, debt(due_date="2026-03-02")]).hit(KEY, "13") is not None


def test_high_age() -> None:
    """A debt older than `high_age_days` is grave; exactly that old it is not."""
    for due, severity in (("2025-12-02", "medium"), ("2025-12-01", "high")):
        hit = vouched([now(), debt(due_date=due)]).hit(KEY, "13")
        assert hit is not None
        assert hit.severity == severity


def test_instalment_plan_in_force() -> None:
    """A deferred debt does not count until the deferral has passed, whichever arrives first."""
    for until, expected in ((NOW + DAY, False), (NOW, False), (NOW - 1, True)):
        for order in permutations([now(), debt(deferred_until=until)]):
            assert (vouched(order).hit(KEY, "13") is not None) is expected


def test_plan_made_after_the_registration() -> None:
    """A plan that holds only from after the registration does not undo the hit, an earlier one said late does."""
    for valid_from, expected in ((NOW, False), (NOW + 1, True)):
        plan = debt(deferred_until=NOW + DAY, fact_version=2, valid_from=valid_from)
        for order in ([debt(), plan, now()], [debt(), now(), plan], [now(), debt(), plan]):
            assert (vouched(order).hit(KEY, "13") is not None) is expected


def test_fine_appealed_and_suspended() -> None:
    """A suspended fine does not count; a later version of the fact that resumes collection does from then on."""
    fine = debt(kind="customs_fine", suspended=True)
    for order in permutations([now(), fine]):
        assert vouched(order).verdicts(KEY, "13") == []
    for valid_from, expected in ((NOW + HOUR, False), (NOW, True)):
        resumed = debt(kind="customs_fine", suspended=False, fact_version=2, valid_from=valid_from)
        for events in ([now(), fine, resumed], [fine, resumed, now()]):
            assert (vouched(events).hit(KEY, "13") is not None) is expected


def test_settled_the_same_day_register_updated_next_day() -> None:
    """A settlement at or before the registration, published later, withdraws the alert; one after it does not."""
    room = vouched([now(), debt()])
    assert [alert["status"] for alert in alerts(room)] == ["raised"]
    assert room.feed(debt(settled_at=NOW, fact_version=2, t=NOW + DAY)).verdicts(KEY, "13") == []
    assert [alert["status"] for alert in alerts(room)] == ["raised", "withdrawn"]
    for settled_at, expected in ((NOW, False), (NOW + 1, True)):
        settled = debt(settled_at=settled_at, fact_version=2, t=NOW + DAY)
        for order in ([debt(), settled, now()], [debt(), now(), settled]):
            assert (vouched(order).hit(KEY, "13") is not None) is expected


def test_debt_of_exactly_min_amount() -> None:
    """What is owed must exceed `min_amount`; several debts to one state add up."""
    limit = "[criteria.13]\nmin_amount = 1000.0"
    for order in permutations([now(), debt()]):
        assert vouched(order, limit).verdicts(KEY, "13") == []
    for order in permutations([now(), debt(), debt("B2", amount=0.01)]):
        hit = vouched(order, limit).hit(KEY, "13")
        assert hit is not None
        assert [evidence.ref for evidence in hit.evidence] == ["B1", "B2"]
        assert "1,000.01 (KZ)" in sentence("13", hit)


def test_nothing_left_of_a_debt() -> None:
    """A record of nothing owed is no debt: it is no evidence, and does not make another one old."""
    nothing = debt("B2", amount=0.0, due_date="1999-05-01")
    assert vouched([now(), nothing]).verdicts(KEY, "13") == []
    hit = vouched([now(), debt(), nothing]).hit(KEY, "13")
    assert hit is not None
    assert (hit.severity, [evidence.ref for evidence in hit.evidence]) == ("medium", ["B1"])
    assert "since 1 Feb 2026" in sentence("13", hit)


def test_any_member_state() -> None:
    """Debts to every member state count, but their currencies are not added up."""
    assert vouched([now(), debt(member_state="RU")]).hit(KEY, "13") is not None
    apart = [now(), debt(amount=600.0), debt("B2", amount=600.0, member_state="RU")]
    assert vouched(apart, "[criteria.13]\nmin_amount = 1000.0").hit(KEY, "13") is None


def test_other_participant() -> None:
    """Another's debt does not count, a differently written id of the same participant does."""
    assert vouched([now(), debt(participant_id="P2")]).verdicts(KEY, "13") == []
    assert vouched([now(participant_id="P-1"), debt(participant_id="p 1")]).hit(KEY, "13") is not None


def test_unknown_inputs() -> None:
    """A debt without an amount or a due date leaves the question open, unless another one suffices."""
    for field in ("amount", "due_date"):
        incomplete: dict[str, Any] = {field: None}
        events = [now(), debt(**incomplete)]
        unknown = vouched(events).unknown(KEY, "13")
        assert unknown is not None
        assert unknown.missing == (f"ref.debt.{field}",)
        assert vouched([*events, debt("B2")]).hit(KEY, "13") is not None


def test_what_is_missing_does_not_matter() -> None:
    """What is settled, deferred, suspended or of another kind is no debt, whatever else is unknown of it."""
    for other in ({"settled_at": NOW}, {"deferred_until": NOW}, {"suspended": True}, {"kind": "tax"}):
        for field in ("amount", "due_date"):
            fields: dict[str, Any] = {field: None, **other}
            assert vouched([now(), debt(**fields)]).verdicts(KEY, "13") == []


def test_fact_taken_back() -> None:
    """A debt that the register takes back was never there."""
    for order in permutations([now(), debt(), cancel(debt())]):
        assert vouched(order).verdicts(KEY, "13") == []
