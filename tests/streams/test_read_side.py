"""The read side on a real Kafka and Redis: it follows, survives a lost Redis, and rebuilds an emptied one."""

import asyncio
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any

import orjson
import pytest
from aiokafka import AIOKafkaProducer
from redis.asyncio import Redis
from redis.exceptions import RedisError
from structlog.testing import capture_logs

from deploy.services import Redis as RedisServer
from schemas import topics
from schemas.envelope import encode_structured, record_key
from streams import read_model, settings
from streams.metrics import Metrics
from streams.read_side import FOLLOWED, ReadSide
from streams.topics import create
from tests import factories as make

DAY_MS = 86_400_000
T = 1_772_359_200_000


def _alert(alert_id: str, status: str = "raised", severity: str = "high", at: int = T) -> bytes:
    return orjson.dumps(
        {
            "alert_id": alert_id,
            "status": status,
            "criterion": "1",
            "group": "01",
            "severity": severity,
            "correlation_group": "non_delivery",
            "subject_kind": "carrier",
            "subject_id": "C1",
            "case": "transit:T1",
            "event_time": at,
            "phase": "pre_release",
        }
    )


@pytest.fixture
async def found(kafka: str, redis_url: str) -> settings.Settings:
    """A deployment of the test's own on the shared brokers."""
    made = settings.load(bootstrap=kafka, redis_url=redis_url, topic_prefix=f"t{uuid.uuid4().hex[:8]}-")
    await create(made)
    return made


@asynccontextmanager
async def _following(found: settings.Settings, metrics: Metrics | None = None) -> AsyncIterator[None]:
    task = asyncio.create_task(ReadSide(found, metrics or Metrics()).run())
    try:
        yield
        if task.done():
            task.result()
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def _publish(found: settings.Settings, *records: tuple[str, bytes, bytes | None]) -> None:
    producer = AIOKafkaProducer(bootstrap_servers=found.bootstrap)
    await producer.start()
    try:
        for topic, key, value in records:
            await producer.send_and_wait(found.topic_prefix + topic, key=key, value=value)
    finally:
        await producer.stop()


REBALANCED_S = 90
"""How long a group may take to share its partitions anew on a busy machine."""


async def _until(ask: Callable[[], Awaitable[Any]], seconds: float = 30) -> Any:
    async with asyncio.timeout(seconds):
        while True:
            with suppress(RedisError):
                if answer := await ask():
                    return answer
            await asyncio.sleep(0.05)


@pytest.fixture
async def redis(found: settings.Settings) -> AsyncIterator[Redis]:
    """A client of the test's own."""
    made: Redis = Redis.from_url(found.redis_url)
    yield made
    await made.aclose()


async def test_alerts_assessments_and_summary(found: settings.Settings, redis: Redis) -> None:
    """Last words are kept, a withdrawn alert leaves the latest, the summary follows (R-09)."""
    keys = read_model.Keys(found.topic_prefix)
    async with _following(found):
        await _publish(
            found,
            (topics.ASSESSMENTS, b"transit:T1", b'{"case": "transit:T1", "score": 0.5}'),
            (topics.ASSESSMENTS, b"warehouse_day:W1|2026-03-02", b'{"score": 0.25}'),
            (topics.ALERTS, b"a1", _alert("a1")),
            (topics.ALERTS, b"a2", _alert("a2", at=T + 1)),
        )
        await _until(lambda: read_model.alert(redis, keys, "a2"))
        await _until(lambda: read_model.assessment(redis, keys, "transit:t-1"))
        await _until(lambda: read_model.assessment(redis, keys, "warehouse_day:W1|2026-03-02"))
        latest = await _until(lambda: read_model.latest_alerts(redis, keys))
        assert [alert["alert_id"] for alert in latest] == ["a2", "a1"]
        before = await read_model.summary(redis, keys, "carrier", "C1", T + 1)
        assert before["alerts"]["high"] == 2
        assert before["level"] == pytest.approx(0.7)
        aged = await read_model.summary(redis, keys, "carrier", "C1", T + 1 + 90 * DAY_MS)
        assert aged["level"] == pytest.approx(0.35)
        await _publish(found, (topics.ALERTS, b"a1", _alert("a1", "withdrawn")), (topics.ALERTS, b"a2", None))

        async def gone() -> bool:
            return not await read_model.latest_alerts(redis, keys)

        await _until(gone)
        after = await read_model.summary(redis, keys, "carrier", "C1", T + 1)
        assert after["alerts"]["high"] == 0


