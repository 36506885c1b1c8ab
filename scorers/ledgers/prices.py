"""Unit values of released goods, by kind of goods: the benchmark of prices, and a participant's own price lines."""

from collections.abc import Iterator
from math import floor, fsum, inf, log, log10
from operator import attrgetter

import msgspec

from schemas.events.declaration import Declaration
from schemas.events.goods import DeclaredItem
from schemas.facts import FxRate
from schemas.normalise import name_key
from schemas.outcomes import Argument
from scorers.contract.arguments import sentence, sentences, term
from scorers.contract.case import Case
from scorers.contract.ledger import Entry, Ledger
from scorers.contract.links import ControlLink
from scorers.reference.working_days import house_above, zone_of
from scorers.statistics.benchmark import ENOUGH, OF_ONE
from scorers.statistics.sample import Sample
from scorers.times.durations import DAY
from scorers.times.local_time import local_date

RATE_DAYS = 7
"""How many days back the last published exchange rate is taken, over weekends and holidays."""
BASE_CURRENCY = {"AM": "AMD", "BY": "BYN", "KG": "KGS", "KZ": "KZT", "RU": "RUB"}
"""Currency of values and payments, by member state."""
A_DAY_OF_ONE = 12
"""How many items of one participant serve as references of a day."""
LEAST_SIZE, MOST_SIZE = -3, 6
"""Powers of ten of the quantity between which goods stand on shelves by their size."""
KILOGRAM = "kg"
CARRIAGE_UNPAID = ("EXW", "FCA")
"""Delivery terms of prices that lack the freight: they are levelled by adding it (ruling 42)."""


class Price(Entry, frozen=True):
    """A released item: natural log of its unit value in USD, its quantity in `unit`, when it was released (ms UTC)."""

    participant: str
    log_usd: float
    unit: str
    quantity: float
    released_at: int


class Reference(Price, frozen=True, tag="price"):
    """A released item that others are compared with, in each of its benchmarks."""

    benchmarks: tuple[str, ...]


class Quote(msgspec.Struct, frozen=True, array_like=True):
    """What of a reference is kept in samples; as in `Price`, with its time (ms UTC)."""

    at: int
    participant: str
    log_usd: float
    quantity: float
    released_at: int


class Line(Price, frozen=True, tag="price_line"):
    """A released item in the participant's own history: where and on what terms declared, and whether adjusted."""

    declaration: str
    office: str
    parent: str
    adjusted: bool
    terms: str
    goods: str


def base_rate(case: Case, currency: str | None) -> float | None:
    """Base currency for one unit of a currency on the local day of registration, or the last before; None: unknown."""
    if currency is None or currency == BASE_CURRENCY.get(case.member_state):
        return 1.0 if currency else None
    zone, usd = zone_of(case, case.content.office_id, case.t), case.once(usd_rate)
    for back in range(RATE_DAYS + 1):
        day = local_date(case.t - back * DAY, zone).isoformat()
        record = case.tables.at(FxRate, f"{currency}|{day}", case.t, case.member_state)
        if record is not None and record.rate_to_base and record.member_state == case.member_state:
            return record.rate_to_base
        if record is not None and record.rate_to_usd and usd:
            return record.rate_to_usd * usd
    return usd if currency == "USD" else None


def usd_rate(case: Case) -> float | None:
    """Base currency for one USD on the local day of registration, or the last published before; None: unknown.

    By the record of the base currency, best this member state's own, else by that of the USD in this one.
    """
    zone, base = zone_of(case, case.content.office_id, case.t), BASE_CURRENCY.get(case.member_state, "")
    for back in range(RATE_DAYS + 1):
        day = local_date(case.t - back * DAY, zone).isoformat()
        own = case.tables.at(FxRate, f"{base}|{day}", case.t, case.member_state) if base else None
        if own is not None and own.rate_to_usd and 1 / own.rate_to_usd < inf:
            return 1 / own.rate_to_usd
        dollar = case.tables.at(FxRate, f"USD|{day}", case.t, case.member_state)
        if dollar is not None and dollar.rate_to_base and dollar.member_state == case.member_state:
            return dollar.rate_to_base
    return None


