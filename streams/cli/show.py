"""How alerts look to a person at a terminal."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

COLOURS = {"high": "bold red", "medium": "yellow", "low": "cyan"}
MARKS = {"raised": "!", "withdrawn": "-", "superseded": "="}

Alert = Mapping[str, Any]


def moment(ms: int | None) -> str:
    """A time as people read it, UTC."""
    return "" if ms is None else datetime.fromtimestamp(ms / 1000, UTC).strftime("%Y-%m-%d %H:%M")


def title_of(code: str) -> str:
    """What a criterion is called; the code itself for one that this version does not know."""
    from scorers.catalogue import CATALOGUE  # noqa: PLC0415  # loads every criterion, which few commands need

    found = CATALOGUE.by_code.get(code)
    return found.title if found else f"criterion {code}"


def line(alert: Alert) -> str:
    """One alert in one line of rich markup."""
    severity, status = str(alert.get("severity", "")), str(alert.get("status", ""))
    colour = COLOURS.get(severity, "white") if status == "raised" else "dim"
    about = alert.get("case") or ""
    forms = ", ".join(alert.get("suggested_forms") or ()) or "-"
    return (
        f"[dim]{moment(alert.get('event_time'))}[/] [{colour}]{MARKS.get(status, '?')} {severity:<6}[/]"
        f" [bold]{escape(str(alert.get('criterion', ''))):>3}[/] {escape(title_of(str(alert.get('criterion'))))}"
        f" [dim]{escape(str(alert.get('subject_kind')))}[/] {escape(str(alert.get('subject_id')))}"
        f" [dim]of[/] {escape(str(about))} [dim]->[/] {escape(forms)}"
        f"\n{' ' * 17}[italic]{escape(str(alert.get('reason') or ''))}[/] [dim]{escape(str(alert.get('alert_id')))}[/]"
    )


def explain(alert: Alert) -> Iterator[str]:
    """An alert in words, as lines of rich markup."""
    code = str(alert.get("criterion", ""))
    yield f"[bold]{escape(title_of(code))}[/] (criterion {escape(code)}, group {escape(str(alert.get('group', '')))})"
    yield f"{_status(alert)} Severity {alert.get('severity')}, confidence {alert.get('confidence')}."
    yield f"Subject: {escape(str(alert.get('subject_kind')))} {escape(str(alert.get('subject_id')))}."
    yield f"Case: {escape(str(alert.get('case')))}{', already closed' if alert.get('phase') == 'post_release' else ''}."
    yield f"Why: {escape(str(alert.get('reason') or ''))}"
    for found in alert.get("evidence") or ():
        yield f"  - {_evidence(found)}"
    yield from _consequences(alert)
    yield f"[dim]Judged by parameters {escape(str(alert.get('params_version')))}; alert {alert.get('alert_id')}.[/]"


def _status(alert: Alert) -> str:
    when = moment(alert.get("event_time"))
    return {
        "raised": f"Stands, for an event of {when} UTC.",
        "withdrawn": "Withdrawn: its condition no longer holds.",
        "superseded": "Superseded: the case was closed when its condition ceased to hold; kept for audit.",
    }.get(str(alert.get("status")), "")


def _evidence(found: Mapping[str, Any]) -> str:
    values = ", ".join(f"{name} {value}" for name, value in (found.get("values") or {}).items())
    parts = [f"{found.get('kind')} {found.get('ref') or ''}".strip(), moment(found.get("at")), values]
    return escape("; ".join(part for part in parts if part))


def _consequences(alert: Alert) -> Iterator[str]:
    if alert.get("category"):
        grounds = ", ".join(alert.get("category_grounds") or ()) or "no ground"
        provisional = ", provisional: a register was stale" if alert.get("category_provisional") else ""
        yield f"Category of the participant: {alert['category']} ({escape(grounds)}{provisional})."
    if forms := alert.get("suggested_forms"):
        yield f"Suggested: {escape(', '.join(forms))}."
    for form in alert.get("suppressed_forms") or ():
        yield f"Not suggested: {escape(str(form['form']))}, since {escape(str(form['reason']))}."
    if alert.get("requires_judgement"):
        yield "[bold]An officer's reasoned conclusion is needed before anything is ordered.[/]"


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
        table.add_row(group, *(str(counts[group, column]) for column in ("high", "medium", "low", "gone")))
    return table


def say(text: str, style: str = "") -> None:
    """Tell the person at the terminal; results go to standard output, this does not."""
    Console(stderr=True, highlight=False).print(text, style=style, markup=False, soft_wrap=True)
