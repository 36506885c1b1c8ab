"""What cases tell one another directly, because one names the other: the joins by a known identifier.

A link waits at its target even when nothing else is known of it yet, so it does not matter which side arrives first.
"""

from collections.abc import Iterator
from typing import Any, ClassVar

import msgspec

from schemas.events.conclusion import OfficerConclusion
from schemas.events.control import ControlAssigned, ControlResult
from schemas.events.crossing import Crossing
from schemas.events.declaration import Declaration, DeclarationWithdrawn
from schemas.events.finding import Finding
from schemas.events.non_delivery import NonDelivery
from schemas.events.request import RequestClosed, RequestIssued
from schemas.events.transit import Transit, TransitCompleted
from scorers.contract.case import Case, ended
from scorers.contract.learned import Learned
from scorers.contract.payloads import as_published, payload


class Linked(msgspec.Struct, frozen=True, array_like=True):
    """Root of what one case tells another; `ref` is the teller's id.

    Events are named by source and id, as `scorers.contract.event_names` writes them. Each kind has a `tag` of its own,
    by which it is read whatever the class is called.
    """

    ref: str


class ControlLink(Linked, frozen=True, tag="link.control"):
    """A control of this declaration or transit: its assignment and its result, each with the event that said so.

    `seen` is the watermark (ms UTC) when a result first arrived.
    """

    assigned: ControlAssigned | None
    assigned_event: str
    result: ControlResult | None
    result_event: str
    seen: int = 0


class FindingLink(Linked, frozen=True, tag="link.finding"):
    """An effective finding that names this case."""

    event_id: str
    finding: Finding


class NoticeLink(Linked, frozen=True, tag="link.notice"):
    """An effective non-delivery notice for this transit."""

    event_id: str
    notice: NonDelivery


class RequestLink(Linked, frozen=True, tag="link.request"):
    """A request for documents on this declaration, and how it was closed (None: it is open)."""

    event_id: str
    request: RequestIssued
    closed: RequestClosed | None
    closed_event: str


class WithdrawalLink(Linked, frozen=True, tag="link.withdrawal"):
    """The declaration that this request belongs to was withdrawn, at `at` (ms UTC)."""

    at: int


class CrossingLink(Linked, frozen=True, tag="link.crossing"):
    """A border crossing that names this transit."""

    event_id: str
    crossing: Crossing


class DeclarationLink(Linked, frozen=True, tag="link.declaration"):
    """A declaration of goods that this transit carried."""

    event_id: str
    t: int


class Snapshot(msgspec.Struct, frozen=True, array_like=True):
    """One version of a transit's content, and the time (ms UTC) it holds from."""

    event_id: str
    at: int
    type: str
    raw: bytes

    @property
    def transit(self) -> Transit:
        """The content, identifiers in normal form."""
        data: Transit = payload(self.type, self.raw)
        return data

    @property
    def published(self) -> Transit:
        """The content with identifiers as they were published, for what people are shown."""
        data: Transit = as_published(self.type, self.raw)
        return data


class TransitLink(Linked, frozen=True, tag="link.transit"):
    """The transit that brought this declaration's goods: its versions, oldest first, and its completion.

    There are no versions while only the completion is known: the opening may come late, or never.
    `parts` are completions that closed a part of the load. All completions are as published, since people are shown
    their offices.
    """

    versions: tuple[Snapshot, ...]
    completed: TransitCompleted | None
    completed_event: str
    parts: tuple[TransitCompleted, ...] = ()


class SuccessorLink(Linked, frozen=True, tag="link.successor"):
    """Declarations that name this one, directly or through others, as their predecessor."""

    chain: tuple[str, ...]


class DayLink(Linked, frozen=True, tag="link.day"):
    """The first customs operation of a declaration, at `at` (ms UTC), at a warehouse on the local day of this case.

    `seen` is the watermark (ms UTC) when it arrived.
    """

    event_id: str
    warehouse: str
    day: str
    at: int
    member_state: str
    seen: int = 0


class AlertLink(Linked, frozen=True, tag="link.alert"):
    """An alert on the case `ref` (its key) requires an officer's judgement."""


class ConclusionLink(Linked, frozen=True, tag="link.conclusion"):
    """What an officer concluded on the alert `ref` of this case."""

    conclusion: OfficerConclusion


WAYBILLS = ("transport", "cmr")
"""Types of documents that are transport documents."""


class Joined(Learned, frozen=True, tag="told.transits"):
    """Transits that came under a waybill with a vehicle or container of the declaration."""

    shared: ClassVar[bool] = True

    transits: tuple[str, ...] = ()


def waybill_keys(data: Any) -> tuple[str, ...]:
    """Subject keys of the transport documents of a declaration or transit, sorted."""
    numbers = {document.number for document in data.documents or () if document.type in WAYBILLS and document.number}
    return tuple(f"document:{number}" for number in sorted(numbers))


