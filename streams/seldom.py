"""What happens often is told seldom: at once when it is new, then once a minute with how often it was meanwhile."""

import time
from collections import Counter
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

KindT = TypeVar("KindT", bound=Hashable)


class Seldom(Generic[KindT]):
    """Counts by kind, and says when to tell of it: every `every_s` at most. What is told adds up to what is counted."""

    def __init__(self, every_s: float = 60.0, clock: Callable[[], float] = time.monotonic) -> None:
        self._every_s, self._clock = every_s, clock
        self._untold: Counter[KindT] = Counter()
        self._told: dict[KindT, float] = {}

    def count(self, kind: KindT, amount: int = 1, last: bool = False) -> int:
        """It happened `amount` times more. How many to tell of now; 0: not yet, unless nobody will ask again."""
        self._untold[kind] += amount
        now = self._clock()
        if not self._untold[kind] or not (last or now - self._told.get(kind, -self._every_s) >= self._every_s):
            return 0
        self._told[kind] = now
        return self._untold.pop(kind)
