"""Whether Kafka answers, asked every few seconds: for the gauge that SREs watch and the page that says ready."""

import asyncio

import structlog
from aiokafka.client import AIOKafkaClient

from streams.health import Health
from streams.metrics import Metrics

EVERY_S = 5.0

log = structlog.get_logger(__name__)


async def watch_kafka(client: AIOKafkaClient, metrics: Metrics, health: Health, every_s: float = EVERY_S) -> None:
    """Ask until cancelled. The client is one that the process has anyhow."""
    was = True
    while True:
        up = await _answers(client, every_s)
        metrics.dependency_up.labels("kafka").set(up)
        health.met("broker", up)
        if up and not was:
            log.info("dependency_back", dependency="kafka")
        elif was and not up:
            log.warning("dependency_lost", dependency="kafka")
        was = up
        await asyncio.sleep(every_s)


async def _answers(client: AIOKafkaClient, within_s: float) -> bool:
    try:
        async with asyncio.timeout(within_s):
            return bool(await client.force_metadata_update())
    except TimeoutError:  # connected, but nobody answers
        return False
