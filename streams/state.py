"""The state of one partition: local records, a changelog, the source position, and a producer that fences."""

import asyncio
from collections.abc import Callable, Iterable
from typing import Protocol

import structlog
from aiokafka import AIOKafkaConsumer, TopicPartition

from schemas.errors import KordonError
from schemas.topics import ALERTS, ASSESSMENTS, DISPOSITIONS, INTERNAL_SECURITY
from scorers.delivery.wire import decode_record, encode_record
from scorers.exchange.messages import Half, Outward
from scorers.exchange.publishing import in_one
from streams import clients
from streams.fetching import fetched
from streams.frames import Framer
from streams.local import POSITION, Changes, LocalState
from streams.settings import Settings
from streams.topics import CHANGELOGS, FRAMES, LARGEST_RECORD, TOMBSTONES_MS, partition_of, transactional_id

TRANSACTION_MS = 30_000
URGENT = frozenset({ALERTS, ASSESSMENTS, DISPOSITIONS, INTERNAL_SECURITY})
"""Topics that somebody acts on while goods wait."""
_STALE_S = TOMBSTONES_MS / 1000 / 2

log = structlog.get_logger(__name__)


class Frame(Protocol):
    """A frame as it was delivered."""

    def ack(self) -> bool:
        """Say that it is done with."""
        ...


_Row = tuple[bytes, bytes | None, list[tuple[str, bytes]]]


class FramesGone(KordonError):
    """The internal topic does not hold what a partition has to read next, so that something would be left out.

    Operator: put the internal topic back if it was deleted or made anew. If it is lost: stop all workers and intakes,
    delete the internal topics, their changelogs and the local state, run `kordon topics create`, and set the group
    `kordon-intake` back to the earliest offsets, so that everything is scored again.
    """


