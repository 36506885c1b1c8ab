"""Frames on a real Kafka: when they leave, that order is kept, and that a failure stops everything."""

import asyncio

import pytest
from aiokafka import AIOKafkaProducer

from schemas.envelope import encode_structured
from scorers.delivery.wire import decode_frame
from scorers.exchange.messages import CASES, Message, Origin, Published, Watermark
from scorers.exchange.routing import case_of
from streams.frames import MAX_BYTES, MAX_MESSAGES, DeliveryFailed, Framer
from streams.settings import Settings
from streams.topics import FRAMES, LARGEST_RECORD
from tests import factories as make
from tests.streams.running import read


def _mark(number: int) -> Watermark:
    return Watermark("a/0", number)


async def _frames(found: Settings) -> list[list[Message]]:
    return [decode_frame(record.value) for record in await read(found, FRAMES[CASES])]


async def test_a_lone_message_leaves_after_the_linger(found: Settings, producer: AIOKafkaProducer) -> None:
    """Nobody has to flush."""
    framer = Framer(producer, 0.005)
    framer.start()
    framer.add(found.topic_prefix + FRAMES[CASES], 1, _mark(1))
    await asyncio.sleep(0.5)
    assert await _frames(found) == [[_mark(1)]]
    await framer.stop()


class Slow:
    """A producer whose broker has not acked yet."""

    def __init__(self) -> None:
        self.unacked: list[asyncio.Future[None]] = []

    async def send(self, _topic: str, _value: bytes, partition: int) -> asyncio.Future[None]:  # noqa: ARG002  # its
        """Take it."""
        self.unacked.append(asyncio.get_running_loop().create_future())
        return self.unacked[-1]

    async def seen(self) -> int:
        """How many frames it has got once everybody who could had a turn."""
        for _ in range(10):
            await asyncio.sleep(0)
        return len(self.unacked)


@pytest.fixture
def slow() -> Slow:
    return Slow()


async def test_the_first_after_a_pause_leaves_at_once(slow: Slow) -> None:
    """However long the linger; what follows waits for it."""
    framer = Framer(slow, 1_000)
    framer.start()
    for number in range(3):
        framer.add("t", 0, _mark(number))
        assert await slow.seen() == 1
    slow.unacked[0].set_result(None)
    stopping = asyncio.create_task(framer.stop())
    assert await slow.seen() == 2
    slow.unacked[1].set_result(None)
    await stopping


async def test_frames_fill_while_those_before_are_not_acked(slow: Slow, monkeypatch: pytest.MonkeyPatch) -> None:
    """The broker has enough to do; after some lingers they leave all the same."""
    framer = Framer(slow, 1_000)
    framer.start()
    for number, left_at, acked, expected in [(1, 0.0, 0, 1), (2, None, 0, 1), (3, None, 1, 2), (4, -1e9, 1, 3)]:
        framer.add("t", 0, _mark(number))
        if left_at is not None:
            monkeypatch.setattr(framer, "_left_at", left_at)
        for sent in slow.unacked[:acked]:
            if not sent.done():
                sent.set_result(None)
        await slow.seen()
        framer._lingered()
        assert await slow.seen() == expected
    for sent in slow.unacked[1:]:
        sent.set_result(None)
    await framer.stop()


async def test_frames_fill_and_keep_the_order(found: Settings, producer: AIOKafkaProducer) -> None:
    """Under load a frame leaves when it is full; `flush` waits for all of them."""
    framer = Framer(producer, 10)
    framer.start()
    messages: list[Message] = [_mark(number) for number in range(2 * MAX_MESSAGES + 1)]
    for message in messages:
        framer.add(found.topic_prefix + FRAMES[CASES], 0, message)
    await framer.flush()
    frames = await _frames(found)
    assert [len(frame) for frame in frames] == [MAX_MESSAGES, MAX_MESSAGES, 1]
    assert [message for frame in frames for message in frame] == messages
    await framer.stop()


async def test_large_events_fill_a_frame_early(found: Settings, producer: AIOKafkaProducer) -> None:
    """A frame is bounded in bytes, not only in messages."""
    event = make.declaration("D1", t="2026-03-01T10:00", office_id="O1", participant_id="P1")
    value = encode_structured(event) + b" " * (MAX_BYTES // 2)
    framer = Framer(producer, 10)
    framer.start()
    for offset in range(4):
        origin = Origin("customs.declarations.v1", 0, offset, None, value)
        framer.add(found.topic_prefix + FRAMES[CASES], 0, Published(case_of(event), event, origin))
    await framer.flush()
    assert [len(frame) for frame in await _frames(found)] == [2, 2]
    await framer.stop()


async def test_a_refused_record_fails_every_later_flush(found: Settings, producer: AIOKafkaProducer) -> None:
    """What can not be delivered is told at once, and nothing may be acked any more."""
    told: list[BaseException] = []
    framer = Framer(producer, 0.005, told.append)
    framer.start()
    origin = Origin("customs.declarations.v1", 0, 0, None, b" " * (LARGEST_RECORD + 1))
    event = make.declaration("D1", t="2026-03-01T10:00", office_id="O1", participant_id="P1")
    framer.add(found.topic_prefix + FRAMES[CASES], 0, Published(case_of(event), event, origin))
    for _ in range(2):
        with pytest.raises(DeliveryFailed):
            await framer.flush()
    assert len(told) == 1
    with pytest.raises(DeliveryFailed):
        await framer.stop()
