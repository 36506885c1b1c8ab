"""`kordon topics`: make the topics, or compare them with what a deployment needs."""

import asyncio
from typing import Annotated

import typer
from aiokafka.errors import KafkaConnectionError

from streams import settings
from streams import topics as needed
from streams.cli.exits import CommandFailed
from streams.cli.kafka import absent
from streams.cli.show import say

app = typer.Typer(help="Make the topics, or compare them with what is needed.", no_args_is_help=True)


@app.command()
def create(
    replication: Annotated[int, typer.Option(min=1, help="Copies of each partition; 3 in production.")] = 1,
) -> None:
    """Create what is missing. Topics that are there are left as they are."""
    found = settings.load()
    try:
        made = asyncio.run(needed.create(found, replication))
    except KafkaConnectionError:
        raise absent(found) from None
    say(f"{len(made)} topics created" if made else "all topics were there already")


@app.command()
def check() -> None:
    """Compare partitions, retention and compaction with what is needed."""
    problems = asyncio.run(wrong(settings.load()))
    for problem in problems:
        say(problem, style="yellow")
    if problems:
        raise CommandFailed(f"{len(problems)} differences; kordon topics create makes what is missing")
    say("topics are as they should be")


async def wrong(found: settings.Settings) -> list[str]:
    """What differs, each with what to do. Raises DependencyAbsent."""
    try:
        return list(await needed.check(found))
    except KafkaConnectionError:
        raise absent(found) from None
