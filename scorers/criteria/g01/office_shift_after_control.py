"""Criterion 9 of decision 8/7: volumes move to another office after control was tightened at the usual one."""

from collections.abc import Iterator, Mapping
from typing import Annotated, ClassVar, Literal

import msgspec

from schemas.facts import Case as CaseFact
from schemas.facts import Office
from scorers.contract.arguments import filled, share
from scorers.contract.case import Case, subject_key
from scorers.contract.criterion import Ask, Criterion, Params, Reach
from scorers.contract.history import History
from scorers.contract.inputs import of
from scorers.contract.learned import Learned
from scorers.contract.verdict import Evidence, Hit, Scalar, Unknown, missing
from scorers.ledgers.declarations import DECLARATIONS_OF_PARTICIPANT, LODGED
from scorers.ledgers.strengthenings import (
    BEFORE_ORDERS_DAYS,
    ORDERED,
    STRENGTHENINGS,
    Strengthening,
    looks_back,
    tightened,
)
from scorers.parameters.units import Days, Number, Probability, Share, means
from scorers.reference.working_days import office_of
from scorers.registers.lookup import holds
from scorers.statistics.exact import fisher_greater
from scorers.times.durations import DAY

Sums = Mapping[str, tuple[int, int]]
"""Number of declarations and grams by place."""


class Parameters(Params, frozen=True):
    """What is compared around the anchor, which is the control that tightened, and how far it has to move."""

    before_days: Annotated[Days, means("How long before the anchor declarations are compared.")] = 90
    after_days: Annotated[Days, means("How long after the anchor a declaration is judged.")] = 60
    min_after_days: Annotated[Days, means("How long after the anchor none is judged yet.", ge=0)] = 7
    min_before: Annotated[Number, means("Declarations before the anchor from which on it is judged.")] = 10
    min_home_share: Annotated[
        Share, means("Least part of the declarations before the anchor that was lodged at the usual office.")
    ] = 0.5
    min_drop: Annotated[Share, means("Least fall of the usual office's part of declarations.")] = 0.3
    min_kg_drop: Annotated[Share, means("Least fall of the usual office's part of the net weight.")] = 0.3
    alpha: Annotated[
        Probability,
        means("Such a fall by chance must be no likelier than that (Fisher's exact test); the checkpoints share it."),
    ] = 0.05
    checkpoints: Annotated[
        tuple[int, ...],
        means("Declarations after the anchor at which it is judged.", unit="list of numbers", min_length=1),
    ] = (5, 10, 20, 40)
    compare_level: Annotated[
        Literal["office", "parent"],
        means("Whether another office, or only another customs house, is another place.", unit="office or parent"),
    ] = "office"


class Move(msgspec.Struct, frozen=True):
    """Declarations went away from `home` after the anchor: of how many, which share before and after."""

    kind: str
    ref: str
    at: int
    event_id: str
    home: str
    n_before: int
    n_after: int
    share_before: float
    share_after: float
    kg_share_drop: float
    p: float


class Shift(Learned, frozen=True, tag="told.shift"):
    """Moves away from places other than that of the declaration; `missing`: without what some can not be told."""

    moves: tuple[Move, ...] = ()
    missing: tuple[str, ...] = ()


class Lodged(Ask, frozen=True, tag="ask.shift"):
    """A declaration lodged at an office, or under a customs house: how the participant came to lodge it there."""

    learns: ClassVar[tuple[type[Learned], ...]] = (Shift,)

    place: str


