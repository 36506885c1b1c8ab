"""A movement at a temporary-storage warehouse. Key: `warehouse_id`. Published by the warehouse system."""

from typing import Annotated, Literal

from schemas.fields import Identifier, Millis, Payload, doc
from schemas.registry import published
from schemas.topics import MOVEMENTS


@published(
    "customs.warehouse.movement.v1",
    lifecycle="warehouse_movement",
    topic=MOVEMENTS,
    entity="movement_id",
    time="moved_at",
    key=("warehouse_id",),
)
class WarehouseMovement(Payload, frozen=True, kw_only=True):
    """A vehicle entered or left a temporary-storage warehouse."""

    movement_id: Annotated[Identifier, doc("number of the movement")]
    warehouse_id: Annotated[Identifier, doc("warehouse")]
    vehicle_id: Annotated[Identifier, doc("plate with country")]
    direction: Annotated[Literal["in", "out"], doc("in or out of the warehouse")]
    moved_at: Annotated[Millis, doc("event time, ms UTC")]
