"""Criterion 8 of decision 8/7: a declaration recalled while control was pending, and the consignment declared again."""

from collections.abc import Iterator
from typing import Annotated, Any

from schemas.outcomes import Argument
from scorers.contract.arguments import filled, sentence, sentences, terms
from scorers.contract.case import Case
from scorers.contract.criterion import Criterion, Params, Reach
from scorers.contract.history import History
from scorers.contract.inputs import of
from scorers.contract.ledger import Entry, Ledger
from scorers.contract.verdict import Evidence, Hit, Scalar, Severity, Unknown, missing
from scorers.ledgers.consignments import (
    REGISTERED_BY_KEY,
    RESUBMISSIONS,
    WITHDRAWN_BY_KEY,
    WITHDRAWN_OF_PARTICIPANT,
    Found,
    Resubmitted,
    fingerprint,
)
from scorers.matching.predecessors import LEDGERS, YEAR, Behind, Like, Predecessors, Repeated, told
from scorers.matching.resubmission import Match, Tolerances
from scorers.parameters.units import Codes, Days, Hours, Kilograms, Number, Share, Similarity, Switch, means
from scorers.times.durations import DAY, HOUR

GRAVEST_FIRST: tuple[Severity, ...] = ("high", "medium", "low")


class Parameters(Params, frozen=True):
    """What makes two consignments the same, and which withdrawals are excused."""

    resubmit_days: Annotated[Days, means("How long before the registration the withdrawal may be.")] = 30
    overlap_hours: Annotated[Hours, means("How long after the registration the withdrawal may be.")] = 24
    net_tol_share: Annotated[Share, means("By how much net weights, values and gross weights may differ.")] = 0.05
    net_tol_kg: Annotated[Kilograms, means("By how much net weights may differ, where that is more.")] = 20
    soft_net_tol_share: Annotated[
        Share, means("By how much net weights may differ where no paper, transit or container is shared.")
    ] = 0.02
    goods_overlap: Annotated[
        Share, means("Least part of the heavier net weight that is of the same six-digit codes.")
    ] = 0.8
    name_similarity: Annotated[Similarity, means("Consignors whose names are less alike are different.")] = 0.9
    split_min_share: Annotated[
        Share, means("Least part of the withdrawn net weight that one of several new declarations has.")
    ] = 0.2
    high_matches: Annotated[Number, means("Such consignments in 365 days from which on the hit is grave.")] = 2
    linked_persons: Annotated[
        Switch, means("Whether persons linked by founder, head or representative count as the participant.")
    ] = True
    excluded_reasons: Annotated[Codes, means("Reasons that excuse a withdrawal which evaded no control.")] = (
        "technical_duplicate",
    )

    @property
    def tolerances(self) -> Tolerances:
        """How far the consignments may differ."""
        return Tolerances(
            net_share=self.net_tol_share,
            net_grams=round(self.net_tol_kg * 1000),
            soft_net_share=self.soft_net_tol_share,
            overlap=self.goods_overlap,
            names=self.name_similarity,
            least_part=self.split_min_share,
            before=self.resubmit_days * DAY,
            after=self.overlap_hours * HOUR,
        )

    def predecessors(self, case: Case) -> Predecessors:
        """What the declaration may repeat; each step of the rule reads it, so take it through `case.once`."""
        return Predecessors(case, self.tolerances, linked=self.linked_persons)


