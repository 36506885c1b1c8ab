"""Tests of criterion 12."""

from itertools import permutations
from typing import Any

from schemas.envelope import Event
from tests.factories import (
    DAY,
    HOUR,
    T0,
    amend,
    cancel,
    declaration,
    request,
    request_closed,
    withdrawn,
)
from tests.scorers.judging import Judging, judged

DEADLINE = T0 + 5 * DAY
GRACE = 24 * HOUR
FAILED = DEADLINE + GRACE
LATER = T0 + 30 * DAY
OWN = "declaration:D1"
NEXT = "declaration:D2"


def own(**fields: Any) -> Event:
    return declaration("D1", T0, **fields)


def following(t: int = LATER, **fields: Any) -> Event:
    return declaration("D2", t, **fields)


def asked(id: str = "R1", **fields: Any) -> Event:  # noqa: A002 - as the factories name it
    return request(id, T0 + HOUR, **{"declaration_id": "D1", "deadline_at": DEADLINE, **fields})


def closed(outcome: str, t: int, id: str = "R1") -> Event:  # noqa: A002 - as the factories name it
    return request_closed(id, t, outcome=outcome)


def failures(room: Judging, key: str) -> list[str]:
    """Requests that the hit on a case names."""
    hit = room.hit(key, "12")
    return [evidence.ref for evidence in hit.evidence] if hit else []


def test_refusal_hits_own_and_later_declarations() -> None:
    """A refusal hits its own declaration at once and later ones, in every order of arrival."""
    events = [own(), following(), asked(), closed("refused", T0 + DAY)]
    for order in permutations(events):
        room = judged(order)
        assert room.hit(OWN, "12") is not None
        assert room.hit(NEXT, "12") is not None


def test_silence_waits_for_the_watermark() -> None:
    """Silence is a failure only when the watermark has passed the deadline and the grace."""
    for order in permutations([own(), asked(), following()]):
        room = judged(order).until(FAILED - 1)
        assert (room.hit(OWN, "12"), room.hit(NEXT, "12")) == (None, None)
        room.until(FAILED)
        assert room.hit(OWN, "12") is not None
        assert room.hit(NEXT, "12") is not None


def test_refusal_does_not_wait_for_other_requests() -> None:
    """A refusal hits its own declaration at once, whatever becomes of another request; its silence is added later."""
    other = asked("R2", deadline_at=DEADLINE + 10 * DAY)
    for order in permutations([own(), asked(), closed("refused", T0 + DAY), other]):
        room = judged(order)
        assert failures(room, OWN) == ["R1"]
        assert failures(room.until(FAILED + 10 * DAY - 1), OWN) == ["R1"]
        assert failures(room.until(FAILED + 10 * DAY), OWN) == ["R1", "R2"]


def test_answer_in_time() -> None:
    """An answer up to the end of the grace is a miss, one after it is too late."""
    for order in permutations([own(), asked(), following(), closed("provided", FAILED)]):
        room = judged(order).until(LATER)
        assert (room.hit(OWN, "12"), room.hit(NEXT, "12")) == (None, None)
    late = judged([own(), asked(), following(), closed("provided", FAILED + 1)]).until(LATER)
    assert late.hit(OWN, "12") is not None
    assert late.hit(NEXT, "12") is not None


def test_answer_on_time_whose_event_arrives_after_the_timer() -> None:
    """An answer given before the deadline removes the failure, however late its event arrives."""
    for order in permutations([own(), asked(), following()]):
        for answered in (DEADLINE - HOUR, DEADLINE):
            room = judged(order).until(LATER)
            assert room.hit(OWN, "12") is not None
            assert room.hit(NEXT, "12") is not None
            room.feed(closed("provided", answered))
            assert (room.hit(OWN, "12"), room.hit(NEXT, "12")) == (None, None)


def test_deadline_extended() -> None:
    """A later deadline re-arms the timer, also when the earlier one has passed already."""
    extended = asked(deadline_at=DEADLINE + 10 * DAY, version=2)
    for order in permutations([own(), asked(), following()]):
        room = judged(order).until(LATER)
        assert failures(room, OWN) == failures(room, NEXT) == ["R1"]
        late = judged(order).until(FAILED).feed(extended)
        early = judged([*order, extended]).until(FAILED)
        for one in (late, early):
            assert failures(one, OWN) == failures(one, NEXT) == []
            assert failures(one.until(FAILED + 10 * DAY - 1), OWN) == []
            assert failures(one.until(FAILED + 10 * DAY), OWN) == ["R1"]
            assert failures(one, NEXT) == ["R1"]


def test_deadline_moved_after_a_later_declaration() -> None:
    """A deadline moved past a later declaration leaves it nothing to be hit by, also after an alert."""
    room = judged([asked(), following()]).until(LATER)
    assert failures(room, NEXT) == ["R1"]
    assert failures(room.feed(asked(deadline_at=LATER, version=2)), NEXT) == []


