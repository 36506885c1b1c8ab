"""Panes: the entries that a book has of one stretch of time."""

from bisect import bisect_left, insort
from collections.abc import Callable, Container, Iterator
from typing import Any

import msgspec

RESERVE = 4
"""Entries kept of a capped pane for each one that is read, so that one taken back is replaced by the next."""


class Pane(msgspec.Struct, array_like=True):
    """The entries of one stretch of time, by contributing case and reference."""

    entries: dict[str, Any] = {}


Row = tuple[int, str, Any]
"""When (ms UTC) an entry begins to matter, its case and reference, the entry."""


class Shared(msgspec.Struct, array_like=True):
    """Entries of one stretch of time by owner, as many as may be read and some in reserve.

    Of each owner those that can matter earliest, in that order; owners in an order drawn by lot. Entries are read the
    first of each owner before the second of any, so that nobody can crowd others out. Lists are replaced, not changed.
    """

    lots: list[tuple[int, str]] = []
    size: int = 0
    rows: dict[str, list[Row]] = {}

    def add(self, owner: tuple[int, str], row: Row, cap: int, draw: int) -> bool:
        """Enter a row of an (lot, owner); whether it is among the `cap` of that owner that may be read.

        What goes beyond the reserve is what would be read last, whatever came first.
        """
        rows = self.rows.get(owner[1])
        if rows is None:
            insort(self.lots, owner)
        rows = rows.copy() if rows else []
        rows.insert(bisect_left(rows, row[:2]), row)
        self.rows[owner[1]] = rows
        self.size += 1
        if len(rows) > cap * RESERVE:
            self._drop(owner, -1)
        if self.size > draw * RESERVE:
            self._drop(max(self.lots, key=lambda lot: (len(self.rows[lot[1]]), lot)), -1)
        return row in self.rows.get(owner[1], ())[:cap]

    def remove(self, owner: tuple[int, str], key: str) -> bool:
        """Take the row of a case and reference back; whether there was one."""
        places = [place for place, row in enumerate(self.rows.get(owner[1], ())) if row[1] == key]
        for place in places:
            self._drop(owner, place)
        return bool(places)

    def _drop(self, owner: tuple[int, str], place: int) -> None:
        rows = self.rows[owner[1]].copy()
        del rows[place]
        self.size -= 1
        if rows:
            self.rows[owner[1]] = rows
        else:
            del self.rows[owner[1]]
            self.lots.remove(owner)

    def read(self, cap: int, left_out: Container[str] = ()) -> Iterator[Any]:
        """The first `cap` entries of each owner, a first of everyone before a second of anyone."""
        owned = [self.rows[owner] for _, owner in self.lots if owner not in left_out]
        for rank in range(cap):
            owned = [rows for rows in owned if rank < len(rows)]
            for rows in owned:
                yield rows[rank][2]

    def drawn(self, passes: Callable[[Any], bool], left_out: Container[str], cap: int, draw: int) -> list[Any]:
        """The first `draw` of those that are read and pass, but for owners left out."""
        found: list[Any] = []
        for entry in self.read(cap, left_out):
            if passes(entry):
                found.append(entry)
                if len(found) == draw:
                    break
        return found
