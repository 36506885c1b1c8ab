"""The commands on files: what was replayed comes out, always the same, and generated traffic can be replayed."""

import json
from pathlib import Path

import pytest

from streams.__main__ import main
from streams.cli import exits
from tests.streams.commanding import declarations, written

pytestmark = pytest.mark.usefixtures("nobody_there")


def test_replay_writes_what_came_out(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """Files are judged, bad lines become dead letters, a summary is told."""
    file = written(tmp_path, [*declarations(3), b"not json"])
    out = tmp_path / "dead.jsonl"
    assert main(["replay", str(file), "--dead-letters", str(out), "--assessments", str(tmp_path / "a")]) == exits.OK
    assert [json.loads(text)["reason"] for text in out.read_text().splitlines()] == ["not_json"]
    told = " ".join(capsys.readouterr().err.split())
    assert "3 events" in told
    assert "proposed defaults" in told


def test_replay_is_quiet_and_repeatable(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """With --quiet nothing is said when parameters are named; twice, shared out or not, gives the same bytes."""
    file = written(tmp_path, declarations(20))
    params = tmp_path / "params.toml"
    params.write_text('note = "test"\n')
    for name, jobs in (("one", "1"), ("two", "2")):
        wanted = ["--params", str(params), "--quiet", "--assessments", str(tmp_path / name), "--until", "2026-04-01"]
        wanted += ["--jobs", jobs]
        assert main(["replay", str(file), *wanted]) == exits.OK
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()
    assert capsys.readouterr() == ("", "")


def test_replay_goes_on(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """With --state a later file is judged with what was known before; another document is refused, and says so."""
    lines, state = declarations(8), str(tmp_path / "state")
    for part, name in ((lines[:5], "one"), (lines[5:], "two")):
        file = written(tmp_path, part)
        assert main(["replay", str(file), "--state", state, "--assessments", str(tmp_path / name)]) == exits.OK
    assert [len((tmp_path / name).read_bytes().splitlines()) for name in ("one", "two")] == [5, 8]
    assert "3 events" in (told := " ".join(capsys.readouterr().err.split()))
    assert "8 in all" in told
    params = tmp_path / "params.toml"
    params.write_text('note = "test"\n')
    assert main(["replay", str(file), "--state", state, "--params", str(params)]) == exits.FAILED
    assert "was judged by other parameters" in " ".join(capsys.readouterr().err.split())


def test_generate(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """The same seed writes the same bytes, ready for replay."""
    for name in ("one", "two"):
        assert main(["generate", str(tmp_path / name), "--count", "60", "--seed", "3"]) == exits.OK
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()
    capsys.readouterr()
    assert main(["replay", str(tmp_path / "one"), "--dead-letters", str(tmp_path / "dead")]) == exits.OK
    assert (tmp_path / "dead").read_bytes() == b""
