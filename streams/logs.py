"""Logs: one JSON object a line, a constant event name with keys and values, nothing that R-16 keeps out.

Names of keys are allowed one by one, since a list of forbidden ones is never complete. A key that is not allowed is
named under `withheld`, without its value. Exceptions are told by type and place: their texts may quote an input.
"""

import logging
import sys
import traceback
from collections.abc import MutableMapping
from types import TracebackType
from typing import Any

import stamina.instrumentation
import structlog

from streams import foreign_lines

ALLOWED = frozenset(
    {
        "codec",
        "count",
        "dependency",
        "end",
        "error",
        "event",
        "exception",
        "kind",
        "level",
        "logger",
        "offset",
        "partition",
        "partitions",
        "place",
        "port",
        "position",
        "reason",
        "room",
        "said",
        "seconds",
        "stage",
        "start",
        "status",
        "timestamp",
        "topic",
        "version",
        "waiting_for",
        "withheld",
    }
)
"""Keys that may be logged. `version` is a hash of the parameters, never their content; `place` is one in the code."""
OURS = ("schemas", "scorers", "streams")
"""Loggers that the level is set for; others are libraries'."""

_Event = MutableMapping[str, Any]

log = structlog.get_logger(__name__)


def withhold(_logger: Any, _method: str, event: _Event) -> _Event:
    """Keep allowed keys only."""
    kept = {key: value for key, value in event.items() if key in ALLOWED or key.startswith("_") or key == "exc_info"}
    if gone := sorted(event.keys() - kept.keys() - {"positional_args", "stack_info"}):
        kept["withheld"] = gone
    return kept


def tell_exception(_logger: Any, _method: str, event: _Event) -> _Event:
    """Replace an exception by its type and the places it came through."""
    told = event.pop("exc_info", None)
    if told is True:
        told = sys.exc_info()
    error = told[1] if isinstance(told, tuple) else told
    if isinstance(error, BaseException):
        event["exception"] = {"type": type(error).__name__, "places": _places(error.__traceback__)}
    return event


def _places(trace: TracebackType | None) -> list[str]:
    frames = traceback.extract_tb(trace)
    return [foreign_lines.place(frame.filename, frame.lineno, frame.name) for frame in frames]


def configure(level: str = "info") -> None:
    """Write logs of this process, and of the libraries in it, as JSON lines to standard error, and nothing else."""
    shared: list[Any] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        withhold,
        tell_exception,
    ]
    formatter = structlog.stdlib.ProcessorFormatter(
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            # How an object shows itself may quote anything.
            structlog.processors.JSONRenderer(sort_keys=True, default=lambda value: type(value).__name__),
        ],
        foreign_pre_chain=[foreign_lines.tell, *shared],
    )
    output = foreign_lines.Output(foreign_lines.real(sys.stderr))
    output.setFormatter(formatter)
    root = logging.getLogger()
    root.handlers[:] = [output]
    lowest = logging.getLevelNamesMapping()[level.upper()]
    # Below a warning libraries tell what our own lines tell, again and again, or what is in a record.
    root.setLevel(max(logging.WARNING, lowest))
    for name in OURS:
        logging.getLogger(name).setLevel(lowest)
    stamina.instrumentation.set_on_retry_hooks([])  # whoever retries says so itself, once
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.make_filtering_bound_logger(lowest),
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )
    foreign_lines.take_over()
