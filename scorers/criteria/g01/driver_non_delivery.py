"""Criterion 2 of decision 8/7: a driver who drove a load that was later reported as not delivered."""

from collections.abc import Iterator
from typing import Annotated

from scorers.contract.case import Case, since
from scorers.contract.verdict import Scalar, Unknown, missing
from scorers.families.non_delivery import NOTICES, NonDelivery, NoticesCounted, TakenOver
from scorers.ledgers.non_deliveries import NOTICES_OF_DRIVER, Notice
from scorers.parameters.units import Switch, means


class Parameters(NoticesCounted, frozen=True):
    """How many notices within which time, and whom they concern."""

    include_all_drivers_of_trip: Annotated[
        Switch,
        means("Whether a notice also counts for the drivers who were replaced on that trip before it was raised."),
    ] = True


class DriverNonDelivery(NonDelivery[Parameters]):
    """Within the window another load that the driver drove was reported undelivered, whatever carrier employs him."""

    code = "2"
    group = "01"
    title = "Driver who drove a load later reported as not delivered"
    subject = "driver"
    inputs = (*NOTICES, "non_delivery.raised.driver_id", "transit.driver_id", "declaration.driver_id")
    forms = ("escort_or_route", "seal_check", "inspection")
    texts = """
        .notices =
            { in-days } { $count ->
                [one] one load that the driver drove was
               *[other] { $count } loads that the driver drove were
            } reported not delivered, last on transit { $transit }.
    """
    reads = (NOTICES_OF_DRIVER,)

    def taken_over(self, case: Case, params: Parameters) -> Iterator[TakenOver | Unknown]:
        """The present driver, since he took over; at the registration of a declaration."""
        if case.content.driver_id:
            yield case.content.driver_id, *since(case, lambda content: content.driver_id or "")
        else:
            yield missing(f"{case.kind}.driver_id")

    def counts(self, notice: Notice, params: Parameters) -> bool:
        """Unless he had been replaced and that excuses him."""
        return params.include_all_drivers_of_trip or not notice.replaced

    def values(self, notice: Notice) -> dict[str, Scalar]:
        """Whether he had been replaced, too."""
        return {**super().values(notice), "replaced_on_the_way": notice.replaced}
