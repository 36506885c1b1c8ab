"""Criterion 91 of decision 8/7: goods in a residual subheading of a residual heading."""

from typing import Annotated

from schemas.events.goods import DeclaredItem
from scorers.contract.arguments import filled
from scorers.contract.case import Case
from scorers.contract.criterion import Ask, Params
from scorers.contract.inputs import of
from scorers.contract.verdict import Evidence, Hit, Unknown, missing
from scorers.families.goods_items import GoodsItems
from scorers.parameters.units import Switch, means
from scorers.reference.tariff import tariff_entry


class Parameters(Params, frozen=True):
    """Of how many levels the code has to be residual."""

    both_levels: Annotated[Switch, means("Whether the heading has to be residual too, not the subheading alone.")] = (
        True
    )


class ResidualSubheading(GoodsItems[Parameters, Ask]):
    """By the nomenclature of the day of registration the code stands for other goods, not named elsewhere.

    Fires on much of the flow, and so weighs little.
    """

    code = "91"
    group = "06"
    title = "Goods put in a residual subheading of a residual heading"
    kind = "reference"
    inputs = (
        "declaration.items[].goods_code",
        *of("ref.goods", "residual_flag", "heading_residual_flag"),
    )
    forms = ("documentary_check", "expert_examination")
    frequent = True
    texts = """
        .residual = Goods code { $code } is a residual one: it stands for goods that no other code names.
    """
    decisive = ("goods_code",)

    def item(self, case: Case, item: DeclaredItem, params: Parameters) -> Hit | Unknown | None:
        """Every level that counts must be residual; one that is known not to be decides."""
        code = item.goods_code or ""
        levels = ("residual_flag", "heading_residual_flag")[: 1 + params.both_levels]
        entries = {level: tariff_entry(case, code, (level,), case.t) for level in levels}
        if any(entry is not None and not getattr(entry, level) for level, entry in entries.items()):
            return None
        lacking = of("ref.goods", *(level for level, entry in entries.items() if entry is None))
        if lacking:
            return missing(*lacking)
        found = {entry.key: entry for entry in entries.values() if entry is not None}
        evidence = tuple(
            Evidence("ref.goods", entry.key, entry.valid_from, values={"goods_code": code}) for entry in found.values()
        )
        return Hit("residual", evidence, severity="low", arguments=filled(code=code))
