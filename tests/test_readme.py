"""The README holds: its walk-through works, its first events end in its first alert, its tables are the code's."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import typer

from schemas.envelope import decode_line
from schemas.topics import INBOUND, OUTBOUND
from scorers.catalogue.discovery import CATALOGUE, markdown_table
from streams.__main__ import build
from streams.cli import exits
from streams.metrics import Metrics
from streams.replay import Replay
from streams.settings import WEB_PORTS, Settings

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text()
EXAMPLE = (ROOT / "deploy/params.example.toml").read_bytes()


def shown(pattern: str) -> str:
    """The one part of the README that the pattern finds."""
    [found] = re.findall(pattern, README, re.DOTALL)
    return str(found)


def test_the_walk_through_adds_a_criterion_in_one_file(tmp_path: Path) -> None:
    """The two files that the README shows of each of its two examples are all it takes."""
    for package in ("schemas", "scorers"):
        shutil.copytree(ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "tests/scorers/criteria").mkdir(parents=True)
    for name in ("pyproject.toml", "tests/factories.py", "tests/scorers/judging.py", "tests/scorers/watched.py"):
        shutil.copy(ROOT / name, tmp_path / name)
    files = re.findall(r"<!-- (\S+\.py) -->\n```python\n(.*?)```", README, re.DOTALL)
    assert [name.split("/")[0] for name, _ in files] == ["scorers", "tests"] * 2
    for name, text in files:
        (tmp_path / name).write_text(text)
    tests = dict(files[1::2])
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "--import-mode=importlib", "-p", "no:cacheprovider", *tests],
        cwd=tmp_path,
        env={"PYTHONPATH": str(tmp_path), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    assert f"{''.join(tests.values()).count('def test_')} passed" in run.stdout


def test_the_first_events_end_in_the_first_alert() -> None:
    """The three events raise criterion 1 on T-200, by the parameters that the README names."""
    replay = Replay(EXAMPLE)
    for line in shown(r"```json\n(.*?)```").splitlines():
        replay.take(decode_line(line.encode()))
    alerts = [json.loads(value) for value in replay.finish().of("risk.alerts.v1").values()]
    assert [(alert["criterion"], alert["transit_id"]) for alert in alerts] == [("1", "T200")]
    assert alerts[0]["office"] == shown(r"kordon worklist ([A-Z]+) ")


def test_the_table_of_criteria_is_that_of_the_code() -> None:
    """Write it again with `python -m scorers.catalogue`."""
    assert shown(r"<!-- criteria -->\n(.*?)<!-- /criteria -->").strip() == markdown_table(CATALOGUE).strip()


def test_the_ports_named_are_those_of_the_processes() -> None:
    named = re.search(r"on 127\.0\.0\.1, port (\d+) of an intake and (\d+) of a worker", README)
    assert named
    assert tuple(map(int, named.groups())) == (WEB_PORTS["intake"], WEB_PORTS["worker"])
    assert Settings.model_fields["web_host"].default == "127.0.0.1"


def test_every_setting_is_named() -> None:
    """A setting that exists is in the README, and the README names no other."""
    named = set(re.findall(r"KORDON_[A-Z_]+", README))
    assert named == {f"KORDON_{name.upper()}" for name in Settings.model_fields} | {"KORDON_CONFIG"}


def test_every_exit_code_is_named() -> None:
    table = dict(re.findall(r"^\| (\d+) \| (.*) \|$", shown(r"\| exit code .*?\n\n"), re.MULTILINE))
    assert table == {str(code): meaning for code, meaning in exits.MEANINGS.items()}


def test_every_public_topic_is_named() -> None:
    assert set(re.findall(r"`((?:customs|risk)\.[a-z-]+\.v1)`", README)) == {*INBOUND, *OUTBOUND}


def test_the_metrics_named_exist() -> None:
    exposed = Metrics().exposition().decode()
    for name in set(re.findall(r"\bkordon_[a-z_]+", README)):
        assert f"# TYPE {name} " in exposed


@pytest.mark.parametrize("name", sorted(set(re.findall(r"\bkordon ([a-z-]+)", README))))
def test_the_commands_named_exist(name: str) -> None:
    command = typer.main.get_command(build())
    assert name in getattr(command, "commands", {})


def test_every_setting_is_shown_with_its_default() -> None:
    """In the order of the names: `none` where there is no value, `empty` where it is one without a letter."""
    table = shown(r"\| setting \| default \| what it is \|\n\|---\|---\|---\|\n(.*?)\n\n")
    told: dict[str, str] = {}
    for row in table.splitlines():
        names, defaults = row.split(" | ")[:2]
        told |= dict(zip(re.findall(r"KORDON_([A-Z_]+)", names), defaults.split(", "), strict=True))
    ports = {"WEB_PORT": " or ".join(f"`{port}`" for port in WEB_PORTS.values())}
    assert told == {name.upper(): _told(field.default) for name, field in Settings.model_fields.items()} | ports


def _told(default: object) -> str:
    if default is None or default == "":
        return "none" if default is None else "empty"
    return str(int(default)) if isinstance(default, bool) else f"`{default}`"
