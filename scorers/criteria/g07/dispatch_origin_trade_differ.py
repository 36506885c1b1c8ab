"""Criterion 95 of decision 8/7: dispatch, origin and trade fall on different countries."""

from collections.abc import Iterator
from typing import Annotated

from scorers.contract.arguments import filled, share
from scorers.contract.case import Case
from scorers.contract.criterion import Ask, Criterion
from scorers.contract.inputs import of
from scorers.contract.verdict import Hit, Unknown, missing
from scorers.families.goods_items import EnoughValue, stated, value_share
from scorers.parameters.units import Switch, means
from scorers.reference.countries import made_elsewhere


class Parameters(EnoughValue, frozen=True):
    """What counts as the same country, and how much of the goods has to differ."""

    eu_group: Annotated[Switch, means("Whether the origin EU stands for each of its members.")] = True


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
                [one] One item, { $share } of the value, is dispatched from { $dispatch }, which is not at once its
               *[other] { $items } items, { $share } of the value, are dispatched from { $dispatch }, which is not at
                    once their
            } country of origin and of trade ({ $trading }).
        .differ_unstated = { $items ->
                [one] One item, { $share } of the value, is dispatched from { $dispatch }, which is not at once its
               *[other] { $items } items, { $share } of the value, are dispatched from { $dispatch }, which is not at
                    once their
            } country of origin and of trade (the latter is not stated).
    """

    def judge(self, case: Case, params: Parameters) -> Iterator[tuple[str, Hit | Unknown]]:
        """The items that differ must together reach their share of the declaration's value."""
        sent, trading, items = case.content.dispatch_country, case.content.trading_country, case.content.items
        if sent is None or items is None:
            yield sent or "", missing(f"declaration.{'items[].origin' if sent else 'dispatch'}_country")
            return
        traded_away, eu = trading not in (None, sent), params.eu_group
        away = [one for one in items if traded_away or made_elsewhere(one.origin_country, sent, eu_group=eu)]
        part = value_share(away, items)
        if part is None:
            yield sent, missing("declaration.items[].customs_value")
        elif away and part >= params.min_value_share:
            said = [stated(case, one, dispatch=sent, origin=one.origin_country, trading=trading) for one in away]
            figures = filled(items=len(away), share=share(part), dispatch=sent, trading=trading or "")
            yield sent, Hit("differ" if trading else "differ_unstated", tuple(said), severity="low", arguments=figures)
        elif trading is None and items:
            yield sent, missing("declaration.trading_country")
