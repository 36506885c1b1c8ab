"""However long a list is, what follows from an event stays within what Kafka takes."""

from collections.abc import Iterator
from typing import Any

import orjson
import pytest

from schemas.envelope import decode
from schemas.errors import BadInput, Reason
from schemas.events import EVENT_TYPES
from schemas.examples import examples
from schemas.topics import ASSESSMENTS, DEAD_LETTERS
from scorers.cases.step import step as case_step
from scorers.contract.verdict import Evidence, Hit
from scorers.criteria.g01.carrier_non_delivery import CarrierNonDelivery
from scorers.delivery.wire import encode_frame
from scorers.exchange.messages import Counted, Parameters, Published, ToCase, ToSubject
from scorers.exchange.routing import case_of
from scorers.state.extent import MAX_MESSAGE_BYTES, MAX_TOLD_BYTES
from scorers.state.store import MemoryStore
from tests import factories as make
from tests.scorers.judging import Judging

TOLD_OF_EACH_OTHER = ("documents", "vehicle_ids", "container_ids")
"""Lists of which each entry is told of all others."""
KEPT_AS_THEY_ARE = ("goods_code", "date", "state", "role", "side", "belongs_to", "country", "currency", "unit")
"""Texts of a limited choice: the fields that end so."""


def _lists() -> Iterator[Any]:
    """An example of each event for each of its lists."""
    for name in sorted(EVENT_TYPES):
        for number, example in enumerate(examples()[name]):
            for field, value in (example.get("data") or {}).items():
                if isinstance(value, list) and value:
                    yield pytest.param(example, field, id=f"{name} {number} {field}")


def _another(value: Any, number: int, name: str = "") -> Any:
    """An entry like `value` that is another one."""
    if isinstance(value, dict):
        return {key: _another(one, number, key) for key, one in value.items()}
    if name == "item_no":
        return number + 1
    if not isinstance(value, str) or len(value) < 5 or name.endswith(KEPT_AS_THEY_ARE):
        return value
    return f"{value[:40]}{number}"


def _longest(example: dict[str, Any], field: str) -> bytes:
    """The event with as many entries as the contract and the largest payload allow."""
    entries = example["data"][field]
    low, high, found = 0, 10_001, b""
    while high - low > 1:
        count = (low + high) // 2
        made = [_another(entries[number % len(entries)], number) for number in range(count)]
        value = orjson.dumps(example | {"data": example["data"] | {field: made}})
        try:
            decode(value)
        except BadInput as error:
            assert error.reason is Reason.too_large, error.detail  # noqa: PT017  # what else is wrong with it
            high = count
        else:
            low, found = count, value
    assert low >= 100
    return found


@pytest.mark.parametrize(("example", "field"), list(_lists()))
def test_the_longest_list_makes_no_message_too_large(example: dict[str, Any], field: str) -> None:
    """Neither one message nor all of them; who names hundreds of vehicles tells each of all others."""
    event = decode(_longest(example, field))
    store = MemoryStore()
    case_step(store, Parameters("v", b"", 0))
    try:
        outputs = case_step(store, Published(case_of(event), event))
    except BadInput as refused:
        assert refused.reason is Reason.case_too_large  # noqa: PT017  # most are not
        assert field in TOLD_OF_EACH_OTHER  # as above
        return
    sizes = [len(encode_frame([one.message])) for one in outputs if isinstance(one, ToCase | ToSubject)]
    assert sum(sizes) < 1.1 * MAX_TOLD_BYTES
    assert max(sizes, default=0) < 1.1 * MAX_MESSAGE_BYTES


def test_what_tells_too_much_is_set_aside_with_a_reason() -> None:
    """Each of thousands of waybills is told of all others: nothing of it is applied, and a smaller one is judged."""
    papers = [{"type": "cmr", "number": f"{number:0200}"} for number in range(2_000)]
    judging = Judging().feed(make.declaration(documents=papers), make.declaration("D2"))
    [letter] = judging.said(DEAD_LETTERS).values()
    assert letter["reason"] == Reason.case_too_large.value
    assert "split" in letter["detail"]
    assert judging.said(ASSESSMENTS).keys() == {"declaration:D2"}
    assert Counted("dead_letter", "case_too_large") in judging.counted
    judging.feed(make.declaration(documents=papers[:20], event_id="smaller"))
    assert judging.said(ASSESSMENTS).keys() == {"declaration:D1", "declaration:D2"}


def test_an_answer_too_large_is_no_message(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its question is answered by unknown, and can be put back."""
    monkeypatch.setattr("scorers.state.extent.MAX_MESSAGE_BYTES", 4_000)
    answer = CarrierNonDelivery.answer
    filling = (Evidence("notice", "x" * 5_000, make.T0, "e", {}),)
    monkeypatch.setattr(
        CarrierNonDelivery, "answer", lambda *given: answer(*given) and Hit("notices", filling, severity="high")
    )
    judging = Judging().feed(
        make.transit("T1", carrier_id="C1"),
        make.notice(transit_id="T1", carrier_id="C1"),
        make.transit("T2", make.T0 + make.DAY, carrier_id="C1"),
    )
    letters = judging.said(DEAD_LETTERS).values()
    assert {letter["reason"] for letter in letters} == {Reason.case_too_large.value}
    assert {letter["source_topic"] for letter in letters} == {"kordon.subjects"}
    assert "transit:T2" in judging.said(ASSESSMENTS)
