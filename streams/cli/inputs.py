"""Files of events in the forms that analysts keep them in, told apart by their names.

| name ends in | what it is |
|---|---|
| `.parquet` | a row an event: see `streams.parquet` |
| `.csv`, `.csv.gz` | declarations of the KCS data set: see `streams.cli.kcs` |
| anything else | JSON Lines of CloudEvents; `.gz` and `.zst` are unpacked |
"""

import gzip
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import IO

from backports import zstd

from streams.cli import kcs
from streams.cli.exits import CommandFailed
from streams.lines import Line, lines

PACKED = (".parquet", ".gz", ".zst", ".csv")
"""Endings of files of which the size says little about the events."""


def found_in(path: Path, opened: ExitStack) -> Iterator[Line]:
    """The lines of a file. Raises FileUnreadable, CommandFailed while it is read."""
    if path.suffix == ".parquet":
        return _rows(path)
    if path.name.endswith((".csv", ".csv.gz")):
        return lines(kcs.events(kcs.rows(path)), path.name)
    return lines(opened.enter_context(_unpacked(path)), path.name)


def _unpacked(path: Path) -> IO[bytes] | gzip.GzipFile | zstd.ZstdFile:
    match path.suffix:
        case ".gz":
            return gzip.open(path)
        case ".zst":
            return zstd.open(path)
        case _:
            return path.open("rb")


def _rows(path: Path) -> Iterator[Line]:
    try:
        from streams import parquet  # noqa: PLC0415  # heavy, and an extra that scoring does without
    except ModuleNotFoundError as missing:
        raise CommandFailed(f"{missing.name} is not installed: install the extra, as kordon[analysis]") from None
    return parquet.lines(path)
