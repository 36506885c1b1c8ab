"""What is kept of one subject in one record: the heads of its books, who asked about it, and what ends when."""

from bisect import bisect_left, insort
from collections.abc import Callable, Iterator
from typing import Any

import msgspec

from scorers.contract.blocks import Heads
from scorers.contract.book import Book
from scorers.contract.ledger import Ledger
from scorers.state import schedule
from scorers.state.keys import SEP
from scorers.state.store import Store
from scorers.times.durations import DAY, EVER

EXPIRY = "expiry"
"""Schedule of what ends: in dossiers, on shelves, of days with many questions, of contributions not asked about."""
AT_HAND = 16
"""Questions that a dossier holds itself. More are kept by day: one costs the same however many there are."""


class Dossier(msgspec.Struct, array_like=True):
    """`asked` are (time ms UTC, case, until when the question is in force), sorted; or, once they are many, `days` are.

    `days` since the epoch, sorted, each with a record of its questions. `wake`: when something of it ends, ms UTC.
    """

    heads: Heads = {}
    asked: list[tuple[int, str, int]] = []
    days: list[int] = []
    wake: int = EVER


class Asked(msgspec.Struct, array_like=True):
    """Cases that asked a subject about one day, as sorted (time ms UTC, case)."""

    pairs: list[tuple[int, str]] = []
    until: int = 0
    """Until when the longest of these questions is in force, ms UTC."""


def place_of(subject: str) -> str:
    """Where the dossier of a subject lies in the store."""
    return f"U{SEP}{subject}"


def contribution_place(subject: str, case: str) -> str:
    """Where what a case last said to a subject lies in the store."""
    return f"C{SEP}{subject}{SEP}{case}"


EndOf = Callable[[Ledger[Any], int], int]
"""When (ms UTC) the day of a number ends in a ledger."""


def wake_by(store: Store, subject: str, dossier: Dossier, at: int) -> None:
    """Have the subject looked at when something that now stands in its dossier ends, at `at` (ms UTC)."""
    if at < dossier.wake:
        dossier.wake = at
        schedule.add(store, EXPIRY, at, place_of(subject))


# -- questions -------------------------------------------------------------------------------------------------------


def _day_place(subject: str, day: int) -> str:
    return f"A{SEP}{subject}{SEP}{day}"


def note_question(store: Store, subject: str, dossier: Dossier, asked: tuple[int, str, int]) -> None:
    """Write down that a case asked: (time ms UTC, case, until when that is in force)."""
    if dossier.days:
        _note_in_day(store, subject, dossier, asked)
        return
    insort(dossier.asked, asked)
    if len(dossier.asked) <= AT_HAND:
        wake_by(store, subject, dossier, asked[2])
        return
    for one in dossier.asked:
        _note_in_day(store, subject, dossier, one)
    dossier.asked = []


def _note_in_day(store: Store, subject: str, dossier: Dossier, asked: tuple[int, str, int]) -> None:
    t, case, until = asked
    place = _day_place(subject, t // DAY)
    record: Asked | None = store.edit(place)
    if record is None:
        record = Asked()
        insort(dossier.days, t // DAY)
        schedule.add(store, EXPIRY, until, place)
    schedule.add(store, EXPIRY, until, contribution_place(subject, case))
    record.until = max(record.until, until)
    insort(record.pairs, (t, case))
    store.put(place, record)


def forget_question(store: Store, subject: str, dossier: Dossier, t: int, case: str) -> None:
    """Forget that a case asked about t (ms UTC)."""
    if not dossier.days:
        at = bisect_left(dossier.asked, (t, case))
        if at < len(dossier.asked) and dossier.asked[at][:2] == (t, case):
            del dossier.asked[at]
        return
    place = _day_place(subject, t // DAY)
    record: Asked | None = store.edit(place)
    if record is not None and (t, case) in record.pairs:
        record.pairs.remove((t, case))
        store.put(place, record)


def prolong_questions(store: Store, subject: str, dossier: Dossier, asked: Iterator[tuple[int, str, int]]) -> None:
    """Have questions in force until later: what they found may be taken back as long as it holds."""
    for t, case, until in asked:
        if dossier.days:
            place = _day_place(subject, t // DAY)
            record: Asked | None = store.edit(place)
            if record is not None and record.until < until:
                record.until = until
                store.put(place, record)
        else:
            at = bisect_left(dossier.asked, (t, case))
            if at < len(dossier.asked) and dossier.asked[at][:2] == (t, case) and dossier.asked[at][2] < until:
                dossier.asked[at] = (t, case, until)


def askers(store: Store, subject: str, dossier: Dossier, low: int, high: int) -> list[str]:
    """Cases that asked about low <= t <= high (ms UTC), by the first time that each asked about."""
    found: dict[str, None] = {}
    for t, case, *_ in dossier.asked[bisect_left(dossier.asked, (low, "")) :]:
        if t > high:
            break
        found[case] = None
    for day in dossier.days[bisect_left(dossier.days, low // DAY) :]:
        record: Asked | None = store.get(_day_place(subject, day)) if day <= high // DAY else None
        if record is None:
            continue
        for t, case in record.pairs[bisect_left(record.pairs, (low, "")) :]:
            if t <= high:
                found[case] = None
    return list(found)


# -- what ends -------------------------------------------------------------------------------------------------------


def end_what_is_due(
    store: Store, subject: str, dossier: Dossier, watermark: int, ledger_of: Callable[[str], Ledger[Any]], end_of: EndOf
) -> None:
    """Drop questions that are no longer in force, and days that no question reads any more; set the next time."""
    for case in dict.fromkeys(case for _, case, until in dossier.asked if until <= watermark):
        end_contribution(store, contribution_place(subject, case), watermark)
    dossier.asked = [asked for asked in dossier.asked if asked[2] > watermark]
    wake = min((until for _, _, until in dossier.asked), default=EVER)
    for name in list(dossier.heads):
        ledger = ledger_of(name)
        book = Book(store, dossier.heads, subject, ledger)
        while book.head.places and end_of(ledger, book.head.places[0]) <= watermark:
            book.expire(book.head.places[0])
        if book.head.places:
            wake = min(wake, end_of(ledger, book.head.places[0]))
    dossier.wake = EVER
    wake_by(store, subject, dossier, wake)


def end_contribution(store: Store, place: str, watermark: int) -> None:
    """Forget what a case said, unless that is kept for longer."""
    contribution = store.get(place)
    if contribution is not None and contribution.until > watermark:
        schedule.add(store, EXPIRY, contribution.until, place)
    elif contribution is not None:
        store.delete(place)


def end_day(store: Store, subject: str, day: int, watermark: int) -> None:
    """Forget the questions of a day, unless one is in force for longer."""
    place = _day_place(subject, day)
    record: Asked | None = store.get(place)
    if record is not None and record.until > watermark:
        schedule.add(store, EXPIRY, record.until, place)
        return
    store.delete(place)
    dossier: Dossier | None = store.edit(place_of(subject))
    if dossier is not None and day in dossier.days:
        dossier.days.remove(day)
        keep(store, subject, dossier)


def keep(store: Store, subject: str, dossier: Dossier) -> None:
    """Keep a dossier as long as there is something in it."""
    if dossier.heads or dossier.asked or dossier.days:
        store.put(place_of(subject), dossier)
    else:
        store.delete(place_of(subject))