def named_transit(case: Case) -> str:
    """The transit that a declaration names; empty when it names none."""
    named: str | None = case.content.transit_id
    return named or ""


def transits_of(case: Case) -> tuple[str, ...]:
    """Transits that brought a declaration's goods: the one it names, else those found by waybill and vehicle."""
    if named := named_transit(case):
        return (named,)
    answers = (case.learned(key, Joined) for key in waybill_keys(case.content))
    return tuple(sorted({ref for joined in answers if joined for ref in joined.transits}))


def transit_untold(case: Case) -> bool:
    """Whether nobody can tell if a transit brought a declaration's goods: its publisher names none (ruling 36).

    Nor is there a waybill by which one could be looked for.
    """
    return not case.carries("transit_id") and not transits_of(case) and not waybill_keys(case.content)


AnyLink = (
    ControlLink
    | FindingLink
    | NoticeLink
    | RequestLink
    | WithdrawalLink
    | CrossingLink
    | DeclarationLink
    | TransitLink
    | SuccessorLink
    | DayLink
    | AlertLink
    | ConclusionLink
)


_Telling = tuple[str, str | None, Linked]
"""Life cycle and published identifier of a case, and what it is told."""


def told(case: Case) -> Iterator[tuple[str, Linked]]:
    """Whom a case tells what: (target case key, link). A reference without a letter or digit names nobody."""
    if case.kind == "conclusion":
        yield from _conclusion(case)
    tell = _TELL.get(case.kind)
    for lifecycle, identifier, link in tell(case) if tell is not None else ():
        if identifier:
            yield f"{lifecycle}:{identifier}", link


def _conclusion(case: Case) -> Iterator[tuple[str, Linked]]:
    """An alert says the key of its case itself."""
    if case.current is not None:
        for alert in case.linked(AlertLink):
            yield alert.ref, ConclusionLink(case.id, case.content)


def _declaration(case: Case) -> Iterator[_Telling]:
    if case.ending is not None and isinstance(case.ending.data, DeclarationWithdrawn):
        for asked in case.linked(RequestLink):
            yield "request", asked.ref, WithdrawalLink(case.id, case.ending.at)
    current = case.current
    if current is None:
        return
    data: Declaration = current.data
    for transit in transits_of(case):
        yield "transit", transit, DeclarationLink(case.id, current.name, case.t)
    if data.resubmission_of:
        chain = {case.id}.union(*(link.chain for link in case.linked(SuccessorLink)))
        yield "declaration", data.resubmission_of, SuccessorLink(case.id, tuple(sorted(chain)))


def _transit(case: Case) -> Iterator[_Telling]:
    versions = tuple(Snapshot(event.name, event.at, event.type, event.raw) for event in case.snapshots)
    done = case.completion
    parts = tuple(event.published for event in case.events if event.group == "completion" and ended(event) is None)
    if not (versions or done or parts):
        return
    link = TransitLink(case.id, versions, done.published if done else None, done.name if done else "", parts)
    for declaration in case.linked(DeclarationLink):
        yield "declaration", declaration.ref, link


def _control(case: Case) -> Iterator[_Telling]:
    assigned, result = case.current, case.last("result")
    link = ControlLink(
        case.id,
        assigned.data if assigned else None,
        assigned.name if assigned else "",
        result.data if result else None,
        result.name if result else "",
        case.seen("result"),
    )
    for data in (event.data for event in (result, assigned) if event is not None):
        if data.declaration_id:
            yield "declaration", data.declaration_id, link
            return
        if data.transit_id:
            yield "transit", data.transit_id, link
            return


def _finding(case: Case) -> Iterator[_Telling]:
    if case.current is None or case.last("cancellation") is not None:
        return
    data: Finding = case.content
    link = FindingLink(case.id, case.current.name, data)
    yield "declaration", data.declaration_id, link
    yield "transit", data.transit_id, link


def _notice(case: Case) -> Iterator[_Telling]:
    if case.current is not None and case.last("cancellation") is None:
        yield "transit", case.content.transit_id, NoticeLink(case.id, case.current.name, case.content)


def _request(case: Case) -> Iterator[_Telling]:
    if case.current is None:
        return
    closed = case.ending
    link = RequestLink(
        case.id, case.current.name, case.content, closed.data if closed else None, closed.name if closed else ""
    )
    yield "declaration", case.content.declaration_id, link


def _crossing(case: Case) -> Iterator[_Telling]:
    if case.current is not None:
        yield "transit", case.content.transit_id, CrossingLink(case.id, case.current.name, case.content)


_TELL = {
    "declaration": _declaration,
    "transit": _transit,
    "control": _control,
    "finding": _finding,
    "non_delivery": _notice,
    "crossing": _crossing,
    "request": _request,
}
