"""What travels between the rooms and is kept is read back as it was, also by a release to come."""

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from scorers.catalogue.discovery import CATALOGUE, Catalogue
from scorers.contract.criterion import Ask, Criterion, Params
from scorers.contract.learned import Learned, learned_as
from scorers.contract.ledger import Entry
from scorers.delivery.wire import decode_frame, decode_record, encode_frame, encode_record
from scorers.exchange.messages import Link, Message, Reading, Signal
from scorers.state.keys import SEP
from scorers.state.store import MemoryStore
from tests.scorers.travelling import KINDS, Written, made, played

RECORDED = Path(__file__).parent / "recorded"
RECORDS: dict[str, str] = json.loads((RECORDED / "records.json").read_text())
"""State records by key, in hexadecimal: one of each kind, as an earlier release wrote it."""
TAGGED: dict[str, str] = json.loads((RECORDED / "tagged.json").read_text())
"""Messages, each with one thing of the tag that is its name, as an earlier release wrote it."""

every_tag = pytest.mark.parametrize("tag", sorted(KINDS))


def message_with(tag: str, full: bool = True) -> Message:
    """A message that carries one thing of that tag."""
    kind = KINDS[tag]
    one: Any = made(kind, full)
    if issubclass(kind, Entry):
        book = next(book.name for book in CATALOGUE.ledgers.values() if book.entry is kind)
        return Signal("participant:P1", "declaration:D1", 1, "v", ((book, one),))
    if issubclass(kind, Ask):
        return Signal("participant:P1", "declaration:D1", 1, "v", (), (one,))
    if issubclass(kind, Learned):
        return Reading("declaration:D1", "participant:P1", 1, 1, (), {learned_as(kind, "any"): one})
    return Link("declaration:D1", "transit:T1", 1, one)


@every_tag
@pytest.mark.parametrize("full", [True, False])
def test_what_is_tagged_travels(tag: str, full: bool) -> None:
    """With everything stated, and with everything left out that may be."""
    message = message_with(tag, full)
    [received] = decode_frame(encode_frame([message]))
    assert fields(received) == fields(message)


@every_tag
def test_what_was_recorded_under_a_tag_is_read(tag: str) -> None:
    """Whatever its class is called now; fields may only have come since, behind the others."""
    assert tag in TAGGED, f"record {tag} by python -m tests.scorers.recorded"
    data = bytes.fromhex(TAGGED[tag])
    [message] = decode_frame(data)
    assert begins(raw(data), raw(encode_frame([message])))


def test_no_tag_is_ever_given_up() -> None:
    """What bears it may still be in somebody's state."""
    assert set(TAGGED) <= set(KINDS)


@pytest.mark.parametrize("key", RECORDS)
def test_recorded_state_is_read(key: str) -> None:
    """Nothing of it is lost."""
    data = bytes.fromhex(RECORDS[key])
    assert begins(raw(data), raw(encode_record(decode_record(key, data))))


def test_a_state_record_of_each_kind_is_recorded() -> None:
    assert unrecorded() == {}, "record them by python -m tests.scorers.recorded"


def unrecorded() -> dict[str, str]:
    """Of each kind of state record that the story leaves, and nobody has recorded, the shortest."""
    rooms = (Written(), Written())
    played(rooms, wired=True)
    known = {kind_of(key) for key in RECORDS}
    written = sorted((record for room in rooms for record in room.data.items()), key=lambda record: len(record[1]))
    shortest = {kind_of(key): (key, data) for key, data in reversed(written)}
    return {key: data.hex() for kind, (key, data) in sorted(shortest.items()) if kind not in known}


def kind_of(key: str) -> tuple[str, ...]:
    """Place and number of parts, which tell records apart; of a case also what it is."""
    place, *rest = key.split(SEP)
    return (place, str(len(rest)), rest[0].partition(":")[0] if place == "S" else "")


def fields(message: Message) -> dict[str, Any]:
    """What a message says; one that was received is of a class of the wire."""
    return {name: getattr(message, name) for name in message.__struct_fields__}


def raw(data: bytes) -> Any:
    """What bytes say without any types."""
    return msgspec.msgpack.decode(data)


def begins(before: Any, now: Any) -> bool:
    """Whether all that was said before is still said; what is new stands behind it."""
    if isinstance(before, list) and isinstance(now, list):
        return len(before) <= len(now) and all(begins(*pair) for pair in zip(before, now, strict=False))
    if isinstance(before, dict) and isinstance(now, dict):
        return before.keys() == now.keys() and all(begins(one, now[key]) for key, one in before.items())
    return bool(before == now)


class Shares(Ask, frozen=True, tag="ask.load"):
    """A question that takes the tag of another."""


class Untagged(Ask, frozen=True):
    """A question that forgot its own."""


class Asking(Criterion[Params, Any]):
    """A criterion that asks so."""

    code, group, kind, parameters, forms, cases = "KZ-900", "KZ", "stream", Params, (), ()


@pytest.mark.parametrize("ask", [Shares, Untagged])
def test_two_kinds_of_one_tag_are_refused(ask: type[Ask]) -> None:
    """One that states none has that of its base."""
    asking = Asking()
    asking.ask = ask
    with pytest.raises(ValueError, match=f"give a tag of its own to .*{ask.__name__}"):
        Catalogue([*CATALOGUE.criteria, asking], [])


def test_an_answer_is_kept_by_its_kind_and_by_who_asked() -> None:
    """Two criteria that ask alike do not read one another's; what is shared says so."""

    class Own(Learned, frozen=True, tag="told.own"):
        pass

    class Shared(Learned, frozen=True, tag="told.shared"):
        shared = True

    assert len({learned_as(Own, "a"), learned_as(Own, "b"), learned_as(Own, "a", 1), learned_as(Shared, "a")}) == 4
    assert learned_as(Shared, "a") == learned_as(Shared, "b") == learned_as(Shared)
    with pytest.raises(ValueError, match="by the code"):
        learned_as(Own)


def test_state_and_messages_survive_as_bytes() -> None:
    """A story whose every message and record is written and read again says what it says in memory, word for word."""
    written = (Written(), Written())
    said, kinds = played(written, wired=True)
    assert said == played((MemoryStore(), MemoryStore()), wired=False)[0]
    assert {"Published", "Link", "Signal", "Reading", "Watermark", "Watermarks", "Parameters"} == kinds
    places = {key.split(SEP)[0] for store in written for key in store.data}
    assert places >= {"S", "C", "H", "P", "U", "M", "F", "R", "Z"}
    alerts = [record for record in said if record.topic == "risk.alerts.v1"]
    assert len({record.key for record in alerts}) >= 5
