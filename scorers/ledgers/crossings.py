"""Entries into the Union, under what they can be found by: papers shown, the transit, and the vehicles.

Keys of subjects of the kind `border_key` are `document:<number>`, `transit:<id>` and `vehicle:<id>`.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from scorers.contract.case import Case
from scorers.contract.ledger import Entry, Ledger

KEEP_DAYS = 400


class Entered(Entry, frozen=True, tag="entry"):
    """A crossing of the external border inwards."""


def border_keys(numbers: Iterable[str | None], data: Any) -> tuple[str, ...]:
    """Keys of numbers of papers, and of the transit and the vehicles that a payload names; each once."""
    keys = [f"document:{number}" for number in numbers if number]
    keys += [f"transit:{data.transit_id}"] if data.transit_id else []
    keys += [f"vehicle:{vehicle}" for vehicle in data.vehicle_ids or () if vehicle]
    return tuple(sorted(set(keys)))


def _entered(case: Case) -> Iterator[tuple[str, Entered]]:
    if case.current is not None and case.content.direction == "in":
        for key in border_keys(case.content.document_numbers or (), case.content):
            yield key, Entered(case.t, case.id, case.current.name)


ENTRIES = Ledger(
    "border_entries", subject="border_key", kinds=("crossing",), entry=Entered, put=_entered, keep_days=KEEP_DAYS
)
