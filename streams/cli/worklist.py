"""`kordon worklist`: what an office has to control."""

import asyncio
from typing import Annotated, Any

import orjson
import typer
from rich.table import Table

from scorers.saying.wording import Language, say
from streams import clients, read_model, settings
from streams.cli.options import LANGUAGE
from streams.cli.show import show
from streams.cli.words import moment


def worklist(
    office: Annotated[str, typer.Argument(help="Code of the office, written in any way.")],
    count: Annotated[int, typer.Option(min=1, help="At most so many cases.")] = 100,
    lang: LANGUAGE = "en",
    as_json: Annotated[bool, typer.Option("--json", help="Write the dispositions as published, one a line.")] = False,
) -> None:
    """Show the open cases that an office has to control, the longest registered first. Never says why."""
    found = asyncio.run(_found(settings.load(), office, count))
    if as_json:
        for said in found:
            typer.echo(orjson.dumps(said, option=orjson.OPT_SORT_KEYS).decode())
    else:
        show(_table(found, lang))


async def _found(where: settings.Settings, office: str, count: int) -> list[dict[str, Any]]:
    redis = clients.redis(where)
    try:
        return await read_model.worklist(redis, read_model.Keys(where.topic_prefix), office, count)
    finally:
        await redis.aclose()


def _table(found: list[dict[str, Any]], lang: Language) -> Table:
    table = Table(*(say(f"label-{name}", language=lang) for name in ("since", "case", "controls")))
    for said in found:
        controls = ", ".join(say(f"form-{form}", language=lang) for form in said["controls"])
        table.add_row(moment(said["event_time"]), said["case"], controls)
    return table
