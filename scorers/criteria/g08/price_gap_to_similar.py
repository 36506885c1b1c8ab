"""Criterion 103 of decision 8/7: a price far from that of identical or similar goods."""

from collections.abc import Iterator
from math import exp
from typing import Annotated, ClassVar, Literal

from scorers.contract.arguments import filled
from scorers.contract.case import Case
from scorers.contract.criterion import Ask, Criterion, Params
from scorers.contract.history import History
from scorers.contract.inputs import of
from scorers.contract.learned import Learned
from scorers.contract.verdict import Evidence, Hit, Unknown, missing
from scorers.ledgers.prices import (
    PAID,
    PRICES,
    Quote,
    benchmarks,
    market,
    missing_of_price,
    shelves_of,
    unit_said,
    unit_value,
)
from scorers.parameters.units import Days, Multiple, Number, Share, means
from scorers.statistics.benchmark import Benchmark
from scorers.statistics.robust import MAD_TO_SIGMA


class Parameters(Params, frozen=True):
    """Which goods of others are compared, and how far is far."""

    window_days: Annotated[Days, means("How far back released items of others are compared.")] = 90
    min_n: Annotated[Number, means("Released items of others from which on it is judged.")] = 10
    min_participants: Annotated[Number, means("Others whose items they must be.")] = 3
    low_ratio: Annotated[Multiple, means("Unit value, as part of the median, below which it is suspiciously low.")] = (
        0.7
    )
    high_ratio: Annotated[Multiple, means("Unit value, as multiple of the median, above which it is too high.")] = 2.0
    sides: Annotated[Literal["low", "both"], means("Whether high prices are suspicious too.", unit="low or both")] = (
        "both"
    )
    k: Annotated[
        float,
        means(
            "How far from the median is too far.",
            unit="standard deviations of the log price, as the MAD estimates them",
            ge=0,
        ),
    ] = 2.5
    size_factor: Annotated[
        float, means("How many times heavier or lighter the items of others may be.", unit="multiple", gt=0)
    ] = 10
    max_participant_share: Annotated[Share, means("Most weight that one other has in the median.")] = 0.3


class MarketPrice(Learned, frozen=True, tag="told.market"):
    """Weighted median and MAD, log USD, of the benchmark `key`: of `n` items of others; None: there are too few."""

    covered: bool
    key: str = ""
    n: int = 0
    participants: int = 0
    median: float | None = None
    mad: float = 0


class Market(Ask, frozen=True, tag="ask.market"):
    """What goods of this kind and size cost others: the participant left out, quantities within the size factor.

    `benchmarks` from the most like goods to the coarsest group.
    """

    learns: ClassVar[tuple[type[Learned], ...]] = (MarketPrice,)

    item: int
    benchmarks: tuple[str, ...]
    participant: str
    unit: str
    quantity: float

    @property
    def about(self) -> int:
        """One answer for each item."""
        return self.item


