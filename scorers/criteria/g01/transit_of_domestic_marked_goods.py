"""Criterion 5 of decision 8/7: goods marked for the home market that are said to pass through to third countries."""

from collections.abc import Iterator
from typing import Annotated

from schemas.normalise import normal_id
from scorers.contract.arguments import filled
from scorers.contract.case import Case, subject_key
from scorers.contract.criterion import Ask, Criterion, Params
from scorers.contract.history import History
from scorers.contract.links import FindingLink
from scorers.contract.verdict import Hit, Unknown, missing
from scorers.ledgers.findings import FINDINGS_OF_PARTICIPANT, Observed, observed
from scorers.parameters.units import Confidence, Days, Number, States, means
from scorers.times.durations import DAY


class Parameters(Params, frozen=True):
    """Which findings count, and whose goods are domestic."""

    window_days: Annotated[Days, means("How far back findings on other loads count.")] = 730
    min_findings: Annotated[Number, means("Findings on earlier loads from which on it is a hit.")] = 1
    min_confidence: Annotated[
        Confidence, means("Least confidence of a finding, the load's own included; one that states none is certain.")
    ] = 0.5
    union_states: Annotated[States, means("Member states of the union.")] = ("AM", "BY", "KG", "KZ", "RU")


class Through(Ask, frozen=True):
    """A transit to a third country; findings on itself do not count."""

    transit_id: str


class TransitOfDomesticMarkedGoods(Criterion[Parameters, Through]):
    """Marks, labels or passports of the home market were found on this load, or on earlier ones of the same person."""

    code = "5"
    group = "01"
    title = "Third-country transit of goods that bear home-market marks, labels or passports"
    kind = "finding"
    subject = "participant"
    inputs = (
        "finding.raised.criterion",
        "finding.raised.participant_id",
        "finding.raised.transit_id",
        "finding.cancelled.finding_id",
        "transit.declarant_id",
        "transit.destination_country",
    )
    forms = ("inspection", "xray_scan", "escort_or_route")
    cases = ("transit",)
    texts = """
        .own =
            Goods in transit to { $destination } bear signs of the home market ({ $count ->
                [1] finding
               *[other] findings
            } { $findings }).
        .earlier =
            In { $days ->
                [one] a day
               *[other] { $days } days
            } { $count ->
                [one] one finding
               *[other] { $count } findings
            } showed home-market goods in this person's transits.
    """
    parameters = Parameters
    ask = Through
    reads = (FINDINGS_OF_PARTICIPANT,)

    def judge(self, case: Case, params: Parameters) -> Iterator[tuple[str, Hit | Unknown]]:
        """Hit on findings on this consignment, when its destination, as amended, is outside the Union."""
        found = [one for one in self._own(case) if self._counts(one, params)]
        told = [one for one in found if one.destination]
        if told:
            yield (
                normal_id(case.content.declarant_id),
                Hit(
                    "own",
                    tuple(one.evidence(destination_country=one.destination) for one in told),
                    confidence=max(one.confidence for one in told),
                    arguments=filled(
                        destination=told[-1].destination, findings=[one.ref for one in told], count=len(told)
                    ),
                ),
            )
        elif found:
            yield "", missing("transit.destination_country")

    def asks(self, case: Case, params: Parameters) -> Iterator[tuple[str, Through] | Unknown]:
        """Ask the declarant of a transit that goes to a third country, as amended (ruling 41)."""
        destination = case.content.destination_country
        if destination is None:
            yield missing("transit.destination_country")
        elif destination not in params.union_states:
            who = subject_key("participant", case.content.declarant_id)
            yield who, Through(self.code, case.t, case.trigger, case.id)

    def answer(self, ask: Through, history: History, params: Parameters) -> Hit | Unknown | None:
        """Hit from `min_findings` effective findings on other loads in the window."""
        found = [
            one
            for one in history.window(FINDINGS_OF_PARTICIPANT, ask.t, params.window_days)
            if one.criterion == self.code and one.transit != ask.transit_id and self._counts(one, params)
        ]
        if len(found) < params.min_findings:
            return self.sees(params.window_days, history, ask.t)
        return Hit(
            "earlier",
            tuple(one.evidence(transit_id=one.transit) for one in found),
            confidence=max(one.confidence for one in found),
            window=(ask.t - params.window_days * DAY, ask.t),
            arguments=filled(count=len(found), days=params.window_days),
        )

    def _own(self, case: Case) -> Iterator[Observed]:
        for link in case.linked(FindingLink):
            if link.finding.criterion == self.code:
                yield observed(link.ref, link.event_id, link.finding, case.content.destination_country or "")

    def _counts(self, one: Observed, params: Parameters) -> bool:
        return one.confidence >= params.min_confidence and one.destination not in params.union_states
