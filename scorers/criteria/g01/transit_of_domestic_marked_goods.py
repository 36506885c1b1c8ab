"""Criterion 5 of decision 8/7: goods marked for the home market that are said to pass through to third countries."""

from collections.abc import Iterator
from typing import Annotated

from msgspec import structs

from scorers.contract.case import Case, subject_key
from scorers.contract.criterion import Ask, Criterion
from scorers.contract.history import History
from scorers.contract.inputs import of
from scorers.contract.verdict import Hit, Unknown, missing
from scorers.families.findings import FINDING, Believed, findings_on, hit_on
from scorers.ledgers.findings import findings_of_participant
from scorers.parameters.units import Days, Number, States, means

MARKS = findings_of_participant("5", by_transit=True)


class Parameters(Believed, frozen=True):
    """Which findings count, and whose goods are domestic."""

    window_days: Annotated[Days, means("How far back findings on other loads count.")] = 730
    min_findings: Annotated[Number, means("Findings on earlier loads from which on it is a hit.")] = 1
    union_states: Annotated[States, means("Member states of the union.")] = ("AM", "BY", "KG", "KZ", "RU")


class Through(Ask, frozen=True, tag="ask.marks"):
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
        *FINDING,
        *of("finding.raised", "participant_id", "transit_id"),
        *of("transit", "declarant_id", "destination_country"),
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
            { in-days } { $count ->
                [one] one finding
               *[other] { $count } findings
            } showed home-market goods in this person's transits.
    """
    reads = (MARKS,)

    def judge(self, case: Case, params: Parameters) -> Iterator[tuple[str, Hit | Unknown]]:
        """Hit on findings on this consignment, when its destination, as amended, is outside the Union."""
        destination = case.content.destination_country
        found = [one for _, one in findings_on(case, self.code, params.min_confidence)]
        if found and not destination:
            yield "", missing("transit.destination_country")
        elif found and destination not in params.union_states:
            evidence, refs = (
                (one.evidence(destination_country=destination) for one in found),
                [one.ref for one in found],
            )
            hit = hit_on(found, "own", evidence, destination=destination, findings=refs, count=len(found))
            yield case.content.declarant_id, hit

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
            for one in history.window(MARKS, ask.t, params.window_days)
            if one.transit != ask.transit_id
            and one.confidence >= params.min_confidence
            and one.destination not in params.union_states
        ]
        if len(found) < params.min_findings:
            return self.sees(params.window_days, history, ask.t)
        evidence = (one.evidence(transit_id=one.transit) for one in found)
        hit = hit_on(found, "earlier", evidence, count=len(found), days=params.window_days)
        return structs.replace(hit, window=ask.window(params.window_days))