class WithdrawAndResubmit(Criterion[Parameters, Like]):
    """The consignment of a declaration withdrawn under a pending control, or with other content, is declared again.

    It is the same by a transport document, transit, invoice or container and its weight or packages, or by its goods,
    weight, consignor and vehicle; whole, split or merged. Evading a control at another office or with another officer
    is severe, and so is doing it again; a changed content alone is slight.
    """

    code = "8"
    group = "01"
    title = "Declaration recalled while control was pending, same consignment declared again"
    kind = "stream"
    subject = "participant"
    inputs = (
        *of("declaration", "declaration_id", "participant_id", "representative_id", "office_id", "transit_id"),
        *of("declaration", "officer_id", "consignor_id", "seller_id", "container_ids[]", "vehicle_ids[]"),
        *of("declaration", "consignor_name", "consignor_country", "gross_kg_total", "packages_total"),
        *of("declaration", "documents[].type", "documents[].number", "documents[].date", "items[].goods_code"),
        "declaration.items[].net_kg",
        *of("declaration.withdrawn", "withdrawn_at", "reason_code"),
        *of("control.assigned", "control_id", "assigned_at"),
        "control.result.control_id",
        "ref.broker.key",
        *of("ref.company", "head_id", "founder_ids[]"),
    )
    forms = ("inspection", "documentary_check", "customs_value_check")
    cases = ("declaration",)
    correlation_group = "withdrawal"
    texts = """
        .evaded =
            The consignment of declaration { $declarations }, withdrawn while a control was pending, is declared again
            ({ $how }).
        .changed =
            The consignment of declaration { $declarations }, withdrawn before, is declared again with another
            { $changed } ({ $how }).
        .goods_code = goods code
        .value = value
        .origin = origin
        .weight = weight
        .same_weight = same document, transit or container and weight
        .same_packages = same document, transit or container, packages and gross weight
        .same_goods = same goods, weight, consignor and vehicle or packages
        .split =
            split among { $parts ->
                [one] one declaration
               *[other] { $parts } declarations
            }
        .merged =
            merged from { $parts ->
                [one] one declaration
               *[other] { $parts } declarations
            }
    """
    reads = LEDGERS

    def asks(self, case: Case, params: Parameters) -> Iterator[tuple[str, Like] | Unknown]:
        """Ask the participant, every hard key of the consignment, and those under which other parts of it may stand."""
        found = case.once(params.predecessors)
        participant = f"participant:{found.mine.participant}"
        ask = Like(self.code, case.t, case.trigger, found.mine.grams)
        yield participant, ask
        if any(match.evaded for match in _counting(found, params)):
            yield participant, Like(self.code, case.t, case.trigger, None, "repeated")
        for other in found.others():
            yield f"participant:{other}", Like(self.code, case.t, case.trigger, None, "behind")
        for key in found.hard_keys():
            yield f"consignment_key:{key}", ask

    def reaches(self, params: Parameters) -> Iterator[Reach]:
        """What was withdrawn around the registration, what stands that far around that, and the matches of a year."""
        before, after = params.resubmit_days, params.overlap_hours / 24
        for ledger in (WITHDRAWN_OF_PARTICIPANT, WITHDRAWN_BY_KEY):
            yield Reach(ledger, ("resubmit_days",), before)
            yield Reach(ledger, ("overlap_hours",), after, ahead=True)
        yield Reach(RESUBMISSIONS, (), 0, beyond=YEAR)
        for ahead in (False, True):
            yield Reach(REGISTERED_BY_KEY, ("resubmit_days", "overlap_hours"), before + after, ahead=ahead)

    def answer(self, ask: Like, history: History, params: Parameters) -> Found | Repeated | Behind:
        """What the subject tells of withdrawn declarations that may be the same."""
        return told(history, ask, params.tolerances, linked=params.linked_persons)

    def judge(self, case: Case, params: Parameters) -> Iterator[tuple[str, Hit | Unknown]]:
        """Judge against every withdrawn declaration found; the gravest match is the hit."""
        found = case.once(params.predecessors)
        identity = found.mine.participant
        counting = _counting(found, params)
        if counting:
            number = found.number(counting)
            hits = [self._hit(case, match, number, params) for match in counting]
            yield identity, min(hits, key=lambda hit: (GRAVEST_FIRST.index(hit.severity), hit.evidence[0].ref))
        elif lacking := {name for match in found.matches for name in match.counts(params.excluded_reasons)[1]}:
            yield identity, missing(*lacking)
        elif not found.covered:
            yield identity, missing("coverage")
        elif stale := found.may_be_linked():
            yield identity, missing(*stale)

    def enters(self, case: Case, params: Parameters) -> Iterator[tuple[Ledger[Any], str, Entry]]:
        """A match with a pending control counts for the participant's later ones."""
        found = case.once(params.predecessors)
        evaded = {old.ref for match in _counting(found, params) if match.evaded for old in match.old}
        if evaded:
            entry = Resubmitted(case.t, case.id, case.trigger, tuple(sorted(evaded)))
            yield RESUBMISSIONS, found.mine.participant, entry

    def _hit(self, case: Case, match: Match, number: int, params: Parameters) -> Hit:
        return Hit(
            "evaded" if match.evaded else "changed",
            tuple(_evidence(match, number)),
            severity=self._severity(case, match, number, params),
            window=(case.t - params.resubmit_days * DAY, case.t + params.overlap_hours * HOUR),
            arguments=filled(
                declarations=[old.ref for old in match.old],
                changed=terms(match.changed),
                how=_how(match),
            ),
        )

    def _severity(self, case: Case, match: Match, number: int, params: Parameters) -> Severity:
        if not match.evaded:
            return "low"
        mine = case.once(fingerprint)
        for old in match.old:
            other_officer = mine.officer and old.print.officer and mine.officer != old.print.officer
            if mine.office != old.print.office or other_officer:
                return "high"
        return "high" if number >= params.high_matches else "medium"


def _counting(found: Predecessors, params: Parameters) -> list[Match]:
    """Matches that are to be told."""
    return [match for match in found.matches if match.counts(params.excluded_reasons)[0]]


def _how(match: Match) -> Argument:
    """How it shows that the consignments are the same, in words."""
    return sentences([sentence(match.how, parts=match.parts)])


def _evidence(match: Match, number: int) -> Iterator[Evidence]:
    """The withdrawals, then the controls that were pending."""
    said = {"how": _how(match), **({"changed": terms(match.changed)} if match.changed else {})}
    for old in match.old:
        values: dict[str, Scalar] = {
            "evaded": old.evaded,
            "changed": ", ".join(match.changed),
            "office": old.print.office,
            "how": match.how,
        }
        if match.evaded:  # only then is it asked how often that happened
            values["matches_in_year"] = number
        yield Evidence("declaration.withdrawn", old.ref, old.at, old.event_id, values, said)
    for old in match.old:
        for ref, at, event_id in old.pending:
            yield Evidence("control.assigned", ref, at, event_id, {"declaration": old.ref})
