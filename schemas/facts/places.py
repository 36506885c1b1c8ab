"""Facts about vehicles, carnets, offices, routes, money and the sources themselves."""

from typing import Annotated, Any, Literal

import msgspec

from schemas.facts.fact import Fact, reference
from schemas.fields import (
    Count,
    Country,
    Currency,
    Date,
    Id,
    Identifier,
    Kg,
    Many,
    Money,
    Name,
    Quantity,
    RecordMillis,
    Volume,
    doc,
)

ClockTime = Annotated[str, msgspec.Meta(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]
Weight = Annotated[float, msgspec.Meta(ge=0, le=1e6)]
DEEPEST_PARAMETERS = 20
"""Levels that the parameters of a criterion may be nested in."""
Rate = Annotated[float, msgspec.Meta(gt=0, le=1e9)]


@reference("vehicle_id")
class Vehicle(Fact, frozen=True, kw_only=True, tag="ref.vehicle"):
    """A vehicle, trailer or container in its register. Key: vehicle_id."""

    kind: Annotated[Literal["truck", "tractor", "trailer"] | None, doc("what it is; a semi-trailer is a trailer")] = (
        None
    )
    chassis_id: Annotated[Identifier | None, doc("number of the chassis, which stays when the plates change")] = None
    tare_kg: Annotated[Kg | None, doc("empty weight, kg")] = None
    cargo_volume_m3: Annotated[Volume | None, doc("m3")] = None
    payload_kg: Annotated[Kg | None, doc("kg")] = None
    multi_temperature: Annotated[bool | None, doc("has compartments of different temperature")] = None


@reference("carnet_no")
class Carnet(Fact, frozen=True, kw_only=True, tag="ref.carnet"):
    """A TIR carnet. Key: carnet_no."""

    status: Annotated[Literal["valid", "stolen", "lost", "invalidated"] | None, doc("state of the carnet")] = None
    status_from: Annotated[RecordMillis | None, doc("since when the state holds, ms UTC")] = None
    last_presentation_date: Annotated[Date | None, doc("last day it may be presented at departure")] = None
    guarantee_amount: Annotated[Money | None, doc("guarantee_currency")] = None
    guarantee_currency: Annotated[Currency | None, doc("ISO 4217")] = None


@reference("warehouse_id")
class Warehouse(Fact, frozen=True, kw_only=True, tag="ref.warehouse"):
    """A temporary-storage warehouse. Key: warehouse_id."""

    office_id: Annotated[Identifier | None, doc("office that supervises it")] = None
    capacity_vehicles_per_day: Annotated[Count | None, doc("vehicles a day")] = None


@reference("office_id")
class Office(Fact, frozen=True, kw_only=True, tag="ref.office"):
    """A customs office; `valid_to` says when it was closed or merged. Key: office_id."""

    parent_id: Annotated[Identifier | None, doc("customs house above it")] = None
    regions: Annotated[Many[Id] | None, doc("codes of the regions it serves")] = None
    tz: Annotated[Id | None, doc("IANA time zone, such as Asia/Almaty")] = None
    electronic_centre: Annotated[bool | None, doc("a centre of electronic declaring")] = None
    border: Annotated[bool | None, doc("an office at the external border")] = None
    work_start: Annotated[ClockTime | None, doc("local time, HH:MM")] = None
    work_end: Annotated[ClockTime | None, doc("local time, HH:MM; not after work_start: overnight")] = None


@reference("member_state", "date")
class Calendar(Fact, frozen=True, kw_only=True, tag="ref.calendar"):
    """A day of the official calendar. Key: member_state|date."""

    member_state: Annotated[Country, doc("ISO 3166-1 alpha-2")]
    date: Annotated[Date, doc("local date")]
    day_kind: Annotated[
        Literal["working", "weekend", "holiday", "transferred_working", "transferred_off"], doc("kind of the day")
    ]


@reference("from_", "to", "mode")
class Route(Fact, frozen=True, kw_only=True, tag="ref.route"):
    """A transport benchmark. Key: from|to|mode. In Python, `from` is `from_`."""

    from_: Annotated[Identifier, doc("office or country of departure")] = msgspec.field(name="from")
    to: Annotated[Identifier, doc("office or country of destination")]
    mode: Annotated[Id, doc("road, rail ...")]
    distance_km: Annotated[Quantity | None, doc("km")] = None
    cost_usd: Annotated[Money | None, doc("usual cost, USD")] = None
    corridor_offices: Annotated[Many[Identifier] | None, doc("codes of the offices on the usual ways")] = None


@reference("bic")
class Bank(Fact, frozen=True, kw_only=True, tag="ref.bank"):
    """A bank. Key: BIC."""

    country: Annotated[Country | None, doc("ISO 3166-1 alpha-2")] = None
    offshore: Annotated[bool | None, doc("an offshore bank")] = None


@reference("currency", "date", national=True)
class FxRate(Fact, frozen=True, kw_only=True, tag="ref.fx_rate"):
    """Official exchange rates of a day in a member state. Key: currency|date or currency|date|member_state."""

    currency: Annotated[Currency, doc("ISO 4217")]
    date: Annotated[Date, doc("local date")]
    rate_to_base: Annotated[Rate | None, doc("base currency for one unit")] = None
    rate_to_usd: Annotated[Rate | None, doc("USD for one unit")] = None


@reference("code", "member_state")
class CriterionFact(Fact, frozen=True, kw_only=True, tag="ref.criterion"):
    """How a member state applies a criterion; confidential. Key: code|member_state."""

    code: Annotated[Id, doc("1..119, or a national code")]
    member_state: Annotated[Country, doc("ISO 3166-1 alpha-2")]
    enabled: Annotated[bool | None, doc("applied at all")] = None
    params: Annotated[dict[str, Any] | None, doc("parameters by name")] = None
    weight: Annotated[Weight | None, doc("weight in the score")] = None
    mode: Annotated[Literal["formal", "framework"] | None, doc("framework: a person must judge")] = None

    def __post_init__(self) -> None:
        """Refuse what only some readers could follow: how deep a parser goes depends on who calls it."""
        if _deeper(self.params, DEEPEST_PARAMETERS):
            raise ValueError(f"params are nested in more than {DEEPEST_PARAMETERS} levels")


@reference("source")
class SourceHeartbeat(Fact, frozen=True, kw_only=True, tag="ref.source_heartbeat"):
    """A source is alive, as of the event's time. Key: name of the source, as in the `source` of its facts."""

    fact_types: Annotated[Many[Name] | None, doc("fact types that the source serves, such as ref.debt")] = None


def _deeper(value: Any, levels: int) -> bool:
    """Whether lists and objects are nested in more than `levels` levels."""
    if not isinstance(value, dict | list):
        return False
    parts = value.values() if isinstance(value, dict) else value
    return levels == 0 or any(_deeper(part, levels - 1) for part in parts)
