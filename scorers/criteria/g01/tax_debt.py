"""Criterion 27 of decision 8/7: unpaid taxes to the budget."""

from typing import Annotated

from scorers.contract.criterion import Params
from scorers.contract.history import History
from scorers.contract.verdict import Hit, Unknown
from scorers.families.debts import DebtCriterion, DebtQuestion, above, debt_verdict, debts_of
from scorers.parameters.units import Codes, Switch, means


class Parameters(Params, frozen=True):
    """Which debts count."""

    cross_state: Annotated[Switch, means("Whether debts to other member states count.")] = True
    kinds: Annotated[Codes, means("Kinds of debts that count.")] = ("tax",)
    min_amount: Annotated[
        float,
        means("What the debts to one state must exceed.", unit="base currency of the state that is owed", ge=0),
    ] = 0


class TaxDebt(DebtCriterion[Parameters]):
    """The participant owes taxes, overdue, neither deferred nor suspended, to any member state or to this one only.

    An overpayment on another tax counts once it is offset, since only then the register says less.
    """

    code = "27"
    group = "01"
    title = "Unpaid taxes to the budget"
    texts = """
        .owed = The participant owes taxes of { $amounts }, overdue since { $since }.
        .amount = { NUMBER($amount, minimumFractionDigits: 2, maximumFractionDigits: 2) } ({ $state })
        .amount_somewhere = { NUMBER($amount, minimumFractionDigits: 2, maximumFractionDigits: 2) } (unknown state)
    """

    def answer(self, ask: DebtQuestion, history: History, params: Parameters) -> Hit | Unknown | None:
        """Hit when more than `min_amount` is overdue to one member state."""
        due, missing = debts_of(history, ask, params.kinds, None if params.cross_state else ask.member_state)
        return debt_verdict(above(due, params.min_amount), missing)
