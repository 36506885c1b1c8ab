"""Criterion 13 of decision 8/7: unpaid customs duties, interest or customs fines."""

from typing import Annotated

from scorers.contract.criterion import Params
from scorers.contract.history import History
from scorers.contract.verdict import Hit, Unknown
from scorers.families.debts import DebtCriterion, DebtQuestion, above, debt_verdict, debts_of
from scorers.parameters.units import Codes, means


class Parameters(Params, frozen=True):
    """Which debts count, and from when on they are grave."""

    high_age_days: Annotated[
        int, means("Days overdue beyond which a debt makes the hit grave.", unit="calendar days", ge=0)
    ] = 90
    kinds: Annotated[Codes, means("Kinds of debts that count.")] = ("customs_duty", "customs_interest", "customs_fine")
    min_amount: Annotated[
        float,
        means("What the debts to one state must exceed.", unit="base currency of the state that is owed", ge=0),
    ] = 0


class CustomsDebt(DebtCriterion[Parameters]):
    """The participant owes customs payments to any member state, overdue, neither deferred nor suspended.

    A debt is overdue from the local day after it was due, and paid from the moment that the register says.
    """

    code = "13"
    group = "01"
    title = "Unpaid customs duties, interest or customs fines"
    texts = """
        .owed = The participant owes customs payments of { $amounts }, overdue since { $since }.
        .amount = { NUMBER($amount, minimumFractionDigits: 2, maximumFractionDigits: 2) } ({ $state })
        .amount_somewhere = { NUMBER($amount, minimumFractionDigits: 2, maximumFractionDigits: 2) } (unknown state)
    """

    def answer(self, ask: DebtQuestion, history: History, params: Parameters) -> Hit | Unknown | None:
        """Hit when more than `min_amount` is overdue to one member state; high when any of it is old."""
        due, missing = debts_of(history, ask, params.kinds)
        found = above(due, params.min_amount)
        old = any(debt.due_date and (ask.today - debt.due_date).days > params.high_age_days for _, debt in found)
        return debt_verdict(found, missing, "high" if old else "medium")
