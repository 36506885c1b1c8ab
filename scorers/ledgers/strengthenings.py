"""Strengthening events (S13): what tightened control of a participant at an office, or at all of them."""

from collections.abc import Iterator

from schemas.facts import Office
from schemas.normalise import normal_id
from scorers.ledger import DAY, Entry, History, Ledger
from scorers.ledgers.declarations import DECLARATIONS_OF_PARTICIPANT
from scorers.links import ControlLink
from scorers.view import Case

SEVERE = ("violation", "value_adjusted")
CLOSE = ("inspection", "customs_value_check")
"""Forms of control whose share tells how closely an office looks."""
RECENT_DAYS, EARLIER_DAYS, MIN_RISE, MIN_DECLARATIONS = 30, 90, 0.3, 10
"""When the share of close controls has risen (S13): over what, against what before, by how much, of how many."""


class Strengthening(Entry, frozen=True):
    """Control was tightened at `office` (empty: at all offices); `closed_at` (ms UTC): when it closed or merged."""

    kind: str
    office: str
    parent: str
    closed_at: int | None = None


class Ordered(Strengthening, frozen=True):
    """A close control was ordered, at `at`, on a declaration registered at `registered_at` (ms UTC) at the office."""

    registered_at: int = 0


def _entry(case: Case, at: int, ref: str, event_id: str, kind: str, office_id: str | None) -> Strengthening:
    if office_id is None:
        return Strengthening(at, ref, event_id, kind, "", "")
    known = case.tables.all(Office, normal_id(office_id))
    last = known[-1] if known else None
    parent = normal_id(last.parent_id) if last and last.parent_id else ""
    return Strengthening(at, ref, event_id, kind, normal_id(office_id), parent, last.valid_to if last else None)


def _put(case: Case) -> Iterator[tuple[str, Strengthening]]:
    if case.kind == "declaration" and case.current is not None:
        for link in case.linked(ControlLink):
            result = link.result
            if result is not None and result.outcome in SEVERE and result.stage != "post_release":
                office = result.office_id or case.content.office_id
                yield (
                    normal_id(case.content.participant_id),
                    _entry(
                        case, result.completed_at, f"control:{link.ref}", link.result_event, "control.result", office
                    ),
                )
    elif case.kind == "control":
        last = case.last("result")
        if last and last.data.stage == "post_release" and last.data.outcome == "violation" and last.data.participant_id:
            entry = _entry(case, last.at, f"audit:{case.id}", last.event_id, "post_release_audit", None)
            yield normal_id(last.data.participant_id), entry
    elif case.kind == "ref.case" and case.current is not None:
        fact = case.content
        if fact.opened_at is not None and fact.status not in ("annulled", "terminated"):
            entry = _entry(case, fact.opened_at, f"case:{case.id}", case.current.event_id, "ref.case", fact.office_id)
            yield normal_id(fact.person_id), entry


def _ordered(case: Case) -> Iterator[tuple[str, Ordered]]:
    """The first close control of a declaration."""
    links = [link for link in case.linked(ControlLink) if link.assigned is not None and link.assigned.form in CLOSE]
    times = [(link.assigned.assigned_at, link.assigned_event) for link in links if link.assigned is not None]
    if case.current is None or not times:
        return
    at, event_id = min(times)
    entry = _entry(case, at, f"controls:{case.id}", event_id, "control.assigned", case.content.office_id)
    values = (entry.at, entry.ref, entry.event_id, entry.kind, entry.office, entry.parent, entry.closed_at, case.t)
    yield normal_id(case.content.participant_id), Ordered(*values)


STRENGTHENINGS = Ledger(
    "strengthenings",
    subject="participant",
    kinds=("declaration", "control", "ref.case"),
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


def tightened(history: History, start: int, end: int) -> list[Strengthening]:
    """Orders with start < at <= end that made the share of close controls at an office a risen one."""
    reach = start - (2 * RECENT_DAYS + EARLIER_DAYS) * DAY
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
        sums = history.sums(DECLARATIONS_OF_PARTICIPANT, start, end)
        lodged = sum(count for key, (count, _) in sums.items() if key.partition("|")[0] == order.office)
        if lodged < MIN_DECLARATIONS:
            return False
        shares.append(sum(1 for one in orders if start < one.registered_at <= end) / lodged)
    return shares[0] - shares[1] >= MIN_RISE
