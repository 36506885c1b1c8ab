"""What a topic holds now, record by record to whoever takes its time: little of it is in memory at once."""

import asyncio
import threading
from collections import deque
from collections.abc import Callable, Coroutine, Iterator
from contextlib import AsyncExitStack, contextmanager
from typing import Any

from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition

from streams.cli.kafka import reader
from streams.fetching import BatchUnreadable, Fetching
from streams.settings import Settings

AHEAD = 500
"""Records that wait of a partition before no more of it is fetched; what one fetch brings comes on top."""
_LOOK_MS = 200

Run = Callable[[Coroutine[Any, Any, Any]], Any]
PassOver = Callable[[BatchUnreadable], None]


def refuse(batch: BatchUnreadable) -> None:
    """Pass over nothing. Raises BatchUnreadable."""
    raise batch


@contextmanager
def backlog(
    settings: Settings, topic: str, pass_over: PassOver = refuse, **options: Any
) -> Iterator[list[Iterator[ConsumerRecord]]]:
    """One iterator for each partition, in its own order; which is taken from next is up to the caller.

    `topic` is without the prefix. Raises DependencyAbsent when no broker answers, CommandFailed without the topic.
    `pass_over` hears of a batch that can not be read before it is passed over, or raises it.
    """
    with _loop() as run:
        stack = AsyncExitStack()
        consumer = run(stack.enter_async_context(reader(settings, topic, **options)))
        try:
            found = _Backlog(consumer, run, pass_over)
            run(found.begin())
            yield found.partitions()
        finally:
            run(stack.aclose())


@contextmanager
def _loop() -> Iterator[Run]:
    """A loop in a thread of its own, which answers the broker while the caller works."""
    with asyncio.Runner() as runner:
        loop = runner.get_loop()
        thread = threading.Thread(target=loop.run_forever, name="backlog", daemon=True)
        thread.start()
        try:
            yield lambda work: asyncio.run_coroutine_threadsafe(work, loop).result()
        finally:
            loop.call_soon_threadsafe(loop.stop)
            thread.join()


class _Backlog:
    """Fetches for all partitions, but no further for those that have enough waiting or are at their end."""

    def __init__(self, consumer: AIOKafkaConsumer, run: Run, pass_over: PassOver) -> None:
        self._consumer, self._run = consumer, run
        self._fetching = Fetching(consumer, pass_over)
        self._fetched: dict[TopicPartition, int] = {}
        self._waiting: dict[TopicPartition, deque[ConsumerRecord]] = {
            place: deque() for place in sorted(consumer.assignment())
        }
        self._ends: dict[TopicPartition, int] = {}
        self._unread: set[TopicPartition] = set()

    async def begin(self) -> None:
        """Go to the beginning, and note where the end is now."""
        self._ends = await self._consumer.end_offsets(list(self._waiting))
        await self._consumer.seek_to_beginning()
        self._fetched = {place: await self._consumer.position(place) for place in self._waiting}
        self._unread = set(self._waiting)
        await self._look()

    def partitions(self) -> list[Iterator[ConsumerRecord]]:
        """The records of each partition."""
        return [self._records(place) for place in self._waiting]

    def _records(self, place: TopicPartition) -> Iterator[ConsumerRecord]:
        waiting = self._waiting[place]
        while waiting or place in self._unread:
            if not waiting:
                self._run(self._fetch(place))
            while waiting:
                yield waiting.popleft()

    async def _fetch(self, wanted: TopicPartition) -> None:
        """Fetch until something of one partition is here, or its end is reached."""
        while not self._waiting[wanted] and wanted in self._unread:
            self._hold()
            for place, records in (await self._fetching.get(_LOOK_MS, self._fetched)).items():
                self._fetched[place] = records[-1].offset + 1
                self._waiting[place].extend(record for record in records if record.offset < self._ends[place])
            for place in list(self._fetching.blocked):
                self._fetching.pass_over(place)
            await self._look()

    def _hold(self) -> None:
        """The client throws away what comes of a partition that is held, and fetches it again when its turn comes."""
        held = {place for place, waiting in self._waiting.items() if len(waiting) >= AHEAD or place not in self._unread}
        paused = self._consumer.paused()
        self._consumer.pause(*held - paused)
        self._consumer.resume(*paused - held)

    async def _look(self) -> None:
        self._unread = {place for place in self._unread if await self._consumer.position(place) < self._ends[place]}
