"""The worker: one Faust app with an agent for each room, checkpoints, and the read side beside them."""

import asyncio
import time
from collections import Counter
from collections.abc import Iterable
from contextlib import AsyncExitStack
from typing import Any

import faust
import mode.loop
import structlog
from faust.types import TP

from scorers.cases.step import step as case_step
from scorers.exchange.messages import CASES, SUBJECTS
from scorers.partition.partition import parameters, partition_state
from scorers.partition.sources import blind_counts
from scorers.state.store import Store
from scorers.subjects.step import step as subject_step
from scorers.weighing.selectivity import measured, over_budget
from streams import access, topics
from streams.beginning import begin, beside
from streams.dependencies import watch_kafka
from streams.fetching import unreadable
from streams.frames import Framer, new_producer
from streams.health import Health
from streams.metrics import Metrics, Owned
from streams.read_side import ReadSide
from streams.rooms import KeyedRoom
from streams.settings import Settings
from streams.stopping import leave_at_once, stop_at_once

_TICK_S = 0.01
_GAUGES_S = 1.0
_LEAVE_S = 15.0

log = structlog.get_logger(__name__)


def main(settings: Settings) -> None:
    """Run a worker until SIGTERM or SIGINT. Raises TopicsWrong, DependencyAbsent when it can not start."""
    if not access.over_tls(settings):
        mode.loop.use("uvloop")
    asyncio.run(serve(settings))


async def serve(settings: Settings) -> None:
    """Run a worker until the process is told to stop, then checkpoint and leave in order."""
    async with AsyncExitStack() as stack:
        stop, metrics, health = await begin(settings, stack, "worker")
        producer = new_producer(settings)
        await producer.start()
        stack.push_async_callback(producer.stop)
        framer = Framer(producer, settings.linger_ms / 1000, lambda error: stop_at_once("frames", error))
        framer.start()
        stack.push_async_callback(framer.stop)
        worker = Worker(settings, framer, metrics, health)
        await worker.start()
        beside(stack, watch_kafka(producer.client, metrics, health))
        beside(stack, _read_side(settings, metrics))
        stack.push_async_callback(worker.stop)  # after those, so before them: they may not keep it from its checkpoint
        await worker.run(stop)
        log.info("stopping")


