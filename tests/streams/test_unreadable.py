"""A batch that can not be read, on a real Kafka: each reader names it, and makes nothing of what is left."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path

import orjson
import pytest
from aiokafka import AIOKafkaProducer
from redis.asyncio import Redis

from deploy.services import Kafka
from schemas import topics
from schemas.envelope import Event, encode_structured
from scorers.exchange.routing import case_of
from streams import read_model
from streams.__main__ import main
from streams.cli import exits
from streams.metrics import Metrics
from streams.read_side import ReadSide
from streams.settings import Settings
from streams.stopping import EXIT
from streams.topics import CHANGELOGS, FRAMES, create, partition_of
from tests import factories as make
from tests.streams.damage import damage, flipped, of_no_codec, segment
from tests.streams.running import Deployment, settings

PARTITIONS = 4


@pytest.fixture
async def damaged(broker: Kafka, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Three declarations a partition of their topic, each a batch; of partition 1 the second can not be read."""
    found = settings(broker.bootstrap, tmp_path)
    await create(found)
    monkeypatch.setenv("KORDON_BOOTSTRAP", found.bootstrap)
    monkeypatch.setenv("KORDON_TOPIC_PREFIX", found.topic_prefix)
    monkeypatch.setenv("KORDON_DEMO", "1")
    topic = found.topic_prefix + topics.DECLARATIONS
    async with AIOKafkaProducer(bootstrap_servers=found.bootstrap, compression_type="lz4") as out:
        for partition in (0, 1):
            for number in range(3):
                event = make.declaration(f"D-{partition}-{number}", make.T0 + number)
                await out.send_and_wait(topic, encode_structured(event), partition=partition)
    damage(segment(broker.folder, topic, 1), 1, flipped)
    return found


def _replayed(folder: Path, *options: str) -> tuple[int, set[str]]:
    """The exit code, and which declarations were assessed."""
    file = folder / "assessments.jsonl"
    code = main(["replay", "--from-topic", topics.DECLARATIONS, "--assessments", str(file), *options])
    written = file.read_bytes().splitlines() if file.exists() else []
    return code, {orjson.loads(one)["case"] for one in written}


