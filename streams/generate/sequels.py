"""What may follow the release of a declaration: requests, audits, findings, bank copies, late amendments."""

from collections.abc import Iterator
from typing import Literal

import msgspec

from schemas.events import (
    BankCopy,
    ControlResult,
    Declaration,
    Finding,
    FindingCancelled,
    OfficerConclusion,
    RequestClosed,
    RequestIssued,
)
from streams.generate.calendar import DAY, HOUR
from streams.generate.papers import amended
from streams.generate.steps import Life, Pause, Step
from streams.generate.world import World


def sequels(world: World, made: Declaration, released_at: int, version: int) -> Life:
    """Usually nothing; at most one thing."""
    share, at = world.rng.random(), released_at + DAY
    if share < 0.02:
        yield from _request(world, made, released_at + HOUR)
    elif share < 0.03:
        yield Pause(at)
        yield Step(at, amended(made, "contract_no", stage="after_release"), version + 1)
    elif share < 0.035:
        yield Step(at, _audit(world, made, at))
    elif share < 0.04:
        yield from _mistaken_finding(world, made, released_at)
    elif share < 0.043:
        yield Step(at, _conclusion(world, made, at))
    elif share < 0.047:
        copy = BankCopy(
            report_id=world.number("BC"),
            participant_id=made.participant_id,
            declaration_no=made.declaration_id,
            reported_at=at,
        )
        yield Step(at, copy)


def _request(world: World, made: Declaration, at: int) -> Iterator[Step]:
    asked = request(world, made, at, at + 3 * DAY)
    yield Step(at, asked)
    moved = world.rng.random() < 0.2
    if moved:
        yield Step(at + 2 * DAY, msgspec.structs.replace(asked, deadline_at=at + 6 * DAY), 2)
    closed_at = at + int((2.1 + 0.8 * world.rng.random()) * DAY)
    outcome: Literal["provided", "partial"] = "provided" if world.rng.random() < 0.95 else "partial"
    closed = RequestClosed(request_id=asked.request_id, closed_at=closed_at, outcome=outcome)
    yield Step(closed_at, closed, 3 if moved else 2)


def request(world: World, made: Declaration, at: int, deadline: int) -> RequestIssued:
    """The office asks for technical documentation."""
    return RequestIssued(
        request_id=world.number("RQ"),
        participant_id=made.participant_id,
        kind="technical_documentation",
        issued_at=at,
        deadline_at=deadline,
        declaration_id=made.declaration_id,
    )


def _audit(world: World, made: Declaration, at: int) -> ControlResult:
    return ControlResult(
        control_id=world.number("CT"),
        completed_at=at,
        outcome="no_violation",
        declaration_id=made.declaration_id,
        participant_id=made.participant_id,
        office_id=made.office_id,
        form="post_release_control",
        stage="post_release",
        officer_id="OFCAUDIT1",
        finding_codes=(),
    )


def _mistaken_finding(world: World, made: Declaration, at: int) -> Iterator[Step]:
    raised = Finding(
        finding_id=world.number("FN"),
        criterion="42",
        subject_kind="document",
        subject_id=f"transport|{made.declaration_id}",
        observed_at=at + HOUR,
        declaration_id=made.declaration_id,
        observer_kind="officer",
        observer_id=made.officer_id,
        confidence=0.9,
    )
    yield Step(at + HOUR, raised)
    cancelled_at = at + 5 * HOUR
    cancelled = FindingCancelled(
        finding_id=raised.finding_id, cancelled_at=cancelled_at, subject_id=raised.subject_id, reason_code="error"
    )
    yield Step(cancelled_at, cancelled, 2)


def _conclusion(world: World, made: Declaration, at: int) -> OfficerConclusion:
    return OfficerConclusion(
        alert_id=world.number("AL"),
        officer_id=made.officer_id or "OFCAUDIT1",
        conclusion="rejected",
        reason="The goods were seen and agree with the papers.",
        concluded_at=at,
    )
