"""A replay's alerts against the truth about planted schemes: what was found, missed and raised for nothing."""

from collections.abc import Iterable
from math import sqrt
from statistics import NormalDist
from typing import NamedTuple

import msgspec

from scorers.catalogue.discovery import order
from streams.generate import Truth

CONFIDENCE = 0.95
"""Of the intervals."""
KINDS = ("declaration:", "transit:", "")
"""What an alert may write before the case of a truth; a warehouse's day says itself what it is."""


class Raised(msgspec.Struct, frozen=True):
    """What is read of an alert."""

    status: str
    criterion: str
    case: str


class Rate(NamedTuple):
    """A share of a number, and where it may lie, as Wilson's interval has it; null where there is nothing to share."""

    share: float | None
    low: float | None
    high: float | None


class Score(msgspec.Struct):
    """How a criterion did: the planted hits found and missed, the decoys passed over and raised, and what is beyond.

    `beyond` are alerts on cases of which the truth says nothing: ordinary traffic may deserve them.
    """

    criterion: str
    found: list[Truth] = []
    missed: list[Truth] = []
    passed: list[Truth] = []
    raised: list[Truth] = []
    beyond: list[str] = []

    @property
    def recall(self) -> Rate:
        """Share of the planted hits that were found."""
        return wilson(len(self.found), len(self.found) + len(self.missed))

    def precision(self, *, strict: bool) -> Rate:
        """Share of the alerts on planted schemes that are right; `strict`: of all alerts."""
        wrong = len(self.raised) + (len(self.beyond) if strict else 0)
        return wilson(len(self.found), len(self.found) + wrong)

    def add(self, other: "Score") -> None:
        """Count what another found as well."""
        for name in ("found", "missed", "passed", "raised", "beyond"):
            getattr(self, name).extend(getattr(other, name))


def scored(alerts: Iterable[Raised], truths: Iterable[Truth]) -> list[Score]:
    """Scores by criterion."""
    standing = {(alert.criterion, alert.case) for alert in alerts if alert.status == "raised"}
    scores: dict[str, Score] = {}
    explained: set[tuple[str, str]] = set()
    for truth in truths:
        score = scores.setdefault(truth.criterion, Score(truth.criterion))
        named = {(truth.criterion, kind + truth.case) for kind in KINDS}
        stands = not standing.isdisjoint(named)
        explained |= named
        right, wrong = (score.found, score.missed) if truth.kind == "hit" else (score.raised, score.passed)
        (right if stands else wrong).append(truth)
    for criterion, case in sorted(standing - explained):
        scores.setdefault(criterion, Score(criterion)).beyond.append(case)
    return sorted(scores.values(), key=lambda score: order(score.criterion))


def together(scores: Iterable[Score]) -> Score:
    """The scores of all criteria as one."""
    total = Score("all")
    for score in scores:
        total.add(score)
    return total


def wilson(found: int, of: int) -> Rate:
    """A share with Wilson's score interval, which holds for small numbers too."""
    if not of:
        return Rate(None, None, None)
    z = NormalDist().inv_cdf((1 + CONFIDENCE) / 2)
    share, spread = found / of, z * z / of
    middle = (share + spread / 2) / (1 + spread)
    reach = z * sqrt(share * (1 - share) / of + spread / (4 * of)) / (1 + spread)
    return Rate(share, max(0.0, middle - reach), min(1.0, middle + reach))
