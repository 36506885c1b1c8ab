"""What travels between the rooms and is kept: a value of each kind, and a story told with or without bytes."""

from collections import deque
from collections.abc import Iterator
from datetime import date
from typing import Any, get_args

import msgspec
from msgspec import inspect

from schemas.envelope import Event, encode_structured, record_key
from scorers.cases.step import step as case_step
from scorers.catalogue.discovery import CATALOGUE
from scorers.contract.links import AnyLink
from scorers.delivery.wire import decode_frame, decode_record, encode_frame, encode_record
from scorers.exchange.messages import (
    Message,
    Origin,
    Output,
    Outward,
    Parameters,
    Published,
    ToCase,
    ToEverySubject,
    ToSubject,
    Watermark,
    Watermarks,
)
from scorers.exchange.routing import case_of
from scorers.parameters.document import version_of
from scorers.state.store import Store
from scorers.subjects.step import step as subject_step
from scorers.times.durations import DAY, HOUR
from tests import factories as f

KINDS: dict[str, type[msgspec.Struct]] = {
    kind.__struct_config__.tag: kind
    for kind in (*CATALOGUE.entry_types(), *CATALOGUE.ask_types(), *CATALOGUE.learned_types(), *get_args(AnyLink))
}
"""What is told apart by its tag: entries, questions, answers that are learned, links."""


def made(kind: type[msgspec.Struct], full: bool) -> Any:
    """One of a kind, with everything stated or with everything left out that may be."""
    described = inspect.type_info(kind)
    assert isinstance(described, inspect.StructType)
    return kind(**{field.name: _value(field.type, full) for field in described.fields})


def _value(wanted: inspect.Type, full: bool) -> Any:
    """A value of a type: the first kind of a union, one element of a collection; nothing at all unless `full`."""
    found: Any = SIMPLE.get(type(wanted))
    match wanted:
        case inspect.UnionType(types=types):
            nothing = any(isinstance(one, inspect.NoneType) for one in types)
            found = None if nothing and not full else _value(types[0], full)
        case inspect.LiteralType(values=values):
            found = values[0]
        case inspect.Metadata(type=plain):
            found = _value(plain, full)
        case inspect.StructType(cls=kind, array_like=ours):
            found = made(kind, full) if ours else _published(kind)
        case inspect.VarTupleType(item_type=item):
            found = (_value(item, full),) if full else ()
        case inspect.TupleType(item_types=items):
            found = tuple(_value(item, full) for item in items)
        case inspect.DictType(key_type=key, value_type=value):
            found = {_value(key, full): _value(value, full)} if full else {}
    return found


def _published(kind: type[msgspec.Struct]) -> Any:
    """A payload or a fact with what it must have; its own tests see to the rest."""
    described = inspect.type_info(kind)
    assert isinstance(described, inspect.StructType)
    return msgspec.convert({field.name: _word(field.type) for field in described.fields if field.required}, kind)


def _word(wanted: inspect.Type) -> Any:
    plain = wanted.type if isinstance(wanted, inspect.Metadata) else wanted
    match plain:
        case inspect.LiteralType(values=values):
            return values[0]
        case inspect.StrType(min_length=length):
            return "K" * (length or 1)
        case inspect.IntType(ge=least):
            return least or 7
    return SIMPLE.get(type(plain), "K")


SIMPLE = {
    inspect.StrType: "s",
    inspect.IntType: 7,
    inspect.FloatType: 0.5,
    inspect.BoolType: True,
    inspect.BytesType: b"b",
    inspect.DateType: date(2026, 3, 2),
}
"""What stands for a value without parts; None for what may be anything."""


