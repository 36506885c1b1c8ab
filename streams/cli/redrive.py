"""`kordon redrive`: put dead letters back on the topics they came from, once corrected."""

import asyncio
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated, Any

import orjson
import typer

from schemas.errors import BadInput
from streams import settings
from streams.cli.exits import CommandFailed
from streams.cli.kafka import missing, producer, topics_there
from streams.cli.letter import REASON, SOURCE, TOPIC, Filter, Letter
from streams.cli.letters import set_aside
from streams.cli.show import say


def redrive(
    file: Annotated[
        Path | None, typer.Argument(help="JSON Lines of dead letters, each with a corrected `value`.", exists=True)
    ] = None,
    from_topic: Annotated[bool, typer.Option("--from-topic", help="Take them from the topic, unchanged.")] = False,
    reason: REASON = None,
    source: SOURCE = None,
    topic: TOPIC = None,
    unchecked: Annotated[
        bool, typer.Option("--unchecked", help="Also what still can not be read; it will come back.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be put back, and do nothing.")] = False,
) -> None:
    """Put dead letters back. Events keep their ids, so that what was applied meanwhile is not applied again."""
    if (file is None) == (not from_topic):
        raise typer.BadParameter("name a file, or --from-topic with --reason, --source or --topic")
    if from_topic and not (reason or source or topic):
        raise typer.BadParameter(
            "--from-topic needs --reason, --source or --topic: nobody should put back all by accident"
        )
    wanted = Filter.of(reason, topic, source)
    found = settings.load()
    letters = of_file(file, wanted) if file else asyncio.run(_of_topic(found, wanted))
    back, bad = asyncio.run(_put_back(found, letters, unchecked, dry_run))
    for name, count in sorted(back.items()):
        say(f"{name}: {count:,} {'would go back' if dry_run else 'put back'}")
    if bad:
        raise CommandFailed(f"{bad:,} still can not be read and were left; correct `value` as said above and try again")
    if not back:
        raise CommandFailed("no dead letter matches; kordon letters shows what there is")


def of_file(file: Path, wanted: Filter) -> Iterator[Letter]:
    """Letters of a file, each with its `value` corrected. Raises CommandFailed for a line that is none."""
    for number, text in enumerate(file.read_bytes().splitlines(), 1):
        if text.strip():
            letter, fields = _letter(text, f"{file.name}:{number}")
            if wanted.wants(fields, 0):
                yield letter


async def _of_topic(found: settings.Settings, wanted: Filter) -> list[Letter]:
    return [Letter.of(kept.fields, kept.place) async for kept in set_aside(found, wanted)]


def _letter(text: bytes, place: str) -> tuple[Letter, dict[str, Any]]:
    try:
        fields: dict[str, Any] = orjson.loads(text)
        return Letter.of(fields, place), fields
    except (ValueError, KeyError, TypeError) as error:
        raise CommandFailed(f"{place} is no dead letter ({error}); take the lines from the dead-letter topic") from None


async def _put_back(
    found: settings.Settings, letters: Iterable[Letter], unchecked: bool, dry_run: bool
) -> tuple[Counter[str], int]:
    chosen: list[Letter] = []
    bad = 0
    for letter in letters:
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
