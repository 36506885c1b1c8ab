"""`kordon redrive`: put dead letters back on the topics they came from, once corrected."""

import asyncio
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated

import orjson
import typer

from schemas import topics
from schemas.errors import BadInput
from streams import settings
from streams.cli.exits import CommandFailed
from streams.cli.kafka import missing, producer, reader, to_end, topics_there
from streams.cli.letters import Letter
from streams.cli.show import say


def redrive(
    file: Annotated[
        Path | None, typer.Argument(help="JSON Lines of dead letters, each with a corrected `value`.", exists=True)
    ] = None,
    from_topic: Annotated[bool, typer.Option("--from-topic", help="Take them from the topic, unchanged.")] = False,
    reason: Annotated[list[str] | None, typer.Option(help="Only these reasons; may repeat.")] = None,
    topic: Annotated[list[str] | None, typer.Option(help="Only letters from these topics; may repeat.")] = None,
    unchecked: Annotated[
        bool, typer.Option("--unchecked", help="Also what still can not be read; it will come back.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be put back, and do nothing.")] = False,
) -> None:
    """Put dead letters back. Events keep their ids, so that what was applied meanwhile is not applied again."""
    if (file is None) == (not from_topic):
        raise typer.BadParameter("name a file, or --from-topic with --reason or --topic")
    if from_topic and not (reason or topic):
        raise typer.BadParameter("--from-topic needs --reason or --topic: nobody should put back all by accident")
    found = settings.load()
    wanted = Filter(set(reason or ()), set(topic or ()))
    letters = of_file(file) if file else asyncio.run(_of_topic(found))
    back, bad = asyncio.run(_put_back(found, letters, wanted, unchecked, dry_run))
    for name, count in sorted(back.items()):
        say(f"{name}: {count:,} {'would go back' if dry_run else 'put back'}")
    if bad:
        raise CommandFailed(f"{bad:,} still can not be read and were left; correct `value` as said above and try again")
    if not back:
        raise CommandFailed(f"no dead letter matches; each on {topics.DEAD_LETTERS} has a reason and a source_topic")


class Filter:
    """Which letters are wanted; an empty set wants all."""

    def __init__(self, reasons: set[str], origins: set[str]) -> None:
        self._reasons, self._origins = reasons, origins

    def wants(self, letter: Letter) -> bool:
        """Whether a letter passes."""
        return (not self._reasons or letter.reason in self._reasons) and (
            not self._origins or letter.topic in self._origins
        )


def of_file(file: Path) -> Iterator[Letter]:
    """Letters of a file, each with its `value` corrected. Raises CommandFailed for a line that is none."""
    for number, text in enumerate(file.read_bytes().splitlines(), 1):
        if text.strip():
            yield _letter(text, f"{file.name}:{number}")


async def _of_topic(found: settings.Settings) -> list[Letter]:
    async with reader(found, topics.DEAD_LETTERS) as consumer:
        return [
            _letter(record.value, f"{record.topic}/{record.partition}@{record.offset}")
            async for record in to_end(consumer)
            if record.value is not None
        ]


def _letter(text: bytes, place: str) -> Letter:
    try:
        return Letter.of(orjson.loads(text), place)
    except (ValueError, KeyError, TypeError) as error:
        raise CommandFailed(f"{place} is no dead letter ({error}); take the lines from the dead-letter topic") from None


async def _put_back(
    found: settings.Settings, letters: Iterable[Letter], wanted: Filter, unchecked: bool, dry_run: bool
) -> tuple[Counter[str], int]:
    chosen: list[Letter] = []
    bad = 0
    for letter in letters:
        if not wanted.wants(letter):
            continue
        if letter.truncated:
            say(f"{letter.place}: only its beginning was kept; put the whole record into `value`", style="yellow")
            bad += 1
            continue
        try:
            chosen.append(letter.readable(found.max_payload_bytes))
        except BadInput as error:
            if unchecked:
                chosen.append(letter)
                continue
            say(f"{letter.place}: {error}", style="yellow")
            bad += 1
    if not dry_run:
        await _send(found, chosen)
    return Counter(letter.topic for letter in chosen), bad


async def _send(found: settings.Settings, letters: list[Letter]) -> None:
    async with producer(found) as out:
        there = await topics_there(out)
        for topic in sorted({found.topic_prefix + letter.topic for letter in letters}):
            if topic not in there:
                raise missing(topic)
        for letter in letters:
            await out.send_and_wait(
                found.topic_prefix + letter.topic,
                key=letter.key,
                value=letter.value,
                headers=list(letter.headers),
                partition=letter.partition,
            )
