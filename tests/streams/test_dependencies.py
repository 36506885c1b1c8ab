"""Kafka's own light on the panel: up, away, back again."""

import asyncio
from contextlib import suppress

from deploy.services import Kafka
from streams.dependencies import watch_kafka
from streams.frames import new_producer
from streams.health import Health
from streams.metrics import Metrics
from streams.settings import Settings

UP = ("kordon_dependency_up", {"dependency": "kafka"})


async def test_a_broker_that_goes_and_comes() -> None:
    """The gauge and readiness follow it, and the process stays live all the while."""
    metrics, health = Metrics(), Health(needed=("broker",), stuck_after_s=0)
    with Kafka() as broker:
        producer = new_producer(Settings(bootstrap=broker.bootstrap))
        await producer.start()
        watching = asyncio.create_task(watch_kafka(producer.client, metrics, health, 0.2))
        try:
            await _becomes(metrics, health, 1)
            broker.kill()
            await _becomes(metrics, health, 0)
            broker.start()
            await _becomes(metrics, health, 1)
        finally:
            watching.cancel()
            with suppress(asyncio.CancelledError):
                await watching
            await producer.stop()


async def _becomes(metrics: Metrics, health: Health, wanted: int) -> None:
    for _ in range(200):
        if metrics.registry.get_sample_value(*UP) == wanted:
            break
        await asyncio.sleep(0.1)
    assert metrics.registry.get_sample_value(*UP) == wanted
    assert health.missing() == ([] if wanted else ["broker"])
    assert health.stuck() == []
