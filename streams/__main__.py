"""The command `kordon`. What it prints when it fails ends with the next step; see `streams.cli.exits` for the codes."""

import sys
from collections.abc import Callable, Sequence

import typer
from aiokafka.errors import KafkaError
from redis.exceptions import RedisError

from schemas.errors import KordonError
from scorers.parameters import ParameterError
from streams.cli import exits
from streams.cli.show import say
from streams.settings import SettingsError


def build() -> typer.Typer:
    """The command with all its subcommands."""
    from streams.cli import (  # noqa: PLC0415  # so that an import error of one is told like any other
        check,
        contract,
        criteria,
        explain,
        generate,
        parameters,
        publish,
        redrive,
        replay,
        run,
        topics,
        watch,
    )

    app = typer.Typer(
        name="kordon",
        help="Scores customs declarations and transits by risk criteria as their events arrive on Kafka.",
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        add_completion=False,
    )
    commands: list[Callable[..., None]] = [
        run.intake,
        run.worker,
        publish.publish,
        watch.watch,
        explain.explain,
        replay.replay,
        generate.generate,
        contract.contract,
        criteria.criteria,
        check.check,
        parameters.parameters,
        redrive.redrive,
    ]
    for command in commands:
        app.command()(command)
    app.add_typer(topics.app, name="topics")
    return app


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    try:
        build()(args=arguments)
    except SystemExit as ended:  # Typer has told what was wrong with the arguments
        return ended.code if isinstance(ended.code, int) else exits.OK
    except (KordonError, KafkaError, RedisError, OSError) as error:
        say(_words(error), style="red")
        return _code(error)
    return exits.OK


def _code(error: Exception) -> int:
    if isinstance(error, SettingsError | ParameterError):
        return exits.INVALID
    if isinstance(error, exits.DependencyAbsent | KafkaError | RedisError):
        return exits.ABSENT
    return exits.FAILED


def _words(error: Exception) -> str:
    if isinstance(error, KafkaError):
        return f"Kafka: {error}. Look at the broker's log, then try again; kordon check tells what is reachable."
    if isinstance(error, RedisError):
        return f"Redis: {error}. Start it or correct KORDON_REDIS_URL; kordon check tells what is reachable."
    if isinstance(error, OSError) and error.filename:
        return f"{error.filename}: {error.strerror}. Check the path and its permissions, then try again."
    return str(error)


def run() -> None:
    """Entry point of the module."""
    sys.exit(main())


if __name__ == "__main__":
    run()
