"""Criterion 16 of decision 8/7: the management of the participant is not at its registered address."""

from typing import Annotated

from schemas.facts import Company
from scorers.contract.arguments import filled
from scorers.contract.case import Case
from scorers.contract.criterion import Params
from scorers.contract.inputs import of
from scorers.contract.verdict import Evidence, Hit
from scorers.families.registers import RegisterRecords
from scorers.ledgers.participant_facts import COMPANIES, begun
from scorers.parameters.units import Codes, Days, means
from scorers.reference.working_days import zone_of
from scorers.times.durations import DAY
from scorers.times.local_time import local_date


class Parameters(Params, frozen=True):
    """How long a check is believed, and to whom the criterion does not apply."""

    max_age_days: Annotated[Days, means("How long a check of the address says something.")] = 365
    excluded_forms: Annotated[Codes, means("Legal forms of participants that have no management.")] = (
        "sole_trader",
        "diplomatic",
    )


class ExecutiveNotAtAddress(RegisterRecords[Parameters]):
    """Somebody looked for the management at the registered address not too long ago, and it was not there.

    A check holds from its own date until the next one; one that is too old says nothing, whatever it found.
    """

    code = "16"
    group = "01"
    title = "Executive body is not found at the registered address"
    inputs = (
        *of("declaration", "participant_id"),
        *of("ref.company", "exec_body_at_address", "exec_body_checked_at", "legal_form"),
    )
    forms = ("documentary_check", "post_release_control")
    cases = ("declaration",)
    correlation_group = "address"
    texts = """
        .absent = The management of the participant was not at its registered address when that was checked on { $day }.
    """
    reads = (COMPANIES,)
    register = Company
    complete = True

    def speaks(self, record: Company, t: int) -> bool:
        """A check says nothing of the time before it."""
        return begun(record, t) and (record.exec_body_checked_at or t) <= t

    def counts(self, record: Company, t: int, params: Parameters) -> bool:
        """Unless a recent check found the management, or it has none."""
        found = record.exec_body_at_address and self._recent(record, t, params)
        return record.legal_form not in params.excluded_forms and not found

    def lacking(self, record: Company, t: int, params: Parameters) -> tuple[str, ...]:
        """A check that is too old is as good as none."""
        known = {
            "legal_form": record.legal_form is not None,
            "exec_body_at_address": record.exec_body_at_address is not None,
            "exec_body_checked_at": self._recent(record, t, params),
        }
        return tuple(field for field, stated in known.items() if not stated)

    def evidence(self, record: Company, event: str) -> Evidence:
        """The entry, at the time of the check."""
        return Evidence("ref.company", record.key, record.exec_body_checked_at, event)

    def verdict(self, case: Case, found: tuple[Evidence, ...], params: Parameters) -> Hit:
        """Hit on the entry, by the local day of the check."""
        day = local_date(found[0].at or 0, zone_of(case, None, case.t))
        return Hit("absent", found, arguments=filled(day=day))

    def _recent(self, record: Company, t: int, params: Parameters) -> bool:
        return (record.exec_body_checked_at or 0) > t - params.max_age_days * DAY
