"""The demonstration's parts, and the whole of it on brokers of its own."""

import pytest

from deploy import demo
from schemas.envelope import decode

PAGE = """# TYPE kordon_event_to_alert_seconds histogram
kordon_event_to_alert_seconds_bucket{le="0.01"} 50.0
kordon_event_to_alert_seconds_bucket{le="0.1"} 98.0
kordon_event_to_alert_seconds_bucket{le="+Inf"} 100.0
"""


@pytest.mark.parametrize(("share", "bound"), [(0.5, 0.01), (0.9, 0.1), (0.99, float("inf"))])
def test_quantile_is_the_bound_of_its_bucket(share: float, bound: float) -> None:
    """The share is found in the bucket that reaches it."""
    assert demo.quantile(PAGE, "kordon_event_to_alert_seconds", share) == bound


@pytest.mark.parametrize(
    ("seconds", "told"),
    [(0.25, "at most 0.25 s"), (float("inf"), "over a minute: more events than are scored in time"), (None, "unknown")],
)
def test_a_quantile_in_words(seconds: float | None, told: str) -> None:
    """The last bucket has no bound that could be told."""
    assert demo.at_most(seconds).startswith(told)


def test_quantile_of_nothing() -> None:
    """Before the first observation there is none."""
    assert demo.quantile(PAGE.replace("50.0", "0.0").replace("98.0", "0.0").replace("100.0", "0.0"), "x", 0.5) is None
    assert demo.quantile("", "kordon_event_to_alert_seconds", 0.5) is None


def test_traffic_is_by_time_and_repeatable() -> None:
    """Both sources are in it, in the order of event time, the same for the same seed."""
    one, two = (list(demo.traffic(7, 300, 200)) for _ in range(2))
    assert one == two
    events = [decode(value) for value in one]
    assert {event.source for event in events} > {"/kcs"}
    times = [event.time for event in events if event.source == "/kcs"]
    assert times == sorted(times)


def test_whole_demonstration(capsys: pytest.CaptureFixture[str]) -> None:
    """It shows alerts, sums up and leaves nothing behind."""
    assert demo.main(["--events", "400", "--declarations", "100", "--rate", "150"]) == 0
    told = capsys.readouterr().out
    assert "Alerts by group" in told
    assert "published" in told
    assert "/metrics" in told
