"""The intake: reads the border systems' topics, decodes, and routes each event to the cases it concerns."""

import asyncio
import time
from collections.abc import Iterable
from contextlib import AsyncExitStack, suppress

import msgspec
import structlog
import uvloop
from aiokafka import AIOKafkaProducer, ConsumerRebalanceListener, ConsumerRecord, TopicPartition
from aiokafka.errors import CommitFailedError, IllegalStateError

from schemas.envelope import refuse_future
from schemas.errors import BadInput, Reason
from schemas.facts import Fact, FactDeleted
from schemas.topics import INBOUND, REFERENCE_FACTS
from scorers.exchange.dead_letters import dead_letter
from scorers.exchange.messages import CASES, Message, Origin, Outward, Published, Watermarks
from scorers.exchange.routing import case_of, concerns_all
from streams import access, clients, topics
from streams.admission import admitted
from streams.beginning import begin, beside
from streams.dependencies import watch_kafka
from streams.fetching import BatchUnreadable, Fetching, tell
from streams.frames import Framer, new_producer
from streams.health import Health
from streams.metrics import Metrics, Owned
from streams.parameters import ParameterLog
from streams.settings import Settings
from streams.sources import HOUR_MS, Item, Sources
from streams.stopping import stop_at_once

_LOOK_MS = 20
_TELL_S = 0.5
_COMMIT_S = 0.5

log = structlog.get_logger(__name__)


def main(settings: Settings) -> None:
    """Run an intake until SIGTERM or SIGINT. Raises TopicsWrong, DependencyAbsent when it can not start."""
    run = asyncio.run if access.over_tls(settings) else uvloop.run
    run(serve(settings))


async def serve(settings: Settings) -> None:
    """Run an intake until the process is told to stop, then send and commit what was read."""
    async with AsyncExitStack() as stack:
        stop, metrics, health = await begin(settings, stack, "intake")
        intake = Intake(settings, metrics, health)
        await intake.start()
        beside(stack, watch_kafka(intake.producer.client, metrics, health))
        stack.push_async_callback(intake.stop)
        try:
            await intake.run(stop)
        except Exception as error:  # noqa: BLE001  # nothing may be committed any more
            stop_at_once("intake", error)
        log.info("stopping")


