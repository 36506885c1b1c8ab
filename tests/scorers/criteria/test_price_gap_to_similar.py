"""Criterion 103: a price far from that of identical or similar goods."""

import datetime
from typing import Any

import pytest

from schemas.envelope import Event
from scorers.contract.book import Book
from tests import factories as f
from tests.scorers.judging import Judging, backwards, judged, sentence

T, DAY, HOUR, MINUTE = f.T0, f.DAY, f.HOUR, f.MINUTE
NOW = T + 60 * DAY
RATE = 500.0
CODE = "8517620009"


def rates(rate: float = RATE, days: range = range(-40, 61)) -> list[Event]:
    """An exchange rate a day."""
    return [f.fact("ref.fx_rate", currency="USD", date=_date(T + n * DAY), rate_to_base=rate) for n in days]


def _date(at: int) -> str:
    return datetime.datetime.fromtimestamp(at / 1000, datetime.UTC).date().isoformat()


def item(usd: float, kg: float | None = 100.0, **fields: Any) -> dict[str, Any]:
    """An item of `usd` for a kilogram."""
    value = None if kg is None else usd * kg * RATE
    return {"goods_code": CODE, "origin_country": "CN", "net_kg": kg, "customs_value": value, **fields}


def sold(number: int, usd: float, **fields: Any) -> list[Event]:
    """A released declaration; four importers take turns, one declaration a day."""
    who = fields.pop("who", f"Q{number % 4}")
    at = fields.pop("at", T + number * DAY)
    name = fields.pop("name", f"R{number}")
    return [
        f.declaration(name, at, participant_id=who, items=[item(usd, **fields)]),
        f.released(name, at + HOUR),
    ]


def market(count: int = 12, usd: float = 10.0, **fields: Any) -> list[Event]:
    """Prices spread by up to four percent."""
    return [event for n in range(count) for event in sold(n, usd * (1 + (n % 3 - 1) / 25), **fields)]


def now(usd: float, name: str = "D1", **fields: Any) -> Event:
    return f.declaration(name, NOW, items=[item(usd, **fields)])


def outcome(events: list[Event], parameters: str = "") -> float | None:
    """Ratio to the median in the hit, the same in both orders of arrival."""
    everything = [*rates(), *events]
    hits = [judged(order, parameters).hit("declaration:D1", "103") for order in (everything, backwards(everything))]
    assert hits[0] == hits[1]
    return float(str(hits[0].evidence[0].values["ratio"])) if hits[0] else None


def unknown(events: list[Event], **options: Any) -> tuple[str, ...] | None:
    """Inputs for want of which it is unknown, the same in both orders of arrival; None: a hit or a miss."""
    everything = [*rates(), *events]
    rooms = [Judging(**options).feed(*order) for order in (everything, backwards(everything))]
    found = [room.unknown("declaration:D1", "103") for room in rooms]
    assert found[0] == found[1]
    return found[0].missing if found[0] else None


def miss(events: list[Event]) -> bool:
    """Whether it is neither a hit nor unknown."""
    return outcome(events) is None and unknown(events) is None


def test_far_below_the_others() -> None:
    """Half the median of twelve released items of four others is a hit, with the item as its subject."""
    events = [*market(), now(5.0)]
    assert outcome(events) == pytest.approx(0.5)
    assert judged([*rates(), *events]).verdicts("declaration:D1", "103")[0].subject_id == "D1|1"


@pytest.mark.parametrize(("usd", "hits"), [(6.99, True), (7.0, False), (20.0, False), (20.1, True)])
def test_ratios(usd: float, hits: bool) -> None:
    """Only below `low_ratio` or above `high_ratio` of the median, not at them."""
    assert (outcome([*market(), now(usd)]) is not None) is hits
    assert miss([*market(), now(usd)]) is not hits


def test_what_the_alert_says() -> None:
    """The sentence gives the price, the median, and of how many it is; nobody else is named."""
    hit = judged([*rates(), *market(), now(5.0)]).hit("declaration:D1", "103")
    assert hit is not None
    assert "5.00 USD per kg; the median of 12 released items of 4 others is 10.00" in sentence("103", hit)
    assert [found.event_id for found in hit.evidence] == ["declaration.registered/D1/1"]
    assert hit.window == (NOW - 90 * DAY, NOW)


def test_one_side() -> None:
    """A high price is none of the business of `sides = "low"`."""
    assert outcome([*market(), now(25.0)], '[criteria.103]\nsides = "low"') is None
    assert outcome([*market(), now(25.0)]) == pytest.approx(2.5)


def test_widely_spread_prices() -> None:
    """Where prices differ much anyway, half of the median is nothing unusual."""
    events = [event for n in range(12) for event in sold(n, (4.0, 8.0, 10.0, 12.0, 25.0)[n % 5])]
    assert outcome([*events, now(5.0)]) is None


