"""Where state lives, as the step functions see it: records under string keys, decoded, found by exact key."""

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


class MemoryStore:
    """A store in a dict: one process, nothing kept on disk. Used by replay and tests."""

    def __init__(self) -> None:
        self.data: dict[str, Any] = {}

    def get(self, key: str) -> Any | None:
        """The record under `key`, or None."""
        return self.data.get(key)

    def put(self, key: str, record: Any) -> None:
        """Keep `record` under `key`."""
        self.data[key] = record

    def delete(self, key: str) -> None:
        """Forget `key`."""
        self.data.pop(key, None)
