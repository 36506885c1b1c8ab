"""Criterion 10 of decision 8/7: declarations lodged mostly on weekends or public holidays.

The text of the decision breaks off after "or"; `after_hours` is a guess at the lost limb and off by default.
"""

from collections.abc import Iterator
from typing import Annotated, ClassVar

from schemas.facts import Calendar
from scorers.contract.arguments import filled, share, term
from scorers.contract.case import Case, subject_key
from scorers.contract.criterion import Ask, Criterion, Params
from scorers.contract.history import History
from scorers.contract.inputs import of
from scorers.contract.learned import Learned
from scorers.contract.ledger import Ledger
from scorers.contract.verdict import Evidence, Hit, Scalar, Unknown, missing
from scorers.ledgers.declarations import (
    DECLARATIONS_OF_OFFICE,
    DECLARATIONS_OF_PARTICIPANT,
    LODGED,
    TRANSITS_OF_OFFICE,
    TRANSITS_OF_PARTICIPANT,
    Declared,
)
from scorers.parameters.units import Days, Number, Probability, Share, Switch, means
from scorers.statistics.exact import binomial_tail
from scorers.times.durations import DAY

WEEKEND_SHARE = 2 / 7


class Parameters(Params, frozen=True):
    """What counts as off, and how far beyond chance it has to be."""

    window_days: Annotated[Days, means("How far back declarations count.")] = 90
    min_n: Annotated[Number, means("Declarations of the participant from which on it is judged.")] = 10
    min_share: Annotated[Share, means("What the part of its declarations that are off must exceed.")] = 0.5
    alpha: Annotated[
        Probability, means("So many, or more, by chance must be no likelier than that (one-sided binomial test).")
    ] = 0.005
    p_floor: Annotated[Probability, means("Least part of declarations that is expected to be off anyway.")] = 0.05
    min_office_n: Annotated[
        Number, means("Declarations of others at the offices below which two days in seven are expected to be off.")
    ] = 200
    after_hours: Annotated[
        Switch, means("Whether what is lodged outside the working hours of the office counts as off too.")
    ] = False
    include_transit: Annotated[Switch, means("Whether transits count as declarations do.")] = False


class Counted(Learned, frozen=True, tag="told.off_days"):
    """Of the window's declarations all, those on days off, and by office (all, on days off).

    `off` has what was lodged after hours too, where that counts; `unclear` what may have been. `covered`: whether all
    of the window was seen.
    """

    n: int
    off: int
    unclear: int
    offices: dict[str, tuple[int, int]]
    covered: bool


class OffDays(Ask, frozen=True, tag="ask.off_days"):
    """How many declarations a participant or an office had in the window, and how many of them on days off."""

    learns: ClassVar[tuple[type[Learned], ...]] = (Counted,)


