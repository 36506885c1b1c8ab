"""Withdrawn declarations in the history of their participant."""

from collections.abc import Collection, Iterator

from scorers.contract.case import Case
from scorers.contract.history import History
from scorers.contract.ledger import Entry, Ledger
from scorers.statistics.count import Count
from scorers.times.durations import DAY

SHOWN = 10
"""How many withdrawals, the latest, are named."""
LOOKS = (7, 30)
"""Days back within which enough of the latest are usually found."""


class Recall(Entry, frozen=True, tag="recall"):
    """A declaration was withdrawn; `reason` empty: not stated."""

    reason: str


def _recalls(case: Case) -> Iterator[tuple[str, Recall]]:
    end = case.ending
    if case.current is not None and end is not None and end.type.endswith(".withdrawn.v1"):
        yield (
            case.content.participant_id,
            Recall(end.at, case.id, end.name, end.data.reason_code or ""),
        )


BY_REASON = Count[Recall](lambda recall: recall.reason)
RECALLS = Ledger(
    "recalls",
    subject="participant",
    kinds=("declaration",),
    entry=Recall,
    put=_recalls,
    keep_days=240,
    statistics=(BY_REASON,),
)


def recalls_by_reason(history: History, t: int, days: int, without: str) -> dict[str, int]:
    """Number of withdrawals in (t - days, t] by reason, but for that of the declaration `without`, registered at t."""
    numbers = history.over(RECALLS, BY_REASON, t - days * DAY, t)
    for own in history.span(RECALLS, t - 1, t):
        numbers[own.reason] -= own.ref == without
    return numbers


def latest_recalls(history: History, t: int, days: int, without: str, excused: Collection[str]) -> list[Recall]:
    """The `SHOWN` latest withdrawals in (t - days, t] for stated reasons that are not excused, oldest first."""
    latest: list[Recall] = []
    for look in (*(look for look in LOOKS if look < days), days):
        latest = [
            recall
            for recall in history.window(RECALLS, t, look)
            if recall.reason and recall.reason not in excused and recall.ref != without
        ]
        if len(latest) >= SHOWN:
            break
    return latest[-SHOWN:]
