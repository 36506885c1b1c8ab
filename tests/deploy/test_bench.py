"""The benchmarks run to their end and say what they compared; how long anything takes is nobody's claim."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from deploy.bench.figures import Figures, rate
from deploy.peers import rules

ROOT = Path(__file__).parents[2]


def bench(*options: str, temporary: Path) -> str:
    """What `./deploy/dev bench` writes; it must succeed."""
    command, env = [sys.executable, "-m", "deploy.bench", *options], os.environ | {"TMPDIR": str(temporary)}
    made = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert made.returncode == 0, made.stdout + made.stderr
    return made.stdout


def git(*options: str) -> str:
    """What git says."""
    return subprocess.check_output([shutil.which("git") or "git", *options], cwd=ROOT, text=True)


def test_figures_of_two_in_turn() -> None:
    """Median and spread of each, and how much better the second was in the same round, for less and for more."""
    figures = Figures()
    for old, new in ((4.0, 2.0), (8.0, 2.0), (6.0, 1.0)):
        figures.add("CPU s", "old", old)
        figures.add("CPU s", "new", new)
        figures.add("events/s", "old", old, more_is_better=True)
        figures.add("events/s", "new", new, more_is_better=True)
    assert list(figures.lines()) == [
        "CPU s",
        "  old  6 (4..8)",
        "  new  2 (1..2)  4 (2..6) times better",
        "events/s",
        "  old  6 (4..8)",
        "  new  2 (1..2)  0.25 (0.167..0.5) times better",
    ]


def test_a_ratio_needs_something_measured() -> None:
    """What took no time that could be measured has no ratio."""
    figures = Figures()
    for who in ("old", "new"):
        figures.add("events/s", who, rate(200, -0.1), more_is_better=True)
    assert list(figures.lines()) == ["events/s", "  old  0 (0..0)", "  new  0 (0..0)"]


@pytest.mark.timeout(600)
def test_two_commits_in_turn(tmp_path: Path) -> None:
    """The same events through replay and pipeline of both, and their alerts compared; nothing is left behind."""
    told = bench("--against", "HEAD", "--events", "800", "--rounds", "1", "--criteria", "all", temporary=tmp_path)
    head = git("rev-parse", "--short", "HEAD").strip()
    assert re.match(rf"{head} and here, {head}\+?, in turn, 1 rounds; 800 events made by {head}; ", told)
    for job in ("replay", "pipeline"):
        assert re.search(rf"^{job}, all criteria: CPU s .*\n  {head} .*\(.*\n  here, .*\(", told, re.MULTILINE), told
        assert re.search(rf"^{job}, all criteria: [1-9]\d* alerts of both, ", told, re.MULTILINE), told
    # How far the pipeline's time has come when it rests depends on the clock; that of a replay does not.
    assert re.search(r"^replay, .* of both, 0 of .* only, 0 of .* only$", told, re.MULTILINE), told
    assert str(tmp_path) not in git("worktree", "list")
    assert not list(tmp_path.glob("kordon-*"))


@pytest.mark.timeout(600)
def test_kordon_and_its_peers_in_turn(tmp_path: Path) -> None:
    """Each application reads all that it was given, and says by which alerts it differs from Kordon."""
    told = bench("--peers", "--events", "1000", "--rounds", "1", temporary=tmp_path)
    assert re.search(r"\n  Faust +\S.*\n  Quix Streams +\S.*\n  Kordon +\S", told), told
    alerts = re.search(r"^Kordon's alerts: ([1-9]\d*) \(", told, re.MULTILINE)
    assert alerts, told
    for name in ("Faust", "Quix Streams"):
        assert re.search(rf"^{name}: ([1-9]\d*) of them\n  misses \d+.*\n  wrong \d+", told, re.MULTILINE), told


def opened(transit: str, office: str = "O1") -> dict[str, object]:
    """Data of a transit."""
    return {"transit_id": transit, "destination_office_id": office}


def test_the_rules_of_the_peers() -> None:
    """Each of the four is a hit on what it is about, in the order in which that arrives."""
    of_carrier: rules.State = {}
    assert not list(rules.carrier(of_carrier, "customs.transit.opened.v1", 1, opened("T1")))
    list(rules.carrier(of_carrier, "customs.non_delivery.raised.v1", 2, {"notice_id": "N1", "transit_id": "T1"}))
    assert not list(rules.carrier(of_carrier, "customs.transit.arrived.v1", 3, {"transit_id": "T1"}))
    assert list(rules.carrier(of_carrier, "customs.transit.opened.v1", 4, opened("T2"))) == [
        {"criterion": "1", "case": "transit:T2"}
    ]
    list(rules.carrier(of_carrier, "customs.non_delivery.cancelled.v1", 5, {"notice_id": "N1"}))
    assert not list(rules.carrier(of_carrier, "customs.transit.opened.v1", 6, opened("T3")))
    of_trader: rules.State = {}
    list(rules.trader(of_trader, "customs.transit.opened.v1", 1, opened("T1", "O1")))
    lodged = {
        "office_id": "O1",
        "transit_id": "T1",
        "items": [{"net_kg": 100.0}],
        "documents": [{"type": "transport", "number": "W1"}],
    }
    first = {**lodged, "declaration_id": "D1"}
    assert not list(rules.trader(of_trader, "customs.declaration.registered.v1", 2, first))
    list(rules.trader(of_trader, "customs.control.assigned.v1", 3, {"declaration_id": "D1"}))
    recalled = {"declaration_id": "D1", "reason_code": "declarant_request"}
    list(rules.trader(of_trader, "customs.declaration.withdrawn.v1", 4, recalled))
    again = {**lodged, "declaration_id": "D2", "office_id": "O2"}
    found = rules.trader(of_trader, "customs.declaration.registered.v1", 5, again)
    assert {alert["criterion"] for alert in found} == {"8", "35", "62"}
