"""The step of a subject: fold what cases contribute to its history, answer what they ask, again when it changes."""

from bisect import bisect_left, insort
from typing import Any, get_args

import msgspec

from schemas.fields import SubjectKind
from scorers.catalogue.discovery import CATALOGUE
from scorers.contract.criterion import Ask
from scorers.contract.history import Book, History
from scorers.contract.learned import Learned
from scorers.contract.ledger import Ledger
from scorers.contract.verdict import Hit, Judged, Unknown
from scorers.exchange.messages import Counted, Message, Output, Parameters, Reading, Signal, ToCase, Watermark
from scorers.parameters.engine import kept_days
from scorers.partition.partition import adopt, advance, parameters, partition_state
from scorers.state import schedule
from scorers.state.extent import Extent
from scorers.state.keys import SEP
from scorers.state.store import Store
from scorers.subjects.category_changes import category_change
from scorers.times.durations import DAY, EVER

EXPIRY = "expiry"
PUBLIC = frozenset(get_args(SubjectKind))
"""Kinds of subjects that may be spoken of."""


class Contribution(msgspec.Struct, array_like=True):
    """What one case last said to one subject, and the last answer to it: its number, its digest and what it says.

    `verdicts` are by question; `coverage` is since when (ms UTC) everything had been seen.
    """

    revision: int
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


Spans = dict[str, tuple[int, int]]
"""By ledger that changed, the earliest and the latest time of what changed in it, ms UTC."""


class Asked(msgspec.Struct, array_like=True):
    """Cases that asked a subject about one day, as sorted (time ms UTC, case)."""

    pairs: list[tuple[int, str]] = []
    until: int = 0
    """Until when the longest of these questions is in force, ms UTC."""


class AskedDays(msgspec.Struct, array_like=True):
    """Days (since the epoch) with questions, sorted."""

    days: list[int] = []


def step(store: Store, message: Message) -> list[Output]:
    """Apply one message to the subjects of a partition. The same message again, or an older one, changes nothing."""
    match message:
        case Signal():
            return _signal(store, message)
        case Watermark():
            moved = advance(store, message)
            if moved is not None:
                _expire(store, moved)
        case Parameters():
            adopt(store, message)
        case _:
            raise TypeError(f"no message for a subject: {type(message).__name__}")
    return []


def _signal(store: Store, signal: Signal) -> list[Output]:
    place = f"C{SEP}{signal.subject}{SEP}{signal.case}"
    before: Contribution | None = store.get(place)
    if before is not None and before.revision >= signal.revision:
        return [Counted("signal_repeated")]
    history = History(store, signal.subject, partition_state(store).coverage_start)
    changed = _fold(store, history, signal, before)
    coverage = history.coverage_start
    now = Contribution(signal.revision, signal.params, signal.entries, signal.asks, coverage=coverage)
    # What was taken back stays as long: its revision outlives it, so that an older signal can not bring it again.
    reach = _Reach(store, signal)
    now.until = max(_kept_until(store, signal, reach), before.until if before is not None else 0)
    if before is not None:
        now.answer = before.answer
    _note_asks(store, signal, before, reach)
    if before is not None or signal.entries or signal.asks:
        store.put(place, now)
    if before is None and now.until:
        schedule.add(store, EXPIRY, now.until, place)
    outputs: list[Output] = []
    if signal.asks:
        outputs.append(_answer(store, history, signal, now, before, changed))
    outputs.extend(category_change(store, history, signal, set(changed)))
    for case in _concerned(store, signal.subject, signal.case, changed):
        outputs.extend(_answer_again(store, history, signal, case, changed))
    return outputs


def _fold(store: Store, history: History, signal: Signal, before: Contribution | None) -> Spans:
    """Replace a case's entries; returns what changed."""
    old = {(name, entry.ref): entry for name, entry in before.entries} if before else {}
    new = {(name, entry.ref): entry for name, entry in signal.entries}
    changed: Spans = {}
    for (name, ref), entry in old.items():
        if new.get((name, ref)) != entry:
            ledger = CATALOGUE.ledgers[name]
            for shelf in ledger.shelves(entry):
                history.book(ledger, shelf).remove(signal.case, entry)
            changed[name] = _widen(changed.get(name), ledger, entry)
    for (name, ref), entry in new.items():
        if old.get((name, ref)) != entry:
            ledger = CATALOGUE.ledgers[name]
            read = [
                _enter(store, history.book(ledger, shelf), ledger, signal.case, entry)
                for shelf in ledger.shelves(entry)
            ]
            if any(read):
                changed[name] = _widen(changed.get(name), ledger, entry)
    return changed