class Worker:
    """The Faust app and the two rooms."""

    def __init__(self, settings: Settings, framer: Framer, metrics: Metrics, health: Health) -> None:
        self._settings, self._metrics, self._health = settings, metrics, health
        self.cases = KeyedRoom(CASES, case_step, settings, framer, metrics, health)
        self.subjects = KeyedRoom(SUBJECTS, subject_step, settings, framer, metrics, health)
        self.rooms = (self.cases, self.subjects)
        self._lost = -1
        self._assignment: frozenset[TP] = frozenset()
        self._opening: asyncio.Task[None] | None = None
        self._lag, self._watermark = Owned(metrics.lag), Owned(metrics.watermark)
        self._blind, self._standing = Owned(metrics.blind_criteria), Owned(metrics.unreadable)
        self.app = _new_app(settings)
        for room in self.rooms:
            self._attend(room)
        self.app.on_partitions_revoked.connect(self._revoked, weak=False)
        self.app.on_partitions_assigned.connect(self._assigned, weak=False)

    async def start(self) -> None:
        """Join the group."""
        await self.app.start()

    async def run(self, stop: asyncio.Event) -> None:
        """Checkpoint in time until `stop` is set. A crash of Faust ends the process."""
        told = 0.0
        while not stop.is_set():
            if self.app.crashed:
                crash = self.app.crash_reason or RuntimeError("faust")
                stop_at_once("faust", unreadable(crash) or crash)
            for room in self.rooms:
                await room.checkpoint()
            if time.monotonic() - told > _GAUGES_S:
                told = time.monotonic()
                self._tell()
            await asyncio.sleep(_TICK_S)

    async def stop(self) -> None:
        """Take no more frames, checkpoint what was taken, and leave the group."""
        # Cases first would leave the answers of the subjects unread, which is no harm: they are read by who comes next.
        for room in self.rooms:
            await room.close(final=True)
        # What is still delivered is let go unacked, for who comes next; Faust would wait for its acks for ever.
        self.app.conf.stream_wait_empty = False
        # Faust goes on waiting when it is cancelled, so it is not cancelled but left.
        leaving = asyncio.create_task(self.app.stop())
        await asyncio.wait([leaving], timeout=_LEAVE_S)
        if not leaving.done():
            # Everything is written down. A member that does not say good-bye is only missed a session timeout later.
            log.warning("group_not_left", seconds=_LEAVE_S)
            leave_at_once()
        leaving.result()

    def _attend(self, room: KeyedRoom) -> None:
        name = self._settings.topic_prefix + topics.FRAMES[room.room]
        topic = self.app.topic(name, key_serializer="raw", value_serializer="raw", partitions=self._settings.partitions)

        async def seek(partition: int, offset: int) -> None:
            await self.app.consumer.seek(TP(name, partition), offset)

        async def attend(stream: Any) -> None:
            async for event in stream.noack().events():
                await room.take(event, seek, self._owned)

        self.app.agent(topic, name=room.room, concurrency=1)(attend)

    def _owned(self, event: Any) -> bool:
        """Whether a frame was delivered since the last rebalance."""
        generation = event.message.generation_id
        return bool(generation == self.app.consumer_generation_id != self._lost)

    async def _revoked(self, _app: Any, _revoked: Any, **_: Any) -> None:
        self._health.met("partitions", False)
        self._lost, self._assignment = self.app.consumer_generation_id, frozenset()
        for room in self.rooms:
            await room.close()

    async def _assigned(self, _app: Any, assigned: Any, **_: Any) -> None:
        log.info("partitions_assigned", partitions=len(assigned))
        self._assignment = frozenset(assigned)
        self._opening = asyncio.create_task(self._open(self._assignment))

    async def _open(self, assignment: frozenset[TP]) -> None:
        """Restore what was assigned, frame or no frame: gauges and readiness have to be right while nothing comes."""
        for room in self.rooms:
            topic = self._settings.topic_prefix + topics.FRAMES[room.room]
            numbers = sorted(place.partition for place in assignment if place.topic == topic)
            await room.restore(numbers, lambda: self._assignment is assignment)
        if self._assignment is assignment:
            self._tell()
            self._health.met("partitions", not any(room.standing for room in self.rooms))

    def _tell(self) -> None:
        lag: dict[tuple[str, ...], float] = {}
        for room in self.rooms:
            for number, state in room.states.items():
                end = self.app.consumer.highwater(TP(state.source.topic, number)) or 0
                lag[topics.FRAMES[room.room], str(number)] = max(0, end - state.position)
        self._lag.show(lag)
        standing = [(room, number) for room in self.rooms for number in room.standing]
        self._standing.show({(topics.CHANGELOGS[room.room], str(number)): 1.0 for room, number in standing})
        states = [state for room in self.rooms for state in room.states.values()]
        self._metrics.state_records.set(sum(state.store.records for state in states))
        here = {number: partition_state(state.store) for number, state in self.cases.states.items()}
        self._watermark.show({(str(number),): one.watermark / 1000 for number, one in here.items()})
        self._blind.show(_blind(state.store for state in self.cases.states.values()))
        self._metrics.open_cases.set(sum(one.open for one in here.values()))
        self._tell_selectivity()
        for version in {one.params for one in here.values() if one.params}:
            self._metrics.parameters_in_force(version)
        self._health.met("parameters", all(one.params for one in here.values()))
        if self.cases.newest_ms:
            self._metrics.lag_event_time.set(time.time() - self.cases.newest_ms / 1000)

    def _tell_selectivity(self) -> None:
        classes: Counter[str] = Counter()
        for state in self.cases.states.values():
            classes.update(partition_state(state.store).selected)
        for control, figures in measured(classes)._asdict().items():
            self._metrics.imports.labels(control, "none").set(figures.automatic)
            self._metrics.imports.labels(control, "physical").set(figures.physical)
            self._metrics.imports.labels(control, "other").set(figures.controlled - figures.physical)
        judging = [state.store for state in self.cases.states.values() if partition_state(state.store).params]
        budgets = {parameters(store).engine.control_budget for store in judging}
        self._metrics.over_budget.set(any(over_budget(classes, budget) for budget in budgets))


def _blind(stores: Iterable[Store]) -> dict[tuple[str, ...], float]:
    """Criteria that are blind, by source, in the partition where they are most: one may lag behind the others."""
    worst: dict[tuple[str, ...], float] = {}
    for store in stores:
        for source, number in blind_counts(store).items():
            worst[source,] = max(number, worst.get((source,), 0))
    return worst


def _new_app(settings: Settings) -> Any:
    brokers = ";".join(f"kafka://{one.strip()}" for one in settings.bootstrap.split(","))
    return faust.App(
        settings.topic_prefix + topics.GROUPS["worker"],
        broker=brokers,
        broker_credentials=_credentials(settings),
        datadir=settings.state_dir / "faust",
        topic_partitions=settings.partitions,
        topic_allow_declare=False,
        topic_disable_leader=True,
        web_enabled=False,
        # A full buffer stops the fetches of all topics for up to a second; 64 halved the throughput.
        stream_buffer_maxsize=1024,
        consumer_auto_offset_reset="earliest",
        consumer_max_fetch_size=topics.LARGEST_RECORD,
        broker_commit_interval=0.5,
        broker_session_timeout=settings.session_timeout_s,
        broker_heartbeat_interval=min(3.0, settings.session_timeout_s / 4),
        broker_max_poll_interval=600.0,
    )


def _credentials(settings: Settings) -> Any:
    """What Faust's own clients are told of TLS and the user, from which it makes the same arguments again."""
    told = access.kafka(settings)
    context = told.get("ssl_context")
    if "sasl_mechanism" not in told:
        return context and faust.SSLCredentials(context)
    return faust.SASLCredentials(
        mechanism=told["sasl_mechanism"],
        username=told["sasl_plain_username"],
        password=told["sasl_plain_password"],
        ssl_context=context,
    )


async def _read_side(settings: Settings, metrics: Metrics) -> None:
    """Follow the outward topics for those who ask; whatever happens there, scoring goes on."""
    while True:
        try:
            await ReadSide(settings, metrics).run()
        except Exception as error:  # scoring never waits for the read side
            log.warning("read_side_restarted", error=type(error).__name__, exc_info=error)
        await asyncio.sleep(5)
