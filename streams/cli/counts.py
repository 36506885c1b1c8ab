"""`kordon counts`: how often each criterion is named, by risk profiles and by the alerts that stand."""

import asyncio
from typing import Annotated

import orjson
import typer

from scorers.catalogue.counts import Counts, profile_counts
from streams import clients, documents, read_model, settings
from streams.cli.options import known_state


def counts(
    state: Annotated[str, typer.Option(help="Count the profiles of this member state, such as KZ.")] = "",
) -> None:
    """Write, as JSON, how many risk profiles name each criterion and group, and how many alerts stand by it."""
    found = settings.load()
    params = documents.stated(found)
    if state:
        params = params.of_state(known_state(params, state))
    shown = {
        "profiles": profile_counts(params.document.profiles)._asdict(),
        "alerts": asyncio.run(_alerts(found))._asdict(),
    }
    typer.echo(orjson.dumps(shown, option=orjson.OPT_INDENT_2).decode())


async def _alerts(found: settings.Settings) -> Counts:
    redis = clients.redis(found)
    try:
        return await read_model.alert_counts(redis, read_model.Keys(found.topic_prefix))
    finally:
        await redis.aclose()
