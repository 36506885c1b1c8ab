"""Documentary checks with the officer who did them, in the history of the participant and of the office."""

from collections.abc import Iterator

from schemas.events.control import ControlResult
from scorers.contract.case import Case
from scorers.contract.ledger import Entry, Ledger
from scorers.contract.links import ControlLink
from scorers.reference.working_days import zone_of
from scorers.statistics.count import Count
from scorers.times.local_time import day_start, local_date


class Check(Entry, frozen=True, tag="check"):
    """One documentary check of a declaration at an office by an officer (pseudonymous id)."""

    office: str
    officer: str
    participant: str
    day: int
    """Beginning of the office's local day, ms UTC."""


def _controls(case: Case) -> Iterator[tuple[ControlLink, ControlResult, str | None]]:
    """Controls of a declaration that an officer performed, each with its form; None: nobody says which."""
    for link in case.linked(ControlLink):
        result = link.result
        if case.current is not None and result is not None and result.officer_id and result.outcome != "not_performed":
            yield link, result, result.form or (link.assigned.form if link.assigned else None)


def checks(case: Case) -> list[Check]:
    """The documentary checks of a declaration that an officer did: the first one at each office."""
    found: dict[str, Check] = {}
    for link, result, form in _controls(case):
        if form != "documentary_check":
            continue
        office = result.office_id or case.content.office_id
        zone = zone_of(case, office, result.completed_at)
        check = Check(
            result.completed_at,
            f"{case.id}|{office}",
            link.result_event,
            office,
            result.officer_id or "",
            case.content.participant_id,
            day_start(local_date(result.completed_at, zone), zone),
        )
        known = found.get(office)
        if known is None or (check.at, check.event_id) < (known.at, known.event_id):
            found[office] = check
    return [found[office] for office in sorted(found)]


def unnamed_forms(case: Case) -> list[str]:
    """Officers whose control of a declaration may have been a documentary check: nobody says which form it had."""
    return sorted({result.officer_id or "" for _, result, form in _controls(case) if form is None})


def _of_participant(case: Case) -> Iterator[tuple[str, Check]]:
    for check in case.once(checks):
        yield f"{check.participant}|{check.office}", check


def _of_office(case: Case) -> Iterator[tuple[str, Check]]:
    for check in case.once(checks):
        yield check.office, check


BY_OFFICER = Count[Check](lambda check: check.officer)
CHECKS_OF_PARTICIPANT = Ledger(
    "checks_of_participant",
    subject="participant_at_office",
    kinds=("declaration",),
    entry=Check,
    put=_of_participant,
    keep_days=100,
    statistics=(BY_OFFICER,),
)
CHECKS_OF_OFFICE = Ledger(
    "checks_of_office",
    subject="customs_office",
    kinds=("declaration",),
    entry=Check,
    put=_of_office,
    keep_days=100,
    statistics=(BY_OFFICER,),
)
