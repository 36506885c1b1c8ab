"""`kordon sources`: which sources of registers are silent, and which criteria that leaves blind."""

import asyncio
import time
from datetime import UTC, datetime
from typing import Annotated, Any

import orjson
import typer
from rich.table import Table

from schemas.normalise import normal_key
from scorers.partition.sources import Source
from scorers.partition.sources import sources as told
from streams import clients, documents, read_model, settings
from streams.cli.options import moment
from streams.cli.show import show


def sources(
    at: Annotated[str | None, typer.Option(help="As of this time, ISO or ms; default: now.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Write JSON instead of a table.")] = False,
) -> None:
    """Show each source of a register: its last sign of life, and the criteria that are blind while it is silent."""
    when = moment("--at", at) if at is not None else round(time.time() * 1000)
    found = settings.load()
    params = documents.stated(found)
    heard = asyncio.run(_heard(found))
    rows = [_row(source) for source in told(params, lambda name: heard.get(normal_key(name), 0), when)]
    if as_json:
        typer.echo(orjson.dumps(rows, option=orjson.OPT_INDENT_2).decode())
    else:
        _table(rows)


async def _heard(found: settings.Settings) -> dict[str, int]:
    redis = clients.redis(found)
    try:
        return await read_model.signs_of_life(redis, read_model.Keys(found.topic_prefix))
    finally:
        await redis.aclose()


def _row(source: Source) -> dict[str, Any]:
    return {
        "source": source.name,
        "last_sign_of_life": _iso(source.heard) if source.heard else None,
        "silent": source.silent,
        "registers": source.registers,
        "criteria": source.criteria,
    }


def _iso(ms: int) -> str:
    return datetime.fromtimestamp(ms / 1000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _table(rows: list[dict[str, Any]]) -> None:
    table = Table("source", "last sign of life", "now", "registers", "criteria blind while it is silent")
    for row in rows:
        table.add_row(
            row["source"],
            row["last_sign_of_life"] or "never",
            "silent" if row["silent"] else "heard",
            ", ".join(row["registers"]),
            ", ".join(row["criteria"]),
            style="yellow" if row["silent"] else "",
        )
    show(table)
