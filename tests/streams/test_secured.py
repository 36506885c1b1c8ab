"""The whole way on a Kafka with TLS and users and a Redis behind TLS, and what is said when they let nobody in."""

import asyncio
import os
import secrets
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import orjson
import psutil
import pytest
from structlog.testing import capture_logs

from deploy.ports import HOST
from deploy.services import Authority, Kafka, Redis, Secured
from schemas.envelope import encode_structured
from schemas.topics import ALERTS, DEAD_LETTERS, TRANSITS
from streams import clients, read_model, topics
from streams.cli import exits
from streams.cli.publish import send
from streams.metrics import Metrics
from streams.read_side import ReadSide
from streams.settings import Settings
from tests import factories as make
from tests.streams.running import Deployment, reached, read, settings
from tests.streams.terminating import Terminating

NO_USER: dict[str, Any] = {"sasl_username": None, "sasl_password_file": None}


class Place(NamedTuple):
    """Servers, how to reach them, and where to look for what must not be said."""

    kafka: Kafka
    redis: Redis
    mutual_redis: str
    folder: Path
    access: dict[str, Any]
    secrets: tuple[str, ...]
    commands: "Commands"

    def settings(self, folder: Path, **changes: Any) -> Settings:
        """Settings of a deployment of a test's own."""
        return settings(self.kafka.bootstrap, folder, **self.access | changes)

    def silent(self, text: str) -> str:
        """The text, which holds no secret."""
        assert not any(secret in text for secret in self.secrets)
        return text


class Commands(threading.Thread):
    """Everything that stood in the list of processes since it was started."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.seen: set[str] = set()
        self._over = threading.Event()

    def run(self) -> None:
        """Look until it is over."""
        while not self._over.wait(0.2):
            self.seen |= {" ".join(one.info["cmdline"] or ()) for one in psutil.process_iter(["cmdline"])}

    def end(self) -> None:
        """Look no more."""
        self._over.set()
        self.join()


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """A Kafka and a Redis that know one user each."""
    folder, ours = tmp_path_factory.mktemp("secured"), Authority()
    authority = ours.write_own(folder / "authority.pem")
    Authority().write_own(folder / "another.pem")
    ours.write_signed(folder / "kordon.pem", "kordon")
    planted = {
        "kafka": secrets.token_urlsafe(24),
        "redis": secrets.token_urlsafe(24),
        "wrong": secrets.token_urlsafe(9),
    }
    for name, secret in planted.items():
        (folder / name).write_text(f"{secret}\n")
    signed = ours.write_signed(folder / "redis.pem")
    commands = Commands()
    commands.start()
    with (
        Kafka(secured=Secured(ours, {"kordon": planted["kafka"]})) as kafka,
        Redis(users={"kordon": planted["redis"]}) as redis,
        Terminating(redis.port, signed) as tls,
        Terminating(redis.port, signed, authority) as mutual,
    ):
        access = {
            "security_protocol": "SASL_SSL",
            "sasl_username": "kordon",
            "sasl_password_file": folder / "kafka",
            "ssl_cafile": authority,
            "redis_url": f"rediss://{HOST}:{tls.port}/0",
            "redis_username": "kordon",
            "redis_password_file": folder / "redis",
            "redis_cafile": authority,
        }
        mutual_url = f"rediss://{HOST}:{mutual.port}/0"
        yield Place(kafka, redis, mutual_url, folder, access, tuple(planted.values()), commands)
        commands.end()


def _kordon(found: Settings, *arguments: str) -> tuple[int, str, str]:
    """Exit code, output and errors of a command in a process of its own."""
    told = {"KORDON_TOPIC_PREFIX": found.topic_prefix, "KORDON_DEMO": "1", "KORDON_STATE_DIR": str(found.state_dir)}
    told["KORDON_WEB_PORT"] = "0"  # others may have theirs at the one that is documented
    ended = subprocess.run(
        [sys.executable, "-m", "streams", *arguments],
        env=os.environ | told | reached(found),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    return ended.returncode, ended.stdout, ended.stderr


def _loads() -> list[bytes]:
    """A load that is not delivered, the carrier's next one, a line that is no event, a declaration to control."""
    events = [
        make.transit("T1", carrier_id="C1"),
        make.notice("N1", make.T0 + make.DAY, transit_id="T1"),
        make.transit("T2", make.T0 + 2 * make.DAY, carrier_id="C1"),
    ]
    return [encode_structured(event) for event in events]


