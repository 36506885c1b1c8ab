"""`kordon criteria`: the catalogue as a table, or one criterion in full."""

import inspect
from typing import Annotated, Any

import msgspec
import orjson
import typer
from rich.console import Console
from rich.table import Table

from scorers.catalogue import CATALOGUE, AnyCriterion, slug_of
from streams.cli.exits import CommandFailed


def criteria(
    code: Annotated[str | None, typer.Argument(help="Show this criterion in full.")] = None,
    group: Annotated[str | None, typer.Option(help="Only this group, 01 to 11.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Write JSON instead of a table.")] = False,
) -> None:
    """Show the criteria: code, group, kind, subject, title. Defaults are proposals, never an authority's values."""
    rows = [_row(found) for found in CATALOGUE if group in (None, found.group) and code in (None, found.code)]
    if not rows:
        raise CommandFailed("no criterion has this code or group; kordon criteria lists them all")
    if as_json:
        typer.echo(orjson.dumps(rows, option=orjson.OPT_INDENT_2).decode())
    elif code:
        _full(rows[0])
    else:
        _table(rows)


def _row(criterion: AnyCriterion) -> dict[str, Any]:
    return {
        "code": criterion.code,
        "group": criterion.group,
        "slug": slug_of(criterion),
        "title": criterion.title,
        "kind": criterion.kind,
        "subject": criterion.subject,
        "inputs": list(criterion.inputs),
        "forms": list(criterion.forms),
        "parameters": msgspec.to_builtins(criterion.parameters()),
        "docs": inspect.getdoc(type(criterion)) or "",
    }


def _full(row: dict[str, Any]) -> None:
    console = Console(highlight=False)
    console.print(f"[bold]{row['code']}  {row['title']}[/]  ({row['slug']})")
    console.print(f"group {row['group']}, {row['kind']}, subject {row['subject']}")
    console.print(str(row["docs"]), markup=False)
    console.print(f"reads: {', '.join(row['inputs'])}", markup=False)
    console.print(f"suggests: {row['forms']}", markup=False)
    console.print(f"proposed parameters: {row['parameters']}", markup=False)


def _table(rows: list[dict[str, Any]]) -> None:
    table = Table("code", "group", "kind", "subject", "title")
    for row in rows:
        table.add_row(*(str(row[name]) for name in ("code", "group", "kind", "subject", "title")))
    console = Console()
    console.print(table, width=None if console.is_terminal else 160)
