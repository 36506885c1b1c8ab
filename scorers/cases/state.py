"""What is kept of one case, and the case as criteria see it."""

from copy import copy
from typing import Any

import msgspec

from scorers.contract.case import Case, Said
from scorers.contract.learned import Learned
from scorers.contract.links import AnyLink
from scorers.contract.verdict import Judged
from scorers.parameters.engine import Engine
from scorers.parameters.omissions import without
from scorers.partition.partition import partition_state
from scorers.registers.lookup import Lookup
from scorers.saying.outward import Spoken
from scorers.state.keys import SEP
from scorers.state.store import Store
from scorers.times.durations import DAY

TIMERS = "timers"
"""Schedule of cases that are to be looked at again."""


class Sent(msgspec.Struct, array_like=True):
    """The last signal to a subject: digests of what it puts in and of what it asks (0: nothing) and its revision.

    `asked` is the revision that the subject answers.
    """

    entries: int
    asks: int
    revision: int
    asked: int

    @property
    def says(self) -> bool:
        """Whether it said something; else it took everything back."""
        return bool(self.entries or self.asks)


class Answer(msgspec.Struct, array_like=True):
    """The last reading of a subject."""

    revision: int
    number: int
    verdicts: tuple[Judged, ...]
    learned: dict[str, Learned]


class CaseState(msgspec.Struct, array_like=True):
    """Everything kept of one case; bounded by the case's own life, not by anybody's history."""

    key: str
    revision: int = 0
    said: list[Said] = []
    links: dict[str, tuple[int, AnyLink | None]] = {}
    sent: dict[str, Sent] = {}
    answers: dict[str, Answer] = {}
    linked: dict[str, tuple[int, int]] = {}
    unknowns: list[Judged] = []
    rows: dict[str, int] = {}
    """Rows of registers that were looked up, each with the latest day (since the epoch, UTC) as of which it was."""
    timers: list[int] = []
    spoken: Spoken = msgspec.field(default_factory=lambda: Spoken({}, b"", b""))
    params: str = ""
    waiting: list[str] = []
    """Subjects whose answers to the case's latest questions are still to come."""
    relied: list[tuple[str, str]] = []
    """What the last derivation looked for among what subjects answer: (subject, name)."""
    stale: bool = False
    """Whether something was learned that the last derivation would have come out otherwise by."""
    kept_until: int = 0
    """Event time (ms UTC) at which it is looked at whether the case may be forgotten; 0: it is kept for ever."""
    reach_days: int = 0
    """How long a history keeps what the case puts into it, the longest of them."""
    open: bool = False
    """Whether it is counted among the open cases of its partition."""

    def copied(self) -> "CaseState":
        """Another one that is the same."""
        found = copy(self)
        found.said, found.links, found.sent = self.said.copy(), self.links.copy(), self.sent.copy()
        found.answers, found.linked, found.rows = self.answers.copy(), self.linked.copy(), self.rows.copy()
        found.waiting = self.waiting.copy()
        found.spoken = copy(self.spoken)
        found.spoken.alerts = self.spoken.alerts.copy()
        return found


def state_of(store: Store, key: str) -> CaseState:
    """The state of a case, to be changed; a new one where nothing is known of it yet."""
    found: CaseState | None = store.edit(f"S{SEP}{key}")
    return found if found is not None else CaseState(key)


def keep(store: Store, state: CaseState) -> None:
    """Keep the state of a case; what had it judged is of no use any more once it has been."""
    if not state.waiting:
        state.spoken.cause = None
    store.put(f"S{SEP}{state.key}", state)


class Reads:
    """What deriving a case looked at, so that it is derived again when that changes."""

    def __init__(self) -> None:
        self.rows: dict[str, int] = {}
        self.timers: set[int] = set()
        self.learned: set[tuple[str, str]] = set()

    def row(self, row: str, t: int) -> None:
        """Note that a row of a register was looked up as of t (ms UTC)."""
        self.rows[row] = max(self.rows.get(row, 0), t // DAY)


def view(store: Store, state: CaseState, engine: Engine, reads: Reads | None = None) -> Case:
    """The case as of now; what is looked at through it is noted in `reads`."""
    watermark, answers = partition_state(store).watermark, state.answers

    def learned(subject: str, name: str) -> Any:
        if reads is not None:
            reads.learned.add((subject, name))
        answer = answers.get(subject)
        return answer.learned.get(name) if answer else None

    def elapsed(at: int) -> bool:
        if watermark < at and reads is not None:
            reads.timers.add(at)
        return watermark >= at

    links = [link for _, (_, link) in sorted(state.links.items()) if link is not None]
    lookup = Lookup(store, reads.row if reads is not None else lambda _row, _t: None, engine)
    said = [_carried(event, engine) for event in state.said] if engine.sources else state.said
    return Case(state.key, said, links, learned, lookup, elapsed, engine.sources)


def _carried(event: Said, engine: Engine) -> Said:
    """An event without what its source never carries, whatever it states there."""
    publisher = engine.sources.get(event.source)
    if publisher is None:
        return event
    raw = without(event.raw, publisher.omits)
    return event if raw is event.raw else msgspec.structs.replace(event, raw=raw)
