"""Criterion 17 of decision 8/7: a participant on a simplified tax regime."""

from typing import Annotated

from schemas.facts import Company
from scorers.contract.arguments import filled
from scorers.contract.case import Case
from scorers.contract.criterion import Params
from scorers.contract.inputs import of
from scorers.contract.verdict import Evidence, Hit
from scorers.families.registers import RegisterRecords
from scorers.ledgers.participant_facts import COMPANIES
from scorers.parameters.units import Codes, means


class Parameters(Params, frozen=True):
    """Which regimes are simplified."""

    simplified_regimes: Annotated[Codes, means("Codes of regimes that are simplified, of any member state.")] = (
        "simplified",
    )


class SimplifiedTaxRegime(RegisterRecords[Parameters]):
    """The participant was on a simplified tax regime when it declared; one that it moved to later does not matter."""

    code = "17"
    group = "01"
    title = "Participant is on the simplified tax regime"
    inputs = of("declaration", "participant_id") + of("ref.company", "tax_regime")
    forms = ("documentary_check", "post_release_control")
    cases = ("declaration",)
    texts = """
        .regime = The participant is on a simplified tax regime ({ $regime }).
    """
    reads = (COMPANIES,)
    register = Company
    decisive = ("tax_regime",)
    complete = True

    def counts(self, record: Company, t: int, params: Parameters) -> bool:
        """A simplified regime, or one that is not stated."""
        return record.tax_regime in (None, *params.simplified_regimes)

    def evidence(self, record: Company, event: str) -> Evidence:
        """The entry, with the regime."""
        return Evidence("ref.company", record.key, record.valid_from, event, {"tax_regime": record.tax_regime})

    def verdict(self, case: Case, found: tuple[Evidence, ...], params: Parameters) -> Hit:
        """Hit on the entry."""
        return Hit("regime", found, arguments=filled(regime=str(found[0].values["tax_regime"])))
