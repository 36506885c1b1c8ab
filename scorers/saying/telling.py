"""What each alert of a case tells, hit by hit."""

from typing import Any

import msgspec

from schemas.event import Extension
from scorers.catalogue.discovery import CATALOGUE
from scorers.contract.case import Case
from scorers.contract.extensions import of_event
from scorers.contract.verdict import Judged
from scorers.parameters.document import ParameterSet
from scorers.weighing.assessment import Assessed
from scorers.weighing.exemption import Forms, in_order
from scorers.weighing.urgency import Urgency, urgency


class Told(msgspec.Struct, frozen=True):
    """What the alert of one hit tells beside the situation of its case; no score: it is for internal security.

    `extensions` are those of the event that was judged.
    """

    hit: Judged
    forms: Forms
    urgency: Urgency
    score: float | None = None
    profiles: tuple[str, ...] = ()
    extensions: dict[str, Extension] = {}


def told_of(case: Case, assessed: Assessed, params: ParameterSet) -> list[Told]:
    """What the alerts of the hits that count tell."""
    urgencies = urgency(case, assessed.hits, assessed.forms, params.engine.conclusion_hours)
    rows = zip(assessed.hits, assessed.forms, urgencies, assessed.matched, strict=True)
    return [
        Told(hit, forms, urgent, assessed.score, profiles, of_event(hit.trigger, case.events))
        for hit, forms, urgent, profiles in rows
    ]


def hinted_of(case: Case, hits: list[Judged], params: ParameterSet) -> list[Told]:
    """What alerts for internal security tell: the forms that their criteria hint."""
    hinted: list[Any] = [CATALOGUE.by_code[hit.criterion].forms for hit in hits]
    forms = [Forms(in_order(found), (), False) for found in hinted]
    urgencies = urgency(case, hits, forms, params.engine.conclusion_hours)
    return [Told(*row) for row in zip(hits, forms, urgencies, strict=True)]
