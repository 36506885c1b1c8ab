"""The step of a case: what it takes, what it refuses, and that nothing said twice changes anything."""

import json
from collections import deque
from itertools import permutations
from typing import Any

import msgspec
import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.codec import decode_outward
from schemas.envelope import Event
from schemas.errors import Reason
from schemas.outcomes import DeadLetter, LateEvent
from schemas.topics import ALERTS, ASSESSMENTS, DEAD_LETTERS, DISPOSITIONS, LATE_EVENTS
from scorers.cases.step import step as case_step
from scorers.contract.case import effective
from scorers.delivery.wire import encode_record
from scorers.exchange.intake_rules import MAX_CASE_BYTES
from scorers.exchange.messages import (
    Counted,
    Message,
    Parameters,
    Published,
    Reading,
    Signal,
    ToCase,
    ToEverySubject,
    ToSubject,
    Watermark,
    Watermarks,
)
from scorers.exchange.routing import case_of
from scorers.parameters.document import version_of
from scorers.state.keys import SEP
from scorers.state.store import MemoryStore
from scorers.subjects.step import step as subject_step
from tests.factories import (
    DAY,
    HOUR,
    T0,
    amend,
    arrived,
    cancel,
    completed,
    declaration,
    declaration_amended,
    fact,
    notice,
    notice_cancelled,
    refused,
    released,
    transit,
    transit_amended,
    withdrawn,
)
from tests.scorers.judging import Judging, judged, kept

KEY = "declaration:D1"
FIRST = declaration("D1", T0, invoice_total=1.0)


def content(judging: Judging, key: str = KEY) -> Any:
    """The effective snapshot of a case; None when it has none."""
    state = judging.engine.cases.get(f"S{SEP}{key}")
    found = [said for said in effective(state.said) if said.group == "snapshot"] if state else []
    return found[-1].data if found else None


def outcomes(judging: Judging) -> list[str]:
    """What became of each event, in the order in which they came."""
    wanted = ("applied", "duplicate", "stale", "late", "dead_letter")
    return [counted.name for counted in judging.counted if counted.name in wanted]


def refusals(judging: Judging) -> list[Reason]:
    """Reasons of the dead letters."""
    letters = [record.value for record in judging.outward if record.topic == DEAD_LETTERS]
    return [Reason(decode_outward(letter, DeadLetter).reason) for letter in letters]


def state(judging: Judging) -> dict[str, bytes]:
    """Everything that both rooms keep."""
    stores = {"cases": judging.engine.cases, "subjects": judging.engine.subjects}
    return {f"{room} {key}": encode_record(record) for room, store in stores.items() for key, record in kept(store)}


# -- duplicates and versions -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "event", [FIRST, arrived("T1"), fact("ref.goods", goods_code="8703"), cancel(FIRST)], ids=lambda one: one.id
)
def test_a_duplicate_changes_nothing(event: Event) -> None:
    """The same event again is counted and leaves no trace, in state or outward."""
    judging = judged([event])
    before, said = state(judging), len(judging.outward)
    assert outcomes(judging.feed(event))[-1] == "duplicate"
    assert (state(judging), len(judging.outward)) == (before, said)


def test_a_redelivery_may_be_spaced_and_ordered_otherwise() -> None:
    """It is the content that counts (S3); what another member state says under the same id is another."""
    fields = dict(reversed(orjson.loads(FIRST.raw_data).items()))
    spaced = json.dumps(fields, indent=2).encode()
    again = msgspec.structs.replace(FIRST, raw_data=spaced)
    assert spaced != FIRST.raw_data
    assert outcomes(judged([FIRST, again])) == ["applied", "duplicate"]
    elsewhere = msgspec.structs.replace(FIRST, member_state="RU")
    assert refusals(judged([FIRST, elsewhere])) == [Reason.duplicate_id_other_body]


def test_two_sources_may_number_their_events_alike() -> None:
    """An id is one only within its source: neither is a redelivery of the other, and each corrects its own."""
    lodged = declaration("D1", T0, event_id="1", source="/posts")
    freed = released("D1", T0 + DAY, event_id="1", source="/controls")
    moved = amend(lodged, event_id="2", gross_kg_total=7.0)
    back = cancel(freed, event_id="2")
    for order in ([lodged, freed, moved, back], [lodged, moved, freed, back], [lodged, freed, back, moved]):
        judging = judged(order)
        assert refusals(judging) == []
        assert content(judging).gross_kg_total == 7.0
        assert judging.assessments()[KEY]["status"] == "open"


