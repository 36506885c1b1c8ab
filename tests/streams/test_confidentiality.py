"""Nothing that is open names a person, a threshold or a category (R-16), and the post learns only what to do (R-17)."""

import asyncio
import io
import json
import logging
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import get_args

import pytest
import structlog

from deploy.processes import Process
from schemas import topics
from schemas.envelope import encode_structured
from schemas.outcomes import Category, Disposition
from streams import settings
from streams.cli.kafka import reader, to_end
from streams.cli.publish import send
from streams.metrics import Metrics
from streams.topics import create
from tests import factories as make

SEED = "ZQX7731"
"""Part of every identifier that the test publishes."""
THRESHOLD = "0.377331"
"""A threshold that nobody would use by chance."""


def _fail(word: str) -> None:
    raise ValueError(word)


def test_only_allowed_keys_are_logged(written: io.StringIO) -> None:
    """A key that is not allowed is named without its value."""
    structlog.get_logger("streams.test").info("event_applied", partition=3, participant_id=SEED)
    told = json.loads(written.getvalue())
    assert (told["event"], told["partition"], told["withheld"]) == ("event_applied", 3, ["participant_id"])
    assert SEED not in written.getvalue()


def test_exceptions_are_told_by_type_and_place(written: io.StringIO) -> None:
    """The text of an exception may quote an input."""
    try:
        _fail(SEED)
    except ValueError:
        structlog.get_logger("streams.test").exception("work_failed")
        logging.getLogger("faust.test").exception("agent crashed on %r", SEED)
    for text in written.getvalue().splitlines():
        told = json.loads(text)
        assert told["exception"]["type"] == "ValueError"
        assert told["exception"]["places"]
    assert SEED not in written.getvalue()


def test_post_learns_what_to_do_and_nothing_else() -> None:
    """The outward message for the post has no criterion, category or score (R-17)."""
    place = {"case", "kind", "id", "declaration_id", "transit_id", "office", "event_time"}
    assert set(Disposition.__struct_fields__) == place | {"status", "controls"}


def _traffic() -> Iterator[bytes]:
    """A carrier with a notice of non-delivery and its next transits, declarations, a debt, and what can not be read."""
    carrier, participant = f"CARRIER{SEED}", f"PARTICIPANT{SEED}"
    yield encode_structured(make.transit(f"T0{SEED}", t="2026-03-01T08:00", carrier_id=carrier))
    yield encode_structured(make.notice(f"N0{SEED}", t="2026-03-02T08:00", transit_id=f"T0{SEED}", carrier_id=carrier))
    for number in range(1, 6):
        day = f"2026-03-{number + 2:02}T08:00"
        yield encode_structured(
            make.transit(
                f"T{number}{SEED}", t=day, carrier_id=carrier, driver_id=f"DRIVER{SEED}", declarant_id=participant
            )
        )
        yield encode_structured(
            make.declaration(f"D{number}{SEED}", t=day, participant_id=participant, officer_id=f"OFFICER{SEED}")
        )


def _unreadable() -> Iterator[bytes]:
    """An unknown type, an unknown field, broken JSON."""
    bad = json.loads(encode_structured(make.declaration(f"BAD{SEED}", t="2026-03-09T08:00")))
    yield json.dumps({**bad, "type": f"customs.{SEED}.v1"}).encode()
    yield json.dumps({**bad, "data": {**bad["data"], SEED: SEED}}).encode()
    yield f'{{"broken {SEED}'.encode()


@pytest.mark.timeout(180)
async def test_running_processes_name_nobody(kafka: str, redis_url: str, tmp_path: Path) -> None:
    """Alerts and dead letters are made of seeded identifiers; none is in /metrics, /health or a log (R-16)."""
    params = tmp_path / "params.toml"
    params.write_text(f"[engine]\ncontrol_threshold = {THRESHOLD}\n")
    prefix = f"c{uuid.uuid4().hex[:8]}-"
    environment = {
        "PATH": "/usr/bin:/bin",
        "KORDON_BOOTSTRAP": kafka,
        "KORDON_REDIS_URL": redis_url,
        "KORDON_TOPIC_PREFIX": prefix,
        "KORDON_PARAMS_FILE": str(params),
        "KORDON_LOG_LEVEL": "debug",
    }
    found = settings.load(bootstrap=kafka, redis_url=redis_url, topic_prefix=prefix)
    await create(found)
    processes = [Process(name, environment) for name in ("intake", "worker")]
    try:
        for process in processes:
            await asyncio.to_thread(process.wait_ready)
        await send(found, _traffic())
        await send(found, _unreadable(), as_is=topics.DECLARATIONS)
        alerts = await _until_there(found, topics.ALERTS)
        letters = await _until_there(found, topics.DEAD_LETTERS)
        assert SEED in alerts
        assert SEED in letters or "original_base64" in letters
        for process in processes:
            await _scan(process)
    finally:
        for process in processes:
            await asyncio.to_thread(process.stop)


async def _until_there(found: settings.Settings, topic: str) -> str:
    async with asyncio.timeout(90):
        while True:
            async with reader(found, topic) as consumer:
                values = [record.value or b"" async for record in to_end(consumer)]
            if values:
                return b"".join(values).decode()
            await asyncio.sleep(0.2)


async def _scan(process: Process) -> None:
    for path in ("/metrics", "/health/live", "/health/ready"):
        page = await asyncio.to_thread(process.page, path)
        assert page, path
        _clean(page, path)
    log = process.log()
    _clean(log, "log")
    for line in log.splitlines():
        assert json.loads(line)["event"]


def _clean(text: str, place: str) -> None:
    """Neither a seeded word nor a category, as a value of its own: the words for them are common ones."""
    for word in (SEED, SEED.lower(), THRESHOLD, "control_threshold"):
        found = text.find(word)
        assert found < 0, f"{place}: ...{text[max(0, found - 200) : found + 50]}"
    for category in get_args(Category):
        assert f'"{category}"' not in text, f"{place}: {category}"


@pytest.mark.parametrize(
    "leak",
    [
        lambda metrics: metrics.events.labels("customs.transits.v1", f"of CARRIER{SEED}").inc(),
        lambda metrics: metrics.dependency_up.labels(THRESHOLD).set(1),
        lambda metrics: metrics.alerts.labels("high").inc(),
    ],
)
def test_a_leak_into_metrics_would_be_found(leak: Callable[[Metrics], None]) -> None:
    """An identifier, a threshold, a category as a label."""
    metrics = Metrics()
    _clean(metrics.exposition().decode(), "/metrics")
    leak(metrics)
    with pytest.raises(AssertionError):
        _clean(metrics.exposition().decode(), "/metrics")


@pytest.mark.parametrize("leak", [f"PARTICIPANT{SEED}", THRESHOLD, "medium"])
def test_a_leak_into_a_log_or_a_health_page_would_be_found(written: io.StringIO, leak: str) -> None:
    """Through a key that may be logged, or a need that is named."""
    structlog.get_logger("streams.test").info("event_applied", reason=leak)
    for text in (written.getvalue(), json.dumps({"ok": False, "waiting_for": [leak]})):
        with pytest.raises(AssertionError):
            _clean(text, "log")
