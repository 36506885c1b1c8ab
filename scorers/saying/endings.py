"""The last word on an alert that does not stand any more: why, by which event, and nothing suggested."""

from collections.abc import Iterable
from typing import NamedTuple

import msgspec

from schemas.outcomes import Alert, AlertStatus, End, EndReason, InternalSecurityAlert
from scorers.catalogue.discovery import CATALOGUE
from scorers.contract import verdict
from scorers.contract.case import Case
from scorers.contract.event_names import parts
from scorers.contract.verdict import Judged, Unknown
from scorers.exchange.messages import Cause
from scorers.saying.bodies import evidence_of
from scorers.saying.wording import say

AnyAlert = Alert | InternalSecurityAlert
CERTAIN: tuple[EndReason, ...] = ("cancelled", "deleted", "amended")
"""Causes that tell by themselves what became of the ground, whatever else can not be told now."""


class _Gone(NamedTuple):
    """An alert that does not stand, and all that may tell why: `missing` are the inputs that can not be told now."""

    alert: AnyAlert
    case: Case
    cause: Cause | None
    cure: tuple[verdict.Evidence, ...]
    missing: tuple[str, ...]
    params: str


def ended(
    alert: AnyAlert, status: AlertStatus, case: Case, cause: Cause | None, unknown: Iterable[Judged], params: str
) -> AnyAlert:
    """An alert as it is said once it does not stand; `unknown` are the verdicts that can not be told now."""
    criterion = CATALOGUE.by_code.get(alert.criterion)
    cure = tuple(criterion.cured(case)) if criterion is not None and case.current is not None else ()
    events = {*alert.evidence_event_ids, *(found.event_id for found in cure if found.event_id)}
    end = _end(_Gone(alert, case, cause, cure, _missing(alert, unknown), params))
    return msgspec.structs.replace(
        alert,
        status=status,
        evidence=(*alert.evidence, *evidence_of(cure, alert.slug)),
        evidence_event_ids=tuple(sorted(events)),
        end=end,
        changed_at=end.at or alert.changed_at,
        deadline=None,
        score=None,
        profiles=(),
        suggested_forms=(),
        suppressed_forms=(),
        requires_judgement=False,
        judgement=None,
    )


def speaks_of(unknown: Judged, alert: AnyAlert) -> bool:
    """Whether a verdict is about an alert; one without a subject or a limb is about all of them."""
    return (
        unknown.criterion == alert.criterion
        and unknown.subject_id in ("", alert.subject_id)
        and unknown.verdict.limb in ("", alert.limb)
    )


def _missing(alert: AnyAlert, unknown: Iterable[Judged]) -> tuple[str, ...]:
    found = (item.verdict.missing for item in unknown if isinstance(item.verdict, Unknown) and speaks_of(item, alert))
    return tuple(sorted({name for missing in found for name in missing}))


def _end(gone: _Gone) -> End:
    reason, cause = _reason(gone), gone.cause
    event = gone.cure[0].event if reason == "cured" else (cause.event if cause is not None else "")
    source, event_id = parts(event) if event else (None, None)
    at = gone.cure[0].at if reason == "cured" else (cause.at or None if cause is not None else None)
    template = f"end-{reason}"
    return End(
        reason=reason,
        text=say(template),
        template=template,
        missing=gone.missing,
        source=source,
        event_id=event_id,
        at=at,
    )


def _reason(gone: _Gone) -> EndReason:
    if gone.case.current is None and gone.case.kind in ("declaration", "transit"):
        return "case_cancelled"
    if gone.cure:
        return "cured"
    said: EndReason = gone.cause.reason if gone.cause is not None else "told"
    if said in CERTAIN:
        return said
    if gone.alert.params_version != gone.params:
        return "parameters"
    return "unknown" if gone.missing and said != "expired" else said
