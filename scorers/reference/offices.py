"""Whether a declaration was lodged at an office other than the one where its goods were (criteria 62 and 63)."""

from collections.abc import Collection
from typing import Annotated, Literal

from schemas.normalise import normal_id
from scorers.contract.case import Case
from scorers.contract.criterion import Params
from scorers.contract.verdict import Unknown, missing
from scorers.parameters.units import Switch, means
from scorers.reference.working_days import office_of

Level = Literal["office", "parent"]


class OfficesCompared(Params, frozen=True):
    """What counts as another office."""

    compare_level: Annotated[
        Level,
        means("Offices themselves, or the customs houses above them, are compared.", unit="office or parent"),
    ] = "office"
    skip_electronic_centres: Annotated[
        Switch, means("Whether a centre of electronic declaring may be used wherever the goods are.")
    ] = True


def elsewhere(
    case: Case,
    expected: Collection[str],
    level: Level,
    *,
    skip_centres: bool,
    paired: Collection[tuple[str, str]] = (),
) -> bool | Unknown:
    """Whether the declaration's office is none of the expected ones, nor taken for one of them.

    At level `parent` the customs houses above count; an office without one stands for itself.
    """
    here, there = case.content.office_id, set(expected)
    pairs = {frozenset(map(normal_id, pair)) for pair in paired}
    if here in there or any(frozenset((here, office)) in pairs for office in there):
        return False
    if level == "parent":
        above = {office: house(case, office) for office in (here, *there)}
        if above[here] is not None and above[here] in {above[office] for office in there}:
            return False
        if None in above.values():
            return missing("ref.office.parent_id")
    if skip_centres:
        record = office_of(case, here, case.t)
        if record is None or record.electronic_centre is None:
            return missing("ref.office.electronic_centre")
        return not record.electronic_centre
    return True


def house(case: Case, office: str) -> str | None:
    """The customs house above an office, itself when there is none; None: the register does not know the office."""
    record = office_of(case, office, case.t)
    if record is None:
        return None
    return record.parent_id or office