def test_request_revoked_by_the_office() -> None:
    """A revoked request never counts, whether it was closed as revoked or taken back."""
    for revocation in (closed("revoked", FAILED + DAY), cancel(asked())):
        for order in permutations([own(), asked(), following(), revocation]):
            room = judged(order).until(LATER)
            assert (room.hit(OWN, "12"), room.hit(NEXT, "12")) == (None, None)


def test_declaration_withdrawn_before_the_deadline() -> None:
    """Silence about a withdrawn declaration does not count, a refusal does."""
    gone = withdrawn("D1", DEADLINE - DAY)
    for order in permutations([own(), asked(), following()]):
        room = judged([*order, gone]).until(LATER)
        assert (room.hit(OWN, "12"), room.hit(NEXT, "12")) == (None, None)
    refused = judged([own(), gone, asked(), following(), closed("refused", DEADLINE - HOUR)]).until(LATER)
    assert refused.hit(NEXT, "12") is not None
    assert refused.hit(OWN, "12") is not None
    answered = judged([own(), gone, asked(), following(), closed("provided", FAILED + DAY)]).until(LATER)
    assert (answered.hit(OWN, "12"), answered.hit(NEXT, "12")) == (None, None)
    for order in permutations([own(), asked(), following(LATER + 365 * DAY)]):
        much_later = [*order, gone, closed("refused", LATER)]
        assert judged(much_later).hit(NEXT, "12") is None
        assert judged([*order[::-1], gone, closed("refused", LATER + 1)]).hit(NEXT, "12") is not None
    after = judged([own(), asked(), following(), withdrawn("D1", DEADLINE)]).until(LATER)
    assert after.hit(NEXT, "12") is not None
    restored = judged([own(), gone, asked(), following(), cancel(gone)]).until(LATER)
    assert restored.hit(NEXT, "12") is not None


def test_window_boundaries() -> None:
    """A failure counts from its own time until, and without, the window's length after it."""
    events = [own(), asked()]
    for t, expected in (
        (FAILED - 1, False),
        (FAILED, True),
        (FAILED + 365 * DAY - 1, True),
        (FAILED + 365 * DAY, False),
    ):
        room = judged([*events, following(t)]).until(t + DAY)
        assert (room.hit(NEXT, "12") is not None) is expected


def test_min_failed_and_partial() -> None:
    """Later declarations need `min_failed` failures; a partial answer fails only where it counts."""
    partial = [own(), asked(), following(), closed("partial", T0 + DAY)]
    assert judged(partial).until(LATER).hit(NEXT, "12") is None
    assert judged(partial, "[criteria.12]\npartial_counts = true").hit(NEXT, "12") is not None
    two = "[criteria.12]\nmin_failed = 2"
    refusals = [asked(), closed("refused", T0 + DAY)]
    assert judged([following(), *refusals], two).hit(NEXT, "12") is None
    more = [asked("R2", declaration_id="D0"), closed("refused", T0 + 2 * DAY, "R2")]
    assert judged([following(), *refusals, *more], two).hit(NEXT, "12") is not None


def test_request_without_a_declaration() -> None:
    """A request without a declaration hits later declarations only."""
    room = judged([own(), asked(declaration_id=None), following(), closed("refused", T0 + DAY)])
    assert room.hit(OWN, "12") is None
    assert room.hit(NEXT, "12") is not None


def test_other_requests() -> None:
    """Requests of another kind, or to another participant, say nothing of this one."""
    other_kind = [asked(kind="purpose_and_characteristics"), closed("refused", T0 + DAY)]
    other_person = [asked(participant_id="P2", declaration_id=None), closed("refused", T0 + DAY)]
    for events in (other_kind, other_person):
        room = judged([own(), following(), *events]).until(LATER)
        assert (room.hit(OWN, "12"), room.hit(NEXT, "12")) == (None, None)


def test_unknown() -> None:
    """An open request without a deadline is unknown, and so is a history that was not seen."""
    for order in permutations([own(), asked(deadline_at=None), following()]):
        room = judged(order).until(LATER)
        for key in (OWN, NEXT):
            unknown = room.unknown(key, "12")
            assert unknown is not None
            assert unknown.missing == ("request.issued.deadline_at",)
    assert room.feed(closed("provided", T0 + DAY)).verdicts(NEXT, "12") == []
    assert judged([asked(deadline_at=None), following(T0)]).verdicts(NEXT, "12") == []
    gone = [own(), asked(deadline_at=None), following(), withdrawn("D1", T0 + DAY)]
    assert judged(gone).verdicts(OWN, "12") == judged(gone).verdicts(NEXT, "12") == []
    unseen = Judging(coverage_start=T0).feed(following()).unknown(NEXT, "12")
    assert unseen is not None
    assert unseen.missing == ("coverage",)


def test_corrected_outcome() -> None:
    """A corrected outcome counts as corrected, a cancelled one leaves the silence."""
    refusal = closed("refused", T0 + DAY)
    for order in permutations([asked(), following(), refusal, amend(refusal, outcome="provided")]):
        assert judged(order).until(LATER).hit(NEXT, "12") is None
    room = judged([asked(), following(), refusal, cancel(refusal)])
    assert room.hit(NEXT, "12") is None
    assert room.until(LATER).hit(NEXT, "12") is not None
