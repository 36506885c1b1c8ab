"""How much control a replay comes to, as an analyst sees it."""

from rich.console import Console

from streams.cli.selectivity import selectivity_table


def test_each_category_with_shares_of_its_own() -> None:
    """Suggested and assigned; a category without declarations has no row, and no share is taken of nothing."""
    console = Console(width=120)
    with console.capture() as shown:
        console.print(selectivity_table({"low|none|none": 3, "low|other|none": 1, "high|physical|other": 2}))
    rows = [line.strip("\u2502 ").split() for line in shown.get().splitlines() if "\u2502" in line]
    assert [[word for word in row if word != "\u2502"] for row in rows] == [
        ["low", "suggested", "4", "25.0%", "0.0%", "75.0%"],
        ["low", "assigned", "4", "0.0%", "-", "100.0%"],
        ["high", "suggested", "2", "100.0%", "100.0%", "0.0%"],
        ["high", "assigned", "2", "100.0%", "0.0%", "0.0%"],
        ["all", "suggested", "6", "50.0%", "66.7%", "50.0%"],
        ["all", "assigned", "6", "33.3%", "0.0%", "66.7%"],
    ]
