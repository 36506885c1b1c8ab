"""Ledgers: what cases put into a subject's history, and how a criterion reads it back.

A ledger is declared once, beside the criterion that needs it or in `scorers.ledgers` when several do. Entries stand in
panes (a day, or five minutes for dense ones) by event time; a pane is dropped whole when it is too old. A ledger also
names the statistics that are kept of its entries, so that a window over a year costs the same for a subject with a
hundred entries as for one with a million.
"""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import msgspec

from scorers.contract.verdict import Evidence, Scalar
from scorers.statistics.sample import Sample
from scorers.statistics.statistic import Statistic, Tally
from scorers.times.durations import DAY, HOUR

if TYPE_CHECKING:
    from scorers.contract.case import Case

DENSE = HOUR // 12
"""Length of a pane of a ledger with a tally: at the edges of a window its entries are looked at one by one."""


class Entry(msgspec.Struct, frozen=True, array_like=True):
    """Something in a subject's history: event time (ms UTC), what it is about, the event that said it.

    `event_id` is source and id, as `scorers.contract.event_names` writes them. Each kind of entry has a `tag` of its
    own, by which recorded state is read whatever the class is called.
    """

    at: int
    ref: str
    event_id: str

    def shown(self, kind: str, **values: Scalar) -> Evidence:
        """The entry as evidence of a hit, with the values that counted."""
        return Evidence(kind, self.ref, self.at, self.event_id, values)


EntryT = TypeVar("EntryT", bound=Entry)


class Ledger(Generic[EntryT]):
    """A kind of history of a kind of subject.

    `put` yields (subject id, entry) for what a case contributes. `keep_days` bounds how far back a window may reach.
    `look_ahead_days`: an entry also concerns questions asked that much before it. `statistics` are kept of the
    entries; of a `Tally`, of which there is one at most, in running totals, of others in blocks of days.
    `since` tells from which time of a question on (ms UTC) an entry can matter, when that is later than its own time.
    `cap` keeps a pane to that many entries of each `owner`, those that can matter earliest: one more changes nothing
    for any question that it does not concern itself, so the order in which they come leaves no trace. `draw` bounds
    how many a pane gives, an owner drawn by lot at a time, so that nobody can crowd others out.
    `shelves` names the shelves that an entry stands on, each a book of its own, read one at a time.
    `keeps_first`: the time of the earliest entry ever outlives its pane, so an entry matters for every later question.
    """

    def __init__(  # noqa: PLR0913  # a declaration: every argument is named where it is used
        self,
        name: str,
        *,
        subject: str,
        kinds: tuple[str, ...],
        entry: type[EntryT],
        put: Callable[["Case"], Iterable[tuple[str, EntryT]]],
        keep_days: int,
        look_ahead_days: float = 0,
        statistics: tuple[Statistic[EntryT, Any, Any], ...] = (),
        cap: int = 0,
        owner: Callable[[EntryT], str] = lambda _entry: "",
        draw: int = 0,
        since: Callable[[EntryT], int] | None = None,
        shelves: Callable[[EntryT], Iterable[str]] | None = None,
        keeps_first: bool = False,
    ) -> None:
        self.name = name
        self.subject = subject
        self.kinds = kinds
        self.entry = entry
        self.put = put
        self.keep_days = keep_days
        self.look_ahead = int(look_ahead_days * DAY)
        tallies = [statistic for statistic in statistics if isinstance(statistic, Tally)]
        self.tally: Tally[EntryT, Any] | None = tallies[0] if tallies else None
        self.statistics = statistics
        self.merged = tuple(statistic for statistic in statistics if statistic not in tallies)
        self.sample = next((statistic for statistic in statistics if isinstance(statistic, Sample)), None)
        self.cap = cap
        self.owner = owner
        self.draw = draw or cap
        self.since = since
        self.shelved = shelves is not None
        self.shelves: Callable[[EntryT], Iterable[str]] = shelves or (lambda _entry: ("",))
        self.keeps_first = keeps_first
        self.pane = DENSE if tallies else DAY
