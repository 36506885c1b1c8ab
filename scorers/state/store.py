"""Where state lives, as the step functions see it: records under string keys, decoded, found by exact key."""

from typing import Any, Protocol


class Store(Protocol):
    """One partition's state. Records are decoded objects, found by key.

    What `get` returns is only read. Who changes a record in place takes it by `edit` and `put`s it again to keep it.
    """

    def get(self, key: str) -> Any | None:
        """The record under `key`, to be read, or None."""
        ...

    def edit(self, key: str) -> Any | None:
        """The record under `key`, to be changed in place, or None."""
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
        """The record under `key`, to be read, or None."""
        return self.data.get(key)

    def edit(self, key: str) -> Any | None:
        """The record under `key`, to be changed in place, or None."""
        return self.data.get(key)

    def put(self, key: str, record: Any) -> None:
        """Keep `record` under `key`."""
        self.data[key] = record

    def delete(self, key: str) -> None:
        """Forget `key`."""
        self.data.pop(key, None)
