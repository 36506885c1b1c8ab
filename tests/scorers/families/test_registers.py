"""A criterion of a register says which records count, and what it makes of those found."""

from typing import Annotated, Any

import pytest

from schemas.envelope import Event
from schemas.facts import Company
from scorers.contract.arguments import filled
from scorers.contract.case import Case
from scorers.contract.criterion import Params
from scorers.contract.inputs import of
from scorers.contract.verdict import Evidence, Hit
from scorers.families.registers import RegisterRecords
from scorers.ledgers.participant_facts import COMPANIES
from scorers.parameters.units import Codes, means
from tests.factories import declaration, fact
from tests.scorers.families.example import hit, lacking, verdicts
from tests.scorers.judging import judged


class Parameters(Params, frozen=True):
    """Which regimes are simplified."""

    regimes: Annotated[Codes, means("Codes of simplified regimes.")] = ("simplified",)


class SimplifiedRegime(RegisterRecords[Parameters]):
    """The participant is on a simplified tax regime."""

    code = "XX-003"
    group = "XX"
    title = "Simplified tax regime"
    inputs = of("declaration", "participant_id") + of("ref.company", "tax_regime")
    forms = ("documentary_check",)
    texts = ".regime = The participant is on the regime { $regime }."
    reads = (COMPANIES,)
    register = Company
    decisive = ("tax_regime",)
    complete = True

    def counts(self, record: Company, t: int, params: Parameters) -> bool:
        """A simplified regime, or one that is not stated."""
        return record.tax_regime in (None, *params.regimes)

    def evidence(self, record: Company, event: str) -> Evidence:
        """The entry, with the regime."""
        return Evidence("ref.company", record.key, record.valid_from, event, {"tax_regime": record.tax_regime})

    def verdict(self, case: Case, found: tuple[Evidence, ...], params: Parameters) -> Hit:
        """Hit on the entry."""
        return Hit("regime", found, arguments=filled(regime=str(found[0].values["tax_regime"])))


def company(**fields: Any) -> Event:
    return fact("ref.company", key="P1", **fields)


def test_what_the_register_says_decides() -> None:
    """One regime is a hit on the participant, another a miss."""
    found = verdicts(SimplifiedRegime(), [declaration(), company(tax_regime="simplified")], "declaration:D1")
    assert hit(found, "P1").evidence[0].values == {"tax_regime": "simplified"}
    assert verdicts(SimplifiedRegime(), [declaration(), company(tax_regime="general")], "declaration:D1") == {}


@pytest.mark.parametrize(
    ("entries", "missing"), [([], ("ref.company",)), ([company(name="P")], ("ref.company.tax_regime",))]
)
def test_no_entry_or_an_empty_one_is_unknown(entries: list[Event], missing: tuple[str, ...]) -> None:
    """Everybody has an entry, so that none is known is no miss."""
    assert lacking(verdicts(SimplifiedRegime(), [declaration(), *entries], "declaration:D1"), "P1") == missing


def test_an_entry_of_a_silent_register_is_unknown() -> None:
    """What it says of how things stand may have changed since; a sign of life makes it known again."""
    held = '[engine.registers]\n"ref.company" = ["company-register"]\n'
    story = [declaration("D1"), company(tax_regime="simplified")]
    unknown = judged(story, held).unknown("declaration:D1", "17")
    assert unknown is not None
    assert unknown.missing == ("ref.company",)
    alive = fact("ref.source_heartbeat", "company-register")
    assert judged([*story, alive], held).hit("declaration:D1", "17") is not None
