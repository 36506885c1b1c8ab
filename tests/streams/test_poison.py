"""One of each kind of poison on a real Kafka: it is set aside, what shares its partition goes on, and it comes back."""

import asyncio
import base64
from collections import Counter
from collections.abc import AsyncIterator
from typing import Any

import msgspec
import orjson
import pytest
import pytest_asyncio
from aiokafka import AIOKafkaProducer

from deploy.services import Kafka
from schemas import topics
from schemas.codec import decode_outward
from schemas.envelope import Event, encode_structured
from schemas.errors import Reason
from schemas.outcomes import DeadLetter
from scorers.delivery.wire import decode_frame
from scorers.exchange.messages import Signal
from scorers.exchange.routing import case_of
from streams.__main__ import main
from streams.cli import exits
from streams.replay import replay
from streams.settings import DEMO_PARAMETERS
from streams.topics import FRAMES, LARGEST_RECORD, partition_of
from tests import factories as make
from tests.streams.breaking import UNANSWERED, UNASKED
from tests.streams.damage import damage, flipped, of_no_codec, segment
from tests.streams.running import Deployment, settings

DECLARATIONS, TRANSITS, SUBJECTS = topics.DECLARATIONS, topics.TRANSITS, FRAMES["subjects"]
DAY = make.T0 + make.DAY
LATER = DAY + make.HOUR
GOOD_CARRIER = {"carrier_id": "C-1"}
"""Of whom a notice is known: whatever it carries raises an alert."""
ITEMS = [{"item_no": n, "goods_code": "8471300000", "description": "x" * 500, "net_kg": 1.5} for n in range(1, 1500)]
BIG = make.declaration("BIG", DAY, items=ITEMS)
BIG_2 = make.declaration_amended(BIG, DAY + 1)
BIG_3 = make.declaration_amended(BIG_2, DAY + 2)
UNASKED_OPENED = make.transit(f"{UNASKED}-1", DAY, **GOOD_CARRIER)
UNANSWERED_OPENED = make.transit(f"{UNANSWERED}-1", DAY, **GOOD_CARRIER)
BEFORE = [
    make.transit("T-100", make.T0, **GOOD_CARRIER),
    make.notice("N-1", make.T0 + make.HOUR, transit_id="T-100"),
    BIG,
    BIG_2,
]
"""What lawfully stands before the poison comes."""


class Poison(msgspec.Struct, frozen=True):
    """A record, why it is set aside, and where its letter says that it stood; `case`: whose turn it comes in."""

    topic: str
    value: bytes | None
    reason: Reason
    key: bytes | None = None
    case: str = "declaration:BAD"
    stood: str = DECLARATIONS


def _declared(fields: dict[str, Any]) -> bytes:
    said: dict[str, Any] = orjson.loads(encode_structured(make.declaration("BAD", DAY)))
    return orjson.dumps(said | {"data": said["data"] | fields})


def _of(event: Event, reason: Reason, stood: str | None = None) -> Poison:
    topic = event.event_type.topic
    return Poison(topic, encode_structured(event), reason, event.entity_id.encode(), case_of(event), stood or topic)


POISON = {
    "bytes that are no text": Poison(DECLARATIONS, b"\x00\xff\xfe\x93", Reason.invalid_utf8),
    "another schema": Poison(DECLARATIONS, _declared({"direction": "sideways"}), Reason.wrong_field),
    "a payload over the limit": Poison(DECLARATIONS, _declared({"note": "x" * 1024 * 1024}), Reason.too_large),
    "neither key nor value": Poison(DECLARATIONS, None, Reason.null_value),
    "a key without a value": Poison(DECLARATIONS, None, Reason.null_value, b"BAD"),
    "a case over the bound": _of(BIG_3, Reason.case_too_large),
    "a case that a step fails on": _of(UNASKED_OPENED, Reason.not_judged),
    "a subject that a step fails on": _of(UNANSWERED_OPENED, Reason.not_judged, SUBJECTS),
}
DAMAGED = {1: (flipped, "codec none; CorruptRecordException"), 2: (of_no_codec, "codec unknown, number 7")}
"""What is done to a batch of each of these partitions, and how that is told."""


