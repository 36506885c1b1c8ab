"""Whatever a field may hold, no step fails on it."""

import pytest

from schemas.events import EVENT_TYPES
from tests.extremes import Extremes, soaked


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_no_step_fails_on_extreme_values(seed: int) -> None:
    """Smallest and largest numbers, negative zero, days at both ends, empty and long lists, in every field."""
    assert soaked(seed, 12_000) == {}


def test_every_type_of_event_is_among_them() -> None:
    """And every one can be read."""
    extremes = Extremes(1)
    assert {extremes.event().type for _ in range(6_000)} == set(EVENT_TYPES)


def test_a_failure_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is counted are the failures of steps."""
    monkeypatch.setattr("scorers.cases.step.derive", lambda *_: 1 / 0)
    assert soaked(1, 300).total() > 50