def _enter(store: Store, book: Book, ledger: Ledger[Any], case: str, entry: Any) -> bool:
    """Put an entry into a book, and have a day that is new expire in time; whether the entry is read."""
    end = (entry.at // DAY + 1 + ledger.keep_days + parameters(store).engine.lateness_days(long=True)) * DAY
    if end <= partition_state(store).watermark:
        return book.pass_over(entry)
    read, fresh = book.add(case, entry)
    if fresh is not None:
        schedule.add(store, EXPIRY, end, f"P{SEP}{book.key}{SEP}{fresh}")
    return read


def _widen(span: tuple[int, int] | None, ledger: Ledger[Any], entry: Any) -> tuple[int, int]:
    since = entry.at if ledger.since is None else ledger.since(entry)
    return (min(span[0], since), max(span[1], entry.at)) if span else (since, entry.at)


def _note_asks(store: Store, signal: Signal, before: Contribution | None, reach: "_Reach") -> None:
    old = {ask.t for ask in before.asks} if before else set()
    new = {ask.t for ask in signal.asks}
    for t in old - new:
        place = f"A{SEP}{signal.subject}{SEP}{t // DAY}"
        asked = store.get(place)
        if asked is not None and (t, signal.case) in asked.pairs:
            asked.pairs.remove((t, signal.case))
            store.put(place, asked)
    for t in new - old:
        place = f"A{SEP}{signal.subject}{SEP}{t // DAY}"
        asked = store.get(place)
        if asked is None:
            asked = Asked()
            head: AskedDays = store.get(f"D{SEP}{signal.subject}") or AskedDays()
            insort(head.days, t // DAY)
            store.put(f"D{SEP}{signal.subject}", head)
            schedule.add(store, EXPIRY, reach.until(t), place)
        asked.until = max(asked.until, reach.until(t))
        insort(asked.pairs, (t, signal.case))
        store.put(place, asked)


class _Reach:
    """How long what changes in a history concerns the questions of a signal (ruling 45)."""

    def __init__(self, store: Store, signal: Signal) -> None:
        params = parameters(store, signal.params)
        days = max((CATALOGUE.reach_of(ask.criterion, params) for ask in signal.asks), default=0)
        self._watermark, self._kept = partition_state(store).watermark, kept_days(params.engine, days)

    def until(self, t: int) -> int:
        """Until when (ms UTC) it concerns those about the day of t.

        A question that came late holds on from the watermark, so that its case can still be told.
        """
        return (max(t, self._watermark) // DAY + 1 + self._kept) * DAY


def _concerned(store: Store, subject: str, author: str, changed: Spans) -> list[str]:
    """Other cases whose questions fall where the history changed."""
    if not changed:
        return []
    spans = [_asked_between(name, span) for name, span in changed.items()]
    low, high = min(span[0] for span in spans), max(span[1] for span in spans)
    head: AskedDays | None = store.get(f"D{SEP}{subject}")
    found: dict[str, None] = {}
    days = head.days if head else []
    for day in days[bisect_left(days, low // DAY) :]:
        asked = store.get(f"A{SEP}{subject}{SEP}{day}") if day <= high // DAY else None
        if asked is None:
            continue
        for t, case in asked.pairs[bisect_left(asked.pairs, (low, "")) :]:
            if t <= high and case != author:
                found[case] = None
    return list(found)


def _asked_between(name: str, span: tuple[int, int]) -> tuple[int, int]:
    """Times of the first and the last question (ms UTC) that something in a span of a ledger can matter for."""
    ledger: Ledger[Any] = CATALOGUE.ledgers[name]
    return span[0] - ledger.look_ahead, EVER if ledger.keeps_first else span[1] + ledger.keep_days * DAY


def _touched(ask: Ask, changed: Spans) -> bool:
    """Whether what changed can change the answer to a question."""
    for ledger in CATALOGUE.answering(ask.criterion).reads if changed else ():
        if ledger.name in changed:
            low, high = _asked_between(ledger.name, changed[ledger.name])
            if low <= ask.t <= high:
                return True
    return False


def _answer_again(store: Store, history: History, signal: Signal, case: str, changed: Spans) -> list[Output]:
    """Answer another case again after a signal; nothing when the answer is the same."""
    contribution: Contribution | None = store.get(f"C{SEP}{signal.subject}{SEP}{case}")
    if contribution is None or not any(_touched(ask, changed) for ask in contribution.asks):
        return []
    before = contribution.digest
    said = msgspec.structs.replace(signal, case=case)
    reading = _answer(store, history, said, contribution, contribution, changed)
    return [reading] if contribution.digest != before else []


def _kind(asked: str, criterion: str) -> str:
    """Kind of subject that a verdict names: the one asked, unless only ledgers know it."""
    return asked if asked in PUBLIC else CATALOGUE.answering(criterion).subject


def _answer(
    store: Store, history: History, signal: Signal, now: Contribution, before: Contribution | None, changed: Spans
) -> ToCase:
    """Answer what a case asks now; what it asked `before` and no change touches is answered as it was."""
    params, known = parameters(store, now.params), _known(now, before)
    verdicts: list[Judged | None] = []
    learned: dict[str, Learned] = {}
    lasting = 0
    for place, ask in enumerate(now.asks):
        criterion, own = CATALOGUE.answering(ask.criterion), params.of(ask.criterion)
        if place < len(known) and known[place][0] == ask and not _touched(ask, changed):
            _, verdict, said = known[place]
        else:
            said = criterion.answer(ask, history, own)
            verdict = _judged(ask, signal.subject, said)
        verdicts.append(verdict)
        lasting = max(lasting, criterion.lasts(said, own))
        if ask.learns:
            learned[ask.learned_as] = said
    now.verdicts, now.learned = tuple(verdicts), learned
    if lasting:
        _prolong(store, signal, now, (lasting // DAY + 1 + params.engine.lateness_days(long=True)) * DAY)
    given = tuple(verdict for verdict in verdicts if verdict is not None)
    digest = Extent().digest((now.revision, given, learned))
    if digest != now.digest:
        now.answer, now.digest = now.answer + 1, digest
        store.put(f"C{SEP}{signal.subject}{SEP}{signal.case}", now)
    return ToCase(
        Reading(signal.case, signal.subject, now.revision, now.answer, given, learned, signal.since, signal.cause)
    )


def _prolong(store: Store, signal: Signal, now: Contribution, until: int) -> None:
    """Keep questions in force until then (ms UTC): what they found may be taken back as long as it holds."""
    if now.until < until:
        now.until = until
        store.put(f"C{SEP}{signal.subject}{SEP}{signal.case}", now)
    for day in {ask.t // DAY for ask in now.asks}:
        place = f"A{SEP}{signal.subject}{SEP}{day}"
        asked: Asked | None = store.get(place)
        if asked is not None and asked.until < until:
            asked.until = until
            store.put(place, asked)


def _known(now: Contribution, before: Contribution | None) -> list[tuple[Any, Judged | None, Any]]:
    """(question, verdict, what was learned) answered before by the same parameters and coverage, by place.

    None in a contribution kept by a release that did not keep its answers.
    """
    if before is None or (before.params, before.coverage) != (now.params, now.coverage):
        return []
    answered = zip(before.asks, before.verdicts, strict=False)
    return [(ask, verdict, before.learned.get(ask.learned_as) if ask.learns else None) for ask, verdict in answered]


def _judged(ask: Ask, subject: str, said: Any) -> Judged | None:
    """The verdict of an answer that is one."""
    if ask.learns or not isinstance(said, Hit | Unknown):
        return None
    kind, _, identity = subject.partition(":")
    return Judged(ask.criterion, _kind(kind, ask.criterion), identity, ask.t, ask.trigger, said)


def _kept_until(store: Store, signal: Signal, reach: _Reach) -> int:
    """Until when what a case contributes may still be corrected, and what it asks be answered again, ms UTC."""
    engine = parameters(store).engine
    entered = [entry.at + kept_days(engine, CATALOGUE.ledgers[name].keep_days) * DAY for name, entry in signal.entries]
    return max([*entered, *(reach.until(ask.t) for ask in signal.asks)], default=0)


def _expire(store: Store, watermark: int) -> None:
    for place in schedule.due(store, EXPIRY, watermark):
        what, _, rest = place.partition(SEP)
        if what == "P":
            subject, name, shelf, day = rest.split(SEP)
            Book(store, subject, CATALOGUE.ledgers[name], shelf).expire(int(day))
        elif what == "A":
            subject, day = rest.split(SEP)
            asked = store.get(place)
            if asked is not None and asked.until > watermark:
                schedule.add(store, EXPIRY, asked.until, place)
                continue
            store.delete(place)
            head = store.get(f"D{SEP}{subject}")
            if head is not None and int(day) in head.days:
                head.days.remove(int(day))
                store.put(f"D{SEP}{subject}", head) if head.days else store.delete(f"D{SEP}{subject}")
        else:
            contribution = store.get(place)
            if contribution is not None and contribution.until > watermark:
                schedule.add(store, EXPIRY, contribution.until, place)
            else:
                store.delete(place)
