"""A deployment of its own on the session's broker: topics, processes that may be killed, and what came out."""

import asyncio
import os
import re
import signal
import subprocess
import sys
import uuid
from collections.abc import Callable, Iterable
from pathlib import Path
from types import TracebackType
from typing import Self

from aiohttp import ClientSession
from aiokafka import ConsumerRecord, TopicPartition
from cloudevents.core.base import BaseCloudEvent
from cloudevents.core.bindings.kafka import KafkaMessage, from_binary
from cloudevents.core.formats.json import JSONFormat

from schemas.envelope import Event, encode_structured, record_key
from streams import clients, topics
from streams.settings import Settings

NOWHERE = "127.0.0.1:1"
"""Where no broker ever answers."""
NO_REDIS = f"redis://{NOWHERE}/0"
"""A Redis that never answers: scoring does not need it."""


def settings(kafka: str, folder: Path, **changes: object) -> Settings:
    """Settings with a prefix that no other test has."""
    given = {"bootstrap": kafka, "topic_prefix": f"t{uuid.uuid4().hex[:8]}.", "state_dir": folder, "demo": True}
    return Settings(**given | {"redis_url": NO_REDIS, "idle_timeout_s": 4.0, "session_timeout_s": 6.0} | changes)  # type: ignore[arg-type]  # pydantic checks them


def reached(found: Settings) -> dict[str, str]:
    """Environment that tells a process how to reach Kafka and Redis; a password by its file."""
    told = found.model_dump(exclude_defaults=True, exclude_none=True)
    begins = ("bootstrap", "security_", "sasl_", "ssl_", "redis_")
    return {f"KORDON_{name.upper()}": str(value) for name, value in told.items() if name.startswith(begins)}


class Deployment:
    """Processes of one deployment; all are killed at the end."""

    def __init__(self, found: Settings, folder: Path) -> None:
        self.settings, self._folder = found, folder
        self.processes: dict[str, subprocess.Popen[bytes]] = {}

    async def __aenter__(self) -> Self:
        await topics.create(self.settings)
        return self

    async def __aexit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        for process in self.processes.values():
            process.kill()
            process.wait()

    def start(self, command: str, name: str, module: str = "streams", **changes: str) -> None:
        """Start `kordon COMMAND` as process `name`, which has its own local state; `changes`: environment.

        `module`: what to run as `kordon`.
        """
        found = self.settings
        environment = os.environ | {
            "KORDON_TOPIC_PREFIX": found.topic_prefix,
            "KORDON_STATE_DIR": str(found.state_dir / name),
            "KORDON_IDLE_TIMEOUT_S": str(found.idle_timeout_s),
            "KORDON_SESSION_TIMEOUT_S": str(found.session_timeout_s),
            "KORDON_DEMO": "1",
            "KORDON_WEB_PORT": "0",
        }
        environment |= reached(found) | changes
        with self.log(name).open("ab") as output:
            self.processes[name] = subprocess.Popen(
                [sys.executable, "-m", module, command], env=environment, stderr=output, stdout=output
            )

    def log(self, name: str) -> Path:
        """What process `name` wrote."""
        return self._folder / f"{name}.log"

    async def page(self, name: str, path: str) -> tuple[int, str]:
        """Status and text of a page of process `name`; 0 while it does not listen."""
        ports = re.findall(r'"listening".*"port": (\d+)', self.log(name).read_text())
        if self.processes[name].poll() is not None or not ports:
            return 0, ""
        async with ClientSession() as client, client.get(f"http://127.0.0.1:{ports[-1]}{path}") as answer:
            return answer.status, await answer.text()

    async def samples(self, series: str) -> list[float]:
        """Every sample of a series, over the processes that run; `series` with labels, or all that begin so."""
        pages = [await self.page(name, "/metrics") for name in self.processes]
        lines = [line for _, text in pages for line in text.splitlines()]
        return [float(line.split()[-1]) for line in lines if re.match(re.escape(series) + r"[{ ]", line)]

    async def metric(self, series: str) -> float:
        """Sum of a series, with its labels as `/metrics` writes them, over the processes that run."""
        return sum(await self.samples(series))

    def kill(self, name: str) -> None:
        """End a process as a power cut would."""
        self.processes[name].kill()
        self.processes[name].wait()

    def stop(self, name: str) -> int:
        """End a process in order; returns its exit code."""
        self.processes[name].send_signal(signal.SIGTERM)
        return self.processes[name].wait(90)

    async def publish(self, events: Iterable[Event]) -> None:
        """Put events on their topics."""
        async with clients.producer(self.settings, enable_idempotence=True) as out:
            for event in events:
                topic = self.settings.topic_prefix + event.event_type.topic
                await out.send(topic, encode_structured(event), key=record_key(event))

    async def rubbish(self, topic: str) -> None:
        """Put something on a topic that is no event."""
        async with clients.producer(self.settings) as out:
            await out.send_and_wait(self.settings.topic_prefix + topic, b"rubbish", key=b"k")

    async def records(self, topic: str) -> list[ConsumerRecord]:
        """Everything committed on a topic, partition by partition."""
        return await read(self.settings, topic)

    async def last(self, topic: str) -> dict[str, bytes]:
        """Last value of each key of a topic."""
        return {record.key.decode(): record.value for record in await self.records(topic)}

    async def becomes(
        self,
        topic: str,
        wanted: dict[str, bytes],
        within_s: float,
        seen: Callable[[dict[str, bytes]], dict[str, bytes]] = dict,
    ) -> dict[str, bytes]:
        """What a topic says, looked at through `seen`, as soon as it is as wanted, or after a while."""
        for _ in range(int(within_s)):
            if (found := seen(await self.last(topic))) == wanted:
                break
            await asyncio.sleep(1)
        return found


def read_by_the_package(record: ConsumerRecord) -> BaseCloudEvent:
    """A record as the public CloudEvents package understands it."""
    return from_binary(KafkaMessage(dict(record.headers), record.key, record.value), JSONFormat())


async def read(found: Settings, topic: str) -> list[ConsumerRecord]:
    """Everything committed on a topic, partition by partition."""
    consumer = clients.consumer(found)
    await consumer.start()
    try:
        places = [TopicPartition(found.topic_prefix + topic, number) for number in range(found.partitions)]
        consumer.assign(places)
        ends = await consumer.end_offsets(places)
        await consumer.seek_to_beginning()
        records = []
        while any([await consumer.position(place) < end for place, end in ends.items()]):
            for batch in (await consumer.getmany(timeout_ms=100)).values():
                records.extend(batch)
        return sorted(records, key=lambda one: (one.partition, one.offset))
    finally:
        await consumer.stop()
