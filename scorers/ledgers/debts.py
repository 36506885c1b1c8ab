"""A participant's debts to the budget as of a time: what is owed, what can not be told, and how a hit says so."""

from collections.abc import Collection
from datetime import date
from math import fsum

from schemas.facts import Debt
from scorers.categories import owed
from scorers.criterion import Ask
from scorers.ledger import History
from scorers.ledgers.participant_facts import DEBTS, facts_at
from scorers.local_time import local_date
from scorers.verdict import Evidence, Hit, Severity, Unknown
from scorers.view import Case, subject_key
from scorers.working_days import zone_of


class DebtQuestion(Ask, frozen=True):
    """What is owed on the local day of the time asked about, and the member state that asks."""

    today: date
    member_state: str


Owed = tuple[str, Debt]
"""A debt that is overdue, and the event that said so."""


def debt_question(case: Case, code: str) -> tuple[str, DebtQuestion]:
    """What criterion `code` asks the declaration's participant, as of the local day of registration."""
    today = local_date(case.t, zone_of(case, None, case.t))
    key = subject_key("participant", case.content.participant_id)
    return key, DebtQuestion(code, case.t, case.trigger, today, case.member_state)


def debts_of(history: History, ask: DebtQuestion, kinds: Collection[str]) -> tuple[list[Owed], tuple[str, ...]]:
    """Debts of some kinds that were overdue, with their events; and the inputs without which others can not be told."""
    due: list[Owed] = []
    missing: set[str] = set()
    for event_id, debt in facts_at(history, DEBTS, ask.t):
        if debt.kind not in kinds or debt.suspended:
            continue
        if debt.due_date is None and (debt.settled_at is None or ask.t < debt.settled_at):
            missing.add("ref.debt.due_date")
        elif owed(debt, ask.t, ask.today):
            due.append((event_id, debt))
            missing.update(["ref.debt.amount"] if debt.amount is None else [])
    return due, tuple(sorted(missing))


def above(due: list[Owed], min_amount: float) -> list[Owed]:
    """Debts to the member states that are owed more than `min_amount`; amounts of two currencies are never added."""
    states = {debt.member_state for _, debt in due}
    exceeded = {
        state
        for state in states
        if fsum(debt.amount or 0.0 for _, debt in due if debt.member_state == state) > min_amount
    }
    return [(event_id, debt) for event_id, debt in due if debt.member_state in exceeded and debt.amount is not None]


def debt_verdict(
    found: list[Owed], missing: tuple[str, ...], what: str, severity: Severity = "medium"
) -> Hit | Unknown | None:
    """A hit on the debts found, unknown where inputs are missing."""
    if not found:
        return Unknown(missing) if missing else None
    totals: dict[str, list[float]] = {}
    for _, debt in found:
        totals.setdefault(debt.member_state or "unknown state", []).append(debt.amount or 0.0)
    amounts = ", ".join(f"{fsum(totals[state]):.2f} ({state})" for state in sorted(totals))
    first = min(debt.due_date for _, debt in found if debt.due_date is not None)
    return Hit(
        f"The participant owes {what} of {amounts}, overdue since {first}.",
        tuple(
            Evidence(
                "debt",
                debt.key,
                None,
                event_id,
                {"kind": debt.kind, "amount": debt.amount, "due_date": str(debt.due_date), "state": debt.member_state},
            )
            for event_id, debt in found
        ),
        severity=severity,
    )
