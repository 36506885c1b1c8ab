"""Files of events in other forms give what JSON Lines give, and a damaged one is named with its place."""

import gzip
import json
from collections.abc import Callable
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from backports import zstd

from schemas.envelope import Event
from streams.__main__ import main
from streams.cli import exits
from streams.cli.inputs import found_in
from streams.lines import FileUnreadable
from tests.streams.commanding import declarations

LINES = declarations(40)
PLAIN = b"\n".join(LINES) + b"\n"
STATED: list[dict[str, Any]] = [json.loads(line) for line in LINES]


def events(path: Path) -> list[Event]:
    """The events of a file, all of which must be good."""
    with ExitStack() as opened:
        found = list(found_in(path, opened))
    assert [line.origin.offset for line in found] == list(range(len(found)))
    return [line.event for line in found if line.event is not None]


@pytest.fixture
def plain(tmp_path: Path) -> list[Event]:
    """What the plain file says."""
    (tmp_path / "plain.jsonl").write_bytes(PLAIN)
    return events(tmp_path / "plain.jsonl")


@pytest.mark.parametrize(("ending", "pack"), [("gz", gzip.compress), ("zst", zstd.compress)])
def test_packed_lines(plain: list[Event], tmp_path: Path, ending: str, pack: Callable[[bytes], bytes]) -> None:
    """Also of several packed parts, one behind the other, as logs are put together."""
    path = tmp_path / f"year.jsonl.{ending}"
    path.write_bytes(pack(PLAIN[:1000]) + pack(PLAIN[1000:]))
    assert events(path) == plain


@pytest.mark.parametrize(("ending", "pack"), [("gz", gzip.compress), ("zst", zstd.compress)])
def test_packed_lines_that_end_too_soon(tmp_path: Path, ending: str, pack: Callable[[bytes], bytes]) -> None:
    """They are not taken for a shorter file; nor is what is not packed at all."""
    path = tmp_path / f"year.jsonl.{ending}"
    path.write_bytes(pack(PLAIN) + pack(PLAIN)[:-20])
    with pytest.raises(FileUnreadable, match=rf"year\.jsonl\.{ending} can not be unpacked after line [4-8]\d"):
        events(path)
    path.write_bytes(PLAIN)
    with pytest.raises(FileUnreadable, match="after line 1 "):
        events(path)


def test_parquet_with_whole_events(plain: list[Event], tmp_path: Path) -> None:
    """As bytes or text, beside columns of no meaning."""
    for name, values in (("event", LINES), ("value", [line.decode() for line in LINES])):
        path = tmp_path / f"{name}.parquet"
        pl.DataFrame({name: values, "read_at": range(len(LINES))}).write_parquet(path)
        assert events(path) == plain


def test_parquet_with_a_column_an_attribute(plain: list[Event], tmp_path: Path) -> None:
    """The payload as JSON, times as text or timestamps in any zone, and nulls for what is not stated."""
    columns = {name: [one.get(name) for one in STATED] for name in STATED[0]}
    columns["data"] = [json.dumps(one["data"]) for one in STATED]
    columns["correctsid"] = [None] * len(STATED)
    frame = pl.DataFrame(columns, schema_overrides={"correctsid": pl.String})
    moments = [datetime.fromisoformat(one["time"]) for one in STATED]
    timed = frame.with_columns(pl.Series("time", moments))
    for number, one in enumerate(
        (frame, timed, timed.with_columns(pl.col("time").dt.convert_time_zone("Asia/Almaty")))
    ):
        path = tmp_path / f"{number}.parquet"
        one.write_parquet(path, row_group_size=7)
        found = events(path)
        assert [(event.id, event.time, event.data) for event in found] == [
            (event.id, event.time, event.data) for event in plain
        ]


def test_a_bad_row_is_a_dead_letter(tmp_path: Path) -> None:
    """With its file, its row and its reason; the rows around it are judged."""
    path = tmp_path / "rows.parquet"
    pl.DataFrame({"event": [LINES[0], b"no event", None, LINES[1]]}).write_parquet(path)
    out = tmp_path / "dead.jsonl"
    assert main(["replay", str(path), "--quiet", "--dead-letters", str(out)]) == exits.OK
    letters = [json.loads(line) for line in out.read_text().splitlines()]
    assert [(one["source_topic"], one["source_offset"], one["reason"]) for one in letters] == [
        ("rows.parquet", 1, "not_json"),
        ("rows.parquet", 2, "null_value"),
    ]


def test_parquet_that_can_not_be_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Other columns, a payload that is no text, a damaged file: it says which file, where, and what to do."""
    path = tmp_path / "other.parquet"
    pl.DataFrame({"a": [1], "b": [2]}).write_parquet(path)
    assert main(["replay", str(path), "--quiet"]) == exits.FAILED
    assert "other.parquet has the columns a, b; write the JSON of an event" in " ".join(capsys.readouterr().err.split())
    pl.DataFrame({"event": [1]}).write_parquet(path)
    with pytest.raises(FileUnreadable, match="the column event is Int64; write JSON"):
        events(path)
    path.write_bytes(path.read_bytes()[:-9])
    with pytest.raises(FileUnreadable, match=r"other\.parquet is no Parquet that can be read after row 0 "):
        events(path)


def test_kcs_files(tmp_path: Path) -> None:
    """The public data set as it is."""
    sample = Path(__file__).parents[2] / "deploy/data/kcs/declarations.csv.gz"
    assert len(events(sample)) == 4000
    (tmp_path / "other.csv").write_text("a,b\n1,2\n")
    assert main(["replay", str(tmp_path / "other.csv"), "--quiet"]) == exits.FAILED
