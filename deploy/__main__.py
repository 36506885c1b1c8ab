"""What `./deploy/dev COMMAND` does, in the environment that `bootstrap.py` made."""

import argparse
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from types import FrameType
from typing import NoReturn

from deploy import manual
from deploy.errors import DeployError

ROOT = Path(__file__).resolve().parents[1]
LINTERS = (
    ("ruff", "check", "."),
    ("ruff", "format", "--check", "."),
    ("mypy",),
    ("lint-imports",),
)


def become(*command: str) -> NoReturn:
    """Replace this process by a Python module of the environment, so that signals reach it directly."""
    os.execv(sys.executable, [sys.executable, "-m", *command])


def demo(options: Sequence[str]) -> int:
    """Show Kordon at work on a broker of its own."""
    become("deploy.demo", *options)


def bench(options: Sequence[str]) -> int:
    """Measure throughput and latency on a broker of its own."""
    become("deploy.bench", *options)


def test(options: Sequence[str]) -> int:
    """Run the whole test suite, or what pytest's options choose."""
    become("pytest", *options)


def mutants(options: Sequence[str]) -> int:
    """Break the engine in many places, and show which test notices each."""
    become("tests.mutants", *options)


def soak(options: Sequence[str]) -> int:
    """Feed extreme but well-formed events to the steps; --events N, --jobs N, --seed N."""
    become("tests.extremes", *options)


def lint(_: Sequence[str]) -> int:
    """Run every linter, also after one has failed."""
    bin_folder = Path(sys.executable).parent
    codes = [
        subprocess.run([bin_folder / name, *options], cwd=ROOT, check=False).returncode for name, *options in LINTERS
    ]
    return max(codes)


COMMANDS: dict[str, Callable[[Sequence[str]], int]] = {
    "demo": demo,
    "test": test,
    "lint": lint,
    "mutants": mutants,
    "soak": soak,
    "bench": bench,
    "up": manual.up,
    "down": manual.down,
}


def main() -> int:
    """Run the command that the arguments name; return its exit code."""
    lines = [f"  {name:7} {command.__doc__.splitlines()[0]}" for name, command in COMMANDS.items() if command.__doc__]
    parser = argparse.ArgumentParser(
        prog="./deploy/dev",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog="commands:\n" + "\n".join(lines) + "\n\nOptions after the command are the command's own.",
    )
    parser.add_argument("command", choices=COMMANDS, metavar="command")
    parser.add_argument("options", nargs=argparse.REMAINDER, metavar="...")
    arguments = parser.parse_args()
    try:
        return COMMANDS[arguments.command](arguments.options)
    except DeployError as error:
        print(f"kordon: {error}", file=sys.stderr)
        return 1


def _leave(number: int, _: FrameType | None) -> NoReturn:
    raise SystemExit(128 + number)


if __name__ == "__main__":
    # As an exception, so that `with` blocks end what they started.
    signal.signal(signal.SIGTERM, _leave)
    sys.exit(main())
