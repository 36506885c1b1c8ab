"""`kordon check`: settings, parameters, Kafka, topics and Redis, each with what to do when it is not right."""

import asyncio
import os
import tempfile
from collections.abc import Callable
from pathlib import Path

import typer
from redis.exceptions import RedisError

from schemas.errors import KordonError
from streams import clients, documents, settings, topics
from streams.cli import exits
from streams.cli.show import say
from streams.redis_refusals import why_no_redis
from streams.settings import Settings


def check() -> None:
    """Validate everything a process needs before it is started."""
    found = settings.load()
    say("settings: valid", style="green")
    for name in settings.misspelt():
        say(f"settings: {name} is no setting and does nothing; the README lists them all", style="yellow")
    worst = exits.OK
    steps: list[tuple[str, Callable[[Settings], str], int]] = [
        ("parameters", _parameters, exits.INVALID),
        ("state folder", _state, exits.INVALID),
        ("kafka", _kafka, exits.ABSENT),
        ("redis", _redis, exits.ABSENT),
    ]
    for name, step, code in steps:
        try:
            say(f"{name}: {step(found)}", style="green")
        except exits.CommandFailed as error:
            say(f"{name}: {error}", style="red")
            worst = max(worst, exits.FAILED)
        except KordonError as error:
            say(f"{name}: {error}", style="red")
            worst = max(worst, exits.INVALID if isinstance(error, settings.SettingsError) else code)
    if worst:
        raise typer.Exit(worst)


def _parameters(found: Settings) -> str:
    version = documents.stated(found).version
    shown = f"valid, version {version}"
    if found.params_file is None:
        return f"{shown}; a demonstration, judged by proposals"
    if os.name == "posix" and found.params_file.stat().st_mode & 0o007:
        return f"{shown}; but every user may read the file: chmod 640 it and give it to the service's group"
    return shown


def _state(found: Settings) -> str:
    try:
        found.state_dir.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=found.state_dir):
            return f"{Path(found.state_dir).resolve()} can be written"
    except OSError as error:
        raise settings.SettingsError(
            f"KORDON_STATE_DIR {found.state_dir} can not be written ({error.strerror}); mount it or name another"
        ) from None


def _kafka(found: Settings) -> str:
    problems = asyncio.run(topics.check(found))
    if problems:
        raise exits.CommandFailed("; ".join(problems))
    return f"reachable at {found.bootstrap}, topics as they should be"


def _redis(found: Settings) -> str:
    return asyncio.run(_ping(found))


async def _ping(found: Settings) -> str:
    redis = clients.redis(found)
    try:
        await redis.ping()
    except RedisError as error:
        raise clients.DependencyAbsent(
            f"{why_no_redis(error)}. Scoring goes on without it, questions are not answered"
        ) from None
    finally:
        await redis.aclose()
    return "reachable"
