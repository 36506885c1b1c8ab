"""What Prometheus may see."""

import re

import pytest

from streams.metrics import Metrics

LABELS = {"topic", "outcome", "change", "reason", "partition", "version", "dependency", "stage", "le"}


def test_names_and_labels() -> None:
    """Every series of ours is called kordon_*, and no label could hold an identifier or a criterion (R-16)."""
    metrics = Metrics()
    labels: set[str] = set()
    for family in metrics.registry.collect():
        assert family.name.startswith(("kordon_", "process_")), family.name
    for collector in vars(metrics).values():
        labels.update(getattr(collector, "_labelnames", ()))
    assert labels <= LABELS


def test_two_processes_in_one_test() -> None:
    """Registries are separate."""
    one, other = Metrics(), Metrics()
    one.late_events.inc()
    assert b"kordon_late_events_total 1.0" in one.exposition()
    assert b"kordon_late_events_total 0.0" in other.exposition()


def test_one_parameter_version_in_force() -> None:
    """After a change only the new version is shown."""
    metrics = Metrics()
    metrics.parameters_in_force("aaa")
    metrics.parameters_in_force("bbb")
    assert re.findall(rb'version="(\w+)"', metrics.exposition()) == [b"bbb"]


def test_stage_is_timed() -> None:
    """A stage is observed once, also when it fails."""
    metrics = Metrics()
    with pytest.raises(ZeroDivisionError), metrics.stage("decode"):
        _ = 1 / 0
    assert b'kordon_stage_seconds_count{stage="decode"} 1.0' in metrics.exposition()
