"""Criterion 12 of decision 8/7: the participant does not hand over technical documentation."""

from collections.abc import Iterator

from schemas.normalise import normal_id
from scorers.criterion import Ask, Criterion, Params
from scorers.ledger import DAY, HOUR, History
from scorers.ledgers.requests import REQUESTS, Requested, failed_at, requested
from scorers.links import RequestLink
from scorers.verdict import Evidence, Hit, Unknown
from scorers.view import Case, subject_key

KIND = "technical_documentation"


class Parameters(Params, frozen=True):
    """Grace after the deadline in hours; window in days of 24 h; number of failed requests."""

    grace_hours: float = 24
    min_failed: int = 1
    partial_counts: bool = False
    window_days: int = 365

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
    parameters = Parameters
    ask = TechnicalRecord
    reads = (REQUESTS,)

    def judge(self, case: Case, params: Parameters) -> Iterator[tuple[str, Hit | Unknown]]:
        """The requests on the declaration itself."""
        identity = normal_id(case.content.participant_id)
        withdrawn_at = case.ending.at if case.ending and case.ending.type.endswith("withdrawn.v1") else None
        failed: list[tuple[int, Requested]] = []
        endless = False
        for link in case.linked(RequestLink):
            if link.request.kind != KIND:
                continue
            endless |= link.closed is None and link.request.deadline_at is None and withdrawn_at is None
            entry = requested(link.ref, link.event_id, link.request, link.closed, withdrawn_at)
            at = failed_at(entry, params.grace, params.partial_counts) if entry is not None else None
            if entry is not None and at is not None:
                failed.append((at, entry))
        if failed:
            yield identity, _hit(sorted(failed, key=_order), "on this declaration")
        elif endless:
            yield identity, Unknown(("request.issued.deadline_at",))

    def asks(self, case: Case, params: Parameters) -> Iterator[tuple[str, TechnicalRecord] | Unknown]:
        """Ask the participant about earlier requests."""
        key = subject_key("participant", case.content.participant_id)
        yield key, TechnicalRecord(self.code, case.t, case.trigger, declaration_id=case.id)

    def answer(self, ask: TechnicalRecord, history: History, params: Parameters) -> Hit | Unknown | None:
        """Hit when `min_failed` requests on other declarations, or on none, failed in the window."""
        start = ask.t - params.window_days * DAY
        failed = [
            (at, entry)
            for entry in history.span(REQUESTS, start - params.grace, ask.t)
            if entry.kind == KIND and entry.declaration_id != ask.declaration_id
            for at in [failed_at(entry, params.grace, params.partial_counts)]
            if at is not None and start < at <= ask.t
        ]
        if len(failed) < params.min_failed:
            return self.sees(params.window_days, history, ask.t)
        return _hit(sorted(failed, key=_order), f"in {params.window_days} days", (start, ask.t))


def _order(failure: tuple[int, Requested]) -> tuple[int, str]:
    return failure[0], failure[1].ref


def _hit(failed: list[tuple[int, Requested]], scope: str, window: tuple[int, int] | None = None) -> Hit:
    """Silence is certain only once the watermark has passed the grace, so the hit is held back until then."""
    silent = [at for at, entry in failed if entry.closed_at is None]
    return Hit(
        f"{len(failed)} request(s) for technical documentation {scope} were refused or not answered in time.",
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
        window=window,
        hold_until=max(silent, default=None),
    )
