"""What comes out of a replay: the last word under each key of a topic, counts of what was done, and files of both."""

import heapq
from collections import Counter
from collections.abc import Iterable, Iterator
from operator import itemgetter
from pathlib import Path
from typing import Protocol

import msgspec

from schemas.topics import DISPOSITIONS, OUTBOUND
from scorers.exchange.messages import Counted, Output, Outward

CONTROLS = "risk.controls.v1"
"""Stands beside the topics for the last disposition of each case while it was open and had controls: once closed it
says nothing of them."""


class LastWords(Protocol):
    """Where they are kept."""

    def put(self, topic: str, key: str, value: bytes) -> None:
        """Say `value` under `key`, instead of what was said before."""
        ...

    def delete(self, topic: str, key: str) -> None:
        """Say nothing under `key`; no error where nothing was said."""
        ...

    def of(self, topic: str) -> Iterator[tuple[str, bytes]]:
        """Key and last word, sorted by key."""
        ...


class InMemory:
    """Last words of a short run."""

    def __init__(self) -> None:
        self._topics: dict[str, dict[str, bytes]] = {}

    def put(self, topic: str, key: str, value: bytes) -> None:
        """Say `value` under `key`, instead of what was said before."""
        self._topics.setdefault(topic, {})[key] = value

    def delete(self, topic: str, key: str) -> None:
        """Say nothing under `key`."""
        self._topics.get(topic, {}).pop(key, None)

    def of(self, topic: str) -> Iterator[tuple[str, bytes]]:
        """Key and last word, sorted by key."""
        yield from sorted(self._topics.get(topic, {}).items())


class _Disposed(msgspec.Struct):
    status: str
    controls: tuple[str, ...]


_disposed = msgspec.json.Decoder(_Disposed).decode


class Outcomes:
    """Takes what the steps hand outward."""

    def __init__(self, words: LastWords) -> None:
        self.words = words
        self.counts: Counter[tuple[str, str]] = Counter()

    def emit(self, output: Output) -> None:
        """Keep a record, or count what was done."""
        if isinstance(output, Outward):
            self.words.put(output.topic, output.key, output.value)
            if output.topic == DISPOSITIONS:
                self._order(output.key, output.value)
        elif isinstance(output, Counted):
            self.counts[output.name, output.label] += output.amount

    def _order(self, case: str, disposition: bytes) -> None:
        said = _disposed(disposition)
        if said.status == "open" and said.controls:
            self.words.put(CONTROLS, case, disposition)
        elif said.status == "open":
            self.words.delete(CONTROLS, case)


class Result(msgspec.Struct):
    """What came out of a run. `watermark` is ms UTC; no key is in two of `words`."""

    words: tuple[LastWords, ...]
    counts: Counter[tuple[str, str]]
    events: int
    watermark: int
    selected: dict[str, int]
    """Import declarations by the controls they meet, as `scorers.weighing.selectivity` names the classes."""

    def records(self, topic: str) -> Iterator[tuple[str, bytes]]:
        """Key and last word of a topic, sorted by key, one at a time."""
        return heapq.merge(*(words.of(topic) for words in self.words), key=itemgetter(0))

    def of(self, topic: str) -> dict[str, bytes]:
        """Last word under each key of a topic, sorted by key."""
        return dict(self.records(topic))


def file_of(topic: str) -> str:
    """Name of the file of a topic in the folder of a run: `risk.alerts.v1` goes to `alerts.jsonl`."""
    return f"{topic.split('.')[1]}.jsonl"


ORDERED = file_of(CONTROLS)


def write_all(result: Result, folder: Path) -> None:
    """Write all that came out into a folder, a file a topic."""
    folder.mkdir(parents=True, exist_ok=True)
    for topic in (*OUTBOUND, CONTROLS):
        write(result.records(topic), folder / file_of(topic))


def write(records: Iterable[tuple[str, bytes]], path: Path) -> int:
    """Write the values of records as JSON Lines; returns how many."""
    number = 0
    with path.open("wb") as output:
        for _, value in records:
            output.write(value + b"\n")
            number += 1
    return number
