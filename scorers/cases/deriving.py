"""Deriving a case: what it contributes to its subjects and asks of them, and what it tells other cases."""

from collections.abc import Iterator, Mapping
from typing import Any

from scorers.cases.judging import assess
from scorers.cases.state import TIMERS, CaseState, Reads, Sent, keep, view
from scorers.catalogue.discovery import CATALOGUE
from scorers.contract.case import Case
from scorers.contract.criterion import Ask
from scorers.contract.ledger import Ledger
from scorers.contract.links import told
from scorers.contract.verdict import Judged, Unknown
from scorers.exchange.messages import Link, Output, Signal, ToCase, ToSubject
from scorers.parameters.document import ParameterSet
from scorers.parameters.engine import kept_days
from scorers.partition.partition import count_open, parameters, partition_state
from scorers.registers import tables
from scorers.state import schedule
from scorers.state.extent import Extent
from scorers.state.keys import SEP
from scorers.state.store import Store
from scorers.times.durations import DAY, EVER
from scorers.weighing.conclusions import alert_links

READERS = "readers"
"""Schedule of days of readers of a table's row that are to be forgotten."""


def derive(store: Store, state: CaseState, since: int) -> list[Output]:
    """Work out anew what the case contributes and asks; send what changed; assess if nothing is left to wait for."""
    reads = Reads()
    common = parameters(store)
    case = view(store, state, common.engine, reads)
    params = common.of_state(case.member_state)
    signals, unknowns = _signals(case, params, CATALOGUE.fed(case.kind, common))
    extent = Extent()
    outputs = _send_signals(state, signals, params.version, since, extent)
    links = {**_links(case), **alert_links(state.key, state.spoken.judged)}
    outputs.extend(_send_links(state, links, since, extent))
    # An assessment alone is made again at every change of an answer anyhow.
    state.relied = sorted(reads.learned)
    state.reach_days = _reach(signals, links, params)
    state.unknowns, state.params, state.stale = unknowns, params.version, False
    outputs.extend(assess(store, state, case, params, since))
    outputs.extend(_send_alert_links(state, since))
    _note_reads(store, state, case, reads)
    ends = case.kind in ("declaration", "transit")
    state.open = count_open(store, state.open, ends and case.current is not None and case.closed_at is None)
    keep(store, state)
    return outputs


def reassess(store: Store, state: CaseState, since: int) -> list[Output]:
    """Assess a case again after an answer that it was not derived from."""
    params = parameters(store, state.params)
    reads = Reads()
    case = view(store, state, params.engine, reads)
    outputs = assess(store, state, case, params, since)
    outputs.extend(_send_alert_links(state, since))
    _note_reads(store, state, case, reads)
    keep(store, state)
    return outputs


class _Signal:
    """What is gathered for one subject."""

    __slots__ = ("asks", "entries")

    def __init__(self) -> None:
        self.entries: list[tuple[str, Any]] = []
        self.asks: list[Ask] = []

    @property
    def concerns_itself(self) -> bool:
        """Whether what is put in may change what is asked: whoever asks waits then until that is answered too."""
        put = {name for name, _ in self.entries}
        return any(ledger.name in put for ask in self.asks for ledger in CATALOGUE.answering(ask.criterion).reads)


class _Signals(dict[str, _Signal]):
    """Signals by subject, made as they are first spoken of."""

    def __missing__(self, subject: str) -> _Signal:
        made = self[subject] = _Signal()
        return made


def _signals(case: Case, params: ParameterSet, ledgers: list[Ledger[Any]]) -> tuple[_Signals, list[Judged]]:
    signals = _Signals()
    for ledger in ledgers:
        for identity, entry in ledger.put(case):
            signals[f"{ledger.subject}:{identity}"].entries.append((ledger.name, entry))
    if case.current is None and case.kind != "warehouse_day":
        return signals, []
    unknowns = _ask(case, params, signals)
    for criterion, own in CATALOGUE.taking_part("enters", case.kind, params, case.member_state):
        for ledger, identity, entry in criterion.enters(case, own):
            signals[f"{ledger.subject}:{identity}"].entries.append((ledger.name, entry))
    return signals, unknowns


def _ask(case: Case, params: ParameterSet, signals: _Signals) -> list[Judged]:
    """Add what criteria ask; returns what they miss to ask it."""
    unknowns: list[Judged] = []
    for criterion, own in CATALOGUE.taking_part("asks", case.kind, params, case.member_state):
        for item in criterion.asks(case, own):
            if isinstance(item, Unknown):
                unknowns.append(Judged(criterion.code, criterion.subject, "", case.t, case.trigger, item))
            else:
                signals[item[0]].asks.append(item[1])
    return unknowns


