"""How many entries there are by key, and what they weigh together."""

from scorers.statistics.statistic import EntryT, Rows, Tally


class Sum(Tally[EntryT, Rows]):
    """Count and whole-number weight of the entries under each key; keys without any are left out."""

    def result(self, record: Rows) -> Rows:
        """Count and weight by key."""
        return {key: row for key, row in record.items() if row[0]}
