"""Criterion 9 of decision 8/7: volumes move to another office after control was tightened at the usual one."""

from collections.abc import Iterator, Mapping
from typing import Literal

from schemas.normalise import normal_id
from scorers.criterion import Ask, Criterion, Params
from scorers.ledger import DAY, History
from scorers.ledgers.declarations import DECLARATIONS_OF_PARTICIPANT
from scorers.ledgers.strengthenings import ORDERED, STRENGTHENINGS, Strengthening, tightened
from scorers.statistics.exact import fisher_greater
from scorers.verdict import Evidence, Hit, Unknown
from scorers.view import Case, subject_key
from scorers.working_days import office_of

Sums = Mapping[str, tuple[int, int]]


class Parameters(Params, frozen=True):
    """Days of 24 h around the anchor; shares 0..1; the checkpoints (numbers of declarations) share `alpha`."""

    before_days: int = 90
    after_days: int = 60
    min_after_days: int = 7
    min_before: int = 10
    min_home_share: float = 0.5
    min_drop: float = 0.3
    min_kg_drop: float = 0.3
    alpha: float = 0.05
    checkpoints: tuple[int, ...] = (5, 10, 20, 40)
    compare_level: Literal["office", "parent"] = "office"


class Lodged(Ask, frozen=True):
    """A declaration lodged at an office."""

    office: str
    parent: str


class OfficeShiftAfterControl(Criterion[Parameters, Lodged]):
    """The participant's share of declarations and weight at its usual office fell after control tightened there."""

    code = "9"
    group = "01"
    title = "Volumes move to another office after control was tightened at the usual one"
    kind = "stream"
    subject = "participant"
    inputs = (
        "declaration.participant_id",
        "declaration.office_id",
        "declaration.registered_at",
        "declaration.items[].net_kg",
        "control.result.outcome",
        "control.result.office_id",
        "control.assigned.control_id",
        "ref.case.opened_at",
        "ref.case.office_id",
        "ref.office.parent_id",
    )
    forms = ("inspection", "documentary_check", "customs_value_check")
    cases = ("declaration",)
    correlation_group = "displacement"
    parameters = Parameters
    ask = Lodged
    reads = (DECLARATIONS_OF_PARTICIPANT, STRENGTHENINGS, ORDERED)

    def asks(self, case: Case, params: Parameters) -> Iterator[tuple[str, Lodged] | Unknown]:
        """Ask the participant about every declaration."""
        office = office_of(case, case.content.office_id, case.t)
        parent = normal_id(office.parent_id) if office and office.parent_id else ""
        key = subject_key("participant", case.content.participant_id)
        yield key, Lodged(self.code, case.t, case.trigger, normal_id(case.content.office_id), parent)

    def answer(self, ask: Lodged, history: History, params: Parameters) -> Hit | Unknown | None:
        """Judge by the earliest unexpired anchor of each office that the declaration was not lodged at."""
        anchors = self._anchors(ask.t, history, params)
        here = self._place(ask.office, ask.parent, params)
        judged: set[str] = set()
        missing: Unknown | None = None
        for anchor in anchors:
            for home in self._homes(anchor, history, params):
                if home == here or home in judged:
                    continue
                judged.add(home)
                hit = self._moved(ask, anchor, home, history, params)
                if isinstance(hit, Hit):
                    return hit
                missing = missing or hit
        return missing

    def _anchors(self, t: int, history: History, params: Parameters) -> list[Strengthening]:
        start, end = t - params.after_days * DAY - 1, t - params.min_after_days * DAY
        anchors = history.span(STRENGTHENINGS, start, end)
        # With more declarations than the last checkpoint since then no anchor is judged any more.
        lodged = history.sums(DECLARATIONS_OF_PARTICIPANT, end, t)
        if _total(lodged, 0) <= max(params.checkpoints, default=0):
            anchors += tightened(history, start, end)
        return sorted(anchors, key=lambda anchor: (anchor.at, anchor.ref))

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
        for key, (count, weight) in history.sums(DECLARATIONS_OF_PARTICIPANT, start, end).items():
            office, parent, _ = key.split("|")
            place = self._place(office, parent, params)
            known = places.get(place, (0, 0))
            places[place] = (known[0] + count, known[1] + weight)
        return places

    def _moved(  # noqa: PLR0911  # each return is a reason of its own not to judge
        self, ask: Lodged, anchor: Strengthening, home: str, history: History, params: Parameters
    ) -> Hit | Unknown | None:
        if anchor.closed_at is not None and anchor.closed_at <= ask.t:
            return None
        start = anchor.at - params.before_days * DAY
        if not history.covers(start, 0):
            return Unknown(("coverage",))
        before = self._by_place(history, start - 1, anchor.at - 1, params)
        after = self._by_place(history, anchor.at, ask.t, params)
        n_before, n_after = _total(before, 0), _total(after, 0)
        if n_after not in params.checkpoints or n_before < params.min_before:
            return None
        home_before, home_after = before.get(home, (0, 0)), after.get(home, (0, 0))
        share_before, share_after = home_before[0] / n_before, home_after[0] / n_after
        kg_drop = _share(home_before[1], _total(before, 1)) - _share(home_after[1], _total(after, 1))
        if share_before < params.min_home_share or share_before - share_after < params.min_drop:
            return None
        if kg_drop < params.min_kg_drop:
            return None
        p = fisher_greater(home_before[0], n_before - home_before[0], home_after[0], n_after - home_after[0])
        if p > params.alpha / len(params.checkpoints):
            return None
        return Hit(
            f"After control was tightened at office {home} the participant's share of declarations there fell from"
            f" {share_before:.0%} of {n_before} to {share_after:.0%} of {n_after}.",
            (
                Evidence(
                    anchor.kind,
                    anchor.ref,
                    anchor.at,
                    anchor.event_id,
                    {
                        "office": home,
                        "n_before": n_before,
                        "n_after": n_after,
                        "share_before": round(share_before, 4),
                        "share_after": round(share_after, 4),
                        "kg_share_drop": round(kg_drop, 4),
                        "p": round(p, 6),
                    },
                ),
            ),
            window=(start, ask.t),
        )


def _total(places: Sums, part: int) -> int:
    return sum(sums[part] for sums in places.values())


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0
