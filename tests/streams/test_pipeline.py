"""The whole way on a real Kafka, with the one-process replay as the oracle."""

import asyncio
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import orjson
import pytest

from schemas import topics as public
from schemas.envelope import Event
from streams.generate import events
from streams.outcomes import Result
from streams.replay import Replay
from streams.settings import DEMO_PARAMETERS
from tests.streams.running import Deployment, read_by_the_package, settings

OUTCOMES = (public.ASSESSMENTS, public.DISPOSITIONS, public.ALERTS, public.INTERNAL_SECURITY)

GONE = ("withdrawn", "superseded")


@pytest.fixture(scope="module")
def traffic() -> list[Event]:
    """Weeks at the border, with corrections, events delivered twice, and an hour of disorder between entities."""
    return list(events(7, 20_000, datetime(2026, 1, 5, tzinfo=UTC), disorder=3600, duplicates=0.02))


@pytest.fixture(scope="module")
def expected(traffic: list[Event]) -> Result:
    """What one process makes of it."""
    run = Replay(DEMO_PARAMETERS)
    for event in traffic:
        run.take(event)
    return run.finish()


@pytest.mark.timeout(1_200)
async def test_workers_that_are_killed_lose_and_double_nothing(
    kafka: str, tmp_path: Path, traffic: list[Event], expected: Result
) -> None:
    """Two workers and the intake are killed half way; in the end every outcome is byte for byte the oracle's."""
    async with Deployment(settings(kafka, tmp_path), tmp_path) as kordon:
        kordon.start("intake", "intake")
        for name in ("one", "two"):
            kordon.start("worker", name)
        half = len(traffic) // 2
        await kordon.publish(traffic[:half])
        await asyncio.sleep(8)
        await kordon.publish(traffic[half:])
        await asyncio.sleep(0.5)
        for name, command in (("one", "worker"), ("intake", "intake"), ("two", "worker")):
            kordon.kill(name)
            kordon.start(command, name)
            await asyncio.sleep(3)
        for topic in OUTCOMES:
            wanted = _standing(expected.of(topic))
            found = await kordon.becomes(topic, wanted, 600, _standing)
            assert found.keys() == wanted.keys(), topic
            assert found == wanted, topic
        assert [kordon.stop(name) for name in ("intake", "one", "two")] == [0, 0, 0]
        assert await _repeated(kordon) == []
        for topic in OUTCOMES:
            events = [read_by_the_package(record) for record in await kordon.records(topic)]
            assert len({event.get_id() for event in events}) == len(events), topic


def _standing(records: dict[str, bytes]) -> dict[str, bytes]:
    """Without the alerts that were taken back: whether one was ever raised depends on what was read together."""
    return {key: value for key, value in records.items() if orjson.loads(value).get("status") not in GONE}


async def _repeated(kordon: Deployment) -> list[str]:
    """Keys of alerts whose running number was published twice."""
    seen = Counter(
        (record.key.decode(), dict(record.headers)["version"]) for record in await kordon.records(public.ALERTS)
    )
    return [key for (key, _), count in seen.items() if count > 1]
