"""`kordon explain`: one alert in words."""

import asyncio
from typing import Annotated, Any

import orjson
import typer
from redis.exceptions import RedisError
from rich.console import Console

from schemas import topics
from streams import clients, read_model, settings
from streams.cli.exits import CommandFailed
from streams.cli.kafka import reader, to_end
from streams.cli.options import LANGUAGE
from streams.cli.show import explain as words
from streams.cli.show import say
from streams.redis_refusals import why_no_redis


def explain(
    alert_id: Annotated[str, typer.Argument(help="As in the alert.")],
    as_json: Annotated[bool, typer.Option("--json", help="Write the alert as published.")] = False,
    internal_security: Annotated[
        bool, typer.Option("--internal-security", help="Look among the alerts about officers.")
    ] = False,
    lang: LANGUAGE = "en",
) -> None:
    """Tell why an alert was raised and what came of it. Asks the read side first, then the topic itself."""
    alert = asyncio.run(_find(settings.load(), alert_id, internal_security))
    if alert is None:
        raise CommandFailed("there is no such alert; copy its id from kordon watch, or check KORDON_TOPIC_PREFIX")
    if as_json:
        typer.echo(orjson.dumps(alert, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS).decode())
        return
    console = Console(highlight=False)
    for line in words(alert, lang):
        console.print(line, soft_wrap=True)


async def _find(found: settings.Settings, alert_id: str, internal_security: bool) -> dict[str, Any] | None:
    if not internal_security:
        alert = await _from_read_side(found, alert_id)
        if alert is not None:
            return alert
    return await _from_topic(found, topics.INTERNAL_SECURITY if internal_security else topics.ALERTS, alert_id)


async def _from_read_side(found: settings.Settings, alert_id: str) -> dict[str, Any] | None:
    redis = clients.redis(found)
    try:
        return await read_model.alert(redis, read_model.Keys(found.topic_prefix), alert_id)
    except RedisError as error:
        say(f"{why_no_redis(error)}. Reading the topic instead, which takes longer.", style="yellow")
        return None
    finally:
        await redis.aclose()


async def _from_topic(found: settings.Settings, topic: str, alert_id: str) -> dict[str, Any] | None:
    last: bytes | None = None
    async with reader(found, topic) as consumer:
        async for record in to_end(consumer):
            if record.key == alert_id.encode():
                last = record.value
    return orjson.loads(last) if last else None