def test_too_few_references() -> None:
    """Nine references, or only two other importers, leave the question open."""
    assert unknown([*market(9), now(5.0)]) == ("price_reference",)
    assert outcome([*market(10), now(5.0)]) is not None
    two = [event for n in range(12) for event in sold(n, 10.0, who=f"Q{n % 2}")]
    assert unknown([*two, now(5.0)]) == ("price_reference",)


def test_only_one_importer_of_the_goods() -> None:
    """The participant's own prices are no benchmark."""
    own = [event for n in range(12) for event in sold(n, 10.0, who="P1")]
    assert unknown([*own, now(5.0)]) == ("price_reference",)
    three = [event for n in range(12) for event in sold(n, 10.0, who=f"Q{n % 3}")]
    assert outcome([*three, now(5.0)]) is not None


def test_branded_and_unbranded_goods_in_one_code() -> None:
    """Goods are compared with those of their own mark when there are enough of them."""
    branded = [event for n in range(12) for event in sold(n, 40.0, name=f"B{n}", trade_mark="Apex")]
    plain = market()
    assert outcome([*branded, *plain, now(38.0, trade_mark="APEX")]) is None
    assert outcome([*branded, *plain, now(10.0, trade_mark="Apex")]) == pytest.approx(0.25)
    assert miss([*branded, *plain, now(10.0)])
    assert miss([*branded, *plain, now(38.0, trade_mark="Apex")])


def test_back_off() -> None:
    """Without enough goods of the mark and origin the code counts, then its six digits."""
    assert outcome([*market(), now(5.0, trade_mark="Apex")]) == pytest.approx(0.5)
    assert outcome([*market(), now(5.0, origin_country="TR")]) == pytest.approx(0.5)
    assert outcome([*market(), now(5.0, goods_code="8517629999", origin_country="TR")]) == pytest.approx(0.5)
    assert unknown([*market(), now(5.0, goods_code="8517710000")]) == ("price_reference",)


def test_undervalued_market_as_a_whole() -> None:
    """When all declare low the benchmark drifts with them, and nothing is found until high prices are seen again."""
    low = market(usd=5.0)
    assert miss([*low, now(5.0)])
    high = [event for n in range(12) for event in sold(n, 10.0, name=f"H{n}", at=NOW - (100 + n) * DAY)]
    assert miss([*high, *low, now(5.0)])
    recent = [event for n in range(30) for event in sold(n, 10.0, name=f"H{n}", at=T + (12 + n) * DAY)]
    assert outcome([*low, *recent, now(5.0)]) is not None


def test_tiny_sample_shipment() -> None:
    """A sample of two kilograms is not compared with loads of a hundred; ten times lighter or heavier still is."""
    assert unknown([*market(), now(60.0, kg=2.0)]) == ("price_reference",)
    assert outcome([*market(), now(60.0, kg=10.0)]) == pytest.approx(6.0)
    assert outcome([*market(), now(60.0, kg=1000.0)]) == pytest.approx(6.0)
    assert unknown([*market(), now(60.0, kg=1000.1)]) == ("price_reference",)
    samples = [event for n in range(12) for event in sold(n, 60.0, kg=2.0, name=f"S{n}")]
    assert miss([*market(), *samples, now(60.0, kg=2.0)])


def test_supplementary_unit() -> None:
    """Without a net weight goods are priced by their supplementary unit, and only against the same unit."""

    def pieces(unit: str, usd: float) -> dict[str, Any]:
        return {"kg": None, "supp_qty": 10.0, "supp_unit": unit, "customs_value": usd * 10 * RATE}

    events = [event for n in range(12) for event in sold(n, 0, **pieces("pcs", 100.0))]
    low = f.declaration("D1", NOW, items=[item(0, **pieces("PCS", 30.0))])
    assert outcome([*events, low]) == pytest.approx(0.3)
    hit = judged([*rates(), *events, low]).hit("declaration:D1", "103")
    assert hit is not None
    assert sentence("103", hit).startswith("The item is valued at 30.00 USD per unit PCS;")
    assert unknown([*events, f.declaration("D1", NOW, items=[item(0, **pieces("m2", 30.0))])]) == ("price_reference",)


def test_window() -> None:
    """References are those registered less than `window_days` before."""
    early = NOW - 90 * DAY
    within = [event for n in range(12) for event in sold(n, 10.0, at=early + 1 + n * DAY)]
    assert outcome([*within, now(5.0)]) is not None
    first = sold(0, 10.0, at=early)
    assert outcome([*first, *within[2:20], now(5.0)]) is None
    assert outcome([*first, *within[2:22], now(5.0)]) is not None


