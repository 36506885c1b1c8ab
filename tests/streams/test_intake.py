"""The intake on a real Kafka: what it routes, refuses, tells and commits."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka import codec as codecs
from structlog.testing import capture_logs

from schemas.codec import decode_outward
from schemas.envelope import Event, encode_structured
from schemas.errors import Reason
from schemas.outcomes import DeadLetter
from schemas.topics import DEAD_LETTERS, DECLARATIONS, TRANSITS
from scorers.delivery.wire import decode_frame
from scorers.exchange.messages import CASES, Message, Parameters, Published, Watermarks
from scorers.parameters.document import version_of
from streams import fetching, intake, parameters, topics
from streams.health import Health
from streams.metrics import Metrics
from streams.settings import DEMO_PARAMETERS, Settings
from streams.topics import FRAMES, partition_of
from tests import factories as make
from tests.schemas.test_cloudevents_conformance import SCENARIOS
from tests.streams.running import Deployment, read


@asynccontextmanager
async def _running(found: Settings, metrics: Metrics | None = None) -> AsyncIterator[intake.Intake]:
    stop = asyncio.Event()
    made = intake.Intake(found, metrics or Metrics(), Health(stuck_after_s=0.5))
    await made.start()
    task = asyncio.create_task(made.run(stop))
    try:
        yield made
    finally:
        stop.set()
        await task
        await made.stop()


async def _messages(found: Settings, wanted: int = 0) -> list[tuple[int, Message]]:
    """Messages to the cases with their partitions, as soon as there are so many events, or after a while."""
    for _ in range(300):
        records = await read(found, FRAMES[CASES])
        messages = [(record.partition, message) for record in records for message in decode_frame(record.value)]
        if sum(isinstance(message, Published) for _, message in messages) >= wanted:
            break
        await asyncio.sleep(0.2)
    return messages


def _events(messages: list[tuple[int, Message]]) -> list[tuple[int, str]]:
    return [(number, message.event.id) for number, message in messages if isinstance(message, Published)]


def _declared(name: str, t: int | str = "2026-03-01T10:00") -> Event:
    return make.declaration(name, t=t, office_id="O1", participant_id="P1")


async def test_events_go_to_the_partition_of_their_case(found: Settings, tmp_path: Path) -> None:
    """With their origin, and a watermark after them; however its number is written, a case has one partition."""
    numbers = ("D1", "D2", "D3", "d-3", "д/4")
    events = [_declared(number) for number in numbers]
    await Deployment(found, tmp_path).publish(events)
    async with _running(found):
        messages = await _messages(found, 5)
        await asyncio.sleep(1)
    keys = [f"declaration:{key}" for key in ("D1", "D2", "D3", "D3", "Д4")]
    wanted = sorted((partition_of(key, found.partitions), event.id) for key, event in zip(keys, events, strict=True))
    assert sorted(_events(messages)) == wanted
    [origin] = {
        (one.origin.topic, one.origin.value)
        for _, one in messages
        if isinstance(one, Published) and one.event.id == events[0].id
    }
    assert origin == (DECLARATIONS, encode_structured(events[0]))
    told = [one.marks for _, one in await _messages(found) if isinstance(one, Watermarks)]
    assert max(mark.at for marks in told for mark in marks) == events[0].time - 600_000


async def test_the_messages_of_the_cloudevents_project_are_taken(found: Settings, kafka: str) -> None:
    """One of each of its scenarios for Kafka comes through as the same event, and none becomes a dead letter."""
    topic = found.topic_prefix + TRANSITS
    async with AIOKafkaProducer(bootstrap_servers=kafka) as out:
        for number, (payload, headers) in enumerate(SCENARIOS.values()):
            mine = [(name, b"%d" % number if name == "ce_id" else text) for name, text in headers]
            value = payload.replace(b"1234-1234-1234", b"%d" % number)
            await out.send_and_wait(topic, value, key=b"T-1", headers=mine)
    async with _running(found):
        taken = [one for _, one in await _messages(found, 3) if isinstance(one, Published)]
    assert sorted(one.event.id for one in taken) == ["0", "1", "2"]
    for one in taken:
        assert (one.case, one.event.type) == ("transit:T1", "customs.transit.opened.v1")
        assert (one.event.source, one.event.time) == ("/mycontext/subcontext", 1_522_900_584_000)
    assert await read(found, DEAD_LETTERS) == []


async def test_table_facts_go_to_every_partition(found: Settings, tmp_path: Path) -> None:
    """Each keeps its copy of the reference tables."""
    fact = make.fact("ref.office", "O1")
    await Deployment(found, tmp_path).publish([fact])
    async with _running(found):
        messages = await _messages(found, found.partitions)
    assert sorted(_events(messages)) == [(number, fact.id) for number in range(found.partitions)]


async def test_what_can_not_be_read_becomes_a_dead_letter(found: Settings, kafka: str) -> None:
    """Rubbish, null and the far future; with their bytes, and processing goes on."""
    future = _declared("D9", make.ms("2090-01-01T00:00"))
    good = _declared("D1")
    async with AIOKafkaProducer(bootstrap_servers=kafka) as out:
        topic = found.topic_prefix + DECLARATIONS
        for value in (b"rubbish", None, encode_structured(future), encode_structured(good)):
            key = b"D1" if value is None else None
            await out.send_and_wait(topic, value, key=key, headers=[("h", b"1")], partition=0)
    async with _running(found):
        messages = await _messages(found, 1)
        await asyncio.sleep(1)
    assert [name for _, name in _events(messages)] == [good.id]
    letters = [decode_outward(record.value, DeadLetter) for record in await read(found, DEAD_LETTERS)]
    assert {(one.source_offset, one.reason) for one in letters} == {
        (0, Reason.not_json),
        (1, Reason.null_value),
        (2, Reason.future_event),
    }
    assert {(one.source_topic, one.source_partition) for one in letters} == {(DECLARATIONS, 0)}


async def test_offsets_are_committed_once_everything_was_acked(found: Settings, tmp_path: Path) -> None:
    """A restart goes on after the last event taken, and sends nothing again."""
    kordon = Deployment(found, tmp_path)
    await kordon.publish([_declared("D1")])
    async with _running(found):
        await _messages(found, 1)
    await kordon.publish([_declared("D2")])
    async with _running(found):
        messages = await _messages(found, 2)
    assert [name for _, name in sorted(_events(messages), key=lambda one: one[1])] == sorted(
        [_declared("D1").id, _declared("D2").id]
    )
    assert await _committed(found) == 2


async def test_parameters_come_first_and_change_while_it_runs(
    found: Settings, producer: AIOKafkaProducer, tmp_path: Path
) -> None:
    """Every partition hears of them before its first event; one that is not valid changes nothing, and is told of."""
    await Deployment(found, tmp_path).publish([_declared("D1")])
    document, refused = b'note = "another"\n', b"criteria.1.window_days = 9999\n"
    metrics = Metrics()

    async def told(value: int) -> None:
        for _ in range(100):
            if metrics.registry.get_sample_value("kordon_parameters_refused") == value:
                return
            await asyncio.sleep(0.1)
        raise AssertionError(f"kordon_parameters_refused never was {value}")

    async with _running(found, metrics):
        await _messages(found, 1)
        place = found.topic_prefix + topics.PARAMETERS
        with capture_logs() as logs:
            await producer.send_and_wait(place, refused, key=b"bad", partition=0)
            await told(1)
        assert [(one["event"], one["version"]) for one in logs] == [("parameters_refused", version_of(refused))]
        await parameters.publish(producer, found, document)
        await told(0)
        await asyncio.sleep(1)
    for number in range(found.partitions):
        heard = [one for where, one in await _messages(found) if where == number]
        assert isinstance(heard[0], Parameters)
        versions = [one.version for one in heard if isinstance(one, Parameters)]
        assert versions == [version_of(DEMO_PARAMETERS), version_of(document)]
    async with _running(found) as again:  # what is in force is known without the settings' own document
        assert again._parameters.current.version == version_of(document)


async def test_a_turn_that_hangs_makes_the_process_not_live(found: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each turn of the loop has to end, and a new one is a new piece of work."""
    hangs = asyncio.Event()
    async with _running(found) as made:
        monkeypatch.setattr(made, "_route", hangs.wait)
        for _ in range(100):
            await asyncio.sleep(0.1)
            if made._health.stuck():
                break
        assert made._health.stuck() == ["intake"]
        monkeypatch.undo()
        hangs.set()
        for _ in range(100):
            await asyncio.sleep(0.1)
            if not made._health.stuck():
                break
        assert made._health.stuck() == []


