"""A criterion on a declaration and its transits says in what they have to agree."""

from scorers.contract.arguments import filled
from scorers.contract.case import Case
from scorers.contract.criterion import Params
from scorers.contract.links import TransitLink
from scorers.contract.verdict import Evidence, Hit, Unknown, missing
from scorers.families.transits import AgainstTransits
from tests.factories import HOUR, T0, declaration, transit
from tests.scorers.families.example import hit, lacking, verdicts


class OtherCarrier(AgainstTransits[Params]):
    """The declaration names another carrier than the transit."""

    code = "XX-009"
    group = "XX"
    title = "Another carrier declared"
    inputs = ("transit.carrier_id", "declaration.carrier_id", "declaration.transit_id")
    forms = ("documentary_check",)
    texts = ".other = Transit { $transit } was carried by { $carrier }."

    def against(self, case: Case, transit: TransitLink, params: Params) -> Hit | Unknown | None:
        """The carrier of the last version."""
        last = transit.versions[-1]
        carrier = last.transit.carrier_id
        if carrier is None or case.content.carrier_id is None:
            return missing("transit.carrier_id" if carrier is None else "declaration.carrier_id")
        evidence = Evidence("transit", transit.ref, last.at, last.event_id, {"carrier_id": carrier})
        same = carrier == case.content.carrier_id
        return None if same else Hit("other", (evidence,), arguments=filled(transit=transit.ref, carrier=carrier))


def test_what_differs_hits() -> None:
    """A carrier that is not stated is unknown, the same one is a miss."""
    for carrier, missing_name in (("C2", ""), ("C1", ""), (None, "declaration.carrier_id")):
        story = [transit("T1", carrier_id="C1"), declaration("D1", transit_id="T1", carrier_id=carrier)]
        found = verdicts(OtherCarrier(), story, "declaration:D1")
        if carrier == "C2":
            assert hit(found, "D1").evidence[0].ref == "T1"
        else:
            assert (lacking(found, "D1") if found else ()) == ((missing_name,) if missing_name else ())


def test_goods_that_came_by_no_transit_are_not_judged() -> None:
    assert verdicts(OtherCarrier(), [declaration("D1", carrier_id="C1")], "declaration:D1") == {}


def test_one_hit_suffices() -> None:
    """Of two transits, each under a waybill of the declaration, one states another carrier and one states none."""
    papers = [{"type": "cmr", "number": number} for number in ("W1", "W2")]
    lorries = [
        transit("T1", vehicle_ids=["V1"], documents=papers[:1]),
        transit("T2", vehicle_ids=["V1"], documents=papers[1:], carrier_id="C2"),
    ]
    mine = declaration("D1", T0 + HOUR, vehicle_ids=["V1"], documents=papers, carrier_id="C1")
    for story in (lorries, lorries[::-1]):
        assert hit(verdicts(OtherCarrier(), [*story, mine], "declaration:D1"), "D1").evidence[0].ref == "T2"
