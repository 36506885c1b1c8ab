"""A register deletes a fact of one subject: the order of the log decides, whatever versions say."""

from typing import Any

from schemas.codec import decode_outward
from schemas.envelope import Event, decode
from schemas.outcomes import DeadLetter
from schemas.topics import DEAD_LETTERS, REFERENCE_FACTS
from scorers.delivery.wire import decode_frame, encode_frame
from scorers.exchange.messages import Counted, Origin, Published
from tests import factories as f
from tests.scorers.judging import Judging, kept

KEY = b"ref.debt|B1"
ORIGIN = Origin(REFERENCE_FACTS, 0, 7, KEY, None)


def debt(version: int = 1, amount: float = 5.0) -> Event:
    fields: dict[str, Any] = {"participant_id": "P1", "kind": "tax", "amount": amount, "due_date": "2026-02-01"}
    return f.fact("ref.debt", key="B1", version=version, event_id=f"debt/{version}/{amount}", **fields)


def deleted(at: int = f.T0) -> Event:
    """The null record of the debt."""
    return decode(None, key=KEY, topic=REFERENCE_FACTS, timestamp=at)


def debts(judging: Judging) -> list[float]:
    """Amounts that the participant's history holds of the debt."""
    versions = kept(judging.engine.subjects, "P")
    return [
        said.amount
        for _, pane in versions
        for entry in pane.entries.values()
        for _, _, said in getattr(entry, "versions", ())
    ]


def test_a_deletion_takes_every_version_away() -> None:
    judging = Judging().feed(debt(1), debt(2, 6.0))
    assert debts(judging) == [5.0, 6.0]
    assert debts(judging.feed(deleted())) == []


def test_a_deletion_of_what_is_not_there_changes_nothing() -> None:
    assert debts(Judging().feed(deleted())) == []


def test_numbering_begins_anew_after_a_deletion() -> None:
    """A fact that comes again holds, though its version is lower than those deleted; and it can be deleted again."""
    judging = Judging().feed(debt(3), deleted(f.T0), debt(1, 7.0))
    assert debts(judging) == [7.0]
    assert debts(judging.feed(deleted(f.T0 + 1))) == []


def test_a_deletion_of_what_is_gone_changes_nothing() -> None:
    judging = Judging().feed(debt(3), deleted())
    assert debts(judging.feed(deleted())) == []
    assert judging.counted[-1] == Counted("duplicate")


def test_the_last_record_of_a_key_is_the_truth() -> None:
    """A second deletion deletes whatever it is stamped with, and the same record after it stands again (ruling 43)."""
    judging = Judging().feed(debt(3), deleted(0), debt(3))
    assert debts(judging) == [5.0]
    assert debts(judging.feed(deleted(0))) == []


def test_a_correction_of_what_was_deleted() -> None:
    """A cancellation finds nothing to cancel; an amendment says that the fact holds after all."""
    stated = debt(1)
    assert debts(Judging().feed(stated, deleted(), f.cancel(stated))) == []
    assert debts(Judging().feed(stated, deleted(), f.amend(stated, amount=9.0))) == [9.0]


def test_a_deletion_travels_with_its_time() -> None:
    """So that two deletions of a fact are two events."""
    sent = Published("ref.debt:B1", deleted(f.T0), ORIGIN, f.T0)
    [received] = decode_frame(encode_frame([sent]))
    assert isinstance(received, Published)
    assert (received.event.id, received.event.time) == (sent.event.id, f.T0)


def test_nothing_of_it_is_refused() -> None:
    judging = Judging().feed(debt(3), deleted(), debt(1), deleted(f.T0 + 1))
    assert [decode_outward(one.value, DeadLetter) for one in judging.outward if one.topic == DEAD_LETTERS] == []
