"""Where state lives, as the step functions see it: records under string keys, decoded, found by exact key."""

from collections.abc import Iterator
from typing import Any, Protocol


class Store(Protocol):
    """One partition's state. Records are decoded objects; a record changed in place must be `put` again to be kept."""

    def get(self, key: str) -> Any | None:
        """The record under `key`, or None."""
        ...

    def put(self, key: str, record: Any) -> None:
        """Keep `record` under `key`."""
        ...

    def delete(self, key: str) -> None:
        """Forget `key`; no error where there is nothing."""
        ...

    def scan(self, prefix: str) -> Iterator[tuple[str, Any]]:
        """Every record whose key begins with `prefix`, in key order. Not for the hot path."""
        ...


class MemoryStore:
    """A store in a dict: one process, nothing kept on disk. Used by replay and tests."""

    def __init__(self) -> None:
        self._records: dict[str, Any] = {}

    def __len__(self) -> int:
        return len(self._records)

    def get(self, key: str) -> Any | None:
        """The record under `key`, or None."""
        return self._records.get(key)

    def put(self, key: str, record: Any) -> None:
        """Keep `record` under `key`."""
        self._records[key] = record

    def delete(self, key: str) -> None:
        """Forget `key`."""
        self._records.pop(key, None)

    def scan(self, prefix: str) -> Iterator[tuple[str, Any]]:
        """Records whose key begins with `prefix`, in key order; goes through all of them."""
        yield from sorted((key, record) for key, record in self._records.items() if key.startswith(prefix))
