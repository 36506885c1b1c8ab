"""What the low category exempts from, and what lifts the exemption (R-31 to R-37). It never touches score or alerts.

E1 intellectual property, E2 prohibitions and restrictions, E3 information from bodies. Which of them a criterion
touches it says itself.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from schemas.events.finding import Finding
from schemas.fields import ControlForm
from schemas.outcomes import Judgement
from scorers.catalogue.discovery import CATALOGUE
from scorers.contract.case import Case
from scorers.contract.criterion import LawArea
from scorers.contract.links import FindingLink
from scorers.contract.verdict import Hit, Judged
from scorers.indicators.category import ParticipantCategory
from scorers.ledgers.participant_facts import INFORMANTS
from scorers.reference.tariff import tariff_value
from scorers.times.durations import DAY

EXEMPT: tuple[ControlForm, ...] = ("customs_value_check", "inspection", "expert_examination")
AFTERWARDS: ControlForm = "post_release_control"
ORDER: dict[str, int] = {
    form: place
    for place, form in enumerate(
        (
            "documentary_check",
            *EXEMPT,
            "xray_scan",
            "weighing",
            "seal_check",
            "guarantee",
            "escort_or_route",
            AFTERWARDS,
        )
    )
}
"""Order in which forms are listed."""
NEVER_BACK: ControlForm = "customs_value_check"
"""Neither E1 nor E2 brings it back."""

BY_CATEGORY = "suppressed-by_category"
BY_INFORMATION = "suppressed-by_information"
BY_DOUBT = "suppressed-by_doubt"


class Forms(NamedTuple):
    """Forms suggested, those asked for and not suggested with why (a template), whether an officer must judge first.

    `judgement`: how far the officer is; None: there is nothing to judge.
    """

    suggested: tuple[ControlForm, ...]
    suppressed: tuple[tuple[ControlForm, str], ...]
    requires_judgement: bool
    judgement: Judgement | None = None


class Exemption:
    """The exemption of one case: asked once for each hit."""

    def __init__(self, case: Case, category: ParticipantCategory | None, information_days: int) -> None:
        self._case = case
        self.low = category is not None and category.level == "low"
        told = category is not None and informed(category)
        self.information = self.low and (told or reported(case, information_days))
        self._restricted: frozenset[int] | None = None

    @property
    def restricted(self) -> frozenset[int]:
        """Numbers of the import items whose goods are under bans or restrictions (E2)."""
        if self._restricted is None:
            self._restricted = restricted_items(self._case)
        return self._restricted

    def forms(self, hit: Judged, asked: Iterable[ControlForm]) -> Forms:
        """What becomes of the forms that a hit asks for. Information enables all, for an officer to judge (E3)."""
        wanted = in_order(asked)
        if not self.low or self.information:
            return Forms(wanted, (), self.information)
        lifted = self._lifts(hit) if any(form in EXEMPT for form in wanted) else False
        gone = tuple(form for form in wanted if form in EXEMPT and (form == NEVER_BACK or not lifted))
        kept = [form for form in wanted if form not in gone]
        if gone:
            kept.append(AFTERWARDS)
        return Forms(in_order(kept), tuple((form, BY_CATEGORY) for form in gone), False)

    def _lifts(self, hit: Judged) -> bool:
        if law_areas(hit):
            return True
        item = item_of(hit)
        return bool(self.restricted) if item is None else item in self.restricted


def in_order(forms: Iterable[ControlForm]) -> tuple[ControlForm, ...]:
    """Forms in their fixed order, each once."""
    return tuple(sorted(set(forms), key=ORDER.__getitem__))


def mandatory(hits: Sequence[Judged]) -> bool:
    """Whether some hit calls for a measure that no budget holds back: bans, sanctions, confirmed findings (R-40)."""
    return any(
        (CATALOGUE.by_code[hit.criterion].kind == "finding" and not _doubtful(hit))
        or "prohibitions_restrictions" in law_areas(hit)
        for hit in hits
    )


def _doubtful(hit: Judged) -> bool:
    """Whether nobody has confirmed what a hit rests on."""
    return isinstance(hit.verdict, Hit) and hit.verdict.doubtful


def law_areas(hit: Judged) -> frozenset[LawArea]:
    """Areas of law that a hit touches, by its criterion and its limb, or by its evidence."""
    criterion = CATALOGUE.by_code[hit.criterion]
    stated = {found.values.get("law_area") for found in hit.verdict.evidence} if isinstance(hit.verdict, Hit) else ()
    areas = {area for area in criterion.evidence_law_areas if area in stated}
    if criterion.law_area and (not criterion.law_area_limbs or hit.verdict.limb in criterion.law_area_limbs):
        areas.add(criterion.law_area)
    return frozenset(areas)


def item_of(hit: Judged) -> int | None:
    """Number of the item that a hit speaks of (`case|item_no`); None: of the case as a whole."""
    if hit.subject_kind != "goods_item":
        return None
    number = hit.subject_id.rpartition("|")[2]
    return int(number) if number.isdecimal() else None


def informed(category: ParticipantCategory) -> bool:
    """Whether something is reported about the participant at large, by a finding on no consignment or a general one."""
    of_consignments = (CATALOGUE.by_code.get(code) for code in category.reported)
    return bool(category.information) or any(found and found.general_information for found in of_consignments)


def reported(case: Case, information_days: int) -> bool:
    """Whether a body or an officer reported something about the consignment that still holds (E3).

    It holds as long as it says, else `information_days`.
    """
    return any(
        link.finding.observer_kind in INFORMANTS and case.t < _ends(link.finding, information_days)
        for link in case.linked(FindingLink)
    )


def _ends(finding: Finding, information_days: int) -> int:
    return finding.valid_until if finding.valid_until is not None else finding.observed_at + information_days * DAY


def restricted_items(case: Case) -> frozenset[int]:
    """Numbers of import items whose goods code, or a prefix of it, carries restriction measures at the case's time."""
    if case.kind != "declaration" or case.content.direction != "import":
        return frozenset()
    return frozenset(
        item.item_no
        for item in case.content.items or ()
        if item.goods_code and tariff_value(case, item.goods_code, "restriction_measures", case.t)
    )
