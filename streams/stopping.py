"""How a process ends that can not end in the usual way: one that may not go on, and one whose threads do not end."""

import os
import sys
from typing import NoReturn

import structlog

from schemas.errors import KordonError

EXIT = 70

log = structlog.get_logger(__name__)


def stop_at_once(stage: str, error: BaseException) -> NoReturn:
    """End the process. What was not checkpointed is done again by whoever takes over."""
    # Only our own texts are sure to quote no input.
    ours = isinstance(error, KordonError) and type(error).__module__.startswith("streams.")
    log.critical(
        "stopping_at_once",
        stage=stage,
        error=type(error).__name__,
        reason=str(error) if ours else None,
        exc_info=error,
    )
    sys.stderr.flush()
    os._exit(EXIT)


def leave_at_once() -> NoReturn:
    """End a process that has done all it had to do, whatever its threads wait for."""
    sys.stderr.flush()
    os._exit(0)
