"""A made-up customs service: events of any number from a seed, with known schemes planted among them."""

from collections.abc import Iterator
from datetime import datetime

from schemas.envelope import Event
from streams.generate.config import Config, Truth
from streams.generate.delivery import delivered
from streams.generate.traffic import Traffic
from streams.generate.write import Written, write

__all__ = ["Config", "Truth", "Written", "events", "generate", "write"]


def generate(config: Config) -> Iterator[Event | Truth]:
    """Events in rough order of event time; a truth stands behind the event that should be hit."""
    return delivered(config, Traffic(config))


def events(
    seed: int, count: int, start: datetime, days: float | None = None, *, disorder: float = 0.0, duplicates: float = 0.0
) -> Iterator[Event]:
    """The events alone."""
    config = Config(seed=seed, count=count, start=start, days=days, disorder=disorder, duplicates=duplicates)
    return (said for said in generate(config) if isinstance(said, Event))
