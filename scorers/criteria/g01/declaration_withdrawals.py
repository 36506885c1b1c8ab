"""Criterion 35 of decision 8/7: the participant has recalled declarations before."""

from typing import Annotated

from scorers.contract.arguments import filled
from scorers.contract.criterion import Params
from scorers.contract.history import History
from scorers.contract.inputs import of
from scorers.contract.verdict import Hit, Unknown, missing
from scorers.families.participants import Lodging, ParticipantHistory
from scorers.ledgers.declarations import DECLARATIONS_OF_PARTICIPANT, LODGED
from scorers.ledgers.withdrawals import RECALLS, latest_recalls, recalls_by_reason
from scorers.parameters.units import Codes, Days, Number, Share, means
from scorers.times.durations import DAY


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


class DeclarationWithdrawals(ParticipantHistory[Parameters]):
    """The participant withdrew other declarations in the window, for reasons that lie with it.

    It is severe when they are a large share of what it lodged. A withdrawal that was itself taken back does not count.
    """

    code = "35"
    group = "01"
    title = "Participant with recalled declarations on record"
    inputs = of("declaration", "participant_id", *of("withdrawn", "declaration_id", "withdrawn_at", "reason_code"))
    forms = ("documentary_check",)
    correlation_group = "withdrawal"
    texts = """
        .withdrawn = { in-days } the participant withdrew { $count } of { $lodged ->
                [one] one declaration
               *[other] { $lodged } declarations
            }.
    """
    reads = (RECALLS, DECLARATIONS_OF_PARTICIPANT)

    def answer(self, ask: Lodging, history: History, params: Parameters) -> Hit | Unknown | None:
        """Hit from `min_withdrawals`; high when they are a large share of enough registrations, this one included."""
        days, own, excused = params.window_days, ask.declaration_id, params.excluded_reasons
        by_reason = recalls_by_reason(history, ask.t, days, own)
        unstated = by_reason.pop("", 0)
        number = sum(count for reason, count in by_reason.items() if reason not in excused)
        if number < params.min_withdrawals:
            if number + unstated >= params.min_withdrawals:
                return missing("declaration.withdrawn.reason_code")
            return self.sees(days, history, ask.t)
        window = ask.t - days * DAY, ask.t
        lodged = sum(count for count, _ in history.over(DECLARATIONS_OF_PARTICIPANT, LODGED, *window).values())
        high = lodged >= max(params.min_n, 1) and number / lodged >= params.high_share
        latest = latest_recalls(history, ask.t, days, own, excused)
        evidence = tuple(recall.shown("withdrawal", reason=recall.reason) for recall in latest)
        figures = filled(count=number, lodged=lodged, days=days)
        return Hit("withdrawn", evidence, severity="high" if high else "medium", window=window, arguments=figures)