def _good(name: str) -> Event:
    """An event that raises an alert, of a case in the partition of the case that the poison is of."""
    poison, number = POISON[name], 0
    partition, build = partition_of(poison.case, 4), make.transit if poison.topic == TRANSITS else make.declaration
    while True:
        event = build(f"AFTER-{list(POISON).index(name)}-{number}", LATER, **GOOD_CARRIER)
        if partition_of(case_of(event), 4) == partition:
            return event
        number += 1


GOOD = {name: _good(name) for name in POISON}
BESIDE = {
    number: [make.declaration(f"{when}-{number}", DAY, **GOOD_CARRIER) for when in ("BEFORE", "BATCH", "BEHIND")]
    for number in DAMAGED
}


class Poisoned(msgspec.Struct):
    """What became of it: the alerts of criterion 1 by case, and the letters by the topic and place they tell of."""

    kordon: Deployment
    places: dict[str, tuple[int, int]]
    alerted: set[str]
    letters: list[DeadLetter]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def poisoned(broker: Kafka, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Poisoned]:
    """An intake, and a worker of a broken release, that were given every poison, each with a good event behind it."""
    folder = tmp_path_factory.mktemp("poison")
    async with Deployment(settings(broker.bootstrap, folder), folder) as kordon:
        async with AIOKafkaProducer(
            bootstrap_servers=broker.bootstrap, max_request_size=LARGEST_RECORD, enable_idempotence=True
        ) as out:
            prefix = kordon.settings.topic_prefix
            for number, (how, _) in DAMAGED.items():
                for event in BESIDE[number]:
                    await out.send_and_wait(prefix + DECLARATIONS, encode_structured(event), partition=number)
                damage(segment(broker.folder, prefix + DECLARATIONS, number), 1, how)
            kordon.start("intake", "intake")
            kordon.start("worker", "worker", "tests.streams.breaking")
            await kordon.publish(BEFORE)
            await _until_assessed(kordon, {case_of(event) for event in (BEFORE[0], BIG)})
            places = {}
            for name, poison in POISON.items():
                places[name] = (0, await _put(out, prefix + poison.topic, poison))
                await out.send_and_wait(prefix + poison.topic, encode_structured(GOOD[name]), partition=0)
        wanted = {case_of(event) for event in GOOD.values()} | {case_of(BESIDE[number][0]) for number in DAMAGED}
        alerted = await _until_alerted(kordon, wanted)
        letters = await _until_letters(kordon, len(POISON) + len(DAMAGED))
        yield Poisoned(kordon, places, alerted, letters)


async def _put(out: AIOKafkaProducer, topic: str, poison: Poison) -> int:
    """As a batch, since the producer's `send` wants a key or a value; returns the offset."""
    batch = out.create_batch()
    batch.append(key=poison.key, value=poison.value, timestamp=None)
    batch.close()
    offset: int = (await (await out.send_batch(batch, topic, partition=0))).offset
    return offset


async def _until_assessed(kordon: Deployment, wanted: set[str]) -> None:
    for _ in range(60):
        if wanted <= (await kordon.last(topics.ASSESSMENTS)).keys():
            return
        await asyncio.sleep(0.5)
    raise AssertionError(wanted - (await kordon.last(topics.ASSESSMENTS)).keys())


async def _until_alerted(kordon: Deployment, wanted: set[str]) -> set[str]:
    found: set[str] = set()
    for _ in range(60):
        alerts = [orjson.loads(value) for value in (await kordon.last(topics.ALERTS)).values()]
        found = {alert["case"] for alert in alerts if (alert["criterion"], alert["status"]) == ("1", "raised")}
        if wanted <= found:
            break
        await asyncio.sleep(0.5)
    return found


async def _until_letters(kordon: Deployment, count: int) -> list[DeadLetter]:
    for _ in range(60):
        if len(records := await kordon.records(topics.DEAD_LETTERS)) >= count:
            break
        await asyncio.sleep(0.5)
    return [decode_outward(record.value, DeadLetter) for record in records]


