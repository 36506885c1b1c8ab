"""Requests for documents in the history of who was asked, with what tells whether and when they failed.

How long silence is tolerated is a parameter of each criterion, so an entry holds the facts and `failed_at` decides.
"""

from collections.abc import Iterator

import msgspec

from schemas.events.request import RequestClosed, RequestIssued
from scorers.contract.case import Case
from scorers.contract.ledger import Entry, Ledger
from scorers.contract.links import WithdrawalLink


class Requested(Entry, frozen=True, tag="request"):
    """A request; its `at` is the earliest time at which it could fail. Times in ms UTC; None: not so, or unknown.

    `withdrawn_at`: when the declaration that it belongs to was withdrawn.
    """

    kind: str
    declaration_id: str | None
    deadline_at: int | None
    closed_at: int | None
    outcome: str
    withdrawn_at: int | None

    @property
    def excused(self) -> bool:
        """Whether silence is none: the declaration was withdrawn before the answer was due."""
        return self.withdrawn_at is not None and (self.deadline_at is None or self.withdrawn_at < self.deadline_at)

    @property
    def endless(self) -> bool:
        """Whether nobody can tell until when silence is tolerated."""
        return self.closed_at is None and self.deadline_at is None and not self.excused


def requested(
    ref: str, event_id: str, request: RequestIssued, closed: RequestClosed | None, withdrawn_at: int | None
) -> Requested | None:
    """The entry of a request; None once it was revoked."""
    if closed is not None and closed.outcome == "revoked":
        return None
    closed_at = closed.closed_at if closed else None
    entry = Requested(
        request.issued_at,
        ref,
        event_id,
        request.kind,
        request.declaration_id or None,
        request.deadline_at,
        closed_at,
        closed.outcome if closed else "",
        withdrawn_at,
    )
    ends = [at for at in (None if entry.excused else entry.deadline_at, closed_at) if at is not None]
    return msgspec.structs.replace(entry, at=min(ends, default=request.issued_at))


def failed_at(entry: Requested, grace: int, partial_counts: bool) -> int | None:
    """When a request failed, or will if it stays open (ms UTC); None: it did not.

    By a refusal, or by silence until `grace` ms after the deadline; silence about a declaration that was withdrawn
    before the deadline is none.
    """
    silent = None if entry.deadline_at is None or entry.excused else entry.deadline_at + grace
    if silent is not None and (entry.closed_at is None or entry.closed_at > silent):
        return silent
    declined = entry.outcome == "refused" or (partial_counts and entry.outcome == "partial")
    return entry.closed_at if declined else None


def _put(case: Case) -> Iterator[tuple[str, Requested]]:
    if case.current is None:
        return
    declaration = case.content.declaration_id
    withdrawals = [link.at for link in case.linked(WithdrawalLink) if link.ref == declaration]
    entry = requested(
        case.id,
        case.current.name,
        case.content,
        case.ending.data if case.ending else None,
        min(withdrawals, default=None),
    )
    if entry is not None:
        yield case.content.participant_id, entry


REQUESTS = Ledger("requests", subject="participant", kinds=("request",), entry=Requested, put=_put, keep_days=400)
