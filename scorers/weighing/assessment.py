"""The assessment of a case: from hits over correlation groups to a score, and from the score to forms of control."""

from collections.abc import Sequence
from typing import NamedTuple

from schemas.fields import ControlForm
from scorers.catalogue.discovery import CATALOGUE, order
from scorers.contract.case import Case
from scorers.contract.verdict import Hit, Judged
from scorers.indicators.category import ParticipantCategory
from scorers.parameters.document import ParameterSet
from scorers.parameters.engine import Engine
from scorers.weighing.conclusions import judged_forms
from scorers.weighing.exemption import BY_DOUBT, BY_INFORMATION, Exemption, Forms, in_order, mandatory
from scorers.weighing.profiles import BY_FRAMEWORK, Measures, profiles_of

UNDER_THRESHOLD = 0.0001
HINTS: dict[str, tuple[ControlForm, ...]] = {criterion.code: criterion.forms for criterion in CATALOGUE}  # type: ignore[misc]  # names of forms, checked by the catalogue's tests


class Assessed(NamedTuple):
    """Hits with, in the same order, the forms each leads to; `strongest`: group to the place of the hit that counts.

    `matched` are the profiles that each hit matches, `profiles` those of all.
    `controlled`: the score, a finding or an officer's conclusion calls for control.
    """

    hits: tuple[Judged, ...]
    forms: tuple[Forms, ...]
    score: float
    strongest: dict[str, int]
    profiles: tuple[str, ...]
    suggested: tuple[ControlForm, ...]
    suppressed: tuple[tuple[ControlForm, str], ...]
    requires_judgement: bool
    escalated: bool
    controlled: bool
    matched: tuple[tuple[str, ...], ...]


def assess(case: Case, hits: Sequence[Judged], category: ParticipantCategory | None, params: ParameterSet) -> Assessed:
    """Assess the hits of a case; hits are (criterion, subject, limb) each once."""
    weights = [weight(hit, params) for hit in hits]
    strongest = strongest_of_groups(hits, weights)
    score = scored(hits, weights, strongest, category, params)
    measures = profiles_of(params.document.profiles).measures(case, hits, score, HINTS)
    controlled = score >= params.engine.control_threshold or mandatory(hits)
    exemption = Exemption(case, category, params.engine.information_days)
    forms = tuple(
        _forms(case, exemption, hit, found, controlled, params.engine)
        for hit, found in zip(hits, measures, strict=True)
    )
    suggested = in_order(form for each in forms for form in each.suggested)
    suppressed = dict(sorted(pair for each in forms for pair in each.suppressed))
    return Assessed(
        tuple(hits),
        forms,
        score,
        strongest,
        tuple(sorted({name for found in measures for name in found.profiles})),
        suggested,
        tuple((form, suppressed[form]) for form in in_order(set(suppressed).difference(suggested))),
        any(each.requires_judgement for each in forms),
        any(each.judgement == "escalated" for each in forms),
        controlled or any(each.judgement == "confirmed" for each in forms),
        tuple(found.profiles for found in measures),
    )


def weight(hit: Judged, params: ParameterSet) -> float:
    """Weight of a hit, 0..1: that of its criterion, else that of its severity."""
    stated = params.document.weights.get(hit.criterion)
    if stated is not None:
        return stated
    return params.engine.severity_weights[hit_of(hit).severity]


def hit_of(judged: Judged) -> Hit:
    """The hit of a verdict that is one. Raises TypeError for another."""
    if not isinstance(judged.verdict, Hit):
        raise TypeError(f"criterion {judged.criterion} did not hit")
    return judged.verdict


def group_of(hit: Judged) -> str:
    """Correlation group of a hit; empty: it stands for itself."""
    criterion = CATALOGUE.by_code[hit.criterion]
    return criterion.limb_groups.get(hit.verdict.limb, criterion.correlation_group)


def groups_of(hit: Judged) -> tuple[str, ...]:
    """Everything that a hit must not be added up with: its groups, else the other hits of its criterion."""
    return (group_of(hit) or hit.criterion, *CATALOGUE.by_code[hit.criterion].further_groups)


def strongest_of_groups(hits: Sequence[Judged], weights: Sequence[float]) -> dict[str, int]:
    """Place of the hit that stands for each group: the strongest, unless a stronger one of its other group stands."""
    best: dict[str, int] = {}
    for place in sorted(range(len(hits)), key=lambda place: (-weights[place], by_code(hits[place]))):
        groups = groups_of(hits[place])
        if best.keys().isdisjoint(groups):
            best.update(dict.fromkeys(groups, place))
    return best


def scored(
    hits: Sequence[Judged],
    weights: Sequence[float],
    strongest: dict[str, int],
    category: ParticipantCategory | None,
    params: ParameterSet,
) -> float:
    """Score 0..1 of independent pieces of evidence; raised for the high category, held down for frequent criteria."""
    engine = params.engine
    spared = 1.0
    for counted in sorted(weights[place] for place in set(strongest.values())):
        spared *= 1 - counted
    score = 1 - spared
    if category is not None and category.level == "high":
        score = min(1.0, score * engine.high_multiplier)
    if all(CATALOGUE.by_code[hit.criterion].frequent for hit in hits):
        score = max(0.0, min(score, engine.control_threshold - UNDER_THRESHOLD))
    return round(score, 4)


def _forms(case: Case, exemption: Exemption, hit: Judged, found: Measures, controlled: bool, engine: Engine) -> Forms:
    """Forms of one hit. What is suppressed is listed whatever the score.

    What is suggested needs the threshold, or, where an officer has to judge, the officer's confirmation.
    """
    forms = exemption.forms(hit, found.forms)
    doubtful = hit_of(hit).doubtful
    if found.framework or doubtful or forms.requires_judgement:
        reason = BY_FRAMEWORK if found.framework else BY_DOUBT if doubtful else BY_INFORMATION
        return judged_forms(case, hit, found.forms, forms, reason, engine.conclusion_hours)
    return forms if controlled else forms._replace(suggested=())


def by_code(hit: Judged) -> tuple[tuple[int, str], str, str, str]:
    """Sort key of hits: criterion, limb, subject."""
    return order(hit.criterion), hit.verdict.limb, hit.subject_kind, hit.subject_id