@pytest.mark.timeout(400)
async def test_the_whole_way(place: Place, tmp_path: Path) -> None:
    """Topics, intake, worker, read side and every command that asks, as a SCRAM-SHA-512 user; no secret is told."""
    found = place.settings(tmp_path)
    file = tmp_path / "loads.jsonl"
    file.write_bytes(b"\n".join(_loads()))

    async def kordon(*arguments: str, code: int = exits.OK) -> str:
        ended, told, errors = await asyncio.to_thread(_kordon, found, *arguments)
        assert ended == code, errors
        assert "instead" not in place.silent(errors)  # of Redis
        return place.silent(told)

    assert await kordon("topics", "create") == ""
    running = Deployment(found, tmp_path)
    try:
        for command in ("intake", "worker"):
            running.start(command, command, KORDON_LOG_LEVEL="debug")
        await kordon("publish", str(file))
        await running.rubbish(TRANSITS)
        alert = orjson.loads(await kordon("watch", "--from-start", "--count", "1", "--json"))
        assert (alert["criterion"], alert["transit_id"]) == ("1", "T2")
        assert [work["case"] for work in await _read(found)] == ["transit:T2"]
        assert "T2" in await kordon("explain", alert["alert_id"])
        assert "T2" in await kordon("worklist", "", "--json")
        assert orjson.loads(await kordon("counts"))["alerts"]["by_code"]["1"] == 1
        assert orjson.loads(await kordon("letters", "--json"))["reason"] == "not_json"
        for asked in (["sources", "--json"], ["parameters"], ["topics", "check"], ["check"]):
            await kordon(*asked)
        assert await running.metric("kordon_dependency_up") == 3  # Kafka twice, Redis once
        for name in ("intake", "worker"):
            assert [(await running.page(name, f"/health/{page}"))[0] for page in ("live", "ready")] == [200, 200]
        assert [running.stop(name) for name in ("worker", "intake")] == [exits.OK, exits.OK]
    finally:
        await running.__aexit__()
    for name in ("intake", "worker"):
        place.silent(running.log(name).read_text())
    assert any("streams worker" in command for command in place.commands.seen)
    assert any("StorageTool" in command for command in place.commands.seen)
    place.silent("\n".join(place.commands.seen))


async def _read(found: Settings) -> list[dict[str, Any]]:
    """What an office has to control where none is named, once the read side has it."""
    redis = clients.redis(found)
    for _ in range(120):
        if work := await read_model.worklist(redis, read_model.Keys(found.topic_prefix), "", 1):
            break
        await asyncio.sleep(0.5)
    await redis.aclose()
    return work


@pytest.mark.parametrize(
    "changes",
    [
        {"sasl_mechanism": "PLAIN"},
        {"sasl_mechanism": "SCRAM-SHA-256"},
        {"security_protocol": "SSL", **NO_USER, "ssl_certfile": "kordon.pem"},
    ],
    ids=["plain", "scram-sha-256", "mutual-tls"],
)
async def test_other_ways_in(place: Place, tmp_path: Path, changes: dict[str, Any]) -> None:
    """What is published can be read."""
    found = _changed(place, tmp_path, changes)
    if found.security_protocol == "SSL":
        found = found.model_copy(update={"bootstrap": place.kafka.mutual})
    await topics.create(found)
    assert (await send(found, _loads()))[0][TRANSITS] == 2
    assert len(await read(found, TRANSITS)) == 2
    assert await read(found, ALERTS) == await read(found, DEAD_LETTERS) == []


