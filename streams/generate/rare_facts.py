"""Facts that few criteria read: one of each kind, about participants that lead no life of their own."""

from collections.abc import Iterator
from datetime import date

from schemas.facts import (
    Capacity,
    Case,
    CriterionFact,
    Debt,
    Fact,
    ManufacturerAuthorisation,
    MirrorStat,
    PermitFact,
    PermitRefusal,
    Price,
    RelatedParty,
    Route,
    TaxFiling,
    TaxOfficeChange,
    TradeMark,
)
from streams.generate.calendar import DAY
from streams.generate.tables import BORDER, INLAND
from streams.generate.world import World

_BYSTANDER = "BIN0000000000"


def rare(world: World, at: int) -> Iterator[Fact]:
    """One fact of each kind that ordinary traffic does not meet."""
    year = world.calendar.day(at).year - 1
    yield from _about_goods(year, at - 400 * DAY)
    yield from _about_the_bystander(year, at - 400 * DAY)
    yield CriterionFact(
        key="110|KZ", code="110", member_state="KZ", valid_from=at - 400 * DAY, enabled=True, mode="formal"
    )
    for departure in BORDER:
        for destination in INLAND:
            key = f"{departure}|{destination}|road"
            offices = (departure, destination)
            yield Route(
                key=key,
                from_=departure,
                to=destination,
                mode="road",
                distance_km=900.0,
                cost_usd=2_400.0,
                corridor_offices=offices,
            )


def _about_goods(year: int, since: int) -> Iterator[Fact]:
    code6 = "841810"
    yield Capacity(key=f"CN|{code6}|{year}", country="CN", goods_code6=code6, year=year, produced=True, annual_kg=1e9)
    yield MirrorStat(
        key=f"{code6}|CN|{year}", goods_code6=code6, partner="CN", year=year, own_import_kg=9.8e6, partner_export_kg=1e7
    )
    yield Price(
        key="4011100003|CN||valuation-unit",
        goods_code="4011100003",
        origin="CN",
        source="valuation-unit",
        valid_from=since,
        source_kind="open_source",
        unit="kg",
        low_usd=2.0,
        mid_usd=3.9,
        delivery_terms="DAP",
    )
    yield TradeMark(
        key="TM-1", valid_from=since, mark="TULPAR", holder_id="S10000000", goods_codes=("4011",), well_known=False
    )
    yield PermitFact(
        key="LIC-1", valid_from=since, holder_id=_BYSTANDER, type="01011", goods_codes=("3004",), status="valid"
    )


def _about_the_bystander(year: int, since: int) -> Iterator[Fact]:
    who = _BYSTANDER
    yield TaxFiling(
        key=f"{who}|{year}",
        participant_id=who,
        period=str(year),
        period_end=date(year, 12, 31),
        filed=True,
        nil_report=False,
        profit=1_000_000.0,
    )
    yield TaxOfficeChange(
        key=f"{who}|{since}",
        participant_id=who,
        changed_at=since,
        from_office="6001",
        to_office="6002",
        reason="relocation",
    )
    yield PermitRefusal(key="REF-1", participant_id=who, goods_codes=("3004",), refused_at=since, status="in_force")
    yield RelatedParty(key=f"{who}|S10000000", participant_id=who, counterparty_id="S10000000", relation="shareholder")
    yield ManufacturerAuthorisation(
        key=f"{who}|S10000000", participant_id=who, manufacturer_id="S10000000", goods_codes=("8418",)
    )
    yield Debt(
        key="DEBT-0", participant_id=who, kind="tax", amount=10_000.0, due_date=date(year, 6, 1), settled_at=since
    )
    yield Case(
        key="CASE-0", person_id=who, kind="administrative", customs_related=True, opened_at=since, status="terminated"
    )
