"""`kordon replay`: judge history by a parameter document, in one process."""

import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import orjson
import typer
from aiokafka import ConsumerRecord

from schemas import topics
from scorers.exchange.messages import Origin
from streams import outcomes, settings
from streams.admission import admitted
from streams.cli.backlog import backlog, refuse
from streams.cli.inputs import PACKED, found_in
from streams.cli.options import moment
from streams.cli.progress import bar
from streams.cli.selectivity import selectivity_table
from streams.cli.show import by_group, say, show
from streams.documents import checked
from streams.fetching import BatchUnreadable
from streams.garbage import collect_seldom
from streams.lines import Line, Taking, feed, lines, merged, read
from streams.partitioned.run import opened as partitioned

_OPEN = {"exists": True, "dir_okay": False, "readable": True}
_FOLDER = {"file_okay": False, "writable": True}
_FORMS = (
    "CloudEvents as JSON Lines, also .gz or .zst; .parquet with a column for each attribute and data, or one column"
    " event, in JSON; KCS .csv(.gz); - is standard input."
)


def replay(  # noqa: PLR0913, PLR0917  # each is an option of the command
    files: Annotated[list[str] | None, typer.Argument(help=_FORMS)] = None,
    params: Annotated[Path | None, typer.Option(help="Default: KORDON_PARAMS_FILE.", **_OPEN)] = None,
    facts: Annotated[list[Path] | None, typer.Option(help="Reference facts, read first; may repeat.", **_OPEN)] = None,
    from_topic: Annotated[list[str] | None, typer.Option(help="Read a topic from its beginning; may repeat.")] = None,
    coverage_start: Annotated[str | None, typer.Option(help="Everything since then was seen: ISO time or ms.")] = None,
    until: Annotated[str | None, typer.Option(help="Let time pass up to here at the end: ISO time or ms.")] = None,
    alerts: Annotated[Path | None, typer.Option(help="Write the last word on each alert.")] = None,
    assessments: Annotated[Path | None, typer.Option(help="Write the assessments.")] = None,
    internal_security: Annotated[Path | None, typer.Option(help="Write what goes to internal security only.")] = None,
    dead_letters: Annotated[Path | None, typer.Option(help="Write refused inputs with their reason.")] = None,
    late: Annotated[Path | None, typer.Option(help="Write events that came too late.")] = None,
    skip_unreadable: Annotated[
        bool,
        typer.Option("--skip-unreadable", help="Leave out batches of a topic that can not be read, and name them."),
    ] = False,
    into: Annotated[
        Path | None, typer.Option(help="Write all that comes out into this folder, for kordon compare-runs.")
    ] = None,
    jobs: Annotated[
        int, typer.Option(min=1, help="Processes that share the work, up to one a core; the result is the same.")
    ] = 1,
    state: Annotated[
        Path | None,
        typer.Option(help="Keep here what is known, and go on where the last replay ended.", **_FOLDER),
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", help="No progress, no summary.")] = False,
) -> None:
    """Judge recorded events as if they arrived now. The same files and parameters give the same bytes."""
    if not files and not from_topic:
        raise typer.BadParameter("name a file, - for standard input, or --from-topic")
    wanted = {
        topics.ALERTS: alerts,
        topics.ASSESSMENTS: assessments,
        topics.INTERNAL_SECURITY: internal_security,
        topics.DEAD_LETTERS: dead_letters,
        topics.LATE_EVENTS: late,
    }
    look_at_paths(files or [], [path for path in wanted.values() if path is not None])
    document = _document(params)
    collect_seldom()
    begin, end = _stated("--coverage-start", coverage_start), _stated("--until", until)
    started = time.perf_counter()
    with ExitStack() as opened:
        run = opened.enter_context(partitioned(state or _folder(opened), document, begin, jobs))
        found = [topic for name in from_topic or [] for topic in _partitions(name, skip_unreadable, opened)]
        taken = _take(run, facts or [], files or [], found, opened)
        for _ in taken if quiet else _shown(taken, [*(facts or []), *map(Path, files or [])]):
            pass
        result = run.finish(end)
        for topic, path in wanted.items():
            if path is not None:
                outcomes.write(result.records(topic), path)
        if into is not None:
            outcomes.write_all(result, into)
        if not quiet:
            _summary(result, run.events, time.perf_counter() - started)


def _folder(opened: ExitStack) -> Path:
    """Where the run keeps what it knows; gone afterwards. TMPDIR says where."""
    return Path(opened.enter_context(TemporaryDirectory(prefix="kordon-replay-")))


def look_at_paths(files: list[str], outputs: list[Path]) -> None:
    """Find out before the work what would fail after it."""
    for name in files:
        if name != "-" and not Path(name).is_file():
            raise typer.BadParameter(f"{name} is no file")
    for path in outputs:
        if not path.parent.is_dir():
            raise typer.BadParameter(f"{path.parent} is no folder to write {path.name} into; make it first")


def _document(params: Path | None) -> bytes:
    if params is not None:
        return _checked(params.read_bytes(), params)
    found = settings.load()
    if found.params_file is None and not found.demo:
        say("No parameters named: judged by the proposed defaults, which are no authority's values.", style="yellow")
        return settings.DEMO_PARAMETERS
    return _checked(settings.parameter_document(found), found.params_file)


def _checked(document: bytes, file: Path | None) -> bytes:
    checked(document, file)
    return document


def _stated(option: str, text: str | None) -> int | None:
    return None if text is None else moment(option, text)


def _take(
    run: Taking,
    facts: list[Path],
    files: list[str],
    partitions: Iterable[Iterable[Line]],
    opened: ExitStack,
) -> Iterator[Line]:
    for path in facts:
        yield from feed(run, found_in(path, opened))
    sources = [lines(sys.stdin.buffer, "stdin") if name == "-" else found_in(Path(name), opened) for name in files]
    yield from feed(run, merged([*sources, *partitions]))


def _partitions(topic: str, skip_unreadable: bool, opened: ExitStack) -> Iterator[Iterator[Line]]:
    found = settings.load()
    records = opened.enter_context(backlog(found, topic, _left_out if skip_unreadable else refuse))
    return (_of_partition(topic, partition, found.max_payload_bytes) for partition in records)


def _left_out(batch: BatchUnreadable) -> None:
    say(f"left out: {batch}", style="yellow")


def _of_partition(topic: str, records: Iterator[ConsumerRecord], max_bytes: int) -> Iterator[Line]:
    """Lines in the order of the partition; an unreadable record counts as of the time of the one before."""
    at = 0
    for record in records:
        origin = Origin(topic, record.partition, record.offset, record.key, record.value, tuple(record.headers))
        timestamp = record.timestamp
        found = read(origin, partial(admitted, timestamp=timestamp, max_bytes=max_bytes), at, timestamp)
        at = found.at
        yield found


def _shown(taken: Iterator[Line], paths: list[Path]) -> Iterator[Line]:
    told = all(path.suffix not in PACKED for path in paths)
    with bar("replay", sum(path.stat().st_size for path in paths if path.is_file()) if told else None) as step:
        for line in taken:
            step(len(line.origin.value or b"") + 1)
            yield line


def _in_all(result: outcomes.Result, events: int) -> str:
    return f", {result.events:,} in all" if result.events > events else ""


def _summary(result: outcomes.Result, events: int, seconds: float) -> None:
    show(by_group(orjson.loads(value) for _, value in result.records(topics.ALERTS)), stderr=True)
    rate = events / seconds if seconds else 0.0
    number = {topic: sum(1 for _ in result.records(topic)) for topic in topics.OUTBOUND}
    say(
        f"{events:,} events in {seconds:.1f} s ({rate:,.0f}/s){_in_all(result, events)}:"
        f" {number[topics.ASSESSMENTS]:,} assessments, {number[topics.ALERTS]:,} alerts,"
        f" {number[topics.INTERNAL_SECURITY]:,} for internal security,"
        f" {number[topics.LATE_EVENTS]:,} late, {number[topics.DEAD_LETTERS]:,} dead letters"
    )
    if any(result.selected.values()):
        show(selectivity_table(result.selected), stderr=True)
    for (name, label), amount in sorted(result.counts.items()):
        if name == "dead_letter":
            say(f"  dead letters, {label}: {amount:,}")
