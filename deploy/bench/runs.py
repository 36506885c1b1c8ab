"""One measured run: a replay, or a backlog through intake and worker."""

import asyncio
import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
import psutil

from deploy.bench.sides import Side, SideFailed
from deploy.processes import Process, environment
from deploy.services import Guarded, Kafka, Redis
from schemas.topics import ALERTS
from streams import settings
from streams.cli.kafka import reader, to_end

COVERED_SINCE = "2019-01-01"
FOUR = ("1", "8", "35", "62")
CORES = 2
WINDOW_S, QUIET_S = 0.25, 3.0
BUSY = 0.2
"""Share of a core from which on a process is at work; what it does for itself, such as its clock, is below."""


@dataclass(frozen=True)
class Cost:
    """What a run used. `alerts`: what it said in the end, by id."""

    cpu_s: float
    wall_s: float
    alerts: dict[str, dict[str, Any]]
    refused: int = 0


def document(path: Path, disabled: Sequence[str]) -> Path:
    """Write parameters that every release can read: proposals, but for what is switched off."""
    path.write_bytes(b"disabled = " + orjson.dumps(list(disabled)) + b"\n")
    return path


def replayed(side: Side, events: Path, params: Path, folder: Path) -> Cost:
    """A replay of a file, with the start of its process."""
    alerts, refused = folder / "alerts.jsonl", folder / "dead-letters.jsonl"
    options = ("--params", params, "--coverage-start", COVERED_SINCE, "--alerts", alerts, "--dead-letters", refused)
    command = [side.kordon, "replay", str(events), *map(str, options), "--quiet"]
    started = time.perf_counter()
    child = os.posix_spawn(command[0], command, os.environ)
    _, status, used = os.wait4(child, 0)
    wall = time.perf_counter() - started
    if status:
        raise SideFailed(f"`{' '.join(command)}` failed; see above")
    return Cost(
        used.ru_utime + used.ru_stime,
        wall,
        _standing(alerts.read_bytes().splitlines()),
        len(refused.read_bytes().splitlines()),
    )


def flowed(side: Side, events: Path, params: Path) -> Cost:
    """A backlog through an intake and a worker that have started and rest, beside broker and Redis of their own."""
    with ExitStack() as stack:
        stack.enter_context(two_cores())
        kafka, redis = stack.enter_context(Kafka()), stack.enter_context(Redis())
        told = environment(kafka, redis, params)
        side.run("topics", "create", env=told)
        intake, worker = processes = [Process(name, told, [side.kordon]) for name in ("intake", "worker")]
        for process in processes:
            stack.callback(process.stop)
        for process in processes:
            process.wait_ready()
        commands = [process.guarded for process in processes]
        until_idle(commands)
        intake.guarded.freeze()
        side.run("publish", str(events), env=told)
        intake.guarded.thaw()
        cpu, wall = until_idle(commands)
        intake.must_run()
        worker.must_run()
        found = settings.load(bootstrap=kafka.bootstrap, redis_url=redis.url)
        return Cost(cpu, wall, _standing(asyncio.run(_last(found))))


def until_idle(commands: Sequence[Guarded], done: Callable[[], bool] = lambda: True) -> tuple[float, float]:
    """CPU and wall seconds from now until the last work of the commands, seen once they have rested for a while.

    What works is told by its use of the CPU: that is the same for every release and every application. Who can tell
    that all is `done` is asked when they rest.
    """
    before, started = _cpu_s(commands), time.perf_counter()
    used, at = before, started
    last, last_at = before, started
    while at - last_at < QUIET_S or not done():
        time.sleep(WINDOW_S)
        now, now_at = _cpu_s(commands), time.perf_counter()
        if now - used > BUSY * (now_at - at):
            last, last_at = now, now_at
        used, at = now, now_at
    return last - before, last_at - started


@contextmanager
def two_cores() -> Iterator[None]:
    """Let all that is started meanwhile share two cores, where the system can do that."""
    if not hasattr(os, "sched_setaffinity"):
        yield
        return
    own = os.sched_getaffinity(0)
    os.sched_setaffinity(0, sorted(own)[:CORES])
    try:
        yield
    finally:
        os.sched_setaffinity(0, own)


def _cpu_s(commands: Sequence[Guarded]) -> float:
    times = [
        process.cpu_times() for command in commands for process in psutil.Process(command.pid).children(recursive=True)
    ]
    return sum(used.user + used.system for used in times)


async def _last(found: settings.Settings) -> list[bytes]:
    """The last record of every alert."""
    last: dict[bytes, bytes] = {}
    async with reader(found, ALERTS) as consumer:
        async for record in to_end(consumer):
            last[record.key] = record.value
    return list(last.values())


def _standing(lines: list[bytes]) -> dict[str, dict[str, Any]]:
    alerts = [orjson.loads(line) for line in lines if line]
    return {alert["alert_id"]: alert for alert in alerts if alert["status"] == "raised"}
