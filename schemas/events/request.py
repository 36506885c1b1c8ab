"""Life cycle of a request for documents. Key: `request_id`. Published by the declaration or audit system."""

from typing import Annotated, Literal

from schemas.fields import Identifier, Millis, Payload, doc
from schemas.registry import published
from schemas.topics import CONTROLS


@published("customs.request.issued.v1", lifecycle="request", topic=CONTROLS, entity="request_id", time="issued_at")
class RequestIssued(Payload, frozen=True, kw_only=True):
    """An office asked for documents or information. A new version may move the deadline."""

    request_id: Annotated[Identifier, doc("number of the request")]
    participant_id: Annotated[Identifier, doc("who was asked")]
    kind: Annotated[
        Literal["technical_documentation", "purpose_and_characteristics", "post_release_documents"],
        doc("what was asked for"),
    ]
    issued_at: Annotated[Millis, doc("event time, ms UTC")]
    deadline_at: Annotated[Millis | None, doc("when the answer is due, ms UTC")] = None
    declaration_id: Annotated[Identifier | None, doc("declaration concerned")] = None


@published(
    "customs.request.closed.v1",
    lifecycle="request",
    group="ending",
    topic=CONTROLS,
    entity="request_id",
    time="closed_at",
)
class RequestClosed(Payload, frozen=True, kw_only=True):
    """A request was answered, refused or revoked."""

    request_id: Annotated[Identifier, doc("request closed")]
    closed_at: Annotated[Millis, doc("event time, ms UTC")]
    outcome: Annotated[Literal["provided", "partial", "refused", "revoked"], doc("how it ended")]
