"""Life cycle of a goods declaration. Key: `declaration_id`. Published by the declaration system."""

from typing import Annotated, Literal

from schemas.events.goods import DeclaredItem, Document
from schemas.fields import Count, Country, Currency, Id, Identifier, Kg, Many, Millis, Money, Name, Payload, doc
from schemas.registry import published
from schemas.topics import DECLARATIONS

TransportMode = Literal["road", "rail", "air", "sea", "pipeline", "post", "multimodal"]


@published(
    "customs.declaration.registered.v1",
    lifecycle="declaration",
    topic=DECLARATIONS,
    entity="declaration_id",
    time="registered_at",
)
class Declaration(Payload, frozen=True, kw_only=True):
    """A goods declaration was registered. The full snapshot of its content."""

    declaration_id: Annotated[Identifier, doc("registration number of the goods declaration")]
    registered_at: Annotated[Millis, doc("registration time, ms UTC; event time of the registration")]
    office_id: Annotated[Identifier, doc("code of the office of declaring")]
    participant_id: Annotated[Identifier, doc("foreign-trade participant whose operation it is: importer or exporter")]
    direction: Annotated[Literal["import", "export"] | None, doc("transit is a life cycle of its own")] = None
    procedure: Annotated[Id | None, doc("customs procedure: home_consumption, free_zone, export ...")] = None
    resubmission_of: Annotated[Identifier | None, doc("declaration_id of the withdrawn or refused predecessor")] = None
    declarant_id: Annotated[Identifier | None, doc("person lodging in own name or through a representative")] = None
    representative_id: Annotated[Identifier | None, doc("customs representative (broker)")] = None
    authority_doc_no: Annotated[Identifier | None, doc("power of attorney of the person who lodges")] = None
    participant_name: Annotated[Name | None, doc("as declared")] = None
    participant_tax_id: Annotated[Identifier | None, doc("as declared")] = None
    participant_address: Annotated[Name | None, doc("as declared")] = None
    participant_bank_account: Annotated[Identifier | None, doc("as declared")] = None
    consignor_id: Annotated[Identifier | None, doc("consignor, if known")] = None
    consignor_name: Annotated[Name | None, doc("as declared")] = None
    consignor_country: Annotated[Country | None, doc("ISO 3166-1 alpha-2")] = None
    consignee_id: Annotated[Identifier | None, doc("consignee, a participant")] = None
    consignee_name: Annotated[Name | None, doc("as declared")] = None
    consignee_country: Annotated[Country | None, doc("ISO 3166-1 alpha-2")] = None
    seller_id: Annotated[Identifier | None, doc("contract seller")] = None
    seller_country: Annotated[Country | None, doc("country of the seller's registration")] = None
    buyer_id: Annotated[Identifier | None, doc("contract buyer")] = None
    buyer_country: Annotated[Country | None, doc("country of the buyer's registration")] = None
    principal_country: Annotated[Country | None, doc("country of who instructed the deal")] = None
    trading_country: Annotated[Country | None, doc("ISO 3166-1 alpha-2")] = None
    dispatch_country: Annotated[Country | None, doc("ISO 3166-1 alpha-2")] = None
    destination_country: Annotated[Country | None, doc("ISO 3166-1 alpha-2")] = None
    via_warehouse_country: Annotated[
        Country | None, doc("country of the warehouse of dispatch when it differs from the maker's")
    ] = None
    contract_no: Annotated[Identifier | None, doc("number of the contract")] = None
    contract_kind: Annotated[Id | None, doc("sale, barter, lease, loan, gift, processing, commission ...")] = None
    contract_currency: Annotated[Currency | None, doc("price currency in the contract, ISO 4217")] = None
    contract_amount: Annotated[Money | None, doc("contract_currency; null: open-ended contract")] = None
    contract_delivery_terms: Annotated[Name | None, doc("Incoterms code and place in the contract")] = None
    contract_transport_modes: Annotated[Many[TransportMode] | None, doc("modes of the contract of carriage")] = None
    contract_bank_bics: Annotated[Many[Identifier] | None, doc("BICs of the banks named for settlement")] = None
    delivery_terms: Annotated[Name | None, doc("Incoterms code and place as declared")] = None
    invoice_currency: Annotated[Currency | None, doc("currency of the declared price, ISO 4217")] = None
    invoice_total: Annotated[Money | None, doc("invoice_currency")] = None
    freight_amount: Annotated[Money | None, doc("invoice_currency")] = None
    insured_value: Annotated[Money | None, doc("value in insurance papers, invoice_currency")] = None
    related_flag: Annotated[bool | None, doc("parties are related, as stated in the value declaration")] = None
    carrier_id: Annotated[Identifier | None, doc("carrier, a participant")] = None
    driver_id: Annotated[Identifier | None, doc("document number and country of the driver")] = None
    vehicle_ids: Annotated[Many[Identifier] | None, doc("plates with country; the tractor first")] = None
    container_ids: Annotated[Many[Identifier] | None, doc("ISO 6346")] = None
    container_types: Annotated[Many[Identifier] | None, doc("ISO 6346 size and type codes, as container_ids")] = None
    border_mode: Annotated[Id | None, doc("mode at the border as declared: road, rail, air, sea ...")] = None
    transit_id: Annotated[Identifier | None, doc("preceding transit")] = None
    warehouse_id: Annotated[Identifier | None, doc("temporary-storage warehouse")] = None
    officer_id: Annotated[Identifier | None, doc("pseudonymous id of the officer who registers or checks")] = None
    packages_total: Annotated[Count | None, doc("packages")] = None
    gross_kg_total: Annotated[Kg | None, doc("kg")] = None
    documents: Annotated[Many[Document] | None, doc("documents lodged; empty: none, null: not stated")] = None
    items: Annotated[Many[DeclaredItem] | None, doc("goods items; empty: none, null: not stated")] = None


