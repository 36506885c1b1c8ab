"""Declarations of consignments: consistent in weights, amounts and dates unless a scheme changes them."""

from typing import Any

import msgspec

from schemas.events import (
    Declaration,
    DeclarationAmended,
    DeclaredItem,
    Seal,
    Transit,
    TransitAmended,
    TransitItem,
)
from streams.generate.calendar import DAY
from streams.generate.consignment import Cargo, Consignment
from streams.generate.population import officer, warehouse_of
from streams.generate.world import World


def transit(world: World, load: Consignment, at: int, departure: str, destination: str, **changes: Any) -> Transit:
    """The transit declaration of a consignment that was just loaded."""
    who, rig = load.participant, load.rig
    usd = world.usd_rates[who.supplier.currency]
    made = Transit(
        transit_id=world.number("TR"),
        opened_at=at,
        declarant_id=rig.carrier_id,
        regime="national",
        departure_office_id=departure,
        destination_office_id=destination,
        deadline_at=at + 8 * DAY,
        carrier_id=rig.carrier_id,
        driver_id=rig.driver_id,
        vehicle_ids=rig.vehicle_ids,
        container_ids=(),
        consignee_id=who.participant_id,
        consignee_name=who.name,
        consignee_country="KZ",
        destination_country="KZ",
        transport_mode="road",
        route_offices=(departure, destination),
        freight_amount=2_400.0,
        guarantee_amount=60_000.0,
        guarantee_currency="USD",
        seals=(Seal(number=f"{world.serial():07d}"), Seal(number=f"{world.serial():07d}")),
        documents=load.papers,
        items=tuple(_transit_item(number, part, usd) for number, part in enumerate(load.cargo, 1)),
    )
    return msgspec.structs.replace(made, **changes) if changes else made


def _transit_item(number: int, part: Cargo, usd: float) -> TransitItem:
    return TransitItem(
        item_no=number,
        goods_code=part.row.code,
        description=part.row.name,
        gross_kg=part.gross_kg,
        volume_m3=part.volume_m3,
        packages=part.packages,
        value_usd=round(part.invoice_value * usd, 2),
    )


def declaration(
    world: World, load: Consignment, at: int, office: str, transit_id: str | None = None, **changes: Any
) -> Declaration:
    """The import declaration of a consignment, lodged at `at`; `changes` replace fields of the snapshot."""
    who, supplier, rig = load.participant, load.participant.supplier, load.rig
    made = Declaration(
        declaration_id=world.declaration_id(office, at),
        registered_at=at,
        office_id=office,
        participant_id=who.participant_id,
        direction="import",
        procedure="home_consumption",
        declarant_id=who.participant_id,
        representative_id=who.broker_id,
        participant_name=who.name,
        participant_tax_id=who.participant_id[3:],
        participant_address=who.address,
        participant_bank_account=who.account,
        consignor_id=supplier.supplier_id,
        consignor_name=supplier.name,
        consignor_country=supplier.country,
        consignee_id=who.participant_id,
        consignee_name=who.name,
        consignee_country="KZ",
        seller_id=supplier.supplier_id,
        seller_country=supplier.country,
        buyer_id=who.participant_id,
        buyer_country="KZ",
        trading_country=supplier.country,
        dispatch_country=supplier.country,
        destination_country="KZ",
        contract_no=who.contract_no,
        contract_kind="sale",
        contract_currency=supplier.currency,
        contract_delivery_terms="DAP Almaty",
        contract_transport_modes=("road",),
        contract_bank_bics=("KZBKKZKA",),
        delivery_terms="DAP Almaty",
        invoice_currency=supplier.currency,
        invoice_total=load.invoice_total,
        related_flag=False,
        carrier_id=rig.carrier_id,
        driver_id=rig.driver_id,
        vehicle_ids=rig.vehicle_ids,
        container_ids=(),
        border_mode="road",
        transit_id=transit_id,
        warehouse_id=warehouse_of(office) if transit_id else None,
        officer_id=officer(world.rng, office),
        packages_total=load.packages,
        gross_kg_total=load.gross_kg,
        documents=load.papers,
        items=_items(load, world.base_rate(supplier.currency)),
    )
    return msgspec.structs.replace(made, **changes) if changes else made


def _items(load: Consignment, rate: float) -> tuple[DeclaredItem, ...]:
    origin = load.participant.supplier.country
    maker = load.participant.supplier.supplier_id
    return tuple(_item(number, part, rate, origin, maker) for number, part in enumerate(load.cargo, 1))


def _item(number: int, part: Cargo, rate: float, origin: str, maker: str) -> DeclaredItem:
    row = part.row
    value = round(part.invoice_value * rate, 2)
    duty = round(value * row.duty / 100, 2)
    return DeclaredItem(
        item_no=number,
        goods_code=row.code,
        name=row.name,
        description=f"{row.name}, new, in retail packing",
        manufacturer_id=maker,
        ip_flag=False,
        used_flag=False,
        origin_country=origin,
        gross_kg=part.gross_kg,
        net_kg=part.net_kg,
        supp_qty=round(part.net_kg / row.kg_per_unit, 1) if row.supp_unit else None,
        supp_unit=row.supp_unit,
        packages=part.packages,
        package_kind=row.package,
        volume_m3=part.volume_m3,
        invoice_value=part.invoice_value,
        customs_value=value,
        valuation_method=1,
        deductions=(),
        permits=(),
        components=(),
        disassembled_flag=False,
        duty_amount=duty,
        payable_amount=round(duty + (value + duty) * row.tax / 100, 2),
    )


def amended(
    snapshot: Declaration, *changed: str, stage: Any = "before_release", initiator: Any = "declarant"
) -> DeclarationAmended:
    """The snapshot as the content of an amendment."""
    return DeclarationAmended(
        **msgspec.structs.asdict(snapshot),
        changed_fields=changed,
        stage=stage,
        initiator=initiator,
    )


def rerouted(snapshot: Transit, at: int, *changed: str, **why: Any) -> TransitAmended:
    """The snapshot as the content of an amendment of a transit."""
    return TransitAmended(**msgspec.structs.asdict(snapshot), amended_at=at, changed_fields=changed, **why)
