"""`kordon generate`: made-up traffic with planted schemes, the same for the same seed."""

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from schemas.envelope import encode_structured
from streams.cli.show import say
from streams.generate import Config, Truth, write
from streams.generate import generate as made


def generate(  # noqa: PLR0913, PLR0917  # each is an option of the command
    output: Annotated[Path | None, typer.Argument(help="JSON Lines file; default: standard output.")] = None,
    truth: Annotated[Path | None, typer.Option(help="Write what the planted schemes should lead to.")] = None,
    seed: Annotated[int, typer.Option(help="The same seed gives the same events.")] = 0,
    count: Annotated[int, typer.Option(min=1, help="Number of events.")] = 10_000,
    start: Annotated[datetime, typer.Option(help="Event time of the beginning, UTC.")] = datetime(2026, 1, 5),  # noqa: DTZ001  # typer parses it without a zone
    days: Annotated[float | None, typer.Option(min=0.01, help="How long the events last in event time.")] = None,
    disorder: Annotated[float, typer.Option(min=0, help="Seconds by which events may swap places.")] = 0.0,
    duplicates: Annotated[float, typer.Option(min=0, max=1, help="Share of events delivered twice.")] = 0.0,
) -> None:
    """Write made-up events, ready for replay or publish. Reference facts stand among them."""
    begin = start if start.tzinfo else start.replace(tzinfo=UTC)
    config = Config(seed=seed, count=count, start=begin, days=days, disorder=disorder, duplicates=duplicates)
    if output is None:
        if truth is not None:
            raise typer.BadParameter("--truth needs an output file")
        for said in made(config):
            if not isinstance(said, Truth):
                sys.stdout.buffer.write(encode_structured(said) + b"\n")
        return
    written = write(config, output, truth)
    say(f"{written.events:,} events and {written.truths:,} planted schemes written to {output}")
