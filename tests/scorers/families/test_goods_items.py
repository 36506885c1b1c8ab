"""A criterion of goods items says what decides, and when an item is a hit."""

from schemas.events.goods import DeclaredItem
from scorers.contract.arguments import filled
from scorers.contract.case import Case
from scorers.contract.criterion import Ask, Params
from scorers.contract.verdict import Hit, Unknown, missing
from scorers.families.goods_items import GoodsItems, stated
from scorers.reference.tariff import tariff_value
from tests.factories import declaration, fact
from tests.scorers.families.example import hit, lacking, verdicts


class ResidualSubheading(GoodsItems[Params, Ask]):
    """The code of an item is a residual subheading."""

    code = "XX-004"
    group = "XX"
    title = "Residual subheading"
    kind = "reference"
    inputs = ("declaration.items[].goods_code", "ref.goods.residual_flag")
    forms = ("documentary_check",)
    texts = ".residual = { $code } is a residual subheading."
    decisive = ("goods_code",)

    def item(self, case: Case, item: DeclaredItem, params: Params) -> Hit | Unknown | None:
        """As the tariff flags the code."""
        flag = tariff_value(case, item.goods_code or "", "residual_flag", case.t)
        if flag is None:
            return missing("ref.goods.residual_flag")
        evidence = (stated(case, item, goods_code=item.goods_code),)
        return Hit("residual", evidence, arguments=filled(code=item.goods_code or "")) if flag else None


ITEMS = [{"item_no": number, "goods_code": code} for number, code in enumerate(("870390", "870310", "10", None), 1)]
TARIFF = [
    fact("ref.goods", goods_code=code, residual_flag=flag) for code, flag in (("870390", True), ("870310", False))
]


def test_each_item_has_a_verdict_of_its_own() -> None:
    """A hit, a miss, one that the tariff does not know, one that states no code."""
    found = verdicts(ResidualSubheading(), [*TARIFF, declaration(items=ITEMS)], "declaration:D1")
    assert found.keys() == {"D1|1", "D1|3", "D1|4"}
    assert hit(found, "D1|1").evidence[0].ref == "D1|1"
    assert lacking(found, "D1|3") == ("ref.goods.residual_flag",)
    assert lacking(found, "D1|4") == ("declaration.items[].goods_code",)


def test_without_a_list_all_items_are_unknown() -> None:
    found = verdicts(ResidualSubheading(), [*TARIFF, declaration()], "declaration:D1")
    assert lacking(found) == ("declaration.items[].goods_code",)
