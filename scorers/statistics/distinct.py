"""How many different values entries have, and which."""

from collections.abc import Callable
from typing import NamedTuple

import xxhash

from scorers.statistics.statistic import EntryT, Statistic

MOST = 1_024
"""Up to so many different values are counted exactly; of more the number is estimated, with a standard error of 3 %."""
PLACES = 2**64

Values = dict[str, int]
"""Values with their digests: all, or the `MOST` with the least digests."""


class Seen(NamedTuple):
    """The number of different values, and which they are; None: there are too many to be kept."""

    number: int
    values: tuple[str, ...] | None


class Distinct(Statistic[EntryT, Values, Seen]):
    """The different values that entries have `of` something, exactly up to `MOST`.

    Of more the ones with the least digests are kept, as good as drawn by lot: from how dense these lie follows how many
    there are. Which ones that are does not depend on what came first, nor on how often a value occurs.
    """

    record = Values

    def __init__(self, of: Callable[[EntryT], str]) -> None:
        self._of = of

    def initialise(self) -> Values:
        """No value."""
        return {}

    def add(self, record: Values, entry: EntryT) -> None:
        """One value."""
        value = self._of(entry)
        if value not in record:
            record[value] = xxhash.xxh64_intdigest(value.encode())
            _cut(record)

    def merge(self, record: Values, other: Values) -> None:
        """The values of both."""
        record.update(other)
        _cut(record)

    def result(self, record: Values) -> Seen:
        """Exact below `MOST`, since a record that is full may have left out some."""
        if len(record) < MOST:
            return Seen(len(record), tuple(sorted(record)))
        return Seen(round((MOST - 1) * PLACES / (max(record.values()) + 1)), None)


def _cut(record: Values) -> None:
    if len(record) > MOST:
        for value, _ in sorted(record.items(), key=lambda row: (row[1], row[0]))[MOST:]:
            del record[value]