def test_a_transit_of_which_a_part_is_left_may_be_rerouted() -> None:
    """The last word on its completion counts, whatever an earlier version said."""
    opened = transit("T1", T0, destination_office_id="O1")
    whole = completed("T1", T0 + DAY, version=2)
    part = completed("T1", T0 + DAY, version=3, outcome="partly_delivered")
    rerouted = transit_amended(opened, T0 + 2 * DAY, version=4, destination_office_id="O2")
    assert refusals(judged([opened, whole, rerouted])) == [Reason.unlawful_transition]
    judging = judged([opened, whole, part, rerouted])
    assert refusals(judging) == []
    assert content(judging, "transit:T1").destination_office_id == "O2"


def test_a_cancelled_case_says_the_same_whatever_was_cancelled_first() -> None:
    """Where and when it was follows from what was published, not from what held when it was said last."""
    moved = declaration_amended(FIRST, T0 + HOUR, registered_at=T0 + DAY, office_id="O9", direction="export")
    gone = [cancel(FIRST, version=7), cancel(moved, version=8)]
    told = [judged([FIRST, moved, *order]) for order in permutations(gone)]
    said = [(judging.said(ASSESSMENTS)[KEY], judging.said(DISPOSITIONS)[KEY]) for judging in told]
    assert said[0] == said[1]
    _, disposition = said[0]
    found = disposition["status"], disposition["office"], disposition["event_time"]
    assert found == ("cancelled", "O9", T0 + DAY)


def test_the_time_of_a_case_is_that_of_the_first_told_of_it() -> None:
    """Of one of which only arrivals are known, in any order."""
    arrivals = [arrived("T1", T0 + n * DAY, version=n + 1) for n in range(3)]
    said = [judged(order).assessments()["transit:T1"] for order in permutations(arrivals)]
    assert all(one == said[0] for one in said)
    assert said[0]["event_time"] == T0


def test_an_id_used_for_another_content_is_refused() -> None:
    other = declaration("D1", T0, invoice_total=2.0, event_id=FIRST.id, version=2)
    judging = judged([FIRST, other])
    assert refusals(judging) == [Reason.duplicate_id_other_body]
    assert content(judging).invoice_total == 1.0


def test_a_stale_version_changes_nothing() -> None:
    """The highest version holds, whichever arrives first; one that comes behind it is stale."""
    second = declaration_amended(FIRST, T0 + HOUR, invoice_total=2.0)
    third = declaration_amended(second, T0 + 2 * HOUR, invoice_total=3.0)
    for order in permutations([FIRST, second, third]):
        judging = judged(order)
        assert content(judging).invoice_total == 3.0
        behind = [event.version < max(other.version for other in order[: n + 1]) for n, event in enumerate(order)]
        assert outcomes(judging) == ["stale" if late else "applied" for late in behind]


def test_another_event_with_the_same_version_is_stale() -> None:
    """The first one holds."""
    judging = judged([FIRST, declaration("D1", T0, invoice_total=2.0, event_id="other")])
    assert outcomes(judging) == ["applied", "stale"]
    assert content(judging).invoice_total == 1.0


def test_arrivals_do_not_compete() -> None:
    """Every arrival is one, whatever versions they bear."""
    first, second = arrived("T1", T0, version=2), arrived("T1", T0 + HOUR, version=1)
    assert outcomes(judged([first, second])) == ["applied", "applied"]


# -- corrections -----------------------------------------------------------------------------------------------------


def test_an_amendment_replaces_in_either_order() -> None:
    corrected = amend(FIRST, invoice_total=9.0)
    for order in permutations([FIRST, corrected]):
        assert content(judged(order)).invoice_total == 9.0


def test_a_cancellation_takes_back_in_either_order() -> None:
    """Also when it comes before what it cancels."""
    for order in permutations([FIRST, cancel(FIRST)]):
        assert content(judged(order)) is None


AMENDED = amend(FIRST, invoice_total=9.0)


