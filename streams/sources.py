"""The source partitions of an intake, taken in rough order of event time, and how far time has come in each."""

import heapq
from collections import deque
from collections.abc import Container, Iterable, Iterator

import msgspec
from aiokafka import TopicPartition

from scorers.exchange.messages import Outward, Published, Watermark

HOUR_MS = 3_600_000
BUFFERED = 500


class Item(msgspec.Struct, frozen=True, gc=False):
    """One input: where it goes, the offset after it, and the event time (ms UTC) that gives its turn."""

    at: int
    after: int
    content: Published | Outward
    moves: bool = True
    """Whether its time says how far the source has come; a bad input or a fact of a register does not."""


class Source:
    """One source partition. `fetched` and `end` are offsets; times are seconds of one monotonic clock."""

    def __init__(self, start: int, end: int, now: float, first: bool) -> None:
        self.waiting: deque[Item] = deque()
        self.fetched, self.end, self.done = start, end, start
        self.newest = 0
        self.active_at = now
        self.first_until = end if first else None
        self.told: tuple[int, bool] | None = None
        self.stands = False

    @property
    def lagging(self) -> bool:
        """Whether the broker has more for us than was fetched."""
        return self.fetched < self.end

    @property
    def lag(self) -> int:
        """Records that have not been taken yet."""
        return max(0, self.end - self.fetched) + len(self.waiting)


class Sources:
    """All source partitions of one intake.

    An input is held back while it is more than `drift_ms` ahead of a source that lags and of which nothing is here:
    so a backlog is read in rough order, whatever the sizes of its partitions.
    """

    def __init__(self, out_of_orderness_ms: int, idle_timeout_s: float, drift_ms: int = HOUR_MS) -> None:
        self._late_ms, self._idle_s, self._drift_ms = out_of_orderness_ms, idle_timeout_s, drift_ms
        self._sources: dict[TopicPartition, Source] = {}

    def __contains__(self, place: TopicPartition) -> bool:
        return place in self._sources

    def __getitem__(self, place: TopicPartition) -> Source:
        return self._sources[place]

    def __iter__(self) -> Iterator[TopicPartition]:
        return iter(list(self._sources))

    def add(self, place: TopicPartition, start: int, end: int, now: float, first: bool = False) -> None:
        """Begin with a source. `first`: what it holds now goes before everything else, as reference facts do."""
        self._sources[place] = Source(start, end, now, first)

    def remove(self, places: Iterable[TopicPartition]) -> None:
        """Forget sources that were taken from us, with what was not taken of them yet."""
        for place in places:
            self._sources.pop(place, None)

    def fetched(self, place: TopicPartition, offset: int, end: int) -> None:
        """Note that everything before `offset` was fetched, and where the source ends as far as is known."""
        source = self._sources[place]
        source.fetched, source.end = offset, max(source.end, end)

    def put(self, place: TopicPartition, items: Iterable[Item], now: float) -> None:
        """Queue what was fetched."""
        source = self._sources[place]
        source.waiting.extend(items)
        source.active_at = now

    def ready(self, now: float) -> Iterator[Item]:
        """Take everything whose turn it is."""
        limit = min((self._limit(one) for one in self._sources.values() if self._holds(one, now)), default=None)
        heads = [(one.waiting[0].at, place) for place, one in self._sources.items() if one.waiting]
        heapq.heapify(heads)
        while heads:
            at, place = heapq.heappop(heads)
            if limit is not None and at > limit:
                return
            source = self._sources[place]
            item = source.waiting.popleft()
            source.done = item.after
            if item.moves and item.at > source.newest:
                source.newest = item.at
            yield item
            if source.waiting:
                heapq.heappush(heads, (source.waiting[0].at, place))
            elif self._holds(source, now):
                limit = min(limit, self._limit(source)) if limit is not None else self._limit(source)

    def full(self) -> set[TopicPartition]:
        """Sources of which enough is here for now."""
        return {place for place, one in self._sources.items() if len(one.waiting) >= BUFFERED}

    def fetched_up_to(self) -> dict[TopicPartition, int]:
        """Offset after the last input fetched, of each source."""
        return {place: one.fetched for place, one in self._sources.items()}

    def stand(self, places: Container[TopicPartition]) -> None:
        """Note which sources wait at what can not be read: they hold up nobody, and count as idle."""
        for place, source in self._sources.items():
            source.stands = place in places

    def offsets(self) -> dict[TopicPartition, int]:
        """Offset after the last input taken, of each source."""
        return {place: one.done for place, one in self._sources.items()}

    def marks(self, now: float, named: str = "") -> Iterator[Watermark]:
        """What is new about how far time has come. `named` is left out of the names of the topics.

        A source that lags is told of before its first event, so that it holds time back; one that was caught up when
        it came to us is not told of until it says something or is idle.
        """
        for place, source in self._sources.items():
            if source.first_until is not None:
                continue
            caught_up = (source.stands or not source.lagging) and not source.waiting
            idle = caught_up and now - source.active_at >= self._idle_s
            if source.told is None and caught_up and not source.newest and not (idle and source.end):
                continue
            state = (max(0, source.newest - self._late_ms), idle)
            if state != source.told:
                source.told = state
                yield Watermark(f"{place.topic.removeprefix(named)}/{place.partition}", *state)

    def _holds(self, source: Source, now: float) -> bool:
        if source.waiting or source.stands or now - source.active_at >= self._idle_s:
            return False
        if source.first_until is not None:
            return source.fetched < source.first_until
        return source.lagging

    def _limit(self, source: Source) -> int:
        return source.newest + self._drift_ms if source.first_until is None else 0
