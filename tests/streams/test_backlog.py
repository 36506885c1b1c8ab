"""What a topic holds, read from a real Kafka at the pace of who takes it."""

import asyncio
import heapq
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, ConsumerRecord

from schemas.topics import DECLARATIONS
from streams import topics
from streams.cli.backlog import AHEAD, backlog
from streams.settings import Settings
from tests.streams.running import settings

MANY, FEW = 6_000, 10
FETCH: dict[str, Any] = {"max_partition_fetch_bytes": 16_384}
AT_ONCE = 500
"""More records than a fetch of that size brings, or one batch of the producer has."""


@pytest.fixture
def found(kafka: str, tmp_path: Path) -> Settings:
    """A topic with an empty partition, two with much and one with little, all over the same time."""
    made = settings(kafka, tmp_path)

    async def fill() -> None:
        await topics.create(made)
        async with AIOKafkaProducer(bootstrap_servers=kafka) as out:
            for partition, count in ((0, MANY), (1, MANY), (2, FEW)):
                for number in range(count):
                    # The second begins when half of the first is over.
                    at = partition * MANY // 2 + number * MANY // count
                    await out.send(made.topic_prefix + DECLARATIONS, bytes(100), partition=partition, timestamp_ms=at)

    asyncio.run(fill())
    return made


def test_a_long_topic_is_never_held_whole(found: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Merged by time, each partition in its order; one whose turn is far off waits with little in memory."""
    fetched, taken = Counter[int](), Counter[int]()
    most: Counter[int] = Counter()
    getmany = AIOKafkaConsumer.getmany

    async def counted(consumer: AIOKafkaConsumer, *places: Any, **options: Any) -> dict[Any, list[ConsumerRecord]]:
        came: dict[Any, list[ConsumerRecord]] = await getmany(consumer, *places, **options)
        fetched.update({place.partition: len(records) for place, records in came.items()})
        return came

    monkeypatch.setattr(AIOKafkaConsumer, "getmany", counted)
    seen: dict[int, list[int]] = {0: [], 1: [], 2: []}
    newest = 0
    with backlog(found, DECLARATIONS, **FETCH) as partitions:
        assert len(partitions) == found.partitions
        for record in heapq.merge(*partitions, key=lambda record: record.timestamp):
            assert record.timestamp >= newest
            newest = record.timestamp
            seen[record.partition].append(record.offset)
            taken[record.partition] += 1
            most |= fetched - taken
    assert seen == {0: list(range(MANY)), 1: list(range(MANY)), 2: list(range(FEW))}
    assert fetched == taken
    assert max(most.values()) < AHEAD + AT_ONCE < MANY / 2


def test_what_comes_meanwhile_is_not_read(found: Settings) -> None:
    """The end is where it was at the beginning, so that a topic in use ends at all."""

    async def more() -> None:
        async with AIOKafkaProducer(bootstrap_servers=found.bootstrap) as out:
            await out.send_and_wait(found.topic_prefix + DECLARATIONS, b"late", partition=2)

    with backlog(found, DECLARATIONS) as partitions:
        asyncio.run(more())
        assert [record.offset for record in partitions[2]] == list(range(FEW))
        assert list(partitions[3]) == []


def test_who_stops_early_is_let_go(found: Settings) -> None:
    """An error of the caller comes out, and nothing is left running."""
    with pytest.raises(ZeroDivisionError), backlog(found, DECLARATIONS) as partitions:
        assert next(partitions[0]).offset == 1 / 0
