"""What the registers say before the traffic begins."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import chain
from typing import Any

from schemas.facts import (
    Address,
    AuthorityDoc,
    Bank,
    Broker,
    CategoryGround,
    Company,
    Contract,
    CountryFact,
    CoverPair,
    Fact,
    Goods,
    Office,
    PersonRole,
    PersonRoles,
    Warehouse,
)
from streams.generate.calendar import DAY, ZONE, utc
from streams.generate.population import WAREHOUSE_CAPACITY, Participant, warehouse_of
from streams.generate.rare_facts import rare
from streams.generate.steps import Step, fact
from streams.generate.tables import COUNTRIES, GOODS, INLAND, OFFICES, OTHER_COUNTRIES, GoodsRow, OfficeRow
from streams.generate.world import World

YEARS_BEFORE = 5
"""How long before the stream the registers' entries began."""


def first_facts(world: World, at: int) -> Iterator[Step]:
    """Every fact that holds when the stream begins."""
    since = at - YEARS_BEFORE * 365 * DAY
    people = (facts for who in world.population.participants for facts in company_facts(world, who, at))
    carriers = (_carrier(f"CAR1{number:06d}", since) for number in range(world.population.carriers))
    everything: Iterator[Fact] = chain(
        _places(since), _tariff(since), _brokers(since), rare(world, at), people, _grounds(world, since), carriers
    )
    return (fact(at, each) for each in everything)


def _places(since: int) -> Iterator[Fact]:
    yield from (_office(row, since) for row in OFFICES)
    for office in INLAND:
        yield Warehouse(
            key=warehouse_of(office), valid_from=since, office_id=office, capacity_vehicles_per_day=WAREHOUSE_CAPACITY
        )
    yield Bank(key="KZBKKZKA", valid_from=since, country="KZ", offshore=False)
    yield Address(key="ADR-1", valid_from=since, organisation_count=1, is_business_centre=False)


def _office(row: OfficeRow, since: int) -> Office:
    return Office(
        key=row.office_id,
        valid_from=since,
        parent_id=row.parent_id,
        regions=(row.region,),
        tz=ZONE,
        electronic_centre=row.electronic,
        border=row.border,
        work_start="00:00" if row.border else "08:00",
        work_end="00:00" if row.border else "19:00",
    )


def _tariff(since: int) -> Iterator[Fact]:
    yield from (_goods(row, since) for row in GOODS)
    for country, group, _ in COUNTRIES:
        yield _country(country, since, group=group)
    for country, offshore, staging in OTHER_COUNTRIES:
        yield _country(country, since, offshore=offshore, staging=staging)
    yield CoverPair(key="8418|3924|payment", valid_from=since, risk_code="8418", cover_code="3924", kind="payment")


def _goods(row: GoodsRow, since: int) -> Goods:
    return Goods(
        key=f"{row.code}|{since}",
        goods_code=row.code,
        valid_from=since,
        import_duty_rate=row.duty,
        tax_rate=row.tax,
        excise_thresholds=(),
        export_duty_rate=0.0,
        special_duty_origins=(),
        restriction_measures=(),
        manufacturer_authorisation_required=False,
        residual_flag=False,
        heading_residual_flag=False,
        part_flag=row.code.startswith("8708"),
        needs_lab_flag=False,
        raw_flag=False,
        transport_condition="chilled" if row.condition == "chilled" else "ambient",
        xray_subject=False,
        xray_absorption_class=1,
    )


def _country(
    country: str, since: int, *, group: Any = "none", offshore: bool = False, staging: bool = False
) -> CountryFact:
    return CountryFact(
        key=f"{country}|{since}",
        country=country,
        valid_from=since,
        offshore=offshore,
        sanctioned=False,
        staging=staging,
        preference_group=group,
        export_duty_preference=False,
        counterfeit_goods_codes=(),
        restricted_goods_codes=(),
        programme_goods_codes=(),
    )


def _brokers(since: int) -> Iterator[Fact]:
    for number in range(12):
        broker = f"BRK{number:03d}"
        yield Broker(key=broker, valid_from=since)
        yield AuthorityDoc(key=f"POA-{broker}", valid_from=since, agent_id=broker, status="valid")


def company_facts(world: World, who: Participant, at: int) -> Iterator[Fact]:
    """What the registers say about an ordinary participant."""
    since = at - YEARS_BEFORE * 365 * DAY
    number = int(who.participant_id[4:])
    yield _company(who, since, utc(since).date(), world.calendar.day(at).year - 1)
    if number % 10 == 0:
        role = PersonRole(participant_id=who.participant_id, role="head", valid_from=since)
        yield PersonRoles(key=who.head_id, valid_from=since, roles=(role,))
        yield Contract(
            key=f"{who.contract_no}|{who.participant_id}",
            contract_no=who.contract_no,
            participant_id=who.participant_id,
            valid_from=since,
            counterparty_id=who.supplier.supplier_id,
            kind="sale",
        )


def _grounds(world: World, since: int) -> Iterator[Fact]:
    for number, who in enumerate(world.population.participants):
        if number % 25 == 7:
            yield CategoryGround(
                key=f"{who.participant_id}|aeo",
                participant_id=who.participant_id,
                ground="aeo",
                valid_from=since,
                basis_ref=f"AEO-{number}",
            )


def _company(who: Participant, since: int, founded: date, last_year: int) -> Company:
    return Company(
        key=who.participant_id,
        valid_from=since,
        name=who.name,
        tax_id=who.participant_id[3:],
        legal_form="company",
        registered_at=since,
        registered_address=who.address,
        address_id=f"ADR-{who.participant_id}",
        registration_region=who.office[2:4],
        requisites_changed_at=since,
        bank_accounts=(who.account,),
        status="active",
        authorised_capital=900_000_000.0,
        statutory_min_capital=400_000.0,
        tax_regime="general",
        head_id=who.head_id,
        chief_accountant_id="ACC" + who.participant_id[3:],
        founder_ids=(who.head_id,),
        contact_hashes=("c" + who.participant_id[3:],),
        exec_body_at_address=True,
        exec_body_checked_at=since,
        has_customs_staff=True,
        has_broker_contract=who.broker_id is not None,
        office_owned=True,
        storage_used=False,
        mandatory_audit=False,
        audit_year=last_year,
        audit_done=True,
        audit_opinion="unmodified",
        first_trade_date=founded + timedelta(days=60),
    )


def _carrier(carrier_id: str, since: int) -> Company:
    return Company(
        key=carrier_id,
        valid_from=since,
        name=f"Carrier {carrier_id}",
        legal_form="company",
        registered_at=since,
        status="active",
    )
