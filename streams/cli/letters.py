"""`kordon letters`: what was set aside and why, by reason, sender and topic; one of them whole; a file to correct."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Iterator
from pathlib import Path
from typing import Annotated, Any

import msgspec
import orjson
import typer
from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition
from rich.markup import escape
from rich.table import Table

from schemas import topics
from schemas.errors import Reason
from streams import settings
from streams.cli.exits import CommandFailed
from streams.cli.kafka import reader, to_end
from streams.cli.letter import REASON, SINCE, SOURCE, TOPIC, Filter, bytes_of, editable, legible
from streams.cli.show import say, show
from streams.cli.words import moment
from streams.fetching import fetched


class Kept(msgspec.Struct, frozen=True):
    """A letter where it lies on its topic. `at`: when it was set aside, ms UTC; `fields`: as it was published."""

    place: str
    at: int
    fields: dict[str, Any]

    def editable(self) -> dict[str, Any]:
        """The letter with its place, and its value and headers as text that can be corrected."""
        return {"letter": self.place, "set_aside_at": self.at, **editable(self.fields)}


class Row(msgspec.Struct):
    """How many letters have one reason, sender and topic, and the last of them."""

    reason: str
    source: str | None
    topic: str
    count: int = 0
    last_at: int = 0
    last: str = ""


def letters(
    place: Annotated[str | None, typer.Argument(help="PARTITION:OFFSET of one, as listed; default: count all.")] = None,
    reason: REASON = None,
    source: SOURCE = None,
    topic: TOPIC = None,
    since: SINCE = None,
    write: Annotated[Path | None, typer.Option(help="Write them to this file, to be corrected for redrive.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Write JSON, one object a line.")] = False,
) -> None:
    """Count the dead letters by reason, sender and topic, or show one whole, with what was sent and what to do."""
    wanted = Filter.of(reason, topic, source, since)
    found = settings.load()
    if place is not None:
        kept = asyncio.run(_one(found, *_parsed(place)))
        _show(kept, write, as_json)
    elif write is not None:
        _written(asyncio.run(_all(found, wanted)), write)
    else:
        _count(asyncio.run(_rows(found, wanted)), as_json)


async def set_aside(found: settings.Settings, wanted: Filter) -> AsyncIterator[Kept]:
    """The letters that pass, partition by partition as they were set aside."""
    async with reader(found, topics.DEAD_LETTERS) as consumer:
        async for record in to_end(consumer):
            kept = _kept(record)
            if kept is not None and wanted.wants(kept.fields, kept.at):
                yield kept


def _kept(record: ConsumerRecord) -> Kept | None:
    try:
        fields = orjson.loads(record.value or b"")
    except ValueError:
        return None
    return Kept(f"{record.partition}:{record.offset}", record.timestamp, fields) if isinstance(fields, dict) else None


def _parsed(place: str) -> tuple[int, int]:
    partition, _, offset = place.partition(":")
    if not (partition.isdecimal() and offset.isdecimal()):
        raise typer.BadParameter(f"{place} is no letter; kordon letters lists them as PARTITION:OFFSET")
    return int(partition), int(offset)


async def _one(found: settings.Settings, partition: int, offset: int) -> Kept:
    place = TopicPartition(found.topic_prefix + topics.DEAD_LETTERS, partition)
    async with reader(found, topics.DEAD_LETTERS) as consumer:
        if place in consumer.assignment():
            consumer.assign([place])
            record = await _record(consumer, place, offset)
            kept = None if record is None else _kept(record)
            if kept is not None:
                return kept
    raise CommandFailed(f"there is no letter {partition}:{offset}, or it is no longer kept; kordon letters lists them")


async def _record(consumer: AIOKafkaConsumer, place: TopicPartition, offset: int) -> ConsumerRecord | None:
    first, end = await consumer.beginning_offsets([place]), await consumer.end_offsets([place])
    if not first[place] <= offset < end[place]:
        return None
    consumer.seek(place, offset)
    while await consumer.position(place) <= offset:
        for records in (await fetched(consumer, place, timeout_ms=200, max_records=1)).values():
            return records[0] if records[0].offset == offset else None
    return None  # the place is that of a transaction's end


async def _all(found: settings.Settings, wanted: Filter) -> list[Kept]:
    return [kept async for kept in set_aside(found, wanted)]


async def _rows(found: settings.Settings, wanted: Filter) -> list[Row]:
    rows: dict[tuple[str, str | None, str], Row] = {}
    async for kept in set_aside(found, wanted):
        said = kept.fields
        row = Row(str(said.get("reason")), said.get("event_source"), str(said.get("source_topic")))
        row = rows.setdefault((row.reason, row.source, row.topic), row)
        row.count += 1
        if kept.at >= row.last_at:
            row.last_at, row.last = kept.at, kept.place
    return sorted(rows.values(), key=lambda row: (-row.count, row.reason, row.source or "", row.topic))


def _count(rows: list[Row], as_json: bool) -> None:
    if as_json:
        for row in rows:
            typer.echo(msgspec.json.encode(row).decode())
        return
    table = Table("reason", "sender", "topic", "letters", "last set aside, UTC", "the last one")
    for row in rows:
        sender = "not legible" if row.source is None else escape(legible(row.source))
        table.add_row(row.reason, sender, row.topic, f"{row.count:,}", moment(row.last_at), row.last)
    show(table)
    say("kordon letters PARTITION:OFFSET shows one whole." if rows else "There is no such letter.")


def _show(kept: Kept, write: Path | None, as_json: bool) -> None:
    if write is not None:
        _written([kept], write)
    elif as_json:
        typer.echo(orjson.dumps(kept.editable()).decode())
    else:
        for line in _lines(kept):
            typer.echo(line)


def _written(found: Iterable[Kept], file: Path) -> None:
    lines = [orjson.dumps(kept.editable()) + b"\n" for kept in found]
    file.write_bytes(b"".join(lines))
    say(f"{len(lines):,} written; correct `value` in each line, then: kordon redrive {file}")


def _lines(kept: Kept) -> Iterator[str]:
    fields = kept.fields
    yield f"Dead letter {kept.place}, set aside {moment(kept.at)} UTC"
    yield f"Why:      {fields.get('reason')}: {legible(str(fields.get('detail')))}"
    for title, name in (("Sender:", "event_source"), ("Type:", "event_type"), ("Subject:", "event_subject")):
        yield f"{title:<9} {_claim(fields.get(name))}"
    yield f"Id:       {_claim(fields.get('event_id'))}"
    yield (
        f"Record:   {fields.get('source_topic')}, partition {fields.get('source_partition')},"
        f" offset {fields.get('source_offset')}, {moment(fields.get('source_timestamp'))} UTC"
    )
    yield f"Key:      {_content(fields.get('key_base64'), 'none')}"
    for header in fields.get("headers") or ():
        yield f"Header:   {legible(header['name'])}: {_content(header.get('value_base64'), 'none')}"
    cut = ", of which the beginning was kept" if fields.get("truncated") else ""
    yield f"Value:    {fields.get('original_bytes', 0):,} bytes{cut}"
    yield _content(fields.get("original_base64"), "none")
    yield f"To do:    {_next(kept)}"


def _claim(text: str | None) -> str:
    return "not legible" if text is None else legible(text)


def _content(coded: str | None, absent: str) -> str:
    content = bytes_of(coded)
    return absent if content is None else legible(content.decode(errors="backslashreplace"))


def _next(kept: Kept) -> str:
    if kept.fields.get("reason") == Reason.not_judged.value:
        return f"repair what it names, then kordon redrive --from-topic --reason {Reason.not_judged.value}"
    return (
        "tell the sender, and have the event published again as it should be; or kordon letters"
        f" {kept.place} --write FILE, correct `value` in it, and kordon redrive FILE"
    )