def unit_said(unit: str) -> Argument:
    """What goods are priced by, as `quantity` has it, for a sentence."""
    return term("unit-kg") if unit == KILOGRAM else sentences([sentence("unit-code", code=unit)])


def quantity(item: DeclaredItem) -> tuple[str, float] | None:
    """Unit and quantity an item is priced by: kilograms, else the supplementary unit; None: unknown."""
    if item.net_kg:
        return KILOGRAM, item.net_kg
    if item.supp_qty and item.supp_unit:
        return item.supp_unit, item.supp_qty
    return None


def freight_rate(case: Case) -> float | None:
    """Freight for a kilogram, in base currency, that the terms of delivery leave out of the price; None: unknown."""
    data: Declaration = case.content
    if incoterm(data) not in CARRIAGE_UNPAID:
        return 0.0
    weights = [item.gross_kg or item.net_kg for item in data.items or ()]
    rate, weight = base_rate(case, data.invoice_currency), fsum(one for one in weights if one)
    if data.freight_amount is None or rate is None or None in weights or not weight:
        return None
    return data.freight_amount * rate / weight


def unit_value(case: Case, item: DeclaredItem, accepted: float | None = None) -> tuple[str, float, float] | None:
    """Unit, quantity and natural log of the unit value in USD, levelled to delivery with the freight paid.

    A value accepted after control is level. None when value, quantity, rate or freight is unknown, or without a value.
    """
    value, sized, rate = accepted, quantity(item), case.once(usd_rate)
    if value is None:
        freight, weight = case.once(freight_rate), item.gross_kg or item.net_kg or 0.0
        value = None if not item.customs_value or freight is None else item.customs_value + freight * weight
    if not value or sized is None or not rate:
        return None
    usd = value / rate / sized[1]
    return (*sized, log(usd)) if 0 < usd < inf else None


def missing_of_price(case: Case, item: DeclaredItem) -> tuple[str, ...]:
    """Inputs for want of which an item has no unit value."""
    needed = (
        ("declaration.items[].customs_value", item.customs_value),
        ("declaration.items[].net_kg", quantity(item)),
        ("ref.fx_rate.rate_to_usd", case.once(usd_rate)),
    )
    lacking = tuple(name for name, value in needed if not value)
    return lacking or (("declaration.freight_amount",) if case.once(freight_rate) is None else ())


def benchmarks(item: DeclaredItem) -> tuple[str, ...]:
    """Benchmarks of an item from the most like to the least: goods code, origin, mark; coarser ones as back-off."""
    if not item.goods_code:
        return ()
    code, origin = item.goods_code, item.origin_country or ""
    mark = name_key(item.trade_mark) if item.trade_mark else ""
    coarse = (code, f"hs6:{code[:6]}")
    return (f"{code}|{origin}|{mark}", f"{code}|{origin}", *coarse) if origin else coarse


def shelves_of(benchmark: str, unit: str, least: float = 0, most: float = inf) -> tuple[str, ...]:
    """Shelves with the references of a benchmark that have such a quantity in `unit`: one for each power of ten."""
    return tuple(f"{benchmark}|{unit}|{power}" for power in range(_power(least), _power(most) + 1))


def _power(quantity: float) -> int:
    return floor(log10(min(max(quantity, 10.0**LEAST_SIZE), 10.0**MOST_SIZE)))


def market(goods_code: str) -> str:
    """Subject that keeps the benchmarks of all goods of a six-digit code."""
    return f"price:{goods_code[:6]}"


def incoterm(data: Declaration) -> str:
    """Incoterms code as declared, without the place; empty: unknown."""
    words = (data.delivery_terms or "").upper().split()
    return words[0] if words else ""


