"""Tests of criterion 27."""

from itertools import permutations
from typing import Any

from schemas.envelope import Event
from tests.factories import DAY, cancel, declaration, fact, ms
from tests.scorers.judging import sentence, vouched

NOW = ms("2026-03-02T06:00Z")
KEY = "declaration:D1"


def now() -> Event:
    return declaration("D1", NOW)


def debt(id: str = "B1", **fields: Any) -> Event:  # noqa: A002 - as the factories name it
    defaults = {"participant_id": "P1", "kind": "tax", "amount": 1000.0, "due_date": "2026-02-01"}
    return fact("ref.debt", key=id, **{**defaults, **fields})


def test_overdue_tax() -> None:
    """Overdue tax is a hit in both orders of arrival, overdue customs payments are not."""
    for order in permutations([now(), debt()]):
        assert vouched(order).hit(KEY, "27") is not None
    assert vouched([now(), debt(kind="customs_duty")]).verdicts(KEY, "27") == []


def test_due_today() -> None:
    """Tax due on the local day of registration is not overdue yet."""
    assert vouched([now(), debt(due_date="2026-03-02")]).verdicts(KEY, "27") == []
    assert vouched([now(), debt(due_date="2026-03-01")]).hit(KEY, "27") is not None


def test_overpayment_on_another_tax_not_yet_offset() -> None:
    """An overpayment counts only once the register offsets it against the debt."""
    overpaid = debt("B2", amount=0.0)
    for order in permutations([now(), debt(), overpaid]):
        hit = vouched(order).hit(KEY, "27")
        assert hit is not None
        assert [evidence.ref for evidence in hit.evidence] == ["B1"]
    offset = debt(amount=0.0, fact_version=2, t=NOW + DAY)
    for events in ([now(), debt(), overpaid, offset], [debt(), overpaid, offset, now()]):
        assert vouched(events).verdicts(KEY, "27") == []
    partly = debt(amount=0.5, fact_version=2, t=NOW + DAY)
    assert vouched([now(), debt(), overpaid, partly]).hit(KEY, "27") is not None


def test_deferred_by_decision() -> None:
    """Deferred and suspended taxes do not count, until the deferral has passed."""
    for fields, expected in (
        ({"deferred_until": NOW}, False),
        ({"deferred_until": NOW - 1}, True),
        ({"suspended": True}, False),
        ({"suspended": False}, True),
    ):
        for order in permutations([now(), debt(**fields)]):
            assert (vouched(order).hit(KEY, "27") is not None) is expected


def test_national_de_minimis() -> None:
    """Exactly `min_amount` is a miss, more is a hit."""
    limit = "[criteria.27]\nmin_amount = 1000.0"
    for order in permutations([now(), debt()]):
        assert vouched(order, limit).verdicts(KEY, "27") == []
    assert vouched([now(), debt(amount=1000.01)], limit).hit(KEY, "27") is not None
    for order in permutations([now(), debt(), debt("B2", amount=0.01)]):
        assert vouched(order, limit).hit(KEY, "27") is not None


def test_debt_in_another_member_state() -> None:
    """A debt to another member state counts only with `cross_state`; the event may state it."""
    abroad = debt(member_state="RU")
    apart = "[criteria.27]\ncross_state = false"
    for order in permutations([now(), abroad]):
        hit = vouched(order).hit(KEY, "27")
        assert hit is not None
        assert "(RU)" in sentence("27", hit)
        assert vouched(order, apart).verdicts(KEY, "27") == []
    assert vouched([now(), debt(member_state="KZ")], apart).hit(KEY, "27") is not None
    assert vouched([now(), debt()], apart).hit(KEY, "27") is not None


def test_unknown_debt_in_another_member_state() -> None:
    """What is unknown of a debt abroad leaves the question open only where debts abroad count."""
    abroad = debt(member_state="RU", amount=None)
    assert vouched([now(), abroad]).unknown(KEY, "27") is not None
    assert vouched([now(), abroad], "[criteria.27]\ncross_state = false").verdicts(KEY, "27") == []


def test_severity() -> None:
    """However old a tax debt is, it weighs the same; a fresh one too."""
    for due in ("1999-05-01", "2026-03-01"):
        hit = vouched([now(), debt(due_date=due)]).hit(KEY, "27")
        assert hit is not None
        assert hit.severity == "medium"


def test_late_settlement() -> None:
    """A settlement before the registration that is published later withdraws; one after it does not."""
    room = vouched([now(), debt()])
    assert room.hit(KEY, "27") is not None
    assert room.feed(debt(settled_at=NOW - DAY, fact_version=2, t=NOW + DAY)).verdicts(KEY, "27") == []
    assert vouched([now(), debt(), debt(settled_at=NOW + DAY, fact_version=2)]).hit(KEY, "27") is not None


def test_unknown_inputs() -> None:
    """A tax debt without an amount or a due date leaves the question open."""
    for field in ("amount", "due_date"):
        incomplete: dict[str, Any] = {field: None}
        unknown = vouched([now(), debt(**incomplete)]).unknown(KEY, "27")
        assert unknown is not None
        assert unknown.missing == (f"ref.debt.{field}",)


def test_fact_taken_back() -> None:
    """A debt that the register takes back was never there."""
    for order in permutations([now(), debt(), cancel(debt())]):
        assert vouched(order).verdicts(KEY, "27") == []
