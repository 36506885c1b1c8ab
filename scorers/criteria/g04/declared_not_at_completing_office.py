"""Criterion 63 of decision 8/7: goods declared at an office other than the one that closed their transit."""

from typing import Annotated

from schemas.normal_form import normal_form
from scorers.contract.case import Case
from scorers.contract.inputs import of
from scorers.contract.links import TransitLink, named_transit
from scorers.contract.verdict import Evidence, Unknown, missing
from scorers.families.transits import DeclaredElsewhere, Expected
from scorers.parameters.units import Days, means
from scorers.reference.offices import OfficesCompared
from scorers.times.durations import DAY


class Parameters(OfficesCompared, frozen=True):
    """What counts as another office, and how long the end of the transit is waited for."""

    wait_days: Annotated[
        Days,
        means("How long after registration a transit that is not closed yet leaves the verdict pending.", ge=0),
    ] = 30

    def waited(self, case: Case) -> bool:
        """Whether that time is over."""
        return case.elapsed(case.t + self.wait_days * DAY)


class DeclaredNotAtCompletingOffice(DeclaredElsewhere[Parameters]):
    """The declaration was lodged at an office that closed neither the transit nor a part of it."""

    code = "63"
    group = "04"
    title = "Declaring office differs from the office that closed the transit"
    inputs = DeclaredElsewhere.inputs + of("transit.completed", "transit_id", "office_id", "completed_at")
    texts = """
        .elsewhere =
            Transit { $transit } was closed at office { $closed_at } but its goods were declared at office { $office }.
    """
    opened = False

    def unjoined(self, case: Case, params: Parameters) -> Unknown | None:
        """A transit that is named is waited for."""
        if not named_transit(case):
            return super().unjoined(case, params)
        return missing("transit.completed.office_id") if params.waited(case) else None

    def expected(self, case: Case, transit: TransitLink, params: Parameters) -> Expected | None:
        """Every office that closed a part; while the last one is open, others may follow."""
        ends = (*transit.parts, transit.completed) if transit.completed else transit.parts
        offices = [end.office_id for end in map(normal_form, ends) if end.office_id]
        whole = transit.completed is not None and len(offices) == len(ends)
        if transit.completed is None and not params.waited(case):
            return None
        evidence = tuple(
            Evidence(
                "transit.completed",
                transit.ref,
                end.completed_at,
                transit.completed_event if end is transit.completed else None,
                {"office_id": end.office_id},
            )
            for end in ends
        )
        closed_at = list(dict.fromkeys(end.office_id for end in ends if end.office_id))
        doubt = None if whole else missing("transit.completed.office_id")
        return Expected(offices, evidence, {"closed_at": closed_at}, doubt)
