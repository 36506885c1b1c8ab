"""A source that stops giving signs of life, on a real Kafka and Redis: what the gauge and the list say (R-08)."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import orjson
import pytest
from redis.asyncio import Redis

from streams import read_model
from streams.__main__ import main
from streams.cli import exits
from tests.factories import DAY, HOUR, MINUTE, T0, declaration, fact
from tests.streams.running import Deployment, settings

BLIND = 3
"""The indicator of the category and the two criteria of debts."""
LATER = T0 + 49 * HOUR + 11 * MINUTE
"""As long after the sign of life as a source may be silent, and how far the watermark stays behind."""


async def _until(look: Callable[[], Awaitable[Any]], wanted: Any) -> Any:
    for _ in range(120):
        if (seen := await look()) == wanted:
            break
        await asyncio.sleep(0.5)
    return seen


@pytest.mark.timeout(180)
async def test_r08_a_heartbeat_that_stops_leaves_its_criteria_blind(
    kafka: str, redis_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The gauge goes from 0 to their number as event time passes, and back; the list names them."""
    found = settings(kafka, tmp_path, redis_url=redis_url)
    for name, value in (("BOOTSTRAP", kafka), ("REDIS_URL", redis_url), ("TOPIC_PREFIX", found.topic_prefix)):
        monkeypatch.setenv(f"KORDON_{name}", value)
    monkeypatch.setenv("KORDON_DEMO", "1")

    async def listed(at: int) -> tuple[bool, list[str]]:
        capsys.readouterr()
        assert await asyncio.to_thread(main, ["sources", "--json", "--at", str(at)]) == exits.OK
        [treasury] = [row for row in orjson.loads(capsys.readouterr().out) if row["source"] == "treasury"]
        return treasury["silent"], treasury["criteria"]

    async with Deployment(found, tmp_path) as kordon, Redis.from_url(redis_url) as redis:
        for command in ("intake", "worker"):
            kordon.start(command, command)

        async def gauge() -> list[float]:
            return await kordon.samples('kordon_blind_criteria{source="treasury"}')

        async def heard() -> dict[str, int]:
            return await read_model.signs_of_life(redis, read_model.Keys(found.topic_prefix))

        await kordon.publish([fact("ref.source_heartbeat", "treasury", t=T0), declaration("D1", T0 + HOUR)])
        assert await _until(gauge, [0.0]) == [0.0]
        assert await _until(heard, {"TREASURY": T0}) == {"TREASURY": T0}
        assert await listed(T0 + HOUR) == (False, ["category", "13", "27"])
        await kordon.publish([declaration("D2", LATER)])
        assert await _until(gauge, [float(BLIND)]) == [BLIND]
        assert await listed(LATER) == (True, ["category", "13", "27"])
        await kordon.publish([fact("ref.source_heartbeat", "treasury", t=T0 + DAY, version=2)])
        assert await _until(gauge, [0.0]) == [0.0]
