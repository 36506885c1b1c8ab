"""Quantiles of a histogram on a page of metrics."""

import pytest

from deploy.histogram import at_most, quantile

PAGE = """# TYPE kordon_event_to_alert_seconds histogram
kordon_event_to_alert_seconds_bucket{le="0.01"} 50.0
kordon_event_to_alert_seconds_bucket{le="0.1"} 98.0
kordon_event_to_alert_seconds_bucket{le="+Inf"} 100.0
"""


@pytest.mark.parametrize(("share", "bound"), [(0.5, 0.01), (0.9, 0.1), (0.99, float("inf"))])
def test_quantile_is_the_bound_of_its_bucket(share: float, bound: float) -> None:
    """The share is found in the bucket that reaches it."""
    assert quantile(PAGE, "kordon_event_to_alert_seconds", share) == bound


@pytest.mark.parametrize(
    ("seconds", "told"),
    [(0.25, "at most 0.25 s"), (float("inf"), "over a minute: more events than are scored in time"), (None, "unknown")],
)
def test_a_quantile_in_words(seconds: float | None, told: str) -> None:
    """The last bucket has no bound that could be told."""
    assert at_most(seconds).startswith(told)


def test_quantile_of_nothing() -> None:
    """Before the first observation there is none."""
    empty = PAGE.replace("50.0", "0.0").replace("98.0", "0.0").replace("100.0", "0.0")
    assert quantile(empty, "kordon_event_to_alert_seconds", 0.5) is None
    assert quantile("", "kordon_event_to_alert_seconds", 0.5) is None
