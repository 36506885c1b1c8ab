"""How urgent an alert is, in event times alone: since when it holds, and until when it calls for something."""

from collections.abc import Sequence

import msgspec

from schemas.normalise import normal_id
from scorers.contract.case import Case
from scorers.contract.links import ConclusionLink
from scorers.contract.verdict import Hit, Judged
from scorers.times.durations import HOUR
from scorers.weighing.alert_ids import name_of
from scorers.weighing.exemption import Forms


class Urgency(msgspec.Struct, frozen=True):
    """All times are ms UTC of event time.

    `raised_at`: when all that the hit rests on had happened; `changed_at`: the latest of all that the alert rests on.
    `deadline`: until when an officer is to conclude, else until when the ground holds; None: no rule has one.
    """

    raised_at: int
    changed_at: int
    deadline: int | None


def complete_at(hit: Judged) -> int:
    """When all that a hit rests on had happened, ms UTC of event time."""
    verdict = hit.verdict
    if not isinstance(verdict, Hit):
        return hit.at
    return max(hit.at, verdict.hold_until or 0, *(found.at or 0 for found in verdict.evidence))


def urgency(case: Case, hits: Sequence[Judged], forms: Sequence[Forms], conclusion_hours: float) -> list[Urgency]:
    """Urgency of each alert of a case, given the forms that each leads to."""
    changed = _changed_at(case, hits, forms, conclusion_hours)
    return [
        Urgency(complete_at(hit), changed, _deadline(case, hit, found, conclusion_hours))
        for hit, found in zip(hits, forms, strict=True)
    ]


def officer_until(hit: Judged, conclusion_hours: float) -> int:
    """Until when an officer is to conclude on a hit, ms UTC; after that the silence escalates."""
    return complete_at(hit) + round(conclusion_hours * HOUR)


def _changed_at(case: Case, hits: Sequence[Judged], forms: Sequence[Forms], hours: float) -> int:
    """The score that each alert names is made of all hits; conclusions and the end of the case change the rest."""
    concluded = {link.ref: link.conclusion.concluded_at for link in case.linked(ConclusionLink)}
    silent = (
        officer_until(hit, hours)
        for hit, found in zip(hits, forms, strict=True)
        if found.judgement == "escalated" and normal_id(name_of(hit, case.key)) not in concluded
    )
    return max((*map(complete_at, hits), *concluded.values(), *silent, case.closed_at or 0))


def _deadline(case: Case, hit: Judged, forms: Forms, hours: float) -> int | None:
    if forms.requires_judgement:
        return officer_until(hit, hours)
    return hit.verdict.deadline if isinstance(hit.verdict, Hit) and case.closed_at is None else None
