"""`kordon intake` and `kordon worker`: the two processes of a deployment."""

from scorers.parameters import load
from streams import logs, settings


def intake() -> None:
    """Read the border systems' topics and route their events to the cases."""
    found = settings.load()
    logs.configure(found.log_level)
    from streams.intake import main  # noqa: PLC0415  # logs as configured, from the first line on

    main(found)


def worker() -> None:
    """Keep the state of cases and subjects, score, publish; also keeps the read side in Redis."""
    found = settings.load()
    load(settings.parameter_document(found))
    found.state_dir.mkdir(parents=True, exist_ok=True)
    logs.configure(found.log_level)
    from streams.app import main  # noqa: PLC0415  # Faust takes a while to load, and logs while it does

    main(found)
