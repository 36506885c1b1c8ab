"""A room: frames in their turn, outputs routed, and that whatever goes wrong ends the process without an ack."""

import asyncio
import base64
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from structlog.testing import capture_logs

from schemas.codec import decode_outward
from schemas.envelope import encode_structured
from schemas.errors import Reason
from schemas.outcomes import DeadLetter
from schemas.topics import ALERTS
from scorers.delivery.wire import decode_frame, encode_frame
from scorers.exchange.messages import (
    CASES,
    SUBJECTS,
    Counted,
    Link,
    Message,
    Origin,
    Output,
    Outward,
    Published,
    Reading,
    Signal,
    ToCase,
    ToEverySubject,
    ToSubject,
    Watermark,
)
from scorers.exchange.routing import case_of
from scorers.state.store import MemoryStore, Store
from streams import rooms
from streams.health import Health
from streams.local import StateUnreadable
from streams.metrics import Metrics
from streams.rooms import KeyedRoom
from streams.settings import Settings
from streams.state import PartitionState
from streams.topics import FRAMES, partition_of
from tests import factories as make


class Stopped(Exception):
    """In place of the end of the process."""


class State:
    """A partition without Kafka."""

    def __init__(self, position: int) -> None:
        self.number, self.position, self.store = 0, position, MemoryStore()
        self.taken: list[Any] = []
        self.outward: list[Outward] = []
        self.publish = self.outward.append
        self.behind = self.urgent = False
        self.checkpoints = 0

    async def checkpoint(self) -> list[Outward]:
        """Count it."""
        self.checkpoints += 1
        return []


class Frames:
    """A framer that keeps what it gets."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, int, Message]] = []

    def add(self, topic: str, partition: int, message: Message) -> None:
        """Keep it."""
        self.sent.append((topic, partition, message))

    async def pace(self) -> None:
        """Nothing is on its way."""


class Event:
    """A frame as Faust delivers it."""

    def __init__(self, offset: int, *messages: Message) -> None:
        self.message = SimpleNamespace(partition=0, offset=offset)
        self.value, self.acked = encode_frame(list(messages)), False

    def ack(self) -> bool:
        """Note it."""
        self.acked = True
        return True


class Room:
    """A room at position 5 with a step of the test's choice."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, step: Callable[[Store, Message], list[Output]]) -> None:
        self.frames, self.state, self.sought = Frames(), State(5), list[tuple[int, int]]()
        self.health, self.metrics = Health(stuck_after_s=0), Metrics()
        found = Settings(topic_prefix="p.")
        self.room = KeyedRoom(CASES, step, found, self.frames, self.metrics, self.health)  # type: ignore[arg-type]  # stand-ins
        self.room.states[0] = self.state  # type: ignore[assignment]  # as above
        monkeypatch.setattr(rooms, "stop_at_once", self._stopped)

    async def take(self, event: Event) -> None:
        """Give it a frame."""
        await self.room.take(event, self._seek, lambda _: True)

    async def _seek(self, partition: int, offset: int) -> None:
        self.sought.append((partition, offset))

    def _stopped(self, _stage: str, error: BaseException) -> None:
        raise Stopped from error


@pytest.fixture
def seen() -> list[Message]:
    return []


@pytest.fixture
def room(monkeypatch: pytest.MonkeyPatch, seen: list[Message]) -> Room:
    def step(_store: Store, message: Message) -> list[Output]:
        seen.append(message)
        return []

    return Room(monkeypatch, step)


async def test_the_frame_at_the_position_is_applied(room: Room, seen: list[Message]) -> None:
    """Its ack waits for the checkpoint."""
    event = Event(5, Watermark("a", 1), Watermark("a", 2))
    await room.take(event)
    assert (seen, room.state.position, room.state.taken) == ([Watermark("a", 1), Watermark("a", 2)], 6, [event])
    assert not event.acked


async def test_a_frame_below_the_position_is_skipped(room: Room, seen: list[Message]) -> None:
    """It is final already."""
    event = Event(4, Watermark("a", 1))
    await room.take(event)
    assert (seen, room.state.position, event.acked) == ([], 5, True)


