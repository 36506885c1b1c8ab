"""A comparison as one HTML file that needs no network: tables, and plots as SVG within it."""

from collections.abc import Callable, Iterator
from importlib.resources import files
from io import StringIO
from typing import Any

import polars as pl
from jinja2 import Environment, StrictUndefined
from markupsafe import Markup
from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from streams.analysis.changes import BECOMES, CHANGES, COMES, COUNTED, GOES, Changed
from streams.analysis.marked import MARK

ROWS = 200
"""Changes that the report lists; a file of changes has them all."""
BARS = 25
"""Rows of a plot: those that change most."""
COLOURS = {COMES: "#b2182b", GOES: "#2166ac", CHANGES: "#999999", "before": "#92a8c4", "after": "#c98b5e"}


def report(found: Changed, before: str, after: str) -> str:
    """The report as HTML. `before` and `after` say what was compared."""
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    template = environment.from_string((files(__package__) / "report.html.jinja").read_text())
    return template.render(
        mark=MARK,
        before=before,
        after=after,
        totals={title: found.parts(of) for of, title in COUNTED.items()},
        plots=list(_plots(found)),
        differing=found.differing.rows(),
        lists=[_listed("Alerts", found.alerts), _listed("Cases with a control", found.dispositions)],
        rows=ROWS,
    )


def _listed(title: str, rows: pl.DataFrame) -> dict[str, Any]:
    return {"title": title, "count": rows.height, "columns": rows.columns, "rows": rows.head(ROWS).rows()}


def _plots(found: Changed) -> Iterator[Markup]:
    for of, by, title in (
        ("alerts", "criterion", "Alerts that come, go and change, by criterion"),
        ("alerts", "office", "Alerts that come, go and change, by office"),
        ("alerts", "category", "Alerts that come, go and change, by category"),
    ):
        rows = _most(found, of, by)
        if rows.height:
            yield _svg(title, rows, _diverging)
    rows = _most(found, "dispositions", "form")
    if rows.height:
        yield _svg("Cases with a control, by control form, before and after", rows, _side_by_side)


def _most(found: Changed, of: str, by: str) -> pl.DataFrame:
    rows = found.totals.filter((pl.col("of") == of) & (pl.col("by") == by))
    changing = rows.with_columns(pl.sum_horizontal(*BECOMES).alias("sum")).filter(pl.col("sum") > 0)
    return changing.sort("sum", "value", descending=[True, False]).head(BARS).reverse()


def _svg(title: str, rows: pl.DataFrame, draw: Callable[[Axes, pl.DataFrame], None]) -> Markup:
    # The salt and the missing date: the same comparison gives the same bytes.
    with rc_context({"svg.hashsalt": "kordon", "svg.fonttype": "none", "font.family": "sans-serif"}):
        figure = Figure(figsize=(9, 1.4 + 0.32 * rows.height), layout="constrained")
        axes = figure.subplots()
        draw(axes, rows)
        axes.set_title(title, loc="left")
        axes.set_xlabel("number")
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))
        axes.legend(frameon=False, loc="upper left", bbox_to_anchor=(1, 1))
        axes.spines[["top", "right"]].set_visible(False)
        drawn = StringIO()
        figure.savefig(drawn, format="svg", metadata={"Date": None, "Title": title})
    text = drawn.getvalue()
    return Markup(text[text.index("<svg") :])  # noqa: S704  # drawn here; matplotlib escapes its labels


def _diverging(axes: Axes, rows: pl.DataFrame) -> None:
    names = rows["value"].to_list()
    axes.barh(names, rows[COMES].to_list(), color=COLOURS[COMES], label=COMES)
    axes.barh(names, rows[CHANGES].to_list(), left=rows[COMES].to_list(), color=COLOURS[CHANGES], label=CHANGES)
    axes.barh(names, [-number for number in rows[GOES]], color=COLOURS[GOES], label=GOES)
    axes.axvline(0, color="black", linewidth=0.8)


def _side_by_side(axes: Axes, rows: pl.DataFrame) -> None:
    places = range(rows.height)
    for shift, name in ((0.2, "before"), (-0.2, "after")):
        heights = [place + shift for place in places]
        axes.barh(heights, rows[name].to_list(), height=0.38, color=COLOURS[name], label=name)
    axes.set_yticks(list(places), labels=rows["value"].to_list())
