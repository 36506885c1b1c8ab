"""The state of a partition on a real Kafka: restored, fenced, published once, and never skipping."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from aiokafka import AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient, RecordsToDelete
from aiokafka.errors import KafkaError
from aiokafka.structs import TopicPartition

from schemas.topics import ALERTS
from scorers.exchange.messages import CASES, Link, Outward
from streams import state as module
from streams.frames import Framer
from streams.settings import Settings
from streams.state import FramesGone, PartitionState
from streams.topics import FRAMES, partition_of
from tests.streams.running import read


class Frame:
    """A frame as Faust would deliver it."""

    acked = False

    def ack(self) -> bool:
        """Note it."""
        self.acked = True
        return True


@pytest.fixture(autouse=True)
def plain_records(monkeypatch: pytest.MonkeyPatch) -> None:
    """Records of the transport's own tests are plain."""
    monkeypatch.setattr(module, "encode_record", msgspec.msgpack.encode)
    monkeypatch.setattr(module, "decode_record", _decode)


def _decode(_key: str, data: bytes) -> Any:
    return msgspec.msgpack.decode(data)


@pytest.fixture
async def framer(producer: AIOKafkaProducer) -> AsyncIterator[Framer]:
    made = Framer(producer, 0.005)
    made.start()
    yield made
    await made.stop()


async def _frames(found: Settings, producer: AIOKafkaProducer, count: int) -> None:
    for _ in range(count):
        await producer.send_and_wait(found.topic_prefix + FRAMES[CASES], b"frame", partition=0)


def _alert(version: int) -> Outward:
    return Outward(ALERTS, "a1", "declaration:D1", b"v%d" % version, (("version", b"%d" % version),))


async def test_what_was_checkpointed_is_there_again(
    found: Settings, framer: Framer, producer: AIOKafkaProducer
) -> None:
    """Records, deletions and position come back from RocksDB, and from the changelog alone where RocksDB is gone."""
    await _frames(found, producer, 3)
    state = await PartitionState.open(CASES, 0, found, framer)
    for number in range(3):
        state.store.put(f"S{number}", [number])
    state.position = 1
    await state.checkpoint()
    state.store.delete("S1")
    state.position = 2
    await state.close()
    for lost in (False, True):
        if lost:
            shutil.rmtree(found.state_dir)
        state = await PartitionState.open(CASES, 0, found, framer)
        assert state.position == 2
        assert [state.store.get(f"S{number}") for number in range(3)] == [[0], None, [2]]
        await state.drop()


async def test_a_checkpoint_publishes_the_last_word_and_acks(
    found: Settings, framer: Framer, producer: AIOKafkaProducer
) -> None:
    """Two words on one key are one record, in the partition of its case; a second checkpoint has nothing to do."""
    await _frames(found, producer, 1)
    state = await PartitionState.open(CASES, 0, found, framer)
    frame = Frame()
    state.publish(_alert(1))
    state.publish(_alert(2))
    state.position = 1
    state.taken.append(frame)
    assert not frame.acked
    assert await state.checkpoint() == [_alert(2)]
    assert frame.acked
    assert await state.checkpoint() == []
    [record] = await read(found, ALERTS)
    assert (record.key, record.value, record.headers) == (b"a1", b"v2", tuple(_alert(2).all_headers()))
    assert record.partition == partition_of("declaration:D1", found.partitions)
    await state.close()


async def test_a_checkpoint_tells_a_change_from_the_one_before(
    found: Settings, framer: Framer, producer: AIOKafkaProducer
) -> None:
    """What a reader hears first of an alert is that it was raised; of one that came and went between, nothing."""

    def word(name: str, change: bytes) -> Outward:
        return Outward(ALERTS, name, "declaration:D1", name.encode(), (("change", change),))

    await _frames(found, producer, 2)
    state = await PartitionState.open(CASES, 0, found, framer)
    for position, words in enumerate(
        [
            [("a1", b"raised"), ("a1", b"updated"), ("a2", b"raised"), ("a2", b"withdrawn")],
            [("a1", b"withdrawn"), ("a1", b"raised"), ("a2", b"raised")],
        ],
        start=1,
    ):
        for name, change in words:
            state.publish(word(name, change))
        state.position = position
        await state.checkpoint()
    heard = [(record.key, dict(record.headers)["change"]) for record in await read(found, ALERTS)]
    assert heard == [(b"a1", b"raised"), (b"a1", b"updated"), (b"a2", b"raised")]
    await state.close()


