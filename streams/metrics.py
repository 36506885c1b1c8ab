"""What Prometheus may see: counts, lags and durations. No identifier, threshold or criterion is a label (R-16)."""

import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from itertools import product
from typing import Literal, get_args

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector
from prometheus_client.exposition import generate_latest

from schemas.errors import Reason
from schemas.outgoing import CHANGES
from schemas.topics import INBOUND
from scorers.exchange.messages import Became, Half
from streams.topics import FRAMES

_LATENCY = (0.005, 0.01, 0.02, 0.03, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.5, 0.75, 1, 2, 5, 10, 30, 60, 120, 600, 3600)
_STAGE = (0.0001, 0.0005, 0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5)
_LONG = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300)

Stage = Literal["intake", "decode", "cases", "subjects"]
"""Stages of work that are timed; the last two are the rooms' steps."""


class Owned:
    """A gauge that shows only what this process owns now: what another took over would stand still here for ever."""

    def __init__(self, gauge: Gauge) -> None:
        self._gauge = gauge
        self._shown: frozenset[tuple[str, ...]] = frozenset()

    def show(self, values: Mapping[tuple[str, ...], float]) -> None:
        """Show these values, by label values, and no longer what this object showed before."""
        for labels in self._shown - values.keys():
            self._gauge.remove(*labels)
        for labels, value in values.items():
            self._gauge.labels(*labels).set(value)
        self._shown = frozenset(values)


class Metrics:
    """All series of one process, on a registry of its own."""

    def __init__(self, registry: CollectorRegistry | None = None) -> None:
        self.registry = registry = registry or CollectorRegistry()
        self._version = ""
        ProcessCollector(registry=registry)

        def gauge(name: str, text: str, *labels: str) -> Gauge:
            return Gauge(f"kordon_{name}", text, labels, registry=registry)

        # What counts has all its series from the start: what first appears with its first event is no increase.
        def counter(name: str, text: str, **labels: Iterable[str]) -> Counter:
            made = Counter(f"kordon_{name}", text, labels, registry=registry)
            _begin(made, labels)
            return made

        def histogram(name: str, text: str, buckets: tuple[float, ...], **labels: Iterable[str]) -> Histogram:
            made = Histogram(f"kordon_{name}", text, labels, buckets=buckets, registry=registry)
            _begin(made, labels)
            return made

        topics, became = (*INBOUND, *FRAMES.values()), get_args(Became)
        self.events = counter("events_total", "Messages by what became of them.", topic=topics, outcome=became)
        self.alerts = counter("alerts_total", "Alert records published, by change.", change=CHANGES)
        self.dead_letters = counter("dead_letters_total", "Inputs refused, by reason.", reason=Reason)
        self.set_aside = counter("set_aside_total", "Messages that a step failed on, by room.", room=get_args(Half))
        self.late_events = counter("late_events_total", "Events too late to be applied in full.")
        self.lag = gauge("lag_records", "Records not yet read from a source partition.", "topic", "partition")
        self.lag_event_time = gauge("lag_event_time_seconds", "Wall clock less the newest event time applied.")
        self.watermark = gauge("watermark_timestamp_seconds", "Watermark, seconds since epoch.", "partition")
        self.checkpoint_seconds = histogram("checkpoint_seconds", "Duration of a checkpoint.", _LONG)
        self.restore_seconds = histogram("restore_seconds", "Duration of restoring a partition.", _LONG)
        self.open_cases = gauge("open_cases", "Declarations and transits not ended yet, in the partitions held.")
        self.imports = gauge("import_declarations", "Import declarations by control before release.", "control", "how")
        self.over_budget = gauge("control_budget_exceeded", "1: more control is suggested than is planned for.")
        self.state_records = gauge("state_records", "Records of state held by this process.")
        self.unreadable = gauge(
            "unreadable_batch", "1: a source partition waits at a batch that can not be read.", "topic", "partition"
        )
        self.blind_criteria = gauge("blind_criteria", "Criteria left blind by a source that is silent.", "source")
        self.parameter_info = gauge("parameter_info", "1 for the parameter document in force.", "version")
        self.parameters_refused = gauge(
            "parameters_refused", "1: the newest parameter document is not valid, and the one before it in force."
        )
        self.dependency_up = gauge("dependency_up", "1: reachable at the last try.", "dependency")
        self.stage_seconds = histogram("stage_seconds", "Duration of a stage of work.", _STAGE, stage=get_args(Stage))
        self.event_to_alert = histogram(
            "event_to_alert_seconds", "From the timestamp of the input's record to its alert's publication.", _LATENCY
        )

    def dead_letters_by_reason(self) -> dict[Reason, int]:
        """How many inputs were refused for each reason since the process started."""
        # Of this series alone: to collect the whole registry each second costs an idle process most of its CPU.
        samples = [sample for metric in self.dead_letters.collect() for sample in metric.samples]
        return {Reason(one.labels["reason"]): int(one.value) for one in samples if one.name.endswith("_total")}

    def parameters_in_force(self, version: str) -> None:
        """Show `version`, a hash, as the only document in force."""
        if version != self._version:
            self.parameter_info.clear()
            self._version = version
        self.parameter_info.labels(version).set(1)

    @contextmanager
    def stage(self, name: Stage) -> Iterator[None]:
        """Time what is done inside as the stage `name`."""
        start = time.perf_counter()
        try:
            yield
        finally:
            self.stage_seconds.labels(name).observe(time.perf_counter() - start)

    def exposition(self) -> bytes:
        """All series in the text format of Prometheus."""
        return generate_latest(self.registry)


def _begin(metric: Counter | Histogram, labels: Mapping[str, Iterable[str]]) -> None:
    if labels:
        for values in product(*labels.values()):
            metric.labels(*values)
