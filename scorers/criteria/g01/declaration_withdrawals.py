"""Criterion 35 of decision 8/7: the participant has recalled declarations before."""

from collections.abc import Iterator
from typing import Annotated

from scorers.contract.arguments import filled
from scorers.contract.case import Case, subject_key
from scorers.contract.criterion import Ask, Criterion, Params
from scorers.contract.history import History
from scorers.contract.ledger import Entry, Ledger
from scorers.contract.verdict import Evidence, Hit, Unknown, missing
from scorers.ledgers.declarations import DECLARATIONS_OF_PARTICIPANT
from scorers.parameters.units import Codes, Days, Number, Share, means
from scorers.times.durations import DAY

SHOWN = 10
"""How many withdrawals, the latest, a hit names."""
LOOKS = (7, 30)
"""Days back within which enough of the latest are usually found."""


class Recall(Entry, frozen=True):
    """A declaration was withdrawn; `reason` empty: not stated."""

    reason: str


def _recalls(case: Case) -> Iterator[tuple[str, Recall]]:
    end = case.ending
    if case.current is not None and end is not None and end.type.endswith(".withdrawn.v1"):
        yield (
            case.content.participant_id,
            Recall(end.at, case.id, end.name, end.data.reason_code or ""),
        )


RECALLS = Ledger(
    "recalls",
    subject="participant",
    kinds=("declaration",),
    entry=Recall,
    put=_recalls,
    keep_days=240,
    tally=lambda recall: (recall.reason, 1),
)


class Parameters(Params, frozen=True):
    """Which withdrawals count, and how many within which time."""

    excluded_reasons: Annotated[Codes, means("Reasons for which a withdrawal does not count.")] = (
        "technical_duplicate",
        "goods_not_arrived",
    )
    high_share: Annotated[
        Share, means("Withdrawals among registrations in the window from which on the hit is grave.")
    ] = 0.1
    min_n: Annotated[Number, means("Registrations from which on the share makes a hit grave.")] = 20
    min_withdrawals: Annotated[Number, means("Withdrawals from which on it is a hit.")] = 1
    window_days: Annotated[Days, means("How far back withdrawals and registrations count.")] = 180


class Lodging(Ask, frozen=True):
    """A declaration is lodged; its own withdrawal does not count."""

    declaration_id: str


class DeclarationWithdrawals(Criterion[Parameters, Lodging]):
    """The participant withdrew other declarations in the window, for reasons that lie with it.

    It is severe when they are a large share of what it lodged. A withdrawal that was itself taken back does not count.
    """

    code = "35"
    group = "01"
    title = "Participant with recalled declarations on record"
    kind = "stream"
    subject = "participant"
    inputs = (
        "declaration.withdrawn.declaration_id",
        "declaration.withdrawn.withdrawn_at",
        "declaration.withdrawn.reason_code",
        "declaration.participant_id",
    )
    forms = ("documentary_check",)
    cases = ("declaration",)
    correlation_group = "withdrawal"
    texts = """
        .withdrawn =
            In { $days ->
                [one] a day
               *[other] { $days } days
            } the participant withdrew { $count } of { $lodged ->
                [one] one declaration
               *[other] { $lodged } declarations
            }.
    """
    parameters = Parameters
    ask = Lodging
    reads = (RECALLS, DECLARATIONS_OF_PARTICIPANT)

    def asks(self, case: Case, params: Parameters) -> Iterator[tuple[str, Lodging] | Unknown]:
        """Ask the participant at the registration."""
        key = subject_key("participant", case.content.participant_id)
        yield key, Lodging(self.code, case.t, case.trigger, declaration_id=case.id)

    def answer(self, ask: Lodging, history: History, params: Parameters) -> Hit | Unknown | None:
        """Hit from `min_withdrawals`; high when they are a large share of enough registrations, this one included."""
        start = ask.t - params.window_days * DAY
        by_reason = {reason: count for reason, (count, _) in history.sums(RECALLS, start, ask.t).items()}
        for own in history.span(RECALLS, ask.t - 1, ask.t):
            by_reason[own.reason] -= own.ref == ask.declaration_id
        unstated = by_reason.pop("", 0)
        number = sum(count for reason, count in by_reason.items() if reason not in params.excluded_reasons)
        if number < params.min_withdrawals:
            if number + unstated >= params.min_withdrawals:
                return missing("declaration.withdrawn.reason_code")
            return self.sees(params.window_days, history, ask.t)
        lodged = sum(count for count, _ in history.sums(DECLARATIONS_OF_PARTICIPANT, start, ask.t).values())
        high = lodged >= max(params.min_n, 1) and number / lodged >= params.high_share
        return Hit(
            "withdrawn",
            self._evidence(ask, history, params),
            severity="high" if high else "medium",
            window=(start, ask.t),
            arguments=filled(count=number, lodged=lodged, days=params.window_days),
        )

    def _evidence(self, ask: Lodging, history: History, params: Parameters) -> tuple[Evidence, ...]:
        latest: list[Recall] = []
        for days in (*(look for look in LOOKS if look < params.window_days), params.window_days):
            latest = [
                recall
                for recall in history.window(RECALLS, ask.t, days)
                if recall.reason and recall.reason not in params.excluded_reasons and recall.ref != ask.declaration_id
            ]
            if len(latest) >= SHOWN:
                break
        return tuple(
            Evidence("withdrawal", recall.ref, recall.at, recall.event_id, {"reason": recall.reason})
            for recall in latest[-SHOWN:]
        )
