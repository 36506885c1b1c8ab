"""Criterion 67 of decision 8/7: the carrier has the consignee changed after the goods have arrived."""

from collections.abc import Iterator
from typing import Annotated, Any

from rapidfuzz import fuzz

from schemas.events.transit import TransitAmended
from schemas.normalise import name_key
from scorers.contract.arguments import filled
from scorers.contract.case import Case, Said
from scorers.contract.criterion import Ask, Criterion, Params
from scorers.contract.inputs import of
from scorers.contract.links import CrossingLink, TransitLink, named_transit, transit_untold
from scorers.contract.verdict import Evidence, Hit, Unknown, missing
from scorers.ledgers.non_deliveries import consignee_key
from scorers.parameters.units import Similarity, Switch, means
from scorers.reference.working_days import office_of


class Parameters(Params, frozen=True):
    """Which consignees count as different, and where that is looked for."""

    name_similarity: Annotated[
        Similarity, means("Names less alike than that, by the words that they share, are different names.")
    ] = 0.9
    implicit: Annotated[
        Switch,
        means("Whether a declaration for another consignee counts when no amendment of the transit explains it."),
    ] = True


class ConsigneeChangedAfterArrival(Criterion[Parameters, Ask]):
    """After arrival the carrier named another consignee; or, limb `implicit`, only the declaration names another."""

    code = "67"
    group = "05"
    title = "Consignee details altered on the carrier's initiative after arrival"
    kind = "stream"
    subject = "consignee"
    inputs = (
        *of("transit.amended", "initiator", "amended_at"),
        *of("transit", "consignee_id", "consignee_name", "departure_office_id"),
        *of("crossing.recorded", "crossed_at", "transit_id"),
        "declaration.consignee_id",
        "ref.office.border",
    )
    forms = ("documentary_check", "escort_or_route", "inspection")
    texts = """
        .changed =
            After the goods of transit { $transit } had arrived, the carrier had the consignee changed from { $before }
            to { $after }.
        .implicit =
            Transit { $transit } names { $carried } as consignee, the declaration { $declared }, and no amendment says
            why.
    """

    def judge(self, case: Case, params: Parameters) -> Iterator[tuple[str, Hit | Unknown]]:
        """The amendments of a transit; for a declaration, its transit's consignee against its own."""
        if case.kind == "transit":
            yield from self._amended(case, params)
        elif params.implicit:
            links = [link for link in case.linked(TransitLink) if link.versions]
            for link in links:
                yield from self._implicit(case, link, params)
            if not links and (named_transit(case) or transit_untold(case)):
                yield subject(case.content), missing("transit.consignee_id", limb="implicit")

    def _amended(self, case: Case, params: Parameters) -> Iterator[tuple[str, Hit | Unknown]]:
        versions = case.snapshots
        for before, after in zip((None, *versions), versions, strict=False):
            verdict = self._amendment(case, before, after, params)
            if verdict is not None:
                yield subject(after.data), verdict

    def _amendment(self, case: Case, before: Said | None, after: Said, params: Parameters) -> Hit | Unknown | None:
        """Judge one amendment; what stood before it is None where nothing earlier is known."""
        if not isinstance(after.data, TransitAmended) or after.data.initiator not in ("carrier", None):
            return None
        other = changed(before.data if before else None, after.data, params)
        arrival = arrived(case) if other is not False else None
        if other is False or (arrival is not None and arrival.at is not None and after.at < arrival.at):
            return None
        lacking = [
            name
            for name, lacks in (
                ("transit.consignee_id", other is None),
                ("transit.amended.initiator", after.data.initiator is None),
                ("crossing.recorded.crossed_at", arrival is None),
            )
            if lacks
        ]
        if lacking or before is None or arrival is None:
            return missing(*lacking)
        return self._hit(case, before, after, arrival)

    def _hit(self, case: Case, before: Said, after: Said, arrival: Evidence) -> Hit:
        was, became = called(before.published), called(after.published)
        return Hit(
            "changed",
            (
                Evidence(
                    "transit.amended",
                    case.id,
                    after.at,
                    after.name,
                    {"before": was, "after": became},
                ),
                arrival,
            ),
            arguments=filled(transit=case.id, before=was, after=became),
        )

    def _implicit(self, case: Case, link: TransitLink, params: Parameters) -> Iterator[tuple[str, Hit | Unknown]]:
        versions, mine = sorted(link.versions, key=lambda version: version.at), case.content
        others = [differ(version.transit, mine, params) for version in versions]
        if False in others:
            return  # named for some time at least: an amendment says how the other one came about
        version = versions[-1]
        if others[-1] is None:
            named = mine.consignee_id or mine.consignee_name
            entity = "transit" if named else "declaration"
            yield subject(mine), missing(f"{entity}.consignee_id", limb="implicit")
        else:
            carried, declared = called(version.published), called(case.published)
            yield (
                subject(mine),
                Hit(
                    "implicit",
                    (
                        case.shown("declaration", consignee=declared),
                        Evidence("transit", link.ref, version.at, version.event_id, {"consignee": carried}),
                    ),
                    severity="low",
                    limb="implicit",
                    arguments=filled(transit=link.ref, carried=carried, declared=declared),
                ),
            )


def arrived(case: Case) -> Evidence | None:
    """The first entry into the Union, else the opening at an office on the border; None: not known."""
    entries = [link for link in case.linked(CrossingLink) if link.crossing.direction == "in"]
    if entries:
        first = min(entries, key=lambda link: (link.crossing.crossed_at, link.ref))
        return Evidence("crossing", first.ref, first.crossing.crossed_at, first.event_id)
    office = case.content.departure_office_id
    record = office_of(case, office, case.t) if office else None
    if record is not None and record.border:
        return Evidence(
            "transit", case.id, case.t, case.trigger, {"departure_office_id": case.published.departure_office_id}
        )
    return None


def changed(before: Any, after: TransitAmended, params: Parameters) -> bool | None:
    """Whether an amendment put another consignee in the place of the one before; None: that can not be told.

    The contents decide, whatever the amendment lists as changed (ruling 38).
    """
    if before is None:
        return None
    return False if _names(before) == _names(after) else differ(before, after, params)


def differ(before: Any, after: Any, params: Parameters) -> bool | None:
    """Whether two contents name different consignees, by number or by name; None: they can not be compared."""
    numbers, names = zip(_names(before), _names(after), strict=True)
    if all(numbers) and numbers[0] != numbers[1]:
        return True
    if all(names):
        return fuzz.token_set_ratio(*names) / 100 < params.name_similarity
    return False if all(numbers) else None


def _names(data: Any) -> tuple[str, str]:
    """Number and name of the consignee in their normal forms; empty: not stated."""
    return data.consignee_id or "", name_key(data.consignee_name or "")


def subject(data: Any) -> str:
    """Subject id of the consignee that a content names; empty when it names none."""
    known = consignee_key(data.consignee_id, data.consignee_name, data.consignee_country)
    return known or name_key(data.consignee_name or "")


def called(data: Any) -> str:
    """The consignee by name and number, as far as stated; contents that differ each state one of them."""
    parts = (data.consignee_name, f"({data.consignee_id})" if data.consignee_id else "")
    return " ".join(part for part in parts if part)
