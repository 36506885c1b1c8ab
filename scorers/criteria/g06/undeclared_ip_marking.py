"""Criterion 84 of decision 8/7: goods bear signs of a protected mark of which the declaration says nothing."""

import re
from typing import Annotated

from schemas.events.goods import DeclaredItem
from scorers.contract.arguments import filled
from scorers.contract.case import Case
from scorers.contract.criterion import Ask
from scorers.contract.inputs import of
from scorers.contract.verdict import Evidence, Hit, Unknown
from scorers.families.findings import FINDING, Believed, findings_on, hit_on
from scorers.families.goods_items import GoodsItems, item_id, since_when, stated
from scorers.ledgers.findings import Observed
from scorers.parameters.units import Confidence, Switch, means
from scorers.reference.goods_items import names_item

ORDINARY = re.compile(r"[\d°]\s*\(c\)|\([ab]\)", re.IGNORECASE)
"""By which `(C)` is degrees Celsius, or a letter in a list."""
AMBIGUOUS = "(C)"


class Parameters(Believed, frozen=True):
    """Which signs tell of protection, and whether descriptions are searched for them."""

    min_confidence: Annotated[Confidence, means("Least confidence of a finding; one that states none is certain.")] = 0
    signs: Annotated[tuple[str, ...], means("Signs of protection in a description.", unit="list of signs")] = (
        *("®", "™", "©", "(R)", "(TM)"),
        AMBIGUOUS,
    )
    text_assist: Annotated[Switch, means("Whether a sign in a description is a hit, of low severity.")] = True


class UndeclaredIpMarking(GoodsItems[Parameters, Ask]):
    """Goods were found to bear signs of protection, or their description has one, and the declaration is silent on it.

    Silent is an item that states that it holds no registered intellectual property. A declaration that is amended
    after the finding keeps its hit, as cured; a sign in a description then is none any more. Marks on what the goods
    are wrapped in are the observer's to tell apart.
    """

    code = "84"
    group = "06"
    title = "Goods bear protected-mark signs while the declaration is silent on IP"
    kind = "finding"
    inputs = (
        *FINDING,
        *of("finding.raised", "declaration_id", "subject_id", "observed_at"),
        *of("declaration", "items[].ip_flag", "items[].description", "documents[].description"),
    )
    forms = ("inspection", "expert_examination")
    correlation_group = "ip"
    law_area = "ip"
    texts = """
        .found =
            Signs of a protected mark were found on item { $item }, for which the declaration states no intellectual
            property (finding { $findings }).
        .described =
            The description of item { $item } has the sign { $sign }, and the declaration states no intellectual
            property.
    """
    decisive = ("ip_flag",)

    def lacking(self, case: Case, item: DeclaredItem, params: Parameters) -> tuple[str, ...]:
        """The flag, where something tells of protection."""
        if item.ip_flag is None and (_findings(case, item, self.code, params) or _described(case, item, params)):
            return of("declaration.items[]", "ip_flag")
        return ()

    def item(self, case: Case, item: DeclaredItem, params: Parameters) -> Hit | Unknown | None:
        """By what was found on it while the declaration was silent, else by its description."""
        found = _findings(case, item, self.code, params)
        silent = [one for one in found if item.ip_flag is False or _flag_at(case, item, one.at) is False]
        if silent:
            refs, evidence = [one.ref for one in silent], [one.evidence() for one in silent]
            if item.ip_flag:
                cured = since_when(case, item, lambda one: one.ip_flag is True)
                evidence.append(Evidence("cured_by_amendment", item_id(case, item), cured.at, cured.name))
            return hit_on(silent, "found", evidence, item=str(item.item_no), findings=refs)
        sign = _described(case, item, params) if item.ip_flag is False else None
        if sign is None:
            return None
        shown = (stated(case, item, sign=sign),)
        arguments = filled(item=str(item.item_no), sign=sign)
        return Hit("described", shown, severity="low", doubtful=True, arguments=arguments)


def _findings(case: Case, item: DeclaredItem, code: str, params: Parameters) -> list[Observed]:
    """The findings on an item, or on the consignment where they name none."""
    own, found = item_id(case, item), findings_on(case, code, params.min_confidence)
    return [
        one for finding, one in found if finding.subject_kind != "goods_item" or names_item(finding.subject_id, own)
    ]


def _flag_at(case: Case, item: DeclaredItem, at: int) -> bool | None:
    """What the declaration said of an item when something was found on it (ms UTC)."""
    version = next((said for said in reversed(case.snapshots) if said.at <= at), case.snapshots[0])
    return next((one.ip_flag for one in version.data.items or () if one.item_no == item.item_no), None)


def _described(case: Case, item: DeclaredItem, params: Parameters) -> str | None:
    """A sign of protection in the description of an item, or in one that a paper has of the goods."""
    texts = (item.description, *(paper.description for paper in case.content.documents or ()))
    signs = (_sign(text, params.signs) for text in texts if text and params.text_assist)
    return next((sign for sign in signs if sign), None)


def _sign(text: str, signs: tuple[str, ...]) -> str | None:
    ordinary = bool(ORDINARY.search(text))
    return next((sign for sign in signs if sign in text and not (sign == AMBIGUOUS and ordinary)), None)
