"""A bank's report of a declaration copy. Key: `report_id`. Published by the bank gateway."""

from typing import Annotated

from schemas.fields import Identifier, Millis, Payload, doc
from schemas.registry import published
from schemas.topics import PAYMENTS


@published(
    "customs.bank_copy.reported.v1",
    lifecycle="bank_report",
    topic=PAYMENTS,
    entity="report_id",
    time="reported_at",
)
class BankCopy(Payload, frozen=True, kw_only=True):
    """An authorised bank reports a copy of a declaration that was shown to it as proof."""

    report_id: Annotated[Identifier, doc("number of the report")]
    participant_id: Annotated[Identifier, doc("who showed the copy")]
    declaration_no: Annotated[Identifier, doc("number on the copy")]
    reported_at: Annotated[Millis, doc("event time, ms UTC")]
