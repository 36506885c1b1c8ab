"""Compare two runs, and write what was asked for of what was found."""

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from streams.analysis.changes import COUNTED, Changed, changed
from streams.analysis.marked import write_rows, write_text
from streams.analysis.report import report
from streams.analysis.runs import opened

__all__ = ["COUNTED", "Wanted", "compare"]


class Wanted(NamedTuple):
    """Files to write; None: not."""

    report: Path | None = None
    alerts: Path | None = None
    controls: Path | None = None
    totals: Path | None = None


def compare(folders: Iterable[Path], names: Iterable[str], wanted: Wanted) -> Changed:
    """What differs between two folders of runs, which the report calls by `names`. Raises RunUnreadable."""
    before, after = (opened(folder) for folder in folders)
    found = changed(before, after)
    for rows, path in (
        (found.alerts, wanted.alerts),
        (found.dispositions, wanted.controls),
        (found.totals, wanted.totals),
    ):
        if path is not None:
            write_rows(rows, path)
    if wanted.report is not None:
        said = (
            f"{name}, parameters {', '.join(run.versions) or 'of no alert'}"
            for name, run in zip(names, (before, after), strict=True)
        )
        write_text(report(found, *said), wanted.report)
    return found
