"""Criterion 12 of decision 8/7: the participant does not hand over technical documentation."""

from collections.abc import Iterator
from typing import Annotated

from msgspec import structs

from scorers.contract.arguments import filled
from scorers.contract.case import Case, subject_key
from scorers.contract.criterion import Ask, Criterion, Params, Reach
from scorers.contract.history import History
from scorers.contract.links import RequestLink
from scorers.contract.verdict import Evidence, Hit, Unknown, missing
from scorers.ledgers.requests import REQUESTS, Requested, failed_at, requested
from scorers.parameters.units import Days, Number, Switch, means
from scorers.times.durations import DAY, HOUR

KIND = "technical_documentation"
DEADLINE = "request.issued.deadline_at"


class Parameters(Params, frozen=True):
    """Which requests count as failed, and how many within which time."""

    grace_hours: Annotated[float, means("How long after its deadline an answer is waited for.", unit="hours")] = 24
    min_failed: Annotated[Number, means("Failed requests from which on later declarations are hit.")] = 1
    partial_counts: Annotated[Switch, means("Whether a partial answer is a refusal.")] = False
    window_days: Annotated[Days, means("How far back failed requests count.")] = 365

    @property
    def grace(self) -> int:
        """The grace in ms."""
        return int(self.grace_hours * HOUR)


class TechnicalRecord(Ask, frozen=True):
    """A declaration is lodged; requests on it are judged at its own case."""

    declaration_id: str


class RefusesTechnicalDocuments(Criterion[Parameters, TechnicalRecord]):
    """A request for technical documentation was refused, or met with silence past its deadline and the grace.

    The declaration that the request belongs to is hit at once; later ones when enough requests failed in the window.
    """

    code = "12"
    group = "01"
    title = "Participant declines to hand over technical documentation"
    kind = "stream"
    subject = "participant"
    inputs = (
        "request.issued.request_id",
        "request.issued.kind",
        "request.issued.deadline_at",
        "request.issued.participant_id",
        "request.closed.outcome",
        "request.closed.closed_at",
        "declaration.participant_id",
    )
    forms = ("expert_examination", "inspection", "documentary_check")
    cases = ("declaration",)
    correlation_group = "unanswered_request"
    texts = """
        .this_declaration =
            { $count ->
                [one] A request for technical documentation on this declaration was
               *[other] { $count } requests for technical documentation on this declaration were
            } refused or not answered in time.
        .in_window =
            { $count ->
                [one] A request for technical documentation in { $days } days was
               *[other] { $count } requests for technical documentation in { $days } days were
            } refused or not answered in time.
    """
    parameters = Parameters
    ask = TechnicalRecord
    reads = (REQUESTS,)

    def judge(self, case: Case, params: Parameters) -> Iterator[tuple[str, Hit | Unknown]]:
        """The requests on the declaration itself; silence is certain once the watermark has passed the grace."""
        identity = case.content.participant_id
        requests = _own(case)
        failed = [
            (at, entry) for at, entry in _failed(requests, params) if entry.closed_at is not None or case.elapsed(at)
        ]
        if failed:
            yield identity, _hit(failed, "this_declaration")
        elif any(entry.endless for entry in requests):
            yield identity, missing(DEADLINE)

    def asks(self, case: Case, params: Parameters) -> Iterator[tuple[str, TechnicalRecord] | Unknown]:
        """Ask the participant about earlier requests."""
        key = subject_key("participant", case.content.participant_id)
        yield key, TechnicalRecord(self.code, case.t, case.trigger, declaration_id=case.id)

    def reaches(self, params: Parameters) -> Iterator[Reach]:
        """Requests stand at their deadline and fail a grace later."""
        yield Reach(REQUESTS, ("window_days", "grace_hours"), params.window_days + params.grace_hours / 24)

    def answer(self, ask: TechnicalRecord, history: History, params: Parameters) -> Hit | Unknown | None:
        """Hit when `min_failed` requests on other declarations, or on none, failed in the window.

        Silence is certain only once the watermark has passed the grace, so the hit is held back until then.
        """
        start = ask.t - params.window_days * DAY
        earlier = [
            entry
            for entry in history.span(REQUESTS, start - params.grace, ask.t)
            if entry.kind == KIND and entry.declaration_id != ask.declaration_id
        ]
        failed = [(at, entry) for at, entry in _failed(earlier, params) if start < at <= ask.t]
        if len(failed) >= params.min_failed:
            silent = [at for at, entry in failed if entry.closed_at is None]
            hit = _hit(failed, "in_window", days=params.window_days)
            return structs.replace(hit, window=(start, ask.t), hold_until=max(silent, default=None))
        if len(failed) + sum(entry.endless for entry in earlier) >= params.min_failed:
            return missing(DEADLINE)
        return self.sees(params.window_days, history, ask.t)


def _own(case: Case) -> list[Requested]:
    """Requests for technical documentation on a declaration, but for those revoked."""
    withdrawn_at = case.ending.at if case.ending and case.ending.type.endswith("withdrawn.v1") else None
    entries = [
        requested(link.ref, link.event_id, link.request, link.closed, withdrawn_at)
        for link in case.linked(RequestLink)
        if link.request.kind == KIND
    ]
    return [entry for entry in entries if entry is not None]


def _failed(requests: list[Requested], params: Parameters) -> list[tuple[int, Requested]]:
    """Requests that failed or will, each with the time (ms UTC), in the order of time."""
    found = [(failed_at(entry, params.grace, params.partial_counts), entry) for entry in requests]
    return sorted(((at, entry) for at, entry in found if at is not None), key=lambda pair: (pair[0], pair[1].ref))


def _hit(failed: list[tuple[int, Requested]], why: str, **said: int) -> Hit:
    return Hit(
        why,
        tuple(
            Evidence(
                "request",
                entry.ref,
                at,
                entry.event_id,
                {"outcome": entry.outcome or "silence", "deadline_at": entry.deadline_at},
            )
            for at, entry in failed
        ),
        arguments=filled(count=len(failed), **said),
    )
