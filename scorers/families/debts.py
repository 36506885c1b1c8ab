"""What a participant owes to the budget, as of the local day of the registration.

The family asks the participant, keeps what was overdue, adds it up for each member state that is owed, and says unknown
where the register was silent or does not state what decides. A criterion says which kinds of debts count, of which
states, and how much is too much.
"""

from collections.abc import Collection, Iterator
from datetime import date
from math import fsum

import msgspec

from schemas.facts import Debt
from scorers.contract.arguments import filled, sentence, sentences
from scorers.contract.case import Case, subject_key
from scorers.contract.criterion import Ask, Criterion, ParamsT
from scorers.contract.history import History
from scorers.contract.inputs import of
from scorers.contract.verdict import Evidence, Hit, Severity, Unknown, missing
from scorers.ledgers.participant_facts import DEBTS, facts_at
from scorers.reference.categories import owed
from scorers.reference.working_days import zone_of
from scorers.times.local_time import local_date


class DebtQuestion(Ask, frozen=True, tag="ask.debts"):
    """What is owed on the local day of the time asked about, and the member state that asks.

    `stale`: whether the register was, so that what it does not say is not known.
    """

    today: date
    member_state: str
    stale: bool


class DebtCriterion(Criterion[ParamsT, DebtQuestion]):
    """What criteria of unpaid debts have in common: whom they ask, as of which day, and what they rest on."""

    kind = "reference"
    subject = "participant"
    inputs = (
        "declaration.participant_id",
        *of("ref.debt", "kind", "amount", "due_date", "settled_at", "deferred_until", "suspended"),
    )
    forms = ("guarantee", "documentary_check", "post_release_control")
    cases = ("declaration",)
    correlation_group = "debt"
    reads = (DEBTS,)

    def asks(self, case: Case, params: ParamsT) -> Iterator[tuple[str, DebtQuestion] | Unknown]:
        """Ask the participant as of the local day of registration."""
        today = local_date(case.t, zone_of(case, None, case.t))
        key = subject_key("participant", case.content.participant_id)
        stale = case.tables.stale(Debt, case.t)
        yield key, DebtQuestion(self.code, case.t, case.trigger, today, case.member_state, stale)


Owed = tuple[str, Debt]
"""A debt that is overdue, and the event that said so."""


def debts_of(
    history: History, ask: DebtQuestion, kinds: Collection[str], state: str | None = None
) -> tuple[list[Owed], tuple[str, ...]]:
    """Debts of some kinds that were overdue, with their events; and the inputs without which others can not be told.

    `state`: only debts to that member state; None: to any.
    """
    due: list[Owed] = []
    lacking = {"ref.debt"} if ask.stale else set()
    for event_id, debt in facts_at(history, DEBTS, ask.t):
        if debt.kind not in kinds or state not in (None, debt.member_state) or not _open(debt, ask):
            continue
        absent = [f"ref.debt.{field}" for field in ("amount", "due_date") if getattr(debt, field) is None]
        lacking.update(absent)
        if not absent:
            due.append((event_id, debt))
    return due, tuple(sorted(lacking))


def _open(debt: Debt, ask: DebtQuestion) -> bool:
    """Whether something was still to be paid at that time, and overdue unless the day it was due is unknown."""
    dated = debt if debt.due_date is not None else msgspec.structs.replace(debt, due_date=date.min)
    return debt.amount != 0 and owed(dated, ask.t, ask.today)


def above(due: list[Owed], min_amount: float) -> list[Owed]:
    """Debts to the member states that are owed more than `min_amount`; amounts of two currencies are never added."""
    states = {debt.member_state for _, debt in due}
    exceeded = {state for state in states if _total(due, state) > min_amount}
    return [(event_id, debt) for event_id, debt in due if debt.member_state in exceeded]


def _total(due: list[Owed], state: str | None) -> float:
    return fsum(debt.amount or 0.0 for _, debt in due if debt.member_state == state)


def debt_verdict(found: list[Owed], lacking: tuple[str, ...], severity: Severity = "medium") -> Hit | Unknown | None:
    """A hit on the debts found, unknown where inputs are missing.

    What is on file counts though its register is stale, as it does for the category.
    """
    if not found:
        return missing(*lacking) if lacking else None
    states = sorted({debt.member_state or "" for _, debt in found})
    amounts = [
        sentence("amount" if state else "amount_somewhere", amount=_total(found, state or None), state=state)
        for state in states
    ]
    first = min(debt.due_date for _, debt in found if debt.due_date is not None)
    return Hit(
        "owed",
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
        arguments=filled(amounts=sentences(amounts), since=first),
    )
