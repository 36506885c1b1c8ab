"""Life cycle of a control. Key: the declaration or transit controlled. The entity is the `control_id`."""

from typing import Annotated, Literal

from schemas.events.goods import ItemNo
from schemas.fields import ControlForm, Id, Identifier, Many, Millis, Money, Payload, doc
from schemas.registry import published
from schemas.topics import CONTROLS

_KEY = ("declaration_id", "transit_id")


class ControlledItem(Payload, frozen=True, kw_only=True):
    """What a control found about one goods item."""

    item_no: Annotated[ItemNo, doc("number of the goods item, 1..n")]
    accepted_customs_value: Annotated[Money | None, doc("value after adjustment, base currency")] = None


@published(
    "customs.control.assigned.v1",
    lifecycle="control",
    topic=CONTROLS,
    entity="control_id",
    time="assigned_at",
    key=_KEY,
)
class ControlAssigned(Payload, frozen=True, kw_only=True):
    """The control-assignment service ordered a control. A cancel correction revokes it."""

    control_id: Annotated[Identifier, doc("number of the control")]
    assigned_at: Annotated[Millis, doc("event time, ms UTC")]
    form: Annotated[ControlForm, doc("form of control")]
    declaration_id: Annotated[Identifier | None, doc("declaration to control")] = None
    transit_id: Annotated[Identifier | None, doc("transit to control")] = None
    profile_id: Annotated[Id | None, doc("risk profile that led to it")] = None
    office_id: Annotated[Identifier | None, doc("office that controls")] = None


@published(
    "customs.control.result.v1",
    lifecycle="control",
    group="result",
    topic=CONTROLS,
    entity="control_id",
    time="completed_at",
    key=_KEY,
)
class ControlResult(Payload, frozen=True, kw_only=True):
    """A control has ended. A new version overturns the earlier outcome."""

    control_id: Annotated[Identifier, doc("number of the control")]
    completed_at: Annotated[Millis, doc("event time, ms UTC")]
    outcome: Annotated[
        Literal["no_violation", "violation", "value_adjusted", "not_performed", "unreadable"], doc("what came out")
    ]
    declaration_id: Annotated[Identifier | None, doc("declaration controlled")] = None
    transit_id: Annotated[Identifier | None, doc("transit controlled")] = None
    participant_id: Annotated[Identifier | None, doc("always set for post-release audits")] = None
    office_id: Annotated[Identifier | None, doc("office that controlled")] = None
    form: Annotated[ControlForm | None, doc("form of control")] = None
    stage: Annotated[Literal["clearance", "transit", "post_release"] | None, doc("when it took place")] = None
    officer_id: Annotated[Identifier | None, doc("pseudonymous id")] = None
    finding_codes: Annotated[
        Many[Id] | None,
        doc(
            "permit_invalid, permit_forged, ip_counterfeit, restriction_breach, misclassification, undervaluation,"
            " xray_mismatch ...; empty: none, null: not stated"
        ),
    ] = None
    items: Annotated[Many[ControlledItem] | None, doc("items whose value was adjusted")] = None
