"""Findings that outlast the consignment they were made on: in the history of the participant and of the vehicle.

The finding's own case enters it where it names the subject; else the transit's case does, which knows who it was.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from schemas.events.finding import Finding
from schemas.facts import Vehicle
from scorers.contract.case import Case
from scorers.contract.ledger import Entry, Ledger
from scorers.contract.links import FindingLink
from scorers.contract.verdict import Evidence
from scorers.ledgers.non_deliveries import version_at
from scorers.times.durations import DAY

CHASSIS = "chassis "
"""Before the number of a chassis, where a vehicle is named by that and not by its plate."""
KEEP_DAYS = 3_700
"""Ten years: a finding may state how long it holds."""
_Put = Callable[[Case], Iterator[tuple[str, "Observed"]]]


class Observed(Entry, frozen=True, tag="finding"):
    """An effective finding: `until` (ms UTC) excluded, None: not stated; `transit` the transit it was made on."""

    criterion: str
    confidence: float
    until: int | None
    observer_kind: str
    law_area: str
    evidence_ref: str
    transit: str
    destination: str

    def ends(self, valid_days: int) -> int:
        """From when it no longer holds, ms UTC."""
        return self.until if self.until is not None else self.at + valid_days * DAY

    def evidence(self, **values: str) -> Evidence:
        """The finding as evidence of a hit."""
        said = {"observer_kind": self.observer_kind, "law_area": self.law_area, "evidence_ref": self.evidence_ref}
        stated = {name: value for name, value in {**said, **values}.items() if value}
        return Evidence("finding", self.ref, self.at, self.event_id, {"confidence": self.confidence, **stated})


def observed(ref: str, event_id: str, finding: Finding, destination: str = "") -> Observed:
    """The entry of a finding. A confidence that is not stated is full: its observer said it without reserve."""
    return Observed(
        finding.observed_at,
        ref,
        event_id,
        finding.criterion,
        1.0 if finding.confidence is None else finding.confidence,
        finding.valid_until,
        finding.observer_kind or "",
        finding.law_area or "",
        finding.evidence_ref or "",
        finding.transit_id or "",
        destination,
    )


def surest_of_each(found: Iterable[Observed]) -> list[tuple[Observed, str]]:
    """One finding for each reference, oldest first: the surest, with the area of law that the surest to state one has.

    Two bodies that report the same count once.
    """
    pieces: dict[str, list[Observed]] = {}
    for one in sorted(found, key=lambda one: (-one.confidence, one.at, one.ref)):
        pieces.setdefault(one.evidence_ref or f"finding {one.ref}", []).append(one)
    told = [(piece[0], next((one.law_area for one in piece if one.law_area), "")) for piece in pieces.values()]
    return sorted(told, key=lambda pair: (pair[0].at, pair[0].ref))


def _effective(case: Case) -> Observed | None:
    if case.current is None or case.last("cancellation") is not None:
        return None
    return observed(case.id, case.current.name, case.content)


def participant_of(finding: Finding) -> str | None:
    """The participant that a finding names."""
    return finding.participant_id or (finding.subject_id if finding.subject_kind == "participant" else None)


def vehicle_of(finding: Finding) -> str | None:
    """The vehicle, trailer or container that a finding names."""
    return finding.vehicle_id or (finding.subject_id if finding.subject_kind == "vehicle" else None)


def _of_no_case(finding: Finding) -> bool:
    """Whether a finding names neither transit nor declaration: it concerns the trip that the vehicle was on."""
    return not (finding.transit_id or finding.declaration_id)


def _cargo_units(data: Any) -> tuple[str, ...]:
    """What carried the load: the containers, else the trailers, else the only vehicle."""
    vehicles: tuple[str, ...] = data.vehicle_ids or ()
    return data.container_ids or vehicles[1:] or vehicles


def findings_of_participant(criterion: str, *, by_transit: bool = False) -> Ledger[Observed]:
    """Findings of one criterion in the history of the participant that they name.

    `by_transit`: where the goods went counts too, so a finding on a transit is entered by that, with its destination,
    and for its declarant where the finding names nobody.
    """

    def put(case: Case) -> Iterator[tuple[str, Observed]]:
        if case.kind == "finding":
            entry = _effective(case)
            who = participant_of(case.content) if entry else None
            if entry and who and entry.criterion == criterion and not (by_transit and entry.transit):
                yield who, entry
            return
        for link in case.linked(FindingLink):
            if link.finding.criterion == criterion:
                version = version_at(case, link.finding.observed_at)
                who = participant_of(link.finding) or (version.data.declarant_id if version else None)
                if who:
                    destination = (case.content.destination_country if case.current else None) or ""
                    yield who, observed(link.ref, link.event_id, link.finding, destination)

    kinds = ("finding", "transit") if by_transit else ("finding",)
    return Ledger(
        f"findings_{criterion}", subject="participant", kinds=kinds, entry=Observed, put=put, keep_days=KEEP_DAYS
    )


def chassis_of(case: Case, unit: str, t: int) -> str:
    """Name of a vehicle by its chassis, under whatever plates, as of t (ms UTC); empty: the register states none."""
    record = case.tables.at(Vehicle, unit, t)
    return f"{CHASSIS}{record.chassis_id}" if record is not None and record.chassis_id else ""


def _under_chassis(put: _Put) -> _Put:
    """What `put` enters, under the chassis too."""

    def both(case: Case) -> Iterator[tuple[str, Observed]]:
        for unit, entry in put(case):
            yield unit, entry
            if chassis := chassis_of(case, unit, entry.at):
                yield chassis, entry

    return both


def findings_of_vehicle(criterion: str, *, of_no_case: bool = False, by_chassis: bool = False) -> Ledger[Observed]:
    """Findings of one criterion in the history of the vehicle, trailer or container that they name.

    Where a finding names a transit only, that enters it for what carried the load. `of_no_case`: only findings that
    name neither a transit nor a declaration, of a criterion that those judge by themselves. `by_chassis`: they are
    entered under the chassis too, so that other plates do not hide them.
    """

    def put(case: Case) -> Iterator[tuple[str, Observed]]:
        if case.kind == "finding":
            entry = _effective(case)
            vehicle = vehicle_of(case.content) if entry else None
            if entry and vehicle and entry.criterion == criterion and (not of_no_case or _of_no_case(case.content)):
                yield vehicle, entry
            return
        for link in case.linked(FindingLink):
            if link.finding.criterion == criterion and not vehicle_of(link.finding):
                version = version_at(case, link.finding.observed_at)
                for unit in _cargo_units(version.data) if version else ():
                    yield unit, observed(link.ref, link.event_id, link.finding)

    return Ledger(
        f"findings_{criterion}",
        subject="vehicle",
        kinds=("finding",) if of_no_case else ("finding", "transit"),
        entry=Observed,
        put=_under_chassis(put) if by_chassis else put,
        keep_days=KEEP_DAYS,
        look_ahead_days=120,
    )
