"""Criterion 88 of decision 8/7: goods under a code with a zero import duty rate."""

from collections.abc import Iterator
from typing import Annotated

from schemas.events.goods import DeclaredItem
from scorers.contract.arguments import filled
from scorers.contract.case import Case
from scorers.contract.criterion import Ask, Criterion, Params
from scorers.contract.verdict import Evidence, Hit, Unknown, missing
from scorers.parameters.units import means
from scorers.reference.tariff import tariff_entry

RATES = ("import_duty_rate", "import_duty_specific")
"""What a combined rate is made of."""


class Parameters(Params, frozen=True):
    """Which rate counts as none."""

    max_rate: Annotated[
        float, means("Highest rate that counts as none.", unit="percent of the customs value", ge=0)
    ] = 0.0


class ZeroDutyCode(Criterion[Parameters, Ask]):
    """The base rate of import duty on the declared code was zero at the registration; preferences do not matter.

    A combined rate is zero only if its percentage and each of its parts by quantity are.
    The rate is that of the moment of registration, be it the season's or one changed that day. Fires on much of the
    flow, and so weighs little.
    """

    code = "88"
    group = "06"
    title = "Code with a zero import duty rate"
    kind = "reference"
    subject = "goods_item"
    inputs = (
        "declaration.direction",
        "declaration.items[].goods_code",
        "declaration.registered_at",
        "ref.goods.import_duty_rate",
        "ref.goods.import_duty_specific",
    )
    forms = ("documentary_check", "inspection")
    cases = ("declaration",)
    texts = """
        .rate = The import duty on goods code { $code } is { $rate } %.
    """
    parameters = Parameters

    def judge(self, case: Case, params: Parameters) -> Iterator[tuple[str, Hit | Unknown]]:
        """Each imported item by the rate that held when the declaration was registered."""
        if case.content.direction == "export":
            return
        if case.content.items is None:
            yield case.id, missing("declaration.items[].goods_code")
        for item in case.content.items or ():
            verdict = self._item(case, item, params)
            if verdict is not None:
                yield f"{case.id}|{item.item_no}", verdict

    def _item(self, case: Case, item: DeclaredItem, params: Parameters) -> Hit | Unknown | None:
        if item.goods_code is None:
            return missing("declaration.items[].goods_code")
        entry = tariff_entry(case, item.goods_code, RATES, case.t)
        if entry is not None and any(part.amount > 0 for part in entry.import_duty_specific or ()):
            return None
        if entry is None or entry.import_duty_rate is None:
            return missing("ref.goods.import_duty_rate")
        if entry.import_duty_rate > params.max_rate:
            return None
        if case.content.direction is None:
            return missing("declaration.direction")
        return Hit(
            "rate",
            (
                Evidence(
                    "ref.goods",
                    entry.key,
                    entry.valid_from,
                    values={"goods_code": item.goods_code, "import_duty_percent": entry.import_duty_rate},
                ),
            ),
            severity="low",
            arguments=filled(code=item.goods_code, rate=entry.import_duty_rate),
        )
