"""Uses of TIR carnets in the history of the holder and of the declarant of the transit."""

from collections.abc import Collection, Iterator

from schemas.facts import Carnet
from scorers.contract.case import Case
from scorers.contract.ledger import Entry, Ledger
from scorers.reference.working_days import zone_of
from scorers.registers.tables import begins, dated_from
from scorers.times.local_time import local_date

KEEP_DAYS = 1100


class CarnetUse(Entry, frozen=True, tag="carnet_use"):
    """A transit under a carnet: `ref` is the transit, `at` its opening.

    `status`: of the carnet at that time, `valid` before the first one that the register dates, empty: unknown.
    `overdue`: whether it was accepted after its last day at the office of departure; None: unknown.
    `undated`: the register does not say since when the status holds, and said it only after the opening.
    """

    carnet_no: str
    office: str
    status: str
    overdue: bool | None
    last_day: str = ""
    undated: bool = False

    def misused(self, statuses: Collection[str]) -> bool:
        """Whether the carnet is known to have had one of the bad statuses when it was used."""
        return self.status in statuses and not self.undated

    def bad(self, statuses: Collection[str]) -> bool:
        """Whether it is known to have had one, or to be past its last day."""
        return self.misused(statuses) or bool(self.overdue)

    def lacking(self, statuses: Collection[str]) -> set[str]:
        """What is missing to say that a use which is not known to be bad was good."""
        lacking: set[str] = set()
        if not self.status:
            lacking.add("ref.carnet.status")
        elif self.status in statuses:
            lacking.add("ref.carnet.status_from")
        if self.overdue is None:
            lacking.add("ref.carnet.last_presentation_date")
        return lacking


def persons(case: Case) -> tuple[str, ...]:
    """Holder of the carnet and declarant of a transit; one when they are the same."""
    data = case.content
    return tuple(dict.fromkeys(filter(None, (data.carnet_holder_id, data.declarant_id))))


def used(case: Case) -> CarnetUse | None:
    """The use of a carnet that a transit is; None: it is under none."""
    if case.current is None or not case.content.carnet_no:
        return None
    office = case.content.departure_office_id
    number = case.content.carnet_no
    records = [] if case.tables.stale(Carnet, case.t) else case.tables.all(Carnet, number)
    begun = [record for record in records if begins(record) <= case.t]
    # The day that the record in force names, else the first that any names.
    days = [record.last_presentation_date for record in (*reversed(begun), *records) if record.last_presentation_date]
    overdue = local_date(case.t, zone_of(case, office, case.t)) > days[0] if days else None
    status, undated = _status(records, case.t)
    day = days[0].isoformat() if days else ""
    return CarnetUse(case.t, case.id, case.trigger, number, office or "", status, overdue, day, undated)


def _status(records: list[Carnet], t: int) -> tuple[str, bool]:
    """Status at t (ms UTC), `valid` before the first one that is dated; and whether it is not known to have held then.

    A later status of no date, published only after t, clears nothing that was bad at t, but may have been bad itself.
    """
    sure, doubtful = "", ""
    for record in reversed([record for record in records if record.status]):
        since = dated_from(record)
        said = since if since is not None else record.published_at or 0
        if said <= t:
            sure = record.status or ""
            break
        if since is None and record.status != "valid":
            doubtful = doubtful or record.status or ""
    if doubtful and sure in ("", "valid"):
        return doubtful, True
    stated = any(record.status for record in records)
    return sure or ("valid" if stated else ""), False


def _put(case: Case) -> Iterator[tuple[str, CarnetUse]]:
    use = used(case)
    if use is not None:
        for person in persons(case):
            yield person, use


CARNET_USES = Ledger(
    "carnet_uses", subject="participant", kinds=("transit",), entry=CarnetUse, put=_put, keep_days=KEEP_DAYS
)
