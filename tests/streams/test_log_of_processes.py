"""The log of an intake and a worker through all that may happen: every line of it is JSON with our fields."""

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Any

import orjson
import pytest
import pytest_asyncio

from deploy.services import Kafka, Redis
from schemas import topics
from schemas.errors import Reason
from streams import logs
from streams.cli import exits
from streams.foreign_lines import LINE
from tests import factories as make
from tests.streams.running import Deployment, settings

COMMANDS = ("intake", "worker")
FIELDS = {"event", "level", "logger", "timestamp"}
Lines = dict[str, list[dict[str, Any]]]


def _lines(kordon: Deployment, name: str) -> list[dict[str, Any]]:
    """What a process wrote to standard output and error. Fails on anything that is no line of ours."""
    lines = [orjson.loads(line) for line in kordon.log(name).read_bytes().splitlines()]
    for line in lines:
        assert line.keys() >= FIELDS, line
        assert line.keys() <= logs.ALLOWED, line
        assert "withheld" not in line, line
    return lines


async def _until_said(kordon: Deployment, event: str, times: int = 1, **fields: object) -> None:
    """Wait until each process has said it so often; what it never says shows in what is asserted."""
    for name in COMMANDS:
        for _ in range(120):
            said = [line for line in _lines(kordon, name) if line["event"] == event and fields.items() <= line.items()]
            if len(said) >= times:
                break
            await asyncio.sleep(0.25)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def written(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Lines]:
    """The lines of both, from the start through bad input and the loss of Redis and Kafka to the end."""
    folder = tmp_path_factory.mktemp("written")
    with Kafka() as broker, Redis() as redis:
        found = settings(broker.bootstrap, folder, redis_url=redis.url)
        async with Deployment(found, folder) as kordon:
            for command in COMMANDS:
                kordon.start(command, command)
            await _until_said(kordon, "ready")
            await kordon.publish([make.declaration(f"D{number}") for number in range(20)])
            for _ in range(3):
                await kordon.rubbish(topics.DECLARATIONS)
            await kordon.becomes(topics.ASSESSMENTS, {}, 20, lambda said: {} if len(said) == 20 else said)
            redis.kill()
            await asyncio.sleep(2)
            broker.kill()
            await _until_said(kordon, "dependency_lost", dependency="kafka")
            await asyncio.sleep(5)
            broker.start()
            await _until_said(kordon, "ready", 2)
            assert [kordon.stop(name) for name in COMMANDS] == [exits.OK, exits.OK]
            yield {name: _lines(kordon, name) for name in COMMANDS}


async def test_every_line_is_ours(written: Lines) -> None:
    """What happened is told by both, in order."""
    for name in COMMANDS:
        said = [line["event"] for line in written[name]]
        told = ["listening", "ready", "not_ready", "ready", "stopping"]
        assert [event for event in said if event in told] == told


async def test_a_library_that_repeats_itself_is_told_once_a_minute(written: Lines) -> None:
    """A client without its broker says the same many times a second."""
    for lines in written.values():
        told: dict[tuple[str, str], datetime] = {}
        for line in lines:
            if line["event"] == LINE:
                at, before = datetime.fromisoformat(line["timestamp"]), told.get((line["place"], line["level"]))
                assert before is None or at - before > timedelta(seconds=59), line
                told[line["place"], line["level"]] = at
        assert told  # Kafka was away


async def test_dead_letters_are_told_by_reason(written: Lines) -> None:
    """How many there were, and nothing else."""
    told = [line for line in written["intake"] if line["event"] == "dead_letters"]
    assert {line["reason"] for line in told} == {Reason.not_json.value}
    assert sum(line["count"] for line in told) == 3
