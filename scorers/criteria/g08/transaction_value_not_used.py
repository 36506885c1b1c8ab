"""Criterion 110 of decision 8/7: the customs value is not based on the price of the deal."""

from typing import Annotated

from schemas.events.declaration import DeclarationAmended
from schemas.events.goods import DeclaredItem
from scorers.contract.arguments import filled
from scorers.contract.case import Case
from scorers.contract.criterion import Ask, Params
from scorers.contract.verdict import Evidence, Hit, Scalar, Unknown, missing
from scorers.families.goods_items import GoodsItems, since_when
from scorers.parameters.units import Codes, means

DEAL_PRICE = 1
"""Number of the valuation method that takes the price actually paid."""


class Parameters(Params, frozen=True):
    """What is not looked at."""

    skip_procedures: Annotated[Codes, means("Customs procedures under which the value is not looked at.")] = (
        "transit",
    )


class TransactionValueNotUsed(GoodsItems[Parameters, Ask]):
    """The value of an item was found by another method than the price of the deal; a gift has no such price either.

    Where an officer's adjustment changed the method, the hit says so and weighs little.
    """

    code = "110"
    group = "08"
    title = "Customs value not based on the deal price"
    kind = "event"
    inputs = ("declaration.items[].valuation_method", "declaration.procedure")
    forms = ("customs_value_check",)
    frequent = True
    texts = """
        .declared = The value of item { $item } was found by method { $method }, not by the price of the deal.
        .adjusted =
            The value of item { $item } was found by method { $method }, not by the price of the deal, after an
            officer's adjustment.
    """
    decisive = ("valuation_method",)

    def looks_at(self, case: Case, params: Parameters) -> bool:
        """All but some procedures."""
        return case.content.procedure not in params.skip_procedures

    def item(self, case: Case, item: DeclaredItem, params: Parameters) -> Hit | Unknown | None:
        """By its valuation method; an officer may have changed it."""
        if item.valuation_method == DEAL_PRICE:
            return None
        if case.content.procedure is None and params.skip_procedures:
            return missing("declaration.procedure")
        changed = since_when(case, item, lambda one: one.valuation_method not in (None, DEAL_PRICE))
        officer = isinstance(changed.data, DeclarationAmended) and changed.data.initiator == "officer"
        origin = "officer" if officer else "declarant"
        values: dict[str, Scalar] = {"valuation_method": item.valuation_method, "origin": origin}
        return Hit(
            "adjusted" if officer else "declared",
            (Evidence("declaration", case.id, changed.at, changed.name, values),),
            severity="low" if officer else "medium",
            arguments=filled(item=str(item.item_no), method=str(item.valuation_method)),
        )
