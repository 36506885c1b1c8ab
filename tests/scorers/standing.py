"""A case and hits as the scoring of a case sees them, without the rooms."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from schemas.envelope import Event
from scorers.catalogue.discovery import CATALOGUE, AnyCriterion
from scorers.contract.case import Case, Said
from scorers.contract.criterion import Criterion, Params
from scorers.contract.verdict import Evidence, Hit, Judged, Unknown
from scorers.indicators.category import ParticipantCategory
from scorers.registers.lookup import Lookup
from scorers.registers.tables import put
from scorers.state.store import MemoryStore
from scorers.times.durations import DAY
from tests.factories import T0

TRAITS: dict[str, dict[str, Any]] = json.loads((Path(__file__).parent / "criteria_traits.json").read_text())
"""What the weighing has to know of criteria, also of those that nobody has written yet: recorded, as the rules say."""

LOW = ParticipantCategory("low", ("aeo",))
MEDIUM = ParticipantCategory("medium")
HIGH = ParticipantCategory("high", ("debt",))


def trait(criterion: AnyCriterion | type[Criterion[Any, Any]], name: str) -> Any:
    """What a criterion states, as JSON knows it."""
    return json.loads(json.dumps(getattr(criterion, name)))


def every_code(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each code of the decision has a criterion: one that is not written yet has the traits recorded of it."""
    for code in map(str, range(1, 120)):
        if code not in CATALOGUE.by_code:
            stated = {"code": code, "kind": "stream", "forms": (), "parameters": Params, **TRAITS.get(code, {})}
            toy = type("Toy", (Criterion,), stated)()
            monkeypatch.setitem(CATALOGUE.by_code, code, toy)
            monkeypatch.setitem(CATALOGUE._answering, code, toy)  # as if it were one of them


def case_of(
    events: Iterable[Event], links: Iterable[Any] = (), category: Any = None, facts: Iterable[Event] = ()
) -> Case:
    """The case that the events make, with what it learned of its participant."""
    events = list(events)
    said = [
        Said(
            event.id,
            event.type,
            event.event_type.group,
            event.version,
            event.time,
            event.raw_data,
            event.member_state,
            event.corrects_id,
            event.correction_kind,
        )
        for event in events
    ]
    store = MemoryStore()
    for fact in facts:
        put(store, fact)
    key = f"{events[0].event_type.lifecycle}:{events[0].entity_id}"
    return Case(key, said, links, lambda subject, name: category, Lookup(store, lambda row, t: None), lambda at: True)  # noqa: ARG005 - as called


def hit(criterion: str, subject_id: str = "S1", kind: str = "carrier", event_id: str = "e1", **fields: Any) -> Judged:
    """A hit of a criterion; `values` go into its one piece of evidence."""
    evidence = (Evidence("notice", "N1", T0 - DAY, event_id, fields.pop("values", {})),)
    said = Hit(**{"why": f"Because of {criterion}.", "evidence": evidence, **fields})
    return Judged(criterion, kind, subject_id, T0, "declaration.registered/D1/1", said)


def unknown(criterion: str, subject_id: str = "S1", kind: str = "carrier") -> Judged:
    """A criterion that could not be judged."""
    return Judged(criterion, kind, subject_id, T0, "declaration.registered/D1/1", Unknown(("transit.driver_id",)))
