"""The step of a case: take in what is said of it, signal its subjects, and say what became of its assessment."""

from typing import Any

from schemas.envelope import Event
from schemas.errors import BadInput, Reason
from schemas.facts import FactDeleted, SourceHeartbeat
from schemas.normal_form import normal_form
from scorers.cases.deriving import READERS, derive, reassess
from scorers.cases.state import TIMERS, Answer, CaseState, keep, state_of
from scorers.contract import extensions
from scorers.contract.case import Said
from scorers.contract.learned import Learned
from scorers.contract.links import SuccessorLink
from scorers.contract.payloads import payload
from scorers.exchange.causes import TIME, cause_of
from scorers.exchange.intake_rules import accept, too_late
from scorers.exchange.messages import (
    CASES,
    Counted,
    Link,
    Message,
    Output,
    Parameters,
    Published,
    Reading,
    ToEverySubject,
    Watermark,
    Watermarks,
)
from scorers.exchange.routing import concerns_all
from scorers.parameters.engine import kept_days
from scorers.partition.partition import adopt, advance, count_open, newly_fed, parameters, partition_state
from scorers.registers import tables
from scorers.registers.lookup import Lookup
from scorers.saying.outward import dead_letter, late_event
from scorers.state import schedule
from scorers.state.attempt import Attempt, NotJudged
from scorers.state.keys import SEP
from scorers.state.store import Store
from scorers.times.durations import DAY, HOUR


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
        case Watermarks():
            return _watermark(store, *message.marks)
        case Parameters():
            told = newly_fed(store, message)
            return [ToEverySubject(told)] if adopt(store, told) else []
        case _:
            raise TypeError(f"no message for a case: {type(message).__name__}")


# -- events ----------------------------------------------------------------------------------------------------------


def _published(store: Store, message: Published) -> list[Output]:
    event = message.event
    if concerns_all(event):
        return _table(store, event, message)
    state = state_of(store, message.case)
    if isinstance(event.data, FactDeleted):
        return _deleted(store, state, event, message.since)
    fresh = not state.said and not state.links
    try:
        outcome = accept(state.said, event)
        _refuse_cycle(state, event)
    except BadInput as error:
        return [dead_letter(error, event, message), Counted("dead_letter", error.reason.value)]
    if outcome == "duplicate":
        return [Counted(outcome)]
    engine, watermark = parameters(store).engine, partition_state(store).watermark
    late = too_late(event, watermark, engine, {said.event_id for said in state.said})
    target = (said.seen for said in state.said if said.event_id == event.corrects_id)
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
            event.correction_kind,
            next(target, watermark),
            event.source,
            late,
            extensions.kept(event.extensions),
        )
    )
    state.spoken.news, state.spoken.cause = True, cause_of(event)
    if fresh:
        _keep_until(store, state, max(watermark, *(said.at for said in state.said), 0))
    told: list[Output] = [late_event(event, message, watermark, engine), Counted("late")] if late else []
    return [Counted(outcome), *told, *derive(store, state, message.since)]


def _deleted(store: Store, state: CaseState, event: Event, since: int) -> list[Output]:
    """A register deleted its record: the order of the log decides, and what comes after it begins anew (ruling 43)."""
    if not state.said:
        return [Counted("duplicate")]
    state.said.clear()
    state.spoken.news, state.spoken.cause = True, cause_of(event)
    return [Counted("applied"), *derive(store, state, since)]


def _group(event: Event) -> str:
    return event.event_type.group


def _refuse_cycle(state: CaseState, event: Event) -> None:
    predecessor = getattr(payload(event.type, event.raw_data), "resubmission_of", None)
    if not predecessor:
        return
    later = {state.key.partition(":")[2]}
    for _, link in state.links.values():
        if isinstance(link, SuccessorLink):
            later.update(link.chain)
    if predecessor in later:
        raise BadInput(Reason.resubmission_cycle, "resubmission_of names a declaration that itself follows this one")


def _table(store: Store, event: Event, message: Published) -> list[Output]:
    data: Any = normal_form(event.data)
    silent_from = _silent_from(store, data) if isinstance(data, SourceHeartbeat) else None
    key = tables.row_of(store, data)
    try:
        at = tables.put(store, event)
    except BadInput as error:
        letter = [] if message.echo else [dead_letter(error, event, message)]
        return [*letter, Counted("dead_letter", error.reason.value)]
    if at is None:
        return [Counted("duplicate")]
    if silent_from is not None:
        at = silent_from
    outputs: list[Output] = [Counted("applied")]
    for case in tables.readers(store, data.fact_type, key, at):
        state = store.edit(f"S{SEP}{case}")
        if state is not None:
            state.spoken.news, state.spoken.cause = True, cause_of(event)
            outputs.extend(derive(store, state, message.since))
    return outputs


