"""What holds for every criterion: the catalogue is found by introspection, and so are these tests."""

import ast
import json
import re
import sys
from collections import deque
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, get_args

import msgspec
import pytest
from msgspec import inspect

from schemas.envelope import Event, encode_structured, record_key
from schemas.facts import Fact
from schemas.fields import ControlForm, SubjectKind
from scorers.cases import judging
from scorers.cases.step import step as case_step
from scorers.catalogue.discovery import CATALOGUE, AnyCriterion, Catalogue, markdown_table, order, slug_of
from scorers.catalogue.loading import load
from scorers.contract.criterion import Criterion, Params, Reach
from scorers.contract.verdict import Unknown, missing
from scorers.delivery.wire import decode_frame, decode_record, encode_frame, encode_record
from scorers.exchange.messages import (
    Message,
    Origin,
    Output,
    Outward,
    Parameters,
    Published,
    Signal,
    ToCase,
    ToEverySubject,
    ToSubject,
    Watermark,
    Watermarks,
)
from scorers.exchange.routing import case_of
from scorers.ledgers.non_deliveries import NOTICES_OF_CARRIER
from scorers.parameters.document import version_of
from scorers.parameters.errors import ParameterError
from scorers.state.keys import SEP
from scorers.state.store import MemoryStore, Store
from scorers.subjects.step import step as subject_step
from scorers.times.durations import DAY, HOUR
from tests import factories as f
from tests.scorers.judging import judged
from tests.scorers.standing import TRAITS, trait

HERE = Path(__file__).parent
TABLE: dict[str, dict[str, Any]] = json.loads((HERE / "criteria_table.json").read_text())
"""What the decision's criteria are, and the proposed defaults: recorded, never generated from the code."""

ASKED = (*CATALOGUE, *(CATALOGUE.answering(code) for code in CATALOGUE.indicators))
UNBOUNDED = {
    "1": {"pending_days"},
    "7": {"lookback_days"},
    "9": {"min_after_days"},
    "13": {"high_age_days"},
    "115": {"late_days"},
}
"""Durations that do not tell how far a ledger is read: registers are never dropped, and entries carry their own."""

every_criterion = pytest.mark.parametrize("criterion", list(CATALOGUE), ids=slug_of)
every_decided = pytest.mark.parametrize(
    "criterion", [criterion for criterion in CATALOGUE if criterion.code.isdigit()], ids=slug_of
)


def recorded(criterion: AnyCriterion) -> dict[str, Any]:
    """The row of a criterion of the decision."""
    assert criterion.code in TABLE, f"record criterion {criterion.code} in criteria_table.json"
    return TABLE[criterion.code]


def defaults(criterion: AnyCriterion) -> dict[str, Any]:
    """Default parameters as JSON knows them."""
    found: dict[str, Any] = json.loads(msgspec.json.encode(criterion.parameters()))
    return found


def toml(values: dict[str, Any]) -> str:
    """Values as lines of TOML, which are JSON for all that parameters are made of."""
    return "".join(f"{name} = {json.dumps(value)}\n" for name, value in values.items())


# -- metadata --------------------------------------------------------------------------------------------------------


def test_codes_are_unique_and_sorted() -> None:
    """By number, national codes after them; two objects with one code are refused."""
    codes = [criterion.code for criterion in CATALOGUE]
    assert codes == sorted(set(codes), key=order)
    first = CATALOGUE.criteria[0]
    with pytest.raises(ValueError, match="same code"):
        Catalogue([first, first], [])


def test_every_module_holds_one_criterion() -> None:
    """A module is one criterion: no two share one, none is without."""
    folder = Path(str(sys.modules["scorers.criteria"].__file__)).parent
    modules = sorted(path.stem for path in folder.rglob("*.py") if path.stem != "__init__")
    assert modules == sorted(slug_of(criterion) for criterion in CATALOGUE)


def test_the_table_has_a_row_for_each_criterion() -> None:
    rows = markdown_table(CATALOGUE).splitlines()[2:]
    assert [row.split(" | ")[0].removeprefix("| ") for row in rows] == list(CATALOGUE.by_code)


