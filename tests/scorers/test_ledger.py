"""Ledgers against plain lists: whatever is entered, taken back and dropped, reading is a scan of what is left."""

from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorers.contract.blocks import Heads
from scorers.contract.book import Book
from scorers.contract.case import Case
from scorers.contract.history import History
from scorers.contract.ledger import DENSE, Entry, Ledger
from scorers.contract.panes import RESERVE
from scorers.state.keys import SEP
from scorers.state.store import MemoryStore
from scorers.statistics.sum import Sum
from scorers.times.durations import DAY, HOUR
from tests.factories import T0


class Weighed(Entry, frozen=True, tag="weighed"):
    """Something with a weight in grams that counts under a key."""

    key: str
    grams: int


def _nothing(_: Case) -> Iterator[tuple[str, Weighed]]:
    yield from ()


def ledger(**changes: Any) -> Ledger[Weighed]:
    stated = {"subject": "participant", "kinds": (), "entry": Weighed, "put": _nothing, "keep_days": 90}
    return Ledger("weighed", **{**stated, **changes})


PLAIN = ledger()
BY_KEY = Sum[Weighed](lambda entry: (entry.key, entry.grams))
TALLIED = ledger(statistics=(BY_KEY,))
CAP = 2
CAPPED = ledger(cap=CAP)
CAPPED_LATER = ledger(cap=CAP, since=lambda entry: entry.at + (entry.grams % 3) * DAY)
START = T0 // DAY * DAY
Said = tuple[str, Weighed]

