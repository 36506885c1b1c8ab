"""Criterion 95 of decision 8/7: dispatch, origin and trade fall on different countries."""

from collections.abc import Iterator
from math import fsum
from typing import Annotated

from schemas.events.goods import DeclaredItem
from scorers.contract.arguments import filled
from scorers.contract.arguments import share as as_share
from scorers.contract.case import Case
from scorers.contract.criterion import Ask, Criterion, Params
from scorers.contract.verdict import Evidence, Hit, Unknown, missing
from scorers.parameters.units import Share, Switch, means

EU = "EU"
# fmt: off
EU_MEMBERS = frozenset({
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IT", "LT", "LU", "LV",
    "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK",
})
# fmt: on
UNSTATED = (None, "00")
"""Origins that say nothing: not stated, and various or unknown."""


class Parameters(Params, frozen=True):
    """What counts as the same country, and how much of the goods has to differ."""

    eu_group: Annotated[Switch, means("Whether the origin EU stands for each of its members.")] = True
    min_value_share: Annotated[
        Share, means("Part of the customs value, of the items that differ, from which on it is a hit.")
    ] = 0.1


class DispatchOriginTradeDiffer(Criterion[Parameters, Ask]):
    """The goods are not sent from the country that is at once their origin and the trading country.

    Frequent, and so of little weight. Where the origin is not stated or various, the trading country alone decides.
    """

    code = "95"
    group = "07"
    title = "Dispatch country is not at once the country of origin and of trade"
    kind = "event"
    subject = "country"
    inputs = (
        "declaration.dispatch_country",
        "declaration.items[].origin_country",
        "declaration.items[].customs_value",
        "declaration.trading_country",
    )
    forms = ("documentary_check", "customs_value_check")
    cases = ("declaration",)
    correlation_group = "country_triangle"
    texts = """
        .differ =
            { $items ->
                [one] One item, { $share } of the value, is
               *[other] { $items } items, { $share } of the value, are
            } dispatched from { $dispatch }, which is not at once { $items ->
                [one] its
               *[other] their
            } country of origin and of trade ({ $trading }).
        .differ_unstated =
            { $items ->
                [one] One item, { $share } of the value, is
               *[other] { $items } items, { $share } of the value, are
            } dispatched from { $dispatch }, which is not at once { $items ->
                [one] its
               *[other] their
            } country of origin and of trade (the latter is not stated).
    """
    parameters = Parameters

    def judge(self, case: Case, params: Parameters) -> Iterator[tuple[str, Hit | Unknown]]:
        """The items that differ must together reach their share of the declaration's value."""
        dispatch, trading = case.content.dispatch_country, case.content.trading_country
        items: tuple[DeclaredItem, ...] | None = case.content.items
        if dispatch is None or items is None:
            path = "declaration.dispatch_country" if dispatch is None else "declaration.items[].origin_country"
            yield dispatch or "", missing(path)
            return
        traded_elsewhere = trading is not None and trading != dispatch
        differing = [item for item in items if traded_elsewhere or _made_elsewhere(item, dispatch, params.eu_group)]
        share = _share(differing, items)
        if share is None:
            yield dispatch, missing("declaration.items[].customs_value")
        elif differing and share >= params.min_value_share:
            yield dispatch, _hit(case, dispatch, trading, differing, share)
        elif trading is None and items:
            yield dispatch, missing("declaration.trading_country")


def _made_elsewhere(item: DeclaredItem, dispatch: str, eu_group: bool) -> bool:
    origin = item.origin_country
    if origin in UNSTATED:
        return False
    return origin != dispatch and not (eu_group and origin == EU and dispatch in EU_MEMBERS)


def _share(differing: list[DeclaredItem], items: tuple[DeclaredItem, ...]) -> float | None:
    """Share of the value that some of the items have, 0..1; None: unknown."""
    if len(differing) in (0, len(items)):
        return 1.0 if differing else 0.0
    values = [item.customs_value for item in items if item.customs_value is not None]
    total = fsum(values)
    if len(values) < len(items) or not total:
        return None
    return fsum(item.customs_value or 0.0 for item in differing) / total


def _hit(case: Case, dispatch: str, trading: str | None, differing: list[DeclaredItem], share: float) -> Hit:
    said = case.snapshots[-1]
    return Hit(
        "differ" if trading else "differ_unstated",
        tuple(
            Evidence(
                "declaration",
                f"{case.id}|{item.item_no}",
                said.at,
                said.name,
                {"dispatch": dispatch, "origin": item.origin_country, "trading": trading},
            )
            for item in differing
        ),
        severity="low",
        arguments=filled(items=len(differing), share=as_share(share), dispatch=dispatch, trading=trading or ""),
    )