async def test_a_replay_stops_at_it(damaged: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What follows from a part of history would look like a result."""
    assert await asyncio.to_thread(_replayed, tmp_path) == (exits.FAILED, set())
    said = " ".join(capsys.readouterr().err.split())
    assert f"{damaged.topic_prefix}{topics.DECLARATIONS}/1: the batch at offset 1 can not be read (codec lz4" in said
    assert "another replica" in said


@pytest.mark.usefixtures("damaged")
async def test_a_replay_leaves_it_out_when_told_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """All but the batch is judged, and the batch is named."""
    assert await asyncio.to_thread(_replayed, tmp_path, "--skip-unreadable") == (
        exits.OK,
        {f"declaration:D{partition}{number}" for partition in (0, 1) for number in range(3)} - {"declaration:D11"},
    )
    assert "/1: the batch at offset 1" in " ".join(capsys.readouterr().err.split())


async def test_a_watcher_is_told(broker: Kafka, damaged: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    """An alert that is not shown would be missed without a word."""
    topic = damaged.topic_prefix + topics.ALERTS
    async with AIOKafkaProducer(bootstrap_servers=damaged.bootstrap) as out:
        await out.send_and_wait(topic, b"{}", key=b"a1", partition=2)
    damage(segment(broker.folder, topic, 2), 0, of_no_codec)
    assert await asyncio.to_thread(main, ["watch", "--from-start", "--json", "--count", "1"]) == exits.FAILED
    said = " ".join(capsys.readouterr().err.split())
    assert f"{topic}/2: the batch at offset 0 can not be read (codec unknown, number 7" in said


async def test_the_read_side_goes_on_beside_it(broker: Kafka, redis_url: str, tmp_path: Path) -> None:
    """What other partitions say is in Redis, and the metric shows which one stands."""
    found = settings(broker.bootstrap, tmp_path, redis_url=redis_url)
    await create(found)
    topic = found.topic_prefix + topics.ASSESSMENTS
    async with AIOKafkaProducer(bootstrap_servers=found.bootstrap) as out:
        for case, partition in (("before", 1), ("damaged", 1), ("behind", 1), ("beside", 2)):
            said = orjson.dumps({"case": case, "score": 0.5})
            await out.send_and_wait(topic, said, key=f"transit:{case.upper()}".encode(), partition=partition)
    damage(segment(broker.folder, topic, 1), 1, flipped)
    metrics, keys = Metrics(), read_model.Keys(found.topic_prefix)
    following = asyncio.create_task(ReadSide(found, metrics).run())
    redis: Redis = Redis.from_url(redis_url)
    try:
        for case in ("before", "beside"):
            await _until(lambda case=case: read_model.assessment(redis, keys, f"transit:{case}"))  # type: ignore[misc]
        labels = {"topic": topics.ASSESSMENTS, "partition": "1"}
        shown = metrics.registry.get_sample_value

        async def stands() -> bool:
            return shown("kordon_unreadable_batch", labels) == 1

        await _until(stands)
        assert await read_model.assessment(redis, keys, "transit:behind") is None
        assert not following.done()
    finally:
        following.cancel()
        with suppress(asyncio.CancelledError):  # its consumer is stopped by then, and not by whoever finds it later
            await following
        await redis.aclose()


async def test_a_partition_is_not_judged_without_all_of_its_state(broker: Kafka, tmp_path: Path) -> None:
    """Its changelog can not be read: it stands and says so, others go on; once put back nothing is missing."""
    first = [make.declaration(f"FIRST-{number}") for number in range(12)]
    second = [make.declaration(f"SECOND-{number}", make.T0 + make.HOUR) for number in range(12)]
    lost = [event for event in second if partition_of(case_of(event), PARTITIONS) == 2]
    assert lost
    async with Deployment(settings(broker.bootstrap, tmp_path), tmp_path) as kordon:
        kordon.start("intake", "intake")
        kordon.start("worker", "worker")
        await kordon.publish(first)
        await _until(lambda: _assessed(kordon, first))
        assert kordon.stop("worker") == 0
        log = segment(broker.folder, kordon.settings.topic_prefix + CHANGELOGS["cases"], 2)
        damage(log, 0, flipped)
        kordon.start("worker", "other")  # which has no state of its own
        await kordon.publish(second)
        await _until(lambda: _assessed(kordon, [event for event in second if event not in lost]))
        assert await kordon.metric("kordon_unreadable_batch") == 1
        assert (await kordon.page("other", "/health/ready"))[0] == 503
        assert (await kordon.page("other", "/health/live"))[0] == 200
        [told] = [line for line in kordon.log("other").read_text().splitlines() if "batch_unreadable" in line]
        said = orjson.loads(told)
        place = (said["topic"].removeprefix(kordon.settings.topic_prefix), said["partition"], said["offset"])
        assert place == (CHANGELOGS["cases"], 2, 0)
        assert (said["codec"], said["kind"]) == ("none", "CorruptRecordException")
        assert not await _assessed(kordon, lost[:1])
        damage(log, 0, flipped)  # and so it is whole again
        assert kordon.stop("other") == 0
        kordon.start("worker", "other")
        await _until(lambda: _assessed(kordon, second))
        assert await kordon.metric("kordon_unreadable_batch") == 0


async def test_a_worker_stops_at_an_internal_batch(broker: Kafka, tmp_path: Path) -> None:
    """It says which one, instead of how the library failed."""
    async with Deployment(settings(broker.bootstrap, tmp_path), tmp_path) as kordon:
        kordon.start("intake", "intake")  # which sends the parameters to every partition first

        async def sent() -> bool:
            return {record.partition for record in await kordon.records(FRAMES["cases"])} >= set(range(PARTITIONS))

        await _until(sent)
        topic = kordon.settings.topic_prefix + FRAMES["cases"]
        damage(segment(broker.folder, topic, 3), 0, flipped)
        kordon.start("worker", "worker")
        assert await asyncio.to_thread(kordon.processes["worker"].wait, 60) == EXIT
        [told] = [line for line in kordon.log("worker").read_text().splitlines() if "stopping_at_once" in line]
        said = orjson.loads(told)
        assert said["error"] == "BatchUnreadable"
        assert said["reason"].startswith(f"{topic}/3: the batch at offset 0 can not be read (codec none")


async def _assessed(kordon: Deployment, events: list[Event]) -> bool:
    found = await kordon.last(topics.ASSESSMENTS)
    return all(case_of(event) in found for event in events)


async def _until(ask: Callable[[], Awaitable[object]]) -> None:
    async with asyncio.timeout(60):
        while True:
            if await ask():
                return
            await asyncio.sleep(0.2)
