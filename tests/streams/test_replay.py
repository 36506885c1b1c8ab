"""The one-process replay: order, watermark, what is refused, and that the same input gives the same bytes."""

import io
from pathlib import Path

import orjson
import pytest

from schemas import topics
from schemas.envelope import Event, decode, encode_structured
from scorers.exchange.messages import Origin
from scorers.parameters.errors import ParameterError
from scorers.partition.partition import partition_state
from streams import replay
from streams.lines import feed, lines, merged, read
from streams.on_disk import WordsOnDisk
from streams.outcomes import CONTROLS, InMemory, Result, write
from streams.settings import DEMO_PARAMETERS
from tests import factories as make

MINUTE = 60_000


def _lines(*events: Event) -> io.BytesIO:
    return io.BytesIO(b"".join(encode_structured(event) + b"\n" for event in events))


def _said(result: Result) -> dict[str, dict[str, bytes]]:
    return {topic: result.of(topic) for topic in (*topics.OUTBOUND, CONTROLS)}


def _declared(number: int, t: str) -> Event:
    return make.declaration(f"D{number}", t=t, office_id="O1", participant_id="P1")


def test_files_are_merged_by_time_and_keep_their_own_order() -> None:
    """A file out of order keeps its order; between files the earlier line goes first."""
    one = _lines(_declared(1, "2026-03-01T10:00"), _declared(2, "2026-03-01T09:00"), _declared(3, "2026-03-01T12:00"))
    other = _lines(_declared(4, "2026-03-01T11:00"))
    found = merged([lines(one, "one"), lines(other, "other")])
    assert [line.event.entity_id for line in found if line.event] == ["D1", "D2", "D4", "D3"]


def test_unreadable_line_becomes_a_dead_letter() -> None:
    """It names file, line, reason and the original bytes, and the rest is still judged."""
    run = replay.Replay(DEMO_PARAMETERS)
    broken = io.BytesIO(b'{"specversion": "1.0"}\n\n' + encode_structured(_declared(1, "2026-03-01T10:00")) + b"\n")
    taken = list(feed(run, lines(broken, "file.jsonl")))
    result = run.finish()
    [(key, value)] = result.of(topics.DEAD_LETTERS).items()
    letter = orjson.loads(value)
    assert (len(taken), result.events, key) == (2, 1, "file.jsonl/0/0")
    assert (letter["source_topic"], letter["source_offset"]) == ("file.jsonl", 0)
    assert result.counts["dead_letter", letter["reason"]] == 1


def test_watermark_follows_at_a_distance() -> None:
    """It stays ten minutes behind the newest event, moves by a minute at least, and never back."""
    run = replay.Replay(DEMO_PARAMETERS)
    first = _declared(1, "2026-03-01T10:00")
    run.take(first)
    assert partition_state(run.engine.cases).watermark == first.time - 10 * MINUTE
    run.take(_declared(2, "2026-03-01T10:00:30"))
    assert partition_state(run.engine.cases).watermark == first.time - 10 * MINUTE
    run.take(_declared(3, "2026-03-01T09:00"))
    run.take(_declared(4, "2026-03-01T10:01"))
    assert partition_state(run.engine.cases).watermark == first.time - 9 * MINUTE


def test_until_lets_time_pass_at_the_end() -> None:
    """The end is where the caller says, or where the newest event puts it."""
    event = _declared(1, "2026-03-01T10:00")
    assert replay.replay([event], parameters=DEMO_PARAMETERS).watermark == event.time - 10 * MINUTE
    later = event.time + 90 * MINUTE
    assert replay.replay([event], parameters=DEMO_PARAMETERS, until=later).watermark == later


def test_same_input_same_bytes() -> None:
    """Twice the same, and with every event delivered twice."""
    events = [_declared(number, f"2026-03-0{number % 9 + 1}T10:00") for number in range(1, 30)]
    once = replay.replay(events, parameters=DEMO_PARAMETERS)
    again = replay.replay([event for event in events for _ in range(2)], parameters=DEMO_PARAMETERS)
    assert _said(once) == _said(again)


def test_bad_parameters() -> None:
    """A document that can not be used is refused before anything is judged."""
    with pytest.raises(ParameterError):
        replay.Replay(b'disabled = ["120"]')


def test_written_sorted_by_key(tmp_path: Path) -> None:
    """One line each, sorted, so that two files can be compared by a tool."""
    words = InMemory()
    for key, value in ((b"b", b"2"), (b"a", b"1"), (b"c", b"3")):
        words.put(topics.ALERTS, key.decode(), value)
    words.delete(topics.ALERTS, "c")
    assert write(words.of(topics.ALERTS), tmp_path / "out.jsonl") == 2
    assert (tmp_path / "out.jsonl").read_bytes() == b"1\n2\n"


def test_read_places_an_unreadable_record() -> None:
    """What has no time of its own is placed where the caller says."""
    found = read(Origin("t", 0, 0, None, b"nothing"), lambda one: decode(one.value), at=7)
    assert (found.at, found.event is None, found.error is None) == (7, True, False)


def test_last_words_on_disk_are_those_in_memory(tmp_path: Path) -> None:
    """By topic and in the order of keys, of any alphabet, with what is said of a key last."""
    here, there = InMemory(), WordsOnDisk(tmp_path / "words", unwritten=3)
    for number, key in enumerate(("b", "Ж", "a", "é", "b", "😀", "￮", "aa")):
        for words in (here, there):
            words.put(topics.ALERTS, key, b"%d" % number)
            words.put(topics.ALERTS + ".other", key, b"")
    for words in (here, there):
        words.delete(topics.ALERTS, "é")
        words.delete(topics.ALERTS, "never said")
    assert list(there.of(topics.ALERTS)) == list(here.of(topics.ALERTS))
    assert dict(here.of(topics.ALERTS))["b"] == b"4"
    there.close()
