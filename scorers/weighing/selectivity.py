"""How much of the traffic meets a control: import declarations by what is suggested and what is assigned (R-38).

Each effective import declaration counts once, as its last assessment has it. One that ended without a release, being
withdrawn or refused, is left out; control after release is none of the controls counted.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

from schemas.events.declaration import DeclarationRefused, DeclarationWithdrawn
from scorers.contract.case import Case
from scorers.contract.links import ControlLink
from scorers.indicators.category import ParticipantCategory
from scorers.weighing.exemption import AFTERWARDS

PHYSICAL_FORMS = frozenset({"inspection", "expert_examination"})
"""Forms that touch the goods themselves."""
NONE, OTHER, PHYSICAL = "none", "other", "physical"
"""How a declaration is controlled: not at all, otherwise, physically."""
UNCATEGORISED = "none"


class Figures(NamedTuple):
    """Numbers of declarations: all, those with any control before release, and of these the physical ones."""

    declarations: int
    controlled: int
    physical: int

    @property
    def automatic(self) -> int:
        """Those without any control."""
        return self.declarations - self.controlled


class Selectivity(NamedTuple):
    """The same declarations by the controls that were suggested, and by those that were assigned."""

    suggested: Figures
    assigned: Figures


def class_of(case: Case, suggested: Collection[str], category: ParticipantCategory | None) -> str:
    """Where a case counts, as `<category>|<suggested>|<assigned>`; empty: it does not."""
    if case.kind != "declaration" or case.current is None or case.content.direction != "import":
        return ""
    if case.ending is not None and isinstance(case.ending.data, DeclarationWithdrawn | DeclarationRefused):
        return ""
    level = category.level if category else UNCATEGORISED
    return f"{level}|{_way(suggested)}|{_way(_assigned(case))}"


def _way(forms: Iterable[str]) -> str:
    before_release = set(forms) - {AFTERWARDS}
    if not before_release:
        return NONE
    return OTHER if before_release.isdisjoint(PHYSICAL_FORMS) else PHYSICAL


def _assigned(case: Case) -> Iterable[str]:
    """Forms of the controls of a case; one of which only the result is known was assigned as well."""
    for link in case.linked(ControlLink):
        if link.result is not None and link.result.stage == "post_release":
            continue
        form = link.assigned.form if link.assigned is not None else link.result and link.result.form
        if form:
            yield form


def measured(classes: Mapping[str, int], level: str = "") -> Selectivity:
    """The figures of numbers by class, of one category or of all."""
    suggested, assigned = [0, 0, 0], [0, 0, 0]
    for name, number in classes.items():
        category, *ways = name.split("|")
        if level in ("", category):
            for figures, way in zip((suggested, assigned), ways, strict=True):
                figures[0] += number
                figures[1] += number if way != NONE else 0
                figures[2] += number if way == PHYSICAL else 0
    return Selectivity(Figures(*suggested), Figures(*assigned))


def over_budget(classes: Mapping[str, int], budget: float) -> bool:
    """Whether more control is suggested than the budget, a share 0..1, plans for (R-40)."""
    figures = measured(classes).suggested
    return figures.controlled > budget * figures.declarations
