"""The bodies of what is said of a case: alerts, its assessment, its disposition."""

from collections.abc import Iterable
from typing import Any, cast

from schemas.fields import SubjectKind
from schemas.outcomes import (
    Alert,
    Assessment,
    CaseKind,
    Disposition,
    Evidence,
    HitSummary,
    InternalSecurityAlert,
    StrongestHit,
    SuppressedForm,
    UnknownCriterion,
    Window,
)
from scorers.catalogue.discovery import CATALOGUE, slug_of
from scorers.contract import verdict
from scorers.contract.event_names import parts
from scorers.contract.verdict import Judged, Unknown
from scorers.parameters.document import ParameterSet
from scorers.saying.explanation import explain
from scorers.saying.situation import Situation
from scorers.saying.telling import Told
from scorers.saying.wording import codes, said, say, template_of
from scorers.saying.wording import why as sentence_of
from scorers.weighing.alert_ids import name_of
from scorers.weighing.assessment import Assessed, by_code, group_of, hit_of
from scorers.weighing.exemption import AFTERWARDS


def alert_body(
    kind: type[Alert] | type[InternalSecurityAlert], name: str, told: Told, here: Situation
) -> Alert | InternalSecurityAlert:
    """An alert that stands."""
    judged, forms = told.hit, told.forms
    hit = hit_of(judged)
    criterion = CATALOGUE.by_code[judged.criterion]
    category = None if kind is InternalSecurityAlert else here.category
    trigger = parts(judged.trigger)
    return kind(
        alert_id=name,
        status="raised",
        criterion=judged.criterion,
        group=criterion.group,
        slug=slug_of(criterion),
        limb=hit.limb,
        subject_kind=cast("SubjectKind", judged.subject_kind),
        subject_id=judged.subject_id,
        case=here.key,
        declaration_id=here.declaration_id,
        transit_id=here.transit_id,
        member_state=here.member_state,
        office=here.office,
        direction=here.direction,
        trigger_source=trigger.source,
        trigger_event_id=trigger.event_id,
        trigger_extensions=told.extensions,
        event_time=judged.at,
        raised_at=told.urgency.raised_at,
        changed_at=told.urgency.changed_at,
        deadline=told.urgency.deadline,
        severity=hit.severity,
        score=told.score,
        profiles=told.profiles,
        confidence=hit.confidence,
        correlation_group=group_of(judged) or None,
        evidence=evidence_of(hit.evidence, slug_of(criterion)),
        evidence_event_ids=tuple(sorted({found.event_id for found in hit.evidence if found.event_id})),
        window=Window(from_=hit.window[0], to=hit.window[1]) if hit.window else None,
        params_version=here.params,
        category=category.level if category else None,
        category_grounds=category.grounds if category else (),
        category_provisional=category.provisional if category else False,
        suggested_forms=forms.suggested,
        suppressed_forms=_suppressed(forms.suppressed),
        requires_judgement=forms.requires_judgement,
        judgement=forms.judgement,
        phase="post_release" if here.post_release else "pre_release",
        title=criterion.title,
        reason=sentence_of(judged),
        template=template_of(judged),
        arguments=hit.arguments,
    )


def evidence_of(found: Iterable[verdict.Evidence], slug: str) -> tuple[Evidence, ...]:
    """Evidence as it is published, for the criterion of that slug."""
    return tuple(
        Evidence(
            kind=one.kind,
            ref=one.ref,
            at=one.at,
            source=one.source,
            event_id=one.event_id,
            values={**{name: said(argument, slug) for name, argument in one.said.items()}, **one.values},
            said={**codes(one.values), **one.said},
        )
        for one in found
    )


def _suppressed(forms: Iterable[tuple[Any, str]]) -> tuple[SuppressedForm, ...]:
    return tuple(SuppressedForm(form=form, reason=say(why), template=why) for form, why in forms)


def assessment_of(here: Situation, assessed: Assessed, unknown: list[Judged], params: ParameterSet) -> Assessment:
    """The assessment of a case."""
    names = [name_of(hit, here.key) for hit in assessed.hits]
    category = here.category
    explanation = explain(assessed, category, params)
    return Assessment(
        case=here.key,
        declaration_id=here.declaration_id,
        transit_id=here.transit_id,
        member_state=here.member_state,
        status=here.status,
        event_time=here.event_time,
        score=assessed.score,
        hits=tuple(
            HitSummary(
                alert_id=name,
                criterion=hit.criterion,
                limb=hit.verdict.limb,
                severity=hit_of(hit).severity,
                correlation_group=group_of(hit) or None,
            )
            for name, hit in zip(names, assessed.hits, strict=True)
        ),
        unknown=_unknown(unknown),
        correlation_groups=tuple(
            StrongestHit(group=group, alert_id=names[place])
            for group, place in sorted(assessed.strongest.items())
            if group_of(assessed.hits[place])
        ),
        category=category.level if category else None,
        category_grounds=category.grounds if category else (),
        category_provisional=category.provisional if category else False,
        profiles=assessed.profiles,
        suggested_forms=assessed.suggested,
        suppressed_forms=_suppressed(assessed.suppressed),
        requires_judgement=assessed.requires_judgement,
        escalated=assessed.escalated,
        phase="post_release" if here.post_release else "pre_release",
        params_version=here.params,
        explanation=tuple(say(one.template, one.arguments) for one in explanation),
        explanation_templates=explanation,
    )


def _unknown(unknown: list[Judged]) -> tuple[UnknownCriterion, ...]:
    missing: dict[str, set[str]] = {}
    for item in sorted(unknown, key=by_code):
        if isinstance(item.verdict, Unknown):
            missing.setdefault(item.criterion, set()).update(item.verdict.missing)
    return tuple(UnknownCriterion(criterion=code, missing=tuple(sorted(names))) for code, names in missing.items())


def disposition_of(here: Situation, assessed: Assessed) -> Disposition:
    """Which forms are to be done where. Once the case is closed only control after release is left."""
    forms = assessed.suggested
    if here.status != "open":
        forms = tuple(form for form in forms if form == AFTERWARDS and here.status == "closed")
    kind, _, identity = here.key.partition(":")
    return Disposition(
        case=here.key,
        kind=cast("CaseKind", kind),
        id=identity,
        declaration_id=here.declaration_id,
        transit_id=here.transit_id,
        office=here.office,
        event_time=here.event_time,
        status=here.status,
        controls=forms,
    )
