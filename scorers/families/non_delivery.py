"""Somebody takes over a load who was reported, within a window, not to have delivered another one.

The family asks the history of whoever takes over, leaves out the loads of the case itself, names every notice as
evidence, and says unknown where too few notices were seen in a window that was not seen whole. A criterion says who
takes over a load and since when, and which notices count.
"""

from collections.abc import Iterator
from typing import Annotated, TypeVar

from scorers.contract.arguments import filled
from scorers.contract.case import Case
from scorers.contract.criterion import Ask, Criterion, Params
from scorers.contract.history import History
from scorers.contract.inputs import of
from scorers.contract.links import transits_of
from scorers.contract.verdict import Hit, Scalar, Severity, Unknown
from scorers.ledgers.non_deliveries import Notice
from scorers.parameters.units import Days, Number, means

NOTICES = of("non_delivery.raised", "notice_id", "transit_id") + of("non_delivery.cancelled", "notice_id")
"""Inputs of every criterion of the family."""
TakenOver = tuple[str, int, str]
"""Id of who takes over a load, since when (ms UTC), and the event that said so."""


class NoticesCounted(Params, frozen=True):
    """How many notices within which time."""

    window_days: Annotated[Days, means("How far back notices on other loads count.")] = 365
    min_notices: Annotated[Number, means("Notices from which on it is a hit.")] = 1


NoticesT = TypeVar("NoticesT", bound=NoticesCounted)


class Load(Ask, frozen=True, tag="ask.load"):
    """A load that the subject takes over; notices on the loads `own` do not count."""

    own: tuple[str, ...]


class NonDelivery(Criterion[NoticesT, Load]):
    """Notices on other loads, in the one ledger that the criterion reads.

    The text `notices` has the arguments `count`, `days` and `transit`, the load of the last notice.
    """

    kind = "stream"
    correlation_group = "non_delivery"

    def taken_over(self, case: Case, params: NoticesT) -> Iterator[TakenOver | Unknown]:
        """Who takes over the load of the case, or what is missing to know it."""
        raise NotImplementedError

    def counts(self, notice: Notice, params: NoticesT) -> bool:
        """Whether a notice on another load counts."""
        return True

    def severity(self, notices: int, params: NoticesT) -> Severity:
        """How grave a hit on so many notices is."""
        return "medium"

    def values(self, notice: Notice) -> dict[str, Scalar]:
        """What a hit shows of a notice."""
        return {"transit_id": notice.transit_id}

    def asks(self, case: Case, params: NoticesT) -> Iterator[tuple[str, Load] | Unknown]:
        """Ask everybody who takes over the load."""
        [ledger] = self.reads
        loads = (case.id,) if case.kind == "transit" else transits_of(case)
        own = tuple(sorted(loads))
        for taken in self.taken_over(case, params):
            if isinstance(taken, Unknown):
                yield taken
            else:
                who, at, event = taken
                yield f"{ledger.subject}:{who}", Load(self.code, at, event, own)

    def answer(self, ask: Load, history: History, params: NoticesT) -> Hit | Unknown | None:
        """Hit from `min_notices` effective notices on other loads in the window."""
        [ledger] = self.reads
        notices: list[Notice] = [
            notice
            for notice in history.window(ledger, ask.t, params.window_days)
            if notice.transit_id not in ask.own and self.counts(notice, params)
        ]
        if len(notices) < params.min_notices:
            return self.sees(params.window_days, history, ask.t)
        return Hit(
            "notices",
            tuple(notice.shown("non_delivery", **self.values(notice)) for notice in notices),
            severity=self.severity(len(notices), params),
            window=ask.window(params.window_days),
            arguments=filled(count=len(notices), days=params.window_days, transit=notices[-1].transit_id),
        )
