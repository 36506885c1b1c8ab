"""What is said when Redis is not to be had: one sentence with what to do, by each command that asks it."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import pytest
from redis import exceptions as of_redis
from redis.asyncio import Redis

from deploy.services import Redis as Server
from streams.__main__ import main
from streams.cli import exits
from streams.redis_refusals import why_no_redis
from streams.settings import load
from tests.streams.running import NO_REDIS

pytestmark = pytest.mark.usefixtures("nobody_there", "unlogged")


@pytest.fixture
def guarded() -> Iterator[Server]:
    """A Redis that wants a password."""

    async def guard(url: str) -> None:
        async with Redis.from_url(url) as redis:
            await redis.config_set("requirepass", "right")

    with Server() as server:
        asyncio.run(guard(server.url))
        yield server


def _told(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    """Exit code of a command, and what it says, without the lines of the terminal."""
    code = main(arguments)
    return code, " ".join(capsys.readouterr().err.split())


def _said_by_all(capsys: pytest.CaptureFixture[str], words: str) -> None:
    """Whoever asks Redis says it, by the exit code of what is absent, and advises nothing that can not be undone."""
    for arguments in (["check"], ["worklist", "O1"], ["counts"]):
        code, told = _told(capsys, *arguments)
        assert code == exits.ABSENT
        assert words in told
        assert not {"Traceback", "flush", "delete", "right"} & set(told.lower().split())


@pytest.fixture(autouse=True)
def _demonstration(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KORDON_DEMO", "1")


@pytest.mark.parametrize(
    ("url", "words"),
    [
        (NO_REDIS, "nobody listens at KORDON_REDIS_URL: start Redis there, or correct host and port"),
        ("redis://nowhere.invalid:6379/0", "the host in KORDON_REDIS_URL has no address: correct its name"),
        ("unix:///nowhere/redis.sock", "nobody listens at KORDON_REDIS_URL: start Redis there, or correct the path"),
    ],
)
def test_nobody_there(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, url: str, words: str
) -> None:
    """Neither at the port, nor at the name, nor at the socket."""
    monkeypatch.setenv("KORDON_REDIS_URL", url)
    _said_by_all(capsys, words)


@pytest.mark.parametrize("password", ["wrong", None])
def test_a_wrong_password(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, guarded: Server, password: str | None
) -> None:
    """Or none."""
    monkeypatch.setenv("KORDON_REDIS_URL", guarded.url)
    if password:
        monkeypatch.setenv("KORDON_REDIS_PASSWORD", password)
    _said_by_all(capsys, "Redis refuses the user or the password: correct KORDON_REDIS_USERNAME")


def test_a_database_that_is_not_there(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, redis_url: str
) -> None:
    """A Redis has sixteen unless it is told otherwise."""
    monkeypatch.setenv("KORDON_REDIS_URL", redis_url.replace("/0", "/4711"))
    _said_by_all(capsys, "Redis has no database of that number: correct the end of KORDON_REDIS_URL")


@asynccontextmanager
async def _somebody_else(answer: bytes) -> AsyncIterator[str]:
    """A server that answers everything so, and hangs up."""

    async def hang_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1)
        writer.write(answer)
        writer.close()

    server = await asyncio.start_server(hang_up, "127.0.0.1", 0)
    async with server:
        yield f"redis://127.0.0.1:{server.sockets[0].getsockname()[1]}/0"


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (b"HTTP/1.1 400 Bad Request\r\n\r\n", "no Redis answers at KORDON_REDIS_URL but something else: correct host"),
        (b"", "Redis does not answer at KORDON_REDIS_URL: correct host and port if something else is there"),
    ],
)
async def test_somebody_else_there(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, answer: bytes, words: str
) -> None:
    """Such as a web server, or Kafka, which hangs up."""
    async with _somebody_else(answer) as url:
        monkeypatch.setenv("KORDON_REDIS_URL", url)
        await asyncio.to_thread(_said_by_all, capsys, words)


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (of_redis.BusyLoadingError("LOADING"), "Redis is still loading its data: wait"),
        (of_redis.ReadOnlyError("READONLY"), "is a replica and takes no writes: name its master"),
        (of_redis.NoPermissionError("SECRET"), "does not permit this to the user: widen its rights"),
        (of_redis.ResponseError("SECRET"), "Redis: ResponseError"),
    ],
)
def test_what_the_log_may_have(error: of_redis.RedisError, words: str) -> None:
    """Our sentence without Redis' own words, which may quote a key."""
    told = why_no_redis(error, quote=False)
    assert words in told
    assert "SECRET" not in told


@pytest.mark.parametrize(
    "url",
    [
        "http://localhost:6379/0",
        "localhost:6379",
        "redis://localhost:port/0",
        "redis://localhost:99999/0",
        "redis:///0",
        "redis://localhost:6379/zero",
        "redis://localhost:6379/0?db=zero",
        "redis://localhost:6379/0?timeout=1",
        "unix://",
        "unix:///run/redis.sock?db=zero",
        "",
    ],
)
@pytest.mark.parametrize("command", [["worker"], ["intake"], ["check"], ["worklist", "O1"]])
def test_an_address_that_is_none(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, url: str, command: list[str]
) -> None:
    """It is refused before anything is asked, by the exit code of settings that are not valid."""
    monkeypatch.setenv("KORDON_REDIS_URL", url)
    code, told = _told(capsys, *command)
    assert code == exits.INVALID
    assert "KORDON_REDIS_URL: it " in told
    assert "redis://" in told


@pytest.mark.parametrize("url", ["redis://localhost", "redis://[::1]:6379", "rediss://r:1/", "unix:///r.sock?db=2"])
def test_addresses_that_are_some(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    """The number of the database may be left out, and the port."""
    monkeypatch.setenv("KORDON_REDIS_URL", url)
    assert load().redis_url == url
