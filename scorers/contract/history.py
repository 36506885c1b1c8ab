"""A subject's history: its books, one for each ledger, and how a criterion reads them."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeVar

import msgspec
import xxhash

from scorers.contract.ledger import Entry, EntryT, Ledger
from scorers.state.keys import SEP
from scorers.state.running_sums import RunningSums
from scorers.state.store import Store
from scorers.times.durations import DAY

ResultT = TypeVar("ResultT")
RESERVE = 4
"""Entries kept of a capped pane for each one that is read, so that one taken back is replaced by the next."""


class Head(RunningSums, array_like=True):
    """The days that a book has entries of, and their sums; no entry is newer than `newest` (ms UTC).

    `earliest`: time (ms UTC) of the first entry of which the pane is gone, where a ledger keeps that.
    """

    newest: int = 0
    earliest: int | None = None


class Pane(msgspec.Struct, array_like=True):
    """The entries of one stretch of time, by contributing case and reference."""

    entries: dict[str, Any] = {}


Heads = dict[str, Head | None]
"""The heads of a subject's books by ledger; None: it has sums, and so a record of its own.

Shelves have records of their own without being named here, as there may be any number of them.
"""


class Book:
    """One ledger of one subject, or a shelf of it, read and written at a cost that does not grow with its length.

    Its head stands in `heads`, which whoever writes to the book keeps, or in a record of its own.
    """

    def __init__(self, store: Store, heads: Heads, subject: str, ledger: Ledger[Any], shelf: str = "") -> None:
        self._store, self._heads, self._ledger = store, heads, ledger
        self.key = f"{subject}{SEP}{ledger.name}{SEP}{shelf}"
        self._apart = ledger.shelved or ledger.tally is not None
        head = heads.get(ledger.name)
        if self._apart and (ledger.shelved or ledger.name in heads):
            head = store.get(f"H{SEP}{self.key}")
        self.head: Head = head if head is not None else Head()
        self._owned = False

    def _own(self) -> None:
        """Take a head to change it; what others may have read is left as it was."""
        if self._owned:
            return
        self._owned = True
        if self._apart:
            self._store.edit(f"H{SEP}{self.key}")
        else:
            self.head = self.head.copied()

    def _keep(self) -> None:
        empty = not self.head.places and self.head.earliest is None
        if self._apart and empty:
            self._store.delete(f"H{SEP}{self.key}")
        elif self._apart:
            self._store.put(f"H{SEP}{self.key}", self.head)
        if empty:
            self._heads.pop(self._ledger.name, None)
        elif not self._ledger.shelved:
            self._heads[self._ledger.name] = None if self._apart else self.head

    def _pane(self, number: int) -> Pane | None:
        return self._store.get(f"P{SEP}{self.key}{SEP}{number}")

    def _dense(self, day: int) -> RunningSums | None:
        return self._store.get(f"T{SEP}{self.key}{SEP}{day}")

    def add(self, case: str, entry: Entry) -> tuple[bool, int | None]:
        """Enter an entry; returns whether it is read, and the number of its day when that is new and must expire."""
        number, day = entry.at // self._ledger.pane, entry.at // DAY
        self._own()
        pane: Pane = self._store.edit(f"P{SEP}{self.key}{SEP}{number}") or Pane()
        pane.entries[f"{case}{SEP}{entry.ref}"] = entry
        read = self._bounded(pane, number, f"{case}{SEP}{entry.ref}")
        self._store.put(f"P{SEP}{self.key}{SEP}{number}", pane)
        fresh = self.head.open(day)
        self.head.newest = max(self.head.newest, entry.at)
        self._count(entry, 1)
        return read, day if fresh else None

    def _bounded(self, pane: Pane, number: int, added: str) -> bool:
        """Keep a capped pane in order and to its size; whether the entry added is among those that are read."""
        cap = self._ledger.cap
        if cap is None:
            return True
        owned: dict[str, list[str]] = {}
        for key in sorted(pane.entries, key=lambda key: (self._since(pane.entries[key]), key)):
            owned.setdefault(self._ledger.owner(pane.entries[key]), []).append(key)
        drawn = sorted(owned, key=lambda owner: _lot(f"{self.key}{SEP}{number}{SEP}{owner}"))
        kept = {owner: owned[owner][: cap * RESERVE] for owner in drawn[: self._ledger.owners * RESERVE]}
        pane.entries = {key: pane.entries[key] for keys in kept.values() for key in keys}
        return any(added in keys[:cap] for keys in kept.values())

    def _since(self, entry: Any) -> int:
        since: int = entry.at if self._ledger.since is None else self._ledger.since(entry)
        return since

    def remove(self, case: str, entry: Entry) -> None:
        """Take an entry back; no error when its pane is gone."""
        self._own()
        number = entry.at // self._ledger.pane
        pane: Pane | None = self._store.edit(f"P{SEP}{self.key}{SEP}{number}")
        if pane is None or pane.entries.pop(f"{case}{SEP}{entry.ref}", None) is None:
            return
        self._store.put(f"P{SEP}{self.key}{SEP}{number}", pane)
        self._count(entry, -1)

    def _count(self, entry: Entry, sign: int) -> None:
        if self._ledger.tally is not None:
            key, weight = self._ledger.tally(entry)
            number, day = entry.at // self._ledger.pane, entry.at // DAY
            dense: RunningSums = self._store.edit(f"T{SEP}{self.key}{SEP}{day}") or RunningSums()
            dense.open(number)
            dense.add(number, key, sign, sign * weight)
            self._store.put(f"T{SEP}{self.key}{SEP}{day}", dense)
            self.head.add(day, key, sign, sign * weight)
        self._keep()

    def expire(self, day: int) -> None:
        """Drop one day whole."""
        self._own()
        if self._ledger.keeps_first and (self.head.earliest is None or day * DAY <= self.head.earliest):
            for entry in self.between(day * DAY - 1, (day + 1) * DAY - 1):
                self._note_first(entry)
        for number in self._panes(day):
            self._store.delete(f"P{SEP}{self.key}{SEP}{number}")
        if self._ledger.tally is not None:
            self._store.delete(f"T{SEP}{self.key}{SEP}{day}")
        self.head.drop(day)
        self._keep()

    def pass_over(self, entry: Entry) -> bool:
        """Take note of an entry that comes after its pane is gone; whether it matters all the same."""
        self._own()
        if not self._ledger.keeps_first or not self._note_first(entry):
            return False
        self._keep()
        return True

    def _note_first(self, entry: Entry) -> bool:
        earlier = self.head.earliest is None or entry.at < self.head.earliest
        if earlier:
            self.head.earliest = entry.at
        return earlier

    def _panes(self, day: int) -> list[int]:
        if self._ledger.tally is None:
            return [day]
        dense = self._dense(day)
        return dense.places if dense is not None else []

    def between(self, start: int, end: int) -> Iterator[Entry]:
        """Entries with start < at <= end, by pane, in no promised order inside one."""
        days = self.head.places
        for day in days[bisect_left(days, start // DAY) : bisect_right(days, end // DAY)]:
            for number in self._panes(day):
                yield from self._within(number, start, end)

    def _within(self, number: int, start: int, end: int) -> Iterable[Entry]:
        """Entries of a pane with start < at <= end, no more than the cap of them."""
        size, cap = self._ledger.pane, self._ledger.cap
        if (number + 1) * size <= start or end < number * size:
            return ()
        pane = self._pane(number)
        if pane is None:
            return ()
        entries = pane.entries.values() if cap is None else list(self._drawn(pane, end, ""))
        if start < number * size and (number + 1) * size <= end:
            return entries
        return [entry for entry in entries if start < entry.at <= end]

    def _drawn(self, pane: Pane, t: int, without: str) -> Iterator[Entry]:
        """What is read of a capped pane by a question of t (ms UTC), nothing of the owner `without`.

        Whoever has nothing yet that can matter takes nobody's place, and neither does who is left out.
        """
        cap, owner_of = self._ledger.cap or 0, self._ledger.owner
        taken: dict[str, int] = {}
        for entry in pane.entries.values():
            owner = owner_of(entry)
            if (without and owner == without) or self._since(entry) > t:
                continue
            taken[owner] = taken.get(owner, 0) + 1
            if len(taken) > self._ledger.owners:
                return
            if taken[owner] <= cap:
                yield entry

    def days(self, start: int, end: int, near: int, without: str) -> Iterator[list[Entry]]:
        """Entries with start < at <= end that can matter by `end`, a day at a time, the day nearest to `near` first.

        All in ms UTC. Of equally near days the later comes first; entries of a day in no promised order.
        """
        days = self.head.places
        found = days[bisect_left(days, start // DAY) : bisect_right(days, end // DAY)]
        for day in sorted(found, key=lambda day: (abs(day - near // DAY), -day)):
            pane = self._pane(day)
            if pane is None:
                continue
            entries = self._drawn(pane, end, without) if self._ledger.cap is not None else pane.entries.values()
            yield [entry for entry in entries if start < entry.at <= end]

    def sums(self, start: int, end: int) -> dict[str, tuple[int, int]]:
        """Count and weight per tally key with start < at <= end. Whole days from the sums, less what both ends miss."""
        first, last, size = start // DAY, end // DAY, self._ledger.pane
        found = self.head.between(first, last + 1, less=self._dense(first), until=start // size)
        if found:
            self._deduct(found, start, after=False)
            if end < self.head.newest:
                dense = self._dense(last)
                if dense is not None:
                    dense.take_off(found, end // size + 1)
                self._deduct(found, end, after=True)
        return {key: row for key, row in found.items() if row[0]}

    def _deduct(self, found: dict[str, tuple[int, int]], edge: int, *, after: bool) -> None:
        """Take off what the pane that `edge` (ms UTC) cuts has up to it, or after it."""
        pane, tally = self._pane(edge // self._ledger.pane), self._ledger.tally
        if pane is None or tally is None:
            return
        for entry in pane.entries.values():
            if (entry.at > edge) is after:
                key, weight = tally(entry)
                counted, weighed = found[key]
                found[key] = counted - 1, weighed - weight


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

    def days(
        self,
        ledger: Ledger[EntryT],
        t: int,
        days: float,
        shelf: str = "",
        *,
        near: int | None = None,
        without: str = "",
    ) -> Iterator[list[EntryT]]:
        """Entries in (t - days, t] of a ledger without a tally, a day at a time, the nearest to `near` (ms UTC) first.

        By default the newest: who has seen enough reads no further. Nothing of the owner `without` is among them.
        """
        start = t - int(days * DAY)
        found: Iterator[Any] = self.book(ledger, shelf).days(start, t, t if near is None else near, without)
        return found

    def sums(self, ledger: Ledger[Any], start: int, end: int) -> dict[str, tuple[int, int]]:
        """Count and whole-number weight per tally key with start < at <= end."""
        return self.book(ledger).sums(start, end)

    def covers(self, t: int, days: float) -> bool:
        """Whether everything in (t - days, t] was seen (S14)."""
        return t - int(days * DAY) >= self.coverage_start


def _lot(owner: str) -> tuple[int, str]:
    """A place in a row that nobody can choose, the same in every order of arrival."""
    return xxhash.xxh64_intdigest(owner.encode()), owner


def _in_time(entry: Entry) -> tuple[int, str]:
    return entry.at, entry.ref
