"""What a worker tells of the partitions it has, without Kafka."""

import asyncio
import time
from contextlib import AsyncExitStack, suppress
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from scorers.exchange.messages import Parameters, Watermark
from scorers.partition.partition import adopt, advance, partition_state
from scorers.registers.tables import put
from scorers.state.store import MemoryStore
from streams import app, beginning
from streams.app import Worker
from streams.health import Health
from streams.metrics import Metrics
from streams.settings import Settings
from tests import factories as make


class Records(MemoryStore):
    """A store that knows how many records it has, as the one on disk does."""

    @property
    def records(self) -> int:
        """How many records there are."""
        return len(self.data)


def _state(number: int, position: int, opened: int, watermark: int) -> Any:
    store = Records()
    adopt(store, Parameters("v1", b""))
    advance(store, Watermark("a", watermark))
    partition_state(store).open = opened
    return SimpleNamespace(number=number, position=position, store=store, source=SimpleNamespace(topic="t"))


@pytest.fixture
def worker(tmp_path: Path) -> Worker:
    made = Worker(Settings(state_dir=tmp_path), None, Metrics(), Health())  # type: ignore[arg-type]  # sends nothing
    made.app.consumer = SimpleNamespace(highwater=lambda _place: 10)
    return made


def _value(worker: Worker, name: str, **labels: str) -> float | None:
    return worker._metrics.registry.get_sample_value(f"kordon_{name}", labels)


def test_gauges_sum_what_is_held(worker: Worker) -> None:
    """Lag is what the partition has not taken, open cases are those of all partitions, records those of both rooms."""
    worker.cases.states = {0: _state(0, 7, 3, 60_000), 1: _state(1, 10, 4, 120_000)}
    worker.subjects.states = {1: _state(1, 2, 0, 0)}
    worker.cases.newest_ms = round((time.time() - 60) * 1000)
    worker._tell()
    assert _value(worker, "lag_records", topic="kordon.cases", partition="0") == 3
    assert _value(worker, "lag_records", topic="kordon.cases", partition="1") == 0
    assert _value(worker, "lag_records", topic="kordon.subjects", partition="1") == 8
    assert _value(worker, "open_cases") == 7
    assert _value(worker, "state_records") == 3 * 2  # what each knows, and its parameter document
    assert _value(worker, "watermark_timestamp_seconds", partition="1") == 120
    assert _value(worker, "lag_event_time_seconds") == pytest.approx(60, abs=5)
    assert _value(worker, "parameter_info", version="v1") == 1
    worker.cases.states = {1: _state(1, 10, 4, 120_000)}
    worker._tell()
    assert _value(worker, "open_cases") == 4
    assert _value(worker, "watermark_timestamp_seconds", partition="0") is None


def test_gauges_show_how_much_control_there_is(worker: Worker) -> None:
    """Of all import declarations in the partitions held, without a category; more than is planned for shows (R-40)."""
    worker.cases.states = {0: _state(0, 1, 0, 1), 1: _state(1, 1, 0, 1)}
    partition_state(worker.cases.states[0].store).selected = {"low|none|none": 3, "medium|other|physical": 2}
    partition_state(worker.cases.states[1].store).selected = {"low|none|other": 1, "high|physical|physical": 0}
    worker._tell()
    assert _value(worker, "import_declarations", control="suggested", how="none") == 4
    assert _value(worker, "import_declarations", control="suggested", how="other") == 2
    assert _value(worker, "import_declarations", control="assigned", how="physical") == 2
    assert _value(worker, "control_budget_exceeded") == 0
    partition_state(worker.cases.states[1].store).selected["high|physical|physical"] = 1
    worker._tell()
    assert _value(worker, "control_budget_exceeded") == 1


def test_blind_criteria_are_those_of_the_partition_that_is_worst_off(worker: Worker) -> None:
    """0 while a source is heard, a number from its silence on; nothing before time has come, or after it is lost."""
    states = [_state(number, 0, 0, 0) for number in (0, 1)]
    worker.cases.states = dict(enumerate(states))
    worker._tell()
    assert _value(worker, "blind_criteria", source="treasury") is None
    for state in states:
        put(state.store, make.fact("ref.source_heartbeat", "treasury", t=make.T0))
        advance(state.store, Watermark("a", make.T0 + 48 * make.HOUR))
    worker._tell()
    assert _value(worker, "blind_criteria", source="treasury") == 0
    assert _value(worker, "blind_criteria", source="courts") == 3
    advance(states[0].store, Watermark("a", make.T0 + 48 * make.HOUR + 1))
    worker._tell()
    assert _value(worker, "blind_criteria", source="treasury") == 3
    worker.cases.states.clear()
    worker._tell()
    assert _value(worker, "blind_criteria", source="treasury") is None


async def test_ready_with_partitions_restored_or_with_none_to_hold(worker: Worker) -> None:
    """A worker in reserve is ready too; parameters are waited for where there is something to judge."""
    health = worker._health
    await worker._assigned(None, frozenset())
    assert worker._opening is not None
    await worker._opening
    assert health.missing() == ["broker"]
    worker.cases.states = {0: _state(0, 0, 0, 0)}
    partition_state(worker.cases.states[0].store).params = ""
    worker._tell()
    assert health.missing() == ["broker", "parameters"]
    worker.cases.states.clear()
    await worker._revoked(None, frozenset())
    assert "partitions" in health.missing()


class Left(Exception):
    """The process ended."""


def _leave() -> None:
    raise Left


async def _deaf(until: asyncio.Event) -> None:
    """Goes on waiting when it is cancelled, as Faust does for the tasks of its services."""
    while not until.is_set():
        with suppress(asyncio.CancelledError):
            await until.wait()


async def test_a_group_that_can_not_be_left_holds_nobody_up(worker: Worker, monkeypatch: pytest.MonkeyPatch) -> None:
    """Once everything is written down the process ends, whatever Faust waits for."""
    monkeypatch.setattr(app, "_LEAVE_S", 0.01)
    monkeypatch.setattr(app, "leave_at_once", _leave)
    until = asyncio.Event()
    worker.app.stop = lambda: _deaf(until)
    async with asyncio.timeout(5):
        with pytest.raises(Left):
            await worker.stop()
    until.set()


async def test_work_beside_that_does_not_end_holds_nobody_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """What stands above it on the stack was done before."""
    monkeypatch.setattr(beginning, "_END_S", 0.01)
    monkeypatch.setattr(beginning, "leave_at_once", _leave)
    until, done = asyncio.Event(), asyncio.Event()

    async def finish() -> None:
        done.set()

    stack = AsyncExitStack()
    beginning.beside(stack, _deaf(until))
    stack.push_async_callback(finish)
    await asyncio.sleep(0)
    async with asyncio.timeout(5):
        with pytest.raises(Left):
            await stack.aclose()
    assert done.is_set()
    until.set()