class Written:
    """A store that keeps bytes only, as a checkpoint after each message would."""

    def __init__(self) -> None:
        self.data: dict[str, bytes] = {}
        self._live: dict[str, Any] = {}
        self._changed: set[str] = set()

    def get(self, key: str) -> Any | None:
        """The record under `key`, or None."""
        if key not in self._live and key in self.data:
            self._live[key] = decode_record(key, self.data[key])
        return self._live.get(key)

    edit = get

    def put(self, key: str, record: Any) -> None:
        """Keep `record` under `key`."""
        self._live[key] = record
        self._changed.add(key)

    def delete(self, key: str) -> None:
        """Forget `key`."""
        self._changed.discard(key)
        self._live.pop(key, None)
        self.data.pop(key, None)

    def checkpoint(self) -> None:
        """Write down what was put; what was changed without saying so is lost."""
        for key in self._changed:
            self.data[key] = encode_record(self._live[key])
            assert encode_record(decode_record(key, self.data[key])) == self.data[key]
        self._changed.clear()
        self._live.clear()


def story() -> list[Event]:
    """A carrier that did not deliver, a declaration with papers, goods and facts, and what became of them."""
    goods = [{"goods_code": "8703231940", "net_kg": 900.0, "customs_value": 5e6, "origin_country": "CN"}]
    papers = [{"type": "cmr", "number": "W-1", "gross_kg": 1000.0}]
    trip: dict[str, Any] = {"documents": papers, "vehicle_ids": ["123ABC02KZ"], "carrier_id": "C1"}
    load = {**trip, "items": goods}
    return [
        f.fact("ref.office", key="O1", tz="Asia/Almaty"),
        f.fact("ref.goods", goods_code="8703231940", import_duty_rate=0.0),
        f.fact("ref.debt", key="B1", participant_id="P1", kind="tax", amount=5.0, due_date="2026-02-01"),
        f.transit("T1", f.T0, driver_id="X1", **trip),
        f.arrived("T1", f.T0 + HOUR, office_id="O1"),
        f.notice("N1", f.T0 + 2 * HOUR, transit_id="T1"),
        f.declaration("D1", f.T0 + DAY, transit_id="T1", **load),
        f.control_assigned("K1", f.T0 + DAY + HOUR, declaration_id="D1", form="inspection"),
        f.withdrawn("D1", f.T0 + 2 * DAY, reason_code="declarant_request"),
        f.declaration("D2", f.T0 + 3 * DAY, office_id="O3", warehouse_id="WH1", **load),
        f.request("R1", f.T0 + 3 * DAY, declaration_id="D2", deadline_at=f.T0 + 4 * DAY),
        f.finding(42, "F1", f.T0 + 3 * DAY, declaration_id="D2"),
        f.transit("T2", f.T0 + 4 * DAY, carrier_id="C1", driver_id="X1"),
        f.released("D2", f.T0 + 5 * DAY),
    ]


def messages() -> Iterator[Message]:
    """The story as the cases get it."""
    yield Parameters(version_of(b""), b"")
    for number, event in enumerate(story()):
        headers = (("content-type", b"application/cloudevents+json"),)
        origin = Origin(event.event_type.topic, 0, number, record_key(event), encode_structured(event), headers)
        yield Published(case_of(event), event, origin, 1_772_431_200_000 + number)
        yield Watermark("intake", event.time)
    yield Watermarks((Watermark("intake", f.T0 + 20 * DAY),))


def played(rooms: tuple[Store, Store], wired: bool) -> tuple[list[Outward], set[str]]:
    """What comes out of the story, and the kinds of messages there were; `wired`: all of it as bytes in between."""
    said: list[Outward] = []
    kinds: set[str] = set()
    for first in messages():
        waiting: deque[tuple[int, Message]] = deque([(0, first)])
        while waiting:
            room, message = waiting.popleft()
            kinds.add(type(message).__name__)
            if wired:
                data = encode_frame([message])
                [message] = decode_frame(data)
                assert encode_frame([message]) == data
            outputs: list[Output] = (case_step, subject_step)[room](rooms[room], message)
            for store in rooms:
                if isinstance(store, Written):
                    store.checkpoint()
            said.extend(output for output in outputs if isinstance(output, Outward))
            waiting.extend((0, output.message) for output in outputs if isinstance(output, ToCase))
            waiting.extend((1, output.message) for output in outputs if isinstance(output, ToSubject | ToEverySubject))
    return said, kinds
