"""Papers of loads that are in order, unless a story changes them: what is declared agrees with the documents."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from deploy.stories.story import at
from schemas.events import Declaration, DeclaredItem, Seal, Transit, TransitItem
from schemas.events.goods import Document

PACKAGES = 400
GROSS_KG, NET_KG = 9_600.0, 9_000.0
INVOICE_USD, RATE_KZT = 46_800.0, 388.0


class Trader(NamedTuple):
    """A participant, what it brings in, and where from."""

    participant_id: str
    name: str
    goods_code: str
    goods: str
    country: str
    supplier_id: str
    supplier: str


class Rig(NamedTuple):
    """Who drives what for whom."""

    carrier_id: str
    driver_id: str
    tractor: str
    trailer: str


def transit(number: str, opened: str, rig: Rig, who: Trader, **changes: Any) -> Transit:
    """A transit of a full load, opened at a local time."""
    made = {
        "transit_id": number,
        "opened_at": at(opened),
        "declarant_id": rig.carrier_id,
        "regime": "national",
        "carrier_id": rig.carrier_id,
        "driver_id": rig.driver_id,
        "vehicle_ids": (rig.tractor, rig.trailer),
        "consignee_id": who.participant_id,
        "consignee_name": who.name,
        "consignee_country": "KZ",
        "destination_country": "KZ",
        "transport_mode": "road",
        "seals": (Seal(number=f"S{number[-4:]}"),),
        "documents": _documents(number, opened),
        "items": (TransitItem(item_no=1, goods_code=who.goods_code, description=who.goods, **_weighed(net=False)),),
    }
    return Transit(**{**made, **changes})


def declaration(number: str, lodged: str, office: str, who: Trader, **changes: Any) -> Declaration:
    """An import declaration of a full load, lodged at a local time."""
    made = {
        "declaration_id": number,
        "registered_at": at(lodged),
        "office_id": office,
        "participant_id": who.participant_id,
        "participant_name": who.name,
        "direction": "import",
        "procedure": "home_consumption",
        "declarant_id": who.participant_id,
        "consignor_id": who.supplier_id,
        "consignor_name": who.supplier,
        "consignor_country": who.country,
        "consignee_id": who.participant_id,
        "consignee_name": who.name,
        "consignee_country": "KZ",
        "seller_id": who.supplier_id,
        "seller_country": who.country,
        "buyer_id": who.participant_id,
        "buyer_country": "KZ",
        "trading_country": who.country,
        "dispatch_country": who.country,
        "destination_country": "KZ",
        "contract_kind": "sale",
        "contract_currency": "USD",
        "invoice_currency": "USD",
        "invoice_total": INVOICE_USD,
        "border_mode": "road",
        "packages_total": PACKAGES,
        "gross_kg_total": GROSS_KG,
        "documents": _documents(number, lodged),
        "items": (_item(who),),
    }
    return Declaration(**{**made, **changes})


def _documents(number: str, written: str) -> tuple[Document, ...]:
    day = datetime.fromisoformat(written).date()
    sums: Mapping[str, Any] = {"amount": INVOICE_USD, "currency": "USD"}
    load: Mapping[str, Any] = {"gross_kg": GROSS_KG, "packages": PACKAGES}
    return (
        Document(type="invoice", number=f"INV-{number[-4:]}", date=day, **sums),
        Document(type="cmr", number=f"CMR-{number[-4:]}", date=day, **load),
    )


def _item(who: Trader) -> DeclaredItem:
    return DeclaredItem(
        item_no=1,
        goods_code=who.goods_code,
        name=who.goods,
        description=f"{who.goods}, new, in retail packing",
        origin_country=who.country,
        invoice_value=INVOICE_USD,
        customs_value=INVOICE_USD * RATE_KZT,
        valuation_method=1,
        **_weighed(net=True),
    )


def _weighed(*, net: bool) -> dict[str, Any]:
    return {"gross_kg": GROSS_KG, "packages": PACKAGES} | ({"net_kg": NET_KG} if net else {})
