"""Criterion 104: a value level lower than the same participant declared at another office."""

import datetime
from typing import Any

import pytest

from schemas.envelope import Event
from scorers.contract.verdict import Scalar
from tests import factories as f
from tests.scorers.judging import Judging, backwards, judged, sentence

T, DAY, HOUR = f.T0, f.DAY, f.HOUR
NOW = T + 150 * DAY
KEY = "declaration:D1"
RATE = 500.0


def rates(rate: float = RATE, start: int = -20, end: int = 151) -> list[Event]:
    days = [datetime.datetime.fromtimestamp((T + n * DAY) / 1000, datetime.UTC).date() for n in range(start, end, 5)]
    return [f.fact("ref.fx_rate", currency="USD", date=day.isoformat(), rate_to_base=rate) for day in days]


def item(usd: float, kg: float = 1000.0, rate: float = RATE, **fields: Any) -> dict[str, Any]:
    """An item of `usd` for a kilogram, on which three tenths of the value are to be paid."""
    value = usd * kg * rate
    return {
        "goods_code": "8517620009",
        "origin_country": "CN",
        "manufacturer_id": "M1",
        "net_kg": kg,
        "customs_value": value,
        "payable_amount": 0.3 * value,
        **fields,
    }


def sold(number: int, usd: float, office: str = "O2", **fields: Any) -> list[Event]:
    """A released declaration of the participant, one every ten days."""
    at = fields.pop("at", T + 10 * number * DAY)
    name, who = fields.pop("name", f"R{number}"), fields.pop("who", "P1")
    terms = fields.pop("terms", None)
    return [
        f.declaration(
            name, at, participant_id=who, office_id=office, delivery_terms=terms, items=[item(usd, **fields)]
        ),
        f.released(name, at + HOUR),
    ]


def earlier(count: int = 6, usd: float = 10.0, office: str = "O2", **fields: Any) -> list[Event]:
    return [event for n in range(count) for event in sold(n, usd, office, **fields)]


def now(
    usd: float = 8.0, office: str = "O1", terms: str | None = None, freight: float | None = None, **fields: Any
) -> Event:
    papers = {"delivery_terms": terms, "freight_amount": freight, "invoice_currency": "USD"}
    return f.declaration("D1", NOW, office_id=office, items=[item(usd, **fields)], **papers)


def found(events: list[Event], parameters: str = "") -> dict[str, Scalar] | None:
    """What the evidence says, the same in both orders of arrival."""
    everything = [*rates(), *events]
    hits = [judged(order, parameters).hit(KEY, "104") for order in (everything, backwards(everything))]
    assert hits[0] == hits[1]
    return hits[0].evidence[0].values if hits[0] else None


def unknown(events: list[Event], parameters: str = "") -> tuple[str, ...] | None:
    """Inputs for want of which it is unknown, the same in both orders of arrival; None: a hit or a miss."""
    said = [judged(order, parameters).unknown(KEY, "104") for order in (events, backwards(events))]
    assert said[0] == said[1]
    return said[0].missing if said[0] else None


def test_what_the_alert_says() -> None:
    """The sentence gives both levels and what is lost; the evidence is the latest line elsewhere."""
    hit = judged([*rates(), *earlier(), now()]).hit(KEY, "104")
    assert hit is not None
    assert "valued at 8.00 USD per kg; the participant's 6 released lines" in sentence("104", hit)
    assert "had 10.00, which makes 600 USD less to pay" in sentence("104", hit)
    assert [found.event_id for found in hit.evidence] == ["declaration.registered/R5/1"]
    assert hit.window == (NOW - 180 * DAY, NOW)


def test_lower_at_another_office() -> None:
    """A fifth below six released lines at another office is a hit; a first visit and the loss are reported."""
    values = found([*earlier(), now()])
    assert values is not None
    assert values["loss_usd"] == pytest.approx(600.0)
    assert values["median_usd"] == pytest.approx(10.0)
    assert (values["offices"], values["lines"], values["first_time_here"]) == ("O2", 6, True)
    again = found([*earlier(), *sold(9, 8.0, "O1"), now()])
    assert again is not None
    assert again["first_time_here"] is False


def test_same_office() -> None:
    """Lower values at the same office are not what this is about, nor is a participant with no history elsewhere."""
    assert found([*earlier(office="O1"), now()]) is None
    assert judged([*rates(), now()]).verdicts(KEY, "104") == []


@pytest.mark.parametrize(("usd", "hits"), [(8.49, True), (8.61, False)])
def test_drop(usd: float, hits: bool) -> None:
    """The drop must exceed `min_drop`, and three times the floor of the spread."""
    parameters = "[criteria.104]\nmin_loss = 1"
    assert (found([*earlier(), now(usd)], parameters) is not None) is hits
    assert (found([*earlier(), now(9.4)], parameters + "\nmin_drop = 0.01\nmad_floor = 0.02") is not None) is True
    assert found([*earlier(), now(9.5)], parameters + "\nmin_drop = 0.01\nmad_floor = 0.02") is None


