"""Facts about goods, marks, prices and the countries they come from."""

from typing import Annotated, Literal

import msgspec

from schemas.facts.fact import Fact, reference
from schemas.fields import (
    Country,
    Currency,
    GoodsCode,
    Id,
    Identifier,
    Kg,
    Many,
    Money,
    Name,
    Payload,
    Percent,
    Quantity,
    Year,
    doc,
)

Yield = Annotated[float, msgspec.Meta(gt=0, le=1e6)]


class ExciseThreshold(Payload, frozen=True, kw_only=True):
    """A value of the excise characteristic at which the rate changes."""

    value: Annotated[Quantity, doc("in `unit`")]
    cheaper_side: Annotated[Literal["below", "above"], doc("side on which the excise is lower")]
    value_belongs_to: Annotated[Literal["below", "above"] | None, doc("side that the value itself counts to")] = None
    unit: Annotated[Id | None, doc("cm3, vol_percent, kW ...")] = None


class SpecificDuty(Payload, frozen=True, kw_only=True):
    """A part of a combined import duty that is charged by quantity, added to the percentage or its lower bound."""

    amount: Annotated[Money, doc("in `currency`, for one `unit`")]
    currency: Annotated[Currency, doc("ISO 4217")]
    unit: Annotated[Id, doc("kg, or the code of the supplementary unit")]


@reference("goods_code", "valid_from", national=True)
class Goods(Fact, frozen=True, kw_only=True, tag="ref.goods"):
    """An entry of the tariff. Key: goods_code|valid_from or goods_code|valid_from|member_state.

    Absent: not known; false or empty: known not to be. A member state's own entry goes before those of others.
    """

    goods_code: Annotated[GoodsCode, doc("goods code, or a prefix of it")]
    import_duty_rate: Annotated[
        Percent | None, doc("percent of the customs value; null: not known, or by quantity only")
    ] = None
    import_duty_specific: Annotated[
        Many[SpecificDuty] | None, doc("parts of the import duty by quantity; null or empty: none")
    ] = None
    tax_rate: Annotated[Percent | None, doc("percent")] = None
    excise_thresholds: Annotated[Many[ExciseThreshold] | None, doc("empty: no excise")] = None
    export_duty_rate: Annotated[Percent | None, doc("percent")] = None
    special_duty_origins: Annotated[Many[Country] | None, doc("origins under special duties")] = None
    restriction_measures: Annotated[Many[Id] | None, doc("licensing, certification, bans ...")] = None
    manufacturer_authorisation_required: Annotated[bool | None, doc("import needs the manufacturer's consent")] = None
    residual_flag: Annotated[bool | None, doc("residual subheading (others)")] = None
    heading_residual_flag: Annotated[bool | None, doc("residual subheading of a whole heading")] = None
    part_flag: Annotated[bool | None, doc("parts rather than whole goods")] = None
    needs_lab_flag: Annotated[bool | None, doc("can only be classified in a laboratory")] = None
    raw_flag: Annotated[bool | None, doc("a raw material")] = None
    raw_material_code: Annotated[GoodsCode | None, doc("code of the raw material it is made of")] = None
    raw_yield: Annotated[Yield | None, doc("kg of goods from one kg of the raw material")] = None
    transport_condition: Annotated[
        Literal["ambient", "chilled", "frozen", "hazard", "heated"] | None, doc("how it must travel")
    ] = None
    xray_subject: Annotated[bool | None, doc("normally goes through the scanner")] = None
    xray_absorption_class: Annotated[Literal[0, 1, 2, 3] | None, doc("0 transparent ... 3 opaque")] = None


@reference("risk_code", "cover_code", "kind")
class CoverPair(Fact, frozen=True, kw_only=True, tag="ref.cover_pair"):
    """Goods that are declared to cover others. Key: risk_code|cover_code|kind."""

    risk_code: Annotated[GoodsCode, doc("prefix of the goods covered up")]
    cover_code: Annotated[GoodsCode, doc("prefix of the goods declared instead")]
    kind: Annotated[Literal["special_duty", "restriction", "payment"], doc("what is evaded")]


