"""Messages and state records as MessagePack. Types that criteria bring along are found through the catalogue."""

from collections.abc import Callable, Iterable
from functools import reduce
from operator import or_
from typing import Any

import msgspec

from schemas.envelope import decode
from schemas.event import CorrectionKind, Event, Extension
from schemas.facts import FACT_TYPES, Fact
from schemas.normal_form import normal_form
from scorers.cases import state as case_state
from scorers.catalogue.discovery import CATALOGUE
from scorers.contract import blocks, panes
from scorers.contract.ledger import Ledger
from scorers.contract.links import AnyLink
from scorers.contract.payloads import as_published
from scorers.contract.verdict import Judged
from scorers.exchange import messages
from scorers.partition.partition import Document, PartitionState
from scorers.registers import tables
from scorers.state import running_sums, schedule
from scorers.state.keys import SEP
from scorers.subjects import answering, category_changes, dossier


def _union(kinds: Iterable[type[msgspec.Struct]]) -> Any:
    """A tagged union of structs that are known only once the catalogue is."""
    return reduce(or_, sorted(kinds, key=lambda kind: str(kind.__struct_config__.tag)))


Entries: Any = tuple[tuple[str, _union(CATALOGUE.entry_types())], ...]  # type: ignore[misc]
AnyLearned: Any = _union(CATALOGUE.learned_types())
Asks: Any = tuple[_union(CATALOGUE.ask_types()), ...]  # type: ignore[misc]


