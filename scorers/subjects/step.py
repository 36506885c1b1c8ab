"""The step of a subject: fold what cases contribute to its history, answer what they ask, again when it changes."""

from typing import Any

from scorers.catalogue.discovery import CATALOGUE
from scorers.contract.book import Book
from scorers.contract.history import History
from scorers.contract.ledger import Ledger
from scorers.exchange.messages import Counted, Message, Output, Parameters, Signal, Watermark
from scorers.parameters.engine import Engine, kept_days
from scorers.partition.partition import PartitionState, adopt, advance, parameters, partition_state
from scorers.state import schedule
from scorers.state.keys import SEP
from scorers.state.store import Store
from scorers.subjects import dossier as dossiers
from scorers.subjects.answering import Answering, Contribution, Reach, Spans
from scorers.subjects.category_changes import category_change
from scorers.subjects.dossier import EXPIRY, Dossier, contribution_place, place_of
from scorers.times.durations import DAY


def step(store: Store, message: Message) -> list[Output]:
    """Apply one message to the subjects of a partition. The same message again, or an older one, changes nothing."""
    match message:
        case Signal():
            return _Signalled(store, message).outputs()
        case Watermark():
            moved = advance(store, message)
            if moved is not None:
                _expire(store, moved)
        case Parameters():
            adopt(store, message)
        case _:
            raise TypeError(f"no message for a subject: {type(message).__name__}")
    return []


class _Signalled:
    """What a signal does to its subject."""

    def __init__(self, store: Store, signal: Signal) -> None:
        self._store, self._signal = store, signal
        self._here = partition_state(store)
        self._engine = parameters(store).engine
        self._dossier: Dossier = store.edit(place_of(signal.subject)) or Dossier()
        self._place = contribution_place(signal.subject, signal.case)
        self._before: Contribution | None = store.get(self._place)

    def outputs(self) -> list[Output]:
        """The answers to the signal, and to others whom it concerns; and the category, where it changed."""
        signal, before = self._signal, self._before
        if before is not None and before.revision >= signal.revision:
            return [Counted("signal_repeated")]
        history = History(self._store, self._dossier.heads, signal.subject, self._here.coverage_start)
        changed = self._fold(history)
        now = self._contribute()
        answering = Answering(self._store, self._here, self._dossier, history, signal, changed)
        outputs = answering.to_the_asker(now, before) if signal.asks else []
        outputs.extend(category_change(self._store, history, signal, changed.keys()))
        outputs.extend(answering.to_others())
        dossiers.keep(self._store, signal.subject, self._dossier)
        return outputs

    def _contribute(self) -> Contribution:
        """Keep what the case says, and note what it asks.

        What was taken back stays as long: its revision outlives it, so that an older signal can not bring it again.
        """
        signal, before = self._signal, self._before
        reach = Reach(self._here, parameters(self._store, signal.params), signal.asks)
        now = Contribution(
            signal.revision,
            signal.asked,
            signal.params,
            signal.entries,
            signal.asks,
            answer=signal.answered,
            coverage=self._here.coverage,
        )
        now.until = max([self._kept_until(reach), before.until if before is not None else 0])
        if before is not None:
            now.answer, now.digest = max(before.answer, signal.answered), before.digest
        self._note_questions(reach)
        if not signal.asks:
            if before is not None or signal.entries:
                self._store.put(self._place, now)
            if now.until and (before is None or before.asks):
                schedule.add(self._store, EXPIRY, now.until, self._place)
        return now

    def _kept_until(self, reach: Reach) -> int:
        """Until when what the case contributes may still be corrected, and what it asks be answered again, ms UTC."""
        entered = [
            entry.at + kept_days(self._engine, CATALOGUE.ledgers[name].keep_days) * DAY
            for name, entry in self._signal.entries
        ]
        return max([*entered, *(reach.until(ask.t) for ask in self._signal.asks)], default=0)

    def _note_questions(self, reach: Reach) -> None:
        signal, before = self._signal, self._before
        old = {ask.t for ask in before.asks} if before else set()
        new = {ask.t for ask in signal.asks}
        for t in old - new:
            dossiers.forget_question(self._store, signal.subject, self._dossier, t, signal.case)
        for t in new - old:
            asked = (t, signal.case, reach.until(t))
            dossiers.note_question(self._store, signal.subject, self._dossier, asked)

    def _fold(self, history: History) -> Spans:
        """Replace a case's entries; returns what changed."""
        signal, before = self._signal, self._before
        if before is not None and before.entries == signal.entries:
            return {}
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
                read = [self._enter(history.book(ledger, shelf), ledger, entry) for shelf in ledger.shelves(entry)]
                if any(read):
                    changed[name] = _widen(changed.get(name), ledger, entry)
        return changed

    def _enter(self, book: Book, ledger: Ledger[Any], entry: Any) -> bool:
        """Put an entry into a book, and have a day that is new expire in time; whether the entry is read."""
        end = _end_of(ledger, entry.at // DAY, self._engine)
        if end <= self._here.watermark:
            return book.pass_over(entry)
        read, fresh = book.add(self._signal.case, entry)
        if fresh is not None and ledger.shelved:
            schedule.add(self._store, EXPIRY, end, f"P{SEP}{book.key}{SEP}{fresh}")
        elif fresh is not None:
            dossiers.wake_by(self._store, self._signal.subject, self._dossier, end)
        return read


def _end_of(ledger: Ledger[Any], day: int, engine: Engine) -> int:
    """When (ms UTC) a day of a ledger is over: no question can read it any more."""
    return (day + 1 + ledger.keep_days + engine.lateness_days(long=True)) * DAY


def _widen(span: tuple[int, int] | None, ledger: Ledger[Any], entry: Any) -> tuple[int, int]:
    since = entry.at if ledger.since is None else ledger.since(entry)
    return (min(span[0], since), max(span[1], entry.at)) if span else (since, entry.at)


def _expire(store: Store, watermark: int) -> None:
    here = partition_state(store)
    for place in schedule.due(store, EXPIRY, watermark):
        what, _, rest = place.partition(SEP)
        match what:
            case "U":
                _wake(store, here, rest)
            case "P":
                subject, name, shelf, day = rest.split(SEP)
                Book(store, {}, subject, CATALOGUE.ledgers[name], shelf).expire(int(day))
            case "A":
                subject, day = rest.split(SEP)
                dossiers.end_day(store, subject, int(day), watermark)
            case _:
                dossiers.end_contribution(store, place, watermark)


def _wake(store: Store, here: PartitionState, subject: str) -> None:
    """Let go of what of a subject has ended; it may have been looked at since this time was set."""
    known: Dossier | None = store.get(place_of(subject))
    if known is None or known.wake > here.watermark:
        return
    dossier: Dossier = store.edit(place_of(subject)) or known
    engine = parameters(store).engine
    dossiers.end_what_is_due(
        store,
        subject,
        dossier,
        here.watermark,
        CATALOGUE.ledgers.__getitem__,
        lambda ledger, day: _end_of(ledger, day, engine),
    )
    dossiers.keep(store, subject, dossier)
