import os
import signal
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from redis.asyncio import Redis as RedisClient

from deploy.errors import PortBusy, ServiceFailed
from deploy.ports import HOST
from deploy.services import Kafka, Redis

STARTER = """
import signal
import time
signal.signal(signal.SIGINT, signal.default_int_handler)  # ignored where these tests run in the background
from deploy.services import Redis
with Redis() as redis:
    print(redis.folder, redis.port, flush=True)
    time.sleep(600)
"""


def somebody_names(folder: Path) -> bool:
    commands = (process.info["cmdline"] or [] for process in psutil.process_iter(["cmdline"]))
    return any(str(folder) in word for command in commands for word in command)


def somebody_listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex((HOST, port)) == 0


def eventually(holds: Callable[[], bool], seconds: float = 20.0) -> bool:
    deadline = time.monotonic() + seconds
    while not holds() and time.monotonic() < deadline:
        time.sleep(0.05)
    return holds()


async def new_topic(bootstrap: str) -> str:
    topic = f"test-{uuid.uuid4()}"
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap)
    await admin.start()
    try:
        await admin.create_topics([NewTopic(topic, num_partitions=1, replication_factor=1)])
    finally:
        await admin.close()
    return topic


async def read(bootstrap: str, topic: str, count: int) -> list[bytes | None]:
    consumer = AIOKafkaConsumer(
        bootstrap_servers=bootstrap, isolation_level="read_committed", auto_offset_reset="earliest"
    )
    await consumer.start()
    try:
        consumer.assign([TopicPartition(topic, 0)])
        return [(await consumer.getone()).value for _ in range(count)]
    finally:
        await consumer.stop()


async def test_record_comes_back(kafka: str) -> None:
    """A record that was sent is read."""
    topic = await new_topic(kafka)
    async with AIOKafkaProducer(bootstrap_servers=kafka) as producer:
        await producer.send_and_wait(topic, b"declaration")
    assert await read(kafka, topic, 1) == [b"declaration"]


async def test_transaction_hides_what_it_aborts(kafka: str) -> None:
    """A reader of committed records sees the committed transaction and not the aborted one."""
    topic = await new_topic(kafka)
    async with AIOKafkaProducer(bootstrap_servers=kafka, transactional_id=topic) as producer:
        await producer.begin_transaction()
        await producer.send_and_wait(topic, b"aborted")
        await producer.abort_transaction()
        async with producer.transaction():
            await producer.send_and_wait(topic, b"committed")
    assert await read(kafka, topic, 1) == [b"committed"]


async def test_redis_answers(redis_url: str) -> None:
    """A Redis client gets its answer."""
    async with RedisClient.from_url(redis_url) as client:
        assert await client.ping()


async def test_killed_broker_goes_on_with_its_disk() -> None:
    """What was acknowledged before a kill is there after the restart, at the same address; after stop nothing is."""
    with Kafka() as broker:
        folder, port, bootstrap = broker.folder, broker.port, broker.bootstrap
        topic = await new_topic(bootstrap)
        async with AIOKafkaProducer(bootstrap_servers=bootstrap) as producer:
            await producer.send_and_wait(topic, b"before")
        broker.kill()
        assert not somebody_listens(port)
        broker.start()
        assert broker.bootstrap == bootstrap
        assert await read(bootstrap, topic, 1) == [b"before"]
    assert not somebody_listens(port)
    assert not somebody_names(folder)
    assert not folder.exists()


def test_frozen_server_still_stops() -> None:
    """A frozen Redis answers nobody, and is ended all the same."""
    with Redis() as server:
        server.freeze()
        with socket.create_connection((HOST, server.port), timeout=5) as client:
            client.settimeout(0.3)
            client.sendall(b"PING\r\n")
            with pytest.raises(TimeoutError):
                client.recv(1)
        folder = server.folder
    assert not somebody_names(folder)
    assert not folder.exists()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL], ids=lambda number: number.name)
def test_server_ends_with_its_starter(number: signal.Signals) -> None:
    """However the starter ends, its server ends too and leaves no folder."""
    with subprocess.Popen(
        [sys.executable, "-c", STARTER], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as starter:
        assert starter.stdout
        name, port = starter.stdout.readline().split()
        folder = Path(os.fsdecode(name))
        assert somebody_listens(int(port))
        starter.send_signal(number)
    assert eventually(lambda: not somebody_listens(int(port)))
    assert eventually(lambda: not folder.exists())
    assert eventually(lambda: not somebody_names(folder))


def test_broker_killed_while_formatting_leaves_nothing(tmp_path: Path) -> None:
    """A starter that is killed before its broker runs leaves neither a process nor a folder."""
    command = [sys.executable, "-c", "from deploy.services import Kafka; Kafka().start()"]
    with subprocess.Popen(command, env=os.environ | {"TMPDIR": str(tmp_path)}) as starter:
        assert eventually(lambda: any(tmp_path.glob("kordon-kafka-*/format.log")))
        starter.kill()
    assert eventually(lambda: not any(tmp_path.iterdir()))
    assert eventually(lambda: not somebody_names(tmp_path))


def test_busy_port_is_named() -> None:
    """A chosen port that is taken is refused before anything starts."""
    with socket.create_server((HOST, 0)) as holder:
        port = holder.getsockname()[1]
        with pytest.raises(PortBusy, match=str(port)):
            Redis(port=port).start()


def test_failure_shows_the_log() -> None:
    """A broker that cannot start says why, and leaves nothing."""
    broker = Kafka(settings={"num.io.threads": "none"})
    with pytest.raises(ServiceFailed, match=r"num\.io\.threads"):
        broker.start()
    assert not broker.running


def test_service_must_be_started_first() -> None:
    """A server that was never started has nothing to kill."""
    with pytest.raises(ServiceFailed, match="not been started"):
        Redis().kill()
