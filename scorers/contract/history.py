"""A subject's history: its books, one for each ledger, and how a criterion reads them."""

from collections.abc import Callable, Iterable, Iterator
from heapq import merge
from itertools import groupby
from typing import Any, TypeVar

from scorers.contract.blocks import Heads
from scorers.contract.book import Book
from scorers.contract.ledger import Entry, EntryT, Ledger
from scorers.contract.reading import Run, distance
from scorers.state.store import Store
from scorers.statistics.statistic import Statistic
from scorers.times.durations import DAY

ResultT = TypeVar("ResultT")


class History:
    """A subject's ledgers as a criterion reads them; windows are half-open, (t - days, t], on event time."""

    def __init__(self, store: Store, heads: Heads, subject: str, coverage_start: int) -> None:
        self._store, self._heads, self.subject, self.coverage_start = store, heads, subject, coverage_start
        self._books: dict[tuple[str, str], Book] = {}
        self._worked: dict[Any, Any] = {}

    def book(self, ledger: Ledger[Any], shelf: str = "") -> Book:
        """The subject's book of `ledger`, of one of its shelves where it has some."""
        found = self._books.get((ledger.name, shelf))
        if found is None:
            found = self._books[ledger.name, shelf] = Book(self._store, self._heads, self.subject, ledger, shelf)
        return found

    def once(self, work: Callable[["History"], ResultT]) -> ResultT:
        """Result of `work` on this history, worked out the first time: what the answers to many questions need."""
        if work not in self._worked:
            self._worked[work] = work(self)
        found: ResultT = self._worked[work]
        return found

    def window(self, ledger: Ledger[EntryT], t: int, days: float, shelf: str = "") -> list[EntryT]:
        """Entries in (t - days, t], oldest first."""
        return self.span(ledger, t - int(days * DAY), t, shelf)

    def span(self, ledger: Ledger[EntryT], start: int, end: int, shelf: str = "") -> list[EntryT]:
        """Entries with start < at <= end, oldest first, ties by reference."""
        found: list[Any] = sorted(self.book(ledger, shelf).between(start, end), key=_in_time)
        return found

    def unordered(self, ledger: Ledger[EntryT], t: int, days: float, shelf: str = "") -> Iterator[EntryT]:
        """Entries in (t - days, t] in no promised order, for figures that do not depend on it."""
        found: Iterator[Any] = self.book(ledger, shelf).between(t - int(days * DAY), t)
        return found

    def nearest(  # what a question of a benchmark states
        self,
        ledger: Ledger[Any],
        t: int,
        days: float,
        shelves: Iterable[str] = ("",),
        *,
        passes: Callable[[Any], bool] = lambda _: True,
        near: int | None = None,
        done: set[str] | None = None,
    ) -> Iterator[list[Any]]:
        """What passes in (t - days, t] of all `shelves`, a day at a time, the nearest to `near` (ms UTC) first.

        By default the newest: who has seen enough reads no further. What can not matter by t is left out, and owners
        that are `done`, which whoever reads may add to. Where a ledger keeps a sample it has the fields of that.
        """
        start, near = t - int(days * DAY), t if near is None else near
        done = set() if done is None else done
        since = ledger.since or _at

        def known(entry: Any) -> bool:
            return start < entry.at <= t and since(entry) <= t and passes(entry)

        books = [book for book in (self.book(ledger, shelf) for shelf in shelves) if book.head.places]
        runs = [book.nearest(near, start, t, known, done) for book in books]
        for entries in _together(runs, near // DAY):
            if entries:
                yield entries

    def over(self, ledger: Ledger[EntryT], statistic: Statistic[EntryT, Any, ResultT], start: int, end: int) -> ResultT:
        """A statistic that the ledger keeps, of the entries with start < at <= end."""
        return self.book(ledger).over(statistic, start, end)

    def covers(self, t: int, days: float) -> bool:
        """Whether everything in (t - days, t] was seen (S14)."""
        return t - int(days * DAY) >= self.coverage_start


def _together(runs: list[Iterator[Run]], near: int) -> Iterator[list[Any]]:
    """Runs of several books as one, a day at a time."""
    if len(runs) == 1:
        for _, entries in runs[0]:
            yield entries
    else:
        for _, found in groupby(merge(*runs, key=lambda run: distance(run, near)), key=lambda run: run[0]):
            yield [entry for _, entries in found for entry in entries]


def _in_time(entry: Entry) -> tuple[int, str]:
    return entry.at, entry.ref


def _at(entry: Any) -> int:
    at: int = entry.at
    return at
