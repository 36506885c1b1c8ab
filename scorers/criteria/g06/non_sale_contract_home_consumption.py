"""Criterion 79 of decision 8/7: goods under a contract other than a sale are declared for home consumption."""

from typing import Annotated

from schemas.events.goods import DeclaredItem
from scorers.contract.arguments import filled
from scorers.contract.case import Case
from scorers.contract.criterion import Ask, Params
from scorers.contract.inputs import of
from scorers.contract.verdict import Hit
from scorers.families.goods_items import GoodsItems, stated
from scorers.parameters.units import Codes, means


class Parameters(Params, frozen=True):
    """Which procedures are looked at, and which contracts are sales."""

    procedures: Annotated[Codes, means("Customs procedures that release goods for use at home.")] = (
        "home_consumption",
    )
    sale_kinds: Annotated[Codes, means("Kinds of contract that are a sale.")] = ("sale",)


class NonSaleContractHomeConsumption(GoodsItems[Parameters, Ask]):
    """The goods are released for use at home under a contract that is no sale, such as a gift, a lease or a barter.

    A lease that ends in a purchase and a mixed contract are no sale either, unless the parameters name them as one.
    """

    code = "79"
    group = "06"
    title = "Goods under a non-sale contract declared for home consumption"
    kind = "event"
    inputs = of("declaration", "contract_kind", "procedure", "items[].item_no")
    forms = ("customs_value_check", "documentary_check")
    texts = """
        .other = Item { $item } is declared for home consumption under a contract that is no sale ({ $contract }).
    """
    decisive = ("item_no",)

    def looks_at(self, case: Case, params: Parameters) -> bool:
        """Goods released for use at home, or perhaps, under what is or may be no sale."""
        procedure, contract = case.content.procedure, case.content.contract_kind
        return (procedure is None or procedure in params.procedures) and contract not in params.sale_kinds

    def lacking(self, case: Case, item: DeclaredItem, params: Parameters) -> tuple[str, ...]:
        """What the declaration states once for all items."""
        names = ("contract_kind", "procedure")
        return of("declaration", *(name for name in names if getattr(case.content, name) is None))

    def item(self, case: Case, item: DeclaredItem, params: Parameters) -> Hit:
        """All items alike."""
        contract = case.content.contract_kind
        evidence = stated(case, item, contract_kind=contract, procedure=case.content.procedure)
        return Hit("other", (evidence,), arguments=filled(item=str(item.item_no), contract=contract))
