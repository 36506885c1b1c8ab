"""Criterion 63 of decision 8/7: goods declared at an office other than the one that closed their transit."""

from collections.abc import Iterator
from typing import Annotated

from schemas.events.transit import TransitCompleted
from scorers.contract.arguments import filled
from scorers.contract.case import Case
from scorers.contract.criterion import Ask, Criterion
from scorers.contract.links import TransitLink, named_transit, transit_untold
from scorers.contract.verdict import Evidence, Hit, Unknown, missing
from scorers.parameters.units import Days, means
from scorers.reference.offices import OfficesCompared, elsewhere
from scorers.times.durations import DAY


class Parameters(OfficesCompared, frozen=True):
    """What counts as another office, and how long the end of the transit is waited for."""

    wait_days: Annotated[
        Days,
        means("How long after registration a transit that is not closed yet leaves the verdict pending.", ge=0),
    ] = 30


class DeclaredNotAtCompletingOffice(Criterion[Parameters, Ask]):
    """The declaration was lodged at an office that closed neither the transit nor a part of it."""

    code = "63"
    group = "04"
    title = "Declaring office differs from the office that closed the transit"
    kind = "stream"
    subject = "consignment"
    inputs = (
        "transit.completed.transit_id",
        "transit.completed.office_id",
        "transit.completed.completed_at",
        "declaration.transit_id",
        "declaration.office_id",
        "ref.office.parent_id",
        "ref.office.electronic_centre",
    )
    forms = ("documentary_check", "inspection")
    cases = ("declaration",)
    correlation_group = "office_mismatch"
    texts = """
        .elsewhere =
            Transit { $transit } was closed at office { $closed_at } but its goods were declared at office { $office }.
    """
    parameters = Parameters

    def judge(self, case: Case, params: Parameters) -> Iterator[tuple[str, Hit | Unknown]]:
        """Judge against every transit that brought the goods; one hit suffices. Its opening need not be known."""
        links = list(case.linked(TransitLink))
        if named_transit(case) and not links and self._waited(case, params):
            yield case.id, missing("transit.completed.office_id")
        if not links and transit_untold(case):
            yield case.id, missing("declaration.transit_id")
        verdicts = [verdict for link in links if (verdict := self._compared(case, link, params)) is not None]
        for verdict in sorted(verdicts, key=lambda verdict: isinstance(verdict, Unknown))[:1]:
            yield case.id, verdict

    def _compared(self, case: Case, link: TransitLink, params: Parameters) -> Hit | Unknown | None:
        closings = (*link.parts, link.completed) if link.completed else link.parts
        offices = [done.office_id for done in closings if done.office_id]
        other = elsewhere(case, offices, params.compare_level, skip_centres=params.skip_electronic_centres)
        if other is False:
            return None
        if link.completed is None:
            return missing("transit.completed.office_id") if self._waited(case, params) else None
        if len(offices) < len(closings):
            return missing("transit.completed.office_id")
        return other if isinstance(other, Unknown) else self._hit(case, link, closings)

    def _waited(self, case: Case, params: Parameters) -> bool:
        return case.elapsed(case.t + params.wait_days * DAY)

    def _hit(self, case: Case, link: TransitLink, closings: tuple[TransitCompleted, ...]) -> Hit:
        lodged = case.content.office_id
        closed = dict.fromkeys(done.office_id for done in closings if done.office_id)
        return Hit(
            "elsewhere",
            (
                *(
                    Evidence(
                        "transit.completed",
                        link.ref,
                        done.completed_at,
                        link.completed_event if done is link.completed else None,
                        {"office_id": done.office_id},
                    )
                    for done in closings
                ),
                Evidence("declaration", case.id, case.t, case.trigger, {"office_id": lodged}),
            ),
            arguments=filled(transit=link.ref, closed_at=list(closed), office=lodged),
        )