class OffDayDeclaring(Criterion[Parameters, OffDays]):
    """Most of the participant's declarations fall on local days off, far more than at the same offices otherwise.

    A Saturday made a working day by transfer is none of them, and where too few declarations of others are known, two
    days in seven are expected to be off.
    """

    code = "10"
    group = "01"
    title = "Participant lodges mostly on weekends or public holidays"
    kind = "stream"
    subject = "participant"
    inputs = (
        *of("declaration", "participant_id", "office_id", "registered_at"),
        "ref.calendar.day_kind",
        *of("ref.office", "tz", "work_start", "work_end"),
    )
    forms = ("documentary_check", "inspection")
    cases = ("declaration",)
    texts = """
        .off_days =
            { $off } of { $lodged } { $what } in { $days ->
                [one] a day
               *[other] { $days } days
            } were lodged on days off; { $expected } on days off would be usual at the same offices.
        .off_hours =
            { $off } of { $lodged } { $what } in { $days ->
                [one] a day
               *[other] { $days } days
            } were lodged on days off or after hours; { $expected } on days off would be usual at the same offices.
        .declarations = declarations
        .with_transits = declarations and transits
    """
    reads = (DECLARATIONS_OF_PARTICIPANT, DECLARATIONS_OF_OFFICE, TRANSITS_OF_PARTICIPANT, TRANSITS_OF_OFFICE)

    def asks(self, case: Case, params: Parameters) -> Iterator[tuple[str, OffDays] | Unknown]:
        """Ask the participant; only when its own share is high, the offices it used."""
        if case.tables.stale(Calendar, case.t):
            # A working Saturday that the register did not say would count as a day off.
            yield missing("ref.calendar")
            return
        participant = subject_key("participant", case.content.participant_id)
        yield participant, OffDays(self.code, case.t, case.trigger)
        own = case.learned(participant, Counted, self.code)
        if own and self._suspicious(own.off, own.n, params):
            for office in filter(None, own.offices):
                yield subject_key("customs_office", office), OffDays(self.code, case.t, case.trigger)

    def answer(self, ask: OffDays, history: History, params: Parameters) -> Counted:
        """Counts of the window."""
        of_office = history.subject.startswith("customs_office")
        ledgers = [DECLARATIONS_OF_OFFICE if of_office else DECLARATIONS_OF_PARTICIPANT]
        if params.include_transit:
            ledgers.append(TRANSITS_OF_OFFICE if of_office else TRANSITS_OF_PARTICIPANT)
        start = ask.t - params.window_days * DAY
        offices: dict[str, list[int]] = {}
        for ledger in ledgers:
            for key, (count, _) in history.over(ledger, LODGED, start, ask.t).items():
                office, _, kind = key.split("|")
                row = offices.setdefault(office, [0, 0])
                row[0] += count
                row[1] += count if kind == "off" else 0
        late, unclear = (0, 0) if of_office or not params.after_hours else self._late(ask, history, ledgers, params)
        return Counted(
            sum(row[0] for row in offices.values()),
            sum(row[1] for row in offices.values()) + late,
            unclear,
            {office: (row[0], row[1]) for office, row in sorted(offices.items())},
            history.covers(ask.t, params.window_days),
        )

    def _late(
        self, ask: OffDays, history: History, ledgers: list[Ledger[Declared]], params: Parameters
    ) -> tuple[int, int]:
        """How many were lodged after hours on working days, and how many at offices whose hours are not known."""
        hours = [
            entry.after_hours
            for ledger in ledgers
            for entry in history.unordered(ledger, ask.t, params.window_days)
            if not entry.off
        ]
        return hours.count(True), hours.count(None)

    def _suspicious(self, off: int, n: int, params: Parameters) -> bool:
        return n >= params.min_n and off / n > params.min_share

    def judge(self, case: Case, params: Parameters) -> Iterator[tuple[str, Hit | Unknown]]:
        """Exact one-sided binomial test against the offices' own share of days off."""
        participant = subject_key("participant", case.content.participant_id)
        own = case.learned(participant, Counted, self.code)
        if own is None:
            return
        identity = participant.partition(":")[2]
        hit = self._hit(case, identity, own, params)
        lacking = [] if own.covered else ["coverage"]
        if own.unclear and self._suspicious(own.off + own.unclear, own.n, params):
            lacking += ["ref.office.work_start", "ref.office.work_end"]
        if hit is not None:
            yield identity, hit
        elif lacking:
            yield identity, missing(*lacking)

    def _hit(self, case: Case, identity: str, own: Counted, params: Parameters) -> Hit | None:
        if not self._suspicious(own.off, own.n, params):
            return None
        expected = max(params.p_floor, self._expected(case, own, params))
        p = binomial_tail(own.off, own.n, expected)
        if p > params.alpha:
            return None
        values: dict[str, Scalar] = {"n": own.n, "off_days": own.off, "expected": round(expected, 4), "p": round(p, 6)}
        return Hit(
            "off_hours" if params.after_hours else "off_days",
            (Evidence("declarations", identity, case.t, case.trigger, values),),
            window=case.window(params.window_days),
            arguments=filled(
                off=own.off,
                lodged=own.n,
                what=term("with_transits" if params.include_transit else "declarations"),
                days=params.window_days,
                expected=share(expected),
            ),
        )

    def _expected(self, case: Case, own: Counted, params: Parameters) -> float:
        """Mean over the participant's declarations of their office's share of days off, the participant left out."""
        total = 0.0
        for office, (count, off) in own.offices.items():
            known = case.learned(subject_key("customs_office", office), Counted, self.code) if office else None
            others = known.n - count if known else 0
            share = (known.off - off) / others if known and others >= params.min_office_n else WEEKEND_SHARE
            total += count * share
        n: int = own.n
        return total / n
