"""Real servers for the tests that need them; the others never wait for one."""

from collections.abc import Generator, Iterator

import pytest
from hypothesis import Phase, settings

from deploy.service import Service
from deploy.services import Kafka, Redis

settings.register_profile("unshrunk", phases=[Phase.explicit, Phase.generate], derandomize=True)
"""That something fails is all that counts, such as for mutants: the smallest example takes minutes to find."""
RUNNING = pytest.StashKey[list[Service]]()


def pytest_configure(config: pytest.Config) -> None:
    """Remember which servers run, for the report of a failure."""
    config.stash[RUNNING] = []


@pytest.fixture(scope="session")
def broker(pytestconfig: pytest.Config) -> Iterator[Kafka]:
    """The session's one broker, with no topics but those other tests left."""
    with Kafka() as started:
        pytestconfig.stash[RUNNING].append(started)
        yield started


@pytest.fixture(scope="session")
def kafka(broker: Kafka) -> str:
    """Bootstrap address of the session's one broker: `host:port`."""
    return broker.bootstrap


@pytest.fixture(scope="session")
def redis_url(pytestconfig: pytest.Config) -> Iterator[str]:
    """URL of the session's one Redis, with what other tests left in it."""
    with Redis() as server:
        pytestconfig.stash[RUNNING].append(server)
        yield server.url


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Show the servers' logs with a failed test."""
    report = yield
    if report.failed:
        for server in item.config.stash[RUNNING]:
            if log := server.log_tail():
                report.sections.append((f"log of {server.name}", log))
    return report
