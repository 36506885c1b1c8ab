"""A step that fails leaves everything as it was, wherever it fails, and what it failed on can be put back."""

import base64
import random
from typing import Any

import pytest

from schemas.codec import decode_outward
from schemas.errors import Reason
from schemas.outcomes import DeadLetter
from schemas.topics import DEAD_LETTERS
from scorers.cases.step import step as case_step
from scorers.catalogue.discovery import CATALOGUE
from scorers.delivery.wire import decode_frame, encode_record
from scorers.exchange.messages import Message, Output, Published, ToCase, ToEverySubject, ToSubject, Watermark
from scorers.exchange.routing import case_of
from scorers.partition.partition import PartitionState
from scorers.state.attempt import Attempt, NotJudged
from scorers.state.store import MemoryStore, Store
from scorers.subjects.step import step as subject_step
from tests import factories as f
from tests.factories import DAY, T0
from tests.scorers.judging import Judging, kept
from tests.scorers.test_order import amended_story, mixed

STEPS = (case_step, subject_step)


class Failing:
    """A store that fails at the n-th call."""

    def __init__(self, store: Store, calls: int) -> None:
        self._store, self._left = store, calls

    def _count(self) -> Store:
        self._left -= 1
        if self._left == 0:
            raise ZeroDivisionError
        return self._store

    def get(self, key: str) -> Any | None:
        """The record, or the failure."""
        return self._count().get(key)

    def edit(self, key: str) -> Any | None:
        """The record, or the failure."""
        return self._count().edit(key)

    def put(self, key: str, record: Any) -> None:
        """Keep it, or fail."""
        self._count().put(key, record)

    def delete(self, key: str) -> None:
        """Forget it, or fail."""
        self._count().delete(key)


def records(store: Store) -> dict[str, bytes]:
    return {key: encode_record(record) for key, record in kept(store)}


class Story:
    """Both rooms, in which each message fails once before it is applied."""

    def __init__(self, seed: int) -> None:
        self._rng = random.Random(seed)  # noqa: S311  # picks places to fail
        judging = Judging()
        self._rooms = (judging.engine.cases, judging.engine.subjects)
        self.failures = 0

    def take(self, message: Message) -> None:
        """Apply a message and what follows from it."""
        waiting: list[tuple[int, Message]] = [(0, message)]
        while waiting:
            room, following = waiting.pop(0)
            for output in self._applied(room, following):
                if isinstance(output, ToCase):
                    waiting.append((0, output.message))
                elif isinstance(output, ToSubject | ToEverySubject):
                    waiting.append((1, output.message))

    def _applied(self, room: int, message: Message) -> list[Output]:
        store, calls = self._rooms[room], self._rng.randrange(1, 16)
        before = records(store)
        try:
            return Attempt[Message, Output](store, lambda inner, one: STEPS[room](Failing(inner, calls), one))(message)
        except NotJudged:
            self.failures += 1
            assert records(store) == before
        return STEPS[room](store, message)


@pytest.mark.parametrize("seed", range(3))
def test_a_step_that_fails_anywhere_changes_nothing(seed: int) -> None:
    """Every message of a long story fails at a random look at the state, and is then applied."""
    story = Story(seed)
    for event in mixed(seed, 0.1, amended_story()):
        story.take(Published(case_of(event), event))
    for days in (1, 5, 20, 130, 400, 900):
        story.take(Watermark("engine", T0 + days * DAY))
    assert story.failures > 150


FREE = f.fact("ref.goods", goods_code="8703231940", import_duty_rate=0.0)
LODGED = f.declaration("D1", items=[{"goods_code": "8703231940"}])
LOADS = [
    f.transit("T1", T0, carrier_id="C1"),
    f.notice("N1", T0 + DAY, transit_id="T1"),
    f.transit("T2", T0 + 2 * DAY, carrier_id="C1"),
]


def letters(judging: Judging) -> list[DeadLetter]:
    return [decode_outward(record.value, DeadLetter) for record in judging.outward if record.topic == DEAD_LETTERS]


