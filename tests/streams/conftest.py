"""Deployments and producers of a test's own on the session's broker."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiokafka import AIOKafkaProducer

from streams import topics
from streams.frames import new_producer
from streams.settings import Settings
from tests.streams.running import settings


@pytest.fixture
async def found(kafka: str, tmp_path: Path) -> Settings:
    """Settings of a deployment with its topics, in which nothing runs."""
    made = settings(kafka, tmp_path)
    await topics.create(made)
    return made


@pytest.fixture
async def producer(kafka: str) -> AsyncIterator[AIOKafkaProducer]:
    """A producer as the processes have it."""
    made = new_producer(kafka)
    await made.start()
    yield made
    await made.stop()
