"""Criterion 3 of decision 8/7: a consignee to whom an earlier load was reported undelivered."""

from collections.abc import Iterator
from typing import Annotated, Any

from scorers.contract.case import Case, since
from scorers.contract.inputs import of
from scorers.contract.verdict import Unknown, missing
from scorers.families.non_delivery import NOTICES, NonDelivery, NoticesCounted, TakenOver
from scorers.ledgers.non_deliveries import NOTICES_OF_CONSIGNEE, consignee_key
from scorers.parameters.units import Switch, means


class Parameters(NoticesCounted, frozen=True):
    """How many notices within which time, and who is the same consignee."""

    name_fallback: Annotated[
        Switch, means("Whether a consignee without a number is known by its normalised name and its country.")
    ] = True


class ConsigneeNonDelivery(NonDelivery[Parameters]):
    """Another load for this consignee was reported undelivered within the window."""

    code = "3"
    group = "01"
    title = "Consignee to whom an earlier transit load was reported undelivered"
    subject = "consignee"
    inputs = (
        *NOTICES,
        "non_delivery.raised.consignee_id",
        *of("transit", "consignee_id", "consignee_name"),
        *of("declaration", "consignee_id", "consignee_name"),
    )
    forms = ("escort_or_route", "guarantee", "seal_check")
    texts = """
        .notices =
            { in-days } { $count ->
                [one] one load for the consignee was
               *[other] { $count } loads for the consignee were
            } reported not delivered, last on transit { $transit }.
    """
    reads = (NOTICES_OF_CONSIGNEE,)

    def taken_over(self, case: Case, params: Parameters) -> Iterator[TakenOver | Unknown]:
        """The present consignee, since it was named; at the registration of a declaration."""

        def key_of(content: Any) -> str | None:
            name, country = content.consignee_name, content.consignee_country
            return consignee_key(content.consignee_id, name, country, params.name_fallback)

        key = key_of(case.content)
        if key is not None:
            yield key, *since(case, key_of)
        else:
            named = params.name_fallback and case.content.consignee_name
            yield missing(f"{case.kind}.{'consignee_country' if named else 'consignee_id'}")