def test_exactly_the_share_that_is_allowed() -> None:
    """A drop of exactly `min_drop` is none, whatever the logarithm's last digit."""
    parameters = "[criteria.104]\nk = 0.1\nmin_loss = 1"
    assert found([*earlier(), now(8.5)], parameters) is None
    assert found([*earlier(), now(8.499)], parameters) is not None


def test_prices_that_vary_anyway() -> None:
    """A drop within three times the usual spread is noise."""
    events = [event for n in range(6) for event in sold(n, (8.5, 9.0, 10.0, 10.0, 11.0, 12.0)[n])]
    assert found([*events, now(8.0)]) is None
    assert found([*events, now(5.0)]) is not None


def test_lines_and_declarations() -> None:
    """Five lines of at least three declarations are needed."""
    assert found([*earlier(4), now()]) is None
    assert found([*earlier(5), now()]) is not None
    few = [
        event
        for n in range(2)
        for event in (
            f.declaration(f"R{n}", T + n * DAY, office_id="O2", items=[item(10.0) for _ in range(3)]),
            f.released(f"R{n}", T + n * DAY + HOUR),
        )
    ]
    assert found([*few, now()]) is None
    assert found([*few, *sold(3, 10.0), now()]) is not None


def test_loss() -> None:
    """A drop that costs less than `min_loss` is not worth an alert."""
    assert found([*earlier(), now(kg=833.0)]) is None
    assert found([*earlier(), now(kg=834.0)]) is not None
    assert found([*earlier(), now(kg=1000.0)], "[criteria.104]\nmin_loss = 600") is not None
    assert found([*earlier(), now(kg=1000.0)], "[criteria.104]\nmin_loss = 600.01") is None


def test_heavier_lines_weigh_more() -> None:
    """The level is the median by kilograms."""
    samples = [event for n in range(5) for event in sold(n, 30.0, kg=10.0)]
    loads = [event for n in range(5, 8) for event in sold(n, 10.0)]
    assert found([*samples, *loads, now(9.5)], "[criteria.104]\nk = 0.1") is None


def test_raised_by_adjustment() -> None:
    """An earlier value that was raised counts as accepted; a later correction of it re-opens the case."""
    low = earlier(usd=8.0)

    def raised(number: int, usd: float, version: int = 1) -> Event:
        accepted = [{"item_no": 1, "accepted_customs_value": usd * 1000 * RATE}]
        at = T + 10 * number * DAY + HOUR // 2
        return f.control_result(
            f"K{number}", at, declaration_id=f"R{number}", outcome="value_adjusted", items=accepted, version=version
        )

    assert found([*low, now()]) is None
    values = found([*low, *(raised(n, 10.0) for n in range(6)), now()])
    assert values is not None
    assert (values["median_usd"], values["adjusted_lines"]) == (10.0, 6)
    judging = judged([*rates(), *low, now()]).feed(*(raised(n, 10.0) for n in range(6)))
    assert judging.hit(KEY, "104") is not None
    assert judging.feed(*(raised(n, 8.0, version=2) for n in range(6))).hit(KEY, "104") is None


def market(then: float, later: float, count: int = 12) -> list[Event]:
    """Prices of other importers, before day 70 and after it."""
    events = [event for n in range(count) for event in sold(n, then, name=f"M{n}", who=f"Q{n % 4}", at=T + 5 * n * DAY)]
    for n in range(count):
        events += sold(n, later, name=f"L{n}", who=f"Q{n % 4}", at=T + (80 + 5 * n) * DAY)
    return events


def test_world_price_fell() -> None:
    """Where the whole market fell as much nothing follows; where it stood still, or is too small, something does."""
    assert found([*earlier(), *market(10.0, 8.0), now()]) is None
    assert found([*earlier(), *market(10.0, 8.0), now()], "[criteria.104]\nmarket_guard = false") is not None
    assert found([*earlier(), *market(10.0, 10.0), now()]) is not None
    assert found([*earlier(), *market(10.0, 8.0, 2), now()]) is not None
    assert found([*earlier(), *market(10.0, 8.5), now(8.2)]) is None
    assert found([*earlier(), *market(10.0, 8.5), now(7.9)]) is not None


def test_fall_before_the_earlier_lines() -> None:
    """A fall of the market that the earlier lines had already followed excuses nothing."""
    recent = [event for n in range(6) for event in sold(n, 10.0, at=T + (120 + n) * DAY)]
    assert found([*recent, *market(12.5, 10.0), now()]) is not None


def test_different_delivery_terms() -> None:
    """A price without the freight is levelled by adding it, so that the terms neither make a drop nor hide one."""
    values = found([*earlier(terms="CIP Almaty"), now(terms="exw Shenzhen", freight=0.0)])
    assert values is not None
    assert (values["delivery_terms"], values["earlier_terms"]) == ("EXW", "CIP")
    kilograms = item(8.0)["net_kg"]
    assert found([*earlier(terms="CIP Almaty"), now(terms="exw Shenzhen", freight=2.0 * kilograms)]) is None