async def test_ready_while_it_has_its_share(found: Settings) -> None:
    """Once the group has given it partitions, also when that is none; not while they are taken away."""
    async with _running(found) as made:
        health = made._health
        for _ in range(100):
            if "partitions" not in health.missing():
                break
            await asyncio.sleep(0.1)
        assert health.missing() == ["broker"]
        await made.on_partitions_revoked([])
        assert health.missing() == ["broker", "partitions"]


async def _committed(found: Settings) -> int:
    consumer = AIOKafkaConsumer(bootstrap_servers=found.bootstrap, group_id=f"{found.topic_prefix}kordon-intake")
    await consumer.start()
    try:
        places = [TopicPartition(found.topic_prefix + DECLARATIONS, number) for number in range(found.partitions)]
        return sum([await consumer.committed(place) or 0 for place in places])
    finally:
        await consumer.stop()


@pytest.mark.parametrize("codec", ["gzip", "lz4", "snappy", "zstd"])
async def test_every_codec_of_kafka_is_read(found: Settings, kafka: str, codec: str) -> None:
    """Publishers compress their batches as they like."""
    events = [_declared(f"D{number}") for number in range(20)]
    async with AIOKafkaProducer(bootstrap_servers=kafka, compression_type=codec, linger_ms=200) as out:
        sent = [await out.send(found.topic_prefix + DECLARATIONS, encode_structured(event)) for event in events]
        await asyncio.gather(*sent)
    async with _running(found):
        messages = await _messages(found, len(events))
    assert sorted(name for _, name in _events(messages)) == sorted(event.id for event in events)


