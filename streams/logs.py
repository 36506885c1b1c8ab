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

ALLOWED = frozenset(
    {
        "amount",
        "applied",
        "attempt",
        "behind",
        "changelog",
        "checkpoint",
        "count",
        "dependency",
        "end",
        "error",
        "event",
        "events",
        "exception",
        "group",
        "host",
        "kind",
        "level",
        "logger",
        "offset",
        "outcome",
        "partition",
        "partitions",
        "place",
        "port",
        "position",
        "reason",
        "records",
        "replaced",
        "restored",
        "room",
        "seconds",
        "signal",
        "stage",
        "start",
        "state",
        "status",
        "step",
        "target",
        "timestamp",
        "topic",
        "topics",
        "version",
        "why",
        "withheld",
        "worker",
    }
)
"""Keys that may be logged. `version` is a hash of the parameters, never their content; `place` is one in the code."""

_Event = MutableMapping[str, Any]


def withhold(_logger: Any, _method: str, event: _Event) -> _Event:
    """Keep allowed keys only."""
    kept = {key: value for key, value in event.items() if key in ALLOWED or key.startswith("_")}
    if gone := sorted(event.keys() - kept.keys() - {"exc_info", "positional_args", "stack_info"}):
        kept["withheld"] = gone
    for passed in ("exc_info",):
        if passed in event:
            kept[passed] = event[passed]
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
    return [f"{frame.filename}:{frame.lineno}:{frame.name}" for frame in traceback.extract_tb(trace)]


def _template(record: logging.LogRecord) -> str:
    """What a library says, without the arguments: they may hold keys or values of records."""
    return str(record.msg) if not record.name.startswith("aiokafka") else record.getMessage()


class _Formatter(structlog.stdlib.ProcessorFormatter):
    def format(self, record: logging.LogRecord) -> str:
        if not isinstance(record.msg, dict):
            record = logging.makeLogRecord(record.__dict__ | {"msg": _template(record), "args": None})
        return super().format(record)


def configure(level: str = "info") -> None:
    """Write logs of this process, and of the libraries in it, as JSON lines to standard error."""
    shared: list[Any] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        withhold,
        tell_exception,
    ]
    formatter = _Formatter(
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.JSONRenderer(sort_keys=True),
        ],
        foreign_pre_chain=shared,
    )
    output = logging.StreamHandler(sys.stderr)
    output.setFormatter(formatter)
    root = logging.getLogger()
    root.handlers[:] = [output]
    root.setLevel(level.upper())
    for noisy in ("aiokafka", "faust", "mode", "aiohttp.access"):
        logging.getLogger(noisy).setLevel(max(logging.WARNING, root.level))
    stamina.instrumentation.set_on_retry_hooks([])  # whoever retries says so itself, once
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.make_filtering_bound_logger(root.level),
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )
