"""How a reader fetches from a real Kafka: gathered while records flow, at once after a pause."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.protocol.fetch import FetchRequest

from streams import clients
from streams.fetching import Fetching
from streams.settings import Settings
from streams.topics import FRAMES

EAGER, GATHERED = (1, 500), (64 * 1024, 30)
"""How many bytes a fetch asks for at least, and how many ms it waits for them."""


@pytest.fixture
async def consumer(found: Settings) -> AsyncIterator[AIOKafkaConsumer]:
    made = clients.consumer(found)
    await made.start()
    made.assign([TopicPartition(found.topic_prefix + FRAMES["cases"], 0)])
    yield made
    await made.stop()


@pytest.fixture
def asked(consumer: AIOKafkaConsumer, monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, int]]:
    """What each fetch asked for."""
    made: list[tuple[int, int]] = []
    send = consumer._client.send

    async def seen(node: int, request: object, **options: object) -> object:
        if isinstance(request, FetchRequest):
            made.append((request._min_bytes, request._max_wait_ms))
        return await send(node, request, **options)

    monkeypatch.setattr(consumer._client, "send", seen)
    return made


async def test_the_broker_gathers_while_records_flow(
    producer: AIOKafkaProducer, consumer: AIOKafkaConsumer, asked: list[tuple[int, int]]
) -> None:
    """And nothing is waited for after a pause."""
    [place] = consumer.assignment()
    fetching = Fetching(consumer, gather_ms=30)
    async with asyncio.timeout(60):
        while not asked:
            assert await fetching.get(100, {}) == {}
        assert set(asked) == {EAGER}
        while GATHERED not in asked:
            await producer.send_and_wait(place.topic, b"a", partition=0)
            await fetching.get(100, {})
        while asked[-1] != EAGER:
            await fetching.get(100, {})


async def test_who_has_time_is_not_made_to_wait(
    producer: AIOKafkaProducer, consumer: AIOKafkaConsumer, asked: list[tuple[int, int]]
) -> None:
    """A command reads what there is as fast as it comes."""
    [place] = consumer.assignment()
    fetching = Fetching(consumer)
    for _ in range(10):
        await producer.send_and_wait(place.topic, b"a", partition=0)
        await fetching.get(100, {})
    assert set(asked) == {EAGER}
