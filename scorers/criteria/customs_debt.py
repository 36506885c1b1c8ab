"""Criterion 13 of decision 8/7: unpaid customs duties, interest or customs fines."""

from collections.abc import Iterator

from scorers.criterion import Criterion, Params
from scorers.ledger import History
from scorers.ledgers.debts import DebtQuestion, above, debt_question, debt_verdict, debts_of
from scorers.ledgers.participant_facts import DEBTS
from scorers.verdict import Hit, Unknown
from scorers.view import Case


class Parameters(Params, frozen=True):
    """Days of overdue after which a debt is grave; kinds of debts; base currency of the state that is owed."""

    high_age_days: int = 90
    kinds: tuple[str, ...] = ("customs_duty", "customs_interest", "customs_fine")
    min_amount: float = 0


class CustomsDebt(Criterion[Parameters, DebtQuestion]):
    """The participant owes customs payments to any member state, overdue, neither deferred nor suspended."""

    code = "13"
    group = "01"
    title = "Unpaid customs duties, interest or customs fines"
    kind = "reference"
    subject = "participant"
    inputs = (
        "declaration.participant_id",
        "ref.debt.kind",
        "ref.debt.amount",
        "ref.debt.due_date",
        "ref.debt.settled_at",
        "ref.debt.deferred_until",
        "ref.debt.suspended",
    )
    forms = ("guarantee", "documentary_check", "post_release_control")
    cases = ("declaration",)
    correlation_group = "debt"
    parameters = Parameters
    ask = DebtQuestion
    reads = (DEBTS,)

    def asks(self, case: Case, params: Parameters) -> Iterator[tuple[str, DebtQuestion] | Unknown]:
        """Ask the participant as of the local day of registration."""
        yield debt_question(case, self.code)

    def answer(self, ask: DebtQuestion, history: History, params: Parameters) -> Hit | Unknown | None:
        """Hit when more than `min_amount` is overdue; high when any of it is old."""
        due, missing = debts_of(history, ask, params.kinds)
        found = above(due, params.min_amount)
        old = any(debt.due_date and (ask.today - debt.due_date).days > params.high_age_days for _, debt in found)
        return debt_verdict(found, missing, "customs payments", "high" if old else "medium")
