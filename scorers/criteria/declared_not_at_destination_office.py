"""Criterion 62 of decision 8/7: goods declared at an office other than the one that the transit was to end at."""

from collections.abc import Iterator

from scorers.criterion import Ask, Criterion, Params
from scorers.ledger import HOUR
from scorers.links import Snapshot, TransitLink, transits_of, waybill_keys
from scorers.offices import Level, elsewhere
from scorers.verdict import Evidence, Hit, Unknown
from scorers.view import Case


class Parameters(Params, frozen=True):
    """`paired_offices` are pairs of codes that count as one office; `parent` compares the customs houses above."""

    compare_level: Level = "office"
    skip_electronic_centres: bool = True
    paired_offices: tuple[tuple[str, str], ...] = ()
    join_hours: int = 48
    """Hours after registration during which a transit that is not known yet leaves the verdict unknown."""


def destination(versions: tuple[Snapshot, ...], t: int) -> Snapshot:
    """The version that set the destination in force at t (ms UTC): only an authorised amendment moves it."""
    setting = before = versions[0]
    for version in versions[1:]:
        moved = version.transit.destination_office_id != before.transit.destination_office_id
        if moved and version.at <= t and getattr(version.transit, "authorised_by_office_id", None):
            setting = version
        before = version
    return setting


class DeclaredNotAtDestinationOffice(Criterion[Parameters, Ask]):
    """The declaration was lodged elsewhere than where the office of departure sent the goods."""

    code = "62"
    group = "04"
    title = "Goods lodged at an office other than the transit destination office"
    kind = "stream"
    subject = "consignment"
    inputs = (
        "transit.transit_id",
        "transit.destination_office_id",
        "transit.amended.authorised_by_office_id",
        "declaration.transit_id",
        "declaration.office_id",
        "declaration.vehicle_ids[]",
        "declaration.documents[].number",
        "ref.office.parent_id",
        "ref.office.electronic_centre",
    )
    forms = ("documentary_check", "inspection")
    cases = ("declaration",)
    correlation_group = "office_mismatch"
    parameters = Parameters

    def judge(self, case: Case, params: Parameters) -> Iterator[tuple[str, Hit | Unknown]]:
        """Judge against every transit that brought the goods; one hit suffices."""
        links = list(case.linked(TransitLink))
        if not links:
            sought = transits_of(case) or waybill_keys(case.content)
            if sought and not case.elapsed(case.t + params.join_hours * HOUR):
                yield case.id, Unknown(("transit.transit_id",))
            return
        verdicts = [verdict for link in links if (verdict := self._compared(case, link, params)) is not None]
        for verdict in sorted(verdicts, key=lambda verdict: isinstance(verdict, Unknown))[:1]:
            yield case.id, verdict

    def _compared(self, case: Case, link: TransitLink, params: Parameters) -> Hit | Unknown | None:
        version = destination(link.versions, case.t)
        office = version.transit.destination_office_id
        if office is None:
            return Unknown(("transit.destination_office_id",))
        other = elsewhere(
            case,
            (office,),
            params.compare_level,
            skip_centres=params.skip_electronic_centres,
            paired=params.paired_offices,
        )
        if not other or isinstance(other, Unknown):
            return other or None
        lodged = case.content.office_id
        return Hit(
            f"The goods of transit {link.ref} were to go to office {office} but were declared at office {lodged}.",
            (
                Evidence("transit", link.ref, version.at, version.event_id, {"destination_office_id": office}),
                Evidence("declaration", case.id, case.t, case.trigger, {"office_id": lodged}),
            ),
        )
