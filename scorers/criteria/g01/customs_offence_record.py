"""Criterion 7 of decision 8/7: a person who was held liable for customs offences."""

from collections.abc import Iterator
from typing import Annotated

from schemas.facts import Case as CaseFact
from scorers.contract.arguments import filled
from scorers.contract.case import Case
from scorers.contract.criterion import Params
from scorers.contract.inputs import of
from scorers.contract.verdict import Evidence, Hit
from scorers.families.registers import RegisterRecords
from scorers.ledgers.participant_facts import CASES
from scorers.parameters.units import Codes, Days, Number, means
from scorers.times.durations import DAY


class Parameters(Params, frozen=True):
    """Which decisions count, how many and for how long."""

    kinds: Annotated[Codes, means("Kinds of cases that count.")] = ("administrative", "criminal")
    lookback_days: Annotated[
        Days | None,
        means("How long a decision counts after it took force; 0: without limit.", unit="days of 24 h"),
    ] = 365
    min_cases: Annotated[Number, means("Cases from which on it is a hit.")] = 1


class CustomsOffenceRecord(RegisterRecords[Parameters]):
    """Decisions on customs offences of the participant or the declarant took force within the look-back.

    Undecided cases and decisions under appeal do not count, nor do cases against other persons, such as a director.
    A decision annulled from a later time on stood when the goods were declared, and so counts.
    """

    code = "7"
    group = "01"
    title = "Person held liable for customs offences"
    inputs = (
        *of("declaration", "participant_id", "declarant_id"),
        "transit.declarant_id",
        *of("ref.case", "person_id", "kind", "customs_related", "decision_date", "in_force_at", "status"),
    )
    forms = ("documentary_check", "inspection", "post_release_control")
    correlation_group = "offences"
    texts = """
        .within =
            { $count ->
                [one] A decision on a customs offence of the participant or the declarant
               *[other] { $count } decisions on customs offences of the participant or the declarant
            } took force within { $days ->
                [one] a day
               *[other] { $days } days
            }.
        .ever =
            { $count ->
                [one] A decision on a customs offence of the participant or the declarant
               *[other] { $count } decisions on customs offences of the participant or the declarant
            } took force.
    """
    reads = (CASES,)
    register = CaseFact
    decisive = ("kind", "customs_related", "status", "in_force_at")

    def persons(self, case: Case) -> Iterator[tuple[str, str | None]]:
        """The participant and the declarant; on a transit there is only the latter."""
        yield from super().persons(case)
        if case.kind == "declaration":
            yield "declaration.declarant_id", case.content.declarant_id

    def counts(self, record: CaseFact, t: int, params: Parameters) -> bool:
        """A decision on a customs offence that had taken force, and not too long ago."""
        if record.status not in (None, "in_force") or record.customs_related is False:
            return False
        if record.kind is not None and record.kind not in params.kinds:
            return False
        since = record.in_force_at
        if since is None:
            return True
        return since <= t and (not params.lookback_days or since > t - params.lookback_days * DAY)

    def evidence(self, record: CaseFact, event: str) -> Evidence:
        """The decision, at the time when it took force."""
        decided = str(record.decision_date) if record.decision_date else None
        return Evidence(
            "ref.case", record.key, record.in_force_at, event, {"kind": record.kind, "decision_date": decided}
        )

    def enough(self, params: Parameters) -> int:
        """`min_cases` make a hit."""
        return params.min_cases

    def verdict(self, case: Case, found: tuple[Evidence, ...], params: Parameters) -> Hit:
        """Hit on the decisions together."""
        days = params.lookback_days or 0
        window = (case.t - days * DAY, case.t) if days else None
        return Hit("within" if days else "ever", found, window=window, arguments=filled(count=len(found), days=days))
