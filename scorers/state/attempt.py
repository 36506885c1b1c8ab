"""A step that leaves no trace when it raises: what it touched is put back as it was."""

import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any, Generic, TypeVar, get_origin

import msgspec

from schemas.errors import BadInput, KordonError
from scorers.state.store import Store

MessageT = TypeVar("MessageT")
OutputT = TypeVar("OutputT")


class NotJudged(Exception):
    """A step raised on a message. `kind` and `place` say what and where, and nothing of the data.

    `refused`: it did so on purpose, and whoever sent it can do something about it.
    """

    def __init__(self, kind: str, place: str, refused: BadInput | None = None) -> None:
        super().__init__(f"{kind} at {place}")
        self.kind, self.place, self.refused = kind, place, refused


class Attempt(Generic[MessageT, OutputT]):
    """A store that a step may fail on. A record is copied when a step first takes it to change it.

    One may stand on another, for a part of a step that may fail without the rest.
    """

    def __init__(self, store: Store, step: Callable[[Store, MessageT], list[OutputT]]) -> None:
        self.store, self._step = store, step
        self._before: dict[str, Any] = {}
        self._now: dict[str, Any] = {}
        """What the store has under each key that the step looked at: a step looks at some of them dozens of times."""

    def __call__(self, message: MessageT) -> list[OutputT]:
        """Apply a message. Raises NotJudged, everything being as before, for whatever the message makes the step raise.

        What Kordon raises on purpose but for bad input, and a lack of memory, are no fault of a message.
        """
        self._before.clear()
        self._now.clear()
        try:
            return self._step(self, message)
        except MemoryError:
            raise
        except Exception as error:
            if isinstance(error, KordonError) and not isinstance(error, BadInput):
                raise
            self._undo()
            refused = error if isinstance(error, BadInput) else None
            raise NotJudged(type(error).__name__, _place(error), refused) from error

    def get(self, key: str) -> Any | None:
        """The record under `key`, to be read, or None."""
        try:
            return self._now[key]
        except KeyError:
            record = self._now[key] = self.store.get(key)
        return record

    def edit(self, key: str) -> Any | None:
        """The record under `key`, to be changed in place, or None."""
        if key in self._before:
            return self._now[key]
        record = self._now[key] = self.store.edit(key)
        self._before[key] = _copied(record)
        return record

    def put(self, key: str, record: Any) -> None:
        """Keep `record` under `key`."""
        if key not in self._before:
            before = self._before[key] = self.get(key)
            if before is record:
                raise ValueError(f"a record of {type(record).__name__} was changed that was taken to be read")
        self._now[key] = record
        self.store.put(key, record)

    def delete(self, key: str) -> None:
        """Forget `key`."""
        if key not in self._before:
            self._before[key] = self.get(key)
        self._now[key] = None
        self.store.delete(key)

    def _undo(self) -> None:
        for key, record in self._before.items():
            if record is None:
                self.store.delete(key)
            else:
                self.store.put(key, record)
        self._before.clear()


def _copied(record: Any) -> Any:
    """A copy that no later change of the record reaches: of its containers, since what stands in them is never changed.

    A record that is made otherwise has a `copied` of its own.
    """
    if record is None:
        return None
    kind = type(record)
    copy = _COPY.get(kind)
    if copy is None:
        copy = _COPY[kind] = getattr(kind, "copied", None) or _shallow(kind)
    return copy(record)


_COPY: dict[type, Callable[[Any], Any]] = {}
"""By kind of record, how it is copied."""


def _shallow(kind: type) -> Callable[[Any], Any]:
    names = tuple(field.name for field in msgspec.structs.fields(kind) if get_origin(field.type) in (dict, list))

    def copied(record: Any) -> Any:
        found = record.__copy__()
        for name in names:
            setattr(found, name, getattr(found, name).copy())
        return found

    return copied


def _place(error: Exception) -> str:
    """Where it was raised, in a rule or step of ours if possible: module, line and function."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename != __file__]
    ours = [frame for frame in frames if {"scorers", "schemas"}.intersection(Path(frame.filename).parts)]
    last = (ours or frames)[-1]
    return f"{Path(last.filename).stem}:{last.lineno} in {last.name}"
