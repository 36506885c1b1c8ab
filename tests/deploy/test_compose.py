import asyncio
import json
import sys
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft7Validator

from deploy.kafka.jars import KAFKA_VERSION
from streams.health import Health, Web
from streams.metrics import Metrics
from streams.settings import WEB_PORTS, Settings

DEPLOY = Path(__file__).parents[2] / "deploy"


@pytest.fixture
def compose() -> Any:
    return yaml.safe_load((DEPLOY / "compose.yaml").read_text())


@pytest.fixture
def prometheus() -> Any:
    return yaml.safe_load((DEPLOY / "prometheus" / "prometheus.yml").read_text())


def test_compose_is_valid(compose: Any) -> None:
    """The compose file follows the compose specification."""
    vendored = files("check_jsonschema") / "builtin_schemas" / "vendor" / "compose-spec.json"
    Draft7Validator(json.loads(vendored.read_text())).validate(compose)


def test_compose_sets_only_settings_that_exist(compose: Any) -> None:
    """Every KORDON_ variable is a setting: a misspelt one would silently do nothing."""
    known = {f"KORDON_{name.upper()}" for name in Settings.model_fields}
    assert set(compose["services"]["worker-1"]["environment"]) <= known


def test_same_kafka_everywhere(compose: Any) -> None:
    """Docker and the bare machine run the same Kafka."""
    assert compose["services"]["kafka"]["image"] == f"apache/kafka:{KAFKA_VERSION}"


def _stays(service: Any) -> bool:
    """Whether it is a process of ours that goes on, not a command that ends."""
    return bool(service["image"] == "kordon" and service["restart"] != "no")


def test_every_service_has_a_health_check(compose: Any) -> None:
    """Whoever needs another waits until it is healthy; of a command that ends, until it has done its work."""
    services = compose["services"]
    ends = {name for name, service in services.items() if service.get("restart") == "no"}
    assert {name for name, service in services.items() if "healthcheck" not in service} == ends
    for service in services.values():
        for needed, how in service.get("depends_on", {}).items():
            wanted = "service_completed_successfully" if needed in ends else "service_healthy"
            assert how == {"condition": wanted}


def test_health_checks_ask_where_the_service_listens(compose: Any) -> None:
    """Each asks its own port, inside its container."""
    services = compose["services"]

    def asked(name: str) -> str:
        return " ".join(services[name]["healthcheck"]["test"])

    for name, service in services.items():
        if _stays(service):
            assert f"http://127.0.0.1:{WEB_PORTS[service['command'][0]]}/health/ready" in asked(name)
    [published] = services["prometheus"]["ports"]
    assert asked("prometheus").endswith(f":{published.split(':')[-1]}/-/healthy")
    listening = services["kafka"]["environment"]["KAFKA_LISTENERS"]
    assert f"INSIDE://:{asked('kafka').split(':')[-1]}," in listening


@pytest.mark.parametrize("name", ["intake", "worker-1", "worker-2"])
async def test_a_process_is_healthy_once_it_is_ready(compose: Any, name: str) -> None:
    """The check of the compose file, run against a page like that of the process."""
    first, program, *rest = compose["services"][name]["healthcheck"]["test"]
    assert (first, program) == ("CMD", "python")
    port = WEB_PORTS[compose["services"][name]["command"][0]]
    health = Health(needed=("partitions",))
    web = Web(Metrics(), health)

    async def check() -> int:
        words = [word.replace(f":{port}/", f":{web.port}/") for word in rest]
        asking = await asyncio.create_subprocess_exec(sys.executable, *words, stderr=asyncio.subprocess.DEVNULL)
        return await asking.wait()

    await web.start()
    assert await check() != 0
    health.met("partitions")
    assert await check() == 0
    await web.stop()
    assert await check() != 0


def test_prometheus_watches_every_process(compose: Any, prometheus: Any) -> None:
    """Each process that Compose keeps running from our image is scraped."""
    ours = {
        f"{name}:{WEB_PORTS[service['command'][0]]}" for name, service in compose["services"].items() if _stays(service)
    }
    jobs = prometheus["scrape_configs"]
    assert {target for job in jobs for group in job["static_configs"] for target in group["targets"]} == ours
