"""How alerts look to a person at a terminal."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from streams.cli.words import Alert, Words, moment

if TYPE_CHECKING:
    from scorers.saying.wording import Language

COLOURS = {"high": "bold red", "medium": "yellow", "low": "cyan"}
_WIDE = 1_000
"""Columns where no terminal limits them."""
MARKS = {"raised": "!", "withdrawn": "-", "superseded": "="}


def title_of(alert: Alert, language: "Language" = "en") -> str:
    """What the criterion of an alert is called; as the alert has it for one that this version does not know."""
    from scorers.saying.wording import known, say  # noqa: PLC0415  # loads every criterion, which few commands need

    slug = str(alert.get("slug") or "")
    return say(slug, language=language) if known(slug) else str(alert.get("title") or f"criterion {alert['criterion']}")


def name_of_group(group: str) -> str:
    """What a group of criteria is about; its code for one of a member state's own."""
    from scorers.saying.wording import known, say  # noqa: PLC0415  # as above

    name = f"group-{group}"
    return say(name) if known(name) else group


def line(alert: Alert, language: "Language" = "en") -> str:
    """One alert in one line of rich markup, and its sentence in another."""
    severity, status = str(alert.get("severity", "")), str(alert.get("status", ""))
    colour = COLOURS.get(severity, "white") if status == "raised" else "dim"
    words = Words(alert, language)
    forms = words.forms(alert.get("suggested_forms") or ()) or "-"
    said = words.end() if alert.get("end") else words.reason()
    return (
        f"[dim]{moment(alert.get('event_time'))}[/] [{colour}]{MARKS.get(status, '?')} {words.word('severity'):<6}[/]"
        f" [bold]{escape(str(alert.get('criterion', ''))):>3}[/] {escape(title_of(alert, language))}"
        f" [dim]{words.word('subject', 'subject_kind')}[/] {escape(str(alert.get('subject_id')))}"
        f" [dim]·[/] {escape(str(alert.get('case') or ''))} [dim]->[/] {escape(forms)}"
        f"\n{' ' * 17}[italic]{escape(said)}[/] [dim]{escape(str(alert.get('alert_id')))}[/]"
    )


def explain(alert: Alert, language: "Language" = "en") -> Iterator[str]:
    """An alert in words, as lines of rich markup."""
    words = Words(alert, language)
    yield f"[bold]{escape(title_of(alert, language))}[/] ({escape(words.of('criterion'))})"
    for text in words.lines():
        yield escape(text)


def by_group(alerts: Iterable[Alert], title: str = "Alerts by group") -> Table:
    """Table: per group of criteria the alerts that stand, by severity, and those taken back."""
    counts: Counter[tuple[str, str]] = Counter()
    for alert in alerts:
        stands = alert.get("status") == "raised"
        counts[str(alert.get("group")), str(alert.get("severity")) if stands else "gone"] += 1
    table = Table(title=title)
    table.add_column("group")
    for severity in ("high", "medium", "low", "taken back"):
        table.add_column(severity, justify="right", style=COLOURS.get(severity, "dim"))
    for group in sorted({group for group, _ in counts}):
        table.add_row(
            name_of_group(group), *(str(counts[group, column]) for column in ("high", "medium", "low", "gone"))
        )
    return table


def show(table: Table, *, stderr: bool = False) -> None:
    """Print a table, as wide as the terminal; a file or a pipe has every word whole."""
    terminal = Console(stderr=stderr).is_terminal
    Console(stderr=stderr, highlight=False, width=None if terminal else _WIDE).print(table)


def say(text: str, style: str = "") -> None:
    """Tell the person at the terminal; results go to standard output, this does not."""
    Console(stderr=True, highlight=False).print(text, style=style, markup=False, soft_wrap=True)
