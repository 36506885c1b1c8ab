"""The life of a declaration: registered, amended, controlled, paid, released; sometimes withdrawn or refused."""

from collections.abc import Generator, Iterator
from typing import Literal

import msgspec

from schemas.events import (
    ControlAssigned,
    ControlledItem,
    ControlResult,
    Declaration,
    DeclarationRefused,
    DeclarationReleased,
    DeclarationWithdrawn,
    Payment,
)
from schemas.fields import ControlForm
from streams.generate.calendar import DAY, HOUR, MINUTE
from streams.generate.papers import amended
from streams.generate.population import officer
from streams.generate.sequels import sequels
from streams.generate.steps import Course, Pause, Step, cancellation
from streams.generate.world import World

_FORMS: tuple[ControlForm, ...] = ("documentary_check", "customs_value_check", "inspection", "xray_scan")
_Outcome = Literal["no_violation", "value_adjusted", "violation", "not_performed"]
_OUTCOMES: tuple[tuple[float, _Outcome, tuple[str, ...]], ...] = (
    (0.8, "no_violation", ()),
    (0.92, "value_adjusted", ("undervaluation",)),
    (0.97, "violation", ("misclassification",)),
    (1.0, "not_performed", ()),
)
"""Outcomes of controls up to a share of all, with what was found."""
VIOLATION = 0.93
"""A share at which a violation is found."""


def cleared(world: World, made: Declaration) -> Course:
    """From the registration until the goods may leave, and what follows; returns when they could leave."""
    rng, version = world.rng, 1
    now = made.registered_at
    yield Step(now, made)
    if rng.random() < 0.07:
        now, version = now + int((0.3 + 2 * rng.random()) * HOUR), version + 1
        made = yield from _amendment(world, made, now, version)
    if rng.random() < 0.012:
        now = yield from _lodged_again(world, made, now + HOUR, version + 1)
        return now
    if rng.random() < 0.08:
        now = yield from _controlled(world, made, now + 20 * MINUTE)
    if rng.random() < 0.006:
        yield Step(now + HOUR, refusal(made, now + HOUR), version + 1)
        return now + HOUR
    now += int((0.5 + 3 * rng.random()) * HOUR)
    yield from payments(world, made, now - 10 * MINUTE)
    yield Step(now, release(world, made, now), version + 1)
    yield sequels(world, made, now, version + 1)
    return now


def lodged(world: World, made: Declaration, *, released: bool = True) -> Iterator[Step]:
    """The shortest life of a declaration: nothing happens to it but its release."""
    at = made.registered_at
    yield Step(at, made)
    if released:
        yield Step(at + 2 * HOUR, release(world, made, at + 2 * HOUR), 2)


def release(world: World, made: Declaration, at: int) -> DeclarationReleased:
    """The goods are released."""
    by_officer = world.rng.random() < 0.4
    return DeclarationReleased(
        declaration_id=made.declaration_id,
        released_at=at,
        release_kind="officer" if by_officer else "auto",
        officer_id=made.officer_id if by_officer else None,
    )


def refusal(made: Declaration, at: int) -> DeclarationRefused:
    """The release is refused."""
    return DeclarationRefused(
        declaration_id=made.declaration_id, refused_at=at, reason_code="documents_missing", officer_id=made.officer_id
    )


def withdrawal(made: Declaration, at: int, reason: str = "declarant_request") -> DeclarationWithdrawn:
    """The declarant recalls the declaration."""
    return DeclarationWithdrawn(declaration_id=made.declaration_id, withdrawn_at=at, reason_code=reason)


def assignment(world: World, made: Declaration, at: int, form: ControlForm) -> ControlAssigned:
    """A control of the declaration is ordered."""
    return ControlAssigned(
        control_id=world.number("CT"),
        assigned_at=at,
        form=form,
        declaration_id=made.declaration_id,
        profile_id=f"RP-{form}",
        office_id=made.office_id,
    )


def result(world: World, made: Declaration, control: ControlAssigned, at: int, share: float = 0.5) -> ControlResult:
    """The outcome of a control, by where `share` lies in 0..1."""
    outcome, codes = next((outcome, codes) for limit, outcome, codes in _OUTCOMES if share < limit)
    return ControlResult(
        control_id=control.control_id,
        completed_at=at,
        outcome=outcome,
        declaration_id=made.declaration_id,
        participant_id=made.participant_id,
        office_id=made.office_id,
        form=control.form,
        stage="clearance",
        officer_id=officer(world.rng, made.office_id),
        finding_codes=codes,
        items=_raised(made) if outcome == "value_adjusted" else (),
    )


def _raised(made: Declaration) -> tuple[ControlledItem, ...]:
    return tuple(
        ControlledItem(item_no=item.item_no, accepted_customs_value=round((item.customs_value or 0.0) * 1.1, 2))
        for item in made.items or ()
    )


def payments(world: World, made: Declaration, at: int) -> Iterator[Step]:
    """What is due is paid; now and then a booking is cancelled and made again."""
    due = round(sum(item.payable_amount or 0.0 for item in made.items or ()), 2)
    step = _payment(world, made, at, due)
    yield step
    if world.rng.random() < 0.01:
        yield cancellation(at + 2 * MINUTE, step)
        yield _payment(world, made, at + 5 * MINUTE, due)


def _payment(world: World, made: Declaration, at: int, due: float) -> Step:
    paid = Payment(
        payment_id=world.number("PY"),
        payer_id=made.participant_id,
        paid_at=at,
        declaration_id=made.declaration_id,
        method="transfer" if world.rng.random() < 0.95 else "card",
        amount=due,
    )
    return Step(at, paid)


def _amendment(world: World, made: Declaration, at: int, version: int) -> Generator[Step, None, Declaration]:
    if world.rng.random() < 0.3:
        changed = msgspec.structs.replace(made, officer_id=officer(world.rng, made.office_id))
        yield Step(at, amended(changed, "officer_id", initiator="officer"), version)
    else:
        changed = msgspec.structs.replace(made, contract_delivery_terms="DAP Astana", delivery_terms="DAP Astana")
        yield Step(at, amended(changed, "contract_delivery_terms", "delivery_terms"), version)
    return changed


def _controlled(world: World, made: Declaration, at: int) -> Generator[Step, None, int]:
    rng = world.rng
    control = assignment(world, made, at, _FORMS[int(rng.random() * len(_FORMS))])
    step = Step(at, control)
    yield step
    if rng.random() < 0.04:
        yield cancellation(at + 30 * MINUTE, step)
        return at + HOUR
    at += int((1 + 20 * rng.random()) * HOUR)
    yield Step(at, result(world, made, control, at, rng.random()), 2)
    return at


def _lodged_again(world: World, made: Declaration, at: int, version: int) -> Course:
    reason = "technical_duplicate" if world.rng.random() < 0.5 else "declarant_request"
    yield Step(at, withdrawal(made, at, reason), version)
    again_at = at + DAY
    yield Pause(again_at)
    again = msgspec.structs.replace(
        made,
        declaration_id=world.declaration_id(made.office_id, again_at),
        registered_at=again_at,
        resubmission_of=made.declaration_id,
    )
    yield from lodged(world, again)
    return again_at + 2 * HOUR
