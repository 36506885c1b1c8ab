"""`kordon compare-runs`: what comes, goes and changes between two runs, held against plain dictionaries."""

import json
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path
from random import Random
from typing import Any

import polars as pl
import pytest

import streams.analysis
from schemas.envelope import encode_structured
from schemas.topics import ALERTS, DISPOSITIONS, INTERNAL_SECURITY
from streams.__main__ import main
from streams.analysis.changes import Changed, changed
from streams.analysis.runs import opened
from streams.cli import exits
from streams.outcomes import ORDERED, file_of
from tests import factories as f
from tests.streams.commanding import declarations, written

pytestmark = pytest.mark.usefixtures("nobody_there")

Lines = list[dict[str, Any]]


def alert(name: str, **fields: Any) -> dict[str, Any]:
    """An alert that stands, in what is read of it, with one field more than that."""
    stated = {"criterion": "1", "office": "KZ1", "category": "medium", "severity": "medium", "score": 0.4}
    said = {"alert_id": name, "case": f"transit:{name}", "status": "raised", "suggested_forms": ["inspection"]}
    return {**said, **stated, "params_version": "abc-KZ", "reason": "because", "title": "not read", **fields}


def disposition(case: str, *controls: str, office: str | None = "KZ1") -> dict[str, Any]:
    """What the post has to do with a case."""
    return {"case": case, "office": office, "status": "open", "controls": list(controls)}


def run(folder: Path, alerts: Lines, dispositions: Lines = [], ordered: Lines = [], secret: Lines = []) -> Path:  # noqa: B006  # only read
    """A folder as a replay writes it."""
    folder.mkdir()
    for name, lines in (
        (file_of(ALERTS), alerts),
        (file_of(INTERNAL_SECURITY), secret),
        (file_of(DISPOSITIONS), dispositions),
        (ORDERED, ordered),
    ):
        (folder / name).write_text("".join(json.dumps(line) + "\n" for line in lines))
    return folder


def counted(found: Changed, of: str, by: str) -> dict[str, tuple[int, ...]]:
    """Before, after, comes, goes, changes by value."""
    rows = found.totals.filter((pl.col("of") == of) & (pl.col("by") == by))
    return {row[2]: row[3:] for row in rows.rows()}


def test_alerts_are_matched_by_their_key(tmp_path: Path) -> None:
    """What was taken back does not stand; internal security's alerts count too; a null is a value of its own."""
    before = run(
        tmp_path / "before",
        [alert("stays"), alert("goes", office=None), alert("changes"), alert("moves"), alert("no", status="withdrawn")],
    )
    after = run(
        tmp_path / "after",
        [alert("stays"), alert("changes", severity="high", score=0.7), alert("moves", category="high"), alert("comes")],
        secret=[alert("secret", criterion="116", category=None)],
    )
    found = changed(opened(before), opened(after))
    assert dict(found.alerts.select("alert_id", "change").rows()) == {
        "goes": "goes",
        "changes": "changes",
        "moves": "changes",
        "comes": "comes",
        "secret": "comes",
    }
    assert dict(found.alerts.filter(change="changes").select("alert_id", "differs").rows()) == {
        "changes": "severity,score",
        "moves": "category",
    }
    assert counted(found, "alerts", "all") == {"all": (4, 5, 2, 1, 2)}
    assert counted(found, "alerts", "criterion") == {"1": (4, 4, 1, 1, 2), "116": (0, 1, 1, 0, 0)}
    assert counted(found, "alerts", "category")["high"] == (0, 1, 0, 0, 1)
    assert counted(found, "alerts", "category")["none"] == (0, 1, 1, 0, 0)
    assert counted(found, "alerts", "office")["none"] == (1, 0, 0, 1, 0)
    assert dict(found.differing.rows()) == {"severity": 1, "score": 1, "category": 1}


def test_a_form_comes_and_goes_by_itself(tmp_path: Path) -> None:
    """Also on an alert that stands in both."""
    before = run(tmp_path / "before", [alert("a", suggested_forms=["inspection", "weighing"])])
    after = run(tmp_path / "after", [alert("a", suggested_forms=["inspection", "xray_scan"])])
    found = changed(opened(before), opened(after))
    assert counted(found, "alerts", "form") == {
        "inspection": (1, 1, 0, 0, 0),
        "weighing": (1, 0, 0, 1, 0),
        "xray_scan": (0, 1, 1, 0, 0),
    }


def test_a_disposition_counts_as_it_was_while_the_case_was_open(tmp_path: Path) -> None:
    """Once released it has no controls but those after release; both are what the case was to meet."""
    closed = [disposition("declaration:1", "post_release_control"), disposition("declaration:2")]
    before = run(tmp_path / "before", [], closed, [disposition("declaration:1", "inspection")])
    after = run(tmp_path / "after", [], closed, [disposition("declaration:2", "inspection", "weighing", office=None)])
    found = changed(opened(before), opened(after))
    assert found.dispositions.select("case", "change", "forms", "forms_after").rows() == [
        ("declaration:1", "changes", "inspection,post_release_control", "post_release_control"),
        ("declaration:2", "comes", None, "inspection,weighing"),
    ]
    assert counted(found, "dispositions", "all") == {"all": (1, 2, 1, 0, 1)}
    assert counted(found, "dispositions", "office") == {"KZ1": (1, 1, 0, 0, 1), "none": (0, 1, 1, 0, 0)}
    assert counted(found, "dispositions", "form")["inspection"] == (1, 1, 1, 1, 0)


