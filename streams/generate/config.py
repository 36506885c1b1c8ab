"""What to generate, and what is said beside it about the schemes that were planted."""

from datetime import UTC, datetime
from random import Random
from typing import Annotated, Literal

import msgspec

EVENTS_PER_DAY = 400
"""Traffic when no number of days is asked for."""


class Config(msgspec.Struct, frozen=True, kw_only=True):
    """What to generate; equal configs give equal bytes."""

    seed: int = 0
    count: Annotated[int, msgspec.Meta(ge=1)] = 10_000
    """Number of distinct events; redelivered ones come on top."""
    start: datetime = datetime(2026, 1, 5, tzinfo=UTC)
    days: float | None = None
    """About how long the events last in event time; None: as long as usual traffic takes."""
    participants: int | None = None
    """Size of the population; None: in proportion to the traffic."""
    schemes: float = 0.004
    """Share of the operations that are planted schemes, after the first round of all of them; 0: none at all."""
    disorder: float = 0.0
    """Seconds by which events of different keys may swap places; events of one key keep their order."""
    duplicates: float = 0.0
    """Share of the events that are delivered twice."""

    def __post_init__(self) -> None:
        if self.start.tzinfo is None:
            raise ValueError("start needs a time zone")
        if self.count < 1 or (self.days is not None and self.days <= 0):
            raise ValueError("count and days must be positive")
        if self.disorder < 0 or not 0 <= self.duplicates <= 1 or not 0 <= self.schemes <= 1:
            raise ValueError("disorder must not be negative; duplicates and schemes are shares")

    @property
    def start_ms(self) -> int:
        """Start in ms since the epoch."""
        return int(self.start.timestamp() * 1000)

    @property
    def span_days(self) -> float:
        """How long the events should last in event time."""
        return self.days if self.days is not None else max(1.0, self.count / EVENTS_PER_DAY)

    @property
    def per_day(self) -> float:
        """Events a day."""
        return self.count / self.span_days

    @property
    def population(self) -> int:
        """Number of participants: a fixed one, however many events are asked for at this rate."""
        return self.participants if self.participants is not None else int(min(max(self.per_day / 4, 80), 50_000))


def stream(config: Config, name: str) -> Random:
    """A random stream of its own for each concern, so that one does not disturb another."""
    return Random(f"{config.seed}:{name}")  # noqa: S311 - the same seed must give the same events; nothing is secret


class Truth(msgspec.Struct, frozen=True):
    """What a planted scheme should lead to."""

    criterion: str
    case: str
    """Declaration or transit that should be hit, as alerts write it; for criterion 115 the warehouse's day."""
    kind: Literal["hit", "decoy"]
    """hit: the criterion must find it; decoy: it resembles a hit and must not be one."""
    note: str
