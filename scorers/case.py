"""The step of a case: take in what is said of it, signal its subjects, and say what became of its assessment."""

from collections.abc import Iterable
from typing import Any

import msgspec
import xxhash

from schemas.envelope import Event
from schemas.errors import BadInput, Reason
from schemas.facts import FactDeleted, SourceHeartbeat
from scorers import schedule, tables
from scorers.catalogue import CATALOGUE
from scorers.criterion import Ask
from scorers.intake_rules import accept, too_late
from scorers.ledger import DAY, HOUR, SEP
from scorers.links import AnyLink, SuccessorLink, told
from scorers.messages import (
    Counted,
    Link,
    Message,
    Origin,
    Output,
    Parameters,
    Published,
    Reading,
    Signal,
    ToCase,
    ToEverySubject,
    ToSubject,
    Watermark,
)
from scorers.outward import Spoken, dead_letter, late_event, speak
from scorers.parameters import ParameterSet
from scorers.room import adopt, advance, count_open, parameters, room
from scorers.routing import concerns_all
from scorers.store import Store
from scorers.verdict import Hit, Judged, Unknown, Verdict
from scorers.view import DELETION, Case, Said

_encode = msgspec.msgpack.Encoder().encode
TIMERS, READERS = "timers", "readers"
JUDGED = ("declaration", "transit", "warehouse_day")


class Sent(msgspec.Struct, array_like=True):
    """The last signal to a subject: its digest (0: it took everything back) and its revision."""

    digest: int
    revision: int


class Answer(msgspec.Struct, array_like=True):
    """The last reading of a subject."""

    revision: int
    number: int
    verdicts: tuple[Judged, ...]
    learned: dict[str, Any]


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
    rows: list[str] = []
    timers: list[int] = []
    spoken: Spoken = msgspec.field(default_factory=lambda: Spoken({}, b"", b""))
    params: str = ""
    waiting: list[str] = []
    """Subjects whose answers to the case's latest questions are still to come."""
    relied: list[tuple[str, str]] = []
    """What the last derivation looked for among what subjects answer: (subject, name)."""
    stale: bool = False
    """Whether something was learned that the last derivation would have come out otherwise by."""
    kept_from: int = 0
    """Event time (ms UTC) from which the days are counted that it is kept; 0: none was known yet."""
    open: bool = False
    """Whether it is counted among the open cases of its partition."""


def step(store: Store, message: Message) -> list[Output]:
    """Apply one message to the cases of a partition. The same message again, or an older one, changes nothing."""
    match message:
        case Published():
            return _published(store, message)
        case Link():
            return _link(store, message)
        case Reading():
            return _reading(store, message)
        case Watermark():
            return _watermark(store, message)
        case Parameters():
            return [ToEverySubject(message)] if adopt(store, message) else []
        case _:
            raise TypeError(f"no message for a case: {type(message).__name__}")


def _state(store: Store, key: str) -> CaseState:
    found: CaseState | None = store.get(f"S{SEP}{key}")
    return found if found is not None else CaseState(key)


def _keep(store: Store, state: CaseState) -> None:
    store.put(f"S{SEP}{state.key}", state)


# -- events ----------------------------------------------------------------------------------------------------------


def _published(store: Store, message: Published) -> list[Output]:
    event = message.event
    if concerns_all(event):
        return _table(store, event, message.since)
    state = _state(store, message.case)
    fresh = not state.said and not state.links
    try:
        outcome = accept(state.said, event)
        _refuse_cycle(state, event)
    except BadInput as error:
        return [dead_letter(error, event, message), Counted("dead_letter", error.reason.value)]
    if outcome != "applied":
        return [Counted(outcome)]
    if too_late(event, room(store).watermark, parameters(store).engine, {said.event_id for said in state.said}):
        return [late_event(event, message, room(store).watermark, parameters(store).engine), Counted("late")]
    state.said.append(
        Said(
            event.id,
            event.type,
            _group(event),
            event.version,
            event.time,
            event.raw_data,
            event.member_state,
            event.corrects_id,
            DELETION if isinstance(event.data, FactDeleted) else event.correction_kind,
            xxhash.xxh64_intdigest(event.raw_data),
        )
    )
    if fresh:
        _keep_until(store, state)
    return [Counted("applied"), *_derive(store, state, message.since)]


def _group(event: Event) -> str:
    return event.event_type.group