def _send_signals(state: CaseState, signals: _Signals, version: str, since: int, extent: Extent) -> list[Output]:
    outputs: list[Output] = []
    for subject, signal in signals.items():
        entries = extent.digest(signal.entries) if signal.entries else 0
        asks = extent.digest((signal.asks, version)) if signal.asks else 0
        sent = state.sent.get(subject)
        if sent is None or sent.entries != entries or sent.asks != asks:
            anew = sent is None or sent.asks != asks or signal.concerns_itself
            state.sent[subject] = _numbered(state, entries, asks, None if anew else sent)
            outputs.append(_told(state, subject, signal, version, since))
    gone = [subject for subject, sent in state.sent.items() if sent.says and subject not in signals]
    for subject in gone:
        state.sent[subject] = _numbered(state, 0, 0, None)
        outputs.append(_told(state, subject, _Signal(), version, since))
    return outputs


def _numbered(state: CaseState, entries: int, asks: int, before: Sent | None) -> Sent:
    """A signal of the next revision, which asks as the one `before` does where there is one."""
    state.revision += 1
    return Sent(entries, asks, state.revision, before.asked if before is not None else state.revision)


def _told(state: CaseState, subject: str, signal: "_Signal", version: str, since: int) -> ToSubject:
    """The signal; it is noted whether it is to be answered, and an answer to what is no longer asked is forgotten."""
    sent = state.sent[subject]
    known = state.answers.get(subject)
    if not signal.asks:
        state.answers.pop(subject, None)
        if subject in state.waiting:
            state.waiting.remove(subject)
    elif sent.asked == sent.revision and subject not in state.waiting:
        state.waiting.append(subject)
    return ToSubject(
        Signal(
            subject,
            state.key,
            sent.revision,
            version,
            tuple(signal.entries),
            tuple(signal.asks),
            since,
            state.spoken.cause,
            sent.asked,
            known.number if known is not None else 0,
        )
    )


def _links(case: Case) -> dict[str, Any]:
    links: dict[str, Any] = dict(told(case))
    for criterion in CATALOGUE.telling:
        links.update(criterion.tells(case))
    return links


def _reach(signals: _Signals, links: dict[str, Any], params: ParameterSet) -> int:
    """Days that a history keeps what the case puts into it or asks of it, itself or through cases that it tells."""
    own = [CATALOGUE.ledgers[name].keep_days for signal in signals.values() for name, _ in signal.entries]
    own += [CATALOGUE.reach_of(ask.criterion, params) for signal in signals.values() for ask in signal.asks]
    kinds = {target.partition(":")[0] for target in links}
    told = (ledger.keep_days for kind in sorted(kinds) for ledger in CATALOGUE.ledgers_of(kind))
    return max((*own, *told), default=0)


def _send_links(state: CaseState, links: dict[str, Any], since: int, extent: Extent) -> list[Output]:
    targets = sorted(set(links) | set(state.linked))
    return [sent for target in targets for sent in _tell(state, target, links, since, extent)]


def _send_alert_links(state: CaseState, since: int) -> list[Output]:
    """Tell conclusions on alerts that were just said for the first time to which case they belong."""
    links = alert_links(state.key, state.spoken.judged)
    extent = Extent()
    return [sent for target in links for sent in _tell(state, target, links, since, extent)]


def _tell(state: CaseState, target: str, links: Mapping[str, Any], since: int, extent: Extent) -> Iterator[Output]:
    body = links.get(target)
    digest = extent.digest(body) if body is not None else 0
    if state.linked.get(target, (0, 0))[1] != digest:
        state.revision += 1
        state.linked[target] = (state.revision, digest)
        yield ToCase(Link(target, state.key, state.revision, body, since, state.spoken.cause))


def _note_reads(store: Store, state: CaseState, case: Case, reads: Reads) -> None:
    """Write down what was looked up, as of when, and at which times to come the case is to be looked at again."""
    watermark, engine = partition_state(store).watermark, parameters(store).engine
    reach = max((ledger.keep_days for ledger in CATALOGUE.ledgers_of(case.kind)), default=0)
    for row, day in sorted(reads.rows.items()):
        if state.rows.get(row, -1) < day:
            state.rows[row] = day
            # A record learned of late concerns every use of it that some history still holds.
            kept = max(case.t // DAY, watermark // DAY, day if day < EVER // DAY else 0)
            shelf = f"{day}/{kept}"
            if tables.index(store, row, state.key, shelf):
                schedule.add(store, READERS, (kept + 1 + kept_days(engine, reach)) * DAY, f"{row}{SEP}{shelf}")
    for at in sorted(reads.timers.difference(state.timers)):
        schedule.add(store, TIMERS, at, state.key)
    state.timers = sorted(at for at in reads.timers.union(state.timers) if at > watermark)
