"""The wheel holds all it needs: built, installed elsewhere, it runs from another folder without this checkout."""

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

from deploy import bootstrap
from schemas.envelope import encode_structured
from tests import factories as f

ROOT = Path(__file__).parent.parent


def run(command: list[str | Path], folder: Path) -> str:
    """What a command prints, run in `folder` with nothing of this checkout or its settings."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("KORDON_", "PYTHON"))}
    kept = bootstrap.with_pip_settings(kept)
    done = subprocess.run(command, cwd=folder, env=kept, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def build(folder: Path) -> Path:
    """The wheel, built from a copy of what it is made of."""
    source, output = folder / "source", folder / "wheel"
    for package in ("schemas", "scorers", "streams"):
        shutil.copytree(ROOT / package, source / package, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md"):
        shutil.copy(ROOT / name, source / name)
    ours = bootstrap.CACHE / bootstrap.UV / "bin/uv"
    if uv := shutil.which("uv") or shutil.which(ours):
        run([uv, "build", "--quiet", "--wheel", "--out-dir", output], source)
    else:
        pytest.importorskip("hatchling", reason="needs uv or hatchling to build")
        run([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", output], source)
    [wheel] = output.glob("*.whl")
    return wheel


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel as it would be published."""
    return build(tmp_path_factory.mktemp("built"))


@pytest.fixture(scope="module")
def kordon(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The command, installed with this environment's dependencies but not this checkout."""
    folder = tmp_path_factory.mktemp("installed")
    venv.create(folder / "venv", with_pip=True)
    python = folder / "venv/bin/python"
    run([python, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", wheel], folder)
    # As a plain path: the .pth file that makes this checkout importable is not read there.
    [packages] = (folder / "venv/lib").glob("python*/site-packages")
    (packages / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return folder / "venv/bin/kordon"


def test_the_wheel_holds_the_packages_and_the_contract(wheel: Path) -> None:
    """Code, type marker and one contract; nothing of deploy or tests."""
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    assert {name.split("/")[0] for name in names if ".dist-info" not in name} == {"schemas", "scorers", "streams"}
    for wanted in ("schemas/py.typed", "schemas/contract/asyncapi.json", "streams/__main__.py"):
        assert wanted in names
    assert not [name for name in names if "/published/" in name]
    criteria = {str(path.relative_to(ROOT)) for path in (ROOT / "scorers/criteria").rglob("*.py")}
    assert criteria <= set(names)


def test_the_command_runs_from_another_folder(kordon: Path, tmp_path: Path) -> None:
    """It is the installed code that runs, and it knows its commands and criteria."""
    where = "import schemas, scorers, streams; print(schemas.__file__, scorers.__file__, streams.__file__)"
    for place in run([kordon.parent / "python", "-c", where], tmp_path).split():
        assert Path(place).is_relative_to(kordon.parent.parent)
    assert "replay" in run([kordon, "--help"], tmp_path)
    assert "carrier_non_delivery" in run([kordon, "criteria", "--json"], tmp_path)


def test_the_installed_command_replays(kordon: Path, tmp_path: Path) -> None:
    """A small history ends in its alert."""
    events = [
        f.transit("T1", f.T0, carrier_id="C1"),
        f.notice("N1", f.T0 + f.DAY, transit_id="T1"),
        f.transit("T2", f.T0 + 2 * f.DAY, carrier_id="C1"),
    ]
    (tmp_path / "events.jsonl").write_bytes(b"\n".join(map(encode_structured, events)))
    run([kordon, "replay", "events.jsonl", "--alerts", "alerts.jsonl", "--quiet"], tmp_path)
    alerts = [json.loads(line) for line in (tmp_path / "alerts.jsonl").read_text().splitlines()]
    assert [(alert["criterion"], alert["case"]) for alert in alerts] == [("1", "transit:T2")]