@pytest.mark.parametrize("name", POISON)
def test_poison_is_set_aside_and_its_partition_goes_on(poisoned: Poisoned, name: str) -> None:
    """With reason, sender, place and bytes; the event behind it in both logs raises its alert."""
    poison = POISON[name]
    [letter] = [letter for letter in poisoned.letters if _tells_of(letter, name, poisoned.places[name])]
    assert letter.reason == poison.reason
    assert len(letter.detail.split()) >= 5
    named = poison.stood != SUBJECTS and b"specversion" in (poison.value or b"")
    assert letter.event_source == ("/test" if named else None)
    kept = None if letter.original_base64 is None else base64.b64decode(letter.original_base64)
    if poison.stood == SUBJECTS:
        [signal] = decode_frame(kept or b"")
        assert isinstance(signal, Signal)
        assert (signal.case, signal.subject) == (poison.case, "carrier:C1")
    else:
        assert (kept, letter.truncated) == (poison.value, False)
    assert case_of(GOOD[name]) in poisoned.alerted


def _tells_of(letter: DeadLetter, name: str, place: tuple[int, int]) -> bool:
    if letter.source_topic != POISON[name].stood:
        return False
    return letter.source_topic == SUBJECTS or (letter.source_partition, letter.source_offset) == place


@pytest.mark.parametrize("number", DAMAGED)
def test_a_damaged_batch_stops_its_own_partition_only(poisoned: Poisoned, number: int) -> None:
    """What stood before it is judged, what stands behind it waits, and the others did not notice."""
    [letter] = [
        letter
        for letter in poisoned.letters
        if (letter.source_topic, letter.source_partition) == (DECLARATIONS, number)
    ]
    assert (letter.reason, letter.source_offset) == (Reason.unreadable_batch, 1)
    assert DAMAGED[number][1] in letter.detail
    before, _, behind = BESIDE[number]
    assert case_of(before) in poisoned.alerted
    assert case_of(behind) not in poisoned.alerted


async def test_each_is_counted_once(poisoned: Poisoned) -> None:
    """By reason, and what a step failed on also by room; the partitions that wait are shown."""
    wanted = Counter(poison.reason for poison in POISON.values() if poison.reason is not Reason.not_judged)
    wanted[Reason.unreadable_batch] = len(DAMAGED)
    kordon = poisoned.kordon
    found = {one: await kordon.metric(f'kordon_dead_letters_total{{reason="{one.value}"}}') for one in Reason}
    assert {reason: count for reason, count in found.items() if count} == wanted
    assert [await kordon.metric(f'kordon_set_aside_total{{room="{room}"}}') for room in FRAMES] == [1, 1]
    assert await kordon.metric("kordon_unreadable_batch") == len(DAMAGED)
    assert len(poisoned.letters) == len(POISON) + len(DAMAGED)


async def test_what_was_set_aside_comes_back_after_the_repair(
    poisoned: Poisoned, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Last in this file: with the whole criterion the alerts come, as if it had never been broken, and come once."""
    kordon = poisoned.kordon
    assert kordon.stop("worker") == 0
    kordon.start("worker", "worker")
    monkeypatch.setenv("KORDON_BOOTSTRAP", kordon.settings.bootstrap)
    monkeypatch.setenv("KORDON_TOPIC_PREFIX", kordon.settings.topic_prefix)
    missing = {case_of(UNASKED_OPENED), case_of(UNANSWERED_OPENED)}
    assert not missing & poisoned.alerted
    for _ in range(2):  # who is not sure does it again
        redriven = ["redrive", "--from-topic", "--reason", Reason.not_judged.value]
        assert await asyncio.to_thread(main, redriven) == exits.OK
        assert missing <= await _until_alerted(kordon, missing)
    judged = [*BEFORE, UNASKED_OPENED, UNANSWERED_OPENED, *GOOD.values(), *(BESIDE[number][0] for number in DAMAGED)]
    oracle = replay(sorted(judged, key=lambda event: event.time), parameters=DEMO_PARAMETERS)
    for topic in (topics.ALERTS, topics.ASSESSMENTS, topics.DISPOSITIONS):
        wanted = oracle.of(topic)
        assert await kordon.becomes(topic, wanted, 60) == wanted
    said = Counter(
        (record.key, orjson.loads(record.value)["case"], dict(record.headers)["change"])
        for record in await kordon.records(topics.ALERTS)
    )
    assert max(said.values()) == 1
    assert len(await kordon.records(topics.DEAD_LETTERS)) == len(poisoned.letters)
