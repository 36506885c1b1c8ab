"""Fetching for the intake: a batch that can not be read stops its own partition, and nothing else."""

import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress

import structlog
from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition
from aiokafka.errors import CorruptRecordException, IllegalStateError, KafkaError, UnsupportedCodecError

Fetched = dict[TopicPartition, list[ConsumerRecord]]

_AT_ONCE = 1000
_ONE_BY_ONE = 200
_TRY_AGAIN_S = 60.0

log = structlog.get_logger(__name__)


class Unreadable:
    """Where a partition stands: the offset of the batch, and what is wrong with it."""

    def __init__(self, offset: int, why: str, since: float) -> None:
        self.offset, self.why, self.since = offset, why, since


class Fetching:
    """Gets records from a consumer. `told(place, offset, why)` hears of each batch that can not be read.

    Its partition stands, and is tried again every minute: the release that can read it may have been started meanwhile.
    """

    def __init__(self, consumer: AIOKafkaConsumer, told: Callable[[TopicPartition, int, str], None]) -> None:
        self._consumer, self._told = consumer, told
        self.blocked: dict[TopicPartition, Unreadable] = {}
        self._known: dict[TopicPartition, tuple[int, str]] = {}

    async def get(self, timeout_ms: int, positions: Mapping[TopicPartition, int]) -> Fetched:
        """What came. `positions`: up to where each partition was taken, so that nothing between is passed over."""
        try:
            self._try_again()
            found: Fetched = await self._consumer.getmany(timeout_ms=timeout_ms, max_records=_AT_ONCE)
        except Exception as error:
            if not _is_of_a_batch(error):
                raise
            # What was fetched with it of any partition is not handed out any more, although the positions moved on.
            await self._go_back(positions)
            return await self._one_by_one(timeout_ms)
        return found

    def forget(self) -> None:
        """Partitions are shared out anew."""
        self.blocked.clear()

    async def _go_back(self, positions: Mapping[TopicPartition, int]) -> None:
        for place in self._consumer.assignment():
            with suppress(IllegalStateError):  # taken from us meanwhile
                # Not `seek_to_committed`: where nothing was committed yet, it leaves the position where it is.
                back = positions[place] if place in positions else await self._consumer.committed(place)
                if back is None:
                    await self._consumer.seek_to_beginning(place)
                else:
                    self._consumer.seek(place, back)

    async def _one_by_one(self, timeout_ms: int) -> Fetched:
        """A partition at a time and a record at a time, up to the batch that can not be read."""
        found: Fetched = {}
        for place in self._consumer.assignment() - self.blocked.keys():
            for _ in range(_ONE_BY_ONE):
                try:
                    records = await self._consumer.getmany(place, timeout_ms=timeout_ms, max_records=1)
                except Exception as error:
                    if not _is_of_a_batch(error):
                        raise
                    await self._block(place, error)
                    break
                if not records:
                    break
                found.setdefault(place, []).extend(records[place])
        return found

    async def _block(self, place: TopicPartition, error: Exception) -> None:
        offset = await self._consumer.position(place)
        kind = type(error).__name__
        why = f"{kind}: {error}"
        self._consumer.seek(place, offset)  # whatever was fetched of it is fetched again
        self._consumer.pause(place)
        self.blocked[place] = Unreadable(offset, why, time.monotonic())
        if self._known.get(place) != (offset, why):  # it is tried again and again, but told of once
            self._known[place] = (offset, why)
            log.error("batch_unreadable", topic=place.topic, partition=place.partition, offset=offset, kind=kind)
            self._told(place, offset, why)

    def _try_again(self) -> None:
        now = time.monotonic()
        for place in [place for place, one in self.blocked.items() if now - one.since >= _TRY_AGAIN_S]:
            del self.blocked[place]
            with suppress(IllegalStateError):
                self._consumer.resume(place)

    def pausable(self, places: Iterable[TopicPartition]) -> set[TopicPartition]:
        """Those of `places` that are not paused for what can not be read."""
        return {place for place in places if place not in self.blocked}


def _is_of_a_batch(error: Exception) -> bool:
    """Whether an error is of what was fetched, not of the broker: a codec's own errors are no errors of Kafka."""
    return isinstance(error, UnsupportedCodecError | CorruptRecordException) or not isinstance(error, KafkaError)
