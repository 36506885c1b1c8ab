"""Criteria that no catalogue knows, judged directly: each shows in few lines what a family leaves to a criterion."""

import inspect
from collections.abc import Iterable
from typing import Any

from schemas.envelope import Event
from scorers.cases.state import view
from scorers.catalogue.discovery import AnyCriterion
from scorers.contract.case import Case
from scorers.contract.history import History
from scorers.contract.verdict import Hit, Unknown, Verdict
from scorers.partition.partition import parameters
from scorers.state.keys import SEP
from scorers.state.store import MemoryStore
from tests.scorers.judging import Judging, kept

MOST_LINES = 40
"""How long a criterion of a family may be, with its metadata and its texts."""


def verdicts(criterion: AnyCriterion, events: Iterable[Event], key: str, coverage_start: int = 0) -> dict[str, Verdict]:
    """What a criterion says of a case by its default parameters: by subject, empty where a question is answered."""
    assert len(inspect.getsource(type(criterion)).splitlines()) <= MOST_LINES
    assert criterion.texts
    room = Judging().feed(*events).engine.cases
    cases = [view(room, state, parameters(room).engine) for _, state in kept(room, f"S{SEP}")]
    histories = _histories(criterion, cases, coverage_start)
    [case] = [one for one in cases if one.key == key]
    params, answers = criterion.parameters(), []
    learned: dict[tuple[str, str], Any] = {}
    case._learned = lambda subject, name: learned.get((subject, name))
    for asked in criterion.asks(case, params):
        if isinstance(asked, Unknown):
            answers.append(asked)
            continue
        subject, ask = asked
        said = criterion.answer(ask, histories[subject], params)
        if ask.learns:
            learned[subject, ask.learned_as] = said
        elif said is not None:
            answers.append(said)
    found: dict[str, Verdict] = dict(criterion.judge(case, params))
    return found | ({"": answers[0]} if answers else {})


def _histories(criterion: AnyCriterion, cases: Iterable[Case], coverage_start: int) -> dict[str, History]:
    """By subject, what the cases put into the ledgers that the criterion reads."""

    class Histories(dict[str, History]):
        def __missing__(self, subject: str) -> History:
            made = self[subject] = History(MemoryStore(), {}, subject, coverage_start)
            return made

    found = Histories()
    for case in cases:
        for ledger in criterion.reads:
            for identity, entry in ledger.put(case) if case.kind in ledger.kinds else ():
                for shelf in ledger.shelves(entry):
                    found[f"{ledger.subject}:{identity}"].book(ledger, shelf).add(case.key, entry)
    return found


def hit(found: dict[str, Verdict], subject: str = "") -> Hit:
    """The hit on a subject. There has to be one."""
    verdict: Any = found.get(subject)
    assert isinstance(verdict, Hit), found
    return verdict


def lacking(found: dict[str, Verdict], subject: str = "") -> tuple[str, ...]:
    """What is missing to judge a subject. Something has to be."""
    verdict: Any = found.get(subject)
    assert isinstance(verdict, Unknown), found
    return tuple(verdict.missing)
