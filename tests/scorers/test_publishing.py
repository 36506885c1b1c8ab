"""What is published of several words on an alert within one checkpoint."""

import msgspec
import pytest

from schemas.envelope import Event
from schemas.topics import ALERTS, ASSESSMENTS
from scorers.catalogue.loading import load
from scorers.contract.verdict import Judged
from scorers.exchange.messages import Outward
from scorers.exchange.publishing import in_one
from scorers.saying.outward import Spoken, speak
from tests.factories import DAY, T0, declaration, released
from tests.scorers.standing import MEDIUM, case_of, hit

OPEN = (declaration(),)
CLOSED = (*OPEN, released(t=T0 + DAY))
LOW, HIGH = [hit("1")], [hit("1", severity="high")]
GONE: list[Judged] = []
Course = tuple[tuple[Event, ...], list[Judged]]


def words(*course: Course) -> list[Outward]:
    """What is said of the one alert of a case in its course: what is known of it, and its hits."""
    spoken, params = Spoken({}), load(b"")
    return [
        record
        for events, hits in course
        for record in speak(spoken, case_of(events, (), MEDIUM), hits, params, 0)
        if isinstance(record, Outward) and record.topic == ALERTS
    ]


def headers(record: Outward | None) -> dict[str, str] | None:
    return None if record is None else {name: value.decode() for name, value in record.headers}


@pytest.mark.parametrize(
    ("heard", "course", "change"),
    [
        (0, [(OPEN, LOW)], "raised"),
        (0, [(OPEN, LOW), (OPEN, HIGH)], "raised"),
        (0, [(OPEN, LOW), (OPEN, HIGH), (OPEN, GONE)], None),
        (0, [(OPEN, LOW), (OPEN, GONE), (OPEN, HIGH)], "raised"),
        (0, [(OPEN, LOW), (CLOSED, LOW), (CLOSED, GONE)], "superseded"),
        (0, [(OPEN, LOW), (CLOSED, LOW), (CLOSED, GONE), (CLOSED, HIGH)], "raised"),
        (1, [(OPEN, LOW), (OPEN, HIGH)], "updated"),
        (1, [(OPEN, LOW), (OPEN, GONE)], "withdrawn"),
        (1, [(OPEN, LOW), (OPEN, HIGH), (OPEN, GONE)], "withdrawn"),
        (1, [(OPEN, LOW), (OPEN, GONE), (OPEN, HIGH)], "updated"),
        (1, [(OPEN, LOW), (CLOSED, LOW), (CLOSED, GONE)], "superseded"),
        (2, [(OPEN, LOW), (OPEN, GONE), (OPEN, LOW), (OPEN, HIGH)], "raised"),
        (2, [(OPEN, LOW), (OPEN, GONE), (OPEN, LOW), (OPEN, GONE)], None),
    ],
)
def test_a_change_follows_what_was_heard(heard: int, course: list[Course], change: str | None) -> None:
    """After `heard` words in earlier checkpoints, the rest come in one: the first of an alert is never an update."""
    said = words(*course)[heard:]
    told = headers(in_one(said[0], said[-1]))
    assert told == (None if change is None else {"change": change, "version": str(heard + len(said))})


def test_the_last_body_is_told() -> None:
    """Only the header speaks of what came before."""
    first, last = words((OPEN, LOW), (OPEN, HIGH))
    told = in_one(first, last)
    assert told is not None
    assert told.value == last.value
    assert msgspec.structs.replace(told, headers=()) == msgspec.structs.replace(last, headers=())


def test_other_records_say_the_last() -> None:
    """An assessment has no changes."""
    first, last = (Outward(ASSESSMENTS, "declaration:D1", "declaration:D1", value) for value in (b"1", b"2"))
    assert in_one(first, last) is last
