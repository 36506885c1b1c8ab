"""Write generated events to a file of JSON lines, and the truth about the planted schemes to another."""

from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple

import msgspec

from schemas.envelope import encode_structured
from streams.generate.config import Config, Truth
from streams.generate.delivery import delivered
from streams.generate.traffic import Traffic

PROGRESS_EVERY = 1_000
"""Events between two calls of `progress`."""
_BUFFER = 1 << 20
_encode = msgspec.json.Encoder().encode


class Written(NamedTuple):
    """What was written."""

    events: int
    """Lines in the file of events, redelivered events included."""
    truths: int
    first_ms: int
    last_ms: int
    """Newest event time, ms since the epoch."""


def write(
    config: Config, events_path: Path, truth_path: Path | None = None, progress: Callable[[int], object] | None = None
) -> Written:
    """Write the events as structured CloudEvents, one a line, and the truths; `progress` hears how many."""
    lines, truths, last = 0, 0, config.start_ms
    with ExitStack() as files:
        events_file = files.enter_context(events_path.open("wb", buffering=_BUFFER))
        truth_file = files.enter_context(truth_path.open("wb")) if truth_path is not None else None
        for said in delivered(config, Traffic(config)):
            if isinstance(said, Truth):
                truths += 1
                if truth_file is not None:
                    truth_file.write(_encode(said) + b"\n")
                continue
            events_file.write(encode_structured(said) + b"\n")
            lines, last = lines + 1, max(last, said.time)
            if progress is not None and lines % PROGRESS_EVERY == 0:
                progress(lines)
    if progress is not None:
        progress(lines)
    return Written(lines, truths, config.start_ms, last)
