"""Parts of a declaration: documents and goods items. They are no events of their own."""

from typing import Annotated, Literal

import msgspec

from schemas.fields import (
    Count,
    Country,
    Currency,
    Date,
    GoodsCode,
    Id,
    Identifier,
    Kg,
    Many,
    Money,
    Name,
    Payload,
    Quantity,
    SignedMoney,
    Text,
    Volume,
    Year,
    doc,
)

ItemNo = Annotated[int, msgspec.Meta(ge=1, le=100_000)]


class Document(Payload, frozen=True, kw_only=True):
    """A document lodged with a declaration or a transit."""

    type: Annotated[
        Id,
        doc("invoice, transport, cmr, packing_list, export_declaration, certificate, agreement, insurance ..."),
    ]
    number: Annotated[Identifier | None, doc("number of the document")] = None
    date: Annotated[Date | None, doc("date of the document")] = None
    content_hash: Annotated[Id | None, doc("SHA-256 of the canonical content")] = None
    electronic: Annotated[bool | None, doc("true: an electronic document, false: paper")] = None
    issuer_id: Annotated[Identifier | None, doc("who issued it")] = None
    signed_by_id: Annotated[Identifier | None, doc("organisation of the signatory")] = None
    description: Annotated[Text | None, doc("goods description in that document")] = None
    remark_codes: Annotated[
        Many[Id] | None, doc("driver_absent_at_loading, packaging_damaged ...; empty: no remarks, null: not stated")
    ] = None
    gross_kg: Annotated[Kg | None, doc("gross weight in that document, kg")] = None
    packages: Annotated[Count | None, doc("packages in that document")] = None
    amount: Annotated[Money | None, doc("total in `currency`")] = None
    currency: Annotated[Currency | None, doc("ISO 4217")] = None
    delivery_terms: Annotated[Name | None, doc("Incoterms code and place in that document")] = None


class Deduction(Payload, frozen=True, kw_only=True):
    """A deduction from the price actually paid."""

    amount: Annotated[Money, doc("base currency")]
    kind: Annotated[Id | None, doc("code of the deduction")] = None


class Permit(Payload, frozen=True, kw_only=True):
    """A licence, certificate or other permit that an item relies on."""

    number: Annotated[Identifier, doc("number of the permit")]
    type: Annotated[Id | None, doc("code of the kind of permit")] = None


class Component(Payload, frozen=True, kw_only=True):
    """A part of an item of several components."""

    name: Annotated[Name | None, doc("name of the component")] = None
    goods_code: Annotated[GoodsCode | None, doc("indicative, 6-10 digits")] = None
    net_kg: Annotated[Kg | None, doc("kg")] = None
    value: Annotated[Money | None, doc("base currency")] = None
    separately_packed: Annotated[bool | None, doc("packed apart from the other components")] = None


class DeclaredItem(Payload, frozen=True, kw_only=True):
    """A goods item of a declaration."""

    item_no: Annotated[ItemNo, doc("number of the goods item, 1..n")]
    goods_code: Annotated[GoodsCode | None, doc("commodity nomenclature code, 10 digits")] = None
    name: Annotated[Text | None, doc("trade name")] = None
    description: Annotated[Text | None, doc("description of the goods")] = None
    manufacturer_id: Annotated[Identifier | None, doc("maker of the goods")] = None
    trade_mark: Annotated[Name | None, doc("trade mark as declared")] = None
    ip_flag: Annotated[bool | None, doc("declared as containing registered intellectual property")] = None
    used_flag: Annotated[bool | None, doc("second-hand")] = None
    production_year: Annotated[Year | None, doc("year of production")] = None
    origin_country: Annotated[Country | None, doc("alpha-2; 00: various or unknown")] = None
    preference_code: Annotated[Id | None, doc("origin preference claimed")] = None
    relief_code: Annotated[Id | None, doc("duty or tax relief claimed")] = None
    gross_kg: Annotated[Kg | None, doc("kg")] = None
    net_kg: Annotated[Kg | None, doc("kg")] = None
    supp_qty: Annotated[Quantity | None, doc("quantity in supp_unit")] = None
    supp_unit: Annotated[Identifier | None, doc("code of the supplementary unit")] = None
    packages: Annotated[Count | None, doc("packages")] = None
    package_kind: Annotated[Id | None, doc("UN/ECE recommendation 21 code")] = None
    volume_m3: Annotated[Volume | None, doc("m3")] = None
    invoice_value: Annotated[Money | None, doc("invoice_currency")] = None
    customs_value: Annotated[Money | None, doc("base currency")] = None
    valuation_method: Annotated[Literal[1, 2, 3, 4, 5, 6] | None, doc("method of valuation, 1..6")] = None
    deductions: Annotated[Many[Deduction] | None, doc("empty: none, null: not stated")] = None
    permits: Annotated[Many[Permit] | None, doc("empty: none, null: not stated")] = None
    components: Annotated[Many[Component] | None, doc("empty: none, null: not stated")] = None
    disassembled_flag: Annotated[bool | None, doc("declared disassembled under one code")] = None
    excise_char_value: Annotated[
        Quantity | None, doc("excise characteristic: engine cm3, strength % vol, power kW ...")
    ] = None
    duty_amount: Annotated[SignedMoney | None, doc("base currency")] = None
    payable_amount: Annotated[SignedMoney | None, doc("duty, taxes and excise declared, base currency")] = None


class TransitItem(Payload, frozen=True, kw_only=True):
    """A goods item of a transit."""

    item_no: Annotated[ItemNo | None, doc("number of the goods item, 1..n")] = None
    goods_code: Annotated[GoodsCode | None, doc("commodity nomenclature code, 4-10 digits")] = None
    description: Annotated[Text | None, doc("description of the goods")] = None
    gross_kg: Annotated[Kg | None, doc("kg")] = None
    volume_m3: Annotated[Volume | None, doc("m3")] = None
    packages: Annotated[Count | None, doc("packages")] = None
    value_usd: Annotated[Money | None, doc("USD")] = None
    payable_if_released: Annotated[
        Money | None, doc("duty and taxes on release for home consumption, base currency; null: computed")
    ] = None
