"""`kordon score-truth`: what a replay found of what was planted."""

import json
from pathlib import Path

import pytest

from streams.__main__ import main
from streams.cli import exits
from streams.generate import Config, Truth, write
from streams.truth import Raised, scored, together, wilson

pytestmark = pytest.mark.usefixtures("nobody_there")


def test_hits_decoys_and_what_is_beyond() -> None:
    """A case counts once, whichever kind it is; what does not stand was not found."""
    truths = [
        Truth("1", "T1", "hit", "found"),
        Truth("1", "T2", "hit", "taken back"),
        Truth("1", "T3", "decoy", "raised"),
        Truth("1", "D4", "decoy", "passed over"),
        Truth("115", "warehouse_day:W|2026-01-08", "hit", "found"),
    ]
    alerts = [
        Raised("raised", "1", "transit:T1"),
        Raised("raised", "1", "transit:T1"),
        Raised("withdrawn", "1", "transit:T2"),
        Raised("raised", "1", "transit:T3"),
        Raised("raised", "2", "declaration:D4"),
        Raised("raised", "115", "warehouse_day:W|2026-01-08"),
    ]
    first, second, last = scored(alerts, truths)
    assert [truth.note for truth in (*first.found, *first.missed, *first.raised, *first.passed)] == [
        "found",
        "taken back",
        "raised",
        "passed over",
    ]
    assert (second.criterion, second.beyond, second.recall.share) == ("2", ["declaration:D4"], None)
    assert (last.recall.share, last.precision(strict=True).share) == (1.0, 1.0)
    whole = together([first, second, last])
    assert (whole.recall.share, whole.precision(strict=False).share) == (2 / 3, 2 / 3)
    assert whole.precision(strict=True).share == 0.5


@pytest.mark.parametrize(
    ("found", "of", "low", "high"),
    [
        (8, 10, 0.4902, 0.9433),
        (0, 10, 0.0, 0.2775),
        (10, 10, 0.7225, 1.0),
        (1, 1, 0.2065, 1.0),
        (50, 100, 0.4038, 0.5962),
    ],
)
def test_wilsons_interval(found: int, of: int, low: float, high: float) -> None:
    """Against published values."""
    assert wilson(found, of) == pytest.approx((found / of, low, high), abs=1e-4)


def test_planted_misses_and_false_alerts_are_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One criterion is off and one excuses nothing: those, and no other, lose recall and precision."""
    events, truth, params = tmp_path / "events.jsonl", tmp_path / "truth.jsonl", tmp_path / "params.toml"
    write(Config(seed=7, count=2_500), events, truth)
    params.write_text('disabled = ["13"]\n[criteria.35]\nexcluded_reasons = []\n')
    assert (
        main(["replay", str(events), "--params", str(params), "--into", str(tmp_path / "run"), "--quiet"]) == exits.OK
    )
    assert main(["score-truth", str(tmp_path / "run"), str(truth), "--json"]) == exits.OK
    rows = {row["criterion"]: row for row in map(json.loads, capsys.readouterr().out.splitlines())}
    planted = {code: row for code, row in rows.items() if row["found"] or row["missed"]}
    assert len(planted) > 10
    assert rows["13"]["recall"]["share"] == 0
    assert rows["35"]["raised"]
    assert rows["35"]["precision"]["share"] < 1
    others = [row for code, row in planted.items() if code not in {"13", "35"}]
    assert {row["recall"]["share"] for row in others} == {1.0}
    assert {row["precision"]["share"] for row in others} == {1.0}
    assert main(["score-truth", str(tmp_path / "run"), str(truth)]) == exits.OK
    shown = capsys.readouterr().out
    assert f"missed: criterion 13, {rows['13']['missed'][0]['case']}: owes customs duties" in shown
    assert "false: criterion 35, " in shown


def test_files_in_the_wrong_place(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It names the file and the line, or how to get the file."""
    truth = tmp_path / "truth.jsonl"
    truth.write_bytes(b'{"criterion":"1","case":"T1","kind":"hit","note":""}\n')
    assert main(["score-truth", str(truth), str(truth)]) == exits.FAILED
    assert "truth.jsonl, line 1: " in " ".join(capsys.readouterr().err.split())
    assert main(["score-truth", str(tmp_path), str(truth)]) == exits.FAILED
    assert "kordon replay --into" in " ".join(capsys.readouterr().err.split())