def test_only_released_items_count() -> None:
    """A declaration that was not released by then is no reference."""
    events = market(10)
    assert outcome([*events, now(5.0)]) is not None
    assert unknown([*events[:-1], now(5.0)]) == ("price_reference",)
    assert unknown([*events[:-1], f.released("R9", NOW + 1), now(5.0)]) == ("price_reference",)


def adjusted(number: int, usd: float, version: int = 1) -> Event:
    items = [{"item_no": 1, "accepted_customs_value": usd * 100 * RATE}]
    return f.control_result(
        f"K{number}", T + number * DAY, declaration_id=f"R{number}", outcome="value_adjusted", items=items,
        version=version, event_id=f"K{number}/{version}",
    )  # fmt: skip


def test_accepted_values_replace_adjusted_ones() -> None:
    """What counts is the value accepted after control, of a corrected result the corrected one."""
    events = [*market(12, 5.0), *(adjusted(n, 10.0) for n in range(12)), now(5.0)]
    assert outcome(events) == pytest.approx(0.5)
    assert outcome([*events, *(adjusted(n, 5.0, version=2) for n in range(12))]) is None


def test_items_with_a_violation_are_no_reference() -> None:
    """A declaration whose control found a violation does not serve, until the result is cancelled."""
    bad = f.control_result("K9", T + 10 * DAY, declaration_id="R9", outcome="violation")
    assert unknown([*market(10), bad, now(5.0)]) == ("price_reference",)
    assert outcome([*market(10), bad, f.cancel(bad), now(5.0)]) is not None


def test_adjusted_to_nobody_knows_what() -> None:
    """Where the accepted value is not stated the declared one does not serve either."""
    adjustment = f.control_result("K9", T + 10 * DAY, declaration_id="R9", outcome="value_adjusted")
    assert unknown([*market(10), adjustment, now(5.0)]) == ("price_reference",)


def test_an_item_adjusted_to_nobody_knows_what() -> None:
    """An item that was adjusted and has no accepted value does not serve; the others of its declaration do."""
    items = [{"item_no": 1, "accepted_customs_value": None}]
    both = f.control_result("K9", T + 9 * DAY, declaration_id="R9", outcome="value_adjusted", items=items)
    assert unknown([*market(10), both, now(5.0)]) == ("price_reference",)
    other = f.control_result("K9", T + 9 * DAY, declaration_id="R9", outcome="value_adjusted",
                             items=[{"item_no": 2, "accepted_customs_value": None}])  # fmt: skip
    assert outcome([*market(10), other, now(5.0)]) is not None


def test_one_importer_does_not_make_the_market() -> None:
    """The many items of one importer weigh no more than the cap."""
    big = [event for n in range(9) for event in sold(n, 10.0, name=f"B{n}", who="Q9")]
    others = [event for n in range(9, 14) for event in sold(n, 30.0)]
    assert outcome([*big, *others, now(10.0)]) == pytest.approx(1 / 3, abs=0.01)


def test_inputs_unknown() -> None:
    """Without value, quantity or exchange rate there is no price."""
    assert unknown([*market(), now(5.0, customs_value=None)]) == ("declaration.items[].customs_value",)
    assert unknown([*market(), now(5.0, kg=None, customs_value=1.0)]) == ("declaration.items[].net_kg",)
    assert unknown([*market(), now(5.0, goods_code=None)]) == ("declaration.items[].goods_code",)
    without = judged([*market(), now(5.0)]).unknown("declaration:D1", "103")
    assert without is not None
    assert without.missing == ("ref.fx_rate.rate_to_usd",)


def test_rate_of_the_last_days() -> None:
    """Over a holiday the last rate published within a week counts; a rate that arrives later opens the case again."""
    until = rates(days=range(-40, 55))
    assert Judging().feed(*until, *market(), now(5.0)).hit("declaration:D1", "103") is not None
    older = rates(days=range(-40, 50))
    judging = Judging().feed(*older, *market(), now(5.0))
    assert judging.unknown("declaration:D1", "103") is not None
    assert judging.feed(*rates(days=range(58, 59))).hit("declaration:D1", "103") is not None


def test_rate_of_the_base_currency() -> None:
    """The record of the base currency says it before that of the USD does; another state's USD rate says nothing."""
    days = [_date(T + n * DAY) for n in range(-40, 61)]
    own = [f.fact("ref.fx_rate", currency="KZT", date=day, rate_to_usd=1 / RATE) for day in days]
    events = [*market(), now(5.0)]
    for order in ([*own, *events], backwards([*own, *events]), [*rates(1.0), *own, *events]):
        hit = judged(order).hit("declaration:D1", "103")
        assert hit is not None
        assert hit.evidence[0].values["median_usd"] == 10.0
    foreign = [f.fact("ref.fx_rate", currency="USD", date=day, rate_to_base=80.0, member_state="RU") for day in days]
    verdict = judged([*foreign, *events]).unknown("declaration:D1", "103")
    assert verdict is not None
    assert verdict.missing == ("ref.fx_rate.rate_to_usd",)