def _refuse_cycle(state: CaseState, event: Event) -> None:
    predecessor = getattr(event.data, "resubmission_of", None)
    if predecessor is None:
        return
    later = {state.key.partition(":")[2]}
    for _, link in state.links.values():
        if isinstance(link, SuccessorLink):
            later.update(link.chain)
    if predecessor in later:
        raise BadInput(Reason.resubmission_cycle, "resubmission_of names a declaration that itself follows this one")


def _table(store: Store, event: Event, since: int) -> list[Output]:
    data: Any = event.data
    silent_from = _silent_from(store, data) if isinstance(data, SourceHeartbeat) else None
    at = tables.put(store, event)
    if at is None:
        return [Counted("duplicate")]
    if silent_from is not None:
        at = silent_from
    outputs: list[Output] = [Counted("applied")]
    key = data.key if isinstance(data, FactDeleted) else tables.row_key(data)
    for case in tables.readers(store, data.fact_type, key, at):
        state = store.get(f"S{SEP}{case}")
        if state is not None:
            outputs.extend(_derive(store, state, since))
    return outputs


def _silent_from(store: Store, beat: SourceHeartbeat) -> int:
    """From when cases took a source for silent, ms UTC; only they have to look again at its new sign of life."""
    lookup = tables.Lookup(store, lambda _row: None)
    heard = [known.published_at or 0 for known in lookup.all(SourceHeartbeat, beat.key)]
    return max(heard) + parameters(store).engine.max_staleness_h * HOUR if heard else 0


# -- what others tell ------------------------------------------------------------------------------------------------


def _link(store: Store, link: Link) -> list[Output]:
    state = _state(store, link.case)
    known = state.links.get(link.source)
    if known is not None and known[0] >= link.revision:
        return [Counted("link_repeated")]
    fresh = not state.said and not state.links
    state.links[link.source] = (link.revision, link.body)
    if fresh:
        _keep_until(store, state)
    return _derive(store, state, link.since)


def _reading(store: Store, reading: Reading) -> list[Output]:
    state = _state(store, reading.case)
    sent = state.sent.get(reading.subject)
    if sent is None or sent.revision != reading.revision:
        return []
    known = state.answers.get(reading.subject)
    if known is not None and known.revision == reading.revision and known.number >= reading.answer:
        return []
    state.answers[reading.subject] = Answer(reading.revision, reading.answer, reading.verdicts, reading.learned)
    state.stale = state.stale or _relied_on(state, reading, known.learned if known else {})
    if reading.subject in state.waiting:
        state.waiting.remove(reading.subject)
    if state.waiting:
        _keep(store, state)
        return []
    if state.stale:
        return _derive(store, state, reading.since)
    reads = _Reads()
    case = _view(store, state, reads)
    outputs = _assess(store, state, case, parameters(store, state.params), reading.since)
    _note_reads(store, state, case, reads)
    _keep(store, state)
    return outputs


def _relied_on(state: CaseState, reading: Reading, before: dict[str, Any]) -> bool:
    """Whether the case was derived from something that a reading says otherwise than the subject did before."""
    return any(
        subject == reading.subject and before.get(name) != reading.learned.get(name) for subject, name in state.relied
    )


def _watermark(store: Store, mark: Watermark) -> list[Output]:
    moved = advance(store, mark)
    if moved is None:
        return []
    outputs: list[Output] = [ToEverySubject(Watermark(f"cases/{mark.source}", moved, False))]
    for key in schedule.due(store, TIMERS, moved):
        state = store.get(f"S{SEP}{key}")
        if state is not None:
            if _over(store, state, moved):
                store.delete(f"S{SEP}{key}")
                count_open(store, state.open, False)
                outputs.append(Counted("case_forgotten"))
            else:
                outputs.extend(_derive(store, state, 0))
    for place in schedule.due(store, READERS, moved):
        row, _, day = place.rpartition(SEP)
        tables.expire(store, row, int(day))
    return outputs


def _keep_until(store: Store, state: CaseState) -> None:
    """Have the case looked at again when it may be forgotten; a fact of a register never is."""
    if state.key.startswith("ref."):
        return
    state.kept_from = at = max([room(store).watermark, *(said.at for said in state.said)])
    schedule.add(store, TIMERS, at + parameters(store).engine.retention_days * DAY, state.key)