@pytest.mark.parametrize(
    "order",
    list(permutations([FIRST, AMENDED, cancel(AMENDED)])),
    ids=lambda order: ">".join(event.correction_kind or "first" for event in order),
)
def test_a_cancelled_correction_corrects_nothing(order: tuple[Event, ...]) -> None:
    """What it corrected holds again."""
    found = content(judged(order))
    assert found is not None
    assert found.invoice_total == 1.0


def test_what_was_taken_back_is_taken_back_from_its_subjects() -> None:
    """A cancelled notice is as if it had never been: the reading of the next load has no hit."""
    earlier, said = transit("T1", T0, carrier_id="C1"), notice("N1", T0 + DAY, transit_id="T1")
    later = transit("T2", T0 + 2 * DAY, carrier_id="C1")
    assert judged([earlier, said, later]).hit("transit:T2", "1")
    for gone in (cancel(said), notice_cancelled("N1", T0 + 3 * DAY), cancel(earlier)):
        for order in permutations([earlier, said, later, gone]):
            assert judged(order).hit("transit:T2", "1") is None


# -- lawful steps ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("end", "then"),
    [
        (released("D1", T0 + HOUR), withdrawn("D1", T0 + 2 * HOUR)),
        (withdrawn("D1", T0 + HOUR), released("D1", T0 + 2 * HOUR, version=2)),
        (refused("D1", T0 + HOUR), released("D1", T0 + 2 * HOUR, version=2)),
        (released("D1", T0 + HOUR), declaration_amended(FIRST, T0 + 2 * HOUR, invoice_total=2.0)),
    ],
    ids=["withdrawn", "released", "refused", "amended"],
)
def test_an_unlawful_step_is_refused(end: Event, then: Event) -> None:
    """What has ended in one way does not end in another, nor change; the case stays as it was."""
    judging = judged([FIRST, end])
    before = state(judging)
    then = then if then.version > end.version else _later(then)
    assert refusals(judging.feed(then)) == [Reason.unlawful_transition]
    assert state(judging) == before


def _later(event: Event) -> Event:
    return withdrawn("D1", event.time, version=event.version + 1)


def test_an_end_that_is_taken_back_makes_way() -> None:
    """After a correction the other end is lawful."""
    end = released("D1", T0 + HOUR)
    judging = judged([FIRST, end, cancel(end), withdrawn("D1", T0 + 2 * HOUR, version=3)])
    assert refusals(judging) == []
    assert outcomes(judging)[-1] == "applied"


def test_what_was_amended_before_the_end_may_arrive_after_it() -> None:
    """Its time counts, not its arrival."""
    amended = declaration_amended(FIRST, T0 + HOUR, invoice_total=2.0)
    judging = judged([FIRST, released("D1", T0 + 2 * HOUR), amended])
    assert refusals(judging) == []
    assert content(judging).invoice_total == 2.0


@pytest.mark.parametrize("length", [1, 2, 3])
def test_declarations_that_follow_one_another_in_a_circle_are_refused(length: int) -> None:
    """The one that closes the circle is; the others stand."""
    names = [f"D{number}" for number in range(length)]
    events = [declaration(name, resubmission_of=names[number - 1]) for number, name in enumerate(names)]
    judging = judged(events)
    assert refusals(judging) == [Reason.resubmission_cycle]
    assert outcomes(judging) == ["applied"] * (length - 1) + ["dead_letter"]


def test_a_case_that_outgrows_what_is_kept_of_one_is_set_aside() -> None:
    """Large snapshots again and again: it stays judged by those before, and others go on."""
    large = [{"goods_code": "8471300000", "description": "x" * 9_000} for _ in range(80)]
    first = declaration("D1", items=large)
    versions = [first]
    for number in range(1, 6):
        versions.append(declaration_amended(versions[-1], T0 + number * HOUR, invoice_total=float(number)))
    judging = judged([*versions, declaration("D2")])
    assert set(refusals(judging)) == {Reason.case_too_large}
    kept_of_it = content_versions(judging)
    assert 1 < len(kept_of_it) < len(versions)
    assert sum(len(said.raw) for said in kept_of_it) <= MAX_CASE_BYTES
    assert "declaration:D2" in judging.assessments()


def content_versions(judging: Judging) -> Any:
    return judging.engine.cases.get(f"S{SEP}{KEY}").said  # type: ignore[union-attr]  # it is there