class PriceGapToSimilar(Criterion[Parameters, Market]):
    """The unit value of an item lies far from the median that other participants' released goods of the kind had.

    The kind is the goods code, origin and trade mark; where too few of others are known it is widened, step by step, to
    six digits of the code. Values count as accepted after control. Where prices vary much anyway, far is further.
    """

    code = "103"
    group = "08"
    title = "Price far from that of identical or similar goods"
    kind = "stream"
    subject = "goods_item"
    inputs = (
        *of("declaration", "participant_id", "delivery_terms", "freight_amount", "invoice_currency"),
        *of("declaration.items[]", "goods_code", "origin_country", "trade_mark", "customs_value", "net_kg"),
        "declaration.items[].supp_qty",
        "control.result.items[].accepted_customs_value",
        *of("ref.fx_rate", "rate_to_base", "rate_to_usd"),
        "ref.office.tz",
    )
    forms = ("customs_value_check", "documentary_check")
    cases = ("declaration",)
    correlation_group = "price"
    texts = """
        .gap =
            The item is valued at { NUMBER($price, minimumFractionDigits: 2, maximumFractionDigits: 2) } USD per
            { $unit }; the median of { $items ->
                [one] one released item
               *[other] { $items } released items
            } of { $others ->
                [one] one other
               *[other] { $others } others
            } is { NUMBER($usual, minimumFractionDigits: 2, maximumFractionDigits: 2) }.
    """
    reads = (PRICES,)

    def asks(self, case: Case, params: Parameters) -> Iterator[tuple[str, Market] | Unknown]:
        """Ask the benchmarks of every item."""
        participant = case.content.participant_id
        for item in case.content.items or ():
            priced = unit_value(case, item)
            if priced is not None and item.goods_code:
                unit, quantity, _ = priced
                yield (
                    market(item.goods_code),
                    Market(
                        self.code, case.t, case.trigger, item.item_no, benchmarks(item), participant, unit, quantity
                    ),
                )

    def answer(self, ask: Market, history: History, params: Parameters) -> MarketPrice:
        """The most like benchmark with enough references of enough others: their weighted median and MAD, log USD."""
        covered = history.covers(ask.t, params.window_days)
        for key in ask.benchmarks:
            similar = self._similar(ask, history, params, key)
            if similar.suffices(params.min_n, params.min_participants):
                median, mad = similar.result(params.max_participant_share)
                return MarketPrice(covered, key, similar.n, similar.owners, median, mad)
        return MarketPrice(covered)

    def _similar(self, ask: Market, history: History, params: Parameters, key: str) -> Benchmark:
        """References of others from the newest day back, until more of them would hardly tell more."""
        similar = Benchmark(ask.participant)
        least, most = ask.quantity / params.size_factor, ask.quantity * params.size_factor

        def alike(price: Quote) -> bool:
            return price.at < ask.t and least <= price.quantity <= most

        shelves = shelves_of(key, ask.unit, least, most)
        for day in history.nearest(PRICES, ask.t, params.window_days, shelves, passes=alike, done=similar.done):
            similar.add(map(PAID, day))
            if similar.saturated() and similar.suffices(params.min_n, params.min_participants):
                break
        return similar

    def judge(self, case: Case, params: Parameters) -> Iterator[tuple[str, Hit | Unknown]]:
        """Each item against the most like benchmark that has enough references of enough participants."""
        if case.content.items is None:
            yield "", missing("declaration.items[].customs_value")
            return
        for item in case.content.items:
            identity = f"{case.id}|{item.item_no}"
            priced = unit_value(case, item)
            if priced is None:
                yield identity, missing(*missing_of_price(case, item))
                continue
            if not item.goods_code:
                yield identity, missing("declaration.items[].goods_code")
                continue
            found = case.learned(market(item.goods_code), MarketPrice, self.code, item.item_no)
            if found is None or found.median is None:
                yield identity, missing("price_reference")
                continue
            hit = self._gap(priced[2], priced[0], found, found.median, params, case)
            if hit is not None:
                yield identity, hit
            elif not found.covered:
                yield identity, missing("coverage")

    def _gap(
        self, log_usd: float, unit: str, found: MarketPrice, median: float, params: Parameters, case: Case
    ) -> Hit | None:
        distance = log_usd - median
        # Rounded, so that a ratio that is exactly the limit is not beyond it by the logarithm's last digit.
        ratio = round(exp(distance), 9)
        low = ratio < params.low_ratio
        high = params.sides == "both" and ratio > params.high_ratio
        if not (low or high) or abs(distance) <= params.k * MAD_TO_SIGMA * found.mad:
            return None
        price, usual = exp(log_usd), exp(median)
        return Hit(
            "gap",
            (
                Evidence(
                    "price_reference",
                    found.key,
                    case.t,
                    case.trigger,
                    {
                        "usd_per_unit": round(price, 4),
                        "median_usd": round(usual, 4),
                        "n": found.n,
                        "participants": found.participants,
                        "ratio": round(ratio, 4),
                    },
                ),
            ),
            window=case.window(params.window_days),
            arguments=filled(
                price=round(price, 4),
                usual=round(usual, 4),
                unit=unit_said(unit),
                items=found.n,
                others=found.participants,
            ),
        )
