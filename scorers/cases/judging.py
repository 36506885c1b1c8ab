"""All verdicts of a case together, and what is said of them."""

from collections.abc import Iterable

from scorers.cases.state import TIMERS, CaseState, view
from scorers.catalogue.discovery import CATALOGUE
from scorers.contract.case import Case
from scorers.contract.verdict import Hit, Judged, Verdict
from scorers.exchange.messages import Output
from scorers.parameters.document import ParameterSet
from scorers.partition.partition import count_selected, parameters, partition_state
from scorers.saying.outward import speak
from scorers.state import schedule
from scorers.state.keys import SEP
from scorers.state.store import Store

JUDGED = ("declaration", "transit", "warehouse_day")
"""Kinds of cases that are judged."""
GRAVEST_FIRST = ("high", "medium", "low")


def assess(store: Store, state: CaseState, case: Case, params: ParameterSet, since: int) -> list[Output]:
    """The records that changed; none while an answer is missing."""
    if case.kind not in JUDGED:
        return []
    judged = _judged(store, state, case, params)
    if judged is None:
        return []
    counted = state.spoken.selected
    outputs = speak(state.spoken, case, judged, params, since)
    count_selected(store, counted, state.spoken.selected)
    return outputs


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
    for criterion, own in CATALOGUE.taking_part("judge", case.kind, params, case.member_state):
        for identity, verdict in criterion.judge(case, own):
            yield Judged(criterion.code, criterion.subject, identity, case.t, case.trigger, verdict)


def _held(store: Store, state: CaseState, verdict: Verdict) -> bool:
    """Whether a hit is to be held back still; sets the timer to say it."""
    until = verdict.hold_until if isinstance(verdict, Hit) else None
    if until is None or partition_state(store).watermark >= until:
        return False
    if until not in state.timers:
        schedule.add(store, TIMERS, until, state.key)
        state.timers = sorted({*state.timers, until})
    return True


def _first_of_each(judged: Iterable[Judged]) -> list[Judged]:
    """One verdict per criterion, subject and limb: the gravest hit, then the earliest; a hit before an unknown."""
    best: dict[tuple[str, str, str, str], Judged] = {}
    for item in sorted(judged, key=lambda item: (_gravity(item.verdict), item.at, item.trigger)):
        best.setdefault((item.criterion, item.subject_kind, item.subject_id, item.verdict.limb), item)
    return [best[key] for key in sorted(best)]


def _gravity(verdict: Verdict) -> int:
    return GRAVEST_FIRST.index(verdict.severity) if isinstance(verdict, Hit) else len(GRAVEST_FIRST)


def verdicts(store: Store, key: str) -> list[Judged] | None:
    """What the criteria say of a case now; None while an answer is missing or the case is unknown."""
    state: CaseState | None = store.get(f"S{SEP}{key}")
    if state is None:
        return None
    params = parameters(store, state.params)
    return _judged(store, state, view(store, state, params.engine), params)
