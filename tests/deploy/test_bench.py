"""The benchmarks run to their end and say what they compared; how long anything takes is nobody's claim."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from deploy.bench.figures import Figures, rate

ROOT = Path(__file__).parents[2]


def bench(*options: str) -> str:
    """What `./deploy/dev bench` writes; it must succeed."""
    command = [sys.executable, "-m", "deploy.bench", *options]
    made = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
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
def test_two_commits_in_turn() -> None:
    """The same events through replay and pipeline of both, and their alerts compared; nothing is left behind."""
    told = bench("--against", "HEAD", "--events", "800", "--rounds", "1", "--criteria", "all")
    head = git("rev-parse", "--short", "HEAD").strip()
    assert re.match(rf"{head} and here, {head}\+?, in turn, 1 rounds; 800 events made by {head}; ", told)
    for job in ("replay", "pipeline"):
        assert re.search(rf"^{job}, all criteria: CPU s .*\n  {head} .*\(.*\n  here, .*\(", told, re.MULTILINE), told
        assert re.search(rf"^{job}, all criteria: [1-9]\d* alerts of both, ", told, re.MULTILINE), told
    # How far the pipeline's time has come when it rests depends on the clock; that of a replay does not.
    assert re.search(r"^replay, .* of both, 0 of .* only, 0 of .* only$", told, re.MULTILINE), told
    assert "kordon-against" not in git("worktree", "list")
