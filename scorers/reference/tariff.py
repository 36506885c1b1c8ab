"""The tariff as a case looks it up: by goods code, else by the most exact prefix that says something."""

from typing import Any

from schemas.facts import Goods
from scorers.contract.case import Case

PREFIXES = (14, 12, 10, 8, 6, 4, 2)


def tariff_entry(case: Case, goods_code: str, fields: tuple[str, ...], t: int) -> Goods | None:
    """The most exact entry valid at t (ms UTC) that states one of `fields`; None: unknown."""
    lengths = [len(goods_code), *(length for length in PREFIXES if length < len(goods_code))]
    for length in lengths:
        found = case.tables.at(Goods, goods_code[:length], t, case.member_state)
        if found is not None and any(getattr(found, field) is not None for field in fields):
            return found
    return None


def tariff_value(case: Case, goods_code: str, field: str, t: int) -> Any:
    """What the most exact entry valid at t (ms UTC) states in `field`; None: unknown."""
    found = tariff_entry(case, goods_code, (field,), t)
    return getattr(found, field) if found is not None else None
