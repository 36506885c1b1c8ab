"""Life cycle of a customs transit. Key: `transit_id`. Published by the transit system."""

from typing import Annotated, Literal

from schemas.events.goods import Document, TransitItem
from schemas.fields import Country, Currency, Id, Identifier, Many, Millis, Money, Name, Payload, doc
from schemas.registry import published
from schemas.topics import TRANSITS


class Seal(Payload, frozen=True, kw_only=True):
    """A seal that the papers name."""

    number: Annotated[Identifier, doc("number of the seal")]


class SealFound(Payload, frozen=True, kw_only=True):
    """A seal as found on arrival."""

    state: Annotated[Literal["intact", "broken", "missing"], doc("state of the seal")]
    number: Annotated[Identifier | None, doc("number of the seal; null: not legible")] = None


@published("customs.transit.opened.v1", lifecycle="transit", topic=TRANSITS, entity="transit_id", time="opened_at")
class Transit(Payload, frozen=True, kw_only=True):
    """A transit was opened. The full snapshot of its content."""

    transit_id: Annotated[Identifier, doc("number of the transit declaration")]
    opened_at: Annotated[Millis, doc("ms UTC; event time of the opening")]
    declarant_id: Annotated[Identifier, doc("person who places the goods under transit")]
    regime: Annotated[Literal["tir", "national", "other"] | None, doc("legal basis of the transit")] = None
    carnet_no: Annotated[Identifier | None, doc("TIR carnet")] = None
    carnet_holder_id: Annotated[Identifier | None, doc("holder of the carnet, a participant")] = None
    departure_office_id: Annotated[Identifier | None, doc("code of the office of departure")] = None
    destination_office_id: Annotated[
        Identifier | None, doc("code of the office of destination, as last set by the office of departure")
    ] = None
    deadline_at: Annotated[Millis | None, doc("when the goods must have arrived, ms UTC")] = None
    carrier_id: Annotated[Identifier | None, doc("carrier, a participant")] = None
    driver_id: Annotated[Identifier | None, doc("document number and country of the driver")] = None
    vehicle_ids: Annotated[Many[Identifier] | None, doc("plates with country; the tractor first")] = None
    container_ids: Annotated[Many[Identifier] | None, doc("ISO 6346")] = None
    container_types: Annotated[Many[Identifier] | None, doc("ISO 6346 size and type codes, as container_ids")] = None
    consignee_id: Annotated[Identifier | None, doc("consignee, a participant")] = None
    consignee_name: Annotated[Name | None, doc("as declared")] = None
    consignee_country: Annotated[Country | None, doc("ISO 3166-1 alpha-2")] = None
    destination_country: Annotated[Country | None, doc("final country, ISO 3166-1 alpha-2")] = None
    transport_mode: Annotated[Id | None, doc("road, rail ...")] = None
    route_offices: Annotated[Many[Identifier] | None, doc("office codes in the order of the route")] = None
    freight_amount: Annotated[Money | None, doc("USD")] = None
    guarantee_amount: Annotated[Money | None, doc("guarantee_currency")] = None
    guarantee_currency: Annotated[Currency | None, doc("ISO 4217")] = None
    seals: Annotated[Many[Seal] | None, doc("seals attached; empty: none required, null: not stated")] = None
    documents: Annotated[Many[Document] | None, doc("documents carried; empty: none, null: not stated")] = None
    items: Annotated[Many[TransitItem] | None, doc("goods items; empty: none, null: not stated")] = None


@published("customs.transit.amended.v1", lifecycle="transit", topic=TRANSITS, entity="transit_id", time="amended_at")
class TransitAmended(Transit, frozen=True, kw_only=True):
    """A transit was amended: the full new snapshot, and why."""

    amended_at: Annotated[Millis, doc("event time, ms UTC")]
    changed_fields: Annotated[Many[Name] | None, doc("paths of what changed, such as consignee_id")] = None
    initiator: Annotated[
        Literal["carrier", "declarant", "consignee", "customs"] | None, doc("who asked for the change")
    ] = None
    change_kind: Annotated[
        Literal["reroute", "transhipment", "party_change", "seal_change", "other"] | None, doc("what was changed")
    ] = None
    authorised_by_office_id: Annotated[Identifier | None, doc("office that allowed it; null: not authorised")] = None


@published(
    "customs.transit.arrived.v1",
    lifecycle="transit",
    group="arrival",
    topic=TRANSITS,
    entity="transit_id",
    time="arrived_at",
)
class TransitArrived(Payload, frozen=True, kw_only=True):
    """The vehicle was presented at an office on the way or at the destination."""

    transit_id: Annotated[Identifier, doc("transit that arrived")]
    arrived_at: Annotated[Millis, doc("event time, ms UTC")]
    office_id: Annotated[Identifier | None, doc("office where it was presented")] = None
    seals_found: Annotated[Many[SealFound] | None, doc("seals found; empty: none found, null: not looked at")] = None


@published(
    "customs.transit.completed.v1",
    lifecycle="transit",
    group="completion",
    topic=TRANSITS,
    entity="transit_id",
    time="completed_at",
)
class TransitCompleted(Payload, frozen=True, kw_only=True):
    """An office closed the procedure."""

    transit_id: Annotated[Identifier, doc("transit that was closed")]
    completed_at: Annotated[Millis, doc("event time, ms UTC")]
    office_id: Annotated[Identifier | None, doc("office that closed it")] = None
    outcome: Annotated[
        Literal["delivered", "partly_delivered", "not_delivered", "exited"] | None, doc("how it ended")
    ] = None
