"""`kordon topics`: make the topics, or compare them with what a deployment needs."""

import asyncio
from typing import Annotated

import typer

from streams import settings
from streams import topics as needed
from streams.cli.exits import CommandFailed
from streams.cli.show import say

app = typer.Typer(help="Make the topics, or compare them with what is needed.", no_args_is_help=True)


@app.command()
def create(
    replication: Annotated[int, typer.Option(min=1, help="Copies of each partition; 3 in production.")] = 1,
) -> None:
    """Create what is missing. Topics that are there are left as they are."""
    made = asyncio.run(needed.create(settings.load(), replication))
    say(f"{len(made)} topics created" if made else "all topics were there already")


@app.command()
def check() -> None:
    """Compare partitions, retention and compaction with what is needed."""
    problems = asyncio.run(needed.check(settings.load()))
    for problem in problems:
        say(problem, style="yellow")
    if problems:
        raise CommandFailed(f"{len(problems)} differences; kordon topics create makes what is missing")
    say("topics are as they should be")
