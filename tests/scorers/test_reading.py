"""Windows and benchmarks over blocks of days, against scans: whatever was entered, taken back, dropped, read before."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import msgspec
import pytest
import xxhash
from hypothesis import given
from hypothesis import strategies as st

from scorers.contract.blocks import Heads
from scorers.contract.book import Book
from scorers.contract.case import Case
from scorers.contract.history import History
from scorers.contract.ledger import Entry, Ledger
from scorers.delivery.wire import decode_record, encode_record
from scorers.ledgers.prices import PRICES, Quote, Reference
from scorers.state.keys import SEP
from scorers.state.store import MemoryStore
from scorers.statistics.count import Count
from scorers.statistics.distinct import Distinct
from scorers.statistics.quantiles import Quantiles
from scorers.statistics.sample import Sample
from scorers.times.durations import DAY, HOUR

SUBJECT, START, DAYS = "price:1", 64 * 313 * DAY, 200
ENOUGH, OF_ONE, CAP, DRAW = 6, 2, 2, 6


class Price(Entry, frozen=True, tag="quoted"):
    """A value with its owner and the time (ms UTC) from which on it matters."""

    owner: str
    value: int
    since: int


class Kept(msgspec.Struct, frozen=True, array_like=True, order=True):
    """What a sample keeps of it."""

    at: int
    owner: str
    value: int
    since: int


def _nothing(_: Case) -> Iterator[tuple[str, Price]]:
    yield from ()


def _kept(price: Price | Kept) -> Kept:
    return Kept(price.at, price.owner, price.value, price.since)


def ledger(**changes: Any) -> Ledger[Price]:
    return Ledger("prices", subject="price", kinds=(), entry=Price, put=_nothing, keep_days=DAYS, **changes)


SAMPLE = Sample[Price](Kept, _kept, lambda price: price.owner, ENOUGH, OF_ONE)
SAMPLED = ledger(
    statistics=(SAMPLE,),
    cap=CAP,
    owner=lambda price: price.owner,
    draw=DRAW,
    since=lambda price: price.since,
)
OWNERS, VALUES = Distinct[Price](lambda price: price.owner), Quantiles[Price](lambda price: price.value)
BY_OWNER = Count[Price](lambda price: price.owner)
MERGED, BOTH = ledger(statistics=(OWNERS, VALUES)), ledger(statistics=(OWNERS, BY_OWNER, VALUES))

Said = tuple[str, Price]
days = st.one_of(st.integers(0, DAYS - 1), st.integers(60, 75), st.sampled_from((7, 8, 63, 64, 127, 128)))


@st.composite
def prices(draw: st.DrawFn, owners: str, days: st.SearchStrategy[int]) -> Price:
    at = START + draw(days) * DAY + draw(st.integers(0, 23)) * HOUR
    owner, value = draw(st.sampled_from(owners)), draw(st.integers(0, 9))
    return Price(at, "r", "e", owner, value, at + draw(st.sampled_from((0, 0, 0, 1, 40))) * DAY)


mixed = st.lists(prices("aaaabcdef", days), max_size=70)
long_alone = st.lists(prices("aaaaaabb", st.integers(64, 127)), min_size=12, max_size=40)
"""Of few owners with many values in one block, so that some are left out of it."""
told = st.one_of(mixed, long_alone.map(lambda found: [*found, Price(START + DAYS * DAY, "r", "e", "z", 0, 0)])).map(
    lambda found: [(f"c{n}", price) for n, price in enumerate(found)]
)


def lived(kept: Ledger[Price], sayings: Sequence[Said], data: st.DataObject) -> tuple[MemoryStore, Heads, list[Said]]:
    """Where a book is in which all was entered in some order, some taken back, a day dropped, and read in between."""
    store, heads = MemoryStore(), Heads()
    book = Book(store, heads, SUBJECT, kept)
    gone = data.draw(st.lists(st.sampled_from(sayings), max_size=CAP, unique_by=repr)) if sayings else []
    reading = data.draw(st.integers(1, 9))
    for number, (case, price) in enumerate(data.draw(st.permutations(sayings))):
        book.add(case, price)
        if number % reading == 0:
            _looked_at(book, kept, data.draw(days))
    for case, price in gone:
        book.remove(case, price)
        _looked_at(book, kept, DAYS)
    left = [said for said in sayings if said not in gone]
    if data.draw(st.booleans()) and book.head.places:
        dropped = book.head.places[0]
        book.expire(dropped)
        left = [said for said in left if said[1].at // DAY != dropped]
    return store, heads, left


def _looked_at(book: Book, kept: Ledger[Price], day: int) -> None:
    for statistic in kept.merged:
        if isinstance(statistic, Sample):
            list(book.nearest(START + day * DAY, START, START + DAYS * DAY, lambda _: True, set()))
        else:
            book.over(statistic, START, START + day * DAY)


# -- windows ---------------------------------------------------------------------------------------------------------


@given(told, st.data(), st.booleans())
def test_a_window_is_a_scan(sayings: list[Said], data: st.DataObject, tallied: bool) -> None:
    """Blocks inside, the edges entry by entry, to the millisecond."""
    kept = BOTH if tallied else MERGED
    store, heads, left = lived(kept, sayings, data)
    book = Book(store, heads, SUBJECT, kept)
    edge = st.tuples(st.integers(-1, DAYS), st.integers(-1, 24)).map(lambda at: START + at[0] * DAY + at[1] * HOUR)
    start, end = sorted((data.draw(edge), data.draw(edge)))
    inside = [price for _, price in left if start < price.at <= end]
    assert book.over(OWNERS, start, end).values == tuple(sorted({price.owner for price in inside}))
    values = sorted(price.value for price in inside)
    assert book.over(VALUES, start, end)(1) == (values[-1] if values else None)
    assert book.over(VALUES, start, end)(0) == (values[0] if values else None)
    if tallied:
        owners = [price.owner for price in inside]
        assert book.over(BY_OWNER, start, end) == {owner: owners.count(owner) for owner in set(owners)}


# -- benchmarks ------------------------------------------------------------------------------------------------------


def enough(runs: Iterable[list[Any]], done: set[str]) -> list[Kept]:
    """What a benchmark takes: whole days from the nearest on, until enough is known, of nobody more than enough."""
    found: list[Kept] = []
    for run in runs:
        found += [_kept(price) for price in run if price.owner not in done]
        owners = [price.owner for price in found]
        done |= {owner for owner in owners if owners.count(owner) >= OF_ONE}
        if sum(min(owners.count(owner), OF_ONE) for owner in set(owners)) >= ENOUGH:
            break
    return sorted(found)


def scanned(left: list[Said], near: int, start: int, end: int, without: str, least: int) -> Iterator[list[Price]]:
    """The oracle: each day from all that stands, the nearest first."""

    def lot(day: int, owner: str) -> int:
        return xxhash.xxh64_intdigest(f"{SUBJECT}{SEP}prices{SEP}{SEP}{day}{SEP}{owner}".encode())

    for day in sorted({price.at // DAY for _, price in left}, key=lambda day: (abs(day - near // DAY), -day)):
        there = sorted(
            ((case, price) for case, price in left if price.at // DAY == day), key=lambda said: said[1].since
        )
        ranked: list[tuple[int, int, Price]] = []
        for owner in {price.owner for _, price in there} - {without}:
            own = sorted((price.since, case, price) for case, price in there if price.owner == owner)
            ranked += [(rank, lot(day, owner), row[2]) for rank, row in enumerate(own[:CAP])]
        passing = [
            price
            for _, _, price in sorted(ranked, key=lambda row: row[:2])
            if start < price.at <= end and price.since <= end and price.value >= least
        ]
        if passing:
            yield passing[:DRAW]


def read_and_scanned(
    history: History, left: list[Said], end: int, near: int, window: int, without: str = " ", least: int = 0
) -> tuple[list[Kept], list[Kept]]:
    """What a benchmark takes of the blocks, and of a scan."""
    done = {without}
    runs = history.nearest(SAMPLED, end, window, passes=lambda price: price.value >= least, near=near, done=done)
    oracle = scanned(left, near, end - window * DAY, end, without, least)
    return enough(runs, done), enough(oracle, {without})


@given(told, st.data())
def test_a_benchmark_is_what_its_days_say(sayings: list[Said], data: st.DataObject) -> None:
    """From any day outwards, of any window, whoever is left out and whatever does not pass."""
    store, heads, left = lived(SAMPLED, sayings, data)
    end = START + data.draw(days) * DAY + 12 * HOUR
    near, window = data.draw(st.one_of(st.just(end), st.integers(START, end))), data.draw(st.integers(0, DAYS))
    without, least = data.draw(st.sampled_from(" ab")), data.draw(st.sampled_from((0, 0, 3)))
    read, scan = read_and_scanned(History(store, heads, SUBJECT, 0), left, end, near, window, without, least)
    assert read == scan


ALONE = range(64, 128)
"""Days of one block on which one owner has a value each, so that most are left out of its sample."""


@pytest.mark.parametrize(
    ("end", "near", "passing", "wide", "since"),
    [
        pytest.param(DAYS, 90, 90, 99, 0, id="from a day inside"),
        pytest.param(90, 90, 90, 99, 0, id="as of a day inside"),
        pytest.param(DAYS, DAYS, 100, 3, 0, id="what passes is left out"),
        pytest.param(DAYS, 10, 100, 3, 0, id="from the other side"),
        pytest.param(150, 150, 64, 99, 60, id="the latest do not matter yet"),
        pytest.param(DAYS, DAYS, 64, 99, 0, id="from outside"),
    ],
)
def test_what_a_block_leaves_out_is_found(end: int, near: int, passing: int, wide: int, since: int) -> None:
    """Whoever needs a value that no sample has finds it under its day."""
    store, heads, left = MemoryStore(), Heads(), []
    book = Book(store, heads, SUBJECT, SAMPLED)
    for day in (*ALONE, DAYS):
        at = START + day * DAY
        price = Price(at, "r", "e", "a" if day < DAYS else "z", 9 if abs(day - passing) < wide else 0, at + since * DAY)
        left.append((f"c{day}", price))
        book.add(*left[-1])
    read, scan = read_and_scanned(
        History(store, heads, SUBJECT, 0), left, START + end * DAY, START + near * DAY, DAYS, least=9
    )
    assert len(read) >= OF_ONE
    assert read == scan
    assert len(book._blocks.record(SAMPLE, 2, 314).rows["a"]) == 2 * OF_ONE


def test_panes_and_blocks_of_a_benchmark_survive_the_state() -> None:
    """What a question of prices has built is read back as it was written down."""
    store = MemoryStore()
    book = Book(store, {}, "price:851762", PRICES)
    for day in (*range(64, 128, 3), 200):
        at = day * DAY
        entry = Reference(at, f"D{day}|1", "s|e", f"P{day % 3}", 1.5, "kg", 2.0, at + 1, ("b",))
        book.add(f"declaration:D{day}", entry)
    assert list(book.nearest(200 * DAY, 0, 200 * DAY, lambda _: True, set()))
    kinds = {key[0] for key in store.data}
    assert kinds == {"H", "P", "B"}
    for key, record in store.data.items():
        assert encode_record(decode_record(key, encode_record(record))) == encode_record(record)
    [block] = [decode_record(key, encode_record(record)) for key, record in store.data.items() if key[0] == "B"][:1]
    assert all(isinstance(quote, Quote) for quotes in block.records[0].rows.values() for quote in quotes)
