"""A room on Kafka: frames in, one pure step for each message, its outputs routed, checkpoints when they are due."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Any, NoReturn

import msgspec
import structlog

from schemas.topics import ALERTS, INTERNAL_SECURITY
from scorers.delivery.setting_aside import set_aside
from scorers.delivery.wire import decode_frame
from scorers.exchange.messages import (
    CASES,
    SUBJECTS,
    Counted,
    Half,
    Message,
    Origin,
    Output,
    Outward,
    Published,
    ToCase,
    ToEverySubject,
    ToSubject,
    Watermark,
)
from scorers.exchange.routing import concerns_all
from scorers.state.attempt import Attempt, NotJudged
from scorers.state.store import Store
from streams.fetching import BatchUnreadable, tell
from streams.frames import Framer
from streams.health import Health
from streams.metrics import Metrics
from streams.seldom import Seldom
from streams.settings import Settings
from streams.state import PartitionState
from streams.stopping import stop_at_once
from streams.topics import FRAMES, partition_of

Step = Callable[[Store, Message], list[Output]]
_SEEK_AGAIN_S = 5.0
_REST = 4
"""How many times as long as a round of checkpoints took, nothing but frames is worked on."""

log = structlog.get_logger(__name__)


class KeyedRoom:
    """The partitions of one room that this process owns.

    `seek(partition, offset)` has frames delivered again from there; `owned(event)` tells whether a frame still
    concerns us after a rebalance.
    """

    def __init__(
        self, room: Half, step: Step, settings: Settings, framer: Framer, metrics: Metrics, health: Health
    ) -> None:
        self.room, self.states = room, dict[int, PartitionState]()
        self.standing: dict[int, BatchUnreadable] = {}
        self.newest_ms = 0
        self._step, self._settings, self._framer = step, settings, framer
        self._metrics, self._health = metrics, health
        self._topics: Mapping[Half, str] = {name: settings.topic_prefix + topic for name, topic in FRAMES.items()}
        self._lock = asyncio.Lock()
        self._written: dict[int, float] = {}
        self._round, self._took = 0.0, 0.0
        self._sought: dict[int, float] = {}
        self._attempts: dict[int, Attempt[Message, Output]] = {}
        self._aside: Seldom[tuple[str, str]] = Seldom()
        self._closed = False

    async def take(self, event: Any, seek: Callable[[int, int], Awaitable[None]], owned: Callable[[Any], bool]) -> None:
        """Apply one frame, in its turn. Never raises: what goes wrong here ends the process."""
        try:
            number, offset = event.message.partition, event.message.offset
            state = self.states.get(number) or await self._opened(number, lambda: owned(event))
            if state is None:
                return
            if offset == state.position:
                with self._health.working(f"{self.room}_frame"):
                    self._apply(state, event)
                    await self._framer.pace()
            elif offset < state.position:
                event.ack()
            else:
                await self._seek_back(state, offset, seek)
        except Exception as error:  # noqa: BLE001  # Faust would ack the frame and go on
            self.fail(error)

    async def restore(self, numbers: Iterable[int], owned: Callable[[], bool]) -> None:
        """Open partitions before their first frame comes, for as long as they are `owned`. Never raises."""
        try:
            for number in numbers:
                await self._opened(number, owned)
        except Exception as error:  # noqa: BLE001  # as above
            self.fail(error)

    async def checkpoint(self) -> None:
        """Checkpoint each partition whose time it is, in rounds, since each sends frames early. Never raises."""
        now = time.monotonic()
        due = [state for number, state in self.states.items() if self._is_due(number, state, now)]
        if due:
            self._round = now
            await asyncio.gather(*(self._checkpoint(state, state.checkpoint) for state in due))
            self._took = time.monotonic() - now

    async def close(self, final: bool = False) -> None:
        """A last checkpoint of every partition, then let go of them all. Never raises. `final`: take nothing more."""
        self._closed = self._closed or final
        async with self._lock:
            states, self.states = self.states, {}
            self.standing.clear()
            await asyncio.gather(*(self._checkpoint(state, state.close) for state in states.values()))

    def fail(self, error: BaseException) -> NoReturn:
        """End the process without acking."""
        stop_at_once(self.room, error)

    async def _opened(self, number: int, owned: Callable[[], bool]) -> PartitionState | None:
        async with self._lock:
            if self._closed or not owned() or number in self.standing:
                return None
            if number not in self.states:
                with self._metrics.restore_seconds.time(), self._health.working(f"{self.room}_restore") as goes_on:
                    try:
                        state = await PartitionState.open(self.room, number, self._settings, self._framer, goes_on)
                    except BatchUnreadable as batch:
                        self._stands(number, batch)
                        return None
                self.states[number] = state
                self._written[number] = time.monotonic()
            return self.states[number]

    def _stands(self, number: int, batch: BatchUnreadable) -> None:
        """Without all of its state a partition is not judged; its frames wait, and the other partitions go on."""
        self.standing[number] = batch
        tell(batch)

    async def _seek_back(self, state: PartitionState, offset: int, seek: Callable[[int, int], Awaitable[None]]) -> None:
        """Have the frames between delivered; those that are on their way already come here too, and are let go."""
        now = time.monotonic()
        if now - self._sought.get(state.number, -_SEEK_AGAIN_S) < _SEEK_AGAIN_S:
            return
        self._sought[state.number] = now
        log.info("seeking_back", room=self.room, partition=state.number, offset=offset, position=state.position)
        await seek(state.number, state.position)

    def _apply(self, state: PartitionState, event: Any) -> None:
        started = time.perf_counter()
        messages = decode_frame(event.value)
        decoded = time.perf_counter()
        for message in messages:
            for output in self._stepped(state, message, event.message.offset):
                self._route(state, message, output)
            if isinstance(message, Published) and message.event.time > self.newest_ms:
                self.newest_ms = message.event.time
        self._sought.pop(state.number, None)
        state.position = event.message.offset + 1
        state.taken.append(event)
        self._metrics.stage_seconds.labels("decode").observe(decoded - started)
        self._metrics.stage_seconds.labels(self.room).observe(time.perf_counter() - decoded)

    def _stepped(self, state: PartitionState, message: Message, offset: int) -> list[Output]:
        """What follows from a message; of one that makes the step fail, that it is set aside."""
        attempt = self._attempts.get(state.number)
        if attempt is None or attempt.store is not state.store:
            attempt = self._attempts[state.number] = Attempt(state.store, self._step)
        try:
            return attempt(message)
        except NotJudged as error:
            return set_aside(message, error, Origin(FRAMES[self.room], state.number, offset))

    def _route(self, state: PartitionState, message: Message, output: Output) -> None:
        match output:
            case ToSubject(message=signal):
                self._send(SUBJECTS, signal.subject, signal)
            case ToCase(message=reply):
                self._send(CASES, reply.case, reply)
            case Outward():
                state.publish(output)
            case Counted():
                self._count(state, message, output)
            case ToEverySubject(message=told):
                if isinstance(told, Watermark):
                    # Each partition of the cases is a source of its own: time has passed when it has passed in all.
                    told = msgspec.structs.replace(told, source=f"{self.room}/{state.number}")
                for number in range(self._settings.partitions):
                    self._framer.add(self._topics[SUBJECTS], number, told)

    def _send(self, room: Half, key: str, message: Message) -> None:
        self._framer.add(self._topics[room], partition_of(key, self._settings.partitions), message)

    def _count(self, state: PartitionState, message: Message, counted: Counted) -> None:
        topic = FRAMES[self.room]
        if isinstance(message, Published):
            topic = message.origin.topic
            # A row of a table goes to every partition, but is one event.
            if concerns_all(message.event) and partition_of(message.case, self._settings.partitions) != state.number:
                return
        if counted.name == "dead_letter":
            self._metrics.dead_letters.labels(counted.label).inc(counted.amount)
        elif counted.name == "set_aside":
            self._metrics.set_aside.labels(self.room).inc(counted.amount)
            self._log_set_aside(counted)
        elif counted.name == "late":
            self._metrics.late_events.inc(counted.amount)
        self._metrics.events.labels(topic, counted.name).inc(counted.amount)

    def _log_set_aside(self, counted: Counted) -> None:
        """Also of a case that failed in its time, which waits for another hour and has no letter."""
        kind, _, place = counted.label.partition(" at ")
        if count := self._aside.count((kind, place)):
            # Without the traceback: it may quote what the message says.
            log.error("set_aside", room=self.room, kind=kind, place=place, count=count)

    def _is_due(self, number: int, state: PartitionState, now: float) -> bool:
        if not state.behind:
            return False
        idle_s = self._settings.checkpoint_idle_ms / 1000
        busy_s = min(idle_s, max(self._settings.checkpoint_busy_ms / 1000, _REST * self._took))
        return now - self._written[number] >= idle_s or (state.urgent and now - self._round >= busy_s)

    async def _checkpoint(self, state: PartitionState, write: Callable[[], Awaitable[list[Outward]]]) -> None:
        self._written[state.number] = time.monotonic()
        try:
            with self._metrics.checkpoint_seconds.time(), self._health.working(f"{self.room}_checkpoint"):
                published = await write()
        except Exception as error:  # noqa: BLE001  # fenced or refused: nothing was acked, so nothing is lost
            self.fail(error)
        now = time.time()
        for record in published:
            if record.topic in (ALERTS, INTERNAL_SECURITY):
                self._metrics.alerts.labels(_change(record)).inc()
                if record.since:
                    self._metrics.event_to_alert.observe(max(0.0, now - record.since / 1000))


def _change(record: Outward) -> str:
    return next((value.decode() for name, value in record.headers if name == "change"), "unknown")