class Intake(ConsumerRebalanceListener):  # type: ignore[misc]  # aiokafka ships no types
    """Consumes the public topics as a member of a group. `drift_ms`: see `Sources`."""

    def __init__(self, settings: Settings, metrics: Metrics, health: Health, drift_ms: int = HOUR_MS) -> None:
        self._settings, self._metrics, self._health = settings, metrics, health
        self._prefix, self._lag = settings.topic_prefix, Owned(metrics.lag)
        self._standing = Owned(metrics.unreadable)
        self.sources = Sources(round(settings.out_of_orderness_s * 1000), settings.idle_timeout_s, drift_ms)
        self._consumer = clients.consumer(
            settings,
            group_id=self._prefix + topics.GROUPS["intake"],
            session_timeout_ms=round(settings.session_timeout_s * 1000),
            heartbeat_interval_ms=round(min(3.0, settings.session_timeout_s / 4) * 1000),
        )
        self._fetching = Fetching(self._consumer, self._unreadable, settings.linger_ms)
        self.producer: AIOKafkaProducer = new_producer(settings)
        self._framer = Framer(self.producer, settings.linger_ms / 1000, lambda error: stop_at_once("frames", error))
        self._parameters = ParameterLog(settings, self.producer, metrics)
        self._letters: list[Outward] = []
        self._generation, self._assigned = 0, False
        self._cases = self._prefix + topics.FRAMES[CASES]
        self._lock = asyncio.Lock()
        self._committed: dict[TopicPartition, int] = {}

    async def start(self) -> None:
        """Send the parameters to all cases, then join the group."""
        await self.producer.start()
        self._framer.start()
        await self._parameters.start()
        self._to_all(self._parameters.current)
        await self._framer.flush()
        self._health.met("parameters")
        await self._consumer.start()
        self._consumer.subscribe([self._prefix + topic for topic in INBOUND], listener=self)

    async def run(self, stop: asyncio.Event) -> None:
        """Route until `stop` is set. Any error means that the process has to end without committing."""
        told = committed = 0.0
        while not stop.is_set():
            with self._health.working("intake"):
                await self._route()
                now = time.monotonic()
                if now - told >= _TELL_S:
                    told = now
                    await self._tell(now)
                if now - committed >= _COMMIT_S:
                    committed = now
                    await self.commit()

    async def _route(self) -> None:
        """Take what came, and send on whatever has its turn."""
        fetched = await self._fetching.get(_LOOK_MS, self.sources.fetched_up_to())
        generation = self._generation
        await self._look_at_sources()
        if generation != self._generation:
            return  # a rebalance came between: what is still ours is fetched again from the last commit
        self._health.met("partitions", self._assigned)
        now = time.monotonic()
        with self._metrics.stage("intake"):
            for place, records in fetched.items():
                if place in self.sources:
                    self.sources.put(place, self._items(place, records), now)
            for item in self.sources.ready(now):
                self._send(item.content)
        self._hold_full()
        await self._framer.pace()

    async def stop(self) -> None:
        """Commit, leave the group, let go."""
        await self.commit()
        await self._consumer.stop()
        await self._parameters.stop()
        await self._framer.stop()
        await self.producer.stop()

    async def commit(self) -> None:
        """Commit what was taken, once all that follows from it was acked. Raises DeliveryFailed."""
        async with self._lock:
            offsets = self.sources.offsets()
            letters, self._letters = self._letters, []
            await self._framer.flush()
            await self._post(letters)
            offsets = {place: offset for place, offset in offsets.items() if self._committed.get(place) != offset}
            if not offsets:
                return
            try:
                await self._consumer.commit(offsets)
            except (CommitFailedError, IllegalStateError):
                log.info("commit_too_late")  # the next owner reads it again, and every message may be repeated
            else:
                self._committed.update(offsets)

    async def on_partitions_revoked(self, revoked: Iterable[TopicPartition]) -> None:
        """Commit a last time; what waits for its turn is read again by whoever comes next."""
        try:
            await self.commit()
        except Exception as error:  # noqa: BLE001  # the consumer would only log it
            stop_at_once("revoke", error)
        self._health.met("partitions", False)
        self._generation, self._assigned = self._generation + 1, False
        self._fetching.forget()
        self.sources.remove(revoked)
        self._committed.clear()

    async def on_partitions_assigned(self, assigned: Iterable[TopicPartition]) -> None:  # noqa: ARG002  # aiokafka's
        """The loop notices what is new; with none of them a process is as ready."""
        self._assigned = True

    async def _look_at_sources(self) -> None:
        """Begin with new sources, and note how far the others are."""
        assigned = self._consumer.assignment()
        if new := [place for place in assigned if place not in self.sources]:
            ends = await self._consumer.end_offsets(new)
            begins = await self._consumer.beginning_offsets(new)  # for all at once: each request waits for a fetch
            committed = {place: await self._consumer.committed(place) for place in new}
            for place in new:
                if place in self._consumer.assignment():
                    first = place.topic == self._prefix + REFERENCE_FACTS
                    start = begins[place] if committed[place] is None else committed[place]
                    self.sources.add(place, start, ends[place], time.monotonic(), first)
        for place in assigned:
            with suppress(IllegalStateError):  # taken from us meanwhile
                fetched = await self._consumer.position(place)
                if place in self.sources:
                    self.sources.fetched(place, fetched, self._consumer.last_stable_offset(place) or 0)

    def _items(self, place: TopicPartition, records: list[ConsumerRecord]) -> Iterable[Item]:
        source = self.sources[place]
        at = source.waiting[-1].at if source.waiting else source.newest
        first = place.topic == self._prefix + REFERENCE_FACTS
        for record in records:
            item = self._item(record, at, first)
            at = item.at
            yield item

    def _item(self, record: ConsumerRecord, at: int, first: bool) -> Item:
        topic = record.topic.removeprefix(self._prefix)
        origin = Origin(topic, record.partition, record.offset, record.key, record.value, tuple(record.headers))
        try:
            event = admitted(origin, record.timestamp, self._settings.max_payload_bytes)
            refuse_future(event, round(time.time() * 1000))
        except BadInput as error:
            self._metrics.dead_letters.labels(error.reason.value).inc()
            self._metrics.events.labels(topic, "dead_letter").inc()
            return Item(0 if first else at, record.offset + 1, dead_letter(error, origin, record.timestamp), False)
        fact = isinstance(event.data, Fact | FactDeleted)
        published = Published(case_of(event), event, origin, record.timestamp)
        return Item(0 if first else event.time, record.offset + 1, published, not fact)

    def _send(self, content: Published | Outward) -> None:
        if isinstance(content, Outward):
            self._letters.append(content)
            return
        own = topics.partition_of(content.case, self._settings.partitions)
        self._framer.add(self._cases, own, content)
        if concerns_all(content.event):
            echo = msgspec.structs.replace(content, echo=True)
            for number in range(self._settings.partitions):
                if number != own:
                    self._framer.add(self._cases, number, echo)

    async def _post(self, letters: list[Outward]) -> None:
        """Send dead letters and wait for their acks."""
        sent = []
        for letter in letters:
            partition = topics.partition_of(letter.case, self._settings.partitions)
            topic, key = self._prefix + letter.topic, letter.key.encode()
            headers = letter.all_headers()
            sent.append(await self.producer.send(topic, letter.value, key=key, partition=partition, headers=headers))
        await asyncio.gather(*sent)

    def _to_all(self, message: Message) -> None:
        for number in range(self._settings.partitions):
            self._framer.add(self._cases, number, message)

    def _unreadable(self, batch: BatchUnreadable) -> None:
        """A letter for a batch that its partition stands at."""
        place, topic = batch.place, batch.place.topic.removeprefix(self._prefix)
        detail = (
            f"the batch at offset {batch.offset} can not be read ({batch.why}), and partition {place.partition} waits"
            f" there while others go on: start a release that can read it, or stop the intakes and set the group"
            f" kordon-intake to offset {batch.after}, behind it"
        )
        tell(batch)
        self._metrics.dead_letters.labels(Reason.unreadable_batch.value).inc()
        error = BadInput(Reason.unreadable_batch, detail)
        self._letters.append(dead_letter(error, Origin(topic, place.partition, batch.offset)))

    def _hold_full(self) -> None:
        """Fetch no more of sources of which enough is here."""
        full = self.sources.full() & self._consumer.assignment()
        paused = self._fetching.pausable(self._consumer.paused())
        if more := full - paused:
            self._consumer.pause(*more)
        if fewer := paused - full:
            self._consumer.resume(*fewer)

    async def _tell(self, now: float) -> None:
        """New parameters, how far time has come, and gauges."""
        parameters = await self._parameters.newer()
        if parameters is not None and parameters != self._parameters.current:
            log.info("parameters", version=parameters.version)
            self._parameters.current = parameters
            self._to_all(parameters)
        self._metrics.parameters_in_force(self._parameters.current.version)
        if marks := tuple(self.sources.marks(now, self._prefix)):
            self._to_all(Watermarks(marks))
        blocked = self._fetching.blocked
        self._standing.show({(place.topic.removeprefix(self._prefix), str(place.partition)): 1.0 for place in blocked})
        self.sources.stand(blocked)
        lag: dict[tuple[str, ...], float] = {}
        for place in self.sources:
            lag[place.topic.removeprefix(self._prefix), str(place.partition)] = self.sources[place].lag
        self._lag.show(lag)
