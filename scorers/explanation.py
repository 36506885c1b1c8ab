"""Why a case was assessed as it was, in sentences for people, the weightiest first."""

from collections.abc import Iterator
from typing import Any

from scorers.assessment import Assessed, weight
from scorers.catalogue import CATALOGUE
from scorers.parameters import ParameterSet
from scorers.wording import why

_GROUNDS = {
    "diplomatic": "a diplomatic mission",
    "aeo": "an authorised economic operator",
    "large_taxpayer": "a monitored large taxpayer with more than two years of trade",
    "producer": "a producer",
    "investor": "an investor",
    "debt": "unpaid debts to the budget",
    "offence": "an offence in the last 12 months",
    "short": "foreign trade for less than a year",
}


def explain(assessed: Assessed, category: dict[str, Any] | None, params: ParameterSet) -> tuple[str, ...]:
    """Sentences on the hits, the category, and what follows."""
    return (*_hits(assessed, params), *_category(category), *_consequences(assessed))


def _hits(assessed: Assessed, params: ParameterSet) -> Iterator[str]:
    counted = set(assessed.strongest.values())
    weights = [weight(hit, params) for hit in assessed.hits]
    for place in sorted(range(len(weights)), key=lambda place: (-weights[place], place not in counted, place)):
        hit = assessed.hits[place]
        criterion = CATALOGUE.by_code.get(hit.criterion)
        named = f"{criterion.title} (criterion {hit.criterion})" if criterion else f"Criterion {hit.criterion}"
        yield f"{named}: {why(hit)}"


def _category(category: dict[str, Any] | None) -> Iterator[str]:
    if category is None:
        return
    grounds = ", ".join(_GROUNDS.get(ground, ground) for ground in category["grounds"])
    doubt = ", provisional as a register was silent or the history is short" if category["provisional"] else ""
    yield f"The participant is of the {category['level']} category{': ' + grounds if grounds else ''}{doubt}."


def _consequences(assessed: Assessed) -> Iterator[str]:
    if assessed.requires_judgement:
        yield "An officer must conclude before any form of control is ordered."
    if assessed.escalated:
        yield "No officer has decided in time: it is for a superior to see to it."
    if not assessed.controlled and assessed.hits:
        yield "The score is below the threshold of control."
