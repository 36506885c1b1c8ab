"""A criterion of undelivered loads says who takes over a load, and which notices count."""

from collections.abc import Iterator

from scorers.contract.case import Case
from scorers.contract.verdict import Unknown, missing
from scorers.families.non_delivery import NOTICES, NonDelivery, NoticesCounted, TakenOver
from scorers.ledgers.non_deliveries import NOTICES_OF_CARRIER
from tests.factories import DAY, T0, arrived, notice, transit
from tests.scorers.families.example import hit, lacking, verdicts


class CarrierUnderWay(NonDelivery[NoticesCounted]):
    """The carrier of a transit was reported, by its opening or an arrival, not to have delivered another load."""

    code = "XX-001"
    group = "XX"
    title = "Carrier reported before"
    subject = "carrier"
    inputs = (*NOTICES, "transit.carrier_id")
    forms = ("guarantee",)
    cases = ("transit",)
    texts = ".notices = { $count } notices in { $days } days, last on { $transit }."
    reads = (NOTICES_OF_CARRIER,)

    def taken_over(self, case: Case, params: NoticesCounted) -> Iterator[TakenOver | Unknown]:
        """The carrier, at the opening and at each arrival."""
        carrier = case.content.carrier_id
        if not carrier:
            yield missing("transit.carrier_id")
            return
        yield carrier, case.t, case.trigger
        yield from ((carrier, arrival.at, arrival.name) for arrival in case.arrivals)


STORY = [
    transit("T1", T0, carrier_id="C1"),
    notice("N1", T0 + DAY),
    transit("T2", T0 + 2 * DAY, carrier_id="C1"),
    arrived("T1", T0 + 3 * DAY),
]


def test_a_notice_on_another_load_hits() -> None:
    """The notice is the evidence, and its load is named; a notice on the load itself does not count."""
    found = hit(verdicts(CarrierUnderWay(), STORY, "transit:T2"))
    assert [one.ref for one in found.evidence] == ["N1"]
    assert found.arguments["transit"].value == "T1"
    assert verdicts(CarrierUnderWay(), STORY, "transit:T1") == {}


def test_what_was_not_seen_or_stated_is_unknown() -> None:
    """No notice in a window that was not seen whole, and no carrier, are no misses."""
    assert lacking(verdicts(CarrierUnderWay(), STORY, "transit:T1", T0)) == ("coverage",)
    assert lacking(verdicts(CarrierUnderWay(), [transit("T3")], "transit:T3")) == ("transit.carrier_id",)
