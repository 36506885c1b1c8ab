"""Reading of records where a batch may be unreadable: it is named, never passed over, and stops no other partition."""

import time
import traceback
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress

import structlog
from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition
from aiokafka.errors import IllegalStateError

from schemas.errors import KordonError

Fetched = dict[TopicPartition, list[ConsumerRecord]]

_AT_ONCE = 1000
_ONE_BY_ONE = 200
_COMES_MS = 1000
_TRY_AGAIN_S = 60.0
_EAGER = (1, 500)
_GATHERED_BYTES = 64 * 1024
"""How much a fetch brings at least, where it may be waited for."""
_CODECS = ("none", "gzip", "snappy", "lz4", "zstd")

log = structlog.get_logger(__name__)


class BatchUnreadable(KordonError):
    """A batch of records can not be unpacked: this release does not have its codec, or it is damaged.

    Operator: the message names where it is and its codec. Start a release that has the codec; a damaged batch is put
    back from another replica or a backup. Until then nothing is made of the topic that what is missing would change.
    """

    def __init__(self, place: TopicPartition, offset: int, after: int, codec: str, error: BaseException) -> None:
        self.place, self.offset, self.codec, self.kind = place, offset, codec, type(error).__name__
        self.why = f"codec {codec}; {self.kind}: {error}"
        super().__init__(
            f"{place.topic}/{place.partition}: the batch at offset {offset} can not be read ({self.why}): start a"
            " release that has its codec; if it is damaged, put the partition back from another replica or a backup"
        )
        self.after = max(after, offset + 1)
        """Offset after the batch, as its head says."""


def unreadable(error: BaseException) -> BatchUnreadable | None:
    """What an error of a consumer says of a batch; None: it is of something else."""
    for frame, _ in traceback.walk_tb(error.__traceback__):
        # The client tells of no error which batch it came from: it is the one at which its iterator stood.
        place, batch = frame.f_locals.get("tp"), frame.f_locals.get("next_batch")
        if batch is not None and isinstance(place, TopicPartition):
            number = batch.compression_type
            codec = _CODECS[number] if number < len(_CODECS) else f"unknown, number {number}"
            return BatchUnreadable(place, batch.base_offset, batch.next_offset, codec, error)
    return None


def tell(batch: BatchUnreadable) -> None:
    """Log a batch at which a partition now stands."""
    place = batch.place
    log.error(
        "batch_unreadable",
        topic=place.topic,
        partition=place.partition,
        offset=batch.offset,
        codec=batch.codec,
        kind=batch.kind,
    )


async def fetched(
    consumer: AIOKafkaConsumer, *places: TopicPartition, timeout_ms: int = 0, max_records: int | None = None
) -> Fetched:
    """What came, for a reader that may leave nothing out.

    Raises BatchUnreadable. What was fetched with the batch is then not handed out any more, although the positions may
    have moved on: the reader has to end, or to seek.
    """
    try:
        found: Fetched = await consumer.getmany(*places, timeout_ms=timeout_ms, max_records=max_records)
    except Exception as error:
        if (of_batch := unreadable(error)) is not None:
            raise of_batch from error
        raise
    return found


class Standing:
    """At which batch a partition stands, and since when (s of a monotonic clock)."""

    def __init__(self, batch: BatchUnreadable, since: float) -> None:
        self.batch, self.since = batch, since


class Fetching:
    """Gets records from a consumer for a reader that goes on beside what can not be read, of which `told` hears.

    The partition of such a batch stands, and is tried again every minute: it may have been put back meanwhile.
    While records flow the broker gathers them for `gather_ms` before it answers; the first after a pause come at once.
    """

    def __init__(
        self,
        consumer: AIOKafkaConsumer,
        told: Callable[[BatchUnreadable], None] = tell,
        gather_ms: int | None = None,
    ) -> None:
        self._consumer, self._told = consumer, told
        self._gathered = None if gather_ms is None else (_GATHERED_BYTES, gather_ms)
        self.blocked: dict[TopicPartition, Standing] = {}
        self._known: dict[TopicPartition, tuple[int, str]] = {}

    async def get(self, timeout_ms: int, positions: Mapping[TopicPartition, int]) -> Fetched:
        """What came. `positions`: up to where each partition was taken, so that nothing between is passed over."""
        try:
            self._try_again()
            found = await fetched(self._consumer, timeout_ms=timeout_ms, max_records=_AT_ONCE)
        except BatchUnreadable as error:
            await self._go_back(positions)
            return await self._one_by_one(error.place)
        if self._gathered is not None:
            self._ask_for(self._gathered if found else _EAGER)
        return found

    def pass_over(self, place: TopicPartition) -> None:
        """Go on behind the batch that a partition stands at."""
        self._consumer.seek(place, self.blocked.pop(place).batch.after)
        self._consumer.resume(place)

    def forget(self) -> None:
        """Partitions are shared out anew."""
        self.blocked.clear()

    def _ask_for(self, wanted: tuple[int, int]) -> None:
        # A request names every partition, and one record costs as much as a thousand; the library lets this be set only
        # when a consumer is made, for busy and for quiet times alike.
        fetcher = self._consumer._fetcher  # noqa: SLF001
        fetcher._fetch_min_bytes, fetcher._fetch_max_wait_ms = wanted  # noqa: SLF001

    async def _go_back(self, positions: Mapping[TopicPartition, int]) -> None:
        for place in self._consumer.assignment():
            with suppress(IllegalStateError):  # taken from us meanwhile
                # Not `seek_to_committed`: where nothing was committed yet, it leaves the position where it is.
                back = positions[place] if place in positions else await self._consumer.committed(place)
                if back is None:
                    await self._consumer.seek_to_beginning(place)
                else:
                    self._consumer.seek(place, back)

    async def _one_by_one(self, place: TopicPartition) -> Fetched:
        """What stands before the batch that can not be read, a record at a time."""
        found: Fetched = {}
        for _ in range(_ONE_BY_ONE):
            try:
                records = await fetched(self._consumer, place, timeout_ms=_COMES_MS, max_records=1)
            except BatchUnreadable as error:
                await self._block(error)
                break
            if not records:
                break
            found.setdefault(place, []).extend(records[place])
        return found

    async def _block(self, batch: BatchUnreadable) -> None:
        place = batch.place
        with suppress(IllegalStateError):  # taken from us meanwhile
            # Whatever was fetched of it is fetched again.
            self._consumer.seek(place, await self._consumer.position(place))
            self._consumer.pause(place)
        self.blocked[place] = Standing(batch, time.monotonic())
        if self._known.get(place) != (batch.offset, batch.why):  # it is tried again and again, but told of once
            self._known[place] = (batch.offset, batch.why)
            self._told(batch)

    def _try_again(self) -> None:
        now = time.monotonic()
        for place in [place for place, one in self.blocked.items() if now - one.since >= _TRY_AGAIN_S]:
            del self.blocked[place]
            with suppress(IllegalStateError):
                self._consumer.resume(place)

    def pausable(self, places: Iterable[TopicPartition]) -> set[TopicPartition]:
        """Those of `places` that are not paused for what can not be read."""
        return {place for place in places if place not in self.blocked}