async def test_r02_alerts_that_stand_are_counted(redis: Redis, found: settings.Settings) -> None:
    """By criterion and by group; the same record again counts once, one withdrawn or deleted no more."""
    keys = read_model.Keys(found.topic_prefix)

    async def told(*records: tuple[bytes, bytes | None]) -> dict[str, int]:
        async with redis.pipeline() as batch:
            for key, value in records:
                read_model.project(batch, keys, topics.ALERTS, key, value)
            await batch.execute()
        counts = await read_model.alert_counts(redis, keys)
        assert counts.by_group["01"] == counts.by_code["1"]
        return {code: number for code, number in counts.by_code.items() if number}

    assert await told((b"a1", _alert("a1")), (b"a1", _alert("a1")), (b"a2", _alert("a2"))) == {"1": 2}
    assert await told((b"a1", _alert("a1", "withdrawn"))) == {"1": 1}
    assert await told((b"a2", None)) == {}


async def test_reference_facts_are_mirrored(found: settings.Settings, redis: Redis) -> None:
    """A fact is kept under its type by its key, until it is deleted; nonsense is left to intake."""
    fact = make.fact("ref.debt", "X1", participant_id="P1", kind="tax")
    key, place = record_key(fact), f"{found.topic_prefix}ref:ref.debt"
    async with _following(found):
        await _publish(
            found, (topics.REFERENCE_FACTS, b"junk", b"{"), (topics.REFERENCE_FACTS, key, encode_structured(fact))
        )
        kept = await _until(lambda: redis.hget(place, fact.entity_id))
        assert orjson.loads(kept)["key"] == fact.entity_id
        await _publish(found, (topics.REFERENCE_FACTS, key, None))

        async def gone() -> bool:
            return not await redis.hexists(place, fact.entity_id)

        await _until(gone)


async def test_emptied_redis_is_rebuilt(found: settings.Settings, redis: Redis) -> None:
    """Whoever empties Redis under a running reader gets everything back."""
    keys = read_model.Keys(found.topic_prefix)
    await _publish(found, (topics.ALERTS, b"a1", _alert("a1")))
    async with _following(found):
        await _until(lambda: read_model.alert(redis, keys, "a1"))
        await redis.flushdb()
        await _until(lambda: read_model.alert(redis, keys, "a1"))


async def test_goes_on_where_it_was(found: settings.Settings, redis: Redis) -> None:
    """A new reader does not read again what Redis has."""
    keys = read_model.Keys(found.topic_prefix)
    await _publish(found, (topics.ALERTS, b"a1", _alert("a1")))
    async with _following(found):
        await _until(lambda: read_model.alert(redis, keys, "a1"))
    await redis.delete(keys.of("alert", "a1"))
    async with _following(found):
        await _publish(found, (topics.ALERTS, b"a2", _alert("a2")))
        await _until(lambda: read_model.alert(redis, keys, "a2"))
    assert await read_model.alert(redis, keys, "a1") is None


async def test_lag_is_shown_of_the_partitions_it_has(found: settings.Settings) -> None:
    """What another reader takes over is shown by that one alone; who has ended shows nothing."""
    first, second = Metrics(), Metrics()
    every = {(f"read-side:{topic}", str(number)) for topic in FOLLOWED for number in range(found.partitions)}

    async def alone() -> bool:
        return _shown(first) == every

    async def shared() -> bool:
        one, other = _shown(first), _shown(second)
        return bool(one and other) and one | other == every and not one & other

    async with _following(found, first):
        await _until(alone, REBALANCED_S)
        async with _following(found, second):
            await _until(shared, REBALANCED_S)
        assert _shown(second) == set()
        await _until(alone, REBALANCED_S)
    assert _shown(first) == set()


def _shown(metrics: Metrics) -> set[tuple[str, str]]:
    samples = [sample for family in metrics.lag.collect() for sample in family.samples]
    return {(sample.labels["topic"], sample.labels["partition"]) for sample in samples}


