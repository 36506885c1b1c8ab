"""Documents were asked for, and refused, or not handed over in time.

The family looks at the requests of one kind: those on the declaration itself, and those in the history of its
participant. Silence is a refusal once the watermark has passed the deadline and a grace, so a hit on it is held back
until then; a request without a deadline leaves both unknown. A criterion says which documents, and whether a partial
answer is one.
"""

from collections.abc import Iterator, Sequence
from typing import Annotated, ClassVar, TypeVar

from msgspec import structs

from scorers.contract.arguments import filled
from scorers.contract.case import Case
from scorers.contract.criterion import Params, Reach
from scorers.contract.history import History
from scorers.contract.inputs import of
from scorers.contract.links import RequestLink
from scorers.contract.verdict import Evidence, Hit, Unknown, missing
from scorers.families.participants import Lodging, ParticipantHistory
from scorers.ledgers.requests import REQUESTS, Requested, failed_at, requested
from scorers.parameters.units import Days, Number, Switch, means
from scorers.times.durations import DAY, HOUR

DEADLINE = "request.issued.deadline_at"
Failed = tuple[int, Requested]
"""A request that failed or will, and when (ms UTC)."""


class RequestsFailed(Params, frozen=True):
    """Which requests count as failed, and how many within which time."""

    grace_hours: Annotated[float, means("How long after its deadline an answer is waited for.", unit="hours")] = 24
    min_failed: Annotated[Number, means("Failed requests from which on later declarations are hit.")] = 1
    partial_counts: Annotated[Switch, means("Whether a partial answer is a refusal.")] = False
    window_days: Annotated[Days, means("How far back failed requests count.")] = 365

    @property
    def grace(self) -> int:
        """The grace in ms."""
        return int(self.grace_hours * HOUR)

    def failed(self, requests: Sequence[Requested]) -> list[Failed]:
        """Requests that failed or will, in the order of time."""
        found = [(failed_at(entry, self.grace, self.partial_counts), entry) for entry in requests]
        return sorted(((at, entry) for at, entry in found if at is not None), key=lambda pair: (pair[0], pair[1].ref))


RequestsT = TypeVar("RequestsT", bound=RequestsFailed)


class UnansweredRequests(ParticipantHistory[RequestsT]):
    """Requests for documents of one kind.

    The texts are `this_declaration` with the argument `count`, and `in_window` with `days`, too.
    """

    inputs = (
        *of("request.issued", "request_id", "kind", "deadline_at", "participant_id"),
        *of("request.closed", "outcome", "closed_at"),
        "declaration.participant_id",
    )
    forms = ("expert_examination", "inspection", "documentary_check")
    correlation_group = "unanswered_request"
    reads = (REQUESTS,)
    documents: ClassVar[str]
    """Kind of the requests, as published."""

    def judge(self, case: Case, params: RequestsT) -> Iterator[tuple[str, Hit | Unknown]]:
        """The requests on the declaration itself; silence is certain once the watermark has passed the grace."""
        identity = case.content.participant_id
        requests = self._own(case)
        failed = [(at, one) for at, one in params.failed(requests) if one.closed_at is not None or case.elapsed(at)]
        if failed:
            yield identity, _hit(failed, "this_declaration")
        elif any(entry.endless for entry in requests):
            yield identity, missing(DEADLINE)

    def reaches(self, params: RequestsT) -> Iterator[Reach]:
        """Requests stand at their deadline and fail a grace later."""
        yield Reach(REQUESTS, ("window_days", "grace_hours"), params.window_days + params.grace_hours / 24)

    def answer(self, ask: Lodging, history: History, params: RequestsT) -> Hit | Unknown | None:
        """Hit when `min_failed` requests on other declarations, or on none, failed in the window."""
        start = ask.t - params.window_days * DAY
        earlier = [
            entry
            for entry in history.span(REQUESTS, start - params.grace, ask.t)
            if entry.kind == self.documents and entry.declaration_id != ask.declaration_id
        ]
        failed = [(at, entry) for at, entry in params.failed(earlier) if start < at <= ask.t]
        if len(failed) >= params.min_failed:
            silent = [at for at, entry in failed if entry.closed_at is None]
            hit = _hit(failed, "in_window", days=params.window_days)
            return structs.replace(hit, window=(start, ask.t), hold_until=max(silent, default=None))
        if len(failed) + sum(entry.endless for entry in earlier) >= params.min_failed:
            return missing(DEADLINE)
        return self.sees(params.window_days, history, ask.t)

    def _own(self, case: Case) -> list[Requested]:
        """Requests on a declaration, but for those revoked."""
        withdrawn_at = case.ending.at if case.ending and case.ending.type.endswith("withdrawn.v1") else None
        entries = [
            requested(link.ref, link.event_id, link.request, link.closed, withdrawn_at)
            for link in case.linked(RequestLink)
            if link.request.kind == self.documents
        ]
        return [entry for entry in entries if entry is not None]


def _hit(failed: list[Failed], why: str, **said: int) -> Hit:
    evidence = tuple(
        Evidence(
            "request",
            entry.ref,
            at,
            entry.event_id,
            {"outcome": entry.outcome or "silence", "deadline_at": entry.deadline_at},
        )
        for at, entry in failed
    )
    return Hit(why, evidence, arguments=filled(count=len(failed), **said))
