"""What a subject answers: to what a case asks now, and again to others when its history changes."""

from typing import Any, get_args

import msgspec

from schemas.fields import SubjectKind
from scorers.catalogue.discovery import CATALOGUE
from scorers.contract.criterion import Ask
from scorers.contract.history import History
from scorers.contract.learned import Learned
from scorers.contract.ledger import Ledger
from scorers.contract.verdict import Hit, Judged, Unknown
from scorers.exchange.messages import Output, Reading, Signal, ToCase
from scorers.parameters.document import ParameterSet
from scorers.parameters.engine import kept_days
from scorers.partition.partition import PartitionState, parameters
from scorers.state.extent import Extent
from scorers.state.store import Store
from scorers.subjects.dossier import Dossier, askers, contribution_place, prolong_questions
from scorers.times.durations import DAY, EVER

PUBLIC = frozenset(get_args(SubjectKind))
"""Kinds of subjects that may be spoken of."""
Spans = dict[str, tuple[int, int]]
"""By ledger that changed, the earliest and the latest time of what changed in it, ms UTC."""


class Contribution(msgspec.Struct, array_like=True):
    """What one case last said to one subject, and the last answer to it: its number, its digest and what it says.

    `asked` is the revision since when it asks the same. `verdicts` are by question; `coverage` is since when (ms UTC)
    everything had been seen.
    """

    revision: int
    asked: int
    params: str
    entries: tuple[tuple[str, Any], ...]
    asks: tuple[Any, ...]
    answer: int = 0
    digest: int = 0
    verdicts: tuple[Judged | None, ...] = ()
    learned: dict[str, Learned] = {}
    coverage: int = 0
    until: int = 0
    """Until when it is kept, ms UTC."""

    def answers(self, place: int, ask: Ask) -> bool:
        """Whether it has the answer to a question; none of a release that did not keep them."""
        return place < min(len(self.asks), len(self.verdicts)) and bool(self.asks[place] == ask)


class Answering:
    """The answers that one signal to a subject gives rise to."""

    def __init__(
        self, store: Store, here: PartitionState, dossier: Dossier, history: History, signal: Signal, changed: Spans
    ) -> None:
        self._store, self._here, self._dossier, self._history = store, here, dossier, history
        self._signal, self._changed = signal, changed
        self._spans = {name: _asked_between(name, span) for name, span in changed.items()}

    def to_the_asker(self, now: Contribution, before: Contribution | None) -> list[Output]:
        """Answer the case that spoke; nothing where it asks the same as before and the answer is the same."""
        same = before is not None and before.asked == now.asked
        return self._answer(self._signal.case, now, _answered(now, before), told=not same)

    def to_others(self) -> list[Output]:
        """Answer other cases again whose questions fall where the history changed."""
        outputs: list[Output] = []
        if not self._spans:
            return outputs
        subject, author = self._signal.subject, self._signal.case
        low, high = min(low for low, _ in self._spans.values()), max(high for _, high in self._spans.values())
        for case in askers(self._store, subject, self._dossier, low, high):
            place = contribution_place(subject, case)
            contribution: Contribution | None = self._store.get(place) if case != author else None
            if contribution is not None and any(map(self._touched, contribution.asks)):
                self._store.edit(place)
                outputs.extend(self._answer(case, contribution, contribution, told=False))
        return outputs

    def _touched(self, ask: Ask) -> bool:
        """Whether what changed can change the answer to a question."""
        for ledger in CATALOGUE.answering(ask.criterion).reads if self._spans else ():
            span = self._spans.get(ledger.name)
            if span is not None and span[0] <= ask.t <= span[1]:
                return True
        return False

    def _answer(self, case: str, now: Contribution, known: Contribution | None, *, told: bool) -> list[Output]:
        """Answer what a case asks; what it asked before, `known`, and no change touches is answered as it was."""
        params = parameters(self._store, now.params)
        verdicts: list[Judged | None] = []
        learned: dict[str, Learned] = {}
        lasting = 0
        for place, ask in enumerate(now.asks):
            criterion, own = CATALOGUE.answering(ask.criterion), params.of(ask.criterion)
            said: Any
            if known is not None and known.answers(place, ask) and not self._touched(ask):
                verdict, said = known.verdicts[place], known.learned.get(ask.learned_as) if ask.learns else None
            else:
                self._history.coverage_start = self._here.covered_since(criterion.reads)
                said = criterion.answer(ask, self._history, own)
                verdict = _judged(ask, self._signal.subject, said)
            verdicts.append(verdict)
            lasting = max(lasting, criterion.lasts(said, own))
            if ask.learns:
                learned[ask.learned_as] = said
        now.verdicts, now.learned = tuple(verdicts), learned
        if lasting:
            self._prolong(case, now, (lasting // DAY + 1 + params.engine.lateness_days(long=True)) * DAY)
        given = tuple(verdict for verdict in verdicts if verdict is not None)
        digest = Extent().digest((now.asked, given, learned))
        told = told or digest != now.digest
        if digest != now.digest:
            now.answer, now.digest = now.answer + 1, digest
        self._store.put(contribution_place(self._signal.subject, case), now)
        signal = self._signal
        return [
            ToCase(Reading(case, signal.subject, now.asked, now.answer, given, learned, signal.since, signal.cause))
        ] * told

    def _prolong(self, case: str, now: Contribution, until: int) -> None:
        """Keep questions in force until then (ms UTC): what they found may be taken back as long as it holds."""
        now.until = max(now.until, until)
        asked = ((ask.t, case, until) for ask in now.asks)
        prolong_questions(self._store, self._signal.subject, self._dossier, asked)


class Reach:
    """How long what changes in a history concerns the questions of a signal (ruling 45)."""

    def __init__(self, here: PartitionState, params: ParameterSet, asks: tuple[Any, ...]) -> None:
        days = max((CATALOGUE.reach_of(ask.criterion, params) for ask in asks), default=0)
        self._watermark, self._kept = here.watermark, kept_days(params.engine, days)

    def until(self, t: int) -> int:
        """Until when (ms UTC) it concerns those about the day of t.

        A question that came late holds on from the watermark, so that its case can still be told.
        """
        return (max(t, self._watermark) // DAY + 1 + self._kept) * DAY


def _asked_between(name: str, span: tuple[int, int]) -> tuple[int, int]:
    """Times of the first and the last question (ms UTC) that something in a span of a ledger can matter for."""
    ledger: Ledger[Any] = CATALOGUE.ledgers[name]
    return span[0] - ledger.look_ahead, EVER if ledger.keeps_first else span[1] + ledger.keep_days * DAY


def _kind(asked: str, criterion: str) -> str:
    """Kind of subject that a verdict names: the one asked, unless only ledgers know it."""
    return asked if asked in PUBLIC else CATALOGUE.answering(criterion).subject


def _answered(now: Contribution, before: Contribution | None) -> Contribution | None:
    """What was said before, if its answers were given by the same parameters and coverage."""
    same = before is not None and (before.params, before.coverage) == (now.params, now.coverage)
    return before if same else None


def _judged(ask: Ask, subject: str, said: Any) -> Judged | None:
    """The verdict of an answer that is one."""
    if ask.learns or not isinstance(said, Hit | Unknown):
        return None
    kind, _, identity = subject.partition(":")
    return Judged(ask.criterion, _kind(kind, ask.criterion), identity, ask.t, ask.trigger, said)
