"""What an expression of Prometheus is about, and what there is for it to be about."""

import re
from collections.abc import Mapping

from prometheus_client import Counter, Gauge, Histogram

from streams.metrics import Metrics

TARGET = {"instance", "job"}
"""Labels that Prometheus adds to whatever it scrapes."""
NOT_OURS = {"up": set[str](), "process_start_time_seconds": set[str]()}


def exported() -> Mapping[str, set[str]]:
    """Names of all samples, each with its labels."""
    found: dict[str, set[str]] = dict(NOT_OURS)
    for metric in vars(Metrics()).values():
        if isinstance(metric, Gauge):
            found[metric._name] = set(metric._labelnames)
        elif isinstance(metric, Counter):
            found[f"{metric._name}_total"] = set(metric._labelnames)
        elif isinstance(metric, Histogram):
            labels = set(metric._labelnames)
            found |= {f"{metric._name}_count": labels, f"{metric._name}_sum": labels}
            found[f"{metric._name}_bucket"] = labels | {"le"}
    return found


def named(expression: str) -> set[str]:
    """Names of the samples in an expression."""
    return set(re.findall(r"\b(?:kordon_\w+|process_\w+|up\b)", expression))


def assert_about_what_is_exported(expression: str) -> None:
    """It names only samples that there are, with labels that they have."""
    known = exported()
    assert named(expression) <= known.keys()
    for name, selector in re.findall(r"\b(\w+)\{([^}]*)\}", expression):
        assert set(re.findall(r"(\w+)\s*[=!]", selector)) <= known[name] | TARGET
    labels = TARGET.union(*(known[name] for name in named(expression)))
    for grouping in re.findall(r"\b(?:by|on|without|ignoring) \(([^)]*)\)", expression):
        assert {label.strip() for label in grouping.split(",") if label.strip()} <= labels