def test_rates_of_two_member_states() -> None:
    """Each state's own rate of the day stands, whichever arrives first."""
    days = [_date(T + n * DAY) for n in range(-40, 61)]
    foreign = [
        f.fact("ref.fx_rate", currency="USD", date=day, rate_to_base=80.0, member_state="RU", event_id=f"RU/{day}")
        for day in days
    ]
    for events in ([*rates(), *foreign, *market(), now(5.0)], [*foreign, *rates(), *market(), now(5.0)]):
        hit = judged(events).hit("declaration:D1", "103")
        assert hit is not None
        assert hit.evidence[0].values["median_usd"] == 10.0


def test_coverage() -> None:
    """A miss is none while the window reaches before the coverage; a hit is one."""
    assert unknown([*market(), now(9.0)], coverage_start=NOW - 80 * DAY) == ("coverage",)
    assert Judging(coverage_start=NOW - 80 * DAY).feed(*rates(), *market(), now(5.0)).hit("declaration:D1", "103")


def test_cancelled_reference() -> None:
    """A declaration that was cancelled or amended leaves the benchmark, in both orders of arrival."""
    events = market(10)
    assert unknown([*events, f.cancel(events[0]), now(5.0)]) == ("price_reference",)
    other = f.declaration_amended(events[0], T + f.MINUTE, items=[item(10.0, goods_code="0101210000")])
    assert unknown([*events, other, now(5.0)]) == ("price_reference",)
    assert unknown([now(5.0), *events, other]) == ("price_reference",)


def test_a_day_is_sampled_whatever_the_order() -> None:
    """Of a day's many items the same few count in every order, also when one of them is taken back."""
    crowd = [event for n in range(15) for event in sold(n, 8.0 + n, at=T + n * HOUR, who=f"Q{n % 4}")]
    gone = [f.cancel(event) for event in crowd[:10:2]]
    renamed = [event for n in range(12) for event in sold(n, 10.0, name=f"M{n}", at=T + n * DAY)]
    events = [*renamed, *crowd, *gone, now(5.0)]
    straight = judged([*rates(), *events]).hit("declaration:D1", "103")
    assert straight is not None
    assert straight == judged([*rates(), *backwards(events)]).hit("declaration:D1", "103")
    early = [event for event in events if event not in gone]
    assert straight == judged([*rates(), *gone, *early]).hit("declaration:D1", "103")


def test_items_that_are_not_stated() -> None:
    """Unknown; a declaration of no items has no price that could be far from another."""
    assert unknown([f.declaration("D1", NOW)]) == ("declaration.items[].customs_value",)
    assert unknown([f.declaration("D1", NOW, items=[])]) is None


def test_own_items_crowd_nobody_out_of_the_benchmark() -> None:
    """Six items a day, each an hour before those of others, leave it as it was (ruling 42)."""
    own = [
        event
        for n in range(12)
        for event in (
            f.declaration(f"O{n}", T + n * DAY - HOUR, items=[item(1.0) for _ in range(6)]),
            f.released(f"O{n}", T + n * DAY - HOUR + 1),
        )
    ]
    assert outcome([*market(12), now(1.0)]) == outcome([*own, *market(12), now(1.0)]) == 0.1


def test_twelve_references_of_a_day_count_twelve() -> None:
    """Of three participants, four each."""
    day = [event for n in range(12) for event in sold(n, 10.0, who=f"Q{n % 3}", at=T + n * MINUTE, name=f"R{n}")]
    assert outcome([*day, now(1.0)]) == 0.1


def test_a_long_benchmark_costs_what_a_short_one_does(monkeypatch: pytest.MonkeyPatch) -> None:
    """No more days are read of a year than of two months, once enough is known."""
    read: list[int] = []
    whole = Book._pane

    def counting(book: Book, number: int) -> Any:
        read.append(number)
        return whole(book, number)

    costs = []
    for days in (62, 230):
        told = [event for n in range(days) for event in sold(n, 10.0, at=NOW - (n + 2) * DAY)]
        judging = judged([*rates(), *told], "[criteria.103]\nwindow_days = 270")
        with monkeypatch.context() as counted:
            counted.setattr(Book, "_pane", counting)
            read.clear()
            judging.feed(now(1.0))
        costs.append(len(read))
    assert costs[1] <= costs[0] + 2 < 100
