"""What a replay left in a folder, read as columns: a million alerts are joined without being held as objects."""

from pathlib import Path
from typing import NamedTuple

import polars as pl

from schemas import topics
from schemas.errors import KordonError
from streams.outcomes import ORDERED, file_of

ALERT = {
    "alert_id": pl.String(),
    "status": pl.String(),
    "criterion": pl.String(),
    "case": pl.String(),
    "subject_kind": pl.String(),
    "subject_id": pl.String(),
    "office": pl.String(),
    "category": pl.String(),
    "severity": pl.String(),
    "score": pl.Float64(),
    "suggested_forms": pl.List(pl.String()),
    "judgement": pl.String(),
    "reason": pl.String(),
    "params_version": pl.String(),
}
DISPOSITION = {"case": pl.String(), "office": pl.String(), "controls": pl.List(pl.String())}
NONE = "none"
"""Where a row names no office or category, or no form of control."""
LISTED = ","
"""Between the forms of control of one row, which are told as one text."""


class RunUnreadable(KordonError):
    """A run can not be read. Operator: write it anew with `kordon replay --into`, or name the right folder."""


class Run(NamedTuple):
    """The alerts that stand at the end of a replay, and the forms of control that each case was to meet."""

    name: str
    alerts: pl.LazyFrame
    dispositions: pl.LazyFrame
    versions: tuple[str, ...]
    """Of the parameters that the alerts name, without the overlays of member states."""


def opened(folder: Path) -> Run:
    """A run as `kordon replay --into` writes it. Raises RunUnreadable where that is not so."""
    names = [file_of(topic) for topic in (topics.ALERTS, topics.INTERNAL_SECURITY, topics.DISPOSITIONS)]
    files = [folder / name for name in (*names, ORDERED)]
    for file in files:
        if not file.is_file():
            raise RunUnreadable(f"{folder} has no {file.name}; write it with kordon replay --into {folder}")
    alerts = pl.scan_ndjson(files[:2], schema=ALERT).filter(pl.col("status") == "raised").drop("status")
    try:
        versions = alerts.select(pl.col("params_version").str.split("-").list.first().unique().sort()).collect()
    except pl.exceptions.PolarsError as error:
        raise RunUnreadable(f"{folder} holds a line that is no alert ({type(error).__name__}); write it anew") from None
    said = tuple(versions["params_version"].drop_nulls())
    return Run(
        folder.name,
        _told(alerts.drop("params_version"), "office", "category"),
        _told(_disposed(files[2:]), "office"),
        said,
    )


def _disposed(files: list[Path]) -> pl.LazyFrame:
    """By case the controls while it was open, and those after release."""
    told = pl.scan_ndjson(files, schema=DISPOSITION).filter(pl.col("controls").list.len() > 0)
    return told.group_by("case").agg(
        pl.col("office").drop_nulls().last(), pl.col("controls").list.explode().unique().sort().alias("suggested_forms")
    )


def _told(rows: pl.LazyFrame, *counted: str) -> pl.LazyFrame:
    """Rows in which nothing that they are counted by is null, so that a null says that a row does not stand."""
    forms = pl.col("suggested_forms")
    listed = pl.when(forms.list.len() > 0).then(forms.list.join(LISTED)).otherwise(pl.lit(NONE)).alias("forms")
    return rows.with_columns(listed, pl.col(*counted).fill_null(NONE)).drop("suggested_forms")