def test_terms_whose_freight_is_not_known() -> None:
    """Nothing can be compared then."""
    missing = unknown([*rates(), *earlier(terms="CIP Almaty"), now(terms="EXW Shenzhen")])
    assert missing == ("declaration.freight_amount",)


def test_devaluation() -> None:
    """Values are compared in USD at the rate of their own day."""
    late = f.fact("ref.fx_rate", currency="USD", date="2026-07-30", rate_to_base=1000.0)
    weak = [*rates(end=146), late]
    for order in ([*weak, *earlier(), now(10.0, rate=1000.0)], [now(10.0, rate=1000.0), *earlier(), *reversed(weak)]):
        assert judged(order).verdicts(KEY, "104") == []
    # The same value in the devalued currency is half the price.
    for order in ([*weak, *earlier(), now(10.0)], [now(10.0), *earlier(), *reversed(weak)]):
        hit = judged(order).hit(KEY, "104")
        assert hit is not None
        assert hit.evidence[0].values["usd_per_unit"] == 5.0


def test_other_goods() -> None:
    """Another code, origin, maker or unit of quantity is no comparison."""
    for change in (
        {"goods_code": "8517629999"},
        {"origin_country": "TR"},
        {"manufacturer_id": "M2"},
        {"trade_mark": "Apex"},
        {"net_kg": None, "supp_qty": 1000.0, "supp_unit": "pcs"},
    ):
        assert found([*earlier(), now(**change)]) is None


def test_window_and_release() -> None:
    """Lines count when registered less than `window_days` before and released by now."""
    parameters = "[criteria.104]\nwindow_days = 100"
    events = [event for n in range(5) for event in sold(n, 10.0, at=NOW - 100 * DAY + 1 + n * DAY)]
    assert found([*events, now()], parameters) is not None
    edge = [event for n in range(5) for event in sold(n, 10.0, at=NOW - 100 * DAY + n * DAY)]
    assert found([*edge, now()], parameters) is None
    assert found([*events[:-1], now()], parameters) is None
    assert found([*events[:-1], f.released("R4", NOW + 1), now()], parameters) is None


def test_compare_level() -> None:
    """Posts of one customs house are one place when houses are compared."""
    offices = [f.fact("ref.office", key=name, tz="Asia/Almaty", parent_id="H1") for name in ("O1", "O2")]
    assert found([*offices, *earlier(), now()]) is not None
    assert found([*offices, *earlier(), now()], '[criteria.104]\ncompare_level = "parent"') is None
    other = f.fact("ref.office", key="O2", tz="Asia/Almaty", parent_id="H2")
    assert found([offices[0], other, *earlier(), now()], '[criteria.104]\ncompare_level = "parent"') is not None
    open_question = [*rates(), offices[1], *earlier(), now()]
    assert unknown(open_question, '[criteria.104]\ncompare_level = "parent"') == ("ref.office.parent_id",)


def test_withdrawn_and_cancelled_lines() -> None:
    """A line that is cancelled, or whose control found a violation, leaves the level."""
    events = earlier(5)
    assert found([*events, f.cancel(events[0]), now()]) is None
    bad = f.control_result("K1", T + DAY, declaration_id="R1", outcome="violation")
    assert found([*events, bad, now()]) is None


@pytest.mark.parametrize("name", ["payable_amount", "customs_value", "goods_code", "origin_country"])
def test_inputs_unknown(name: str) -> None:
    """Without value, payable amount, code or origin nothing can be said."""
    unstated: Any = {name: None}
    assert unknown([*rates(), *earlier(), now(**unstated)]) == (f"declaration.items[].{name}",)


def test_rate_unknown() -> None:
    """Without an exchange rate there is no value in USD."""
    assert unknown([*earlier(), now()]) == ("ref.fx_rate.rate_to_usd",)


def test_coverage() -> None:
    """A miss is none while the window reaches before the coverage; a hit is one."""
    begun = NOW - 170 * DAY
    assert Judging(coverage_start=begun).feed(*rates(), *earlier(), now(10.0)).unknown(KEY, "104") is not None
    assert Judging(coverage_start=begun).feed(*rates(), *earlier(), now()).hit(KEY, "104") is not None
    cheap = Judging(coverage_start=begun).feed(*rates(), *earlier(), now(kg=100.0)).unknown(KEY, "104")
    assert cheap is not None
    assert cheap.missing == ("coverage",)


def test_items_that_are_not_stated() -> None:
    """Unknown; a declaration of no items has no value that could be lower than another."""
    assert judged([f.declaration("D1", NOW)]).unknown(KEY, "104") is not None
    assert judged([f.declaration("D1", NOW, items=[])]).unknown(KEY, "104") is None


def test_own_lines_are_no_market() -> None:
    """However many cheap lines the participant has at the other office, the market is what others paid."""
    steady = market(10.0, 10.0)
    own = [event for n in range(40) for event in sold(n, 8.0, "O1", name=f"OWN{n}", at=NOW - 20 * DAY + n * HOUR)]
    assert found([*earlier(), *steady, *own, now()]) is not None
