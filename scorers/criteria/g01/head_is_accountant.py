"""Criterion 20 of decision 8/7: the head of the organisation also keeps its books."""

from typing import Annotated

from schemas.facts import Company
from scorers.contract.case import Case
from scorers.contract.criterion import Params
from scorers.contract.inputs import of
from scorers.contract.verdict import Evidence, Hit, Scalar
from scorers.families.registers import RegisterRecords
from scorers.ledgers.participant_facts import COMPANIES
from scorers.parameters.units import Codes, Switch, means


class Parameters(Params, frozen=True):
    """To whom the criterion does not apply, and what an accountant who is not registered means."""

    excluded_forms: Annotated[Codes, means("Legal forms of participants that need no accountant of their own.")] = (
        "sole_trader",
        "diplomatic",
    )
    missing_means_head: Annotated[
        Switch, means("Whether the head keeps the books where no chief accountant is registered.")
    ] = False


class HeadIsAccountant(RegisterRecords[Parameters]):
    """Head and chief accountant were one person when the goods were declared; an accounting firm is another one.

    Where no accountant is registered that is not known, unless the head is then taken for one.
    """

    code = "20"
    group = "01"
    title = "Head of the organisation also acts as chief accountant"
    inputs = of("declaration", "participant_id") + of("ref.company", "head_id", "chief_accountant_id", "legal_form")
    forms = ("documentary_check",)
    cases = ("declaration",)
    correlation_group = "managers"
    texts = """
        .same = The head of the participant is its chief accountant too.
        .none = The participant has no chief accountant on record, so its head keeps the books.
    """
    reads = (COMPANIES,)
    register = Company
    decisive = ("legal_form", "head_id", "chief_accountant_id")
    complete = True

    def counts(self, record: Company, t: int, params: Parameters) -> bool:
        """One person in both places, as far as is stated; not where the criterion does not apply."""
        known = {record.head_id, record.chief_accountant_id} - {None}
        return record.legal_form not in params.excluded_forms and len(known) < 2

    def lacking(self, record: Company, t: int, params: Parameters) -> tuple[str, ...]:
        """An accountant may be missing where the head is then taken for one."""
        absent = super().lacking(record, t, params)
        return tuple(field for field in absent if field != "chief_accountant_id" or not params.missing_means_head)

    def evidence(self, record: Company, event: str) -> Evidence:
        """The entry, with both persons."""
        persons: dict[str, Scalar] = {"head_id": record.head_id, "chief_accountant_id": record.chief_accountant_id}
        return Evidence("ref.company", record.key, record.valid_from, event, persons)

    def verdict(self, case: Case, found: tuple[Evidence, ...], params: Parameters) -> Hit:
        """Hit on the entry."""
        return Hit("same" if found[0].values["chief_accountant_id"] else "none", found)