@every_decided
def test_the_metadata_is_as_recorded(criterion: AnyCriterion) -> None:
    row = recorded(criterion)
    stated = {
        "slug": slug_of(criterion),
        "group": criterion.group,
        "title": criterion.title,
        "kind": criterion.kind,
        "subject": criterion.subject,
        "forms": list(criterion.forms),
    }
    assert stated == {name: value for name, value in row.items() if name != "parameters"}


@every_decided
def test_the_proposed_defaults_are_as_recorded(criterion: AnyCriterion) -> None:
    """A criterion may have more parameters than were proposed, never other values of those."""
    proposed = recorded(criterion)["parameters"]
    found = defaults(criterion)
    assert {name: found.get(name) for name in proposed} == proposed


@every_decided
@pytest.mark.parametrize("name", sorted({name for row in TRAITS.values() for name in row}))
def test_what_the_weighing_knows_of_it_is_as_recorded(criterion: AnyCriterion, name: str) -> None:
    """A trait that is not recorded has its default."""
    assert trait(criterion, name) == TRAITS.get(criterion.code, {}).get(name, trait(Criterion, name))


NOT_CODES = {"trips.py": "sizes of containers, by the first two characters of their ISO type"}


def test_a_code_is_named_only_by_its_criterion() -> None:
    """What the engine knows of a criterion the criterion says itself; comments and docstrings may cite rulings."""
    numbers = {*map(str, range(1, 120)), *CATALOGUE.by_code}
    scorers = HERE.parents[1] / "scorers"
    for path in scorers.rglob("*.py"):
        if "criteria" in path.parts or path.name in NOT_CODES:
            continue
        strings = {node.value for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Constant)}
        assert strings.isdisjoint(numbers), (path.name, strings & numbers)


@every_criterion
def test_the_class_is_named_like_its_module(criterion: AnyCriterion) -> None:
    assert type(criterion).__name__.lower() == slug_of(criterion).replace("_", "")


@every_criterion
def test_the_documentation_names_the_criterion(criterion: AnyCriterion) -> None:
    """The module says which criterion it is and whose, the class what is suspicious, in words of its own."""
    said = " ".join((sys.modules[type(criterion).__module__].__doc__ or "").split())
    source = "of decision 8/7" if criterion.code.isdigit() else "national"
    assert f"Criterion {criterion.code}" in said
    assert source in said
    told = type(criterion).__dict__.get("__doc__") or ""
    assert len(told.split()) > 4
    assert criterion.parameters.__doc__ != Params.__doc__ or not defaults(criterion)


@every_criterion
def test_the_metadata_uses_known_words(criterion: AnyCriterion) -> None:
    """Subjects and forms are those of the published contract; inputs are named once."""
    assert criterion.subject in get_args(SubjectKind)
    assert set(criterion.forms) <= set(get_args(ControlForm))
    assert len(set(criterion.inputs)) == len(criterion.inputs) > 0
    assert set(criterion.cases) <= set(judging.JUDGED)


@every_criterion
def test_it_has_a_test_of_its_own(criterion: AnyCriterion) -> None:
    text = (HERE / f"criteria/test_{slug_of(criterion)}.py").read_text()
    assert text.count("def test_") >= 2


@every_criterion
def test_it_judges_or_answers(criterion: AnyCriterion) -> None:
    """A question without an answer, or a rule that nobody asks, is a criterion half written."""
    kind = type(criterion)
    judges, asks, answers = (
        getattr(kind, name) is not getattr(Criterion, name) for name in ("judge", "asks", "answer")
    )
    assert judges or asks
    assert asks == answers


def test_unknown_is_said_in_one_way() -> None:
    """By `missing`, which names each input once and in a fixed order, however a rule came by them."""
    assert missing("b", "a", "b") == Unknown(("a", "b"))
    assert missing("a", limb="B") == Unknown(("a",), "B")
    scorers = HERE.parents[1] / "scorers"
    made = [path.name for path in scorers.rglob("*.py") if re.search(r"(?<!class )\bUnknown\(", path.read_text())]
    assert made == ["verdict.py"]