@published(
    "customs.declaration.amended.v1",
    lifecycle="declaration",
    topic=DECLARATIONS,
    entity="declaration_id",
    time=None,
)
class DeclarationAmended(Declaration, frozen=True, kw_only=True):
    """A declaration was amended: the full new snapshot, and why. The attribute `time` says when."""

    changed_fields: Annotated[Many[Name] | None, doc("paths of what changed, such as items[].net_kg")] = None
    initiator: Annotated[Literal["declarant", "officer", "carrier"] | None, doc("who asked for the change")] = None
    stage: Annotated[
        Literal["before_release", "after_release"] | None, doc("only after_release is lawful once released")
    ] = None


@published(
    "customs.declaration.withdrawn.v1",
    lifecycle="declaration",
    group="ending",
    topic=DECLARATIONS,
    entity="declaration_id",
    time="withdrawn_at",
)
class DeclarationWithdrawn(Payload, frozen=True, kw_only=True):
    """The declarant recalled the declaration. Unlawful once the goods are released."""

    declaration_id: Annotated[Identifier, doc("declaration recalled")]
    withdrawn_at: Annotated[Millis, doc("event time, ms UTC")]
    reason_code: Annotated[Id | None, doc("declarant_request, technical_duplicate, goods_not_arrived ...")] = None


@published(
    "customs.declaration.released.v1",
    lifecycle="declaration",
    group="ending",
    topic=DECLARATIONS,
    entity="declaration_id",
    time="released_at",
)
class DeclarationReleased(Payload, frozen=True, kw_only=True):
    """The goods were released."""

    declaration_id: Annotated[Identifier, doc("declaration released")]
    released_at: Annotated[Millis, doc("event time, ms UTC")]
    release_kind: Annotated[Literal["auto", "officer", "conditional"] | None, doc("how it was released")] = None
    officer_id: Annotated[Identifier | None, doc("pseudonymous id")] = None


@published(
    "customs.declaration.refused.v1",
    lifecycle="declaration",
    group="ending",
    topic=DECLARATIONS,
    entity="declaration_id",
    time="refused_at",
)
class DeclarationRefused(Payload, frozen=True, kw_only=True):
    """Release was refused."""

    declaration_id: Annotated[Identifier, doc("declaration refused")]
    refused_at: Annotated[Millis, doc("event time, ms UTC")]
    reason_code: Annotated[Id | None, doc("code of the ground")] = None
    officer_id: Annotated[Identifier | None, doc("pseudonymous id")] = None
