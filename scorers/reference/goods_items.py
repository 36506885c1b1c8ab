"""Goods items of a declaration as other events name them."""

from schemas.normalise import normal_id


def names_item(named: str, item: str) -> bool:
    """Whether an identifier in its normal form is that of an item, `<declaration>|<number>`."""
    return named == normal_id(item)
