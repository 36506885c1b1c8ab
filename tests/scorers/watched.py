"""A store that notices a record which was changed in place and not put again: elsewhere that change would be lost."""

from typing import Any

from scorers.delivery.wire import encode_record
from scorers.state.store import MemoryStore


class Watched(MemoryStore):
    """A store in a dict whose records are what they were when they were put, whenever they are looked at again."""

    def __init__(self) -> None:
        super().__init__()
        self._kept: dict[str, bytes] = {}

    def get(self, key: str) -> Any | None:
        """The record under `key`, or None."""
        record = super().get(key)
        if record is not None and key in self._kept:
            assert encode_record(record) == self._kept[key], f"changed, and not put: {key}"
        return record

    edit = get

    def put(self, key: str, record: Any) -> None:
        """Keep `record` under `key`."""
        super().put(key, record)
        self._kept[key] = encode_record(record)

    def delete(self, key: str) -> None:
        """Forget `key`."""
        super().delete(key)
        self._kept.pop(key, None)
