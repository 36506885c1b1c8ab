"""The demonstration: real brokers, public declarations and made-up transits, alerts as they arise.

Run by `./deploy/dev demo`. It starts Kafka, Redis, an intake and a worker, publishes, shows each alert with its reason,
and ends with a summary. Everything it starts ends with it.
"""

import argparse
import asyncio
import contextlib
import heapq
import os
import re
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from datetime import UTC, datetime
from math import isfinite
from pathlib import Path
from typing import Any
from urllib.error import URLError

import orjson
from rich.console import Console

from deploy.errors import DeployError, ServiceFailed
from deploy.ports import HOST, free_ports
from deploy.services import Guarded, Kafka, Redis
from schemas.envelope import decode, encode_structured
from schemas.topics import ALERTS
from streams import generate, settings
from streams.cli import kcs
from streams.cli.kafka import reader
from streams.cli.publish import send
from streams.cli.show import by_group, line

HERE = Path(__file__).parent
DECLARATIONS = HERE / "data/kcs/declarations.csv.gz"
START = datetime(2020, 1, 1, tzinfo=UTC)
DAYS = 15.0
"""The declarations of the sample were registered in the first half of January 2020."""
READY_SECONDS = 60.0
QUIET_SECONDS = 4.0
"""Nothing new for so long, with everything published: the demonstration is over."""

console = Console(highlight=False)


class Process:
    """An intake or a worker of its own, with its page of metrics."""

    def __init__(self, name: str, environment: Mapping[str, str]) -> None:
        self.port = free_ports(1)[0]
        self._guarded = Guarded(name, Path(tempfile.mkdtemp(prefix=f"kordon-{name}-")))
        state = {"KORDON_WEB_PORT": str(self.port), "KORDON_STATE_DIR": str(self._guarded.folder / "state")}
        self._guarded.start([sys.executable, "-m", "streams", name], env={**environment, **state})

    def wait_ready(self) -> None:
        """Wait for it. Raises ServiceFailed with its log when it does not come up."""
        self._guarded.wait_until(lambda: self.page("/health/ready") is not None, READY_SECONDS)

    def wait_restored(self) -> None:
        """Wait until a worker has all its partitions, so that no alert's time tells of the start."""
        rooms = 2 * 4
        wanted = f"kordon_restore_seconds_count {rooms}.0"
        self._guarded.wait_until(lambda: wanted in (self.page("/metrics") or ""), READY_SECONDS)

    def page(self, path: str) -> str | None:
        """A page of its server; None while it does not answer, or answers no."""
        try:
            with urllib.request.urlopen(f"http://{HOST}:{self.port}{path}", timeout=2) as answer:
                return str(answer.read().decode())
        except (URLError, OSError):
            return None

    def must_run(self) -> None:
        """Raises ServiceFailed with the end of its log when it does not run any more."""
        if not self._guarded.running:
            raise ServiceFailed(f"{self._guarded.name} ended. Its last log lines:\n{self._guarded.log_tail(5)}")

    def log(self) -> str:
        """Everything it logged."""
        return self._guarded.log.read_text(errors="replace")

    def stop(self) -> None:
        """End it."""
        self._guarded.stop()


def traffic(seed: int, count: int, declarations: int) -> Iterator[bytes]:
    """Events by time: the public declarations, and made-up traffic of the same days."""
    rows = kcs.rows(DECLARATIONS)
    public = kcs.events(row for _, row in zip(range(declarations), rows, strict=False))
    made = generate.events(seed=seed, count=count, start=START, days=DAYS) if count else iter(())
    return _by_time([public, (encode_structured(event) for event in made)])


def _by_time(sources: Iterable[Iterator[bytes]]) -> Iterator[bytes]:
    return heapq.merge(*sources, key=lambda value: decode(value).time)


def quantile(exposition: str, name: str, share: float) -> float | None:
    """Upper bound of the histogram bucket that holds the quantile; None while nothing was observed."""
    found = re.findall(rf'^{name}_bucket{{le="([^"]+)"}} (\S+)$', exposition, re.MULTILINE)
    buckets = [(float(bound), float(count)) for bound, count in found]
    if not buckets or not buckets[-1][1]:
        return None
    wanted = share * buckets[-1][1]
    return next(bound for bound, count in buckets if count >= wanted)


def at_most(seconds: float | None) -> str:
    """A quantile in words, as the histogram knows it."""
    if seconds is None:
        return "unknown, as no alert was published"
    return f"at most {seconds:g} s" if isfinite(seconds) else "over a minute: more events than are scored in time"


