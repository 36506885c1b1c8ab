"""Criterion 110 of decision 8/7: the customs value is not based on the price of the deal."""

from collections.abc import Iterator
from typing import Annotated

from schemas.events.declaration import DeclarationAmended
from scorers.contract.arguments import filled
from scorers.contract.case import Case, Said
from scorers.contract.criterion import Ask, Criterion, Params
from scorers.contract.verdict import Evidence, Hit, Unknown, missing
from scorers.parameters.units import Codes, means

DEAL_PRICE = 1
"""Number of the valuation method that takes the price actually paid."""


class Parameters(Params, frozen=True):
    """What is not looked at."""

    skip_procedures: Annotated[Codes, means("Customs procedures under which the value is not looked at.")] = (
        "transit",
    )


class TransactionValueNotUsed(Criterion[Parameters, Ask]):
    """The value of an item was found by another method than the price of the deal; a gift has no such price either.

    Where an officer's adjustment changed the method, the hit says so and weighs little.
    """

    code = "110"
    group = "08"
    title = "Customs value not based on the deal price"
    kind = "event"
    subject = "goods_item"
    inputs = ("declaration.items[].valuation_method", "declaration.procedure")
    forms = ("customs_value_check",)
    cases = ("declaration",)
    texts = """
        .declared = The value of item { $item } was found by method { $method }, not by the price of the deal.
        .adjusted =
            The value of item { $item } was found by method { $method }, not by the price of the deal, after an
            officer's adjustment.
    """
    parameters = Parameters

    def judge(self, case: Case, params: Parameters) -> Iterator[tuple[str, Hit | Unknown]]:
        """Each item by its valuation method."""
        procedure = case.content.procedure
        if procedure is not None and procedure in params.skip_procedures:
            return
        if case.content.items is None:
            yield case.id, missing("declaration.items[].valuation_method")
        for item in case.content.items or ():
            identity = f"{case.id}|{item.item_no}"
            if item.valuation_method is None:
                yield identity, missing("declaration.items[].valuation_method")
            elif item.valuation_method != DEAL_PRICE:
                if procedure is None and params.skip_procedures:
                    yield identity, missing("declaration.procedure")
                else:
                    yield identity, _hit(case, item.item_no, item.valuation_method)


def _hit(case: Case, item_no: int, method: int) -> Hit:
    changed = _change(case, item_no)
    officer = isinstance(changed.data, DeclarationAmended) and changed.data.initiator == "officer"
    origin = "officer" if officer else "declarant"
    return Hit(
        "adjusted" if officer else "declared",
        (Evidence("declaration", case.id, changed.at, changed.name, {"valuation_method": method, "origin": origin}),),
        severity="low" if officer else "medium",
        arguments=filled(item=str(item_no), method=str(method)),
    )


def _change(case: Case, item_no: int) -> Said:
    """The snapshot since which the item has not had the price of the deal as its base."""
    since = case.snapshots[-1]
    for snapshot in reversed(case.snapshots):
        methods = [item.valuation_method for item in snapshot.data.items or () if item.item_no == item_no]
        if not methods or methods[0] in (None, DEAL_PRICE):
            break
        since = snapshot
    return since
