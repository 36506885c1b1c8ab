"""In what two runs over the same traffic differ: alerts by their id, dispositions by their case."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import polars as pl

from scorers.catalogue.discovery import CATALOGUE, order
from streams.analysis.runs import LISTED, Run

COMES, GOES, CHANGES = BECOMES = ("comes", "goes", "changes")
COMPARED = ("severity", "forms", "category", "office", "judgement", "score", "reason")
"""What an alert that stands in both runs may say differently."""
AFTER = "_after"
COUNTED = {"alerts": "Alerts that stand", "dispositions": "Cases with a control"}
TITLES = {
    "all": "in all",
    "criterion": "by criterion",
    "category": "by category",
    "office": "by office",
    "form": "by control form",
}


class Changed(NamedTuple):
    """What differs, one row each, and how many stand before and after by what they are counted by."""

    alerts: pl.DataFrame
    dispositions: pl.DataFrame
    totals: pl.DataFrame
    """`of` (alerts, dispositions), `by`, `value`, `before`, `after`, `comes`, `goes`, `changes`."""
    differing: pl.DataFrame
    """How many alerts that stand in both differ in what."""

    def parts(self, of: str) -> dict[str, list[dict[str, Any]]]:
        """The totals `of` something by each way of counting, in words, each row with a `title`."""
        rows = self.totals.filter(pl.col("of") == of)
        return {
            words: sorted(map(_titled, rows.filter(pl.col("by") == by).to_dicts()), key=lambda row: order(row["value"]))
            for by, words in TITLES.items()
            if not rows.filter(pl.col("by") == by).is_empty()
        }


def _titled(row: dict[str, Any]) -> dict[str, Any]:
    value = str(row["value"])
    known = row["by"] == "criterion" and value in CATALOGUE.by_code
    return {**row, "title": f"{value}  {CATALOGUE.by_code[value].title}" if known else value}


def changed(before: Run, after: Run) -> Changed:
    """Compare two runs."""
    alerts = _joined(before.alerts, after.alerts, "alert_id", COMPARED)
    dispositions = _joined(before.dispositions, after.dispositions, "case", ("forms",))
    totals = [
        *(_counted("alerts", by, _by(alerts, by)) for by in ("all", "criterion", "category", "office")),
        _counted("alerts", "form", _by_form(alerts, "alert_id")),
        *(_counted("dispositions", by, _by(dispositions, by)) for by in ("all", "office")),
        _counted("dispositions", "form", _by_form(dispositions, "case")),
    ]
    differing = (
        alerts.filter(pl.col("change") == CHANGES)
        .select(pl.col("differs").list.explode().drop_nulls().value_counts(sort=True))
        .unnest("differs")
    )
    return Changed(_only_changes(alerts), _only_changes(dispositions), pl.concat(totals), differing)


def _joined(before: pl.LazyFrame, after: pl.LazyFrame, key: str, compared: Sequence[str]) -> pl.DataFrame:
    """All rows of both, with what becomes of each and in which columns it differs."""
    here, there = pl.lit(value=True).alias("here"), pl.lit(value=True).alias("there")
    both = before.with_columns(here).join(after.with_columns(there), on=key, how="full", suffix=AFTER, coalesce=True)
    differs = pl.concat_list(
        pl.when(pl.col(name).ne_missing(pl.col(name + AFTER))).then(pl.lit(name)) for name in compared
    ).list.drop_nulls()
    change = (
        pl.when(pl.col("here").is_null())
        .then(pl.lit(COMES))
        .when(pl.col("there").is_null())
        .then(pl.lit(GOES))
        .when(pl.col("differs").list.len() > 0)
        .then(pl.lit(CHANGES))
    )
    told = both.with_columns(differs.alias("differs")).with_columns(change.alias("change")).drop("here", "there")
    return told.sort(key).collect()


def _only_changes(rows: pl.DataFrame) -> pl.DataFrame:
    """Rows that come, go or change, with both sides of what may differ and one of what can not."""
    listed = pl.when(pl.col("change") == CHANGES).then(pl.col("differs").list.join(LISTED)).alias("differs")
    found = rows.filter(pl.col("change").is_not_null()).with_columns(listed)
    fixed = [name for name in ("criterion", "case", "subject_kind", "subject_id") if name + AFTER in found.columns]
    found = found.with_columns(pl.coalesce(name, name + AFTER) for name in fixed).drop(name + AFTER for name in fixed)
    return found.select("change", "differs", pl.exclude("change", "differs"))


def _by(rows: pl.DataFrame, by: str) -> pl.DataFrame:
    """What a row is counted by in each run; null: it does not stand there."""
    if by != "all":
        return rows.select(pl.col(by).alias("one"), pl.col(by + AFTER).alias("other"), "change")
    stands = [pl.when(pl.col("forms" + side).is_not_null()).then(pl.lit("all")) for side in ("", AFTER)]
    return rows.select(stands[0].alias("one"), stands[1].alias("other"), "change")


def _by_form(rows: pl.DataFrame, key: str) -> pl.DataFrame:
    """Each form of each row: it comes or goes by itself, also where the row stands in both runs."""
    one, other = (
        rows.filter(pl.col(column).is_not_null())
        .select(key, pl.col(column).str.split(LISTED).alias("form"))
        .explode("form")
        .with_columns(pl.col("form").alias(side))
        for column, side in (("forms", "one"), ("forms" + AFTER, "other"))
    )
    change = pl.when(pl.col("one").is_null()).then(pl.lit(COMES)).when(pl.col("other").is_null()).then(pl.lit(GOES))
    return one.join(other, on=[key, "form"], how="full", coalesce=True).select("one", "other", change.alias("change"))


def _counted(of: str, by: str, rows: pl.DataFrame) -> pl.DataFrame:
    sides = [
        rows.filter(pl.col(side).is_not_null()).select(
            pl.col(side).alias("value"),
            before=pl.lit(int(side == "one")),
            after=pl.lit(int(side == "other")),
            **{name: (pl.col("change") == name).fill_null(value=False) & pl.lit(name in names) for name in BECOMES},
        )
        for side, names in (("one", (GOES,)), ("other", (COMES, CHANGES)))
    ]
    counts = pl.concat(sides).group_by("value").agg(pl.exclude("value").sum().cast(pl.Int64)).sort("value")
    return counts.select(pl.lit(of).alias("of"), pl.lit(by).alias("by"), pl.all())
