"""The command `kordon`. What it prints when it fails ends with the next step; see `streams.cli.exits` for the codes."""

import logging
import sys
from collections.abc import Callable, Sequence

import typer

from streams.cli import exits
from streams.cli.show import say

FIRST = (
    "To begin: kordon check says what is missing; kordon topics create; kordon intake and kordon worker, each in a"
    " terminal of its own; kordon publish FILE; kordon watch. Without Kafka: kordon replay FILE."
)
ENDS = f"Ends with {'; '.join(f'{code}: {meaning}' for code, meaning in exits.MEANINGS.items())}."
EXAMPLES = {
    "publish": "kordon publish events.jsonl --rate 100",
    "watch": "kordon watch --json | jq .reason",
    "explain": "kordon explain cb4df91cb7a6bbc36424c7bac4cdd649",
    "replay": "kordon replay --facts facts.jsonl year.jsonl --params new.toml --until 2026-04-01 --alerts alerts.jsonl",
    "generate": "kordon generate events.jsonl --truth truth.jsonl --seed 7 --count 20000",
    "contract": "kordon contract customs.transit.opened.v1",
    "criteria": "kordon criteria 1",
    "check": "KORDON_CONFIG=kordon.toml kordon check",
    "compare": "kordon compare KZ RU",
    "score-truth": "kordon score-truth now truth.jsonl",
    "compare-runs": "kordon compare-runs now.toml new.toml --over year.jsonl --report change.html",
    "counts": "kordon counts --state KZ",
    "parameters": "kordon parameters new.toml --by analyst",
    "sources": "kordon sources --at 2026-03-02T12:00Z --json",
    "worklist": "kordon worklist 39810008 --lang kk",
    "letters": "kordon letters --reason wrong_field --since 2026-03-01",
    "redrive": "kordon redrive --from-topic --reason future_event --dry-run",
}


def build() -> typer.Typer:
    """The command with all its subcommands."""
    from streams.cli import (  # noqa: PLC0415  # so that an import error of one is told like any other
        check,
        compare,
        compare_runs,
        contract,
        counts,
        criteria,
        explain,
        generate,
        letters,
        parameters,
        publish,
        redrive,
        replay,
        run,
        score_truth,
        sources,
        topics,
        watch,
        worklist,
    )

    app = typer.Typer(
        name="kordon",
        help="Scores customs declarations and transits by risk criteria as their events arrive on Kafka.",
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        add_completion=False,
        epilog=f"{FIRST}\n\n{ENDS}",
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
        compare.compare,
        compare_runs.compare_runs,
        score_truth.score_truth,
        counts.counts,
        worklist.worklist,
        sources.sources,
        parameters.parameters,
        letters.letters,
        redrive.redrive,
    ]
    for command in commands:
        example = EXAMPLES.get(command.__name__.replace("_", "-"))
        app.command(epilog=f"Example: {example}" if example else None)(command)
    app.add_typer(topics.app, name="topics")
    return app


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    # What a library logs is said once, in our words; a running process configures its own log.
    logging.getLogger("aiokafka").addHandler(logging.NullHandler())
    try:
        build()(args=arguments)
    except SystemExit as ended:  # Typer has told what was wrong with the arguments
        return ended.code if isinstance(ended.code, int) else exits.OK
    except exits.TOLD as error:
        say(exits.words(error), style="red")
        return exits.code(error)
    return exits.OK


def run() -> None:
    """Entry point of the module."""
    sys.exit(main())


if __name__ == "__main__":
    run()
