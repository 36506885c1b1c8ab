"""Criterion 62 of decision 8/7: goods declared at an office other than the one that the transit was to end at."""

from typing import Annotated

from scorers.contract.case import Case
from scorers.contract.inputs import of
from scorers.contract.links import TransitLink, transits_of, waybill_keys
from scorers.contract.verdict import Evidence, Unknown, missing
from scorers.families.transits import DeclaredElsewhere, Expected
from scorers.matching.destinations import delivered_at, destination
from scorers.parameters.units import Hours, means
from scorers.reference.offices import OfficesCompared
from scorers.times.durations import HOUR


class Parameters(OfficesCompared, frozen=True):
    """What counts as another office, and how long a transit is waited for."""

    paired_offices: Annotated[
        tuple[tuple[str, str], ...], means("Offices that count as one, two by two.", unit="list of pairs of codes")
    ] = ()
    join_hours: Annotated[
        Hours,
        means("How long after registration a transit that is not known yet leaves the verdict unknown.", ge=0),
    ] = 48


class DeclaredNotAtDestinationOffice(DeclaredElsewhere[Parameters]):
    """The declaration was lodged elsewhere than where the office of departure sent the goods."""

    code = "62"
    group = "04"
    title = "Goods lodged at an office other than the transit destination office"
    inputs = (
        *DeclaredElsewhere.inputs,
        *of("transit", "destination_office_id", "amended.authorised_by_office_id"),
        *of("declaration", "vehicle_ids[]", "documents[].number"),
    )
    texts = """
        .elsewhere =
            The goods of transit { $transit } were to go to office { $destination } but were declared
            at office { $office }.
    """

    def unjoined(self, case: Case, params: Parameters) -> Unknown | None:
        """The transit for some time, if one is named or may be found."""
        sought = transits_of(case) or waybill_keys(case.content)
        if sought and not case.elapsed(case.t + params.join_hours * HOUR):
            return missing("transit.transit_id")
        return super().unjoined(case, params)

    def expected(self, case: Case, transit: TransitLink, params: Parameters) -> Expected:
        """The destination in force at the registration, or where a part was delivered."""
        version = destination(transit.versions, case.t)
        office = version.transit.destination_office_id if version else None
        if version is None or office is None:
            return Expected((), doubt=missing("transit.destination_office_id"))
        bound = version.published.destination_office_id
        evidence = Evidence("transit", transit.ref, version.at, version.event_id, {"destination_office_id": bound})
        offices = (office, *delivered_at(transit))
        return Expected(offices, (evidence,), {"destination": bound or ""}, paired=params.paired_offices)
