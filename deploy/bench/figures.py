"""Figures of runs that take turns: median, spread, and how many times better than the first."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from statistics import median


@dataclass
class Figure:
    """One figure by who it was measured of, a value a round; the first is what the others are compared with."""

    name: str
    more_is_better: bool = False
    values: dict[str, list[float]] = field(default_factory=dict)

    def lines(self) -> Iterator[str]:
        """What a person reads. A ratio is that of two runs of the same round: what slows both does not count."""
        yield self.name
        first = next(iter(self.values.values()))
        width = max(map(len, self.values))
        for who, found in self.values.items():
            told = f"  {who:{width}}  {_spread(found)}"
            if found is not first and (ratios := self._ratios(first, found)):
                told += f"  {_spread(ratios)} times better"
            yield told

    def _ratios(self, first: list[float], found: list[float]) -> list[float]:
        pairs = ((new, old) if self.more_is_better else (old, new) for old, new in zip(first, found, strict=True))
        return [better / worse for better, worse in pairs if worse > 0]


class Figures:
    """All figures of a run, in the order in which they were first measured."""

    def __init__(self) -> None:
        self._figures: dict[str, Figure] = {}

    def add(self, name: str, who: str, value: float, *, more_is_better: bool = False) -> None:
        """Note what a round measured."""
        figure = self._figures.setdefault(name, Figure(name, more_is_better))
        figure.values.setdefault(who, []).append(value)

    def lines(self) -> Iterator[str]:
        """Every figure, as a person reads it."""
        for figure in self._figures.values():
            yield from figure.lines()


def rate(events: int, seconds: float) -> float:
    """Events a second; 0 where they were too few to take any time."""
    return events / seconds if seconds > 0 else 0.0


def _spread(values: list[float]) -> str:
    return f"{_short(median(values))} ({_short(min(values))}..{_short(max(values))})"


def _short(value: float) -> str:
    """Three digits that count, or all of a whole number."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"
