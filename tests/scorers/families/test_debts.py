"""A criterion of debts says which of them count, and how much is too much."""

from typing import Annotated, Any

from schemas.envelope import Event
from scorers.contract.criterion import Params
from scorers.contract.history import History
from scorers.contract.verdict import Hit, Unknown
from scorers.families.debts import DebtCriterion, DebtQuestion, above, debt_verdict, debts_of
from scorers.parameters.units import means
from tests.factories import DAY, T0, declaration, fact
from tests.scorers.families.example import hit, lacking, verdicts


class Parameters(Params, frozen=True):
    """How much is too much."""

    min_amount: Annotated[float, means("What the fines must exceed.", unit="base currency", ge=0)] = 1_000


class LargeFines(DebtCriterion[Parameters]):
    """The participant owes more than so much in customs fines."""

    code = "XX-002"
    group = "XX"
    title = "Large customs fines unpaid"
    texts = """
        .owed = Fines of { $amounts }, overdue since { $since }.
        .amount = { $amount } ({ $state })
        .amount_somewhere = { $amount }
    """

    def answer(self, ask: DebtQuestion, history: History, params: Parameters) -> Hit | Unknown | None:
        """Hit when more than `min_amount` is overdue to one member state."""
        due, unstated = debts_of(history, ask, ("customs_fine",))
        return debt_verdict(above(due, params.min_amount), unstated)


STORY = [declaration(), fact("ref.source_heartbeat", "treasury", t=T0 + DAY)]
"""A declaration, while the register of debts is alive."""


def fine(key: str, **fields: Any) -> Event:
    defaults = {"participant_id": "P1", "kind": "customs_fine", "amount": 600.0, "due_date": "2026-02-01"}
    return fact("ref.debt", key=key, **{**defaults, **fields})


def test_overdue_debts_of_the_kind_are_added_up() -> None:
    """Two fines are too much, one and a duty are not."""
    found = hit(verdicts(LargeFines(), [*STORY, fine("F1"), fine("F2")], "declaration:D1"))
    assert [one.ref for one in found.evidence] == ["F1", "F2"]
    assert verdicts(LargeFines(), [*STORY, fine("F1"), fine("F2", kind="customs_duty")], "declaration:D1") == {}


def test_a_debt_of_no_day_leaves_it_unknown() -> None:
    found = verdicts(LargeFines(), [*STORY, fine("F1", due_date=None)], "declaration:D1")
    assert lacking(found) == ("ref.debt.due_date",)


def test_a_register_that_is_silent_leaves_it_unknown() -> None:
    assert lacking(verdicts(LargeFines(), [declaration()], "declaration:D1")) == ("ref.debt",)
