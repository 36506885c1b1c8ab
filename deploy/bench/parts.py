"""What this folder costs: throughput, latency, a subject with a long history, memory."""

import asyncio
import re
import resource
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from aiokafka import TopicPartition
from aiokafka.admin import NewTopic
from rich.console import Console

from deploy.histogram import at_most, quantile
from deploy.processes import Process, environment, make_topics
from deploy.services import Kafka, Redis
from schemas.envelope import Event, decode, encode_structured
from scorers.criteria.g01.off_day_declaring import OffDays
from scorers.delivery.wire import decode_record, encode_record
from scorers.exchange.messages import Parameters, Signal
from scorers.ledgers.declarations import Declared
from scorers.parameters.document import version_of
from scorers.state.store import MemoryStore
from scorers.subjects.step import step as subject_step
from scorers.times.durations import DAY, HOUR
from streams import clients, generate, settings
from streams.cli.publish import send
from streams.garbage import collect_seldom
from streams.local import LocalState
from streams.replay import Replay
from streams.settings import DEMO_PARAMETERS

EXAMPLE = Path(__file__).parents[1] / "params.example.toml"
START = datetime(2026, 1, 5, tzinfo=UTC)
HISTORIES = (100, 10_000, 1_000_000)
FRESH, TURN = 2_000, 50
RATES = (100.0, 1_000.0)
YEAR = 365 * DAY
LIVED = 1_750_000_000_000 + YEAR
"""When the fresh declarations of the cost of a history begin, ms UTC."""
SETTLED_S = 3.0
CONTENT_TYPE = [("content-type", b"application/cloudevents+json")]

console = Console(highlight=False)


def replayed(events: list[Event]) -> None:
    """Events a second of the replay: one process, no Kafka."""
    collect_seldom()
    started = time.perf_counter()
    run = Replay(DEMO_PARAMETERS)
    for event in events:
        run.take(event)
    run.finish()
    console.print(f"replay: {len(events) / (time.perf_counter() - started):,.0f} events/s")


async def bare(found: settings.Settings, events: list[Event]) -> None:
    """Events a second of the loop that only consumes and decodes the same events."""
    place, lines = TopicPartition("bench-bare", 0), [encode_structured(event) for event in events]
    async with clients.admin(found) as admin:
        await admin.create_topics([NewTopic(place.topic, 1, 1)])
    producer = clients.producer(found, linger_ms=5)
    await producer.start()
    for line in lines:
        sent = await producer.send(place.topic, line, partition=0, headers=CONTENT_TYPE)
    await sent
    await producer.stop()
    consumer = clients.consumer(found)
    await consumer.start()
    consumer.assign([place])
    started, seen = time.perf_counter(), 0
    while seen < len(lines):
        for records in (await consumer.getmany(timeout_ms=100)).values():
            for record in records:
                decode(record.value, record.headers, record.key)
            seen += len(records)
    console.print(f"bare aiokafka and msgspec loop: {seen / (time.perf_counter() - started):,.0f} events/s")
    await consumer.stop()


@contextmanager
def scoring() -> Iterator[tuple[settings.Settings, Process]]:
    """An intake and a worker on servers of their own, ready; yields how to reach them, and the worker."""
    with ExitStack() as stack:
        kafka, redis = stack.enter_context(Kafka()), stack.enter_context(Redis())
        told = environment(kafka, redis, EXAMPLE)
        make_topics(told)
        intake, worker = (Process(name, told) for name in ("intake", "worker"))
        for process in (intake, worker):
            stack.callback(process.stop)
            process.wait_ready()
        worker.wait_restored()
        yield settings.load(bootstrap=kafka.bootstrap, redis_url=redis.url), worker
        intake.must_run()
        worker.must_run()


def pipeline(events: list[Event]) -> None:
    """Events a second through intake and one worker, and of the bare loop on the same broker."""
    with scoring() as (found, worker):
        asyncio.run(bare(found, events))
        lines = [encode_structured(event) for event in events]
        started = time.perf_counter()
        asyncio.run(send(found, iter(lines)))
        console.print(f"pipeline: {len(lines) / (_settled(worker) - started):,.0f} events/s, published at once")


