"""Kafka for short commands: connect or say what to do, read a topic to its end."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, ConsumerRecord, TopicPartition
from aiokafka.errors import TopicAuthorizationFailedError, for_code

from streams import clients
from streams.cli.exits import CommandFailed
from streams.fetching import fetched
from streams.settings import Settings
from streams.topics import LARGEST_RECORD


@asynccontextmanager
async def producer(settings: Settings) -> AsyncIterator[AIOKafkaProducer]:
    """An idempotent producer. Raises DependencyAbsent."""
    made = clients.producer(
        settings, enable_idempotence=True, linger_ms=settings.linger_ms, max_request_size=LARGEST_RECORD
    )
    try:
        await clients.start(settings, made)
        yield made
    finally:
        await made.stop()


async def topics_there(out: AIOKafkaProducer) -> frozenset[str]:
    """Full names of all topics. To send to another would be tried for long before it fails."""
    return frozenset((await out.client.fetch_all_metadata()).topics())


def missing(topic: str) -> CommandFailed:
    """The error to raise when there is no such topic."""
    return CommandFailed(
        f"there is no topic {topic}; check KORDON_TOPIC_PREFIX, or create what is missing: kordon topics create"
    )


@asynccontextmanager
async def reader(settings: Settings, topic: str, **options: Any) -> AsyncIterator[AIOKafkaConsumer]:
    """A read-committed consumer of all partitions of a topic, outside any group.

    `topic` is without the prefix. Raises DependencyAbsent when no broker answers, CommandFailed without the topic.
    """
    made = clients.consumer(settings, **options)
    try:
        await clients.start(settings, made)
        made.assign(await _places(settings, settings.topic_prefix + topic))
        yield made
    finally:
        await made.stop()


async def _places(settings: Settings, topic: str) -> list[TopicPartition]:
    async with clients.admin(settings) as admin:
        [described] = await admin.describe_topics([topic])
    error = for_code(described["error_code"])
    if error is TopicAuthorizationFailedError:
        raise error(topic)
    if described["error_code"]:
        raise missing(topic)
    return sorted(TopicPartition(topic, found["partition"]) for found in described["partitions"])


async def to_end(consumer: AIOKafkaConsumer) -> AsyncIterator[ConsumerRecord]:
    """Every record that is there now, partition by partition in their own order."""
    ends = await consumer.end_offsets(list(consumer.assignment()))
    await consumer.seek_to_beginning()
    waiting = {place for place in ends if await consumer.position(place) < ends[place]}
    while waiting:
        for place, records in (await fetched(consumer, timeout_ms=200)).items():
            for record in records:
                if record.offset < ends[place]:
                    yield record
        waiting = {place for place in waiting if await consumer.position(place) < ends[place]}
