"""A border crossing. Key: `crossing_id`. Published by the border checkpoint system."""

from typing import Annotated, Literal

from schemas.fields import Id, Identifier, Kg, Many, Millis, Payload, doc
from schemas.registry import published
from schemas.topics import MOVEMENTS


@published(
    "customs.crossing.recorded.v1", lifecycle="crossing", topic=MOVEMENTS, entity="crossing_id", time="crossed_at"
)
class Crossing(Payload, frozen=True, kw_only=True):
    """A vehicle crossed the external border."""

    crossing_id: Annotated[Identifier, doc("number of the crossing")]
    crossed_at: Annotated[Millis, doc("event time, ms UTC")]
    office_id: Annotated[Identifier | None, doc("office at the border")] = None
    direction: Annotated[Literal["in", "out"] | None, doc("into or out of the union")] = None
    vehicle_ids: Annotated[Many[Identifier] | None, doc("plates with country; the tractor first")] = None
    container_ids: Annotated[Many[Identifier] | None, doc("ISO 6346")] = None
    transport_mode: Annotated[Id | None, doc("road, rail ...")] = None
    measured_gross_kg: Annotated[Kg | None, doc("weighbridge, whole vehicle, kg")] = None
    scale_uncertainty_kg: Annotated[Kg | None, doc("uncertainty of the weighbridge, kg")] = None
    transit_id: Annotated[Identifier | None, doc("transit of the goods carried")] = None
    document_numbers: Annotated[Many[Identifier] | None, doc("numbers of the documents shown")] = None
