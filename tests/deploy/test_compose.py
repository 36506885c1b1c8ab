import json
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft7Validator

from deploy.kafka.jars import KAFKA_VERSION
from streams.settings import Settings

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


def test_prometheus_watches_every_process(compose: Any, prometheus: Any) -> None:
    """Each process that Compose keeps running from our image is scraped."""
    ours = {
        f"{name}:{service['environment']['KORDON_WEB_PORT']}"
        for name, service in compose["services"].items()
        if service["image"] == "kordon" and service["restart"] != "no"
    }
    jobs = prometheus["scrape_configs"]
    assert {target for job in jobs for group in job["static_configs"] for target in group["targets"]} == ours
