"""Criterion 1 of decision 8/7: a carrier with an earlier notice of non-delivery."""

from collections.abc import Iterator
from typing import Annotated

from scorers.contract.case import Case
from scorers.contract.verdict import Severity, Unknown, missing
from scorers.families.non_delivery import NOTICES, NonDelivery, NoticesCounted, TakenOver
from scorers.ledgers.non_deliveries import NOTICES_OF_CARRIER, Notice
from scorers.parameters.units import Days, Number, means
from scorers.times.durations import DAY


class Parameters(NoticesCounted, frozen=True):
    """How many notices within which time."""

    high_notices: Annotated[Number, means("Notices from which on the hit is grave.")] = 3
    pending_days: Annotated[
        Days, means("How long a notice without carrier waits, in event time, for its transit to be opened.", ge=0)
    ] = 30


class CarrierNonDelivery(NonDelivery[Parameters]):
    """The carrier was reported, within the window, not to have delivered another load under customs control."""

    code = "1"
    group = "01"
    title = "Carrier with an earlier non-delivery notice for goods under customs control"
    subject = "carrier"
    inputs = (*NOTICES, "non_delivery.raised.carrier_id", "transit.carrier_id", "declaration.carrier_id")
    forms = ("escort_or_route", "guarantee", "seal_check")
    texts = """
        .notices =
            The carrier was reported { $count ->
                [one] once
               *[other] { $count } times
            } in { $days } days not to have delivered a load, last on transit { $transit }.
    """
    reads = (NOTICES_OF_CARRIER,)

    def taken_over(self, case: Case, params: Parameters) -> Iterator[TakenOver | Unknown]:
        """At the opening and at each arrival of a transit, and at the registration of a declaration."""
        if not case.content.carrier_id:
            yield missing(f"{case.kind}.carrier_id")
            return
        carrier = case.content.carrier_id
        yield carrier, case.t, case.trigger
        yield from ((carrier, arrival.at, arrival.name) for arrival in case.arrivals)

    def counts(self, notice: Notice, params: Parameters) -> bool:
        """Unless it stood open for too long who the carrier was."""
        return notice.waited <= params.pending_days * DAY

    def severity(self, notices: int, params: Parameters) -> Severity:
        """Grave from `high_notices`."""
        return "high" if notices >= params.high_notices else "medium"
