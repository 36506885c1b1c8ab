"""What can not be used, on a real Kafka: each input ends as a dead letter that says why, and the stream goes on."""

import asyncio
import base64
import re
import time
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import msgspec
import orjson
import pytest
import pytest_asyncio
from aiokafka import AIOKafkaProducer, ConsumerRecord

from schemas import topics
from schemas.codec import decode_outward
from schemas.envelope import Event, encode_structured
from schemas.errors import Reason
from schemas.normalise import normal_id
from schemas.outcomes import DeadLetter, LateEvent
from streams.__main__ import main
from streams.cli import exits
from streams.metrics import Metrics
from streams.topics import LARGEST_RECORD
from tests import factories as make
from tests.streams.running import Deployment, read_by_the_package, settings

MEGABYTE = 1024 * 1024
SILENT = ("not json", "not an event", "media type", "null")
"""Inputs of which nothing can be read."""
YEAR_9999 = 253_402_300_799_000
YEAR_2099 = make.ms("2099-01-01")


class Bad(msgspec.Struct, frozen=True):
    """An input, the reason it is refused for, and words that must be in the sentence."""

    reason: Reason
    words: str
    value: bytes | None
    headers: tuple[tuple[str, bytes], ...] = ()
    key: bytes | None = None


def _changed(name: str, envelope: dict[str, Any] | None = None, **data: Any) -> bytes:
    """A declaration with changes in its envelope and its data; None leaves a field out."""
    fields = orjson.loads(encode_structured(make.declaration(name)))
    fields["data"] = _stated(fields["data"] | data)
    return orjson.dumps(_stated(fields | (envelope or {})))


def _stated(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value is not None}


def _cut(name: str) -> bytes:
    """A declaration whose participant's name ends inside a letter, as a sender makes it that counts bytes."""
    whole = "Қазақ".encode()
    return _changed(name, participant_name="cut here").replace(b"cut here", whole[:-1])


def _nested(levels: int) -> bytes:
    fields = encode_structured(make.fact("ref.criterion", code="1", member_state="KZ", params={"a": 7}))
    return fields.replace(b'{"a":7}', b'{"a":' * levels + b"7" + b"}" * levels)


def _number(text: bytes) -> bytes:
    return _changed("number", gross_kg_total=1.5).replace(b":1.5", b":" + text)


SAID = [
    make.declaration("duplicate"),
    make.declaration("gone"),
    make.released("gone", make.T0 + make.HOUR),
    make.declaration("two-1", resubmission_of="two-2"),
    make.declaration("three-1", resubmission_of="three-2"),
    make.declaration("three-2", resubmission_of="three-3"),
]
"""What lawfully stands before the bad inputs come."""