def latency(rate: float, seconds: float) -> None:
    """From an event's record to the published alert, at a steady rate."""
    with scoring() as (found, worker):
        before = worker.page("/metrics") or ""
        steady = generate.events(8, round(rate * seconds), START)
        started = time.perf_counter()
        asyncio.run(send(found, (encode_structured(event) for event in steady), rate))
        kept = rate * seconds / (time.perf_counter() - started)
        _settled(worker)
        after = _since(before, worker.page("/metrics") or "")
        half, most = (at_most(quantile(after, "kordon_event_to_alert_seconds", share)) for share in (0.5, 0.99))
        console.print(f"event to alert at {kept:,.0f} events/s: p50 {half}, p99 {most}")


def _settled(worker: Process) -> float:
    """When the worker did its last work, by `perf_counter`, seen once it has had none for a while."""
    last, at = "", time.perf_counter()
    while time.perf_counter() - at < SETTLED_S:
        now = "".join(re.findall(r"^kordon_stage_seconds_count.*$", worker.page("/metrics") or "", re.MULTILINE))
        if now != last:
            last, at = now, time.perf_counter()
        time.sleep(0.1)
    return at


def _since(before: str, after: str) -> str:
    """The exposition with what was counted before taken off each bucket."""
    old = dict(line.rsplit(" ", 1) for line in before.splitlines() if "_bucket" in line)
    pairs = (line.rsplit(" ", 1) for line in after.splitlines() if "_bucket" in line)
    return "\n".join(f"{name} {float(value) - float(old.get(name, 0))}" for name, value in pairs)


def histories(lengths: Iterable[int]) -> None:
    """Cost of a fresh declaration for a participant with a short and with a long history over the same year.

    The subjects take turns, so that whatever else the machine does falls on all of them.
    """
    stores = {length: _lived(length) for length in lengths}
    costs: dict[int, list[float]] = {length: [] for length in stores}
    collect_seldom()
    for turn in range(0, FRESH, TURN):
        for length, store in stores.items():
            fresh = [_declared(length + n, LIVED + n * HOUR // FRESH, asks=True) for n in range(turn, turn + TURN)]
            started = time.perf_counter()
            for signal in fresh:
                subject_step(store, signal)
            costs[length].append((time.perf_counter() - started) / TURN)
    for length, found in costs.items():
        console.print(f"subject with {length:>9,} events of history: {median(found) * 1e6:,.0f} us an event")


def _lived(length: int) -> MemoryStore:
    """State after a year with that many declarations of one participant."""
    store = MemoryStore()
    subject_step(store, Parameters(version_of(b""), b""))
    for number in range(length):
        subject_step(store, _declared(number, LIVED - YEAR + number * YEAR // length))
    return store


def _declared(number: int, at: int, asks: bool = False) -> Signal:
    entry = Declared(at, str(number), "e", f"O{number % 3}", "", number % 7 > 4, 1_000, False)
    questions = (OffDays("10", at, "e"),) if asks else ()
    return Signal(
        "participant:P",
        f"declaration:{number}",
        1,
        version_of(b""),
        (("declarations_of_participant", entry),),
        questions,
    )


def memory(subjects: int) -> None:
    """Resident memory of a process that holds that many subjects in one partition's local state."""
    with tempfile.TemporaryDirectory(prefix="kordon-bench-") as folder:
        local = LocalState(Path(folder) / "state", encode_record, decode_record)
        subject_step(local, Parameters(version_of(b""), b""))
        for number in range(subjects):
            at = 1_750_000_000_000 + number
            entry = Declared(at, str(number), "e", "O1", "", False, 1_000, False)
            written = (("declarations_of_participant", entry),)
            subject_step(local, Signal(f"participant:P{number}", f"declaration:{number}", 1, version_of(b""), written))
            if number % 1_000 == 0:
                local.write(local.take_changes(), number)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        console.print(f"resident memory with {subjects:,} subjects: {peak:,} MB at most")
