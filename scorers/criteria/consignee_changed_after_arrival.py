"""Criterion 67 of decision 8/7: the carrier has the consignee changed after the goods have arrived."""

from collections.abc import Iterator
from typing import Any

from rapidfuzz import fuzz

from schemas.normalise import name_key, normal_id
from scorers.criterion import Ask, Criterion, Params
from scorers.ledgers.non_deliveries import consignee_key
from scorers.links import CrossingLink, TransitLink
from scorers.verdict import Evidence, Hit, Unknown
from scorers.view import Case, Said
from scorers.working_days import office_of


class Parameters(Params, frozen=True):
    """`name_similarity` 0..1: names less alike than that are different names."""

    name_similarity: float = 0.9
    implicit: bool = True
    """Whether a declaration for another consignee counts when no amendment of the transit explains it."""


class ConsigneeChangedAfterArrival(Criterion[Parameters, Ask]):
    """After arrival the carrier named another consignee; or, limb `implicit`, only the declaration names another."""

    code = "67"
    group = "05"
    title = "Consignee details altered on the carrier's initiative after arrival"
    kind = "stream"
    subject = "consignee"
    inputs = (
        "transit.amended.changed_fields[]",
        "transit.amended.initiator",
        "transit.amended.amended_at",
        "transit.consignee_id",
        "transit.consignee_name",
        "crossing.recorded.crossed_at",
        "crossing.recorded.transit_id",
        "declaration.consignee_id",
    )
    forms = ("documentary_check", "escort_or_route", "inspection")
    parameters = Parameters

    def judge(self, case: Case, params: Parameters) -> Iterator[tuple[str, Hit | Unknown]]:
        """The amendments of a transit; for a declaration, its transit's consignee against its own."""
        if case.kind == "transit":
            yield from self._amended(case, params)
        elif params.implicit:
            for link in case.linked(TransitLink):
                yield from self._implicit(case, link, params)

    def _amended(self, case: Case, params: Parameters) -> Iterator[tuple[str, Hit | Unknown]]:
        changes = [
            (before, after)
            for before, after in zip(case.snapshots, case.snapshots[1:], strict=False)
            if getattr(after.data, "initiator", None) == "carrier" and differ(before.data, after.data, params)
        ]
        first = case.snapshots[0]
        if _said_to_change(first.data):
            yield subject(first.data), Unknown(("transit.consignee_id",))
        arrival = arrived(case) if changes else None
        for before, after in changes:
            if arrival is None or arrival.at is None:
                yield subject(after.data), Unknown(("crossing.recorded.crossed_at",))
            elif after.at >= arrival.at:
                yield subject(after.data), self._changed(case, before.data, after, arrival)

    def _changed(self, case: Case, before: Any, after: Said, arrival: Evidence) -> Hit:
        return Hit(
            f"After the goods of transit {case.id} had arrived, the carrier had the consignee changed"
            f" from {called(before)} to {called(after.data)}.",
            (
                Evidence(
                    "transit.amended",
                    case.id,
                    after.at,
                    after.event_id,
                    {"before": called(before), "after": called(after.data)},
                ),
                arrival,
            ),
        )

    def _implicit(self, case: Case, link: TransitLink, params: Parameters) -> Iterator[tuple[str, Hit | Unknown]]:
        version = link.versions[-1]
        carried, mine = version.transit, case.content
        other = differ(carried, mine, params)
        if other is None:
            lacking = "declaration" if not (mine.consignee_id or mine.consignee_name) else "transit"
            yield subject(mine), Unknown((f"{lacking}.consignee_id",), limb="implicit")
        elif other:
            yield (
                subject(mine),
                Hit(
                    f"Transit {link.ref} names {called(carried)} as consignee, the declaration {called(mine)},"
                    " and no amendment says why.",
                    (
                        Evidence("declaration", case.id, case.t, case.trigger, {"consignee": called(mine)}),
                        Evidence("transit", link.ref, version.at, version.event_id, {"consignee": called(carried)}),
                    ),
                    severity="low",
                    limb="implicit",
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
        return Evidence("transit", case.id, case.t, case.trigger, {"departure_office_id": office})
    return None


def differ(before: Any, after: Any, params: Parameters) -> bool | None:
    """Whether two contents name different consignees, by number or by name; None: they can not be compared."""
    numbers = _number(before), _number(after)
    names = name_key(before.consignee_name or ""), name_key(after.consignee_name or "")
    if all(numbers) and numbers[0] != numbers[1]:
        return True
    if all(names):
        return fuzz.token_set_ratio(*names) / 100 < params.name_similarity
    return False if all(numbers) else None


def _number(data: Any) -> str:
    return normal_id(data.consignee_id or "")


def _said_to_change(data: Any) -> bool:
    """Whether the first content known is itself a carrier's change of the consignee: what stood before is not known."""
    changed = getattr(data, "changed_fields", None) or ()
    return getattr(data, "initiator", None) == "carrier" and any("consignee" in field for field in changed)


def subject(data: Any) -> str:
    """Subject id of the consignee that a content names; empty when it names none."""
    known = consignee_key(data.consignee_id, data.consignee_name, data.consignee_country)
    return known or name_key(data.consignee_name or "")


def called(data: Any) -> str:
    """The consignee in words."""
    parts = (data.consignee_name, f"({data.consignee_id})" if data.consignee_id else "")
    return " ".join(part for part in parts if part) or "nobody"
