"""`kordon score-truth`: how well a replay found what `kordon generate --truth` had planted."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import msgspec
import orjson
import typer
from rich.markup import escape
from rich.table import Table

from schemas import topics
from streams.cli.exits import CommandFailed
from streams.cli.show import say, show
from streams.generate import Truth
from streams.outcomes import file_of
from streams.truth import Raised, Rate, Score, scored, together

_OPEN = {"exists": True, "readable": True}


def score_truth(
    run: Annotated[Path, typer.Argument(help="Folder of kordon replay --into, or a file of alerts.", **_OPEN)],
    truth: Annotated[Path, typer.Argument(help="File of kordon generate --truth.", dir_okay=False, **_OPEN)],
    strict: Annotated[bool, typer.Option("--strict", help="Alerts beyond the truth count as false too.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Write JSON, a criterion a line.")] = False,
) -> None:
    """Show by criterion how much of what was planted was found, and what was missed or false, with 95 % intervals."""
    files = [run] if run.is_file() else [run / file_of(topic) for topic in (topics.ALERTS, topics.INTERNAL_SECURITY)]
    scores = scored((alert for file in files for alert in _read(file, Raised)), _read(truth, Truth))
    if as_json:
        for score in scores:
            typer.echo(orjson.dumps(_plain(score, strict=strict)).decode())
        return
    show(_table(scores, strict=strict))
    whole = together(scores)
    for words, named in (("missed", whole.missed), ("false", whole.raised)):
        for one in named:
            typer.echo(f"{words}: criterion {one.criterion}, {one.case}: {one.note}")
    if not strict:
        say("Alerts beyond the truth are on cases where nothing was planted; --strict counts them as false.")


def _table(scores: list[Score], *, strict: bool) -> Table:
    table = Table("criterion", *_COLUMNS)
    for column in table.columns[1:]:
        column.justify = "right"
    for score in (*scores, together(scores)):
        table.add_row(*_row(score, strict=strict))
    return table


_COLUMNS = ("planted", "found", "missed", "recall", "decoys", "false", "beyond", "precision")


def _read(file: Path, kind: type[Any]) -> Iterator[Any]:
    if not file.is_file():
        raise CommandFailed(f"{file} is no file; write it with kordon replay --into {file.parent}")
    decode = msgspec.json.Decoder(kind).decode
    with file.open("rb") as lines:
        for number, line in enumerate(lines, 1):
            try:
                yield decode(line)
            except msgspec.DecodeError as error:
                raise CommandFailed(f"{file}, line {number}: {error}; name alerts first, then the truth") from None


def _row(score: Score, *, strict: bool) -> Iterator[str]:
    found, missed, false = len(score.found), len(score.missed), len(score.raised)
    yield escape(score.criterion)
    yield from (f"{number:,}" for number in (found + missed, found, missed))
    yield _rate(score.recall)
    yield from (f"{number:,}" for number in (false + len(score.passed), false, len(score.beyond)))
    yield _rate(score.precision(strict=strict))


def _rate(rate: Rate) -> str:
    return "-" if rate.share is None else f"{rate.share:.0%} ({rate.low:.0%} to {rate.high:.0%})"


def _plain(score: Score, *, strict: bool) -> dict[str, Any]:
    return {
        **msgspec.to_builtins(score),
        "recall": score.recall._asdict(),
        "precision": score.precision(strict=strict)._asdict(),
    }