async def test_a_gap_is_filled_before_anything_goes_on(room: Room, seen: list[Message]) -> None:
    """One seek back, though several frames from behind the gap are on their way; then the missing frame goes first."""
    for offset in (7, 8):
        event = Event(offset, Watermark("a", offset))
        await room.take(event)
        assert not event.acked
    assert (seen, room.sought) == ([], [(0, 5)])
    await room.take(Event(5, Watermark("a", 5)))
    await room.take(Event(7, Watermark("a", 7)))
    assert (seen, room.sought) == ([Watermark("a", 5)], [(0, 5), (0, 6)])


async def test_a_message_that_a_step_fails_on_is_set_aside(monkeypatch: pytest.MonkeyPatch) -> None:
    """What came before and after it in the frame is applied; its letter has the bytes that put it back."""
    seen: list[Message] = []

    def step(_store: Store, message: Message) -> list[Output]:
        if isinstance(message, Watermark) and message.source == "b":
            raise ZeroDivisionError("what nobody may read")
        seen.append(message)
        return []

    marks = [Watermark("a", 1), Watermark("b", 2), Watermark("c", 3), Watermark("b", 4)]
    room, event = Room(monkeypatch, step), Event(5, *marks)
    await room.take(event)
    assert (seen, room.state.position) == ([marks[0], marks[2]], 6)
    assert len({record.key for record in room.state.outward}) == 2  # one of a key stands for all within a checkpoint
    letter, _ = [decode_outward(record.value, DeadLetter) for record in room.state.outward]
    assert (letter.reason, letter.source_topic, letter.source_offset) == (Reason.not_judged, FRAMES[CASES], 5)
    assert "ZeroDivisionError at test_rooms" in letter.detail
    assert "nobody may read" not in letter.detail
    assert decode_frame(base64.b64decode(letter.original_base64 or "")) == [marks[1]]
    assert room.metrics.set_aside.labels(CASES)._value.get() == 2