class OfficeShiftAfterControl(Criterion[Parameters, Lodged]):
    """The participant's share of declarations and weight at its usual office fell after control tightened there.

    Judged when it has lodged a set number of declarations since, at one of those lodged elsewhere. Nobody is suspected
    of leaving an office that was closed or merged.
    """

    code = "9"
    group = "01"
    title = "Volumes move to another office after control was tightened at the usual one"
    kind = "stream"
    subject = "participant"
    inputs = (
        *of("declaration", "participant_id", "office_id", "registered_at", "items[].net_kg"),
        *of("control.result", "outcome", "office_id"),
        "control.assigned.control_id",
        *of("ref.case", "opened_at", "office_id"),
        "ref.office.parent_id",
    )
    forms = ("inspection", "documentary_check", "customs_value_check")
    cases = ("declaration",)
    correlation_group = "displacement"
    texts = """
        .moved =
            After control was tightened at office { $office } the participant's share of declarations there fell from
            { $share_before } of { $n_before } to { $share_after } of { $n_after }.
    """
    reads = (DECLARATIONS_OF_PARTICIPANT, STRENGTHENINGS, ORDERED)

    def asks(self, case: Case, params: Parameters) -> Iterator[tuple[str, Lodged] | Unknown]:
        """Ask the participant about every declaration."""
        place = self._lodged_at(case, params)
        if place is not None:
            key = subject_key("participant", case.content.participant_id)
            yield key, Lodged(self.code, case.t, case.trigger, place)

    def reaches(self, params: Parameters) -> Iterator[Reach]:
        """Anchors, what made them ones, and the declarations before them."""
        after = ("after_days",)
        yield Reach(STRENGTHENINGS, after, params.after_days)
        yield Reach(ORDERED, after, params.after_days, beyond=BEFORE_ORDERS_DAYS)
        yield Reach(DECLARATIONS_OF_PARTICIPANT, after, params.after_days, beyond=BEFORE_ORDERS_DAYS)
        yield Reach(DECLARATIONS_OF_PARTICIPANT, ("before_days", *after), params.before_days + params.after_days)

    def answer(self, ask: Lodged, history: History, params: Parameters) -> Shift:
        """Judge by the earliest unexpired anchor of each office that the declaration was not lodged at."""
        judged = {ask.place}
        found: list[Move | Unknown | None] = []
        for anchor in self._anchors(ask.t, history, params):
            for home in self._homes(anchor, history, params):
                if home not in judged:
                    judged.add(home)
                    found.append(self._moved(ask, anchor, home, history, params))
        found.append(self.sees(max(looks_back(params.after_days), params.before_days), history, ask.t))
        lacking = dict.fromkeys(name for one in found if isinstance(one, Unknown) for name in one.missing)
        return Shift(tuple(one for one in found if isinstance(one, Move)), tuple(lacking))

    def judge(self, case: Case, params: Parameters) -> Iterator[tuple[str, Hit | Unknown]]:
        """The first move that no closure explains."""
        key = subject_key("participant", case.content.participant_id)
        identity = key.partition(":")[2]
        if self._lodged_at(case, params) is None:
            yield identity, missing("ref.office.parent_id")
            return
        shift = case.learned(key, Shift, self.code) or Shift()
        move = next((move for move in shift.moves if not _closed(case, move.home, move.at)), None)
        unheard = ("ref.case",) if case.tables.stale(CaseFact, case.t) else ()
        if move is not None and case.tables.stale(Office, case.t):
            yield identity, missing("ref.office")  # the usual office may have been closed
        elif move is not None:
            yield identity, self._hit(case, move, params)
        elif lacking := (*shift.missing, *unheard):
            yield identity, missing(*lacking)

    def _lodged_at(self, case: Case, params: Parameters) -> str | None:
        """Office of the declaration, or the customs house above it; None: unknown."""
        lodged: str = case.content.office_id
        if params.compare_level == "office":
            return lodged
        office = office_of(case, lodged, case.t)
        return None if office is None else office.parent_id or lodged

    def _hit(self, case: Case, move: Move, params: Parameters) -> Hit:
        shown: dict[str, Scalar] = {
            "office": move.home,
            "n_before": move.n_before,
            "n_after": move.n_after,
            "share_before": round(move.share_before, 4),
            "share_after": round(move.share_after, 4),
            "kg_share_drop": round(move.kg_share_drop, 4),
            "p": round(move.p, 6),
        }
        return Hit(
            "moved",
            (Evidence(move.kind, move.ref, move.at, move.event_id, shown),),
            window=(move.at - params.before_days * DAY, case.t),
            arguments=filled(
                office=move.home,
                n_before=move.n_before,
                n_after=move.n_after,
                share_before=share(move.share_before),
                share_after=share(move.share_after),
            ),
        )

    def _anchors(self, t: int, history: History, params: Parameters) -> list[Strengthening]:
        start, end = t - params.after_days * DAY - 1, t - params.min_after_days * DAY
        anchors = history.span(STRENGTHENINGS, start, end)
        # With more declarations than the last checkpoint since then no anchor is judged any more.
        lodged = history.over(DECLARATIONS_OF_PARTICIPANT, LODGED, end, t)
        if _total(lodged, 0) <= max(params.checkpoints, default=0):
            anchors += tightened(history, start, end)
        standing = [anchor for anchor in anchors if t < anchor.until]
        return sorted(standing, key=lambda anchor: (anchor.at, anchor.ref))

    def _place(self, office: str, parent: str, params: Parameters) -> str:
        return (parent or office) if params.compare_level == "parent" else office

    def _homes(self, anchor: Strengthening, history: History, params: Parameters) -> list[str]:
        """The anchor's office; for an anchor at all offices the one with the largest share before."""
        if anchor.office:
            return [self._place(anchor.office, anchor.parent, params)]
        before = self._by_place(history, anchor.at - params.before_days * DAY - 1, anchor.at - 1, params)
        return [max(sorted(before), key=lambda place: before[place][0])] if before else []

    def _by_place(self, history: History, start: int, end: int, params: Parameters) -> dict[str, tuple[int, int]]:
        places: dict[str, tuple[int, int]] = {}
        for key, (count, weight) in history.over(DECLARATIONS_OF_PARTICIPANT, LODGED, start, end).items():
            office, parent, _ = key.split("|")
            place = self._place(office, parent, params)
            known = places.get(place, (0, 0))
            places[place] = (known[0] + count, known[1] + weight)
        return places

    def _moved(
        self, ask: Lodged, anchor: Strengthening, home: str, history: History, params: Parameters
    ) -> Move | Unknown | None:
        start = anchor.at - params.before_days * DAY
        if not history.covers(start, 0):
            return missing("coverage")
        before = self._by_place(history, start - 1, anchor.at - 1, params)
        after = self._by_place(history, anchor.at, ask.t, params)
        n_before, n_after = _total(before, 0), _total(after, 0)
        if n_before < params.min_before or not self._reached(n_after, ask.t, history, params):
            return None
        home_before, home_after = before.get(home, (0, 0)), after.get(home, (0, 0))
        shares = home_before[0] / n_before, home_after[0] / n_after
        p = fisher_greater(home_before[0], n_before - home_before[0], home_after[0], n_after - home_after[0])
        fell = shares[0] >= params.min_home_share and _drop(*shares) >= params.min_drop
        if not fell or p > params.alpha / len(params.checkpoints):
            return None
        if not _weighed(history, start, anchor.at, ask.t):
            return missing("declaration.items[].net_kg")
        kg_drop = _drop(_share(home_before[1], _total(before, 1)), _share(home_after[1], _total(after, 1)))
        if kg_drop < params.min_kg_drop:
            return None
        return Move(anchor.kind, anchor.ref, anchor.at, anchor.event_id, home, n_before, n_after, *shares, kg_drop, p)

    def _reached(self, n_after: int, t: int, history: History, params: Parameters) -> bool:
        """Whether the declarations of this instant, mostly one, bring the number to a checkpoint."""
        earlier = n_after - len(history.span(DECLARATIONS_OF_PARTICIPANT, t - 1, t))
        return any(earlier < checkpoint <= n_after for checkpoint in params.checkpoints)


def _closed(case: Case, office: str, since: int) -> bool:
    """Whether an office was closed or merged, for good or for repair, at some time from `since` to the declaration."""
    records = case.tables.all(Office, office)
    for end in (record.valid_to for record in records if record.valid_to is not None and record.valid_to <= case.t):
        opened = [record.valid_from for record in records if record.valid_from is not None and record.valid_from > end]
        if not any(holds(record, end) for record in records) and (not opened or min(opened) > since):
            return True
    return False


def _weighed(history: History, start: int, anchor: int, t: int) -> bool:
    """Whether every declaration from start to t but those of the anchor's instant has its whole weight stated."""
    lodged = history.span(DECLARATIONS_OF_PARTICIPANT, start - 1, t)
    return all(entry.weighed for entry in lodged if entry.at != anchor)


def _total(places: Sums, part: int) -> int:
    return sum(sums[part] for sums in places.values())


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0


def _drop(before: float, after: float) -> float:
    """By how much a share fell; rounded, since three tenths are no whole binary fraction."""
    return round(before - after, 9)
