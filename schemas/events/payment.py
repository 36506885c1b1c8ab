"""A customs payment. Key: `payment_id`. Published by the payments system."""

from typing import Annotated, Literal

from schemas.fields import Identifier, Millis, Money, Payload, doc
from schemas.registry import published
from schemas.topics import PAYMENTS


@published("customs.payment.recorded.v1", lifecycle="payment", topic=PAYMENTS, entity="payment_id", time="paid_at")
class Payment(Payload, frozen=True, kw_only=True):
    """A customs payment was booked."""

    payment_id: Annotated[Identifier, doc("number of the payment")]
    payer_id: Annotated[Identifier, doc("who paid")]
    paid_at: Annotated[Millis, doc("event time, ms UTC")]
    declaration_id: Annotated[Identifier | None, doc("declaration paid for; null: not yet allocated")] = None
    method: Annotated[Literal["transfer", "card", "cash"] | None, doc("how it was paid")] = None
    amount: Annotated[Money | None, doc("base currency")] = None
