"""Criterion 104 of decision 8/7: a value level lower than the same participant declared at another office."""

from collections.abc import Iterator
from math import exp
from typing import Annotated, ClassVar, Literal

import msgspec

from schemas.events.goods import DeclaredItem
from scorers.contract.arguments import filled
from scorers.contract.case import Case, subject_key
from scorers.contract.criterion import Ask, Criterion, Params
from scorers.contract.history import History
from scorers.contract.inputs import of
from scorers.contract.learned import Learned
from scorers.contract.verdict import Evidence, Hit, Unknown, missing
from scorers.ledgers.prices import (
    LINES,
    PAID,
    PRICES,
    Line,
    incoterm,
    line_of,
    market,
    missing_of_price,
    shelves_of,
    unit_said,
    unit_value,
)
from scorers.parameters.units import Days, Number, Share, Switch, means
from scorers.reference.working_days import office_of
from scorers.statistics.benchmark import Benchmark
from scorers.statistics.robust import MAD_TO_SIGMA, weighted_mad, weighted_median
from scorers.times.durations import DAY

Priced = tuple[str, float, float]
"""Unit, quantity, natural log of the unit value in USD."""


class Parameters(Params, frozen=True):
    """What is compared with what, and how far is far."""

    window_days: Annotated[Days, means("How far back released lines at other offices are compared.")] = 180
    min_lines: Annotated[Number, means("Released lines at other offices from which on it is judged.")] = 5
    min_declarations: Annotated[Number, means("Declarations that these must be of.")] = 3
    min_drop: Annotated[Share, means("By how much the unit value must be below the median there.")] = 0.15
    k: Annotated[
        float,
        means(
            "How far below the median is too far.",
            unit="standard deviations of the log price, as the MAD estimates them",
            ge=0,
        ),
    ] = 3
    mad_floor: Annotated[
        float, means("Least standard deviation that is reckoned with.", unit="of the log price", ge=0)
    ] = 0.05
    min_loss: Annotated[float, means("Least loss of payments.", unit="USD", ge=0)] = 500
    market_guard: Annotated[Switch, means("Whether a fall that the market shared is excused.")] = True
    min_excess: Annotated[Share, means("By how much the fall must then exceed that of the market.")] = 0.05
    min_n_market: Annotated[Number, means("Prices of others from which on they are a market.")] = 10
    compare_level: Annotated[
        Literal["office", "parent"],
        means("Whether another office, or only another customs house, is another place.", unit="office or parent"),
    ] = "office"


MAX_LINES = 200
"""Latest lines elsewhere that are looked at."""
MARKET_SHARE = 0.3
"""The most that one participant counts for in the market."""


class Earlier(Learned, frozen=True, tag="told.level"):
    """Weighted median and MAD, log USD, of the participant's `n` lines at other offices, and what is told of them.

    `mean_at` is their mean time, ms UTC; `here` counts lines at the office itself; `last` is the latest line elsewhere:
    declaration, event, time (ms UTC).
    """

    n: int
    declarations: int
    covered: bool
    median: float = 0
    mad: float = 0
    mean_at: int = 0
    adjusted: int = 0
    offices: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()
    here: int = 0
    last: tuple[str, str, int] = ("", "", 0)


class Trend(Learned, frozen=True, tag="told.trend"):
    """Log medians of what others paid `now` and `then`, of `n` prices lately; None: there are too few."""

    n: int
    medians: tuple[float, float] | None = None


class Level(Ask, frozen=True, tag="ask.level"):
    """What the participant declared for the same goods elsewhere, or what the market of all others did to their price.

    `place` is the office of declaring, or the customs house above it; `goods` the shelf of the participant's lines, or
    the market's benchmark; `then` (ms UTC) the time of the earlier lines, for a market.
    """

    learns: ClassVar[tuple[type[Learned], ...]] = (Earlier, Trend)

    item: int
    place: str
    unit: str
    goods: str
    participant: str
    then: int | None = None

    @property
    def kind(self) -> type[Learned]:
        """A trend, of a market."""
        return Earlier if self.then is None else Trend

    @property
    def about(self) -> int:
        """One answer for each item."""
        return self.item


