"""`kordon letters` on a real Kafka: counted, one whole, written to be corrected, and put back."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from aiokafka import AIOKafkaProducer

from schemas import topics
from schemas.envelope import decode, encode_binary, encode_structured, record_key
from schemas.errors import BadInput
from scorers.exchange.dead_letters import dead_letter
from scorers.exchange.messages import Origin
from streams.__main__ import main
from streams.cli import exits
from streams.settings import Settings
from tests import factories as make
from tests.streams.running import read

SENT = make.declaration("D-1", source="/kz/post")
WRONG = encode_structured(SENT).replace(b'"import"', b'"sideways"')
BINARY = encode_binary(make.payment(source="/kz/bank"))
CLEARED = b'{"note": "\x1b[2J"'
"""No JSON, and a terminal would clear its screen."""
REFUSED: list[tuple[str, bytes | None, tuple[tuple[str, bytes], ...]]] = [
    (topics.DECLARATIONS, WRONG, (("content-type", b"application/cloudevents+json"),)),
    (topics.DECLARATIONS, WRONG, ()),
    (topics.PAYMENTS, BINARY[0], tuple((name, text) for name, text in BINARY[1] if name != "ce_memberstate")),
    (topics.DECLARATIONS, CLEARED, ()),
    (topics.DECLARATIONS, b"\xff\x00", ()),
    (topics.DECLARATIONS, None, ()),
]


async def _put(found: Settings) -> None:
    """A letter for each refused record, one after another in partition 0, the second in partition 1."""
    async with AIOKafkaProducer(bootstrap_servers=found.bootstrap) as out:
        for number, (topic, value, headers) in enumerate(REFUSED):
            origin = Origin(topic, 0, number, b"D-1", value, headers)
            with pytest.raises(BadInput) as refused:
                decode(value, headers, b"D-1", topic)
            letter = dead_letter(refused.value, origin, make.T0)
            await out.send_and_wait(
                found.topic_prefix + topics.DEAD_LETTERS,
                letter.value,
                key=letter.key.encode(),
                headers=letter.all_headers(),
                partition=int(number == 1),
                timestamp_ms=make.T0 + number * make.HOUR,
            )


@pytest.fixture
async def letters(found: Settings, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("KORDON_BOOTSTRAP", found.bootstrap)
    monkeypatch.setenv("KORDON_TOPIC_PREFIX", found.topic_prefix)
    await _put(found)
    return found


async def command(*arguments: str) -> int:
    return await asyncio.to_thread(main, list(arguments))


@pytest.mark.usefixtures("letters")
async def test_counted_by_reason_sender_and_topic(capsys: pytest.CaptureFixture[str]) -> None:
    """Each way to ask, on one deployment."""

    async def rows(*options: str) -> list[dict[str, Any]]:
        assert await command("letters", "--json", *options) == exits.OK
        return [json.loads(text) for text in capsys.readouterr().out.splitlines()]

    [first, *others] = await rows()
    assert first == {
        "reason": "wrong_field",
        "source": "/kz/post",
        "topic": topics.DECLARATIONS,
        "count": 2,
        "last_at": make.T0 + make.HOUR,
        "last": "1:0",
    }
    assert [(row["reason"], row["source"], row["count"], row["last"]) for row in others] == [
        ("invalid_utf8", None, 1, "0:3"),
        ("missing_field", "/kz/bank", 1, "0:1"),
        ("not_json", None, 1, "0:2"),
        ("null_value", None, 1, "0:4"),
    ]
    assert [row["reason"] for row in await rows("--source", "/kz/bank")] == ["missing_field"]
    assert {row["reason"] for row in await rows("--reason", "not_json", "--reason", "wrong_field")} == {
        "not_json",
        "wrong_field",
    }
    assert [row["topic"] for row in await rows("--topic", topics.PAYMENTS)] == [topics.PAYMENTS]
    assert len(await rows("--since", "2026-03-02T09:00Z")) == 3
    assert await command("letters") == exits.OK
    assert [cell.strip() for cell in capsys.readouterr().out.splitlines()[3].split("│")[1:-1]] == [
        "wrong_field", "/kz/post", topics.DECLARATIONS, "2", "2026-03-02 07:00", "1:0",
    ]  # fmt: skip
    assert await rows("--reason", "never") == []


@pytest.mark.usefixtures("letters")
async def test_one_whole(capsys: pytest.CaptureFixture[str]) -> None:
    """Why, who, where, key, headers, the bytes as far as they can be shown, and what to do."""
    assert await command("letters", "1:0") == exits.OK
    told = capsys.readouterr().out
    for part in ("1:0", "wrong_field: data.direction", "/kz/post", SENT.type, SENT.id, "partition 0, offset 1", "D-1"):
        assert part in told
    assert WRONG.decode() in told
    assert "kordon letters 1:0 --write FILE" in told
    assert await command("letters", "0:0") == exits.OK
    assert "content-type: application/cloudevents+json" in capsys.readouterr().out
    assert await command("letters", "0:2") == exits.OK
    assert r"\x1b[2J" in (told := capsys.readouterr().out)
    assert "\x1b" not in told
    assert await command("letters", "0:3") == exits.OK
    assert r"\xff\x00" in capsys.readouterr().out
    assert await command("letters", "0:4") == exits.OK
    for absent in ("0:5", "0:99", "99:0"):
        assert await command("letters", absent) == exits.FAILED
    for wrong in ("0", "a:1", "0:-1"):
        assert await command("letters", wrong) == exits.USAGE


async def test_written_corrected_and_put_back(letters: Settings, tmp_path: Path) -> None:
    """In the value, or in a header; each goes to its topic under its own key."""
    file = tmp_path / "letters.jsonl"
    assert await command("letters", "--write", str(file), "--source", "/kz/post", "--source", "/kz/bank") == exits.OK
    lines = [json.loads(text) for text in file.read_text().splitlines()]
    assert await command("redrive", str(file)) == exits.FAILED
    for line in lines:
        if line["source_topic"] == topics.PAYMENTS:
            line["headers"].append({"name": "ce_memberstate", "value": "KZ"})
        else:
            line["value"]["data"]["direction"] = "import"
    file.write_text("".join(json.dumps(line) + "\n" for line in lines))
    assert await command("redrive", str(file)) == exits.OK
    declared = [decode(record.value, record.headers) for record in await read(letters, topics.DECLARATIONS)]
    assert [(event.id, event.data) for event in declared] == [(SENT.id, SENT.data)] * 2
    [paid] = await read(letters, topics.PAYMENTS)
    payment = decode(paid.value, paid.headers)
    assert (payment.source, payment.member_state, paid.key) == ("/kz/bank", "KZ", record_key(payment))


@pytest.mark.usefixtures("letters")
async def test_letters_of_one_sender_go_back_unchanged(capsys: pytest.CaptureFixture[str]) -> None:
    assert await command("redrive", "--from-topic", "--source", "/kz/bank", "--dry-run", "--unchecked") == exits.OK
    assert f"{topics.PAYMENTS}: 1 would go back" in capsys.readouterr().err
