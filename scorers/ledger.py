"""Ledgers: what cases put into a subject's history, and how a criterion reads it back.

A ledger is declared once, beside the criterion that needs it or in `scorers.ledgers` when several do. Entries stand in
panes (a day, or half an hour for dense ones) by event time; a pane is dropped whole when it is too old. A ledger with
a tally also keeps whole-number sums per day and tally key, so that a window over a year costs the same for a subject
with a hundred entries as for one with a million.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import msgspec

from scorers.store import Store

if TYPE_CHECKING:
    from scorers.view import Case

HOUR = 3_600_000
DAY = 24 * HOUR
SEP = "\x1f"
DENSE = HOUR // 2
"""Length of a pane of a ledger with a tally: at the edges of a window its entries are looked at one by one."""
RESERVE = 4
"""Entries kept of a capped pane for each one that is read, so that one taken back is replaced by the next."""


class Entry(msgspec.Struct, frozen=True, array_like=True, tag=True):
    """Something in a subject's history: event time (ms UTC), what it is about, the event that said it."""

    at: int
    ref: str
    event_id: str


EntryT = TypeVar("EntryT", bound=Entry)
ResultT = TypeVar("ResultT")


class Ledger(Generic[EntryT]):
    """A kind of history of a kind of subject.

    `put` yields (subject id, entry) for what a case contributes. `keep_days` bounds how far back a window may reach.
    `look_ahead_days`: an entry also concerns questions asked that much before it. `tally` names the sum an entry counts
    in and its whole-number weight (grams, minor units); floats are never summed, since a sum must be undone exactly.
    `since` tells from which time of a question on (ms UTC) an entry can matter, when that is later than its own time.
    `cap` keeps a pane to that many entries, those that can matter earliest: one more changes nothing for any question
    that it does not concern itself, so the order in which they come leaves no trace.
    `shelves` names the shelves that an entry stands on, each a book of its own, read one at a time.
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
        tally: Callable[[EntryT], tuple[str, int]] | None = None,
        cap: int | None = None,
        since: Callable[[EntryT], int] | None = None,
        shelves: Callable[[EntryT], Iterable[str]] = lambda _entry: ("",),
    ) -> None:
        self.name = name
        self.subject = subject
        self.kinds = kinds
        self.entry = entry
        self.put = put
        self.keep_days = keep_days
        self.look_ahead = int(look_ahead_days * DAY)
        self.tally = tally
        self.cap = cap
        self.since = since
        self.shelves = shelves
        self.pane = DENSE if tally else DAY


class Head(msgspec.Struct, array_like=True):
    """Which panes a ledger of one subject has, and per day and tally key the count and the weight."""

    panes: list[int] = []
    days: list[int] = []
    tallies: dict[str, tuple[list[int], list[int]]] = {}

    def add(self, day: int, key: str, count: int, weight: int) -> None:
        """Add to the sums of `day`; a day met for the first time is inserted into every key's row."""
        at = bisect_left(self.days, day)
        if at == len(self.days) or self.days[at] != day:
            self.days.insert(at, day)
            for counts, weights in self.tallies.values():
                counts.insert(at, 0)
                weights.insert(at, 0)
        row = self.tallies.get(key)
        if row is None:
            row = self.tallies[key] = ([0] * len(self.days), [0] * len(self.days))
        row[0][at] += count
        row[1][at] += weight

    def drop(self, pane: int, size: int) -> None:
        """Forget a pane, and the sums of the days that ended with it."""
        at = bisect_left(self.panes, pane)
        if at < len(self.panes) and self.panes[at] == pane:
            del self.panes[at]
        first = bisect_left(self.days, (self.panes[0] * size // DAY) if self.panes else (pane + 1) * size // DAY)
        if first:
            self.days = self.days[first:]
            rows = {key: (counts[first:], weights[first:]) for key, (counts, weights) in self.tallies.items()}
            self.tallies = {key: row for key, row in rows.items() if any(row[0])}


class Pane(msgspec.Struct, array_like=True):
    """The entries of one stretch of time, by contributing case and reference, and their count and weight per key."""

    entries: dict[str, Any] = {}
    tallies: dict[str, tuple[int, int]] = {}


class Book:
    """One ledger of one subject, or a shelf of it, read and written at a cost that does not grow with its length."""

    def __init__(self, store: Store, subject: str, ledger: Ledger[Any], shelf: str = "") -> None:
        self._store, self._ledger = store, ledger
        self._key = f"{subject}{SEP}{ledger.name}{SEP}{shelf}"
        head = store.get(f"H{SEP}{self._key}")
        self.head: Head = head if head is not None else Head()

    def _pane(self, number: int) -> Pane | None:
        return self._store.get(f"P{SEP}{self._key}{SEP}{number}")

    def pane_key(self, number: int) -> str:
        """Where a pane comes up for expiry: subject, ledger, shelf and number."""
        return f"{self._key}{SEP}{number}"

    def add(self, case: str, entry: Entry) -> tuple[bool, int | None]:
        """Enter an entry; returns whether it is read, and the number of its pane when that is new and must expire."""
        number = entry.at // self._ledger.pane
        pane = self._pane(number)
        fresh = pane is None
        if pane is None:
            pane = Pane()
            at = bisect_left(self.head.panes, number)
            if at == len(self.head.panes) or self.head.panes[at] != number:
                self.head.panes.insert(at, number)
        pane.entries[f"{case}{SEP}{entry.ref}"] = entry
        read = self._bounded(pane, f"{case}{SEP}{entry.ref}")
        self._count(pane, entry, 1)
        self._store.put(f"P{SEP}{self._key}{SEP}{number}", pane)
        return read, number if fresh else None

    def _bounded(self, pane: Pane, added: str) -> bool:
        """Keep a capped pane in order and to its size; whether the entry added is among those that are read."""
        cap = self._ledger.cap
        if cap is None:
            return True
        since = self._ledger.since or (lambda entry: entry.at)
        order = sorted(pane.entries, key=lambda key: (since(pane.entries[key]), key))[: cap * RESERVE]
        pane.entries = {key: pane.entries[key] for key in order}
        return added in order[:cap]

    def remove(self, case: str, entry: Entry) -> None:
        """Take an entry back; no error when its pane is gone."""
        number = entry.at // self._ledger.pane
        pane = self._pane(number)
        if pane is None or pane.entries.pop(f"{case}{SEP}{entry.ref}", None) is None:
            return
        self._count(pane, entry, -1)
        self._store.put(f"P{SEP}{self._key}{SEP}{number}", pane)

    def _count(self, pane: Pane, entry: Entry, sign: int) -> None:
        if self._ledger.tally is not None:
            key, weight = self._ledger.tally(entry)
            known = pane.tallies.get(key, (0, 0))
            pane.tallies[key] = (known[0] + sign, known[1] + sign * weight)
            self.head.add(entry.at // DAY, key, sign, sign * weight)
        self._store.put(f"H{SEP}{self._key}", self.head)

    def expire(self, number: int) -> None:
        """Drop one pane whole."""
        self._store.delete(f"P{SEP}{self._key}{SEP}{number}")
        self.head.drop(number, self._ledger.pane)
        if self.head.panes:
            self._store.put(f"H{SEP}{self._key}", self.head)
        else:
            self._store.delete(f"H{SEP}{self._key}")

    def between(self, start: int, end: int) -> Iterator[Entry]:
        """Entries with start < at <= end, by pane, in no promised order inside one."""
        size = self._ledger.pane
        panes = self.head.panes
        cap = self._ledger.cap
        for number in panes[bisect_left(panes, start // size) : bisect_right(panes, end // size)]:
            pane = self._pane(number)
            if pane is None:
                continue
            entries = pane.entries.values() if cap is None else islice(pane.entries.values(), cap)
            if start < number * size and (number + 1) * size <= end:
                yield from entries
            else:
                yield from [entry for entry in entries if start < entry.at <= end]

    def sums(self, start: int, end: int) -> dict[str, tuple[int, int]]:
        """Count and weight per tally key with start < at <= end. Whole days from the sums, the two edges from panes."""
        first, last = start // DAY, end // DAY
        days = self.head.days
        low, high = bisect_left(days, first), bisect_right(days, last)
        found = {
            key: [sum(counts[low:high]), sum(weights[low:high])] for key, (counts, weights) in self.head.tallies.items()
        }
        self._deduct(found, first * DAY - 1, start)
        self._deduct(found, end, (last + 1) * DAY - 1)
        return {key: (count, weight) for key, (count, weight) in found.items() if count}

    def _deduct(self, found: dict[str, list[int]], start: int, end: int) -> None:
        """Take off what has start < at <= end: panes wholly in it by their sums, the others by their entries."""
        size, panes = self._ledger.pane, self.head.panes
        for number in panes[bisect_left(panes, (start + 1) // size) : bisect_right(panes, end // size)]:
            pane = self._pane(number)
            if pane is None:
                continue
            if start < number * size and (number + 1) * size - 1 <= end:
                for key, (count, weight) in pane.tallies.items():
                    _take_off(found[key], count, weight)
            else:
                self._take_off_some(found, pane, start, end)

    def _take_off_some(self, found: dict[str, list[int]], pane: Pane, start: int, end: int) -> None:
        tally = self._ledger.tally
        for entry in pane.entries.values() if tally else ():
            if start < entry.at <= end and tally:
                key, weight = tally(entry)
                _take_off(found[key], 1, weight)


def _take_off(row: list[int], count: int, weight: int) -> None:
    row[0] -= count
    row[1] -= weight


class History:
    """A subject's ledgers as a criterion reads them; windows are half-open, (t - days, t], on event time."""

    def __init__(self, store: Store, subject: str, coverage_start: int) -> None:
        self._store, self.subject, self.coverage_start = store, subject, coverage_start
        self._books: dict[tuple[str, str], Book] = {}
        self._worked: dict[Any, Any] = {}

    def book(self, ledger: Ledger[Any], shelf: str = "") -> Book:
        """The subject's book of `ledger`, of one of its shelves where it has some."""
        found = self._books.get((ledger.name, shelf))
        if found is None:
            found = self._books[ledger.name, shelf] = Book(self._store, self.subject, ledger, shelf)
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

    def sums(self, ledger: Ledger[Any], start: int, end: int) -> dict[str, tuple[int, int]]:
        """Count and whole-number weight per tally key with start < at <= end."""
        return self.book(ledger).sums(start, end)

    def covers(self, t: int, days: float) -> bool:
        """Whether everything in (t - days, t] was seen (S14)."""
        return t - int(days * DAY) >= self.coverage_start


def _in_time(entry: Entry) -> tuple[int, str]:
    return entry.at, entry.ref