async def test_a_case_that_fails_in_its_time_is_told_of(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is tried again in an hour, and has no letter: the log and the metric say so."""
    failed = Counted("set_aside", "ZeroDivisionError at deriving:7 in derive")
    room = Room(monkeypatch, lambda _store, _message: [failed])
    with capture_logs() as lines:
        await room.take(Event(5, Watermark("a", 1)))
    [line] = [line for line in lines if line["event"] == "set_aside"]
    assert (line["log_level"], line["kind"], line["place"]) == ("error", "ZeroDivisionError", "deriving:7 in derive")
    assert room.metrics.set_aside.labels(CASES)._value.get() == 1


async def test_an_error_of_ours_ends_the_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """State that can not be read is no fault of a message: Faust would ack the frame."""

    def step(_store: Store, _message: Message) -> list[Output]:
        raise StateUnreadable("the disk")

    room, event = Room(monkeypatch, step), Event(5, Watermark("a", 1))
    with pytest.raises(Stopped):
        await room.take(event)
    assert (event.acked, room.state.position) == (False, 5)


async def test_outputs_go_where_they_belong(monkeypatch: pytest.MonkeyPatch) -> None:
    """By the hash of their case or subject, to every subject, outward with the checkpoint, or to a counter."""
    signal, reading = (
        Signal("participant:1", "declaration:D1", 1, "v"),
        Reading("declaration:D2", "participant:1", 1, 1),
    )
    link, alert = Link("declaration:D3", "declaration:D1", 1, None), Outward(ALERTS, "a1", "declaration:D1", b"{}")

    def step(_store: Store, _message: Message) -> list[Output]:
        everywhere = ToEverySubject(Watermark("cases/a", 9))
        return [ToSubject(signal), ToCase(reading), ToCase(link), alert, everywhere, Counted("late")]

    room = Room(monkeypatch, step)
    await room.take(Event(5, Watermark("a", 1)))
    cases, subjects = f"p.{FRAMES[CASES]}", f"p.{FRAMES[SUBJECTS]}"
    assert room.frames.sent == [
        (subjects, partition_of("participant:1", 4), signal),
        (cases, partition_of("declaration:D2", 4), reading),
        (cases, partition_of("declaration:D3", 4), link),
        *((subjects, number, Watermark("cases/0", 9)) for number in range(4)),
    ]
    assert room.state.outward == [alert]
    assert room.metrics.registry.get_sample_value("kordon_late_events_total") == 1


async def test_a_row_of_a_table_is_one_event(monkeypatch: pytest.MonkeyPatch) -> None:
    """It goes to every partition, and the one that its key belongs to counts it."""
    room = Room(monkeypatch, lambda _store, _message: [Counted("applied")])
    facts = [make.fact("ref.office", f"O{number}") for number in range(40)]
    here = [fact for fact in facts if partition_of(case_of(fact), 4) == 0]
    said = [Published(case_of(fact), fact, Origin("facts", 0, 0, None, encode_structured(fact))) for fact in facts]
    await room.take(Event(5, *said))
    labels = {"topic": "facts", "outcome": "applied"}
    assert 0 < len(here) < len(facts)
    assert room.metrics.registry.get_sample_value("kordon_events_total", labels) == len(here)


async def test_checkpoints_go_in_rounds(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is urgent is in the next round, the first after a pause at once; the rest once in a second."""
    clock = SimpleNamespace(now=100.0)
    monkeypatch.setattr(rooms, "time", SimpleNamespace(monotonic=lambda: clock.now, time=lambda: 0.0))
    urgent, calm = State(5), State(5)
    room.room.states = {0: urgent, 1: calm}  # type: ignore[dict-item]  # stand-ins
    room.room._written = {0: 99.0, 1: 99.5}
    urgent.behind = urgent.urgent = calm.behind = True
    calm.number = 1
    taken: list[tuple[int, int]] = []
    for clock.now in (100.0, 100.05, 100.11, 100.5):
        await room.room.checkpoint()
        taken.append((urgent.checkpoints, calm.checkpoints))
    assert taken == [(1, 0), (1, 0), (2, 0), (3, 1)]


async def test_rounds_that_take_long_leave_time_for_frames(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    """Four times as long as the round took; but what is due after a second is written after a second."""
    clock = SimpleNamespace(now=100.0)
    monkeypatch.setattr(rooms, "time", SimpleNamespace(monotonic=lambda: clock.now, time=lambda: 0.0))
    room.room.states = {0: room.state}  # type: ignore[dict-item]  # a stand-in
    room.room._written = {0: 99.5}
    room.state.behind = room.state.urgent = True

    async def slow() -> list[Outward]:
        room.state.checkpoints += 1
        clock.now += 0.2
        return []

    monkeypatch.setattr(room.state, "checkpoint", slow)
    taken: list[int] = []
    for clock.now in (100.0, 100.7, 100.81, 102.0):
        await room.room.checkpoint()
        taken.append(room.state.checkpoints)
    assert taken == [1, 1, 2, 3]


async def test_work_that_hangs_makes_the_process_not_live(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    """A frame that can not go on, a checkpoint, a restore: each is named while it is in hand, and no longer."""
    hangs = asyncio.Event()

    async def hang(*_: Any) -> Any:
        await hangs.wait()
        return []

    monkeypatch.setattr(room.frames, "pace", hang)
    monkeypatch.setattr(room.state, "checkpoint", hang)
    monkeypatch.setattr(PartitionState, "open", hang)
    room.state.behind = True
    room.room._written[0] = 0
    work = [
        asyncio.create_task(room.take(Event(5, Watermark("a", 1)))),
        asyncio.create_task(room.room.checkpoint()),
        asyncio.create_task(room.room.restore([1], lambda: True)),
    ]
    await asyncio.sleep(0.01)
    assert room.health.stuck() == ["cases_checkpoint", "cases_frame", "cases_restore"]
    hangs.set()
    await asyncio.gather(*work)
    assert room.health.stuck() == []


async def test_what_is_no_longer_ours_is_not_restored(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    """To open it would fence whoever has it now."""

    async def never(*_: Any) -> Any:
        raise AssertionError

    monkeypatch.setattr(PartitionState, "open", never)
    await room.room.restore([1, 2], lambda: False)
    assert room.room.states.keys() == {0}
