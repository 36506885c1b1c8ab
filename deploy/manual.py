"""A broker and a Redis that stay until they are told to go: `./deploy/dev up` and `./deploy/dev down`."""

import argparse
import fcntl
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from deploy.cache import cache_folder
from deploy.errors import ServiceFailed

ROOT = Path(__file__).resolve().parents[1]
STOP_SECONDS = 40.0
POLL_SECONDS = 0.1


class Running(NamedTuple):
    """What `up` left behind: the keeper's process id, and addresses by the name of their environment variable."""

    pid: int
    addresses: dict[str, str]


def up(options: Sequence[str]) -> int:
    """Start Kafka and Redis and leave them running; --kafka-port N, --redis-port N."""
    parser = argparse.ArgumentParser(prog="./deploy/dev up", description=up.__doc__)
    parser.add_argument("--kafka-port", type=int, metavar="N", help="a free one if left out")
    parser.add_argument("--redis-port", type=int, metavar="N", help="a free one if left out")
    parser.parse_args(options)
    found = running()
    if found is None:
        print("Starting Kafka and Redis ...", flush=True)
        found = _start(options)
    print("Running; ./deploy/dev down stops them.")
    print(f"export {' '.join(f'{name}={address}' for name, address in found.addresses.items())}")
    return 0


def down(_: Sequence[str]) -> int:
    """Stop what `up` started."""
    found = running()
    if found is None:
        print("Nothing is running.")
        return 0
    os.kill(found.pid, signal.SIGTERM)
    deadline = time.monotonic() + STOP_SECONDS
    while running():
        if time.monotonic() > deadline:
            raise ServiceFailed(f"process {found.pid} does not stop: kill it, what it started ends with it")
        time.sleep(POLL_SECONDS)
    _log().unlink(missing_ok=True)
    print("Stopped.")
    return 0


def running() -> Running | None:
    """Return what runs for this folder now, once it can be used."""
    try:
        with _state().open() as state:
            if _unlocked(state.fileno()):
                return None  # its keeper was killed
            text = state.read()
    except FileNotFoundError:
        return None
    return Running(**json.loads(text)) if text else None


def _start(options: Sequence[str]) -> Running:
    log = _log()
    with log.open("wb") as output:
        keeper = subprocess.Popen(
            [sys.executable, "-m", "deploy.keeper", str(_state()), *options],
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    try:
        return _wait_for(keeper, log)
    except BaseException:
        keeper.terminate()
        raise


def _wait_for(keeper: subprocess.Popen[bytes], log: Path) -> Running:
    while not (found := running()):
        if keeper.poll() is not None:
            raise ServiceFailed(log.read_text().strip())
        time.sleep(POLL_SECONDS)
    return found


def _state() -> Path:
    # One for each checkout, so that two of them do not stop each other's.
    return cache_folder() / f"up-{sha256(bytes(ROOT)).hexdigest()[:12]}.json"


def _log() -> Path:
    return _state().with_suffix(".log")


def _unlocked(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