class ValueDropAtOtherOffice(Criterion[Parameters, Level]):
    """An item is valued well below what the participant's released declarations at other offices gave for it.

    Compared are the same code, origin and mark or maker, in USD, with the values accepted after control. The drop must
    cost something, exceed what prices vary anyway, and exceed what the whole market fell by.
    """

    code = "104"
    group = "08"
    title = "Value level lower than the same participant declared at another office"
    kind = "stream"
    subject = "goods_item"
    inputs = (
        *of("declaration", "participant_id", "office_id", "delivery_terms", "freight_amount", "invoice_currency"),
        *of("declaration.items[]", "goods_code", "origin_country", "trade_mark", "manufacturer_id", "customs_value"),
        *of("declaration.items[]", "net_kg", "supp_qty", "payable_amount"),
        *of("control.result", "items[].item_no", "items[].accepted_customs_value"),
        *of("ref.fx_rate", "rate_to_base", "rate_to_usd"),
        *of("ref.office", "parent_id", "tz"),
    )
    forms = ("customs_value_check", "documentary_check", "inspection")
    cases = ("declaration",)
    correlation_group = "price"
    further_groups = ("displacement",)
    texts = """
        .drop =
            The item is valued at { NUMBER($price, minimumFractionDigits: 2, maximumFractionDigits: 2) } USD per
            { $unit }; the participant's { $lines ->
                [one] one released line
               *[other] { $lines } released lines
            } of the same goods at other offices had { NUMBER($usual, minimumFractionDigits: 2,
            maximumFractionDigits: 2) }, which makes { NUMBER($loss, maximumFractionDigits: 0) } USD less to pay.
    """
    reads = (LINES, PRICES)

    def asks(self, case: Case, params: Parameters) -> Iterator[tuple[str, Level] | Unknown]:
        """Ask the participant's own line of every item, and the market of its goods code."""
        data, place = case.content, self._lodged_at(case, params)
        participant = data.participant_id
        for item in data.items or ():
            goods, priced = line_of(item), unit_value(case, item)
            if goods is not None and priced is not None and place is not None:
                ask = Level(self.code, case.t, case.trigger, item.item_no, place, priced[0], goods, participant)
                yield subject_key("participant", data.participant_id), ask
                level = self._elsewhere(case, item, params)
                if params.market_guard and level is not None and self._below(priced, level, params):
                    code = item.goods_code or ""
                    yield market(code), msgspec.structs.replace(ask, goods=code, then=level.mean_at)

    def answer(self, ask: Level, history: History, params: Parameters) -> Earlier | Trend:
        """For a line: its level elsewhere. For a market: its log median now and then."""
        if ask.then is not None:
            return self._market(ask, ask.then, history, params)
        known = self._latest(ask, history, params)
        lines = [line for line in known if _place(line, params) != ask.place][-MAX_LINES:]
        covered = history.covers(ask.t, params.window_days)
        if not lines:
            return Earlier(0, 0, covered)
        median = weighted_median([(line.log_usd, line.quantity) for line in lines])
        return Earlier(
            len(lines),
            len({line.declaration for line in lines}),
            covered,
            median,
            weighted_mad([(line.log_usd, 1.0) for line in lines], median),
            sum(line.at for line in lines) // len(lines),
            sum(line.adjusted for line in lines),
            tuple(sorted({line.office for line in lines})),
            tuple(sorted({line.terms for line in lines} - {""})),
            sum(1 for line in known if _place(line, params) == ask.place),
            (lines[-1].declaration, lines[-1].event_id, lines[-1].at),
        )

    def _latest(self, ask: Level, history: History, params: Parameters) -> list[Line]:
        """The participant's lines of the goods, oldest first, back to the day that brings enough from elsewhere."""
        known: list[Line] = []
        elsewhere = 0
        alike = lambda line: line.at < ask.t and line.unit == ask.unit  # noqa: E731
        for lines in history.nearest(LINES, ask.t, params.window_days, (ask.goods,), passes=alike):
            known += lines
            elsewhere += sum(1 for line in lines if _place(line, params) != ask.place)
            if elsewhere >= MAX_LINES:
                break
        return sorted(known, key=lambda line: (line.at, line.ref))

    def _market(self, ask: Level, then: int, history: History, params: Parameters) -> Trend:
        """Log medians of what others paid lately, and at the time of the earlier lines."""
        lately, earlier = (self._around(at, ask, history, params) for at in (ask.t, then))
        if lately.n < params.min_n_market:
            return Trend(lately.n)
        now, before = (market.result(MARKET_SHARE)[0] for market in (lately, earlier))
        return Trend(lately.n, (now, before))

    def _around(self, at: int, ask: Level, history: History, params: Parameters) -> Benchmark:
        """Prices of others, the nearest days first: a quarter of the window, and more while they are too few."""
        found = Benchmark(ask.participant)
        span = params.window_days * DAY // (4 if at == ask.t else 8)
        earlier = lambda price: price.at < ask.t  # noqa: E731
        shelves = shelves_of(ask.goods, ask.unit)
        for day in history.nearest(
            PRICES, ask.t, params.window_days, shelves, passes=earlier, near=at, done=found.done
        ):
            enough = found.n >= params.min_n_market
            if enough and (found.saturated() or all(abs(price.at - at) > span for price in day)):
                break
            found.add(map(PAID, day))
        return found

    def judge(self, case: Case, params: Parameters) -> Iterator[tuple[str, Hit | Unknown]]:
        """Judge each item that can be compared."""
        if case.content.items is None:
            yield "", missing("declaration.items[].customs_value")
            return
        for item in case.content.items:
            identity = f"{case.id}|{item.item_no}"
            priced = unit_value(case, item)
            lacking = [*missing_of_price(case, item), *_missing_of_goods(item)]
            if self._lodged_at(case, params) is None:
                lacking.append("ref.office.parent_id")
            if priced is None or lacking:
                yield identity, missing(*lacking)
                continue
            verdict = self._drop(case, item, priced, params)
            if verdict is not None:
                yield identity, verdict

    def _lodged_at(self, case: Case, params: Parameters) -> str | None:
        """Office of the declaration, or the customs house above it; None: unknown."""
        lodged: str = case.content.office_id
        if params.compare_level == "office":
            return lodged
        office = office_of(case, lodged, case.t)
        return None if office is None else office.parent_id or lodged

    def _level(self, case: Case, item: DeclaredItem) -> Earlier | None:
        participant = subject_key("participant", case.content.participant_id)
        return case.learned(participant, Earlier, self.code, item.item_no)

    def _elsewhere(self, case: Case, item: DeclaredItem, params: Parameters) -> Earlier | None:
        """The participant's level at other offices when there are lines enough, else None."""
        level = self._level(case, item)
        if level is None or level.n < params.min_lines or level.declarations < params.min_declarations:
            return None
        return level

    def _below(self, priced: Priced, level: Earlier, params: Parameters) -> bool:
        """Whether the price is under the level by more than `min_drop` and more than its own spread."""
        fall = level.median - priced[2]
        spread = max(MAD_TO_SIGMA * level.mad, params.mad_floor)
        # Rounded, so that exactly the share that is allowed is not more than it by the logarithm's last digit.
        return round(1 - exp(-fall), 9) > params.min_drop and fall > params.k * spread

    def _drop(self, case: Case, item: DeclaredItem, priced: Priced, params: Parameters) -> Hit | Unknown | None:
        level = self._elsewhere(case, item, params)
        if level is None or not self._below(priced, level, params) or self._market_fell(case, item, priced, params):
            known = self._level(case, item)
            return missing("coverage") if known is not None and not known.covered else None
        if item.payable_amount is None or not item.customs_value:
            return missing("declaration.items[].payable_amount")
        unit, quantity, log_usd = priced
        price, usual = exp(log_usd), exp(level.median)
        loss = round((usual - price) * quantity * item.payable_amount / item.customs_value, 2)
        if loss < params.min_loss:
            return None if level.covered else missing("coverage")
        ref, event_id, at = level.last
        return Hit(
            "drop",
            (
                Evidence(
                    "price_line",
                    ref,
                    at,
                    event_id,
                    {
                        "usd_per_unit": round(price, 4),
                        "median_usd": round(usual, 4),
                        "lines": level.n,
                        "adjusted_lines": level.adjusted,
                        "offices": ",".join(level.offices),
                        "loss_usd": loss,
                        "first_time_here": not level.here,
                        "delivery_terms": incoterm(case.content),
                        "earlier_terms": ",".join(level.terms),
                    },
                ),
            ),
            window=case.window(params.window_days),
            arguments=filled(
                price=round(price, 4), usual=round(usual, 4), unit=unit_said(unit), lines=level.n, loss=loss
            ),
        )

    def _market_fell(self, case: Case, item: DeclaredItem, priced: Priced, params: Parameters) -> bool:
        """Whether the price fell by hardly more than the market of the goods code did over the same time."""
        level = self._elsewhere(case, item, params)
        trend = case.learned(market(item.goods_code or ""), Trend, self.code, item.item_no)
        if not params.market_guard or level is None or trend is None or trend.medians is None:
            return False
        now, then = trend.medians
        own, general = 1 - exp(priced[2] - level.median), 1 - exp(now - then)
        return round(own - max(0.0, general), 9) < params.min_excess


def _missing_of_goods(item: DeclaredItem) -> list[str]:
    """Inputs for want of which nobody can tell what earlier lines are of the same goods."""
    needed = {"goods_code": item.goods_code, "origin_country": item.origin_country}
    return [f"declaration.items[].{name}" for name, value in needed.items() if not value]


def _place(line: Line, params: Parameters) -> str:
    return (line.parent or line.office) if params.compare_level == "parent" else line.office