class PartitionState:
    """Everything that one partition of a room owns. Whoever opens it fences whoever held it before."""

    def __init__(self, room: Half, number: int, settings: Settings, framer: Framer) -> None:
        prefix = settings.topic_prefix
        self.room, self.number, self.position = room, number, 0
        self.source = TopicPartition(prefix + FRAMES[room], number)
        self.changelog = TopicPartition(prefix + CHANGELOGS[room], number)
        self.outward: dict[tuple[str, str], tuple[Outward, Outward]] = {}
        self.urgent = False
        """Whether something was said that somebody waits for."""
        self.taken: list[Frame] = []
        self.store: LocalState
        self._settings, self._framer = settings, framer
        self._checkpointed = 0
        self._lock = asyncio.Lock()
        self._producer = clients.producer(
            settings,
            transactional_id=transactional_id(settings, room, number),
            transaction_timeout_ms=TRANSACTION_MS,
            max_batch_size=1024 * 1024,
            max_request_size=LARGEST_RECORD,
        )

    @classmethod
    async def open(
        cls,
        room: Half,
        number: int,
        settings: Settings,
        framer: Framer,
        goes_on: Callable[[], None] = lambda: None,
    ) -> "PartitionState":
        """Take the partition over and bring its local state up to date. Raises FramesGone, StateInUse, BatchUnreadable.

        `goes_on` is called at each step forward, since there may be much to read.
        """
        self = cls(room, number, settings, framer)
        await self._producer.start()  # from here on the older holder is fenced
        try:
            path = settings.state_dir / f"{settings.topic_prefix}{room}" / str(number)
            self.store = LocalState(path, encode_record, decode_record)
            await self._restore(goes_on)
        except BaseException:
            await self._producer.stop()
            if hasattr(self, "store"):
                self.store.close()
            raise
        return self

    def publish(self, record: Outward) -> None:
        """Keep a record for the next checkpoint, which publishes one of each key."""
        first, _ = self.outward.get((record.topic, record.key), (record, record))
        self.outward[record.topic, record.key] = first, record
        self.urgent = self.urgent or record.topic in URGENT

    @property
    def behind(self) -> bool:
        """Whether there is anything for a checkpoint to write down."""
        return self.position != self._checkpointed

    async def checkpoint(self) -> list[Outward]:
        """Make everything up to the position final, and return what was published by it.

        First the internal messages, then in one transaction the changelog and what goes outward, then RocksDB, then
        the acks. Any error means that nothing may be acked and the process has to end.
        """
        async with self._lock:
            if not self.behind:
                return []
            position, taken = self.position, self.taken
            published = [record for first, last in self.outward.values() if (record := in_one(first, last)) is not None]
            self.outward, self.taken, self.urgent = {}, [], False
            changes = self.store.take_changes() | {POSITION: b"%d" % position}
            await self._framer.flush()
            self.store.write(changes, await self._commit(changes, published))
            self._checkpointed = position
            for frame in taken:
                frame.ack()
            return published

    async def close(self) -> list[Outward]:
        """A last checkpoint, then let go."""
        try:
            return await self.checkpoint()
        finally:
            await self.drop()

    async def drop(self) -> None:
        """Let go without a checkpoint."""
        await self._producer.stop()
        self.store.close()

    async def _commit(self, changes: Changes, outward: list[Outward]) -> int:
        rows: dict[TopicPartition, list[_Row]] = {}
        for record in outward:
            place = TopicPartition(
                self._settings.topic_prefix + record.topic, partition_of(record.case, self._settings.partitions)
            )
            rows.setdefault(place, []).append((record.key.encode(), record.value, record.all_headers()))
        await self._producer.begin_transaction()
        for place, found in rows.items():
            await self._send(place, found)
        end = await self._send(self.changelog, ((key, value, []) for key, value in changes.items()))
        await self._producer.commit_transaction()
        return end

    async def _send(self, place: TopicPartition, rows: Iterable[_Row]) -> int:
        """Send rows in batches; returns the offset after the last one."""
        sent = []
        batch = self._producer.create_batch()
        for key, value, headers in rows:
            if batch.append(key=key, value=value, timestamp=None, headers=headers) is None:
                sent.append(await self._producer.send_batch(batch, place.topic, partition=place.partition))
                batch = self._producer.create_batch()
                batch.append(key=key, value=value, timestamp=None, headers=headers)
        count = batch.record_count()
        sent.append(await self._producer.send_batch(batch, place.topic, partition=place.partition))
        done = await asyncio.gather(*sent)
        end: int = done[-1].offset + count
        return end

    async def _restore(self, goes_on: Callable[[], None]) -> None:
        consumer = clients.consumer(self._settings, max_partition_fetch_bytes=LARGEST_RECORD)
        await consumer.start()
        try:
            # Before anything is fetched: these requests would queue behind the fetch.
            begins = await consumer.beginning_offsets([self.source, self.changelog])
            ends = await consumer.end_offsets([self.source, self.changelog])
            consumer.assign([self.changelog])
            await self._read_changelog(consumer, begins[self.changelog], ends[self.changelog], goes_on)
        finally:
            await consumer.stop()
        self.position = self._checkpointed = self.store.position
        begin, end = begins[self.source], ends[self.source]
        if not begin <= self.position <= end:
            raise FramesGone(
                f"{self.source.topic}/{self.number} holds offsets {begin} to {end}, but the state has to go on at"
                f" {self.position}: put the topic back, or start over as the documentation of this error says"
            )

    async def _read_changelog(
        self, consumer: AIOKafkaConsumer, begin: int, end: int, goes_on: Callable[[], None]
    ) -> None:
        start = self.store.offset
        if not begin <= start <= end or self.store.age_s > _STALE_S:
            log.warning("local_state_rebuilt", room=self.room, partition=self.number, start=start, end=end)
            self.store.clear()
            start = begin
        consumer.seek(self.changelog, start)
        while await consumer.position(self.changelog) < end:
            for records in (await fetched(consumer, self.changelog, timeout_ms=200)).values():
                if records:
                    self.store.write({one.key: one.value for one in records}, records[-1].offset + 1)
                    goes_on()
        log.info("partition_restored", room=self.room, partition=self.number, start=start, end=end)
