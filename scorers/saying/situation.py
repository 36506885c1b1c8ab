"""What all records of a case have in common, and where it is to be controlled."""

import msgspec

from schemas.outcomes import CaseStatus, Direction
from scorers.contract.case import Case
from scorers.indicators.category import ParticipantCategory
from scorers.ledgers.warehouses import office_of_day


class Situation(msgspec.Struct, frozen=True):
    """What all records of a case have in common."""

    key: str
    declaration_id: str | None
    transit_id: str | None
    member_state: str
    office: str | None
    direction: Direction | None
    status: CaseStatus
    category: ParticipantCategory | None
    params: str
    event_time: int
    """Time that the case is judged at, ms UTC; of one that only other events speak of, the first of these."""

    @property
    def post_release(self) -> bool:
        """Whether the case is closed."""
        return self.status == "closed"


def place_of(case: Case) -> tuple[str | None, Direction | None]:
    """Office where the case is to be controlled, and its direction."""
    if case.kind == "declaration":
        return case.content.office_id, case.content.direction
    if case.kind == "warehouse_day":
        return office_of_day(case) or None, None
    if case.kind != "transit":
        return None, None
    reached = (arrival.data.office_id for arrival in reversed(case.arrivals))
    office = next(filter(None, reached), None) or case.content.departure_office_id
    return office or None, "transit"
