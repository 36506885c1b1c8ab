"""Life cycle of a finding. Key: `subject_id`. Published by officers' workplaces, inspection systems and gateways."""

from typing import Annotated, Literal

from schemas.fields import Id, Identifier, Millis, Payload, Share, SubjectKind, doc
from schemas.registry import published
from schemas.topics import FINDINGS


@published(
    "customs.finding.raised.v1",
    lifecycle="finding",
    topic=FINDINGS,
    entity="finding_id",
    time="observed_at",
    key=("subject_id",),
)
class Finding(Payload, frozen=True, kw_only=True):
    """A person or a sensor observed what a criterion describes. It refers to the evidence and never carries it."""

    finding_id: Annotated[Identifier, doc("number of the finding")]
    criterion: Annotated[Id, doc("code of the criterion observed: 1..119, or a national one")]
    subject_kind: Annotated[SubjectKind, doc("kind of the subject")]
    subject_id: Annotated[Identifier, doc("subject of the observation")]
    observed_at: Annotated[Millis, doc("event time, ms UTC")]
    declaration_id: Annotated[Identifier | None, doc("declaration concerned")] = None
    transit_id: Annotated[Identifier | None, doc("transit concerned")] = None
    vehicle_id: Annotated[Identifier | None, doc("vehicle concerned, plate with country")] = None
    participant_id: Annotated[Identifier | None, doc("participant concerned")] = None
    observer_kind: Annotated[
        Literal["officer", "xray_system", "sensor", "law_enforcement", "state_body", "foreign_authority"] | None,
        doc("who observed; some lift the exemption of low-category participants"),
    ] = None
    observer_id: Annotated[Identifier | None, doc("pseudonymous id")] = None
    valid_until: Annotated[Millis | None, doc("ms UTC, excluded; null: the criterion's own validity")] = None
    confidence: Annotated[Share | None, doc("0..1")] = None
    evidence_ref: Annotated[Id | None, doc("opaque link, never the evidence itself")] = None
    law_area: Annotated[
        Literal["ip", "prohibitions_restrictions", "payments", "other"] | None, doc("area of law concerned")
    ] = None


@published(
    "customs.finding.cancelled.v1",
    lifecycle="finding",
    group="cancellation",
    topic=FINDINGS,
    entity="finding_id",
    time="cancelled_at",
    key=("subject_id",),
)
class FindingCancelled(Payload, frozen=True, kw_only=True):
    """The observation was withdrawn or disproved."""

    finding_id: Annotated[Identifier, doc("finding withdrawn")]
    cancelled_at: Annotated[Millis, doc("event time, ms UTC")]
    subject_id: Annotated[Identifier | None, doc("subject of the finding, for the record's key")] = None
    reason_code: Annotated[Literal["error", "disproved", "appeal_upheld"] | None, doc("why")] = None