class _Said(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What the intake made of an event, so that nobody reads its envelope again; see `schemas.event.Event`.

    The payload is the `length` bytes from `start` on of the original: it does not travel twice.
    """

    start: int
    length: int
    id: str
    type: str
    source: str
    time: int
    entity_id: str
    version: int
    member_state: str
    corrects_id: str | None = None
    correction_kind: CorrectionKind | None = None
    extensions: dict[str, Extension] = {}


class _Event(msgspec.Struct, frozen=True, tag="event", array_like=True):
    """A published event. `said` None: its payload does not stand in its bytes as it is, and they are decoded again.

    That of an echo is all that travels of its original: the partition that has the original tells what is wrong.
    """

    case: str
    origin: messages.Origin
    since: int
    echo: bool = False
    said: _Said | None = None


class _Link(messages.Link, frozen=True, tag="link", array_like=True):
    body: AnyLink | None


class _Signal(messages.Signal, frozen=True, tag="signal", array_like=True):
    entries: Entries
    asks: Asks


class _Reading(messages.Reading, frozen=True, tag="reading", array_like=True):
    verdicts: tuple[Judged, ...]
    learned: dict[str, AnyLearned]


class _Contribution(answering.Contribution, array_like=True):
    entries: Entries
    asks: Asks
    learned: dict[str, AnyLearned] = {}  # noqa: RUF012  # a struct copies it


class _Answer(case_state.Answer, array_like=True):
    learned: dict[str, AnyLearned]


class _CaseState(case_state.CaseState, array_like=True):
    answers: dict[str, _Answer] = {}  # type: ignore[assignment]  # noqa: RUF012  # as above; answers as they are read


_encode = msgspec.msgpack.Encoder().encode
_frame = msgspec.msgpack.Decoder(
    list[_Event | _Link | _Signal | _Reading | messages.Watermark | messages.Watermarks | messages.Parameters]
).decode


def encode_frame(frame: list[messages.Message]) -> bytes:
    """Bytes of a frame of messages for one partition."""
    return _encode([_portable(message) for message in frame])


def decode_frame(data: bytes) -> list[messages.Message]:
    """The messages of a frame."""
    return [_restored(message) for message in _frame(data)]


def _portable(message: messages.Message) -> Any:
    if not isinstance(message, messages.Published):
        return message
    event, origin = message.event, message.origin
    start = -1 if origin.value is None else origin.value.find(event.raw_data)
    if start < 0:
        return _Event(message.case, origin, message.since, message.echo)
    if message.echo:
        origin, start = messages.Origin(origin.topic, origin.partition, origin.offset, None, event.raw_data), 0
    said = _Said(
        start,
        len(event.raw_data),
        event.id,
        event.type,
        event.source,
        event.time,
        event.entity_id,
        event.version,
        event.member_state,
        event.corrects_id,
        event.correction_kind,
        event.extensions,
    )
    return _Event(message.case, origin, message.since, message.echo, said)


def _restored(message: Any) -> messages.Message:
    if isinstance(message, _Event):
        event = _decoded(message.origin, message.since) if message.said is None else _typed(message)
        return messages.Published(message.case, event, message.origin, message.since, message.echo)
    restored: messages.Message = message
    return restored


def _decoded(origin: messages.Origin, since: int) -> Event:
    # The intake has let it in already, by the limit of its own settings.
    size = len(origin.value or b"")
    return decode(origin.value, origin.headers, origin.key, origin.topic, max_bytes=size, timestamp=since)


def _typed(message: _Event) -> Event:
    said: Any = message.said
    raw = (message.origin.value or b"")[said.start : said.start + said.length]
    return Event(
        id=said.id,
        type=said.type,
        source=said.source,
        time=said.time,
        entity_id=said.entity_id,
        version=said.version,
        member_state=said.member_state,
        corrects_id=said.corrects_id,
        correction_kind=said.correction_kind,
        data=as_published(said.type, raw),
        raw_data=raw,
        extensions=said.extensions,
    )


def _by_place() -> dict[str, Any]:
    return {
        "S": _CaseState,
        "C": _Contribution,
        "H": blocks.Head,
        "T": running_sums.RunningSums,
        "A": dossier.Asked,
        "U": dossier.Dossier,
        "K": category_changes.KnownCategory,
        "M": PartitionState,
    }


_records = {place: msgspec.msgpack.Decoder(kind).decode for place, kind in _by_place().items()}


def _decoder(base: type, field: str, kind: Any) -> Callable[[bytes], Any]:
    """Decodes a record that has what a ledger brings along in one of its fields."""
    typed = msgspec.defstruct(f"Typed{base.__name__}", [(field, kind)], bases=(base,), array_like=True, kw_only=True)
    return msgspec.msgpack.Decoder(typed).decode


def _pane_decoder(ledger: Ledger[Any]) -> Callable[[bytes], Any]:
    if not ledger.cap:
        return _decoder(panes.Pane, "entries", dict[str, ledger.entry])  # type: ignore[name-defined]
    return _decoder(panes.Shared, "rows", dict[str, list[tuple[int, str, ledger.entry]]])  # type: ignore[name-defined]


_panes = {name: _pane_decoder(ledger) for name, ledger in CATALOGUE.ledgers.items()}
_blocks = {
    name: _decoder(blocks.Block, "records", tuple[tuple(statistic.record for statistic in ledger.merged)])  # type: ignore[misc]
    for name, ledger in CATALOGUE.ledgers.items()
    if ledger.merged
}
_of_ledgers = {"P": _panes, "B": _blocks}
_chunk = msgspec.msgpack.Decoder(tables.Chunk).decode
_readers = msgspec.msgpack.Decoder(tables.Readers).decode
_hours = msgspec.msgpack.Decoder(schedule.Hours).decode
_waiting = msgspec.msgpack.Decoder(schedule.Waiting).decode
_document = msgspec.msgpack.Decoder(Document).decode


def encode_record(record: Any) -> bytes:
    """Bytes of a state record."""
    if isinstance(record, tables.Row):
        return _encode({key: (version, _fact(fact)) for key, (version, fact) in record.facts.items()})
    return _encode(record)


def _fact(fact: Any) -> bytes | None:
    return None if fact is None else msgspec.json.encode(fact)


def decode_record(key: str, data: bytes) -> Any:
    """The state record that stands under `key`."""
    place, _, rest = key.partition(SEP)
    if place in _of_ledgers:
        return _of_ledgers[place][rest.split(SEP)[1]](data)
    if place == "F":
        return _row(rest.partition(SEP)[0], data)
    if place == "R":
        return (_chunk if rest.count(SEP) == 3 else _readers)(data)
    if place == "Z":
        return (_waiting if SEP in rest else _hours)(data)
    if place == "M" and SEP in rest:
        return _document(data)
    return _records[place](data)


def _row(fact_type: str, data: bytes) -> tables.Row:
    raw = msgspec.msgpack.decode(data, type=dict[str, tuple[int, bytes | None]])
    kind = FACT_TYPES[fact_type]
    return tables.Row({key: (version, _known(kind, value)) for key, (version, value) in raw.items()})


def _known(kind: type[Fact], value: bytes | None) -> Any:
    """A fact that is kept; an earlier release kept its identifiers as they were published."""
    return None if value is None else normal_form(msgspec.json.decode(value, type=kind))
