"""What registers say of a participant: debts, cases, grounds, refusals, the company; and its first contacts.

Facts are no happenings of a day: they are looked up as of a time by their own validity, so they stand at one fixed
place of the history and are never dropped. An entry holds every effective version of one record.
"""

from collections.abc import Callable, Iterator
from typing import Any, TypeVar

import msgspec

from schemas.events.finding import Finding
from schemas.facts import Case as CaseFact
from schemas.facts import CategoryGround, Company, Debt, Fact, PermitRefusal
from scorers.contract.case import Case, Said
from scorers.contract.history import History
from scorers.contract.ledger import Entry, Ledger
from scorers.statistics.count import Count
from scorers.times.durations import DAY

FOREVER_DAYS = 100_000
"""More days than lie between 1970 and 2100: an entry at 0 is within reach of every question, and is never dropped."""

RecordT = TypeVar("RecordT", bound=Entry)


class DebtRecord(Entry, frozen=True, tag="debt"):
    """A debt: (event id, event time in ms UTC, what it said) of each version, oldest first."""

    versions: tuple[tuple[str, int, Debt], ...]


class CaseRecord(Entry, frozen=True, tag="case"):
    """A court or administrative case, by version."""

    versions: tuple[tuple[str, int, CaseFact], ...]


class GroundRecord(Entry, frozen=True, tag="ground"):
    """A ground of the low category, by version."""

    versions: tuple[tuple[str, int, CategoryGround], ...]


class CompanyRecord(Entry, frozen=True, tag="company"):
    """The participant's entry in the company register, by version."""

    versions: tuple[tuple[str, int, Company], ...]


class RefusalRecord(Entry, frozen=True, tag="permit_refusal"):
    """A permit that was refused, by version."""

    versions: tuple[tuple[str, int, PermitRefusal], ...]


class Contact(Entry, frozen=True, tag="contact"):
    """A declaration or transit of the participant, in a member state."""

    member_state: str


class Information(Entry, frozen=True, tag="information"):
    """A finding on the participant that a body or an officer reported; `until` (ms UTC) excluded, None: not stated.

    `of_consignment`: it names one, and so says something of that one only, unless its criterion is general.
    """

    criterion: str
    observer_kind: str
    until: int | None
    of_consignment: bool = False


INFORMANTS = frozenset({"law_enforcement", "state_body", "foreign_authority", "officer", "xray_system"})
"""Observers whose findings are information in the sense of the exemption (E3)."""


def _record(entry: Callable[..., RecordT], holder: str) -> Callable[[Case], Iterator[tuple[str, RecordT]]]:
    """The entry of a fact's case. A record belongs to whom its last version names, and so do its earlier versions."""

    def put(case: Case) -> Iterator[tuple[str, RecordT]]:
        versions: list[tuple[str, int, Any]] = [(said.name, said.at, _placed(said)) for said in case.snapshots]
        if versions:
            last = case.snapshots[-1]
            yield getattr(last.data, holder), entry(0, case.id, last.name, tuple(versions))

    return put


def _placed(said: Said) -> Any:
    """The fact with its member state: where it states none, that of the event. People are shown its published key."""
    data = said.data
    state = data.member_state or said.member_state or None
    return msgspec.structs.replace(data, key=said.published.key, member_state=state)


def _contact(case: Case) -> Iterator[tuple[str, Contact]]:
    if case.current is not None:
        who = case.content.participant_id if case.kind == "declaration" else case.content.declarant_id
        yield who, Contact(case.t, case.key, case.trigger, case.member_state)


def _information(case: Case) -> Iterator[tuple[str, Information]]:
    if case.current is None or case.last("cancellation") is not None:
        return
    data: Finding = case.content
    who = data.participant_id or (data.subject_id if data.subject_kind == "participant" else None)
    if who and data.observer_kind in INFORMANTS:
        yield (
            who,
            Information(
                data.observed_at,
                case.id,
                case.current.name,
                data.criterion,
                data.observer_kind,
                data.valid_until,
                bool(data.declaration_id or data.transit_id),
            ),
        )


def _ledger(name: str, kind: str, entry: type[RecordT], holder: str) -> Ledger[RecordT]:
    return Ledger(
        name,
        subject="participant",
        kinds=(kind,),
        entry=entry,
        put=_record(entry, holder),
        keep_days=FOREVER_DAYS,
    )


DEBTS = _ledger("debts", "ref.debt", DebtRecord, "participant_id")
CASES = _ledger("cases", "ref.case", CaseRecord, "person_id")
GROUNDS = _ledger("grounds", "ref.category_ground", GroundRecord, "participant_id")
REFUSALS = _ledger("permit_refusals", "ref.permit_refusal", RefusalRecord, "participant_id")
COMPANIES = _ledger("companies", "ref.company", CompanyRecord, "key")
CONTACTS = Ledger(
    "contacts",
    subject="participant",
    kinds=("declaration", "transit"),
    entry=Contact,
    put=_contact,
    keep_days=800,
    statistics=(Count[Contact](lambda contact: contact.member_state),),
    keeps_first=True,
)
INFORMATION = Ledger(
    "information",
    subject="participant",
    kinds=("finding",),
    entry=Information,
    put=_information,
    keep_days=730,
)


def begun(fact: Fact, t: int) -> bool:
    """Whether the validity of a fact has begun at t (ms UTC)."""
    return fact.valid_from is None or fact.valid_from <= t


def facts_at(
    history: History,
    ledger: Ledger[Any],
    t: int,
    known_by: int | None = None,
    speaks: Callable[[Any, int], bool] = begun,
) -> Iterator[tuple[str, Any]]:
    """(event id, fact) of every record of a fact ledger as of t (ms UTC), by key (S5).

    The last version whose validity has begun decides, also when it says that the validity has ended. `known_by`
    (ms UTC): what was published later counts for nothing. `speaks`: whether a version says anything as of t.
    """
    for record in history.span(ledger, -1, 0):
        for event_id, published, fact in reversed(record.versions):
            if known_by is not None and published > known_by:
                continue
            if speaks(fact, t):
                if fact.valid_to is None or t < fact.valid_to:
                    yield event_id, fact
                break


def first_contact(history: History, t: int) -> int | None:
    """Time (ms UTC) of the participant's first declaration or transit ever, up to t; None: there was none (R-21)."""
    head = history.book(CONTACTS).head
    times = [head.earliest] if head.earliest is not None else []
    day = head.first()
    if day is not None:
        times += [found.at for found in history.span(CONTACTS, day * DAY - 1, (day + 1) * DAY - 1)[:1]]
    return min((at for at in times if at <= t), default=None)


def information_at(history: History, t: int, valid_days: int) -> list[Information]:
    """Findings on the participant that hold at t (ms UTC), oldest first."""
    return [
        found
        for found in history.window(INFORMATION, t, INFORMATION.keep_days)
        if t < (found.until if found.until is not None else found.at + valid_days * DAY)
    ]