BAD = {
    "not json": Bad(Reason.not_json, "not JSON", b"{ customs"),
    "not an event": Bad(Reason.not_an_event, "specversion", b'{"declaration": 1}'),
    "unknown type": Bad(Reason.unknown_type, "dreamt", _changed("x", {"type": "customs.declaration.dreamt.v1"})),
    "missing field": Bad(Reason.missing_field, "data.participant_id", _changed("missing", participant_id=None)),
    "wrong field": Bad(Reason.wrong_field, "data.direction", _changed("x", direction="sideways")),
    "unknown field": Bad(Reason.unknown_field, "data.colour", _changed("x", colour="red")),
    "wrong unit of time": Bad(Reason.wrong_time_unit, "like seconds", _changed("x", registered_at=make.T0 // 1000)),
    "microseconds": Bad(Reason.wrong_time_unit, "microseconds", _changed("x", registered_at=make.T0 * 1000)),
    "5 MB": Bad(Reason.too_large, "limit", _changed("x", colour="x" * 5 * MEGABYTE)),
    "headers": Bad(Reason.too_large, "headers", _changed("x"), (("padding", b"x" * 3 * MEGABYTE),)),
    "null": Bad(Reason.null_value, "null value", None, key=b"x"),
    "unlawful extension": Bad(Reason.unknown_attribute, "shoe_size", _changed("x", {"shoe_size": "43"})),
    "media type": Bad(Reason.wrong_media_type, "avro", b"\x02\x04", (("content-type", b"application/avro"),)),
    "version 0": Bad(Reason.bad_version, "entityversion", _changed("x", {"entityversion": 0})),
    "year 9999": Bad(Reason.wrong_time_unit, "2100", _changed("x", registered_at=YEAR_9999)),
    "year 9999 outside": Bad(Reason.wrong_field, "time", _changed("x", {"time": "9999-12-31T23:59:59Z"})),
    "year 2099": Bad(Reason.future_event, "clock", _changed("x", registered_at=YEAR_2099)),
    "duplicate id": Bad(Reason.duplicate_id_other_body, "id", _changed("duplicate", office_id="O2")),
    "duplicate id again": Bad(Reason.duplicate_id_other_body, "id", _changed("duplicate", office_id="O3")),
    "withdrawn after released": Bad(
        Reason.unlawful_transition,
        "declaration.withdrawn after declaration.released",
        encode_structured(make.withdrawn("gone", make.T0 + 2 * make.HOUR, version=2)),
    ),
    "cycle of one": Bad(Reason.resubmission_cycle, "resubmission_of", _changed("one", resubmission_of="one")),
    "cycle of two": Bad(Reason.resubmission_cycle, "resubmission_of", _changed("two-2", resubmission_of="two-1")),
    "cycle of three": Bad(Reason.resubmission_cycle, "resubmission_of", _changed("three-3", resubmission_of="three-1")),
    "long name": Bad(
        Reason.text_too_long,
        "data.participant_name",
        _changed("x", participant_name="x" * 100_000),
    ),
    "invalid UTF-8": Bad(Reason.invalid_utf8, "UTF-8", _changed("x", participant_id="P-?").replace(b"P-?", b"P-\xff")),
    "cut letter": Bad(Reason.invalid_utf8, "UTF-8", _cut("x")),
    "header": Bad(Reason.invalid_utf8, "ce_source", b"{}", (("ce_id", b"e7"), ("ce_source", b"\xff"))),
    "half a letter": Bad(Reason.not_json, "surrogate", _changed("x", office_id="?").replace(b'"?"', b'"\\udc00x"')),
    "separator": Bad(Reason.wrong_field, "U+001F", _changed("x", office_id="O\x1f1")),
    "another topic": Bad(Reason.wrong_topic, topics.TRANSITS, encode_structured(make.transit())),
    "another's key": Bad(Reason.subject_mismatch, "key", _changed("x"), key=b"y"),
    "subject": Bad(Reason.subject_mismatch, "data.declaration_id", _changed("x", {"subject": "y"})),
    "nested": Bad(Reason.not_json, "deeply", _nested(100_000)),
    "nested less": Bad(Reason.wrong_field, "nested", _nested(900)),
    "NaN": Bad(Reason.not_a_number, "NaN", _number(b"NaN")),
    "infinity": Bad(Reason.not_a_number, "Infinity", _number(b"-Infinity")),
    "beyond a double": Bad(Reason.not_a_number, "gross_kg_total", _number(b"1e999")),
}


class Aftermath(msgspec.Struct):
    """What became of the bad inputs: where each stood, and the dead letters by that place."""

    kordon: Deployment
    places: dict[str, tuple[int, int]]
    letters: dict[tuple[int, int], DeadLetter]
    records: list[ConsumerRecord]
    scored: set[str]
    counted: dict[Reason, float]
    pages: list[str]
    """The metrics of both processes."""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def aftermath(kafka: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Aftermath]:
    """An intake and a worker that were given every bad input, each with a good event behind it."""
    folder = tmp_path_factory.mktemp("bad")
    async with Deployment(settings(kafka, folder), folder) as kordon:
        kordon.start("intake", "intake")
        kordon.start("worker", "worker")
        await kordon.publish(SAID)
        await _scored(kordon, {_written(event) for event in SAID})
        places = await _put_bad(kordon)
        scored = await _scored(kordon, {_written(_good(name)) for name in BAD})
        records = await _records(kordon, topics.DEAD_LETTERS, len(BAD))
        letters = [decode_outward(record.value, DeadLetter) for record in records]
        yield Aftermath(
            kordon,
            places,
            {(one.source_partition, one.source_offset): one for one in letters},
            records,
            scored,
            {reason: await kordon.metric(f'kordon_dead_letters_total{{reason="{reason.value}"}}') for reason in Reason},
            [(await kordon.page(name, "/metrics"))[1] for name in ("intake", "worker")],
        )


def _written(event: Event) -> str:
    """As assessments write it."""
    return normal_id(event.entity_id)


def _good(name: str) -> Event:
    return make.declaration(f"after {name}")


async def _put_bad(kordon: Deployment) -> dict[str, tuple[int, int]]:
    places = {}
    topic = kordon.settings.topic_prefix + topics.DECLARATIONS
    async with AIOKafkaProducer(
        bootstrap_servers=kordon.settings.bootstrap, max_request_size=LARGEST_RECORD, enable_idempotence=True
    ) as out:
        for name, bad in BAD.items():
            put = await out.send_and_wait(topic, bad.value, key=bad.key, headers=list(bad.headers), partition=0)
            places[name] = (put.partition, put.offset)
            await out.send_and_wait(topic, encode_structured(_good(name)), partition=put.partition)
    return places


async def _scored(kordon: Deployment, wanted: set[str]) -> set[str]:
    """Declarations with an assessment, as soon as all wanted ones have one, or after a while."""
    for _ in range(60):
        found = {key.partition(":")[2] for key in await kordon.last(topics.ASSESSMENTS)}
        if wanted <= found:
            break
        await asyncio.sleep(0.5)
    return found


async def _records(kordon: Deployment, topic: str, count: int) -> list[Any]:
    for _ in range(60):
        if len(records := await kordon.records(topic)) >= count:
            break
        await asyncio.sleep(0.5)
    return records


@pytest.mark.parametrize("name", BAD)
def test_it_ends_as_a_dead_letter_and_the_stream_goes_on(aftermath: Aftermath, name: str) -> None:
    """With reason, sentence, place, time, key and bytes."""
    bad = BAD[name]
    letter = aftermath.letters[aftermath.places[name]]
    assert (letter.reason, letter.source_topic) == (bad.reason, topics.DECLARATIONS)
    assert bad.words in letter.detail
    assert 5 <= len(letter.detail.split()) <= 100
    assert abs(letter.source_timestamp - time.time() * 1000) < make.HOUR
    assert letter.key_base64 == (None if bad.key is None else base64.b64encode(bad.key).decode())
    kept = None if letter.original_base64 is None else base64.b64decode(letter.original_base64)
    size = len(bad.value or b"")
    assert letter.original_bytes == size
    assert letter.truncated == (size > 4 * MEGABYTE or name == "headers")
    assert kept == (bad.value if bad.value is None else bad.value[: 4 * MEGABYTE])
    assert _written(_good(name)) in aftermath.scored


def test_a_letter_is_a_cloudevent(aftermath: Aftermath) -> None:
    """In binary mode, its subject the place of the refused record."""
    events = [read_by_the_package(record) for record in aftermath.records]
    assert {event.get_type() for event in events} == {"customs.dead_letter.v1"}
    assert len({event.get_id() for event in events}) == len(events) == len(BAD)
    places = {f"{topics.DECLARATIONS}/{partition}/{offset}" for partition, offset in aftermath.places.values()}
    assert {event.get_subject() for event in events} == places


def test_every_dead_letter_is_counted_and_nothing_else_is_lost(aftermath: Aftermath) -> None:
    """One letter for each bad input, no larger than a record may be; every other declaration is scored."""
    assert sorted(aftermath.letters) == sorted(aftermath.places.values())
    assert len(aftermath.records) == len(BAD)
    assert max(len(record.value) for record in aftermath.records) < LARGEST_RECORD
    wanted = Counter(bad.reason for bad in BAD.values())
    assert aftermath.counted == {reason: wanted[reason] for reason in Reason}
    assert {_written(event) for event in SAID} | {_written(_good(name)) for name in BAD} == aftermath.scored


def test_what_is_counted_was_there_from_the_start(aftermath: Aftermath) -> None:
    """Whatever came, no counter and no histogram has a series that it did not begin with."""
    counted = re.compile(r"^kordon_\w+_(?:total|count|sum|bucket)\b\S*", re.MULTILINE)
    begun = set(counted.findall(Metrics().exposition().decode()))
    for page in aftermath.pages:
        assert set(counted.findall(page)) == begun


def test_a_letter_names_the_event_wherever_its_id_can_be_read(aftermath: Aftermath) -> None:
    """So the sender finds it, though the rest can not be used; what is no JSON at all names nothing."""
    letters = {name: aftermath.letters[place] for name, place in aftermath.places.items()}
    assert {name: letter.event_id for name, letter in letters.items()} == {
        name: None if name in SILENT else _id(bad) for name, bad in BAD.items()
    }
    senders = {name: letter.event_source for name, letter in letters.items()}
    assert senders == {name: None if name in (*SILENT, "header") else "/test" for name in BAD}


def _id(bad: Bad) -> str:
    named = dict(bad.headers).get("ce_id") or re.findall(b'"id":"([^"]+)"', bad.value or b"")[0]
    return str(named, "ascii")


async def test_a_corrected_letter_is_put_back_and_scored(
    aftermath: Aftermath, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`kordon redrive` takes the published letter with a `value` beside it."""
    kordon = aftermath.kordon
    letter = msgspec.to_builtins(aftermath.letters[aftermath.places["missing field"]])
    file = tmp_path / "corrected.jsonl"
    file.write_bytes(orjson.dumps(letter | {"value": orjson.loads(_changed("missing"))}) + b"\n")
    monkeypatch.setenv("KORDON_BOOTSTRAP", kordon.settings.bootstrap)
    monkeypatch.setenv("KORDON_TOPIC_PREFIX", kordon.settings.topic_prefix)
    assert await asyncio.to_thread(main, ["redrive", str(file)]) == exits.OK
    assert "MISSING" in await _scored(kordon, {"MISSING"})


async def test_a_late_event_is_told_of_and_scored(aftermath: Aftermath) -> None:
    """Last in this file: afterwards everything at the time of the others is late."""
    kordon = aftermath.kordon
    before = await kordon.metric("kordon_late_events_total")
    await kordon.publish([make.declaration("newest", make.T0 + 130 * make.DAY)])
    await _scored(kordon, {"NEWEST"})
    await asyncio.sleep(kordon.settings.idle_timeout_s + 2)
    late = make.declaration("late", make.T0)
    await kordon.publish([late])
    [record] = await _records(kordon, topics.LATE_EVENTS, 1)
    said = decode_outward(record.value, LateEvent)
    assert (said.event_id, said.case, said.event_time) == (late.id, "declaration:LATE", make.T0)
    assert said.newest_time > make.T0 + 120 * make.DAY
    assert await kordon.metric("kordon_late_events_total") == before + 1
    assert "LATE" in await _scored(kordon, {"LATE"})