class Watcher:
    """Shows alerts as they come and remembers the last word on each."""

    def __init__(self, found: settings.Settings, quiet: bool) -> None:
        self._settings, self._quiet = found, quiet
        self.alerts: dict[bytes, dict[str, Any]] = {}
        self.last = time.monotonic()

    async def run(self) -> None:
        """Watch until cancelled."""
        async with reader(self._settings, ALERTS) as consumer:
            async for record in consumer:
                alert = orjson.loads(record.value)
                self.alerts[record.key] = alert
                self.last = time.monotonic()
                if not self._quiet:
                    console.print(line(alert))


async def play(found: settings.Settings, worker: Process, options: argparse.Namespace) -> None:
    """Publish, watch until it is quiet, sum up."""
    watcher = Watcher(found, options.quiet)
    watching = asyncio.create_task(watcher.run())
    started = time.monotonic()
    lines = traffic(options.seed, options.events, options.declarations)
    sent, _ = await send(found, lines, options.rate)
    published = time.monotonic() - started
    watcher.last = time.monotonic()
    while not watching.done() and (rest := watcher.last + QUIET_SECONDS - time.monotonic()) > 0:
        worker.must_run()
        await asyncio.wait([watching], timeout=min(rest, 1.0))
    watching.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await watching
    await asyncio.to_thread(_summary, sum(sent.values()), published, watcher.alerts.values(), worker)


def _summary(events: int, seconds: float, alerts: Iterable[Mapping[str, Any]], worker: Process) -> None:
    console.print(by_group(alerts))
    page = worker.page("/metrics") or ""
    half, most = (at_most(quantile(page, "kordon_event_to_alert_seconds", share)) for share in (0.5, 0.99))
    console.print(f"{events:,} events published in {seconds:.1f} s ({events / seconds:,.0f}/s).")
    console.print(f"Event to alert: p50 {half}, p99 {most}.")
    console.print(f"Metrics: http://{HOST}:{worker.port}/metrics")


def parameters(folder: Path) -> Path:
    """The example values without criterion 44: the public data has no documents, so every declaration would hit it."""
    example = (HERE / "params.example.toml").read_text()
    written = folder / "params.toml"
    written.write_text(example.replace("disabled = []", 'disabled = ["44"]'))
    return written


def environment(kafka: Kafka, redis: Redis, params: Path) -> dict[str, str]:
    """What the processes are told; nothing of the caller's own settings."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("KORDON_")}
    return kept | {
        "KORDON_BOOTSTRAP": kafka.bootstrap,
        "KORDON_REDIS_URL": redis.url,
        "KORDON_PARAMS_FILE": str(params),
        "KORDON_COVERAGE_START": "2019-01-01",
    }


def run(options: argparse.Namespace) -> None:
    """The whole demonstration. Raises DeployError or KordonError with what to do."""
    with ExitStack() as stack:
        console.print("Starting Kafka and Redis (the first time, Kafka is fetched) ...")
        kafka, redis = stack.enter_context(Kafka()), stack.enter_context(Redis())
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="kordon-demo-")))
        told = environment(kafka, redis, parameters(folder))
        found = settings.load(bootstrap=kafka.bootstrap, redis_url=redis.url)
        make_topics(told)
        processes = [Process(name, told) for name in ("intake", "worker")]
        for process in processes:
            stack.callback(process.stop)
        for process in processes:
            process.wait_ready()
        processes[1].wait_restored()
        console.print("[bold]Judged by example values, which are no authority's.[/] Alerts:")
        asyncio.run(play(found, processes[1], options))
        if options.keep:
            console.print(f"Running on, Kafka at {kafka.bootstrap}, Redis at {redis.url}; Ctrl-C ends it.")
            while True:
                time.sleep(3600)


def make_topics(told: Mapping[str, str]) -> None:
    """Make the topics. Raises ServiceFailed with what the command said."""
    command = [sys.executable, "-m", "streams", "topics", "create"]
    made = subprocess.run(command, env=dict(told), capture_output=True, text=True, check=False)
    if made.returncode:
        raise ServiceFailed(f"the topics could not be made: {made.stderr}")


def arguments(given: list[str] | None = None) -> argparse.Namespace:
    """What the person asked for."""
    parser = argparse.ArgumentParser(prog="deploy/dev demo", description=__doc__)
    parser.add_argument("--keep", action="store_true", help="leave everything running at the end")
    parser.add_argument("--rate", type=float, default=100, help="events a second")
    parser.add_argument("--events", type=int, default=3_000, help="made-up events")
    parser.add_argument("--declarations", type=int, default=2_000, help="public declarations, at most 2,000")
    parser.add_argument("--seed", type=int, default=7, help="the same seed makes the same events")
    parser.add_argument("--quiet", action="store_true", help="only the summary")
    return parser.parse_args(given)


def main(given: list[str] | None = None) -> int:
    """Exit code: 0 shown to the end or interrupted, 1 something is missing."""
    try:
        run(arguments(given))
    except KeyboardInterrupt:
        console.print("Stopping.")
    except DeployError as error:
        console.print(str(error), style="red", markup=False)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
