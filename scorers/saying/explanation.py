"""Why a case was assessed as it was, in sentences for people, the weightiest first."""

from collections.abc import Iterator

from schemas.outcomes import Sentence
from scorers.catalogue.discovery import CATALOGUE, slug_of
from scorers.contract.arguments import sentence, sentences, term, terms
from scorers.contract.verdict import Judged
from scorers.indicators.category import ParticipantCategory
from scorers.parameters.document import ParameterSet
from scorers.saying.wording import template_of
from scorers.weighing.assessment import Assessed, hit_of, weight


def explain(assessed: Assessed, category: ParticipantCategory | None, params: ParameterSet) -> tuple[Sentence, ...]:
    """Sentences on the hits, the category, and what follows."""
    return (*_hits(assessed, params), *_category(category), *_consequences(assessed))


def _hits(assessed: Assessed, params: ParameterSet) -> Iterator[Sentence]:
    counted = set(assessed.strongest.values())
    weights = [weight(hit, params) for hit in assessed.hits]
    for place in sorted(range(len(weights)), key=lambda place: (-weights[place], place not in counted, place)):
        yield _hit(assessed.hits[place])


def _hit(judged: Judged) -> Sentence:
    hit, title = hit_of(judged), term(slug_of(CATALOGUE.by_code[judged.criterion]))
    why = sentences([Sentence(template=template_of(judged) or hit.why, arguments=hit.arguments)])
    return sentence("case-hit", title=title, code=judged.criterion, why=why)


def _category(category: ParticipantCategory | None) -> Iterator[Sentence]:
    if category is None:
        return
    if category.grounds:
        grounds = terms(f"ground-{ground}" for ground in category.grounds)
        yield sentence(f"category-{category.level}-since", grounds=grounds)
    else:
        yield sentence(f"category-{category.level}")
    if category.provisional:
        yield sentence("category-provisional")


def _consequences(assessed: Assessed) -> Iterator[Sentence]:
    if assessed.requires_judgement:
        yield sentence("case-conclude")
    if assessed.escalated:
        yield sentence("case-escalated")
    if not assessed.controlled and assessed.hits:
        yield sentence("case-below_threshold")
