"""Documentary checks with the officer who did them, in the history of the participant and of the office."""

from collections.abc import Iterator

from schemas.normalise import normal_id
from scorers.ledger import Entry, Ledger
from scorers.links import ControlLink
from scorers.local_time import day_start, local_date
from scorers.view import Case
from scorers.working_days import zone_of


class Check(Entry, frozen=True):
    """One documentary check of a declaration at an office by an officer (pseudonymous id)."""

    office: str
    officer: str
    participant: str
    day: int
    """Beginning of the office's local day, ms UTC."""


def checks(case: Case) -> list[Check]:
    """The documentary checks of a declaration that an officer did: the first one at each office."""
    if case.current is None:
        return []
    found: dict[str, Check] = {}
    for link in case.linked(ControlLink):
        result = link.result
        if result is None or not result.officer_id or result.outcome == "not_performed":
            continue
        form = result.form or (link.assigned.form if link.assigned else None)
        if form != "documentary_check":
            continue
        office = normal_id(result.office_id or case.content.office_id)
        zone = zone_of(case, office, result.completed_at)
        check = Check(
            result.completed_at,
            f"{case.id}|{office}",
            link.result_event,
            office,
            normal_id(result.officer_id),
            normal_id(case.content.participant_id),
            day_start(local_date(result.completed_at, zone), zone),
        )
        known = found.get(office)
        if known is None or (check.at, check.event_id) < (known.at, known.event_id):
            found[office] = check
    return [found[office] for office in sorted(found)]


def _of_participant(case: Case) -> Iterator[tuple[str, Check]]:
    for check in case.once(checks):
        yield f"{check.participant}|{check.office}", check


def _of_office(case: Case) -> Iterator[tuple[str, Check]]:
    for check in case.once(checks):
        yield check.office, check


CHECKS_OF_PARTICIPANT = Ledger(
    "checks_of_participant",
    subject="participant_at_office",
    kinds=("declaration",),
    entry=Check,
    put=_of_participant,
    keep_days=100,
    tally=lambda check: (check.officer, 0),
)
CHECKS_OF_OFFICE = Ledger(
    "checks_of_office",
    subject="customs_office",
    kinds=("declaration",),
    entry=Check,
    put=_of_office,
    keep_days=100,
    tally=lambda check: (check.officer, 0),
)
