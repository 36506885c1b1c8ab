"""Criterion 62 of decision 8/7: goods declared at an office other than the one that the transit was to end at."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Annotated

from schemas.events.transit import Transit, TransitAmended
from schemas.normalise import normal_id
from scorers.contract.arguments import filled
from scorers.contract.case import Case
from scorers.contract.criterion import Ask, Criterion
from scorers.contract.links import Snapshot, TransitLink, transit_untold, transits_of, waybill_keys
from scorers.contract.verdict import Evidence, Hit, Unknown, missing
from scorers.parameters.units import Hours, means
from scorers.reference.offices import OfficesCompared, elsewhere
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


def destination(versions: tuple[Snapshot, ...], t: int) -> Snapshot | None:
    """The version that set the destination in force at t (ms UTC): only an authorised amendment moves it.

    None: not known, since the first one known is itself an amendment that nobody authorised.
    """
    setting = None if _own_reroute(versions[0].transit) else versions[0]
    for before, version in pairwise(versions):
        if version.at <= t and _authorised(version.transit, before.transit):
            setting = version
    return setting


def _delivered_at(link: TransitLink) -> Iterator[str]:
    """Offices where a part of the load was delivered while the transit was bound there, so that it may be lodged there.

    The rest may have been sent elsewhere since.
    """
    for part in link.parts:
        bound = destination(link.versions, part.completed_at)
        if bound is not None and part.office_id and _same(part.office_id, bound.transit.destination_office_id):
            yield part.office_id


def _same(office: str, other: str | None) -> bool:
    return other is not None and normal_id(office) == normal_id(other)


def _authorised(data: Transit, before: Transit) -> bool:
    """Whether a version is an authorised reroute: to another office, or to the one named without leave before."""
    if not isinstance(data, TransitAmended) or not data.authorised_by_office_id:
        return False
    return data.destination_office_id != before.destination_office_id or data.change_kind == "reroute"


def _own_reroute(data: Transit) -> bool:
    """Whether a version says that it changed the destination, and nobody authorised it."""
    if not isinstance(data, TransitAmended) or data.authorised_by_office_id:
        return False
    changed = data.changed_fields or ()
    return "destination_office_id" in changed if changed else data.change_kind == "reroute"


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
    texts = """
        .elsewhere =
            The goods of transit { $transit } were to go to office { $destination } but were declared
            at office { $office }.
    """
    parameters = Parameters

    def judge(self, case: Case, params: Parameters) -> Iterator[tuple[str, Hit | Unknown]]:
        """Judge against every transit that brought the goods; one hit suffices."""
        links = [link for link in case.linked(TransitLink) if link.versions]
        if not links:
            sought = transits_of(case) or waybill_keys(case.content)
            if sought and not case.elapsed(case.t + params.join_hours * HOUR):
                yield case.id, missing("transit.transit_id")
            elif transit_untold(case):
                yield case.id, missing("declaration.transit_id")
            return
        verdicts = [verdict for link in links if (verdict := self._compared(case, link, params)) is not None]
        for verdict in sorted(verdicts, key=lambda verdict: isinstance(verdict, Unknown))[:1]:
            yield case.id, verdict

    def _compared(self, case: Case, link: TransitLink, params: Parameters) -> Hit | Unknown | None:
        version = destination(link.versions, case.t)
        office = version.transit.destination_office_id if version else None
        other = elsewhere(
            case,
            (office, *_delivered_at(link)) if office else (),
            params.compare_level,
            skip_centres=params.skip_electronic_centres,
            paired=params.paired_offices,
        )
        if other is False:
            return None
        if version is None or office is None:
            return missing("transit.destination_office_id")
        if isinstance(other, Unknown):
            return other
        lodged = case.content.office_id
        return Hit(
            "elsewhere",
            (
                Evidence("transit", link.ref, version.at, version.event_id, {"destination_office_id": office}),
                Evidence("declaration", case.id, case.t, case.trigger, {"office_id": lodged}),
            ),
            arguments=filled(transit=link.ref, destination=office, office=lodged),
        )
