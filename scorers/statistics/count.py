"""How many entries there are by key."""

from collections.abc import Callable

from scorers.statistics.statistic import EntryT, Rows, Tally


class Count(Tally[EntryT, dict[str, int]]):
    """The number of entries under each key `by` which they count; keys without any are left out."""

    def __init__(self, by: Callable[[EntryT], str]) -> None:
        super().__init__(lambda entry: (by(entry), 0))

    def result(self, record: Rows) -> dict[str, int]:
        """Count by key."""
        return {key: count for key, (count, _) in record.items() if count}
