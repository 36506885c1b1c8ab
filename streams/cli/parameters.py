"""`kordon parameters`: put a parameter document in force for a running deployment."""

import asyncio
import getpass
from pathlib import Path
from typing import Annotated

import typer

from streams import settings, topics
from streams.cli.kafka import producer, reader, to_end
from streams.cli.show import say
from streams.cli.words import moment
from streams.documents import checked


def parameters(
    document: Annotated[
        Path | None, typer.Argument(help="TOML document; default: show what was in force when.", exists=True)
    ] = None,
    by: Annotated[str | None, typer.Option(help="Who is answerable for the change; default: this user.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only check the document; needs no Kafka.")] = False,
) -> None:
    """Publish a parameter document, with who did it and what it replaces; or list those published."""
    if document is not None and dry_run:
        say(f"valid, version {checked(document.read_bytes(), document).version}; nothing was published", style="green")
        return
    found = settings.load()
    history = asyncio.run(_history(found))
    if document is None:
        for when, version, who, replaced in history:
            typer.echo(f"{moment(when)}  {version}  by {who}  replaces {replaced or '-'}")
        return
    content = document.read_bytes()
    version = checked(content, document).version
    asyncio.run(_publish(found, version, content, by or getpass.getuser(), history[-1][1] if history else ""))
    say(f"version {version} is in force; alerts that change name it")


async def _publish(found: settings.Settings, version: str, content: bytes, by: str, replaced: str) -> None:
    async with producer(found) as out:
        await out.send_and_wait(
            found.topic_prefix + topics.PARAMETERS,
            content,
            key=version.encode(),
            partition=0,
            headers=[("by", by.encode()), ("replaces", replaced.encode())],
        )


async def _history(found: settings.Settings) -> list[tuple[int, str, str, str]]:
    """When, which version, by whom, replacing what; oldest first. Compaction keeps the last time of each version."""
    async with reader(found, topics.PARAMETERS) as consumer:
        published = []
        async for record in to_end(consumer):
            said = {name: value.decode() for name, value in record.headers}
            version = (record.key or b"").decode()
            published.append((record.timestamp, version, said.get("by", "a process"), said.get("replaces", "")))
        return published
