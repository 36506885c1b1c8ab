"""A year through `kordon replay`: the memory of all its processes, which must not grow with what was replayed."""

import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import IO, cast

import psutil
from rich.console import Console

from deploy.bench.parts import EXAMPLE, START
from schemas.envelope import Event, encode_structured
from streams.generate import generate
from streams.generate.config import Config

TOLD, LOOKED = 50_000, 1_000
"""After how many events memory is told, and looked at."""
DAYS = 365

console = Console(highlight=False)


def year(events: int, jobs: int) -> None:
    """Resident memory while a year of traffic is replayed: the most since the line before, of all processes."""
    with tempfile.TemporaryDirectory(prefix="kordon-bench-") as folder:
        options = ("--params", str(EXAMPLE), "--into", str(Path(folder, "run")), "--jobs", str(jobs), "--quiet")
        command = [str(Path(sys.executable).with_name("kordon")), "replay", "-", *options]
        with subprocess.Popen(command, stdin=subprocess.PIPE) as child:
            with cast("IO[bytes]", child.stdin) as lines:
                _feed(lines, psutil.Process(child.pid), _lines(events))
            if child.wait():
                raise subprocess.CalledProcessError(child.returncode, command)


def _feed(into: IO[bytes], replay: psutil.Process, lines: Iterator[bytes]) -> None:
    """Write the lines; the pipe holds so few that those written are those read."""
    started, number, most = time.perf_counter(), 0, 0
    while some := list(islice(lines, LOOKED)):
        into.writelines(some)
        into.flush()
        number, most = number + len(some), max(most, _resident(replay))
        if number % TOLD < len(some):
            _tell(number, most, time.perf_counter() - started)
            most = 0
    if most:
        _tell(number, most, time.perf_counter() - started)


def _tell(number: int, most: int, seconds: float) -> None:
    console.print(f"after {number:>9,} events: {most // 2**20:,} MB resident at most, {number / seconds:,.0f} events/s")


def _resident(replay: psutil.Process) -> int:
    """Bytes of the process and of those that it started."""
    return sum(process.memory_info().rss for process in (replay, *replay.children(recursive=True)))


def _lines(events: int) -> Iterator[bytes]:
    for said in generate(Config(seed=1, count=events, start=START, days=DAYS)):
        if isinstance(said, Event):
            yield encode_structured(said) + b"\n"
