"""What others say in a process of ours: libraries, prints, warnings, errors that nobody caught. All of it in our lines.

Of a library's line stay its logger, its place in the code, and its words if they are a constant of that code: what is
filled in may be a key or a value of a record. Of the rest stay kind and place. A line of one place is written once a
minute with how often it came, since a lost broker makes a client say the same many times a second.
"""

import inspect
import io
import logging
import re
import sys
import threading
import warnings
from collections.abc import Mapping, MutableMapping
from types import FrameType
from typing import Any, TextIO

import structlog

from streams.seldom import Seldom

LINE = "library_line"
_SERVICE = re.compile(r"^\[\^-*.*?\]: ")
"""What mode puts before the words of a service: its name."""

log = structlog.get_logger(__name__)


def place(file: str, line: int | None, function: str) -> str:
    """A place in the code, without where the code is installed."""
    return f"{file.rpartition('/site-packages/')[2]}:{line}:{function}"


def tell(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """A library's line in our fields."""
    record: logging.LogRecord = event["_record"]
    told = {**event, "event": LINE, "place": _place(record), "count": getattr(record, "count", 1)}
    if (words := getattr(record, "constant", None)) is not None:
        told["said"] = words
    return told


class Output(logging.StreamHandler[TextIO]):
    """Where all lines go. A record that can not be written is told of by its place."""

    def __init__(self, stream: TextIO) -> None:
        super().__init__(stream)
        self._seldom: Seldom[tuple[str, str, int]] = Seldom()
        self._failing = False

    def emit(self, record: logging.LogRecord) -> None:
        """Write our lines all, those of a library seldom."""
        if not isinstance(record.msg, dict):
            count = self._seldom.count((record.name, _place(record), record.levelno))
            if not count:
                return
            record.__dict__.update(count=count, constant=_constant(record))
        super().emit(record)

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802  # logging's name
        """Python would print the record with all that was filled in."""
        if self._failing:  # what is told of it can not be written either: nobody reads any more
            return
        self._failing = True
        try:
            log.error("line_lost", place=_place(record), error=type(sys.exc_info()[1]).__name__)
        finally:
            self._failing = False


def _place(record: logging.LogRecord) -> str:
    return place(record.pathname, record.lineno, record.funcName or "")


def _constant(record: logging.LogRecord) -> str | None:
    """The words of a record if they stand so in the code that says them, which is still running."""
    words = _SERVICE.sub("", str(record.msg))
    frame: FrameType | None = inspect.currentframe()
    while frame is not None and (frame.f_code.co_filename, frame.f_lineno) != (record.pathname, record.lineno):
        frame = frame.f_back
    if frame is None:
        return None
    named = (value for value in frame.f_globals.values() if type(value) is str)
    return words if words in frame.f_code.co_consts or words in named else None


class _Printed(io.TextIOBase):
    """Stands for standard output or error: what is printed is logged like a library's line."""

    def __init__(self, name: str, behind: TextIO) -> None:
        self._log, self.behind = logging.getLogger(name), behind

    def write(self, text: str) -> int:
        if text.strip():
            self._log.warning(text, stacklevel=2)
        return len(text)

    def flush(self) -> None:
        self.behind.flush()

    def fileno(self) -> int:
        return self.behind.fileno()

    def writable(self) -> bool:
        return True


def real(stream: TextIO) -> TextIO:
    """The stream itself, also when prints to it were taken over."""
    return stream.behind if isinstance(stream, _Printed) else stream


def take_over() -> None:
    """Have prints, warnings and errors that nobody caught logged."""
    sys.stdout, sys.stderr = _Printed("stdout", real(sys.stdout)), _Printed("stderr", real(sys.stderr))
    warnings.showwarning = _warned
    sys.excepthook = lambda _type, error, _trace: uncaught("process", error)
    threading.excepthook = lambda told: uncaught("thread", told.exc_value)
    sys.unraisablehook = lambda told: uncaught("destructor", told.exc_value)


def in_loop(_loop: Any, context: Mapping[str, Any]) -> None:
    """For an event loop: an error that nobody waits for, or what nobody closed or ended, told by its kind."""
    if (error := context.get("exception")) is not None:
        uncaught("task", error)
    else:
        told = context.keys() - {"message", "source_traceback"}
        log.warning("left_open", kind=min(told, default="loop"))


def uncaught(kind: str, error: BaseException | None) -> None:
    """Log an error that went up to the top."""
    log.critical("uncaught", kind=kind, exc_info=error)


def _warned(
    message: Warning | str,  # noqa: ARG001  # it may quote anything
    category: type[Warning],
    filename: str,
    lineno: int,
    file: TextIO | None = None,  # noqa: ARG001  # warnings' own
    line: str | None = None,  # noqa: ARG001  # as above
) -> None:
    log.warning("warned", kind=category.__name__, place=place(filename, lineno, ""))
