"""A book: one ledger of one subject, in panes by event time, with the statistics that are kept of its entries."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property, partial
from typing import Any

import xxhash

from scorers.contract.blocks import LEVELS, Blocks, Head, Heads
from scorers.contract.ledger import Entry, Ledger
from scorers.contract.panes import Pane, Shared
from scorers.contract.reading import Run, Sampled, by_day, nearest
from scorers.state.keys import SEP
from scorers.state.running_sums import RunningSums
from scorers.state.store import Store
from scorers.statistics.statistic import ResultT, Rows, Statistic, Tally
from scorers.times.durations import DAY


class Book:
    """One ledger of one subject, or a shelf of it, read and written at a cost that does not grow with its length.

    Its head stands in `heads`, which whoever writes to the book keeps, or in a record of its own.
    """

    def __init__(self, store: Store, heads: Heads, subject: str, ledger: Ledger[Any], shelf: str = "") -> None:
        self._store, self._heads, self._ledger = store, heads, ledger
        self.key = f"{subject}{SEP}{ledger.name}{SEP}{shelf}"
        self._apart = ledger.shelved or bool(ledger.statistics)
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

    @cached_property
    def _blocks(self) -> Blocks:
        return Blocks(self._store, self.key, self._ledger, self.head, self._of_day)

    def _pane(self, number: int) -> Any | None:
        return self._store.get(f"P{SEP}{self.key}{SEP}{number}")

    def _dense(self, day: int) -> RunningSums | None:
        return self._store.get(f"T{SEP}{self.key}{SEP}{day}")

    def add(self, case: str, entry: Entry) -> tuple[bool, int | None]:
        """Enter an entry; returns whether it is read, and the number of its day when that is new and must expire."""
        number, day = entry.at // self._ledger.pane, entry.at // DAY
        key, cap = f"{case}{SEP}{entry.ref}", self._ledger.cap
        self._own()
        pane, read = self._store.edit(f"P{SEP}{self.key}{SEP}{number}"), True
        if not cap:
            pane = pane or Pane()
            pane.entries[key] = entry
        else:
            pane = pane or Shared()
            row = (self._since(entry), key, entry)
            read = pane.add(self._owner(number, entry), row, cap, self._ledger.draw)
        self._store.put(f"P{SEP}{self.key}{SEP}{number}", pane)
        fresh = self.head.open(day)
        self.head.newest = max(self.head.newest, entry.at)
        self._count(entry, 1)
        return read, day if fresh else None

    def _owner(self, number: int, entry: Any) -> tuple[int, str]:
        """Who an entry of a pane is of, with a place in a row that nobody can choose, the same in every order."""
        owner = self._ledger.owner(entry)
        return xxhash.xxh64_intdigest(f"{self.key}{SEP}{number}{SEP}{owner}".encode()), owner

    def _since(self, entry: Any) -> int:
        since: int = entry.at if self._ledger.since is None else self._ledger.since(entry)
        return since

    def remove(self, case: str, entry: Entry) -> None:
        """Take an entry back; no error when its pane is gone."""
        self._own()
        number, key = entry.at // self._ledger.pane, f"{case}{SEP}{entry.ref}"
        pane = self._store.edit(f"P{SEP}{self.key}{SEP}{number}")
        if isinstance(pane, Shared):
            found = pane.remove(self._owner(number, entry), key)
        else:
            found = pane is not None and pane.entries.pop(key, None) is not None
        if found:
            self._store.put(f"P{SEP}{self.key}{SEP}{number}", pane)
            self._count(entry, -1)

    def _count(self, entry: Entry, sign: int) -> None:
        number, day = entry.at // self._ledger.pane, entry.at // DAY
        if self._ledger.tally is not None:
            key, weight = self._ledger.tally.tally(entry)
            dense: RunningSums = self._store.edit(f"T{SEP}{self.key}{SEP}{day}") or RunningSums()
            dense.open(number)
            dense.add(number, key, sign, sign * weight)
            self._store.put(f"T{SEP}{self.key}{SEP}{day}", dense)
            self.head.add(day, key, sign, sign * weight)
        self._forget(day)
        self._keep()

    def _forget(self, day: int) -> None:
        if self._ledger.merged:
            self._blocks.forget(day)

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
        self._forget(day)
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

    def _of_day(self, day: int) -> Iterable[Entry]:
        return self.between(day * DAY - 1, (day + 1) * DAY - 1)

    def _within(self, number: int, start: int, end: int) -> Iterable[Entry]:
        """Entries of a pane with start < at <= end, of a capped one those that may be read."""
        size = self._ledger.pane
        if (number + 1) * size <= start or end < number * size:
            return ()
        pane = self._pane(number)
        if pane is None:
            return ()
        entries: Iterable[Entry] = pane.read(self._ledger.cap) if isinstance(pane, Shared) else pane.entries.values()
        if start < number * size and (number + 1) * size <= end:
            return entries
        return [entry for entry in entries if start < entry.at <= end]

    def nearest(self, near: int, start: int, end: int, passes: Callable[[Any], bool], done: set[str]) -> Iterator[Run]:
        """What passes of the days from `start` to `end`, the day nearest to `near` first; all in ms UTC.

        Of a ledger without a tally. Owners of a capped ledger that are `done` by then, or become so, may be left out.
        """
        days, near = self.head.places, near // DAY
        days = days[bisect_left(days, start // DAY) : bisect_right(days, end // DAY)]
        capped = self._ledger.cap
        read = partial(self._drawn, passes, frozenset(done)) if capped else partial(self._all, passes)
        if self._ledger.sample is None:
            return nearest(days, near, lambda low, high, back: by_day(days[low:high], back, read))
        sampled = Sampled(days, self._blocks, self._ledger.sample, read, passes, done)
        return nearest(days, near, lambda low, high, back: sampled.walk(low, high, near, len(LEVELS) - 1, back=back))

    def _all(self, passes: Callable[[Any], bool], day: int) -> list[Any]:
        pane = self._pane(day)
        return [entry for entry in pane.entries.values() if passes(entry)] if pane is not None else []

    def _drawn(self, passes: Callable[[Any], bool], left_out: frozenset[str], day: int) -> list[Any]:
        pane, ledger = self._pane(day), self._ledger
        return pane.drawn(passes, left_out, ledger.cap, ledger.draw) if pane is not None else []

    def over(self, statistic: Statistic[Any, Any, ResultT], start: int, end: int) -> ResultT:
        """A statistic of the entries with start < at <= end."""
        if isinstance(statistic, Tally):
            result: ResultT = statistic.result(self._totals(statistic, start, end))
            return result
        record = statistic.initialise()
        first, last = start // DAY + 1, end // DAY
        edges = ((start, min(end, first * DAY - 1)), (max(start, last * DAY - 1), end if first <= last else start))
        for low, high in edges:
            for entry in self.between(low, high) if low < high else ():
                statistic.add(record, entry)
        for level, number in self._blocks.cover(first, last):
            statistic.merge(record, self._blocks.record(statistic, level, number))
        return statistic.result(record)

    def _totals(self, tally: Tally[Any, Any], start: int, end: int) -> Rows:
        """Count and weight per key with start < at <= end. Whole days from the totals, less what both ends miss."""
        first, last, size = start // DAY, end // DAY, self._ledger.pane
        found = self.head.between(first, last + 1, less=self._dense(first), until=start // size)
        if found:
            self._deduct(found, tally, start, after=False)
            if end < self.head.newest:
                dense = self._dense(last)
                if dense is not None:
                    dense.take_off(found, end // size + 1)
                self._deduct(found, tally, end, after=True)
        return found

    def _deduct(self, found: Rows, tally: Tally[Any, Any], edge: int, *, after: bool) -> None:
        """Take off what the pane that `edge` (ms UTC) cuts has up to it, or after it."""
        pane = self._pane(edge // self._ledger.pane)
        if pane is None:
            return
        for entry in pane.entries.values():
            if (entry.at > edge) is after:
                tally.remove(found, entry)
