"""Processes of Kordon on servers of our own: an intake and a worker, what they are told, the topics they need."""

import os
import re
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Mapping, Sequence
from pathlib import Path
from urllib.error import URLError

from deploy.errors import ServiceFailed
from deploy.ports import HOST, free_ports
from deploy.services import Guarded, Kafka, Redis

READY_SECONDS = 60.0
KORDON = (sys.executable, "-m", "streams")


class Process:
    """An intake or a worker of its own, with its page of metrics; `kordon` is the command of the release to run."""

    def __init__(self, name: str, environment: Mapping[str, str], kordon: Sequence[str] = KORDON) -> None:
        self.port = free_ports(1)[0]
        self.guarded = Guarded(name, Path(tempfile.mkdtemp(prefix=f"kordon-{name}-")))
        state = {"KORDON_WEB_PORT": str(self.port), "KORDON_STATE_DIR": str(self.guarded.folder / "state")}
        self.guarded.start([*kordon, name], env={**environment, **state})

    def wait_ready(self) -> None:
        """Wait for it. Raises ServiceFailed with its log when it does not come up."""
        self.guarded.wait_until(lambda: self.page("/health/ready") is not None, READY_SECONDS)

    def wait_restored(self) -> None:
        """Wait until a worker has all its partitions, so that no alert's time tells of the start."""
        rooms = 2 * 4
        wanted = f"kordon_restore_seconds_count {rooms}.0"
        self.guarded.wait_until(lambda: wanted in (self.page("/metrics") or ""), READY_SECONDS)

    def page(self, path: str) -> str | None:
        """A page of its server; None while it does not answer, or answers no."""
        try:
            with urllib.request.urlopen(f"http://{HOST}:{self.port}{path}", timeout=2) as answer:
                return str(answer.read().decode())
        except (URLError, OSError):
            return None

    def behind(self) -> bool:
        """Whether it has records to read, as far as it knows and says."""
        lags = re.findall(
            r'^kordon_lag_records{.*topic="(?!read-side)[^"]*"} (\S+)$', self.page("/metrics") or "", re.MULTILINE
        )
        return not lags or any(float(lag) for lag in lags)

    def must_run(self) -> None:
        """Raises ServiceFailed with the end of its log when it does not run any more."""
        if not self.guarded.running:
            raise ServiceFailed(f"{self.guarded.name} ended. Its last log lines:\n{self.guarded.log_tail(5)}")

    def log(self) -> str:
        """Everything it logged."""
        return self.guarded.log.read_text(errors="replace")

    def stop(self) -> None:
        """End it."""
        self.guarded.stop()


def environment(kafka: Kafka, redis: Redis, params: Path) -> dict[str, str]:
    """What the processes are told; nothing of the caller's own settings."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("KORDON_")}
    return kept | {
        "KORDON_BOOTSTRAP": kafka.bootstrap,
        "KORDON_REDIS_URL": redis.url,
        "KORDON_PARAMS_FILE": str(params),
        "KORDON_COVERAGE_START": "2019-01-01",
    }


def make_topics(told: Mapping[str, str]) -> None:
    """Make the topics. Raises ServiceFailed with what the command said."""
    command = [*KORDON, "topics", "create"]
    made = subprocess.run(command, env=dict(told), capture_output=True, text=True, check=False)
    if made.returncode:
        raise ServiceFailed(f"the topics could not be made: {made.stderr}")
