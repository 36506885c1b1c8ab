"""What a replay reads, line by line: an event each, or why it is none."""

import gzip
import heapq
import zlib
from collections.abc import Callable, Iterable, Iterator
from typing import Protocol

import msgspec
from backports import zstd

from schemas.envelope import Event, decode
from schemas.errors import BadInput, KordonError
from scorers.exchange.messages import Origin

UNPACKING = (EOFError, gzip.BadGzipFile, zlib.error, zstd.ZstdError)


class FileUnreadable(KordonError):
    """A file is damaged or of another kind than its name says. Operator: do what the message says."""


class Line(msgspec.Struct, frozen=True):
    """One input with where it stood: decoded, or the reason why it can not be.

    `at` gives its turn; `since` is the time of its record, 0 where it was in none. Both are ms UTC.
    """

    at: int
    origin: Origin
    event: Event | None = None
    error: BadInput | None = None
    since: int = 0


def lines(source: Iterable[bytes], name: str) -> Iterator[Line]:
    """Structured CloudEvents, one a line; an unreadable line counts as of the time of the line before.

    Raises FileUnreadable, saying how far the file was read.
    """
    at = number = 0
    try:
        for number, text in enumerate(source):
            if text.strip():
                origin = Origin(name, 0, number, None, text.strip())
                found = read(origin, lambda one: decode(one.value), at)
                at = found.at
                yield found
    except UNPACKING as error:
        why = f"{type(error).__name__}: {error}"
        raise FileUnreadable(f"{name} can not be unpacked after line {number + 1} ({why}); fetch it again") from error


def read(origin: Origin, decoded: Callable[[Origin], Event], at: int = 0, since: int = 0) -> Line:
    """One input. `at` (ms UTC) places it when it can not be read; `since` is the time of its record."""
    try:
        event = decoded(origin)
    except BadInput as error:
        return Line(at, origin, error=error, since=since)
    return Line(event.time, origin, event, since=since)


def merged(sources: Iterable[Iterable[Line]]) -> Iterator[Line]:
    """Several sources as one by event time; each keeps its own order."""
    return heapq.merge(*sources, key=lambda line: line.at)


class Taking(Protocol):
    """A run that lines are fed to."""

    def take(self, event: Event, origin: Origin, since: int) -> None:
        """Take an event in."""
        ...

    def refuse(self, error: BadInput, origin: Origin, since: int) -> None:
        """Note an input that could not be read."""
        ...


def feed(run: Taking, found: Iterable[Line]) -> Iterator[Line]:
    """Apply every line, or make a dead letter of it; yields it back once done, for who counts."""
    for line in found:
        if line.event is not None:
            run.take(line.event, line.origin, line.since)
        elif line.error is not None:
            run.refuse(line.error, line.origin, line.since)
        yield line