edges = st.integers(0, 6 * DAY // DENSE).map(lambda panes: START + panes * DENSE)
near = st.tuples(edges, st.integers(-2, 2)).map(sum)
times = st.one_of(st.integers(START, START + 6 * DAY), near)
entries = st.builds(
    Weighed, times, st.sampled_from(["r1", "r2"]), st.just("e"), st.sampled_from("abc"), st.integers(-5, 10**9)
)
said = st.lists(st.tuples(st.sampled_from(["c1", "c2", "c3", "c4"]), entries), max_size=40)


class Plain:
    """The oracle: all that stands, by case and reference."""

    def __init__(self) -> None:
        self.standing: dict[tuple[str, str], Weighed] = {}

    def between(self, start: int, end: int) -> list[Weighed]:
        """Entries with start < at <= end."""
        return [entry for entry in self.standing.values() if start < entry.at <= end]

    def sums(self, start: int, end: int) -> dict[str, tuple[int, int]]:
        """Count and weight per key with start < at <= end."""
        found: dict[str, tuple[int, int]] = {}
        for entry in self.between(start, end):
            count, grams = found.get(entry.key, (0, 0))
            found[entry.key] = (count + 1, grams + entry.grams)
        return found


def filled(book: Book, sayings: Iterable[Said]) -> Plain:
    """Enter what is said; a case that speaks again of the same replaces what it said, as a subject's fold does."""
    oracle = Plain()
    for case, entry in sayings:
        before = oracle.standing.pop((case, entry.ref), None)
        if before is not None:
            book.remove(case, before)
        book.add(case, entry)
        oracle.standing[case, entry.ref] = entry
    return oracle


def read(found: Iterable[Entry]) -> list[Any]:
    """Entries in an order of their own, to be compared as a bag."""
    return sorted(found, key=repr)


def history(sayings: Iterable[Said], kept: Ledger[Weighed]) -> tuple[History, Plain]:
    store = MemoryStore()
    heads: Heads = {}
    oracle = filled(Book(store, heads, "participant:P1", kept), sayings)
    return History(store, heads, "participant:P1", START), oracle


# -- reading ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kept", [PLAIN, TALLIED], ids=["days", "dense"])
@given(said, times, st.floats(0, 7))
def test_a_window_is_a_scan(kept: Ledger[Weighed], sayings: list[Said], t: int, days: float) -> None:
    """The window is half-open, in order of time and reference, and the unordered one has the same entries."""
    found, oracle = history(sayings, kept)
    expected = oracle.between(t - int(days * DAY), t)
    window = found.window(kept, t, days)
    assert [(entry.at, entry.ref) for entry in window] == sorted((entry.at, entry.ref) for entry in expected)
    unordered = list(found.unordered(kept, t, days))
    assert read(window) == read(unordered) == read(expected)


@given(said, times, times)
def test_sums_are_those_of_a_scan(sayings: list[Said], one: int, other: int) -> None:
    """Whole days from the sums, the edges from the panes: never other than adding up."""
    found, oracle = history(sayings, TALLIED)
    start, end = sorted((one, other))
    assert found.over(TALLIED, BY_KEY, start, end) == oracle.sums(start, end)


def test_the_edges_of_a_window() -> None:
    """An entry exactly as old as the window is out, one at the moment of the question is in."""
    found, _ = history(
        [("c1", Weighed(START, "r1", "e", "a", 1)), ("c2", Weighed(START + DAY, "r1", "e", "a", 2))], PLAIN
    )
    assert [entry.grams for entry in found.window(PLAIN, START + DAY, 1)] == [2]
    assert [entry.grams for entry in found.span(PLAIN, START - 1, START + DAY)] == [1, 2]


def test_sums_at_the_last_moment_of_a_pane() -> None:
    """A window that begins just before an entry counts it, one that begins at it does not."""
    at = START + DENSE - 1
    found, _ = history([("c1", Weighed(at, "r1", "e", "a", 5))], TALLIED)
    assert found.over(TALLIED, BY_KEY, at - 1, START + DAY) == {"a": (1, 5)}
    assert found.over(TALLIED, BY_KEY, at, START + DAY) == {}


def test_what_was_seen() -> None:
    """A look-back that reaches before the coverage was not seen whole."""
    found, _ = history([], PLAIN)
    assert found.covers(START + DAY, 1)
    assert not found.covers(START + DAY - 1, 1)


# -- taking back and dropping ----------------------------------------------------------------------------------------


@given(said, st.data())
def test_what_is_taken_back_leaves_no_trace(sayings: list[Said], data: st.DataObject) -> None:
    """Also from the sums, and taking it back twice takes nothing more."""
    store, heads = MemoryStore(), Heads()
    book = Book(store, heads, "participant:P1", TALLIED)
    oracle = filled(book, sayings)
    for place in data.draw(st.lists(st.sampled_from(sorted(oracle.standing)), unique=True)) if oracle.standing else ():
        entry = oracle.standing.pop(place)
        book.remove(place[0], entry)
        book.remove(place[0], entry)
    again = Book(store, heads, "participant:P1", TALLIED)
    assert read(again.between(START - DAY, START + 7 * DAY)) == read(oracle.standing.values())
    for day in range(-1, 7):
        start, end = START + day * DAY + HOUR // 3, START + (day + 1) * DAY + HOUR
        assert again.over(BY_KEY, start, end) == oracle.sums(start, end)


@pytest.mark.parametrize("kept", [PLAIN, TALLIED], ids=["days", "dense"])
@given(said, st.integers(0, 5), st.booleans())
def test_dropping_days(kept: Ledger[Weighed], sayings: list[Said], count: int, newest: bool) -> None:
    """What is of other days stays, in the sums too; a late correction of what is gone is no error."""
    store, heads = MemoryStore(), Heads()
    book = Book(store, heads, "participant:P1", kept)
    oracle = filled(book, sayings)
    dropped = book.head.places[-count:] if newest else book.head.places[:count]
    for day in list(dropped):
        book.expire(day)
    gone = {place: entry for place, entry in oracle.standing.items() if entry.at // DAY in dropped}
    for place, entry in gone.items():
        del oracle.standing[place]
        book.remove(place[0], entry)
    book = Book(store, heads, "participant:P1", kept)
    assert read(book.between(START - DAY, START + 7 * DAY)) == read(oracle.standing.values())
    if kept is TALLIED:
        assert book.over(BY_KEY, START - DAY, START + 7 * DAY) == oracle.sums(START - DAY, START + 7 * DAY)


@given(said)
def test_nothing_stays_of_a_ledger_that_ran_out(sayings: list[Said]) -> None:
    """With its last day a book is gone from the store."""
    store, heads = MemoryStore(), Heads()
    book = Book(store, heads, "participant:P1", TALLIED)
    filled(book, sayings)
    for day in list(book.head.places):
        book.expire(day)
    assert not store.data
    assert not heads


def test_a_day_is_new_once() -> None:
    """Its number is told when it is made, so that it expires once."""
    book = Book(MemoryStore(), {}, "participant:P1", PLAIN)
    made = [book.add(f"c{n}", Weighed(START + n * DAY // 2, "r1", "e", "a", 1))[1] for n in range(4)]
    assert made == [START // DAY, None, START // DAY + 1, None]


# -- capped panes ----------------------------------------------------------------------------------------------------

unlike = st.lists(
    st.tuples(st.integers(0, 99).map(str), entries), max_size=30, unique_by=lambda said: (said[0], said[1].ref)
)


def first_of_each_pane(sayings: Iterable[Said], kept: Ledger[Weighed]) -> list[Weighed]:
    """The oracle: of each pane the entries that can matter earliest."""
    since = kept.since or (lambda entry: entry.at)
    panes: dict[int, list[tuple[int, str, Weighed]]] = {}
    for case, entry in sayings:
        row = (since(entry), f"{case}{SEP}{entry.ref}", entry)
        panes.setdefault(entry.at // kept.pane, []).append(row)
    return [row[2] for pane in panes.values() for row in sorted(pane, key=lambda row: row[:2])[:CAP]]


@pytest.mark.parametrize("kept", [CAPPED, CAPPED_LATER], ids=["at", "since"])
@given(unlike, st.data())
def test_a_capped_pane_does_not_know_the_order(kept: Ledger[Weighed], sayings: list[Said], data: st.DataObject) -> None:
    """Those that matter earliest are read, whatever came first, and one taken back is replaced by the next."""
    book = Book(MemoryStore(), {}, "participant:P1", kept)
    back = (
        data.draw(st.lists(st.sampled_from(sayings), unique_by=repr, max_size=CAP * (RESERVE - 1))) if sayings else []
    )
    for case, entry in data.draw(st.permutations(sayings)):
        book.add(case, entry)
    for case, entry in back:
        book.remove(case, entry)
    left = [saying for saying in sayings if saying not in back]
    end = START + 60 * DAY  # so late that all of them can matter
    assert read(book.between(START - DAY, end)) == read(first_of_each_pane(left, kept))


def test_whether_an_entry_is_read_is_told() -> None:
    """One beyond the cap concerns nobody."""
    book = Book(MemoryStore(), {}, "participant:P1", CAPPED)
    told = [book.add(f"c{n}", Weighed(START + n, "r1", "e", "a", 1))[0] for n in (3, 1, 2, 0, 4)]
    assert told == [True, True, True, True, False]


# -- shelves ---------------------------------------------------------------------------------------------------------

SHELVED = ledger(cap=CAP, shelves=lambda entry: (entry.key, "all"))


def shelved(store: MemoryStore, sayings: Iterable[Said]) -> History:
    history = History(store, {}, "participant:P1", 0)
    for case, entry in sayings:
        for shelf in SHELVED.shelves(entry):
            history.book(SHELVED, shelf).add(case, entry)
    return history


@given(unlike)
def test_a_shelf_is_a_book_of_its_own(sayings: list[Said]) -> None:
    """Each is capped and read by itself, as if nothing stood on the others."""
    history = shelved(MemoryStore(), sayings)
    for shelf in "abc":
        own = [said for said in sayings if said[1].key == shelf]
        found = history.span(SHELVED, START - DAY, START + 7 * DAY, shelf)
        assert read(found) == read(first_of_each_pane(own, SHELVED))
    found = history.span(SHELVED, START - DAY, START + 7 * DAY, "all")
    assert read(found) == read(first_of_each_pane(sayings, SHELVED))


def test_what_many_questions_need_is_worked_out_once() -> None:
    """And anew for another history."""
    calls: list[str] = []

    def work(history: History) -> int:
        calls.append(history.subject)
        return len(calls)

    first, second = (History(MemoryStore(), {}, subject, 0) for subject in ("vehicle:A", "vehicle:B"))
    assert [first.once(work), first.once(work), second.once(work)] == [1, 1, 2]


OWNED = ledger(cap=2, owner=lambda entry: entry.key, draw=4)


@given(unlike)
def test_nobody_crowds_others_out_of_a_pane(sayings: list[Said]) -> None:
    """The first of everyone is read before the second of anyone, and who is left out takes nobody's place."""
    store, heads = MemoryStore(), Heads()
    book = Book(store, heads, "participant:P1", OWNED)
    for case, entry in sayings:
        book.add(case, entry)
    found = History(store, heads, "participant:P1", 0)
    for without in ("", "a", "b", "c"):
        for day in found.nearest(OWNED, START + 60 * DAY, 61, done={without}):
            owners = [entry.key for entry in day]
            there = [entry.key for _, entry in sayings if entry.at // DAY == day[0].at // DAY and entry.key != without]
            assert without not in owners
            assert len(owners) == min(4, sum(min(2, there.count(owner)) for owner in set(there)))
            assert set(owners) == set(there)


def test_a_pane_that_is_full_keeps_something_of_everyone() -> None:
    """What goes is of those who have most, whoever came first."""
    store, heads = MemoryStore(), Heads()
    book = Book(store, heads, "participant:P1", OWNED)
    for number in range(OWNED.cap * RESERVE):
        for owner in "abc":
            book.add(f"{owner}{number}", Weighed(START + number, "r1", "e", owner, 1))
    [day] = History(store, heads, "participant:P1", 0).nearest(OWNED, START + DAY, 2)
    assert {entry.key for entry in day} == {"a", "b", "c"}
