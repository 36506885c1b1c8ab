"""Life cycle of a notice of non-delivery. Key: `notice_id`. Published by the transit system."""

from typing import Annotated, Literal

from schemas.fields import Identifier, Millis, Payload, doc
from schemas.registry import published
from schemas.topics import NON_DELIVERIES


@published(
    "customs.non_delivery.raised.v1",
    lifecycle="non_delivery",
    topic=NON_DELIVERIES,
    entity="notice_id",
    time="raised_at",
)
class NonDelivery(Payload, frozen=True, kw_only=True):
    """The office of destination reports that goods were not delivered. Raising it again takes a new notice_id."""

    notice_id: Annotated[Identifier, doc("number of the notice")]
    transit_id: Annotated[Identifier, doc("transit whose goods were not delivered")]
    raised_at: Annotated[Millis, doc("event time, ms UTC")]
    carrier_id: Annotated[Identifier | None, doc("null: the carrier of the transit")] = None
    driver_id: Annotated[Identifier | None, doc("null: the driver of the transit")] = None
    consignee_id: Annotated[Identifier | None, doc("null: the consignee of the transit")] = None
    carnet_no: Annotated[Identifier | None, doc("TIR carnet")] = None
    office_id: Annotated[Identifier | None, doc("office that reports")] = None


@published(
    "customs.non_delivery.cancelled.v1",
    lifecycle="non_delivery",
    group="cancellation",
    topic=NON_DELIVERIES,
    entity="notice_id",
    time="cancelled_at",
)
class NonDeliveryCancelled(Payload, frozen=True, kw_only=True):
    """The notice was withdrawn: the goods were found delivered, or it was an error."""

    notice_id: Annotated[Identifier, doc("notice withdrawn")]
    cancelled_at: Annotated[Millis, doc("event time, ms UTC")]
    reason_code: Annotated[Literal["delivered_late", "error", "force_majeure"] | None, doc("why")] = None