def test_an_event_comes_back_after_the_repair(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is set aside with kind and place of the failure; the stream goes on; published again, its alert is raised."""
    with monkeypatch.context() as broken:
        broken.setattr(type(CATALOGUE.by_code["12"]), "asks", _fails)
        judging = Judging().feed(FREE, *LOADS, LODGED)
    assert judging.statuses("1") == ["raised"]
    [letter] = letters(judging)
    assert (letter.reason, letter.event_id) == (Reason.not_judged, LODGED.id)
    assert letter.detail.startswith("ZeroDivisionError at test_attempt:")
    assert not judging.assessments().keys() & {"declaration:D1"}
    assert judging.feed(LODGED).statuses("88") == ["raised"]


def test_a_case_that_can_not_be_judged_is_judged_after_the_repair(monkeypatch: pytest.MonkeyPatch) -> None:
    """The answer that it was to be judged with is put back."""
    with monkeypatch.context() as broken:
        broken.setattr(type(CATALOGUE.by_code["88"]), "judge", _fails)
        judging = Judging().feed(FREE, *LOADS, LODGED)
    assert (judging.statuses("1"), judging.statuses("88")) == (["raised"], [])
    put_back(judging)
    assert judging.statuses("88") == ["raised"]


def put_back(judging: Judging) -> None:
    """As `kordon redrive` does with letters of messages between rooms."""
    for letter in letters(judging):
        for message in decode_frame(base64.b64decode(letter.original_base64 or "")):
            judging.put_back(message)


def _fails(*_: Any) -> Any:
    return 1 / 0


def test_a_question_that_fails_is_answered_by_unknown_until_it_is_put_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits for it: the case has its assessment with what else is known."""
    with monkeypatch.context() as broken:
        broken.setattr(type(CATALOGUE.by_code["1"]), "answer", _fails)
        judging = Judging().feed(*LOADS)
        assert judging.assessments()["transit:T2"]["status"] == "open"
        assert judging.unknown("transit:T2", "1") is not None
    put_back(judging)
    assert judging.statuses("1") == ["raised"]


def test_a_case_that_fails_in_its_time_holds_up_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its timer is tried again, and those of other cases fire."""
    late = {"deadline_at": T0 + DAY}
    events = [f.request(f"R{n}{k}", T0, participant_id=f"P{n}", **late) for n in (1, 2) for k in range(3)]
    lodged = [f.declaration(f"D{n}", T0 + 40 * DAY, participant_id=f"P{n}") for n in (1, 2)]
    kind = type(CATALOGUE.by_code["12"])
    sound = kind.asks

    def asks(self: Any, one: Any, own: Any) -> Any:
        return _fails() if one.id == "D1" else sound(self, one, own)

    judging = Judging().feed(*events, *lodged)
    with monkeypatch.context() as broken:
        broken.setattr(kind, "asks", asks)
        judging.until(T0 + 45 * DAY)
    assert [alert["case"] for alert in judging.alerts("12")] == ["declaration:D2"]
    judging.until(T0 + 46 * DAY)
    assert sorted(alert["case"] for alert in judging.alerts("12")) == ["declaration:D1", "declaration:D2"]


def test_an_answer_that_fails_again_is_not_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    """The notice that it was to be answered anew for is put back after the repair, and raises the alert."""
    judging = Judging().feed(LOADS[0], LOADS[2])
    with monkeypatch.context() as broken:
        broken.setattr(type(CATALOGUE.by_code["1"]), "answer", _fails)
        judging.feed(LOADS[1])
    assert judging.statuses("1") == []
    put_back(judging)
    assert judging.statuses("1") == ["raised"]


def test_what_was_taken_to_be_read_is_not_changed() -> None:
    """It would not be put back as it was, were the step to fail later."""
    store = MemoryStore()
    store.put("M", PartitionState())

    def careless(inner: Store, _message: None) -> list[Output]:
        inner.put("M", inner.get("M"))
        return []

    with pytest.raises(NotJudged, match="ValueError"):
        Attempt[None, Output](store, careless)(None)
