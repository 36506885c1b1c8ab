"""An officer's conclusion on an alert. Key: `alert_id`. Published by the officer's workplace."""

from typing import Annotated, Literal

import msgspec

from schemas.fields import Id, Identifier, Millis, Payload, doc
from schemas.registry import published
from schemas.topics import FINDINGS


@published(
    "customs.officer.conclusion.v1", lifecycle="conclusion", topic=FINDINGS, entity="alert_id", time="concluded_at"
)
class OfficerConclusion(Payload, frozen=True, kw_only=True):
    """An officer's reasoned answer to an alert that requires judgement."""

    alert_id: Annotated[Identifier, doc("alert answered")]
    officer_id: Annotated[Identifier, doc("pseudonymous id")]
    conclusion: Annotated[Literal["confirmed", "rejected", "undecided"], doc("what the officer decided")]
    reason: Annotated[str, msgspec.Meta(min_length=20, max_length=10_000, description="why, at least 20 characters")]
    concluded_at: Annotated[Millis, doc("event time, ms UTC")]
    profile_id: Annotated[Id | None, doc("risk profile of the alert")] = None
