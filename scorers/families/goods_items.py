"""A rule on each item of a declaration.

The family goes through the items, names each as `declaration|item number`, and says unknown of an item that does not
state what decides, or of all where the declaration lists none. A criterion says which declarations it looks at, what
decides, and when an item is a hit. It may look up the tariff (`scorers.reference.tariff`) or another table by what the
item states, ask a subject about the item, or compare the item with others of the declaration.
"""

from collections.abc import Callable, Iterator
from math import fsum
from typing import Annotated, ClassVar

from schemas.events.goods import DeclaredItem
from scorers.contract.case import Case, Said
from scorers.contract.criterion import AskT, Criterion, Params, ParamsT
from scorers.contract.inputs import of
from scorers.contract.verdict import Evidence, Hit, Scalar, Unknown, missing
from scorers.parameters.units import Share, means


class EnoughValue(Params, frozen=True):
    """How much of the goods it takes, where items are judged together."""

    min_value_share: Annotated[
        Share, means("Part of the customs value, of the items that the rule means, from which on it is a hit.")
    ] = 0.1


class GoodsItems(Criterion[ParamsT, AskT]):
    """Every item by itself."""

    subject = "goods_item"
    cases = ("declaration",)
    decisive: ClassVar[tuple[str, ...]]
    """Fields of an item without which nothing can be said of it, the most telling first."""

    def looks_at(self, case: Case, params: ParamsT) -> bool:
        """Whether the declaration is one whose items are judged."""
        return True

    def lacking(self, case: Case, item: DeclaredItem, params: ParamsT) -> tuple[str, ...]:
        """The inputs without which nothing can be said of an item."""
        return of("declaration.items[]", *(field for field in self.decisive if getattr(item, field) is None))

    def item(self, case: Case, item: DeclaredItem, params: ParamsT) -> Hit | Unknown | None:
        """The verdict on an item that states what decides."""
        raise NotImplementedError

    def judge(self, case: Case, params: ParamsT) -> Iterator[tuple[str, Hit | Unknown]]:
        """Judge one item after another."""
        if not self.looks_at(case, params):
            return
        if case.content.items is None:
            yield "", missing(f"declaration.items[].{self.decisive[0]}")
        for item in case.content.items or ():
            lacking = self.lacking(case, item, params)
            verdict = missing(*lacking) if lacking else self.item(case, item, params)
            if verdict is not None:
                yield item_id(case, item), verdict


def item_id(case: Case, item: DeclaredItem) -> str:
    """Id of an item as a subject."""
    return f"{case.id}|{item.item_no}"


def stated(case: Case, item: DeclaredItem, **values: Scalar) -> Evidence:
    """An item as the effective content of the declaration states it, as evidence."""
    said = case.snapshots[-1]
    return Evidence("declaration", item_id(case, item), said.at, said.name, values)


def since_when(case: Case, item: DeclaredItem, holds: Callable[[DeclaredItem], bool]) -> Said:
    """The version of the declaration since which something has held of an item without a break."""
    since = case.snapshots[-1]
    for version in reversed(case.snapshots):
        same = [one for one in version.data.items or () if one.item_no == item.item_no]
        if not same or not holds(same[0]):
            break
        since = version
    return since


def value_share(some: list[DeclaredItem], items: tuple[DeclaredItem, ...]) -> float | None:
    """Share of the customs value that some of the items have, 0..1; None: unknown."""
    if len(some) in (0, len(items)):
        return 1.0 if some else 0.0
    values = [item.customs_value for item in items if item.customs_value is not None]
    total = fsum(values)
    if len(values) < len(items) or not total:
        return None
    return fsum(item.customs_value or 0.0 for item in some) / total