async def test_a_batch_that_can_not_be_read_stops_its_partition_only(
    found: Settings, kafka: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What came before it and what others hold is taken; it is named, and read once there is a way to."""
    monkeypatch.setattr(fetching, "_TRY_AGAIN_S", 3.0)
    topic = found.topic_prefix + DECLARATIONS
    before, stuck, behind, beside = (_declared(name) for name in ("D1", "D2", "D3", "D4"))
    for event, codec, number in ((before, None, 0), (stuck, "zstd", 0), (behind, None, 0), (beside, None, 1)):
        async with AIOKafkaProducer(bootstrap_servers=kafka, compression_type=codec) as out:
            await out.send_and_wait(topic, encode_structured(event), partition=number)
    metrics = Metrics()
    with monkeypatch.context() as missing:
        missing.setattr(codecs, "has_zstd", lambda: False)
        async with _running(found, metrics):
            messages = await _messages(found, 2)
            await asyncio.sleep(1)
            assert {name for _, name in _events(messages)} == {before.id, beside.id}
            assert metrics.unreadable.labels(DECLARATIONS, "0")._value.get() == 1
            missing.undo()
            messages = await _messages(found, 4)
            assert sorted(name for _, name in _events(messages)) == sorted(
                one.id for one in (before, stuck, behind, beside)
            )
    [letter] = [decode_outward(record.value, DeadLetter) for record in await read(found, DEAD_LETTERS)]
    assert (letter.reason, letter.source_partition, letter.source_offset) == (Reason.unreadable_batch, 0, 1)
    assert "zstd" in letter.detail
