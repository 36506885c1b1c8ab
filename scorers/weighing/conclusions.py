"""What an officer's conclusion makes of an alert that requires judgement (R-06).

Only a confirmation leads to the forms; silence never does. The alert's case tells the conclusion of which case it is,
and the conclusion answers, whichever is there first.
"""

from collections.abc import Iterable

from schemas.events.conclusion import OfficerConclusion
from schemas.fields import ControlForm
from schemas.normalise import normal_id
from schemas.outcomes import Judgement
from scorers.contract.case import Case, case_key
from scorers.contract.links import AlertLink, ConclusionLink
from scorers.contract.verdict import Judged
from scorers.weighing.alert_ids import name_of
from scorers.weighing.exemption import AFTERWARDS, Forms, in_order
from scorers.weighing.urgency import officer_until

BY_REJECTION = "suppressed-by_rejection"
BY_CLOSING = "suppressed-by_closing"


def judged_forms(
    case: Case, hit: Judged, asked: Iterable[ControlForm], confirmed: Forms, reason: str, hours: float
) -> Forms:
    """Forms of a hit that an officer has to judge.

    `asked`: all forms that the hit asks for; `confirmed`: what a confirmation before the case is closed leads to;
    `reason`: why nothing is suggested until then; `hours`: how long silence may last.
    """
    said = _conclusion(case, hit)
    judgement = _judgement(case, hit, said, hours)
    if said is None or judgement != "confirmed":
        why = BY_REJECTION if judgement == "rejected" else reason
        return Forms((), _all(asked, why), judgement != "rejected", judgement)
    if case.closed_at is not None and case.closed_at <= said.concluded_at:
        rest = (form for form in asked if form != AFTERWARDS)
        return Forms((AFTERWARDS,), _all(rest, BY_CLOSING), False, judgement)
    return confirmed._replace(requires_judgement=False, judgement=judgement)


def alert_links(case: str, alerts: Iterable[str]) -> dict[str, AlertLink]:
    """What the case with this key tells the conclusions on its alerts, by target."""
    return {case_key("conclusion", name): AlertLink(case) for name in alerts}


def _all(forms: Iterable[ControlForm], why: str) -> tuple[tuple[ControlForm, str], ...]:
    return tuple((form, why) for form in in_order(forms))


def _conclusion(case: Case, hit: Judged) -> OfficerConclusion | None:
    name = normal_id(name_of(hit, case.key))
    return next((link.conclusion for link in case.linked(ConclusionLink) if link.ref == name), None)


def _judgement(case: Case, hit: Judged, said: OfficerConclusion | None, hours: float) -> Judgement:
    if said is not None and said.conclusion != "undecided":
        return said.conclusion
    return "escalated" if said is not None or case.elapsed(officer_until(hit, hours)) else "awaited"
