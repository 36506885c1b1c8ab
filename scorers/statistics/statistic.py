"""What a statistic is: what is kept of entries, so that those of a long window need not be looked at one by one."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Any, Generic, TypeVar

EntryT = TypeVar("EntryT")
RecordT = TypeVar("RecordT")
ResultT = TypeVar("ResultT")

Rows = dict[str, tuple[int, int]]
"""Count and whole-number weight by key."""


class Statistic(ABC, Generic[EntryT, RecordT, ResultT]):
    """A figure of entries, by way of a record that is made from them in any order and any grouping.

    Records of the same entries give the same result, whoever merged them from whatever parts. What is taken back is
    never subtracted from one: that of its stretch of time is made anew from what is left, so nothing can poison it.
    A record is bounded, however many entries it is of. `record` is its type, by which it is read from the state.
    """

    record: Any

    @abstractmethod
    def initialise(self) -> RecordT:
        """The record of no entry."""

    @abstractmethod
    def add(self, record: RecordT, entry: EntryT) -> None:
        """Have a record count an entry too."""

    @abstractmethod
    def merge(self, record: RecordT, other: RecordT) -> None:
        """Have a record count all that `other` does, which stays as it is."""

    @abstractmethod
    def result(self, record: RecordT) -> ResultT:
        """What the record says of its entries."""


class Tally(Statistic[EntryT, Rows, ResultT]):
    """A statistic of whole numbers by few keys: their difference is exact, so running totals are kept of them.

    `tally` names the key that an entry counts under, and its weight: grams, minor units; never a float.
    """

    record = Rows

    def __init__(self, tally: Callable[[EntryT], tuple[str, int]]) -> None:
        self.tally = tally

    def initialise(self) -> Rows:
        """No key."""
        return {}

    def add(self, record: Rows, entry: EntryT) -> None:
        """One more under its key."""
        key, weight = self.tally(entry)
        count, so_far = record.get(key, (0, 0))
        record[key] = count + 1, so_far + weight

    def merge(self, record: Rows, other: Rows) -> None:
        """Key by key."""
        for key, (more, heavier) in other.items():
            count, weight = record.get(key, (0, 0))
            record[key] = count + more, weight + heavier

    def remove(self, record: Rows, entry: EntryT) -> None:
        """The exact inverse of `add`."""
        key, weight = self.tally(entry)
        count, so_far = record[key]
        record[key] = count - 1, so_far - weight