@pytest.mark.parametrize("seed", range(5))
def test_it_counts_as_plain_dictionaries_do(tmp_path: Path, seed: int) -> None:
    """Thousands of alerts at random, by each way of counting."""
    random = Random(seed)  # noqa: S311  # not secret
    sides = []
    for name in ("before", "after"):
        lines = [
            alert(
                str(number),
                criterion=str(number % 7 + 1),
                office=random.choice(["KZ1", "KZ2", None]),
                severity=random.choice(["low", "high"]),
                suggested_forms=random.choice([[], ["weighing"], ["inspection", "weighing"]]),
                status=random.choice(["raised", "raised", "withdrawn"]),
            )
            for number in random.sample(range(3_000), 2_000)
        ]
        run(tmp_path / name, lines)
        sides.append({line["alert_id"]: line for line in lines if line["status"] == "raised"})
    found = changed(*(opened(tmp_path / name) for name in ("before", "after")))
    for by in ("criterion", "office"):
        expected: dict[str, Counter[str]] = {}
        for key in sides[0].keys() | sides[1].keys():
            one, other = sides[0].get(key), sides[1].get(key)
            there = (other or one or {})[by] or "none"
            if one:
                expected.setdefault(one[by] or "none", Counter())["before"] += 1
            if other:
                expected.setdefault(there, Counter())["after"] += 1
            change = "comes" if not one else "goes" if not other else "changes" if one != other else ""
            expected[there][change] += 1
        names = ("before", "after", "comes", "goes", "changes")
        assert counted(found, "alerts", by) == {
            value: tuple(counts[name] for name in names) for value, counts in expected.items()
        }


def test_two_documents_over_the_same_events(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It replays by itself, and writes a report and rows that say that they are confidential."""
    events = written(
        tmp_path,
        [
            encode_structured(f.transit("T1", carrier_id="C1")),
            encode_structured(f.notice("N1", f.T0 + f.DAY, transit_id="T1")),
            encode_structured(f.transit("T2", f.T0 + 2 * f.DAY, carrier_id="C1")),
        ],
    )
    for name, text in (("now", ""), ("new", "[criteria.1]\nmin_notices = 2\n")):
        (tmp_path / f"{name}.toml").write_text(text)
    files = {name: tmp_path / name for name in ("report.html", "alerts.csv", "totals.parquet", "controls.csv")}
    options = [part for name, path in files.items() for part in (f"--{name.split('.')[0]}", str(path))]
    documents = [str(tmp_path / "now.toml"), str(tmp_path / "new.toml")]
    assert main(["compare-runs", *documents, "--over", str(events), "--jobs", "2", *options]) == exits.OK
    shown = capsys.readouterr().out
    assert "1  Carrier with an earlier non-delivery notice for goods under customs control" in shown
    [row] = pl.read_csv(files["alerts.csv"], infer_schema=False).to_dicts()
    assert (row["marking"], row["change"], row["criterion"], row["case"]) == (
        "CONFIDENTIAL",
        "goes",
        "1",
        "transit:T2",
    )
    assert set(pl.read_parquet(files["totals.parquet"])["marking"]) == {"CONFIDENTIAL"}
    assert all(path.stat().st_mode & 0o077 == 0 for path in files.values())
    report = files["report.html"].read_text()
    assert report.count("CONFIDENTIAL") >= 2
    assert "<svg" in report
    assert "now.toml" in report


def test_the_report_needs_no_network_and_is_the_same_again(tmp_path: Path) -> None:
    """Nothing is fetched, whoever wrote the words in it runs nothing, and one comparison gives the same bytes."""
    before = run(tmp_path / "before", [alert("a")])
    after = run(tmp_path / "after", [alert("b", reason="<script>x</script>", office="<b>")])
    reports = [tmp_path / "one.html", tmp_path / "two.html"]
    for report in reports:
        assert main(["compare-runs", str(before), str(after), "--report", str(report)]) == exits.OK
    text = reports[0].read_text()
    assert text == reports[1].read_text()
    assert not re.search(r"<script|<link|<img|<b>|@import|\b(?:src|href)=.(?!#)", text)


def test_runs_that_are_none(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It says what to do: make a run, or name a document together with events."""
    good, empty = run(tmp_path / "good", []), tmp_path / "empty"
    empty.mkdir()
    assert main(["compare-runs", str(good), str(empty)]) == exits.FAILED
    assert f"kordon replay --into {empty}" in " ".join(capsys.readouterr().err.split())
    file_ = written(tmp_path, declarations(1))
    assert main(["compare-runs", str(file_), str(good)]) == exits.USAGE
    assert main(["compare-runs", str(good), str(good), "--alerts", str(tmp_path / "a.xls")]) == exits.USAGE
    bad = run(tmp_path / "bad", [])
    (bad / file_of(ALERTS)).write_text("no alert\n")
    assert main(["compare-runs", str(good), str(bad)]) == exits.FAILED
    assert "holds a line that is no alert" in " ".join(capsys.readouterr().err.split())


def test_a_worker_does_not_load_what_only_analysts_need() -> None:
    """The command is built, with all its subcommands, without the extra."""
    looked = "import sys, streams.app, streams.__main__ as m; m.build(); print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", looked], capture_output=True, text=True, check=True).stdout.split()
    assert not {"polars", "matplotlib", "jinja2", "numpy"}.intersection(loaded)


def test_without_the_extra_it_says_what_to_install(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """And does so before it replays anything."""
    for name in [name for name in sys.modules if name.startswith("streams.analysis.")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.delattr(streams.analysis, "comparison", raising=False)
    monkeypatch.setitem(sys.modules, "polars", None)
    good = run(tmp_path / "good", [])
    assert main(["compare-runs", str(good), str(good)]) == exits.FAILED
    assert "polars is not installed: install the extra, as kordon[analysis]" in capsys.readouterr().err
