"""How the selectivity of a replay looks to an analyst."""

from collections.abc import Mapping

from rich.table import Table

from scorers.weighing.selectivity import UNCATEGORISED, measured


def selectivity_table(selected: Mapping[str, int]) -> Table:
    """Table of import declarations by category: how many are controlled, suggested and assigned."""
    table = Table(title="Control of import declarations before release")
    for column in ("category", "control", "declarations", "controlled", "of these physical", "automatic"):
        table.add_column(column, justify="left" if column in ("category", "control") else "right")
    for level in ("low", "medium", "high", UNCATEGORISED, ""):
        for control, found in measured(selected, level)._asdict().items():
            if found.declarations:
                table.add_row(
                    level or "all",
                    control,
                    f"{found.declarations:,}",
                    f"{found.controlled / found.declarations:.1%}",
                    f"{found.physical / found.controlled:.1%}" if found.controlled else "-",
                    f"{found.automatic / found.declarations:.1%}",
                )
    return table