def test_a_chain_of_resubmissions_is_lawful() -> None:
    events = [declaration("D1"), declaration("D2", resubmission_of="D1"), declaration("D3", resubmission_of="D2")]
    for order in permutations(events):
        assert refusals(judged(order)) == []


# -- lateness --------------------------------------------------------------------------------------------------------


NOW = T0 + 200 * DAY


@pytest.mark.parametrize(("event", "days"), [(transit, 120), (declaration, 120), (notice, 120)])
def test_an_event_too_far_back_is_late(event: Any, days: int) -> None:
    """By default as far as cases are kept; exactly as late as allowed is in time."""
    for age, expected in ((days * DAY, ["applied"]), (days * DAY + 1, ["applied", "late"])):
        assert outcomes(Judging().until(NOW).feed(event("E1", NOW - age))) == expected


def test_a_notice_may_come_later_than_others() -> None:
    """The longer of both limits holds for it."""
    document = "[engine]\nallowed_lateness_days = 30"
    for event, expected in ((declaration, ["applied", "late"]), (notice, ["applied"])):
        assert outcomes(Judging(document).until(NOW).feed(event("E1", NOW - 60 * DAY))) == expected


def test_a_late_event_is_told_and_judged() -> None:
    """Nothing is dropped unjudged: the declaration has its assessment, marked late, and its alerts (ruling 33)."""
    judging = (
        Judging()
        .until(NOW)
        .feed(
            fact("ref.debt", key="B1", participant_id="P1", kind="customs_duty", amount=5.0, due_date="2026-01-01"),
            FIRST,
        )
    )
    [told] = [record.value for record in judging.outward if record.topic == LATE_EVENTS]
    assert decode_outward(told, LateEvent).event_id == FIRST.id
    assert judging.statuses("13") == ["raised"]
    said = [record for record in judging.outward if record.topic in (ALERTS, ASSESSMENTS)]
    assert said
    assert all(("late", b"true") in record.headers for record in said)


def test_what_came_in_time_is_not_marked_late() -> None:
    """Also when its correction comes long after."""
    judging = judged([FIRST]).until(NOW).feed(amend(FIRST, invoice_total=9.0))
    assert not any(("late", b"true") in record.headers for record in judging.outward)


def test_a_late_notice_counts_where_its_pane_is_kept() -> None:
    """A year of notices is read, so one of five months ago stops the next load; one of three years ago is too old."""
    for age, expected in ((150 * DAY, True), (1_000 * DAY, False)):
        judging = Judging().until(NOW).feed(transit("T1", NOW - age - DAY, carrier_id="C1"), notice("N1", NOW - age))
        judging.feed(transit("T2", NOW - HOUR, carrier_id="C1"))
        assert (judging.hit("transit:T2", "1") is not None) is expected
        assert any("notices_of_carrier" in key for key, _ in kept(judging.engine.subjects, "P")) is expected


def test_what_is_kept_may_be_corrected_late() -> None:
    """A correction of a known event is never late, nor is a fact."""
    judging = judged([FIRST]).until(T0 + 60 * DAY).feed(amend(FIRST, invoice_total=9.0))
    assert content(judging).invoice_total == 9.0
    assert outcomes(judging.feed(fact("ref.goods", goods_code="8703", t=T0 - 900 * DAY)))[-1] == "applied"


# -- messages --------------------------------------------------------------------------------------------------------


def story() -> list[Event]:
    load = {"items": [{"goods_code": "8703231940", "net_kg": 900.0}], "carrier_id": "C1"}
    first = declaration("D1", T0 + DAY, transit_id="T1", **load)
    return [
        fact("ref.goods", goods_code="8703231940", import_duty_rate=0.0),
        transit("T1", T0, carrier_id="C1", driver_id="X1"),
        notice("N1", T0 + DAY, transit_id="T1"),
        first,
        amend(first, invoice_total=5.0),
        withdrawn("D1", T0 + 2 * DAY, reason_code="declarant_request"),
        declaration("D2", T0 + 3 * DAY, office_id="O2", **load),
        transit("T2", T0 + 4 * DAY, carrier_id="C1", driver_id="X1"),
        notice_cancelled("N1", T0 + 5 * DAY),
    ]


