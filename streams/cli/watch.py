"""`kordon watch`: alerts as they are published."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Annotated

import orjson
import typer
from aiokafka import AIOKafkaConsumer, ConsumerRecord
from rich.console import Console

from schemas import topics
from scorers.saying.wording import Language
from streams import settings
from streams.cli.kafka import reader
from streams.cli.options import LANGUAGE
from streams.cli.show import line
from streams.fetching import fetched

_LOOK_MS = 1000


def watch(
    as_json: Annotated[bool, typer.Option("--json", help="Write each alert as published, one a line.")] = False,
    from_start: Annotated[bool, typer.Option("--from-start", help="Begin with what is there already.")] = False,
    internal_security: Annotated[
        bool, typer.Option("--internal-security", help="Watch the alerts about officers; needs the right to read them.")
    ] = False,
    count: Annotated[int | None, typer.Option(min=1, help="Stop after so many alerts.")] = None,
    lang: LANGUAGE = "en",
) -> None:
    """Show alerts as they come, until interrupted."""
    topic = topics.INTERNAL_SECURITY if internal_security else topics.ALERTS
    with suppress(KeyboardInterrupt):  # that is how one ends it
        asyncio.run(_watch(settings.load(), topic, None if as_json else lang, from_start, count))


async def _watch(
    found: settings.Settings, topic: str, language: Language | None, from_start: bool, count: int | None
) -> None:
    """In a language, or as published."""
    console = Console(highlight=False)
    async with reader(found, topic) as consumer:
        if from_start:
            await consumer.seek_to_beginning()
        else:
            await consumer.seek_to_end()
        shown = 0
        async for record in _coming(consumer):
            if record.value is None:
                continue
            if language is None:
                typer.echo(record.value.decode())
            else:
                console.print(line(orjson.loads(record.value), language), soft_wrap=True)
            shown += 1
            if shown == count:
                return


async def _coming(consumer: AIOKafkaConsumer) -> AsyncIterator[ConsumerRecord]:
    """Every record from here on. Raises BatchUnreadable."""
    while True:
        for records in (await fetched(consumer, timeout_ms=_LOOK_MS)).values():
            for record in records:
                yield record