def _silent_from(store: Store, beat: SourceHeartbeat) -> int:
    """From when cases took a source for silent, ms UTC; only they have to look again at its new sign of life."""
    heard = Lookup(store, lambda _row, _t: None).heard(beat.key, 0)
    return heard + parameters(store).engine.max_staleness_h * HOUR


# -- what others tell ------------------------------------------------------------------------------------------------


def _link(store: Store, link: Link) -> list[Output]:
    state = state_of(store, link.case)
    known = state.links.get(link.source)
    if known is not None and known[0] >= link.revision:
        return [Counted("link_repeated")]
    fresh = not state.said and not state.links
    state.links[link.source] = (link.revision, link.body)
    state.spoken.news, state.spoken.cause = True, link.cause
    if fresh:
        _keep_until(store, state, max(partition_state(store).watermark, *(said.at for said in state.said), 0))
    return derive(store, state, link.since)


def _reading(store: Store, reading: Reading) -> list[Output]:
    state = state_of(store, reading.case)
    sent = state.sent.get(reading.subject)
    if sent is None or sent.asked != reading.revision:
        return []
    known = state.answers.get(reading.subject)
    if known is not None and known.revision == reading.revision and known.number >= reading.answer:
        return []
    state.spoken.news = state.spoken.news or _moved(reading, known)
    state.spoken.cause = reading.cause
    state.answers[reading.subject] = Answer(reading.revision, reading.answer, reading.verdicts, reading.learned)
    state.stale = state.stale or _relied_on(state, reading, known.learned if known else {})
    if reading.subject in state.waiting:
        state.waiting.remove(reading.subject)
    if state.waiting:
        keep(store, state)
        return []
    if state.stale:
        return derive(store, state, reading.since)
    return reassess(store, state, reading.since)


def _moved(reading: Reading, known: Answer | None) -> bool:
    """Whether a subject answers otherwise because its history changed, and not only because it was asked anew."""
    return known is not None and reading.answer - known.number > (reading.revision != known.revision)


def _relied_on(state: CaseState, reading: Reading, before: dict[str, Learned]) -> bool:
    """Whether the case was derived from something that a reading says otherwise than the subject did before."""
    return any(
        subject == reading.subject and before.get(name) != reading.learned.get(name) for subject, name in state.relied
    )


def _watermark(store: Store, *marks: Watermark) -> list[Output]:
    before = partition_state(store).watermark
    moved = advance(store, *marks)
    if moved is None:
        return []
    # What subjects do by it is due at the end of a day, and each of their partitions hears it from each of ours.
    outputs: list[Output] = [ToEverySubject(Watermark(CASES, moved))] if moved // HOUR > before // HOUR else []
    look_again = Attempt(store, _look_again)
    for key in schedule.due(store, TIMERS, moved):
        try:
            outputs.extend(look_again(key))
        except NotJudged as error:  # one case must not hold up the time of all others; it is tried again
            schedule.add(store, TIMERS, moved + HOUR, key)
            outputs.append(Counted("set_aside", str(error)))
    for place in schedule.due(store, READERS, moved):
        row, _, shelf = place.rpartition(SEP)
        tables.expire(store, row, shelf)
    return outputs


def _look_again(store: Store, key: str) -> list[Output]:
    """A case whose time has come is derived anew, or forgotten."""
    state: CaseState | None = store.edit(f"S{SEP}{key}")
    if state is None:
        return []
    if _over(store, state, partition_state(store).watermark):
        store.delete(f"S{SEP}{key}")
        count_open(store, state.open, False)
        return [Counted("case_forgotten")]
    state.spoken.cause = TIME
    return derive(store, state, 0)


def _keep_until(store: Store, state: CaseState, since: int) -> None:
    """Keep a case counted from `since` (ms UTC); a fact of a register is kept for ever.

    It is kept as long as histories keep what it put into them, so that it can still be taken back.
    """
    if not state.key.startswith("ref."):
        state.kept_until = since + _kept_days(store, state) * DAY
        schedule.add(store, TIMERS, state.kept_until, state.key)


def _kept_days(store: Store, state: CaseState) -> int:
    return kept_days(parameters(store).engine, state.reach_days)


def _over(store: Store, state: CaseState, watermark: int) -> bool:
    """Whether a case is past what is kept. One that is still open is kept as long again."""
    if not state.kept_until or watermark < state.kept_until:
        return False
    days = _kept_days(store, state)
    since = max((said.at for said in state.said), default=state.kept_until - days * DAY)
    still_open = bool(state.said) and any(timer > watermark for timer in state.timers)
    if still_open or since <= 0:  # not positive: it was told something before any event time was known
        since = watermark
    if watermark < since + days * DAY:
        state.rows = {}  # what it looked up is written down anew, for as long again
        _keep_until(store, state, since)
        return False
    return True
