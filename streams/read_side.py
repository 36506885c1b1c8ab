"""The read side: what services ask for, kept in Redis from the outward topics. Scoring never waits for it.

With every batch Redis also gets the next offset of the partition, in the same transaction. That offset is the truth of
how far Redis is: emptied, or put back to an older copy, it shows and the topic is read again from there; a reader that
lost the partition to another can not write over what the other wrote.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence

import stamina
import structlog
from aiokafka import ConsumerRecord, TopicPartition
from redis.asyncio import Redis
from redis.asyncio.client import Pipeline
from redis.exceptions import RedisError, WatchError

from schemas import topics
from streams import clients
from streams.fetching import Fetching
from streams.metrics import Metrics, Owned
from streams.read_model import Keys, project
from streams.redis_refusals import why_no_redis
from streams.settings import Settings

FOLLOWED = (
    topics.ASSESSMENTS,
    topics.ALERTS,
    topics.DISPOSITIONS,
    topics.CATEGORY_CHANGES,
    topics.REFERENCE_FACTS,
)
PAUSE_S = 0.1
"""Between two batches: fewer and larger ones leave more of the process to scoring."""
LOOK_S = 1.0
"""Between two looks at where Redis is, while there is nothing to write."""
_DAY_MS = 24 * 3600 * 1000

Batch = Mapping[TopicPartition, Sequence[ConsumerRecord]]

log = structlog.get_logger(__name__)


class Moved(RedisError):
    """Redis is at another offset than the reader. Operator: nothing to do, the reader goes back to it by itself."""


class ReadSide:
    """Follows the outward topics and writes what they say into Redis, until it is cancelled."""

    def __init__(self, settings: Settings, metrics: Metrics) -> None:
        self._prefix, self._metrics, self._lag = settings.topic_prefix, metrics, Owned(metrics.lag)
        self._redis = clients.redis(settings, timeout_s=5)
        self._keys = Keys(settings.topic_prefix)
        self._followed = [self._prefix + topic for topic in FOLLOWED]
        self._consumer = clients.consumer(
            settings,
            *self._followed,
            group_id=f"{self._prefix}kordon-read-side",
            # Redis may be away for long; that is no reason to be thrown out of the group.
            max_poll_interval_ms=_DAY_MS,
        )
        self._fetching = Fetching(self._consumer, gather_ms=settings.linger_ms)
        self._standing = Owned(metrics.unreadable)
        self._at: dict[TopicPartition, int] = {}
        self._why: str | None = None
        self._looked = 0.0

    async def run(self) -> None:
        """Follow until cancelled. Raises KafkaError when the broker can not be reached at the start."""
        await self._consumer.start()
        try:
            while True:
                await self._step()
        finally:
            self._lag.show({})
            self._standing.show({})
            await self._consumer.stop()
            await self._redis.aclose()

    async def _step(self) -> None:
        if time.monotonic() - self._looked > LOOK_S or self._consumer.assignment() != self._at.keys():
            await self._retried(self._take_places)
        found = await self._fetching.get(int(LOOK_S * 1000), self._at)
        batch = {place: records for place, records in found.items() if records and place in self._at}
        if batch:
            await self._apply(batch)
        await asyncio.sleep(PAUSE_S)

    async def _apply(self, batch: Batch) -> None:
        try:
            await self._retried(lambda: self._write(batch))
        except (Moved, WatchError):
            self._at.clear()
            return
        for place, records in batch.items():
            self._at[place] = records[-1].offset + 1

    async def _take_places(self) -> None:
        """Go where Redis is, for every partition that is new here or whose offset Redis has lost."""
        places = sorted(self._consumer.assignment())
        stored = await self._offsets(self._redis, places)
        lag: dict[tuple[str, ...], float] = {}
        for place in places:
            if self._at.get(place) != stored[place]:
                await self._go(place, stored[place])
            behind = (self._consumer.highwater(place) or 0) - await self._consumer.position(place)
            lag[f"read-side:{self._public(place)}", str(place.partition)] = max(0, behind)
        self._lag.show(lag)
        blocked = self._fetching.blocked
        self._standing.show({(self._public(place), str(place.partition)): 1.0 for place in blocked})
        self._at = stored
        self._looked = time.monotonic()

    async def _go(self, place: TopicPartition, offset: int) -> None:
        end = (await self._consumer.end_offsets([place]))[place]
        if offset <= end and offset > 0:
            self._consumer.seek(place, offset)
            return
        if offset:  # the topic was made anew
            await self._redis.delete(self._keys.offset(place))
        if end:
            log.info("read_side_reads_from_beginning", topic=self._public(place), partition=place.partition, end=end)
        await self._consumer.seek_to_beginning(place)

    async def _offsets(self, redis: Redis | Pipeline, places: Sequence[TopicPartition]) -> dict[TopicPartition, int]:
        if not places:
            return {}
        found = await redis.mget([self._keys.offset(place) for place in places])
        return {place: int(value or 0) for place, value in zip(places, found, strict=True)}

    async def _write(self, batch: Batch) -> None:
        places = list(batch)
        async with self._redis.pipeline(transaction=True) as writes:
            await writes.watch(*(self._keys.offset(place) for place in places))
            stored = await self._offsets(writes, places)
            if any(stored[place] != self._at[place] for place in places):
                raise Moved("the offset in Redis is not the reader's")
            writes.multi()  # type: ignore[no-untyped-call]  # redis leaves it untyped
            for place, records in batch.items():
                for record in records:
                    project(writes, self._keys, self._public(place), record.key or b"", record.value)
                writes.set(self._keys.offset(place), records[-1].offset + 1)
            await writes.execute()

    def _public(self, place: TopicPartition) -> str:
        return str(place.topic.removeprefix(self._prefix))

    async def _retried(self, work: Callable[[], Awaitable[None]]) -> None:
        """Do it until Redis lets it through; meanwhile the gauge is at 0."""
        async for attempt in stamina.retry_context(on=_is_absence, attempts=None, timeout=None, wait_max=5.0):
            with attempt:
                try:
                    await work()
                except RedisError as error:
                    if _is_absence(error):
                        self._told(error)
                    raise
        self._told(None)

    def _told(self, error: RedisError | None) -> None:
        """Say once that Redis is lost and why, again when the cause is another, and that it is back."""
        why = "" if error is None else why_no_redis(error, quote=False)
        if why == self._why:
            return
        self._metrics.dependency_up.labels("redis").set(not why)
        if error is not None:
            log.warning("dependency_lost", dependency="redis", error=type(error).__name__, reason=why)
        elif self._why is not None:
            log.info("dependency_back", dependency="redis")
        self._why = why


def _is_absence(error: Exception) -> bool:
    return isinstance(error, RedisError | OSError | asyncio.TimeoutError) and not isinstance(error, Moved | WatchError)