# -- parameters ------------------------------------------------------------------------------------------------------


@every_criterion
def test_its_parameters_can_be_written_in_a_document(criterion: AnyCriterion) -> None:
    """Every default, written out in TOML, is read back as what it was."""
    basis = f'[legal_basis]\n{criterion.code} = "a law"\n'
    document = f"{basis}[criteria.{criterion.code}]\n{toml(defaults(criterion))}"
    assert load(document.encode()).of(criterion.code) == criterion.parameters()


@every_criterion
def test_an_unknown_parameter_is_refused_by_its_place(criterion: AnyCriterion) -> None:
    with pytest.raises(ParameterError, match=f"criteria.{criterion.code}"):
        load(f"[criteria.{criterion.code}]\nno_such_parameter = 1\n".encode())


@pytest.mark.parametrize(
    ("criterion", "name"), [(criterion, name) for criterion in CATALOGUE for name in criterion.fixed], ids=str
)
def test_what_the_decision_fixes_needs_a_legal_basis(criterion: AnyCriterion, name: str) -> None:
    """Without one the document is refused, also when it repeats the default."""
    stated = f"[criteria.{criterion.code}]\n{toml({name: defaults(criterion)[name]})}"
    with pytest.raises(ParameterError, match=f"legal_basis.{criterion.code}"):
        load(stated.encode())
    load(f'[legal_basis]\n{criterion.code} = "a law"\n{stated}'.encode())


@every_criterion
def test_it_says_of_its_durations_how_far_they_reach(criterion: AnyCriterion) -> None:
    """But for those that no ledger bounds."""
    named = {name for reach in criterion.reaches(criterion.parameters()) for name in reach.parameters}
    stated = {name for name, value in defaults(criterion).items() if not isinstance(value, bool)}
    if criterion.reads:
        durations = {name for name in stated if name.endswith(("_days", "_hours", "_h"))}
        assert durations - named == UNBOUNDED.get(criterion.code, set())


@pytest.mark.parametrize(
    ("code", "reach"),
    [(asked.code, reach) for asked in ASKED for reach in asked.reaches(load(b"").of(asked.code)) if reach.parameters],
    ids=lambda one: f"{one.ledger.name}-{one.parameters[0]}" if isinstance(one, Reach) else one,
)
def test_what_its_ledgers_do_not_hold_is_refused(code: str, reach: Reach) -> None:
    """The place and its limit are named; what the document says, which is confidential, is not."""
    section, name = "engine" if code in CATALOGUE.indicators else f"criteria.{code}", reach.parameters[0]
    of_day = 1 if name.endswith("_days") else 24
    for days in (reach.limit + 77_000, -77_000):
        stated = f"{section}.{name} = {days * of_day:.0f}"
        with pytest.raises(ParameterError) as refused:
            load(stated.encode())
        words = str(refused.value)
        assert f"{section}.{name} " in words
        assert re.search(r"must come to 0 to \d+ days", words)
        assert "77" not in words


def test_the_limit_itself_may_be_stated() -> None:
    """A ledger holds what its days say, to the day."""
    kept = NOTICES_OF_CARRIER.keep_days
    assert load(f"criteria.1.window_days = {kept}".encode()).of("1").window_days == kept
    with pytest.raises(ParameterError, match=f"0 to {kept} days"):
        load(f"criteria.1.window_days = {kept + 1}".encode())


# -- on the wire -----------------------------------------------------------------------------------------------------


ENTRIES = {book.entry for book in CATALOGUE.ledgers.values()}
STRUCTS = sorted(ENTRIES | CATALOGUE.ask_types(), key=lambda kind: kind.__name__)
every_struct = pytest.mark.parametrize("kind", STRUCTS, ids=lambda kind: kind.__name__)


