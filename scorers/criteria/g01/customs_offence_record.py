"""Criterion 7 of decision 8/7: a person who was held liable for customs offences."""

from collections.abc import Iterator
from typing import Annotated, Any, ClassVar

from schemas.facts import Case as CaseFact
from schemas.normalise import normal_id
from scorers.contract.arguments import filled
from scorers.contract.case import Case, subject_key
from scorers.contract.criterion import Ask, Criterion, Params
from scorers.contract.history import History
from scorers.contract.verdict import Evidence, Hit, Unknown, missing
from scorers.ledgers.participant_facts import CASES, facts_at
from scorers.parameters.units import Codes, Days, Number, means
from scorers.times.durations import DAY

DECISIVE = ("kind", "customs_related", "status", "in_force_at")
"""Fields of a case without which it can not be told whether it counts."""


class Parameters(Params, frozen=True):
    """Which decisions count, how many and for how long."""

    kinds: Annotated[Codes, means("Kinds of cases that count.")] = ("administrative", "criminal")
    lookback_days: Annotated[
        Days | None,
        means("How long a decision counts after it took force; 0: without limit.", unit="days of 24 h"),
    ] = 365
    min_cases: Annotated[Number, means("Cases from which on it is a hit.")] = 1


class OffenceQuestion(Ask, frozen=True):
    """Which decisions against a person were in force, and what can not be told."""

    learns: ClassVar[str] = "offences"


class CustomsOffenceRecord(Criterion[Parameters, OffenceQuestion]):
    """Decisions on customs offences of the participant or the declarant took force within the look-back.

    Undecided cases and decisions under appeal do not count, nor do cases against other persons, such as a director.
    A decision annulled from a later time on stood when the goods were declared, and so counts.
    """

    code = "7"
    group = "01"
    title = "Person held liable for customs offences"
    kind = "reference"
    subject = "participant"
    inputs = (
        "declaration.participant_id",
        "declaration.declarant_id",
        "transit.declarant_id",
        "ref.case.person_id",
        "ref.case.kind",
        "ref.case.customs_related",
        "ref.case.decision_date",
        "ref.case.in_force_at",
        "ref.case.status",
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
    parameters = Parameters
    ask = OffenceQuestion
    reads = (CASES,)

    def asks(self, case: Case, params: Parameters) -> Iterator[tuple[str, OffenceQuestion] | Unknown]:
        """Ask the participant and the declarant."""
        for person in _persons(case):
            yield person, OffenceQuestion(self.code, case.t, case.trigger)

    def answer(self, ask: OffenceQuestion, history: History, params: Parameters) -> dict[str, Any]:
        """`cases` in force as [key, event, kind, in force since (ms UTC), date of decision].

        `open`: of each case that can not be told, the inputs that are missing.
        """
        found: list[list[Any]] = []
        unclear: list[list[str]] = []
        for event_id, fact in facts_at(history, CASES, ask.t):
            if not _may_count(fact, ask.t, params):
                continue
            absent = [f"ref.case.{field}" for field in DECISIVE if getattr(fact, field) is None]
            if absent:
                unclear.append(absent)
            else:
                decided = str(fact.decision_date) if fact.decision_date else None
                found.append([fact.key, event_id, fact.kind, fact.in_force_at, decided])
        return {"cases": found, "open": unclear}

    def judge(self, case: Case, params: Parameters) -> Iterator[tuple[str, Hit | Unknown]]:
        """Cases of the persons together; on a transit there is only the declarant."""
        persons = _persons(case)
        answers = [case.learned(person, "offences") for person in persons]
        if not persons or any(answer is None for answer in answers):
            return
        identity = persons[0].partition(":")[2]
        found = sorted(tuple(row) for answer in answers for row in answer["cases"])
        unclear = [paths for answer in answers for paths in answer["open"]]
        stale = case.tables.stale(CaseFact, case.t)
        no_declarant = case.kind == "declaration" and not case.content.declarant_id
        if len(found) >= params.min_cases:
            yield identity, _hit(found, case.t, params)
        elif stale or no_declarant or len(found) + len(unclear) >= params.min_cases:
            lacking = {path for paths in unclear for path in paths}
            lacking.update(["declaration.declarant_id"] if no_declarant else [])
            lacking.update(["ref.case"] if stale else [])
            yield identity, missing(*lacking)


def _persons(case: Case) -> list[str]:
    """Subject keys of the persons judged, the one that the hit speaks of first."""
    data = case.content
    identities = [data.declarant_id] if case.kind == "transit" else [data.participant_id, data.declarant_id]
    return list(
        dict.fromkeys(subject_key("participant", identity) for identity in identities if normal_id(identity or ""))
    )


def _may_count(fact: CaseFact, t: int, params: Parameters) -> bool:
    """Whether nothing that is known of a case speaks against it; it counts when all of `DECISIVE` is known."""
    if fact.status not in (None, "in_force") or fact.customs_related is False:
        return False
    if fact.kind is not None and fact.kind not in params.kinds:
        return False
    since = fact.in_force_at
    if since is None:
        return True
    return since <= t and (not params.lookback_days or since > t - params.lookback_days * DAY)


def _hit(found: list[tuple[Any, ...]], t: int, params: Parameters) -> Hit:
    return Hit(
        "within" if params.lookback_days else "ever",
        tuple(
            Evidence("ref.case", key, since, event_id, {"kind": kind, "decision_date": decided})
            for key, event_id, kind, since, decided in found
        ),
        window=(t - params.lookback_days * DAY, t) if params.lookback_days else None,
        arguments=filled(count=len(found), days=params.lookback_days or 0),
    )