async def test_internal_messages_are_acked_before_the_checkpoint(
    found: Settings, framer: Framer, producer: AIOKafkaProducer
) -> None:
    """A state that remembers having said something has said it."""
    await _frames(found, producer, 1)
    state = await PartitionState.open(CASES, 0, found, framer)
    slow = Framer(producer, 60)
    slow.start()
    state._framer = slow
    links = [Link("declaration:D1", "declaration:D2", revision, None) for revision in (1, 2)]
    slow.add(found.topic_prefix + FRAMES[CASES], 1, links[0])
    await slow.flush()  # the first leaves at once anyway
    slow.add(found.topic_prefix + FRAMES[CASES], 1, links[1])
    state.position = 1
    await state.checkpoint()
    assert [record.partition for record in await read(found, FRAMES[CASES])] == [0, 1, 1]
    await slow.stop()
    await state.close()


async def test_whoever_takes_over_fences_the_holder_before(
    found: Settings, framer: Framer, producer: AIOKafkaProducer, tmp_path: Path
) -> None:
    """The older one can neither publish nor write nor ack; the newer one goes on from the last checkpoint."""
    await _frames(found, producer, 2)
    older = await PartitionState.open(CASES, 0, found, framer)
    older.position = 1
    older.publish(_alert(1))
    await older.checkpoint()
    elsewhere = found.model_copy(update={"state_dir": tmp_path / "elsewhere"})
    newer = await PartitionState.open(CASES, 0, elsewhere, framer)
    frame = Frame()
    older.store.put("S1", ["zombie"])
    older.publish(_alert(2))
    older.position = 2
    older.taken.append(frame)
    with pytest.raises(KafkaError):
        await older.checkpoint()
    assert not frame.acked
    assert older.store.position == newer.position == 1
    assert [record.value for record in await read(found, ALERTS)] == [b"v1"]
    newer.position = 2
    newer.publish(_alert(3))
    await newer.close()
    assert [record.value for record in await read(found, ALERTS)] == [b"v1", b"v3"]
    await older.drop()


async def test_what_changes_during_a_checkpoint_belongs_to_the_next(
    found: Settings, framer: Framer, producer: AIOKafkaProducer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A frame applied while the transaction is under way is neither lost nor acked with it."""
    await _frames(found, producer, 2)
    state = await PartitionState.open(CASES, 0, found, framer)
    commit, late = state._commit, Frame()

    async def meanwhile(*given: Any) -> int:
        monkeypatch.setattr(state, "_commit", commit)
        assert state.store.get("S1") == [1]
        state.store.put("S1", [2])
        state.position = 2
        state.taken.append(late)
        return await commit(*given)

    monkeypatch.setattr(state, "_commit", meanwhile)
    state.store.put("S1", [1])
    state.position = 1
    await state.checkpoint()
    assert (state.behind, late.acked, state.store.get("S1")) == (True, False, [2])
    await state.close()
    state = await PartitionState.open(CASES, 0, found, framer)
    assert (state.position, state.store.get("S1"), late.acked) == (2, [2], True)
    await state.drop()


@pytest.mark.parametrize("position", [1, 9])
async def test_a_position_that_the_log_does_not_hold_stops(
    found: Settings, framer: Framer, producer: AIOKafkaProducer, position: int
) -> None:
    """Whether frames were deleted or the topic was made anew: nothing is skipped in silence."""
    await _frames(found, producer, 3)
    state = await PartitionState.open(CASES, 0, found, framer)
    state.position = position
    await state.close()
    admin = AIOKafkaAdminClient(bootstrap_servers=found.bootstrap)
    await admin.start()
    await admin.delete_records(
        {TopicPartition(found.topic_prefix + FRAMES[CASES], 0): RecordsToDelete(before_offset=2)}
    )
    await admin.close()
    with pytest.raises(FramesGone, match="go on at"):
        await PartitionState.open(CASES, 0, found, framer)
