"""What Prometheus may see."""

import math
import re

import pytest
from prometheus_client import Counter, Histogram

from schemas.errors import Reason
from streams.metrics import Metrics, Owned

LABELS = {
    "topic",
    "outcome",
    "change",
    "reason",
    "partition",
    "version",
    "dependency",
    "stage",
    "control",
    "how",
    "source",
    "le",
    "room",
}


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


def test_what_counts_has_its_series_from_the_start() -> None:
    """One for each value of each label, since what appears with its first event is no increase."""
    metrics = Metrics()
    for collector in vars(metrics).values():
        if isinstance(collector, Counter | Histogram) and collector._labelnames:
            begun = collector._metrics.keys()
            values = [{labels[place] for labels in begun} for place in range(len(collector._labelnames))]
            assert len(begun) == math.prod(map(len, values)) > 1
    assert set(metrics.dead_letters._metrics) == {(reason.value,) for reason in Reason}


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


def test_what_another_process_took_over_is_shown_no_more() -> None:
    """Two owners of one gauge leave each other's series alone."""
    metrics = Metrics()
    one, other = Owned(metrics.lag), Owned(metrics.lag)
    one.show({("a", "0"): 5, ("a", "1"): 6})
    other.show({("b", "0"): 7})
    one.show({("a", "1"): 4})
    shown = re.findall(rb'kordon_lag_records{partition="(\d)",topic="(\w)"} (\S+)', metrics.exposition())
    assert sorted(shown) == [(b"0", b"b", b"7.0"), (b"1", b"a", b"4.0")]