@pytest.mark.parametrize("kinds", [ENTRIES, CATALOGUE.ask_types()], ids=["entries", "asks"])
def test_structs_on_the_wire_have_names_of_their_own(kinds: set[type[msgspec.Struct]]) -> None:
    """The name is the tag by which a message is read."""
    names = [kind.__name__ for kind in kinds]
    assert len(set(names)) == len(names)
    assert all(kind.__struct_config__.tag == kind.__name__ for kind in kinds)


@every_struct
@pytest.mark.parametrize("full", [True, False])
def test_entries_and_asks_travel_in_signals(kind: type[msgspec.Struct], full: bool) -> None:
    """With everything stated, and with everything left out that may be."""
    made = _made(kind, full)
    book = next((book.name for book in CATALOGUE.ledgers.values() if book.entry is kind), None)
    entries, asks = ((book, made),) if book else (), () if book else (made,)
    signal = Signal("participant:P1", "declaration:D1", 1, "v", entries, asks)
    [received] = decode_frame(encode_frame([signal]))
    assert isinstance(received, Signal)
    assert (received.entries, received.asks) == (entries, asks)


def _made(kind: type[msgspec.Struct], full: bool) -> Any:
    described = inspect.type_info(kind)
    assert isinstance(described, inspect.StructType)
    return kind(**{field.name: _value(field.type, full) for field in described.fields})


def _value(wanted: inspect.Type, full: bool) -> Any:
    """A value of a type: the first kind of a union, one element of a collection; nothing at all unless `full`."""
    made: Any = SIMPLE.get(type(wanted))
    match wanted:
        case inspect.UnionType(types=types):
            nothing = any(isinstance(one, inspect.NoneType) for one in types)
            made = None if nothing and not full else _value(types[0], full)
        case inspect.LiteralType(values=values):
            made = values[0]
        case inspect.StructType(cls=kind):
            made = _fact(kind) if issubclass(kind, Fact) else _made(kind, full)
        case inspect.VarTupleType(item_type=item):
            made = (_value(item, full),) if full else ()
        case inspect.TupleType(item_types=items):
            made = tuple(_value(item, full) for item in items)
        case inspect.DictType(key_type=key, value_type=value):
            made = {_value(key, full): _value(value, full)} if full else {}
    return made


def _fact(kind: type[Fact]) -> Fact:
    """A published fact with what it must have; its own tests see to the rest."""
    described = inspect.type_info(kind)
    assert isinstance(described, inspect.StructType)
    return msgspec.convert({field.name: _word(field.type) for field in described.fields if field.required}, kind)


def _word(wanted: inspect.Type) -> Any:
    plain = wanted.type if isinstance(wanted, inspect.Metadata) else wanted
    return plain.values[0] if isinstance(plain, inspect.LiteralType) else "K"


SIMPLE = {
    inspect.StrType: "s",
    inspect.IntType: 7,
    inspect.FloatType: 0.5,
    inspect.BoolType: True,
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


@pytest.mark.parametrize("code", [criterion.code for criterion in CATALOGUE if criterion.kind == "finding"])
def test_r07_a_finding_criterion_fires_from_findings_only(code: str) -> None:
    """The story alone raises none, a finding does, and its cancellation withdraws it."""
    named = {"declaration_id": "D3", "transit_id": "T3", "participant_id": "P1", "vehicle_id": "123ABC02KZ"}
    trip: dict[str, Any] = {"vehicle_ids": ["123ABC02KZ"], "carrier_id": "C1"}
    rest = [event for event in story() if event.event_type.lifecycle != "finding"]
    rest.append(f.transit("T3", f.T0 + 6 * DAY, destination_country="UZ", **trip))
    rest.append(f.declaration("D3", f.T0 + 6 * DAY, transit_id="T3", **trip))
    seen = f.finding(code, "F9", f.T0 + 6 * DAY, **named)
    found = [
        {key for key in ("declaration:D3", "transit:T3") if judged([*rest, *told]).hit(key, code)}
        for told in ([], [seen], [seen, f.finding_cancelled("F9", f.T0 + 7 * DAY)])
    ]
    assert (found[0], bool(found[1]), found[2]) == (set(), True, set())
