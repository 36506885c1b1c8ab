"""What a partition knows, on this machine: decoded records in memory, the others in RocksDB, and what changed since."""

import os
import shutil
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import rocksdict

from schemas.errors import KordonError

POSITION = b"\0position"
"""Key of the source position, in the changelog and in RocksDB; no record's key begins with a zero byte."""
_OFFSET, _WRITTEN = b"\0changelog", b"\0written"
_MARK = "UNREADABLE"
CACHED = 20_000
MEGABYTE = 1024 * 1024

Changes = dict[bytes, bytes | None]
"""Encoded records by key; None: deleted."""


class StateInUse(KordonError):
    """Another process holds the local state. Operator: give each worker of a machine its own KORDON_STATE_DIR."""


class StateUnreadable(KordonError):
    """The local state can not be read. Operator: start the worker again; it rebuilds the state from the changelog.

    If it happens again, look at the disk.
    """


class LocalState:
    """Records of one partition, a `scorers.state.store.Store`; what changed is kept in memory until `taken`."""

    def __init__(
        self,
        path: Path,
        encode: Callable[[Any], bytes],
        decode: Callable[[str, bytes], Any],
        cached: int = CACHED,
        options: rocksdict.Options | None = None,
    ) -> None:
        self._path, self._encode, self._decode = path, encode, decode
        self._options = options or rocks_options()
        self._generation = max(1, cached // 2)
        self._young: dict[str, Any] = {}
        self._old: dict[str, Any] = {}
        self._dirty: dict[str, Any | None] = {}
        self._leaving: Mapping[str, Any | None] = {}
        if (path / _MARK).exists():
            shutil.rmtree(path)
        self._db = _opened(path, self._options)

    def get(self, key: str) -> Any | None:
        """The record under `key`, or None."""
        found = self._young.get(key)
        return found if found is not None else self._find(key)

    edit = get

    def put(self, key: str, record: Any) -> None:
        """Keep `record` under `key`."""
        self._remember(key, record)
        self._dirty[key] = record

    def delete(self, key: str) -> None:
        """Forget `key`."""
        self._young.pop(key, None)
        self._old.pop(key, None)
        self._dirty[key] = None

    @property
    def changed(self) -> int:
        """How many records changed since the last checkpoint."""
        return len(self._dirty)

    def take_changes(self) -> Changes:
        """What changed, encoded; it is found here until `write` was called."""
        self._leaving, self._dirty = self._dirty, {}
        encode = self._encode
        return {key.encode(): None if record is None else encode(record) for key, record in self._leaving.items()}

    def write(self, changes: Changes, offset: int) -> None:
        """Write changes down, with the offset in the changelog that they reach to."""
        batch = rocksdict.WriteBatch(raw_mode=True)
        for key, value in changes.items():
            if value is None:
                batch.delete(key)
            else:
                batch.put(key, value)
        batch.put(_OFFSET, b"%d" % offset)
        batch.put(_WRITTEN, b"%d" % time.time())
        self._db.write(batch)
        self._leaving = {}

    @property
    def offset(self) -> int:
        """Offset in the changelog up to which RocksDB is complete."""
        return int(self._read(_OFFSET) or 0)

    @property
    def position(self) -> int:
        """Source position that was written last."""
        return int(self._read(POSITION) or 0)

    @property
    def age_s(self) -> float:
        """Seconds since something was written; 0 for an empty state."""
        written = self._read(_WRITTEN)
        return time.time() - int(written) if written else 0.0

    @property
    def records(self) -> int:
        """About how many records there are."""
        return self._db.property_int_value("rocksdb.estimate-num-keys") or 0

    def clear(self) -> None:
        """Begin anew with nothing."""
        self._db.close()
        shutil.rmtree(self._path)
        self._young, self._old, self._dirty, self._leaving = {}, {}, {}, {}
        self._db = _opened(self._path, self._options)

    def close(self) -> None:
        """Let go of the files."""
        self._db.close()

    def _find(self, key: str) -> Any | None:
        record = self._old.get(key)
        if record is None:
            if key in self._dirty:
                record = self._dirty[key]
            elif key in self._leaving:
                record = self._leaving[key]
            else:
                stored = self._read(key.encode())
                record = None if stored is None else self._decode(key, stored)
        if record is not None:
            self._remember(key, record)
        return record

    def _remember(self, key: str, record: Any) -> None:
        if len(self._young) >= self._generation:
            self._old, self._young = self._young, {}
        self._young[key] = record

    def _read(self, key: bytes) -> bytes | None:
        try:
            found: bytes | None = self._db.get(key)
        except Exception as error:  # rocksdict has no narrower one
            (self._path / _MARK).touch()
            raise StateUnreadable("local state can not be read; start again, it is then rebuilt") from error
        return found


def _opened(path: Path, options: rocksdict.Options) -> rocksdict.Rdict:
    """Open RocksDB; what can not be opened is thrown away, since the changelog has it all. Raises StateInUse."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        return rocksdict.Rdict(os.fspath(path), options=options)
    except Exception as error:  # noqa: BLE001  # rocksdict has no narrower one
        if "lock" in str(error).lower():
            raise StateInUse(
                "another process holds the local state; give each worker its own KORDON_STATE_DIR"
            ) from None
        shutil.rmtree(path, ignore_errors=True)
        return rocksdict.Rdict(os.fspath(path), options=options)


def rocks_options(write_buffer: int = 32 * MEGABYTE, cache: rocksdict.Cache | None = None) -> rocksdict.Options:
    """How RocksDB keeps what is found by its exact key, or in the order of keys; keys and values are bytes.

    `write_buffer` is in bytes; `cache`: one that several share, instead of one for each.
    """
    options = rocksdict.Options(raw_mode=True)
    options.create_if_missing(True)
    options.set_write_buffer_size(write_buffer)
    blocks = rocksdict.BlockBasedOptions()
    blocks.set_bloom_filter(10, False)
    if cache is not None:
        blocks.set_block_cache(cache)
    options.set_block_based_table_factory(blocks)
    return options
