"""Criterion 88 of decision 8/7: goods under a code with a zero import duty rate."""

from typing import Annotated

from schemas.events.goods import DeclaredItem
from scorers.contract.arguments import filled
from scorers.contract.case import Case
from scorers.contract.criterion import Ask, Params
from scorers.contract.inputs import of
from scorers.contract.verdict import Evidence, Hit, Scalar, Unknown, missing
from scorers.families.goods_items import GoodsItems
from scorers.parameters.units import means
from scorers.reference.tariff import tariff_entry

RATES = ("import_duty_rate", "import_duty_specific")
"""What a combined rate is made of."""


class Parameters(Params, frozen=True):
    """Which rate counts as none."""

    max_rate: Annotated[
        float, means("Highest rate that counts as none.", unit="percent of the customs value", ge=0)
    ] = 0.0


class ZeroDutyCode(GoodsItems[Parameters, Ask]):
    """The base rate of import duty on the declared code was zero at the registration; preferences do not matter.

    A combined rate is zero only if its percentage and each of its parts by quantity are.
    The rate is that of the moment of registration, be it the season's or one changed that day. Fires on much of the
    flow, and so weighs little.
    """

    code = "88"
    group = "06"
    title = "Code with a zero import duty rate"
    kind = "reference"
    inputs = of("declaration", "direction", "items[].goods_code", "registered_at") + of("ref.goods", *RATES)
    forms = ("documentary_check", "inspection")
    frequent = True
    texts = """
        .rate = The import duty on goods code { $code } is { $rate } %.
    """
    decisive = ("goods_code",)

    def looks_at(self, case: Case, params: Parameters) -> bool:
        """Imports, and what may be one."""
        return bool(case.content.direction != "export")

    def item(self, case: Case, item: DeclaredItem, params: Parameters) -> Hit | Unknown | None:
        """By the rate that held when the declaration was registered."""
        code = item.goods_code or ""
        entry = tariff_entry(case, code, RATES, case.t)
        if entry is not None and any(part.amount > 0 for part in entry.import_duty_specific or ()):
            return None
        rate = entry.import_duty_rate if entry is not None else None
        if entry is None or rate is None:
            return missing("ref.goods.import_duty_rate")
        if rate > params.max_rate:
            return None
        if case.content.direction is None:
            return missing("declaration.direction")
        values: dict[str, Scalar] = {"goods_code": code, "import_duty_percent": rate}
        evidence = Evidence("ref.goods", entry.key, entry.valid_from, values=values)
        return Hit("rate", (evidence,), severity="low", arguments=filled(code=code, rate=rate))
