"""Criterion 95 of decision 8/7: dispatch, origin and trade fall on different countries."""

from collections.abc import Iterator
from typing import Annotated

from scorers.contract.arguments import filled, share
from scorers.contract.case import Case
from scorers.contract.criterion import Ask, Criterion, Params
from scorers.contract.inputs import of
from scorers.contract.verdict import Hit, Unknown, missing
from scorers.families.goods_items import stated, value_share
from scorers.parameters.units import Share, Switch, means
from scorers.reference.countries import made_elsewhere


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
    inputs = of("declaration", "dispatch_country", "trading_country", "items[].origin_country", "items[].customs_value")
    forms = ("documentary_check", "customs_value_check")
    cases = ("declaration",)
    correlation_group = "country_triangle"
    frequent = True
    texts = """
        .differ = { $items ->
                [one] One item, { $share } of the value, is
               *[other] { $items } items, { $share } of the value, are
            } dispatched from { $dispatch }, which is not at once { $items ->
                [one] its
               *[other] their
            } country of origin and of trade ({ $trading }).
        .differ_unstated = { $items ->
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
        dispatch, trading, items = case.content.dispatch_country, case.content.trading_country, case.content.items
        if dispatch is None or items is None:
            path = "declaration.dispatch_country" if dispatch is None else "declaration.items[].origin_country"
            yield dispatch or "", missing(path)
            return
        elsewhere, group = trading not in (None, dispatch), params.eu_group
        differing = [one for one in items if elsewhere or made_elsewhere(one.origin_country, dispatch, eu_group=group)]
        part = value_share(differing, items)
        if part is None:
            yield dispatch, missing("declaration.items[].customs_value")
        elif differing and part >= params.min_value_share:
            evidence = tuple(
                stated(case, one, dispatch=dispatch, origin=one.origin_country, trading=trading) for one in differing
            )
            figures = filled(items=len(differing), share=share(part), dispatch=dispatch, trading=trading or "")
            why = "differ" if trading else "differ_unstated"
            yield dispatch, Hit(why, evidence, severity="low", arguments=figures)
        elif trading is None and items:
            yield dispatch, missing("declaration.trading_country")