async def test_redis_away_and_back(found: settings.Settings) -> None:
    """While Redis is away the gauge is 0 and nothing is lost; the log says why, and when it is back."""
    metrics = Metrics()
    keys = read_model.Keys(found.topic_prefix)

    def up() -> float | None:
        return metrics.registry.get_sample_value("kordon_dependency_up", {"dependency": "redis"})

    async def is_down() -> bool:
        return up() == 0

    with RedisServer() as server, capture_logs() as told:
        own = found.model_copy(update={"redis_url": server.url})
        client: Redis = Redis.from_url(server.url)
        async with _following(own, metrics):
            await _publish(own, (topics.ALERTS, b"a1", _alert("a1")))
            await _until(lambda: read_model.alert(client, keys, "a1"))
            await asyncio.to_thread(server.kill)
            await _publish(own, (topics.ALERTS, b"a2", _alert("a2")))
            await _until(is_down)
            await asyncio.to_thread(server.start)
            await _until(lambda: read_model.alert(client, keys, "a2"))
            await _until(lambda: read_model.alert(client, keys, "a1"))
            assert up() == 1
        await client.aclose()
    lost, *others, back = [line for line in told if line["event"].startswith("dependency_")]
    assert (lost["event"], lost["log_level"], back["event"]) == ("dependency_lost", "warning", "dependency_back")
    for line in (lost, *others):
        assert "KORDON_REDIS_URL: start Redis there" in line["reason"] or "does not answer at" in line["reason"]


def _disposition(
    case: str, office: str | None, at: int, status: str = "open", controls: Any = ("inspection",)
) -> bytes:
    said = {"case": case, "office": office, "event_time": at, "status": status, "controls": list(controls)}
    return orjson.dumps(said)


async def test_a_worklist_holds_the_open_cases_of_an_office(found: settings.Settings, redis: Redis) -> None:
    """By registration; a case leaves it with its controls, with its end, with its office, and when it is deleted."""
    keys = read_model.Keys(found.topic_prefix)

    async def told(*records: tuple[str, bytes | None]) -> dict[str, list[str]]:
        async with redis.pipeline(transaction=True) as batch:
            for case, value in records:
                read_model.project(batch, keys, topics.DISPOSITIONS, case.encode(), value)
            await batch.execute()
        offices = {office: await read_model.worklist(redis, keys, office) for office in ("O-1", "o2", "")}
        return {office: [said["case"] for said in cases] for office, cases in offices.items() if cases}

    first, second = ("transit:T1", _disposition("transit:T1", "O1", T)), ("declaration:D1", "O1", T - 1)
    assert await told(first, (second[0], _disposition(*second))) == {"O-1": ["declaration:D1", "transit:T1"]}
    moved = ("transit:T1", _disposition("transit:T1", "O2", T))
    assert await told(moved, moved) == {"O-1": ["declaration:D1"], "o2": ["transit:T1"]}
    assert await told((second[0], _disposition(*second, controls=()))) == {"o2": ["transit:T1"]}
    assert await told(("declaration:D1", _disposition("declaration:D1", None, T))) == {
        "o2": ["transit:T1"],
        "": ["declaration:D1"],
    }
    released = ("declaration:D1", _disposition("declaration:D1", None, T, "closed"))
    assert await told(released) == {"o2": ["transit:T1"]}
    assert await told(("transit:T1", None)) == {}


async def test_a_worklist_reads_what_earlier_releases_published(found: settings.Settings, redis: Redis) -> None:
    """They named no office, and said in a word that there are no controls."""
    keys = read_model.Keys(found.topic_prefix)
    formerly = b'{"case": "transit:T1", "status": "open", "controls": %s}'
    async with redis.pipeline(transaction=True) as batch:
        read_model.project(batch, keys, topics.DISPOSITIONS, b"transit:T1", formerly % b'"none"')
        read_model.project(batch, keys, topics.DISPOSITIONS, b"transit:T2", formerly % b'["inspection"]')
        await batch.execute()
    assert await redis.zrange(keys.of("worklist", ""), 0, -1) == [b"transit:T2"]