def _over(store: Store, state: CaseState, watermark: int) -> bool:
    """Whether a case is past what is kept. One that is still open is kept as long again."""
    kept = parameters(store).engine.retention_days * DAY
    last = max([state.kept_from, *(said.at for said in state.said)])
    if not last:  # it was told something before any event time was known
        _keep_until(store, state)
    if not last or watermark < last + kept:
        return False
    if state.said and any(timer > watermark for timer in state.timers):
        _keep_until(store, state)
        return False
    return True


# -- deriving --------------------------------------------------------------------------------------------------------


class _Reads:
    """What deriving a case looked at, so that it is derived again when that changes."""

    def __init__(self) -> None:
        self.rows: set[str] = set()
        self.timers: set[int] = set()
        self.learned: set[tuple[str, str]] = set()


def _view(store: Store, state: CaseState, reads: _Reads | None = None) -> Case:
    watermark, answers = room(store).watermark, state.answers

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
    lookup = tables.Lookup(store, reads.rows.add if reads is not None else lambda _row: None)
    return Case(state.key, state.said, links, learned, lookup, elapsed)


def _derive(store: Store, state: CaseState, since: int) -> list[Output]:
    """Work out anew what the case contributes and asks; send what changed; assess if nothing is left to wait for."""
    params = parameters(store)
    reads = _Reads()
    case = _view(store, state, reads)
    signals, unknowns = _signals(case, params)
    outputs = _send_signals(state, signals, params.version, since)
    outputs.extend(_send_links(state, _links(case), since))
    # An assessment alone is made again at every change of an answer anyhow.
    state.relied = sorted(reads.learned)
    state.unknowns, state.params, state.stale = unknowns, params.version, False
    outputs.extend(_assess(store, state, case, params, since))
    _note_reads(store, state, case, reads)
    ends = case.kind in ("declaration", "transit")
    state.open = count_open(store, state.open, ends and case.current is not None and case.closed_at is None)
    _keep(store, state)
    return outputs


class _Signal:
    """What is gathered for one subject."""

    __slots__ = ("asks", "entries")

    def __init__(self) -> None:
        self.entries: list[tuple[str, Any]] = []
        self.asks: list[Ask] = []


class _Signals(dict[str, _Signal]):
    """Signals by subject, made as they are first spoken of."""

    def __missing__(self, subject: str) -> _Signal:
        made = self[subject] = _Signal()
        return made


def _signals(case: Case, params: ParameterSet) -> tuple[_Signals, list[Judged]]:
    signals = _Signals()
    unknowns: list[Judged] = []
    for ledger in CATALOGUE.ledgers_of(case.kind):
        for identity, entry in ledger.put(case):
            signals[f"{ledger.subject}:{identity}"].entries.append((ledger.name, entry))
    if case.current is None and case.kind != "warehouse_day":
        return signals, unknowns
    for criterion in CATALOGUE.asking(case.kind):
        if not params.enabled(criterion.code):
            continue
        for item in criterion.asks(case, params.of(criterion.code)):
            if isinstance(item, Unknown):
                unknowns.append(Judged(criterion.code, criterion.subject, "", case.t, case.trigger, item))
            else:
                signals[item[0]].asks.append(item[1])
    _enter(case, params, signals)
    return signals, unknowns


def _enter(case: Case, params: ParameterSet, signals: _Signals) -> None:
    """Add what criteria themselves contribute."""
    for criterion in CATALOGUE.entering(case.kind):
        if params.enabled(criterion.code):
            for ledger, identity, entry in criterion.enters(case, params.of(criterion.code)):
                signals[f"{ledger.subject}:{identity}"].entries.append((ledger.name, entry))


def _send_signals(state: CaseState, signals: _Signals, version: str, since: int) -> list[Output]:
    outputs: list[Output] = []
    for subject, signal in signals.items():
        digest = xxhash.xxh64_intdigest(_encode((signal.entries, signal.asks, version if signal.asks else "")))
        sent = state.sent.get(subject)
        if sent is None or sent.digest != digest:
            entries, asks = tuple(signal.entries), tuple(signal.asks)
            outputs.append(_sent(state, subject, digest, Signal(subject, state.key, 0, version, entries, asks, since)))
    gone = [subject for subject, sent in state.sent.items() if sent.digest and subject not in signals]
    outputs.extend(_sent(state, subject, 0, Signal(subject, state.key, 0, version, since=since)) for subject in gone)
    return outputs