def line_of(item: DeclaredItem) -> str | None:
    """Which goods a participant's price line is of: goods code, origin, mark or maker; None: code or origin unknown."""
    if not item.goods_code or not item.origin_country:
        return None
    mark = name_key(item.trade_mark) if item.trade_mark else item.manufacturer_id or ""
    return f"{item.goods_code}|{item.origin_country}|{mark}"


def _clean(case: Case) -> tuple[bool, dict[int, float | None]]:
    """Whether the declaration may serve as a reference (S17), and the values accepted after control by item.

    One whose value was adjusted, nobody knows to what, may not; an item of which that is so has None.
    """
    accepted: dict[int, float | None] = {}
    clean = True
    for link in sorted(case.linked(ControlLink), key=lambda link: link.result.completed_at if link.result else 0):
        if link.result is None:
            continue
        adjusted = link.result.outcome == "value_adjusted"
        clean = clean and link.result.outcome != "violation" and (bool(link.result.items) or not adjusted)
        for item in link.result.items or ():
            if adjusted or item.accepted_customs_value is not None:
                accepted[item.item_no] = item.accepted_customs_value
    return clean, accepted


def _released(case: Case) -> list[tuple[DeclaredItem, Line]]:
    return list(_lines_of(case))


def _lines_of(case: Case) -> Iterator[tuple[DeclaredItem, Line]]:
    end = case.ending
    if case.current is None or end is None or not end.type.endswith(".released.v1"):
        return
    clean, accepted = _clean(case)
    data: Declaration = case.content
    if not clean or not data.items:
        return
    parent = house_above(case, data.office_id, case.t)
    for item in data.items:
        unknown = item.item_no in accepted and accepted[item.item_no] is None
        priced = None if unknown else unit_value(case, item, accepted.get(item.item_no))
        if priced is not None:
            unit, sized, log_usd = priced
            yield (
                item,
                Line(
                    case.t,
                    f"{case.id}|{item.item_no}",
                    case.trigger,
                    data.participant_id,
                    log_usd,
                    unit,
                    sized,
                    end.at,
                    case.id,
                    data.office_id,
                    parent,
                    item.item_no in accepted,
                    incoterm(data),
                    line_of(item) or "",
                ),
            )


def _market(case: Case) -> Iterator[tuple[str, Reference]]:
    for item, line in case.once(_released):
        if item.goods_code:
            yield (
                item.goods_code[:6],
                Reference(
                    line.at,
                    line.ref,
                    line.event_id,
                    line.participant,
                    line.log_usd,
                    line.unit,
                    line.quantity,
                    line.released_at,
                    benchmarks(item),
                ),
            )


def _lines(case: Case) -> Iterator[tuple[str, Line]]:
    for _, line in case.once(_released):
        if line.goods:
            yield line.participant, line


_released_at, _participant = attrgetter("released_at"), attrgetter("participant")


def _quote(price: Reference) -> Quote:
    return Quote(price.at, price.participant, price.log_usd, price.quantity, price.released_at)


def _shelves(price: Reference) -> tuple[str, ...]:
    return tuple(
        shelf
        for benchmark in price.benchmarks
        for shelf in shelves_of(benchmark, price.unit, price.quantity, price.quantity)
    )


PAID = attrgetter("participant", "log_usd")
"""Who paid, and the natural log of how many USD for a unit."""
PRICES = Ledger(
    "prices",
    subject="price",
    kinds=("declaration",),
    entry=Reference,
    put=_market,
    keep_days=280,
    statistics=(Sample(Quote, _quote, _participant, ENOUGH, OF_ONE),),
    cap=A_DAY_OF_ONE,
    owner=_participant,
    draw=ENOUGH,
    since=_released_at,
    shelves=_shelves,
)
LINES = Ledger(
    "price_lines",
    subject="participant",
    kinds=("declaration",),
    entry=Line,
    put=_lines,
    keep_days=190,
    since=_released_at,
    shelves=lambda entry: (entry.goods,),
)
