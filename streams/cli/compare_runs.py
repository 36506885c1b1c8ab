"""`kordon compare-runs`: what another parameter document does to the alerts and controls of the same traffic."""

import tempfile
from collections.abc import Iterable, Mapping
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import Annotated, Any

import typer
from rich.table import Table

from streams.cli.exits import CommandFailed
from streams.cli.replay import look_at_paths, replay
from streams.cli.show import say, show

_OPEN = {"exists": True, "readable": True}
_ROWS = (".parquet", ".csv")
_NUMBERS = ("before", "after", "comes", "goes", "changes")
_WITH_OVER = "With --over, as of kordon replay."


def compare_runs(  # noqa: PLR0913, PLR0917  # each is an option of the command
    before: Annotated[Path, typer.Argument(help="Folder of kordon replay --into; with --over a document.", **_OPEN)],
    after: Annotated[Path, typer.Argument(help="The same with the change.", **_OPEN)],
    over: Annotated[list[str] | None, typer.Option(help="Replay these events by both documents; may repeat.")] = None,
    facts: Annotated[list[Path] | None, typer.Option(help=_WITH_OVER, **_OPEN)] = None,
    coverage_start: Annotated[str | None, typer.Option(help=_WITH_OVER)] = None,
    until: Annotated[str | None, typer.Option(help=_WITH_OVER)] = None,
    jobs: Annotated[int, typer.Option(help=_WITH_OVER, min=1)] = 1,
    report: Annotated[Path | None, typer.Option(help="Write an HTML file with tables and plots.")] = None,
    alerts: Annotated[Path | None, typer.Option(help="Write each alert that differs: .parquet or .csv.")] = None,
    controls: Annotated[Path | None, typer.Option(help="Write each case whose controls differ, as alerts.")] = None,
    totals: Annotated[Path | None, typer.Option(help="Write the numbers shown, as alerts.")] = None,
) -> None:
    """Show what two parameter documents change on one traffic: alerts and controls that come, go and change."""
    if over is None and not (before.is_dir() and after.is_dir()):
        raise typer.BadParameter("name two folders of kordon replay --into, or two documents and --over EVENTS")
    rows = [path for path in (alerts, controls, totals) if path is not None]
    look_at_paths([], [*rows, *([report] if report else [])])
    for path in rows:
        if path.suffix not in _ROWS:
            raise typer.BadParameter(f"{path.name} ends in neither {' nor '.join(_ROWS)}")
    analysis = _analysis()
    with tempfile.TemporaryDirectory() as scratch:
        folders = [before, after]
        if over is not None:
            folders = [Path(scratch, "before"), Path(scratch, "after")]
            judge = partial(replay, over, facts=facts, coverage_start=coverage_start, until=until)
            for document, into in zip((before, after), folders, strict=True):
                judge(params=document, into=into, jobs=jobs, quiet=True)
        wanted = analysis.Wanted(report, alerts, controls, totals)
        found = analysis.compare(folders, (str(before), str(after)), wanted)
    for of, title in analysis.COUNTED.items():
        for part, lines in found.parts(of).items():
            show(_table(f"{title}: {part}", lines))
    say("Confidential: what is shown and written holds categories and what the parameters lead to.")


def _analysis() -> ModuleType:
    try:
        from streams.analysis import comparison  # noqa: PLC0415  # heavy, and an extra that scoring does without
    except ModuleNotFoundError as missing:
        raise CommandFailed(f"{missing.name} is not installed: install the extra, as kordon[analysis]") from None
    return comparison


def _table(title: str, lines: Iterable[Mapping[str, Any]]) -> Table:
    table = Table(title=title, title_justify="left")
    table.add_column("")
    for name in _NUMBERS:
        table.add_column(name, justify="right")
    for line in lines:
        table.add_row(line["title"], *(f"{line[name]:,}" if line[name] else "-" for name in _NUMBERS))
    return table