def _sent(state: CaseState, subject: str, digest: int, signal: Signal) -> ToSubject:
    """Number a signal and note whether it is to be answered; an answer to what is no longer asked is forgotten."""
    state.revision += 1
    state.sent[subject] = Sent(digest, state.revision)
    if not signal.asks:
        state.answers.pop(subject, None)
        if subject in state.waiting:
            state.waiting.remove(subject)
    elif subject not in state.waiting:
        state.waiting.append(subject)
    return ToSubject(msgspec.structs.replace(signal, revision=state.revision))


def _links(case: Case) -> dict[str, Any]:
    links: dict[str, Any] = dict(told(case))
    for criterion in CATALOGUE.telling:
        links.update(criterion.tells(case))
    return links


def _send_links(state: CaseState, links: dict[str, Any], since: int) -> list[Output]:
    outputs: list[Output] = []
    for target in sorted(set(links) | set(state.linked)):
        body = links.get(target)
        digest = xxhash.xxh64_intdigest(_encode(body)) if body is not None else 0
        if state.linked.get(target, (0, 0))[1] == digest:
            continue
        state.revision += 1
        state.linked[target] = (state.revision, digest)
        outputs.append(ToCase(Link(target, state.key, state.revision, body, since)))
    return outputs


def _note_reads(store: Store, state: CaseState, case: Case, reads: _Reads) -> None:
    rows = reads.rows.difference(state.rows)
    if rows and (case.current is not None or case.kind == "warehouse_day"):
        end = (case.t // DAY + 1 + parameters(store).engine.retention_days) * DAY
        for row in sorted(rows):
            if tables.index(store, row, state.key, case.t):
                schedule.add(store, READERS, end, f"{row}{SEP}{case.t // DAY}")
        state.rows = sorted(rows.union(state.rows))
    for at in sorted(reads.timers.difference(state.timers)):
        schedule.add(store, TIMERS, at, state.key)
    watermark = room(store).watermark
    state.timers = sorted(at for at in reads.timers.union(state.timers) if at > watermark)


# -- assessing -------------------------------------------------------------------------------------------------------


def _assess(store: Store, state: CaseState, case: Case, params: ParameterSet, since: int) -> list[Output]:
    if case.kind not in JUDGED:
        return []
    judged = _judged(store, state, case, params)
    return [] if judged is None else speak(state.spoken, case, judged, params, since)


def _judged(store: Store, state: CaseState, case: Case, params: ParameterSet) -> list[Judged] | None:
    """All verdicts of a case, one for each criterion, subject and limb; None while an answer is missing."""
    if state.waiting:
        return None
    judged = [*state.unknowns, *_local(case, params)]
    for subject in sorted(state.answers):
        judged.extend(state.answers[subject].verdicts)
    return _first_of_each(item for item in judged if not _held(store, state, item.verdict))


def _local(case: Case, params: ParameterSet) -> Iterable[Judged]:
    if case.current is None:
        return
    for criterion in CATALOGUE.criteria_of(case.kind):
        if params.enabled(criterion.code):
            for identity, verdict in criterion.judge(case, params.of(criterion.code)):
                yield Judged(criterion.code, criterion.subject, identity, case.t, case.trigger, verdict)


def _held(store: Store, state: CaseState, verdict: Verdict) -> bool:
    """Whether a hit is to be held back still; sets the timer to say it."""
    until = verdict.hold_until if isinstance(verdict, Hit) else None
    if until is None or room(store).watermark >= until:
        return False
    if until not in state.timers:
        schedule.add(store, TIMERS, until, state.key)
        state.timers = sorted({*state.timers, until})
    return True


def _first_of_each(judged: Iterable[Judged]) -> list[Judged]:
    """One verdict per criterion, subject and limb: a hit before an unknown, the earliest hit of several triggers."""
    best: dict[tuple[str, str, str, str], Judged] = {}
    for item in sorted(judged, key=lambda item: (not isinstance(item.verdict, Hit), item.at, item.trigger)):
        best.setdefault((item.criterion, item.subject_kind, item.subject_id, item.verdict.limb), item)
    return [best[key] for key in sorted(best)]


def verdicts(store: Store, key: str) -> list[Judged] | None:
    """What the criteria say of a case now; None while an answer is missing or the case is unknown."""
    state: CaseState | None = store.get(f"S{SEP}{key}")
    if state is None:
        return None
    return _judged(store, state, _view(store, state), parameters(store, state.params))


__all__ = ["CaseState", "Origin", "step", "verdicts"]