@reference("country", "valid_from")
class CountryFact(Fact, frozen=True, kw_only=True, tag="ref.country"):
    """What holds for a country. Key: country|valid_from."""

    country: Annotated[Country, doc("ISO 3166-1 alpha-2")]
    offshore: Annotated[bool | None, doc("on the list of offshore zones")] = None
    sanctioned: Annotated[bool | None, doc("under sanctions")] = None
    staging: Annotated[bool | None, doc("known for goods shipped on from warehouses")] = None
    preference_group: Annotated[
        Literal["cis", "developing", "least_developed", "none"] | None, doc("group of the tariff preference")
    ] = None
    export_duty_preference: Annotated[bool | None, doc("free of export duties")] = None
    counterfeit_goods_codes: Annotated[Many[GoodsCode] | None, doc("prefixes often counterfeited there")] = None
    restricted_goods_codes: Annotated[Many[GoodsCode] | None, doc("prefixes often smuggled from there")] = None
    programme_goods_codes: Annotated[Many[GoodsCode] | None, doc("prefixes under weapons-programme control")] = None


@reference("goods_code", "origin", "trade_mark", "source")
class Price(Fact, frozen=True, kw_only=True, tag="ref.price"):
    """A benchmark price. Key: goods_code|origin|trade_mark|source."""

    goods_code: Annotated[GoodsCode, doc("goods code, or a prefix of it")]
    origin: Annotated[Country | None, doc("alpha-2; null: any origin")] = None
    trade_mark: Annotated[Name | None, doc("null: any mark")] = None
    source_kind: Annotated[Literal["letter", "open_source", "raw"] | None, doc("where the price comes from")] = None
    unit: Annotated[Id | None, doc("kg, or the code of the supplementary unit")] = None
    low_usd: Annotated[Money | None, doc("lower bound, USD for one unit")] = None
    mid_usd: Annotated[Money | None, doc("usual price, USD for one unit")] = None
    delivery_terms: Annotated[Name | None, doc("Incoterms code that the price holds for")] = None


@reference("registration_no")
class TradeMark(Fact, frozen=True, kw_only=True, tag="ref.trade_mark"):
    """A registered trade mark. Key: registration_no."""

    mark: Annotated[Name, doc("the mark as registered")]
    holder_id: Annotated[Identifier | None, doc("right holder")] = None
    licensee_ids: Annotated[Many[Identifier] | None, doc("licensees")] = None
    authorised_importer_ids: Annotated[Many[Identifier] | None, doc("importers with the holder's consent")] = None
    goods_codes: Annotated[Many[GoodsCode] | None, doc("prefixes of goods codes protected")] = None
    production_countries: Annotated[Many[Country] | None, doc("countries where it is made")] = None
    well_known: Annotated[bool | None, doc("a well-known mark")] = None
    floor_usd_per_unit: Annotated[Money | None, doc("USD for one supplementary unit, else one kg")] = None
    parallel_import_allowed: Annotated[bool | None, doc("import without the holder's consent is lawful")] = None


@reference("country", "goods_code6", "year")
class Capacity(Fact, frozen=True, kw_only=True, tag="ref.capacity"):
    """What a country makes. Key: country|goods_code6|year."""

    country: Annotated[Country, doc("ISO 3166-1 alpha-2")]
    goods_code6: Annotated[GoodsCode, doc("first six digits of the goods code")]
    year: Annotated[Year, doc("calendar year")]
    produced: Annotated[bool | None, doc("the goods are made there")] = None
    annual_kg: Annotated[Kg | None, doc("output of the year, kg")] = None


@reference("goods_code6", "partner", "year")
class MirrorStat(Fact, frozen=True, kw_only=True, tag="ref.mirror_stat"):
    """Trade as both sides record it. Key: goods_code6|partner|year."""

    goods_code6: Annotated[GoodsCode, doc("first six digits of the goods code")]
    partner: Annotated[Country, doc("partner country, ISO 3166-1 alpha-2")]
    year: Annotated[Year, doc("calendar year")]
    own_import_kg: Annotated[Kg | None, doc("imports as recorded here, kg")] = None
    partner_export_kg: Annotated[Kg | None, doc("exports as the partner records them, kg")] = None
