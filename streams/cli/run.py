"""`kordon intake` and `kordon worker`: the two processes of a deployment."""

from collections.abc import Callable

import structlog
import typer

from streams import documents, logs, settings
from streams.cli import exits
from streams.settings import Settings

log = structlog.get_logger(__name__)


def intake() -> None:
    """Read the border systems' topics and route their events to the cases."""

    def main(found: Settings) -> None:
        from streams.intake import main  # noqa: PLC0415  # logs as configured, from the first line on

        main(found)

    _run(main)


def worker() -> None:
    """Keep the state of cases and subjects, score, publish; also keeps the read side in Redis."""

    def main(found: Settings) -> None:
        documents.stated(found)
        found.state_dir.mkdir(parents=True, exist_ok=True)
        from streams.app import main  # noqa: PLC0415  # Faust takes a while to load, and logs while it does

        main(found)

    _run(main)


def _run(main: Callable[[Settings], None]) -> None:
    """Run a process whose every line is of the log, also the one that says why it ends."""
    logs.configure()
    try:
        found = settings.load()
        logs.configure(found.log_level)
        main(found)
    except exits.TOLD as error:
        status = exits.code(error)
        log.critical("failed", reason=exits.words(error, quote=False), status=status, error=type(error).__name__)
        raise typer.Exit(status) from None
