"""What the user at Kafka has to be allowed, and what is said when it is not."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import pytest
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.protocol.admin import CreateAclsRequest

from deploy.services import Authority, Kafka, Secured
from schemas.topics import ALERTS
from streams import rights
from streams.__main__ import main
from streams.cli import exits
from streams.clients import DependencyAbsent
from streams.settings import Settings
from streams.topics import GROUPS
from tests import factories as make
from tests.streams.running import Deployment, reached, settings

TOPIC, GROUP, TRANSACTIONAL_ID = 2, 3, 5
READ, WRITE, CREATE, DESCRIBE, DESCRIBE_CONFIGS = 3, 4, 5, 8, 10
PREFIXED, ALLOW = 4, 3


@pytest.fixture(scope="module")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Kafka, Settings]]:
    """A broker that knows a user who may do nothing yet, and how to reach it."""
    folder, ours = tmp_path_factory.mktemp("rights"), Authority()
    (folder / "password").write_text("planted")
    checked = {
        "authorizer.class.name": "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
        "super.users": "User:ANONYMOUS",
    }
    with Kafka(secured=Secured(ours, {"kordon": "planted"}), settings=checked) as kafka:
        yield (
            kafka,
            settings(
                kafka.bootstrap,
                folder,
                security_protocol="SASL_SSL",
                sasl_username="kordon",
                sasl_password_file=folder / "password",
                ssl_cafile=ours.write_own(folder / "authority.pem"),
            ),
        )


async def _grant(broker: tuple[Kafka, Settings], kind: int, *operations: int) -> None:
    """Allow the user this on all that begins with the prefix."""
    kafka, found = broker
    admin = AIOKafkaAdminClient(bootstrap_servers=kafka.inside)
    await admin.start()
    for operation in operations:
        asked = CreateAclsRequest(kind, found.topic_prefix, PREFIXED, "User:kordon", "*", operation, ALLOW)
        assert "error_code=0" in str(await admin._send_request(asked))
    await admin.close()


async def _refused(found: Settings, process: str) -> str:
    """What a process is told that may not start."""
    with pytest.raises(DependencyAbsent) as raised:
        await rights.require(found, process)
    return str(raised.value)


async def _until(look: Callable[[], Awaitable[str]], words: str) -> str:
    """What is said, once the broker has heard of what was granted before."""
    for _ in range(50):
        if words in (said := await look()):
            break
        await asyncio.sleep(0.2)
    return said


@pytest.mark.timeout(300)
async def test_rights_one_after_another(
    broker: tuple[Kafka, Settings],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Whatever is still missing is named; with what the README asks for, an event becomes an alert."""
    found = broker[1]
    for name, value in {**reached(found), "KORDON_TOPIC_PREFIX": found.topic_prefix, "KORDON_DEMO": "1"}.items():
        monkeypatch.setenv(name, value)

    async def told(*command: str) -> str:
        await asyncio.to_thread(main, list(command))
        return " ".join(capsys.readouterr().err.split())

    assert "Kafka does not permit this to the user" in await told("topics", "create")
    assert "grant it Read, Write, Describe and DescribeConfigs on it" in await told("topics", "check")
    assert "Kafka does not permit this to the user" in await told("watch")
    await _grant(broker, TOPIC, CREATE, DESCRIBE)
    assert "20 topics created" in await _until(lambda: told("topics", "create"), "created")
    assert "grant the user DescribeConfigs on it" in await told("topics", "check")
    await _grant(broker, TOPIC, READ, WRITE, DESCRIBE_CONFIGS)
    assert "as they should be" in await _until(lambda: told("topics", "check"), "as they should be")
    early = Deployment(found, tmp_path)
    for process in GROUPS:
        early.start(process, f"early-{process}")
    for process in GROUPS:
        assert await asyncio.to_thread(early.processes[f"early-{process}"].wait, 60) == exits.ABSENT
        assert "Read on groups that begin so" in early.log(f"early-{process}").read_text()
    await _grant(broker, GROUP, READ)
    lacking = "Write on such transactional ids"
    assert lacking in await _until(lambda: _refused(found, "worker"), lacking)
    await _grant(broker, TRANSACTIONAL_ID, WRITE)
    async with Deployment(found, tmp_path) as kordon:
        for process in GROUPS:
            kordon.start(process, process)
        loads = [make.transit("T1", carrier_id="C1"), make.notice("N1", make.T0 + make.DAY, transit_id="T1")]
        await kordon.publish([*loads, make.transit("T2", make.T0 + 2 * make.DAY, carrier_id="C1")])
        for _ in range(120):
            if await kordon.records(ALERTS):
                break
            await asyncio.sleep(1)
        assert await kordon.records(ALERTS)
        assert [kordon.stop(name) for name in ("worker", "intake")] == [exits.OK, exits.OK]
