"""`kordon publish`: put events from files on the topics they belong to."""

import asyncio
import sys
import time
from collections import Counter, deque
from collections.abc import Awaitable, Iterator
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import Annotated, Any

import typer
from aiokafka import AIOKafkaProducer

from schemas.envelope import CLOUDEVENTS_JSON, decode, record_key
from schemas.errors import BadInput
from streams import settings
from streams.cli import kcs
from streams.cli.exits import CommandFailed
from streams.cli.kafka import producer
from streams.cli.show import say

HEADERS = [("content-type", CLOUDEVENTS_JSON.encode())]
_IN_FLIGHT = 5_000


def publish(
    files: Annotated[list[str], typer.Argument(help="JSON Lines of CloudEvents, KCS .csv(.gz), - for standard input.")],
    rate: Annotated[float | None, typer.Option(min=0.001, help="Events a second; default: as fast as it goes.")] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="At most so many events of each file.")] = None,
    labels: Annotated[bool, typer.Option(help="KCS: publish the fraud label as a later control result.")] = True,
    as_is: Annotated[str | None, typer.Option(help="Put every line unchecked on this topic.")] = None,
) -> None:
    """Publish events, each to its topic with its key. A line that is no event is told and left out."""
    for name in files:
        if name != "-" and not Path(name).is_file():
            raise typer.BadParameter(f"{name} is no file")
    lines = (line for name in files for line in islice(_lines(name, labels), limit))
    sent, bad = asyncio.run(send(settings.load(), lines, rate, as_is))
    for topic, count in sorted(sent.items()):
        say(f"{topic}: {count:,}")
    if bad:
        raise CommandFailed(f"{bad:,} lines are no events and were left out; correct them as said above")


def _lines(name: str, labels: bool) -> Iterator[bytes]:
    if name == "-":
        yield from sys.stdin.buffer
    elif name.endswith((".csv", ".csv.gz")):
        yield from kcs.events(kcs.rows(Path(name)), labels)
    else:
        with closing(Path(name).open("rb")) as lines:
            yield from lines


async def send(
    found: settings.Settings, lines: Iterator[bytes], rate: float | None = None, as_is: str | None = None
) -> tuple[Counter[str], int]:
    """Publish lines and wait for the broker's word on each; returns counts by topic and the number of bad lines."""
    sent: Counter[str] = Counter()
    bad = 0
    started = time.monotonic()
    waiting: deque[Awaitable[Any]] = deque()
    async with producer(found) as out:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            if as_is is not None:
                topic, key = as_is, None
            else:
                try:
                    event = decode(line.strip())
                except BadInput as error:
                    say(f"line {number}: {error}", style="yellow")
                    bad += 1
                    continue
                topic, key = event.event_type.topic, record_key(event)
            waiting.append(await _put(out, found.topic_prefix + topic, key, line.strip()))
            sent[topic] += 1
            if len(waiting) >= _IN_FLIGHT:
                await waiting.popleft()
            if rate is not None:
                await asyncio.sleep(max(0.0, started + number / rate - time.monotonic()))
        await asyncio.gather(*waiting)
    return sent, bad


async def _put(out: AIOKafkaProducer, topic: str, key: bytes | None, value: bytes) -> Awaitable[Any]:
    waiting: Awaitable[Any] = await out.send(topic, key=key, value=value, headers=HEADERS)
    return waiting
