"""The commits that are measured: each in a folder and an environment of its own."""

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from deploy.errors import DeployError

ROOT = Path(__file__).resolve().parents[2]


class SideFailed(DeployError):
    """A commit could not be set up, or its command failed: see what it said."""


@dataclass(frozen=True)
class Side:
    """Kordon at a commit."""

    name: str
    kordon: str
    """Path of its command."""

    def run(self, *command: str, env: dict[str, str] | None = None) -> str:
        """What a short command of it writes. Raises SideFailed with what went wrong."""
        return _said([self.kordon, *command], env=env)

    def codes(self) -> tuple[str, ...]:
        """The criteria that it has."""
        shown = self.run("criteria", env=os.environ | {"COLUMNS": "200"})
        return tuple(re.findall(r"^│ (\S+) +│", shown, re.MULTILINE))


def here() -> Side:
    """What is in this folder now, committed or not."""
    changed = "+" if _said(["git", "status", "--porcelain"]) else ""
    return Side(f"here, {_named('HEAD')}{changed}", str(Path(sys.executable).with_name("kordon")))


@contextmanager
def checked_out(commit: str) -> Iterator[Side]:
    """The commit in a folder of its own, which is removed at the end. Raises SideFailed when there is none such."""
    name = _named(commit)
    with tempfile.TemporaryDirectory(prefix="kordon-against-") as folder:
        root = Path(folder) / name
        _said(["git", "worktree", "add", "--detach", str(root), name])
        try:
            # Both by the same Python: this one is of an environment, whose base makes the other's.
            python = {"KORDON_PYTHON": os.path.realpath(sys.executable)}
            _said([str(root / "deploy" / "dev"), "--help"], env=os.environ | python)
            yield Side(name, str(root / ".venv" / "bin" / "kordon"))
        finally:
            _said(["git", "worktree", "remove", "--force", str(root)])


def _named(commit: str) -> str:
    return _said(["git", "rev-parse", "--short", "--verify", f"{commit}^{{commit}}"]).strip()


def _said(command: list[str], env: dict[str, str] | None = None) -> str:
    made = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    if made.returncode:
        raise SideFailed(f"`{' '.join(command)}` failed:\n{made.stderr.strip()}")
    return made.stdout
