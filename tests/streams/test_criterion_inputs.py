"""That criteria name every register they read among their inputs, found out by judging generated traffic (R-08)."""

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import product
from typing import Any

import pytest

from schemas.envelope import Event
from schemas.facts import FACT_TYPES, Fact
from schemas.facts.fact import fact_type_of
from scorers.cases.state import CaseState
from scorers.catalogue.discovery import CATALOGUE, AnyCriterion
from scorers.contract.case import Case
from scorers.contract.ledger import Ledger
from scorers.parameters.document import ParameterSet
from scorers.partition.partition import parameters
from scorers.partition.sources import blinding
from scorers.registers.lookup import Lookup
from scorers.state.keys import SEP
from scorers.times.durations import DAY, EVER, HOUR
from streams.generate import events
from streams.replay import Replay
from tests.factories import T0, declaration, fact, withdrawn
from tests.scorers.judging import kept

ASKED = [CATALOGUE.answering(code) for code in (*CATALOGUE.indicators, *CATALOGUE.by_code)]
PARENTS = "".join(f'[criteria.{code}]\ncompare_level = "parent"\n' for code in ("9", "104"))
"""So that these two read the register of offices, which they do by some parameters only."""


def _name(kind: Any) -> str:
    return fact_type_of(kind)


class Noting(Lookup):
    """Look-ups that note of which registers they were, and of which silence counts."""

    def __init__(self, *how: Any) -> None:
        super().__init__(*how)
        self.read: set[str] = set()
        self.held: set[str] = set()

    def stale(self, kind: type[Fact], t: int) -> bool:
        """As the look-up has it."""
        self.held.add(_name(kind))
        return super().stale(kind, t)

    def all(self, kind: type[Any], key: str, t: int = EVER) -> list[Any]:
        """As the look-up has it."""
        self.read.add(_name(kind))
        return super().all(kind, key, t)


class Seen:
    """What was looked up in the generated traffic, by who looked: criteria themselves, and ledgers."""

    def __init__(self) -> None:
        run = Replay(PARENTS.encode())
        for event in (*events(7, 2_000, datetime(2026, 1, 5, tzinfo=UTC)), *_taken_over(), *_permitted()):
            run.take(event)
        run.finish()
        self._store = run.engine.cases
        self._params: ParameterSet = parameters(self._store)
        self.read: dict[str, set[str]] = {}
        self.held: dict[str, set[str]] = {}
        states = [record for _, record in kept(self._store, f"S{SEP}")]
        # Without what others told of it, a case also looks up what it would have learned from them.
        for state, linked in product(states, (True, False)):
            for criterion in ASKED:
                self._note(criterion.code, self._case(state, linked), self._own(criterion))
            for ledger in CATALOGUE.ledgers.values():
                self._note(ledger.name, self._case(state, linked), ledger)

    def _case(self, state: CaseState, linked: bool) -> Case:
        links = [link for _, (_, link) in sorted(state.links.items()) if link is not None and linked]
        answers = state.answers

        def learned(subject: str, name: str) -> Any:
            return answers[subject].learned.get(name) if subject in answers else None

        lookup = Noting(self._store, lambda _row, _t: None, self._params.engine)
        return Case(state.key, state.said, links, learned, lookup, lambda _at: True)

    def _own(self, criterion: AnyCriterion) -> Any:
        return criterion, self._params.of(criterion.code)

    def _note(self, name: str, case: Case, what: Any) -> None:
        for _ in _put(case, what) if isinstance(what, Ledger) else _judge(case, *what):
            pass
        lookup: Any = case.tables
        self.read.setdefault(name, set()).update(lookup.read)
        self.held.setdefault(name, set()).update(lookup.held)


def _taken_over() -> Iterator[Event]:
    """Goods of one transit, recalled by one participant and declared by another."""
    yield declaration("R1", T0, participant_id="P1", transit_id="T1")
    yield withdrawn("R1", T0 + HOUR, version=2)
    yield declaration("R2", T0 + DAY, participant_id="P2", transit_id="T1")


def _permitted() -> Iterator[Event]:
    """A participant who was refused a permit declares by another one."""
    yield fact("ref.permit_refusal", key="R1", participant_id="P3", refused_at=T0 - DAY, status="in_force")
    yield declaration("R3", T0, participant_id="P3", items=[{"permits": [{"number": "L1"}]}])


def _put(case: Case, ledger: Ledger[Any]) -> Iterator[Any]:
    if case.kind in ledger.kinds:
        yield from ledger.put(case)


def _judge(case: Case, criterion: AnyCriterion, params: Any) -> Iterator[Any]:
    """Everything that a criterion says of a case."""
    if case.kind not in criterion.cases or (case.current is None and case.kind != "warehouse_day"):
        return
    if case.current is not None:
        yield from criterion.judge(case, params)
    yield from criterion.asks(case, params)
    yield from criterion.enters(case, params)
    yield from criterion.tells(case)
    yield from criterion.cured(case)


@pytest.fixture(scope="module")
def seen() -> Seen:
    """Look-ups in a small world with every scheme in it."""
    return Seen()


def registers_of(criterion: AnyCriterion) -> set[str]:
    """Fact types that a criterion names among its inputs."""
    return {".".join(name.split(".")[:2]) for name in criterion.inputs if name.startswith("ref.")}


@pytest.mark.parametrize("criterion", ASKED, ids=lambda criterion: criterion.code)
def test_inputs_name_every_register_that_is_read(criterion: AnyCriterion, seen: Seen) -> None:
    """Those that the criterion looks up itself, and those whose records are its subjects' history."""
    histories = {kind for ledger in criterion.reads for kind in ledger.kinds if kind in FACT_TYPES}
    assert seen.read[criterion.code] | seen.held[criterion.code] | histories <= registers_of(criterion)
    assert seen.held[criterion.code] <= blinding(criterion)


@pytest.mark.parametrize("ledger", CATALOGUE.ledgers.values(), ids=lambda ledger: ledger.name)
def test_what_a_ledger_looks_up_is_an_input_of_who_reads_it(ledger: Ledger[Any], seen: Seen) -> None:
    """Of one of its readers at least: not everyone uses all that an entry says."""
    readers = [criterion for criterion in ASKED if ledger in criterion.reads]
    assert seen.read[ledger.name] <= set().union(*map(registers_of, readers))
    assert seen.held[ledger.name] <= set().union(*map(blinding, readers))


@pytest.mark.parametrize("criterion", ASKED, ids=lambda criterion: criterion.code)
def test_nobody_is_called_blind_who_goes_by_the_last_word(criterion: AnyCriterion, seen: Seen) -> None:
    """Of every register whose silence is said to leave a criterion blind, somebody asked whether it was silent."""
    asked = seen.held[criterion.code].union(*(seen.held[ledger.name] for ledger in criterion.reads))
    assert blinding(criterion) <= asked
