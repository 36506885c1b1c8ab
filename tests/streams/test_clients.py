"""One place makes every client, so that none forgets TLS, the user or a time-out."""

import ast
import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from aiokafka.admin import AIOKafkaAdminClient

from streams import access, clients
from streams.settings import Settings

ROOT = Path(__file__).parents[2]
MAKERS = {"AIOKafkaConsumer", "AIOKafkaProducer", "AIOKafkaAdminClient", "AIOKafkaClient", "create_conn"}
REDIS = {"Redis", "StrictRedis", "ConnectionPool", "from_url"}


def _made(text: str) -> Iterator[str]:
    """Names of clients that a module makes, whatever it calls them."""
    tree = ast.parse(text)
    theirs = {
        name.asname or name.name: name.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] in {"redis", "aiokafka"}
        for name in node.names
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            first, *_, name = [*ast.unparse(node.func).split("."), theirs.get(ast.unparse(node.func), "")]
            last = name or ast.unparse(node.func).split(".")[-1]
            # `deploy.services.Redis` is a server.
            if last in MAKERS or (last in REDIS and (first in theirs or first == "redis" or last == "from_url")):
                yield last


@pytest.mark.parametrize(
    "text",
    [
        "from aiokafka import AIOKafkaProducer as P\nP()",
        "import aiokafka\naiokafka.AIOKafkaConsumer('t')",
        "from redis.asyncio import Redis\nRedis()",
        "from redis.asyncio import Redis as R\nR.from_url('redis://')",
        "import redis.asyncio\nredis.asyncio.Redis()",
    ],
)
def test_what_makes_a_client(text: str) -> None:
    """The search below finds each way to do it."""
    assert list(_made(text))


def test_clients_are_made_in_one_place() -> None:
    """What is made elsewhere would go without TLS and user."""
    made = {
        str(file.relative_to(ROOT)): names
        for folder in ("schemas", "scorers", "streams", "deploy")
        for file in (ROOT / folder).rglob("*.py")
        if (names := set(_made(file.read_text())))
    }
    assert made == {
        "streams/clients.py": {"AIOKafkaConsumer", "AIOKafkaProducer", "AIOKafkaAdminClient", "create_conn", "from_url"}
    }


async def test_who_keeps_silent_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """A port that takes a connection and says nothing, with TLS or without, is told after a while."""
    monkeypatch.setattr(clients, "_ASK_S", 0.3)
    until, made = asyncio.Event(), []

    async def silent(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        made.append(writer)
        await until.wait()
        writer.close()

    async with await asyncio.start_server(silent, "127.0.0.1", 0) as server:
        bootstrap = f"127.0.0.1:{server.sockets[0].getsockname()[1]}"
        for found in (Settings(bootstrap=bootstrap), Settings(bootstrap=bootstrap, security_protocol="SSL")):
            client = AIOKafkaAdminClient(**access.kafka(found), request_timeout_ms=300)
            with pytest.raises(clients.DependencyAbsent, match="keeps silent: KORDON_SECURITY_PROTOCOL is"):
                await clients.start(found, client)
            await client.close()
        assert len(made) == 4  # the client's, and ours that asks why
        until.set()
