"""`kordon criteria`: the catalogue as a table, or one criterion with its parameters, as TOML that can be pasted."""

import inspect
import textwrap
from collections.abc import Iterator
from typing import Annotated, Any

import msgspec
import orjson
import tomlkit
import typer
from rich.table import Table

from scorers.catalogue.discovery import CATALOGUE, AnyCriterion, slug_of
from scorers.catalogue.meanings import Meaning, meanings
from streams.cli.exits import CommandFailed
from streams.cli.show import show

ENGINE = "engine"
WIDE = 100


def criteria(
    code: Annotated[
        str | None, typer.Argument(help=f"Show this criterion, or with `{ENGINE}` what all share, as TOML.")
    ] = None,
    group: Annotated[str | None, typer.Option(help="Only this group, 01 to 11.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Write JSON instead.")] = False,
) -> None:
    """Show the criteria, or one with the meaning of its parameters. Defaults are proposals, no authority's values."""
    if code == ENGINE:
        _engine(as_json)
        return
    found = [one for one in CATALOGUE if group in (None, one.group) and code in (None, one.code)]
    if not found:
        raise CommandFailed(
            f"no criterion has this code or group; kordon criteria lists them all, and there is {ENGINE}"
        )
    if as_json:
        typer.echo(orjson.dumps([_row(one) for one in found], option=orjson.OPT_INDENT_2).decode())
    elif code:
        typer.echo(_full(found[0]))
    else:
        _table(found)


def _engine(as_json: bool) -> None:
    explained = list(meanings(ENGINE))
    if as_json:
        typer.echo(orjson.dumps([one._asdict() for one in explained], option=orjson.OPT_INDENT_2).decode())
    else:
        typer.echo("\n".join(("[engine]", *_keys(explained, {}))))


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
        "meanings": [one._asdict() for one in meanings(criterion.code)],
        "docs": inspect.getdoc(type(criterion)) or "",
    }


def _full(criterion: AnyCriterion) -> str:
    about = (
        f"{criterion.code}  {criterion.title}  ({slug_of(criterion)})",
        f"group {criterion.group}, {criterion.kind}, subject {criterion.subject}",
        *(" ".join(part.split()) for part in (inspect.getdoc(type(criterion)) or "").split("\n\n")),
        f"reads: {', '.join(criterion.inputs)}",
        f"suggests: {', '.join(criterion.forms)}",
    )
    overridden = f"Fixed by the decision: overridden only with words in legal_basis.{criterion.code}."
    keys = _keys(meanings(criterion.code), dict.fromkeys(criterion.fixed, overridden))
    return "\n".join((*(line for text in about for line in _comment(text)), f"[criteria.{criterion.code}]", *keys))


def _keys(explained: Iterator[Meaning] | list[Meaning], withheld: dict[str, str]) -> Iterator[str]:
    """Each parameter with what it means. What would not load, or states nothing, is a comment."""
    for one in explained:
        yield ""
        yield from _comment(one.meaning)
        yield from _comment(f"In: {one.unit}." + (f" Allowed: {one.bounds}." if one.bounds else ""))
        if one.name in withheld:
            yield from _comment(withheld[one.name])
        if one.default is None:
            yield f"# {one.name} = ...  # not stated by default"
        else:
            yield f"{'# ' * (one.name in withheld)}{one.name} = {_value(one.default)}  # example value"


def _comment(text: str) -> list[str]:
    return textwrap.wrap(text, WIDE, initial_indent="# ", subsequent_indent="# ", break_on_hyphens=False)


def _value(value: Any) -> str:
    """A value on one line."""
    if isinstance(value, dict):
        table = tomlkit.inline_table()
        table.update(value)
        return str(table.as_string())
    return str(tomlkit.item(value).as_string())


def _table(found: list[AnyCriterion]) -> None:
    table = Table("code", "group", "kind", "subject", "title")
    for one in found:
        table.add_row(one.code, one.group, one.kind, one.subject, one.title)
    show(table)
