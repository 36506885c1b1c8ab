"""Criterion 27 of decision 8/7: unpaid taxes to the budget."""

from collections.abc import Iterator

from scorers.criterion import Criterion, Params
from scorers.ledger import History
from scorers.ledgers.debts import DebtQuestion, above, debt_question, debt_verdict, debts_of
from scorers.ledgers.participant_facts import DEBTS
from scorers.verdict import Hit, Unknown
from scorers.view import Case


class Parameters(Params, frozen=True):
    """Whether debts to other member states count; kinds of debts; base currency of the state that is owed."""

    cross_state: bool = True
    kinds: tuple[str, ...] = ("tax",)
    min_amount: float = 0


class TaxDebt(Criterion[Parameters, DebtQuestion]):
    """The participant owes taxes, overdue, neither deferred nor suspended.

    An overpayment on another tax counts once it is offset, since only then the register says less.
    """

    code = "27"
    group = "01"
    title = "Unpaid taxes to the budget"
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
        """Hit when more than `min_amount` is overdue to one member state."""
        due, missing = debts_of(history, ask, params.kinds)
        counted = [
            (event_id, debt) for event_id, debt in due if params.cross_state or debt.member_state == ask.member_state
        ]
        return debt_verdict(above(counted, params.min_amount), missing, "taxes")