class Recorded:
    """Both rooms with every message that they got."""

    def __init__(self) -> None:
        self.rooms = (MemoryStore(), MemoryStore())
        self.got: list[tuple[int, Message]] = []
        self._deliver(Parameters(version_of(b""), b""))
        for event in story():
            self._deliver(Published(case_of(event), event))
        self._deliver(Watermark("intake", T0 + 6 * DAY))

    def _deliver(self, first: Message) -> None:
        waiting: deque[tuple[int, Message]] = deque([(0, first)])
        while waiting:
            room, message = waiting.popleft()
            self.got.append((room, message))
            for output in (case_step, subject_step)[room](self.rooms[room], message):
                if isinstance(output, ToCase):
                    waiting.append((0, output.message))
                elif isinstance(output, ToSubject | ToEverySubject):
                    waiting.append((1, output.message))

    def state(self) -> list[dict[str, bytes]]:
        """Everything that is kept."""
        return [{key: encode_record(record) for key, record in kept(room)} for room in self.rooms]


def test_subjects_hear_of_time_by_the_hour() -> None:
    """Each of their partitions hears it from each partition of the cases, and does by it what is due by days."""
    store = MemoryStore()
    told = [
        (moved, output.message)
        for moved in (T0, T0 + 1, T0 + HOUR - 1, T0 + HOUR, T0 + 3 * HOUR, T0 + 3 * HOUR + 1)
        for output in case_step(store, Watermarks((Watermark("a", moved), Watermark("b", moved + 1))))
        if isinstance(output, ToEverySubject)
    ]
    assert told == [(moved, Watermark("cases", moved)) for moved in (T0, T0 + HOUR, T0 + 3 * HOUR)]


def test_the_story_has_every_kind_of_message() -> None:
    kinds = {type(message).__name__ for _, message in Recorded().got}
    assert kinds == {"Parameters", "Published", "Link", "Signal", "Reading", "Watermark"}


@settings(max_examples=50, deadline=None)
@given(st.data())
def test_messages_again_and_out_of_order_change_nothing(data: st.DataObject) -> None:
    """Whatever was delivered may be delivered again, in any order: it is counted at most."""
    recorded = Recorded()
    before = recorded.state()
    for room, message in data.draw(st.lists(st.sampled_from(recorded.got), max_size=30)):
        outputs = (case_step, subject_step)[room](recorded.rooms[room], message)
        assert [output for output in outputs if not isinstance(output, Counted)] == []
    assert recorded.state() == before


def test_an_answer_to_an_older_question_is_none() -> None:
    """Only readings of the latest signal count."""
    recorded = Recorded()
    asked = [message for _, message in recorded.got if isinstance(message, Signal) and message.asks]
    before = recorded.state()
    for signal in asked:
        for revision in (signal.revision - 1, signal.revision + 1):
            if not any(other.subject == signal.subject and other.revision == revision for other in asked):
                assert case_step(recorded.rooms[0], Reading(signal.case, signal.subject, revision, 99)) == []
    assert recorded.state() == before


# -- what is kept ----------------------------------------------------------------------------------------------------


def test_what_a_history_still_holds_can_be_taken_back() -> None:
    """A notice counts for a year, so its cancellation counts too, long after anything was said of it."""
    earlier, said = transit("T1", T0, carrier_id="C1"), notice("N1", T0 + DAY, transit_id="T1")
    judging = judged([earlier, said]).until(T0 + 300 * DAY)
    later = transit("T2", T0 + 301 * DAY, carrier_id="C1")
    assert judging.feed(later).hit("transit:T2", "1")
    judging.feed(notice_cancelled("N1", T0 + 302 * DAY))
    assert judging.hit("transit:T2", "1") is None


def test_a_case_is_forgotten_in_the_end() -> None:
    """Once no history holds anything of it, however often something was said of it."""
    judging = judged([transit("T1", T0, carrier_id="C1"), notice("N1", T0 + DAY, transit_id="T1")])
    judging.feed(notice_cancelled("N1", T0 + 100 * DAY))
    judging.until(T0 + 300 * DAY)
    assert state(judging)
    for years in range(1, 4):
        judging.until(T0 + years * 500 * DAY)
    left = [key for key, _ in kept(judging.engine.cases, "S")]
    assert left == []
