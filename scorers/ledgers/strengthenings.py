"""Strengthening events (S13): what tightened control of a participant at an office, or at all of them."""

from collections.abc import Iterator

import msgspec

from schemas.facts import Case as CaseFact
from schemas.facts import Office
from scorers.contract.case import Case
from scorers.contract.history import History
from scorers.contract.ledger import Entry, Ledger
from scorers.contract.links import ControlLink
from scorers.ledgers.declarations import DECLARATIONS_OF_PARTICIPANT, LODGED
from scorers.ledgers.participant_facts import FOREVER_DAYS
from scorers.times.durations import DAY

SEVERE = ("violation", "value_adjusted")
ENDED = ("annulled", "terminated")
CLOSE = ("inspection", "customs_value_check")
"""Forms of control whose share tells how closely an office looks."""
FOREVER = FOREVER_DAYS * DAY
RECENT_DAYS, EARLIER_DAYS, MIN_RISE, MIN_DECLARATIONS = 30, 90, 0.3, 10
"""When the share of close controls has risen (S13): over what, against what before, by how much, of how many."""
BEFORE_ORDERS_DAYS = 2 * RECENT_DAYS + EARLIER_DAYS
"""How far before the first order asked for it is looked, to tell whether the share had risen before."""


class Strengthening(Entry, frozen=True, tag="strengthening"):
    """Control was tightened at `office` (empty: at all offices); `until` (ms UTC): its ground is annulled from then."""

    kind: str
    office: str
    parent: str
    until: int = FOREVER


class Ordered(Strengthening, frozen=True, tag="order"):
    """A close control was ordered, at `at`, on a declaration registered at `registered_at` (ms UTC) at the office."""

    registered_at: int = 0


def _entry(case: Case, at: int, ref: str, event_id: str, kind: str, office_id: str | None) -> Strengthening:
    if office_id is None:
        return Strengthening(at, ref, event_id, kind, "", "")
    known = case.tables.all(Office, office_id)
    parent = known[-1].parent_id if known else None
    return Strengthening(at, ref, event_id, kind, office_id, parent or "")


def _opened(case: Case) -> Iterator[tuple[str, Strengthening]]:
    """The opening of a case; later versions of the record may say from when on it is annulled or terminated."""
    versions, until = list(case.snapshots), FOREVER
    while versions and versions[-1].data.status in ENDED:
        until = min(until, versions.pop().data.valid_from or 0)
    if not versions:
        return
    fact: CaseFact = versions[-1].data
    if fact.opened_at is not None and fact.opened_at < until:
        entry = _entry(case, fact.opened_at, f"case:{case.id}", versions[-1].name, "ref.case", fact.office_id)
        yield fact.person_id, msgspec.structs.replace(entry, until=until)


def _controlled(case: Case) -> Iterator[tuple[str, Strengthening]]:
    """Violations found in a declaration or under a transit (ruling 37), at the office of the control."""
    who = case.content.participant_id if case.kind == "declaration" else case.content.declarant_id
    for link in case.linked(ControlLink):
        result = link.result
        if result is None or result.outcome not in SEVERE or result.stage == "post_release":
            continue
        ordered_at = link.assigned.office_id if link.assigned is not None else None
        office = result.office_id or ordered_at or getattr(case.content, "office_id", None)
        if who and office:
            ref = f"control:{link.ref}"
            yield (
                who,
                _entry(case, result.completed_at, ref, link.result_event, "control.result", office),
            )


def _put(case: Case) -> Iterator[tuple[str, Strengthening]]:
    if case.kind in ("declaration", "transit"):
        if case.current is not None:
            yield from _controlled(case)
    elif case.kind == "control":
        last = case.last("result")
        if last and last.data.stage == "post_release" and last.data.outcome == "violation" and last.data.participant_id:
            entry = _entry(case, last.at, f"audit:{case.id}", last.name, "post_release_audit", None)
            yield last.data.participant_id, entry
    elif case.kind == "ref.case":
        yield from _opened(case)


def _ordered(case: Case) -> Iterator[tuple[str, Ordered]]:
    """The first close control of a declaration."""
    links = [link for link in case.linked(ControlLink) if link.assigned is not None and link.assigned.form in CLOSE]
    times = [(link.assigned.assigned_at, link.assigned_event) for link in links if link.assigned is not None]
    if case.current is None or not times:
        return
    at, event_id = min(times)
    entry = _entry(case, at, f"controls:{case.id}", event_id, "control.assigned", case.content.office_id)
    values = (entry.at, entry.ref, entry.event_id, entry.kind, entry.office, entry.parent, entry.until, case.t)
    yield case.content.participant_id, Ordered(*values)


STRENGTHENINGS = Ledger(
    "strengthenings",
    subject="participant",
    kinds=("declaration", "transit", "control", "ref.case"),
    entry=Strengthening,
    put=_put,
    keep_days=130,
)
ORDERED = Ledger(
    "close_controls_of_participant",
    subject="participant",
    kinds=("declaration",),
    entry=Ordered,
    put=_ordered,
    keep_days=220,
)


def looks_back(days: int) -> int:
    """Days back that must have been seen to know of everything that tightened control in the last `days`."""
    return days + RECENT_DAYS + EARLIER_DAYS


def tightened(history: History, start: int, end: int) -> list[Strengthening]:
    """Orders with start < at <= end that made the share of close controls at an office a risen one."""
    reach = start - BEFORE_ORDERS_DAYS * DAY
    by_office: dict[str, list[Ordered]] = {}
    for order in history.span(ORDERED, reach, end):
        by_office.setdefault(order.office, []).append(order)
    found: list[Strengthening] = []
    for orders in by_office.values():
        if len(orders) < MIN_RISE * MIN_DECLARATIONS:
            continue
        before = False
        for number, order in enumerate(orders):
            if order.at > start - RECENT_DAYS * DAY:
                now = _risen(history, orders[: number + 1], order)
                if now and not before and order.at > start:
                    found.append(order)
                before = now
    return found


def _risen(history: History, orders: list[Ordered], order: Ordered) -> bool:
    """Whether, as of an order, the share of the last days exceeds that of the days before by enough."""
    middle = order.at - RECENT_DAYS * DAY
    first = middle - EARLIER_DAYS * DAY
    if not history.covers(first, 0):
        return False
    shares = []
    for start, end in ((middle, order.at), (first, middle)):
        sums = history.over(DECLARATIONS_OF_PARTICIPANT, LODGED, start, end)
        lodged = sum(count for key, (count, _) in sums.items() if key.partition("|")[0] == order.office)
        if lodged < MIN_DECLARATIONS:
            return False
        shares.append(sum(1 for one in orders if start < one.registered_at <= end) / lodged)
    # Rounded: three tenths are no whole binary fraction.
    return round(shares[0] - shares[1], 9) >= MIN_RISE