KAFKA_REFUSES = [
    ({"sasl_password_file": "wrong"}, "refuses the user or the password: correct KORDON_SASL_USERNAME"),
    ({"sasl_password_file": "wrong", "sasl_mechanism": "PLAIN"}, "refuses the user or the password"),
    ({"sasl_username": "nobody"}, "refuses the user or the password"),
    ({"ssl_cafile": "another.pem"}, "is not trusted"),
    ({"security_protocol": "PLAINTEXT", **NO_USER, "ssl_cafile": None}, "is PLAINTEXT, set it"),
    ({"security_protocol": "SSL", **NO_USER}, "is SSL, set it"),
]
REDIS_REFUSES = [
    ({"redis_password_file": "wrong"}, "refuses the user or the password: correct KORDON_REDIS_USERNAME"),
    ({"redis_cafile": "another.pem"}, "is not trusted"),
    ({"redis_url": "plain to TLS", "redis_cafile": None}, "begins with rediss:// for TLS"),
    ({"redis_url": "TLS to plain"}, "begins with rediss:// for TLS"),
    ({"redis_url": "mutual"}, "set KORDON_REDIS_CERTFILE if it wants to see one"),
]


def _changed(place: Place, folder: Path, changes: dict[str, Any]) -> Settings:
    """Settings with files of the place, and without what is None."""
    tls = place.access["redis_url"]
    urls = {
        "plain to TLS": tls.replace("rediss", "redis"),
        "TLS to plain": place.redis.url.replace("redis:", "rediss:"),
        "mutual": place.mutual_redis,
    }
    changes = {
        name: place.folder / value if value and name.endswith("file") else urls.get(value, value)
        for name, value in changes.items()
    }
    return place.settings(folder, **changes)


@pytest.mark.parametrize(("changes", "words"), KAFKA_REFUSES, ids=[words for _, words in KAFKA_REFUSES])
async def test_kafka_lets_nobody_in(place: Place, tmp_path: Path, changes: dict[str, Any], words: str) -> None:
    """Each command and both processes end by themselves, with one sentence and the exit code of what is absent."""
    found = _changed(place, tmp_path, changes)
    commands = (["intake"], ["worker"], ["watch"], ["topics", "create"])
    ended = await asyncio.gather(*(asyncio.to_thread(_kordon, found, *command) for command in commands))
    for code, told, errors in ended:
        said = [line for line in errors.splitlines() if not line.startswith("{") or '"event": "failed"' in line]
        assert (code, told, len(said)) == (exits.ABSENT, "", 1), errors
        assert words in said[0]
        place.silent(errors)


@pytest.mark.parametrize(("changes", "words"), REDIS_REFUSES, ids=[words for _, words in REDIS_REFUSES])
async def test_redis_lets_nobody_in(place: Place, tmp_path: Path, changes: dict[str, Any], words: str) -> None:
    """The same for Redis."""
    found = _changed(place, tmp_path, changes)
    for code, told, errors in await asyncio.gather(
        *(asyncio.to_thread(_kordon, found, *command) for command in (["worklist", "O1"], ["counts"]))
    ):
        assert (code, told, len(errors.splitlines())) == (exits.ABSENT, "", 1), errors
        assert words in errors
        place.silent(errors)


async def test_mutual_tls_at_redis(place: Place, tmp_path: Path) -> None:
    """Certificate and key may be in one file."""
    signed = place.folder / "kordon.pem"
    for key in (None, signed):
        found = place.settings(tmp_path, redis_url=place.mutual_redis, redis_certfile=signed, redis_keyfile=key)
        redis = clients.redis(found)
        assert await redis.ping()
        await redis.aclose()


async def test_scoring_goes_on_when_redis_lets_nobody_in(place: Place, tmp_path: Path) -> None:
    """The gauge is down, and the log names the kind of error."""
    found = _changed(place, tmp_path, {"redis_password_file": "wrong"})
    await topics.create(found)
    metrics = Metrics()
    with capture_logs() as told:
        following = asyncio.create_task(ReadSide(found, metrics).run())
        for _ in range(100):
            if any(line["event"] == "dependency_lost" for line in told):
                break
            await asyncio.sleep(0.2)
        following.cancel()
        await asyncio.wait([following])
    lost = {"dependency": "redis", "error": "AuthenticationError", "event": "dependency_lost"}
    assert [line for line in told if lost.items() <= line.items()]
    assert metrics.registry.get_sample_value("kordon_dependency_up", {"dependency": "redis"}) == 0
    place.silent(str(told))
