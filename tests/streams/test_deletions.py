"""Records without a value on a real Kafka: what they delete is gone, and a replay says what was said live."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import msgspec
import orjson
import pytest
import pytest_asyncio
from aiokafka import AIOKafkaProducer

from schemas import topics
from schemas.envelope import Event, record_key
from streams.__main__ import main
from streams.cli import exits
from tests import factories as make
from tests.streams.running import Deployment, settings

BEFORE, LATER = make.T0 - make.DAY, make.T0 + make.DAY
REGISTERED = {
    "9101000000": (1, BEFORE + 1, 2, BEFORE + 2),
    "9102000000": (1, 0, 2, 0),
    "9103000000": (3, BEFORE + 3, 1),
    "9104000000": (1, BEFORE + 4),
    "9105000000": (1,),
}
"""What the tariff says of each code: a version of it, or the time of a record that deletes it, 0 or a true one."""
STAND = {"D9103000000", "D9105000000"}
"""Declarations of a code without duty that stands."""
DEBT = make.fact(
    "ref.debt", "B1", BEFORE, participant_id="P-9", kind="customs_duty", amount=1000.0, due_date="2026-02-01"
)
FACTS, DECLARATIONS = topics.REFERENCE_FACTS, topics.DECLARATIONS
Words = dict[str, dict[str, Any]]


def _code(code: str, version: int) -> Event:
    at = BEFORE - make.HOUR + version
    return make.fact("ref.goods", None, at, goods_code=code, import_duty_rate=0.0, fact_version=version)


def _declared(code: str, number: int) -> Event:
    items = [{"item_no": 1, "goods_code": code, "net_kg": 2.0}]
    return make.declaration(f"D-{code}", make.T0 + number, participant_id="P-9", items=items)


class Told(msgspec.Struct):
    """The last word on each alert and each letter, live and by a replay."""

    live: dict[str, dict[str, bytes]]
    replayed: dict[str, dict[str, bytes]]

    def alerts(self, criterion: str) -> dict[str, dict[str, Any]]:
        """Live alerts of a criterion by declaration."""
        found = [orjson.loads(value) for value in self.live[topics.ALERTS].values()]
        return {one["case"].partition(":")[2]: one for one in found if one["criterion"] == criterion}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def told(kafka: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Told]:
    """Registers that delete and register anew, declarations, then deletions of what they were judged by."""
    folder = tmp_path_factory.mktemp("deletions")
    async with Deployment(settings(kafka, folder, partitions=1), folder) as kordon:
        for command in ("intake", "worker"):
            kordon.start(command, command, KORDON_PARTITIONS="1")
        async with AIOKafkaProducer(bootstrap_servers=kafka, enable_idempotence=True) as out:
            prefix = kordon.settings.topic_prefix

            async def gone(event: Event, at: int) -> None:
                await out.send_and_wait(prefix + FACTS, None, key=record_key(event), timestamp_ms=at)

            await kordon.publish([DEBT])
            for code, steps in REGISTERED.items():
                for step in steps:
                    if 0 < step < BEFORE:
                        await kordon.publish([_code(code, step)])
                    else:
                        await gone(_code(code, 1), step)
            await kordon.publish(_declared(code, number) for number, code in enumerate(REGISTERED))
            await _until(kordon, "88", "raised", STAND)
            await _until(kordon, "13", "raised", {f"D{code}" for code in REGISTERED})
            await out.send_and_wait(prefix + DECLARATIONS, None, key=b"D-9105000000", timestamp_ms=LATER)
            await gone(_code("9105000000", 1), LATER + 1)
            await gone(DEBT, LATER + 2)
            await _until(kordon, "88", "withdrawn", {"D9105000000"})
            await _until(kordon, "13", "withdrawn", {f"D{code}" for code in REGISTERED})
        live = {topic: await kordon.last(topic) for topic in (topics.ALERTS, topics.DEAD_LETTERS)}
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("KORDON_BOOTSTRAP", kordon.settings.bootstrap)
            patch.setenv("KORDON_TOPIC_PREFIX", prefix)
            patch.setenv("KORDON_DEMO", "1")
            replayed = await asyncio.to_thread(_replayed, folder)
        yield Told(live, replayed)


async def _until(kordon: Deployment, criterion: str, status: str, wanted: set[str]) -> None:
    for _ in range(80):
        found = [orjson.loads(value) for value in (await kordon.last(topics.ALERTS)).values()]
        there = {
            one["case"].partition(":")[2] for one in found if (one["criterion"], one["status"]) == (criterion, status)
        }
        if there >= wanted:
            return
        await asyncio.sleep(0.5)
    raise AssertionError((criterion, status, wanted - there))


def _replayed(folder: Path) -> dict[str, dict[str, bytes]]:
    alerts, letters = folder / "alerts.jsonl", folder / "letters.jsonl"
    read = [f"--from-topic={topic}" for topic in (FACTS, DECLARATIONS)]
    assert main(["replay", "--quiet", *read, f"--alerts={alerts}", f"--dead-letters={letters}"]) == exits.OK
    return {
        topics.ALERTS: {orjson.loads(one)["alert_id"]: one for one in alerts.read_bytes().splitlines()},
        topics.DEAD_LETTERS: {_place(orjson.loads(one)): one for one in letters.read_bytes().splitlines()},
    }


def _place(letter: dict[str, Any]) -> str:
    return "/".join(str(letter[f"source_{name}"]) for name in ("topic", "partition", "offset"))


def test_the_last_record_of_a_key_is_the_truth(told: Told) -> None:
    """A second deletion deletes, also at the time of the first; a version 1 after a deletion stands."""
    assert told.alerts("88").keys() == STAND
    assert told.alerts("88")["D9103000000"]["status"] == "raised"


def test_an_alert_that_ends_names_the_deletion(told: Told) -> None:
    """By the time of its record, since it has no other."""
    end = told.alerts("88")["D9105000000"]["end"]
    assert (end["reason"], end["at"]) == ("deleted", LATER + 1)
    debts = [alert["end"] for alert in told.alerts("13").values()]
    assert [(end["reason"], end["at"]) for end in debts] == [("deleted", LATER + 2)] * len(REGISTERED)
    assert {end["event_id"] for end in debts} == {f"deleted:ref.debt|B1@{LATER + 2}"}


def test_an_event_is_not_deleted(told: Told) -> None:
    """It has to be cancelled by a correction."""
    [letter] = [orjson.loads(value) for value in told.live[topics.DEAD_LETTERS].values()]
    assert (letter["reason"], letter["source_topic"], letter["source_timestamp"]) == ("null_value", DECLARATIONS, LATER)


@pytest.mark.parametrize("topic", [topics.ALERTS, topics.DEAD_LETTERS])
def test_a_replay_says_the_same(told: Told, topic: str) -> None:
    """Byte for byte, what was taken back and what was refused included."""
    assert told.replayed[topic] == told.live[topic]
