"""Deployments and producers of a test's own on the session's broker."""

import io
import logging
import sys
import threading
import warnings
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import structlog
from aiokafka import AIOKafkaProducer

from streams import logs, topics
from streams.frames import new_producer
from streams.settings import Settings
from tests.streams.running import NO_REDIS, NOWHERE, settings


@pytest.fixture
def nobody_there(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No broker, no Redis, no parameters, a state folder of the test's own."""
    monkeypatch.delenv("KORDON_CONFIG", raising=False)
    monkeypatch.delenv("KORDON_PARAMS_FILE", raising=False)
    monkeypatch.setenv("KORDON_BOOTSTRAP", NOWHERE)
    monkeypatch.setenv("KORDON_REDIS_URL", NO_REDIS)
    monkeypatch.setenv("KORDON_STATE_DIR", str(tmp_path / "state"))


@pytest.fixture
async def found(kafka: str, tmp_path: Path) -> Settings:
    """Settings of a deployment with its topics, in which nothing runs."""
    made = settings(kafka, tmp_path)
    await topics.create(made)
    return made


@pytest.fixture
async def producer(kafka: str, tmp_path: Path) -> AsyncIterator[AIOKafkaProducer]:
    """A producer as the processes have it."""
    made = new_producer(settings(kafka, tmp_path))
    await made.start()
    yield made
    await made.stop()


@pytest.fixture
def unlogged(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Whatever is done to logging, prints and hooks is undone."""
    for owner, name in ((sys, "stdout"), (sys, "stderr"), (sys, "excepthook"), (sys, "unraisablehook")):
        monkeypatch.setattr(owner, name, getattr(owner, name))
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    monkeypatch.setattr(warnings, "showwarning", warnings.showwarning)
    root = logging.getLogger()
    handlers, levels = root.handlers[:], {name: logging.getLogger(name).level for name in ("", *logs.OURS)}
    yield
    root.handlers[:] = handlers
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)
    structlog.reset_defaults()


@pytest.fixture
def written(unlogged: None, monkeypatch: pytest.MonkeyPatch) -> io.StringIO:  # noqa: ARG001  # undoes it
    """What is logged, as a process has it."""
    output = io.StringIO()
    monkeypatch.setattr(sys, "stderr", output)
    logs.configure("debug")
    return output
