"""Criterion 116 of decision 8/7: one officer keeps doing the documentary control of one participant."""

from collections.abc import Iterator
from typing import Annotated, ClassVar

from scorers.contract.arguments import filled
from scorers.contract.arguments import share as as_share
from scorers.contract.case import Case
from scorers.contract.criterion import Ask, Criterion, Params
from scorers.contract.history import History
from scorers.contract.inputs import of
from scorers.contract.learned import Learned
from scorers.contract.verdict import Hit, Unknown, missing
from scorers.ledgers.officer_checks import (
    BY_OFFICER,
    CHECKS_OF_OFFICE,
    CHECKS_OF_PARTICIPANT,
    Check,
    checks,
    unnamed_forms,
)
from scorers.parameters.units import Days, Number, Probability, Share, Switch, means
from scorers.statistics.exact import binomial_tail
from scorers.times.durations import DAY


class Parameters(Params, frozen=True):
    """Which checks are compared, and how far beyond chance it has to be."""

    window_days: Annotated[Days, means("How far back checks count.")] = 90
    min_n: Annotated[Number, means("Checks of the participant at the office from which on it is judged.")] = 10
    min_share: Annotated[Share, means("Least part of them that one officer did.")] = 0.6
    min_officers: Annotated[Number, means("Officers with enough checks that the office must have.")] = 3
    min_officer_checks: Annotated[Number, means("Checks that are enough for an officer to be counted.")] = 20
    alpha: Annotated[
        Probability,
        means("So many, or more, by chance must be no likelier than that (binomial test); the officers share it."),
    ] = 0.002
    shift_adjust: Annotated[
        Switch, means("Whether of the others' checks only those on the local days of the participant's checks count.")
    ] = True


class Done(Learned, frozen=True, tag="told.checks"):
    """Checks in the window by officer.

    Of a participant at an office also the local `days` with any, and whether all of the window was seen; of the office
    those `on_days` that were asked for, by officer.
    """

    officers: dict[str, int]
    on_days: dict[str, int]
    days: tuple[int, ...] = ()
    covered: bool = True


class Checks(Ask, frozen=True, tag="ask.checks"):
    """How many documentary checks each officer did: of one participant, or at the office on given local days."""

    learns: ClassVar[tuple[type[Learned], ...]] = (Done,)

    days: tuple[int, ...] = ()


class SameOfficerDocumentaryChecks(Criterion[Parameters, Checks]):
    """One officer does far more of a participant's documentary checks at an office than his share of the others'.

    Nothing is said of an office where too few officers do such checks. Checks that no officer did do not count.
    """

    code = "116"
    group = "10"
    title = "One officer keeps doing the documentary control of one participant"
    kind = "stream"
    subject = "officer"
    inputs = (
        *of("control.result", "form", "officer_id", "office_id", "completed_at", "declaration_id"),
        "declaration.participant_id",
        "ref.office.tz",
    )
    forms = ("post_release_control", "documentary_check")
    cases = ("declaration",)
    internal_security = True
    texts = """
        .checks =
            The officer did { $by_officer } of { $checks } documentary checks of the participant in { $days ->
                [one] a day
               *[other] { $days } days
            } at office { $office }, and { $of_others } of those of the others.
    """
    reads = (CHECKS_OF_PARTICIPANT, CHECKS_OF_OFFICE)

    def asks(self, case: Case, params: Parameters) -> Iterator[tuple[str, Checks] | Unknown]:
        """At each documentary check ask the participant at that office; the office only when one officer stands out."""
        for check in case.once(checks):
            mine = _participant(check)
            yield mine, Checks(self.code, check.at, check.event_id)
            own = case.learned(mine, Done, self.code)
            if own and self._stands_out(own, check, params):
                days = own.days if params.shift_adjust else ()
                yield f"customs_office:{check.office}", Checks(self.code, check.at, check.event_id, days)

    def answer(self, ask: Checks, history: History, params: Parameters) -> Done:
        """Checks by officer in the window; of a participant the days with any, of an office those on given days."""
        start = ask.t - params.window_days * DAY
        ledger = CHECKS_OF_OFFICE if history.subject.startswith("customs_office") else CHECKS_OF_PARTICIPANT
        officers = dict(sorted(history.over(ledger, BY_OFFICER, start, ask.t).items()))
        if ledger is CHECKS_OF_PARTICIPANT:
            days = tuple(sorted({check.day for check in history.span(ledger, start, ask.t)}))
            return Done(officers, {}, days, history.covers(ask.t, params.window_days))
        enough = self._busy(officers, params) >= max(1, params.min_officers)
        return Done(officers, self._on_days(ask, history, start) if enough else {})

    def _busy(self, officers: dict[str, int], params: Parameters) -> int:
        """Officers who do documentary checks at the office regularly."""
        return sum(1 for count in officers.values() if count >= params.min_officer_checks)

    def _on_days(self, ask: Checks, history: History, start: int) -> dict[str, int]:
        totals: dict[str, int] = {}
        for day in ask.days:
            low, high = max(start, day - 1), min(ask.t, day + DAY - 1)
            for officer, count in history.over(CHECKS_OF_OFFICE, BY_OFFICER, low, high).items():
                totals[officer] = totals.get(officer, 0) + count
        return dict(sorted(totals.items()))

    def _stands_out(self, own: Done, check: Check, params: Parameters) -> bool:
        n: int = sum(own.officers.values())
        k: int = own.officers.get(check.officer, 0)
        return n >= params.min_n and k / n >= params.min_share

    def judge(self, case: Case, params: Parameters) -> Iterator[tuple[str, Hit | Unknown]]:
        """Exact one-sided binomial test against the officer's share of the other participants' checks."""
        for check in case.once(checks):
            own = case.learned(_participant(check), Done, self.code)
            office = case.learned(f"customs_office:{check.office}", Done, self.code)
            identity = f"{check.officer}|{check.participant}"
            if own is None:
                continue
            hit = None
            if office is not None and self._stands_out(own, check, params):
                hit = self._beyond_chance(check, own.officers, office, params)
            if hit is not None:
                yield identity, hit
            elif not own.covered:
                yield identity, missing("coverage")
        for officer in unnamed_forms(case):
            yield f"{officer}|{case.content.participant_id}", missing("control.result.form")

    def _beyond_chance(self, check: Check, own: dict[str, int], office: Done, params: Parameters) -> Hit | None:
        busy = self._busy(office.officers, params)
        if busy < max(1, params.min_officers):
            return None
        base = office.on_days if params.shift_adjust else office.officers
        others = sum(base.values()) - sum(own.values())
        share = (base.get(check.officer, 0) - own[check.officer]) / others if others > 0 else 0.0
        n, k = sum(own.values()), own[check.officer]
        p = binomial_tail(k, n, min(1.0, max(share, 1 / busy)))
        if p > params.alpha / busy:
            return None
        return Hit(
            "checks",
            (
                check.shown(
                    "control.result",
                    checks=n,
                    by_officer=k,
                    share_of_others=round(share, 4),
                    officers=busy,
                    p=round(p, 8),
                ),
            ),
            window=(check.at - params.window_days * DAY, check.at),
            arguments=filled(
                by_officer=k, checks=n, days=params.window_days, office=check.office, of_others=as_share(share)
            ),
        )


def _participant(check: Check) -> str:
    return f"participant_at_office:{check.participant}|{check.office}"
