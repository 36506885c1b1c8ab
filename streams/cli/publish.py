"""`kordon publish`: put events from files on the topics they belong to."""

import asyncio
import sys
import time
from collections import Counter, deque
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
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
from streams.cli.kafka import missing, producer, topics_there
from streams.cli.progress import bar
from streams.cli.show import say

HEADERS = [("content-type", CLOUDEVENTS_JSON.encode())]
_IN_FLIGHT = 5_000
_CSV = (".csv", ".csv.gz")


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
    reading = _Reading(files, labels, limit)
    with bar("publish", reading.size) as step:
        sent, bad = asyncio.run(send(settings.load(), reading.lines(step), rate, as_is, reading.where))
    for topic, count in sorted(sent.items()):
        say(f"{topic}: {count:,}")
    if bad:
        raise CommandFailed(f"{bad:,} lines are no events and were left out; correct them as said above")


class _Reading:
    """The files one after another, and how far they are."""

    def __init__(self, files: Sequence[str], labels: bool, limit: int | None) -> None:
        self._files, self._labels, self._limit = files, labels, limit
        self._name, self._number = "", 0
        plain = not any(name == "-" or name.endswith(_CSV) for name in files)
        self.size = sum(Path(name).stat().st_size for name in files) if plain and limit is None else None

    def lines(self, step: Callable[[int], None]) -> Iterator[bytes]:
        """Every line; `step` hears of its bytes."""
        for name in self._files:
            for number, line in enumerate(islice(_lines(name, self._labels), self._limit), 1):
                self._name, self._number = name, number
                step(len(line))
                yield line

    def where(self) -> str:
        """Where the last line stood."""
        return f"{'standard input' if self._name == '-' else self._name}, line {self._number}"


def _lines(name: str, labels: bool) -> Iterator[bytes]:
    if name == "-":
        yield from sys.stdin.buffer
    elif name.endswith(_CSV):
        yield from kcs.events(kcs.rows(Path(name)), labels)
    else:
        with closing(Path(name).open("rb")) as lines:
            yield from lines


async def send(
    found: settings.Settings,
    lines: Iterable[bytes],
    rate: float | None = None,
    as_is: str | None = None,
    where: Callable[[], str] = lambda: "a line",
) -> tuple[Counter[str], int]:
    """Publish lines and wait for the broker's word on each; returns counts by topic and the number of bad lines.

    `where` tells where the last line stood. Raises CommandFailed when a topic is missing.
    """
    sent: Counter[str] = Counter()
    bad = 0
    started = time.monotonic()
    waiting: deque[Awaitable[Any]] = deque()
    async with producer(found) as out:
        there = await topics_there(out)
        for number, line in enumerate((text.strip() for text in lines), 1):
            if not line:
                continue
            try:
                topic, key = (as_is, None) if as_is is not None else _place(line)
            except BadInput as error:
                say(f"{where()}: {error}", style="yellow")
                bad += 1
                continue
            if found.topic_prefix + topic not in there:
                raise missing(found.topic_prefix + topic)
            waiting.append(await _put(out, found.topic_prefix + topic, key, line))
            sent[topic] += 1
            if len(waiting) >= _IN_FLIGHT:
                await waiting.popleft()
            if rate is not None:
                await asyncio.sleep(max(0.0, started + number / rate - time.monotonic()))
        await asyncio.gather(*waiting)
    return sent, bad


def _place(line: bytes) -> tuple[str, bytes | None]:
    event = decode(line)
    return event.event_type.topic, record_key(event)


async def _put(out: AIOKafkaProducer, topic: str, key: bytes | None, value: bytes) -> Awaitable[Any]:
    waiting: Awaitable[Any] = await out.send(topic, key=key, value=value, headers=HEADERS)
    return waiting
