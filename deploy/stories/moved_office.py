"""A participant who moves offices after an inspection found a violation: criterion 9."""

from collections.abc import Iterator

from deploy.stories.papers import Trader, declaration
from deploy.stories.story import Act, Expected, Story, at, event
from schemas.envelope import Event
from schemas.events import ControlAssigned, ControlResult, Declaration, DeclarationReleased

IMPORTER = Trader("080940014063", "Esil Trade LLP", "3924100000", "plastic tableware", "CN", "SUP-CN-17", "Yiwu Co")
USUAL, OTHER = "KZ10320", "KZ40610"
# Mondays and Thursdays.
BEFORE = ["09-09", "09-12", "09-16", "09-19", "09-23", "09-26", "09-30", "10-03", "10-07", "10-10", "10-14", "10-17"]
AFTER = ["10-28", "10-31", "11-04", "11-07", "11-11"]


def lodged(day: str, office: str) -> Declaration:
    """A declaration of that day of 2019."""
    number = f"{office[2:]}/{day[3:]}{day[:2]}19/00{31_000 + 7 * int(day.replace('-', ''))}"
    return declaration(number, f"2019-{day} 10:15", office, IMPORTER)


def released(made: Declaration, day: str) -> Event:
    """Its release, on the evening of its day."""
    return event(
        DeclarationReleased(
            declaration_id=made.declaration_id, released_at=at(f"2019-{day} 17:30"), release_kind="officer"
        ),
        version=2,
    )


def usual() -> Iterator[Event]:
    """Six weeks at the usual office, and the inspection of the last declaration there."""
    for day in BEFORE:
        made = lodged(day, USUAL)
        yield event(made)
        if day != BEFORE[-1]:
            yield released(made, day)
    control = ControlAssigned(
        control_id="CT-19-6204",
        assigned_at=at(f"2019-{day} 11:00"),
        form="inspection",
        declaration_id=made.declaration_id,
        office_id=USUAL,
    )
    yield event(control)
    result = ControlResult(
        control_id=control.control_id,
        completed_at=at(f"2019-{day} 16:20"),
        outcome="violation",
        declaration_id=made.declaration_id,
        office_id=USUAL,
        form="inspection",
        stage="clearance",
        finding_codes=("undervaluation",),
    )
    yield event(result, version=2)
    yield released(made, day)


ELSEWHERE = tuple(event(lodged(day, OTHER)) for day in AFTER)

STORY = Story(
    "A participant moves to another office",
    (
        Act(
            "An inspection at the usual office finds undervalued goods. From then on the participant declares at"
            " another office only.",
            (*usual(), *ELSEWHERE),
            (Expected("9", ELSEWHERE[-1]),),
        ),
    ),
)
