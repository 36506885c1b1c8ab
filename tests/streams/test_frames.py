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
