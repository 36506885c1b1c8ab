"""A replay that may be longer than memory: state that is looked at is at hand, everything else in RocksDB."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import rocksdict

from scorers.delivery.wire import decode_record, encode_record
from scorers.exchange.messages import CASES, SUBJECTS
from streams.local import MEGABYTE, LocalState, rocks_options

CACHED, UNWRITTEN = 8_000, 8_000
"""Records of a half at hand, and changed ones that wait until they are written down together."""
WRITE_BUFFER, BLOCKS = 16 * MEGABYTE, 32 * MEGABYTE
"""Bytes of RocksDB's own memory: of each of the three, and of all together for what is read again."""
WORDS = "words"
_WRITTEN = 1


class WordsOnDisk:
    """Last words, as `streams.outcomes.LastWords` wants them: those said lately at hand, the others in RocksDB."""

    def __init__(self, folder: Path, unwritten: int = UNWRITTEN, options: rocksdict.Options | None = None) -> None:
        folder.parent.mkdir(parents=True, exist_ok=True)
        self._db = rocksdict.Rdict(os.fspath(folder), options=options or rocks_options())
        self._said: dict[bytes, bytes | None] = {}
        self._unwritten = unwritten

    def put(self, topic: str, key: str, value: bytes) -> None:
        """Say `value` under `key`, instead of what was said before."""
        self._say(topic, key, value)

    def delete(self, topic: str, key: str) -> None:
        """Say nothing under `key`."""
        self._say(topic, key, None)

    def of(self, topic: str) -> Iterator[tuple[str, bytes]]:
        """Key and last word, sorted by key: UTF-8 sorts as its characters do."""
        self.write()
        prefix = _place(topic, "")
        records: Any = self._db.items(from_key=prefix)  # typed for a mode that is not raw
        for place, value in records:
            if not place.startswith(prefix):
                return
            yield place[len(prefix) :].decode(), value

    def write(self) -> None:
        """Write down what was said lately."""
        batch = rocksdict.WriteBatch(raw_mode=True)
        for place, value in self._said.items():
            if value is None:
                batch.delete(place)
            else:
                batch.put(place, value)
        self._db.write(batch)
        self._said.clear()

    def close(self) -> None:
        """Let go of the files."""
        self._db.close()

    def _say(self, topic: str, key: str, value: bytes | None) -> None:
        self._said[_place(topic, key)] = value
        if len(self._said) >= self._unwritten:
            self.write()


def _place(topic: str, key: str) -> bytes:
    return f"{topic}\0{key}".encode()


class OnDisk:
    """The state of both halves and the last words, in a folder of its own. Short runs never write to it."""

    def __init__(self, folder: Path, cached: int = CACHED, unwritten: int = UNWRITTEN) -> None:
        options = rocks_options(WRITE_BUFFER, rocksdict.Cache(BLOCKS))
        self.cases = LocalState(folder / CASES, encode_record, decode_record, cached, options)
        self.subjects = LocalState(folder / SUBJECTS, encode_record, decode_record, cached, options)
        self.words = WordsOnDisk(folder / WORDS, unwritten, options)
        self._unwritten = unwritten

    @property
    def full(self) -> bool:
        """Whether it is time to write down what changed; between two batches, not within one."""
        return max(self.cases.changed, self.subjects.changed) >= self._unwritten

    def write(self) -> None:
        """Write down what changed."""
        for half in (self.cases, self.subjects):
            half.write(half.take_changes(), _WRITTEN)
        self.words.write()

    @property
    def written(self) -> bool:
        """Whether something was written down, and is still there."""
        return self.cases.offset == self.subjects.offset == _WRITTEN

    def close(self) -> None:
        """Let go of the files."""
        self.cases.close()
        self.subjects.close()
        self.words.close()
