"""Reference tables as of a time: tariff, countries, offices, calendar, rates, carnets, vehicles ...

A table's records live in the state of every partition of the cases' room and change by messages in its log, so that a
replay, and a second run after a crash, look up what the first did. What a case looked up is written down: a fact that
becomes known later re-opens the cases that looked for it.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import Any, TypeVar

import msgspec

from schemas.envelope import Event
from schemas.facts import Fact, FactDeleted, SourceHeartbeat
from schemas.facts.fact import fact_type_of, key_parts_of
from schemas.normalise import normal_id
from scorers.ledger import DAY, HOUR, SEP
from scorers.parameters import Engine
from scorers.store import Store

FactT = TypeVar("FactT", bound=Fact)

KEPT_VERSIONS = 8
"""Versions of a fact that are kept although a later one replaced them, in case that one is cancelled."""

CHUNK = 64
"""Readers kept in one record of the index."""

OF_ONE_SUBJECT = frozenset(
    {
        "ref.company",
        "ref.debt",
        "ref.case",
        "ref.category_ground",
        "ref.tax_filing",
        "ref.tax_office_change",
        "ref.permit_refusal",
        "ref.related_party",
        "ref.contract",
    }
)
"""Fact types that are folded into one participant's history and are no table."""


class Row(msgspec.Struct, array_like=True, dict=True):
    """What was said of a record: by fact key, event id and id of the event that it corrects, its version and the fact.

    The fact is None where the record was deleted, or the event corrected was cancelled.
    """

    facts: dict[str, tuple[int, Any]] = {}

    def standing(self) -> list[Any]:
        """Facts that hold something still, oldest validity first; worked out once after each change.

        Versions of one key stand in their own order, which an undated one among them does not show.
        """
        found: list[Any] | None = self.__dict__.get("found")
        if found is None:
            keys = {said.partition(SEP)[0] for said in self.facts}
            found = [self.facts[said][1] for name in keys for said in reversed(_effective(self, name))]
            if len(keys) > 1:
                found.sort(key=lambda fact: (begins(fact), fact.key))
            self.__dict__["found"] = found
        return found

    def changed(self) -> None:
        """Forget what was worked out."""
        self.__dict__.clear()


class Readers(msgspec.Struct, array_like=True):
    """How many chunks of readers a row has, by the day (since the epoch, UTC) of the readers' time."""

    days: dict[int, int] = {}


class Chunk(msgspec.Struct, array_like=True):
    """Keys of cases that looked a row up."""

    cases: list[str] = []


def row_key(fact: Fact) -> str:
    """Key that a table is looked up by: the parts of the fact's key without its validity."""
    parts = [part for part in key_parts_of(type(fact)) if part != "valid_from"]
    if len(key_parts_of(type(fact))) == 1:
        return fact.key
    return "|".join(str(getattr(fact, part) or "") for part in parts) if parts else fact.key.partition("|")[0]


def put(store: Store, event: Event) -> int | None:
    """Keep what an event says of a fact; returns from when (ms UTC) it may matter, None when it says nothing new.

    A later version replaces earlier ones from its own beginning on, so that what held before it still holds before it.
    """
    data: Any = event.data
    if isinstance(data, FactDeleted):
        return _delete(store, event, data)
    place = _place(data.fact_type, row_key(data))
    row: Row = store.get(place) or Row()
    said = f"{data.key}{SEP}{event.id}{SEP}{event.corrects_id or ''}"
    rivals = [number for other, (number, _) in row.facts.items() if other.partition(SEP)[0] == data.key]
    if said in row.facts or (event.corrects_id is None and event.version in rivals):
        return None
    before = set(_effective(row, data.key))
    row.facts[said] = (event.version, None if event.correction_kind == "cancel" else _stated(event))
    changed = before.symmetric_difference(_effective(row, data.key))
    starts = [begins(row.facts[other][1]) for other in changed]
    _prune(row, data.key)
    row.changed()
    store.put(place, row)
    return min(starts, default=None)


def _stated(event: Event) -> Any:
    """The fact with what its event states of it: when it was published, and in which member state."""
    fact: Any = event.data
    published = event.time if fact.published_at is None else fact.published_at
    state = fact.member_state or event.member_state or None
    return msgspec.structs.replace(fact, published_at=published, member_state=state)


def _delete(store: Store, event: Event, gone: FactDeleted) -> int | None:
    for candidate in (gone.key, gone.key.rpartition("|")[0]):
        place = _place(gone.fact_type, candidate)
        row: Row | None = store.get(place)
        if row is None:
            continue
        known = [number for other, (number, _) in row.facts.items() if other.partition(SEP)[0] == gone.key]
        said = f"{gone.key}{SEP}{event.id}{SEP}"
        if known and said not in row.facts:
            row.facts[said] = (max(known), None)
            row.changed()
            store.put(place, row)
            return 0
    return None


@lru_cache(maxsize=65_536)
def _place(fact_type: str, key: str) -> str:
    return f"F{SEP}{fact_type}{SEP}{'|'.join(normal_id(part) for part in key.split('|'))}"


def begins(fact: Fact) -> int:
    """From when a fact may hold, ms UTC: a carnet's status since `status_from`; 0: since ever, or nobody says."""
    return dated_from(fact) or 0


def dated_from(fact: Fact) -> int | None:
    """From when a fact says that it holds, ms UTC; None: it does not say."""
    stated: int | None = getattr(fact, "status_from", None)
    return stated if stated is not None else fact.valid_from


def _replaces_from(fact: Fact) -> int:
    """From when a later version surely replaces the earlier ones: a status of no date, since it was published."""
    undated = hasattr(fact, "status_from") and dated_from(fact) is None
    return (fact.published_at or 0) if undated else begins(fact)


def _effective(row: Row, key: str) -> list[str]:
    """Which entries of a fact still say something, newest version first."""
    said = [(number, other) for other, (number, _) in row.facts.items() if other.partition(SEP)[0] == key]
    gone: set[str] = set()
    kept: list[str] = []
    earliest: int | None = None
    for _, other in sorted(said, key=lambda entry: (entry[0], _takes_back(row, entry[1]), entry[1]), reverse=True):
        _, event_id, corrects = other.split(SEP)
        fact = row.facts[other][1]
        if event_id in gone:
            continue
        if corrects:
            gone.add(corrects)
        if fact is None:
            if not corrects:
                break
        elif earliest is None or (begins(fact) < earliest and not _dated_anew(fact, row.facts[kept[-1]][1])):
            kept.append(other)
            earliest = _replaces_from(fact)
    return kept


def _dated_anew(fact: Fact, later: Fact) -> bool:
    """Whether a later version says the same status since another time, and so replaces the earlier one whole."""
    if not hasattr(fact, "status_from") or dated_from(later) is None:
        return False
    return getattr(fact, "status", None) == getattr(later, "status", None)


def _takes_back(row: Row, said: str) -> bool:
    return not said.endswith(SEP) or row.facts[said][1] is None


def _prune(row: Row, key: str) -> None:
    """Forget versions that others have replaced long ago, so that a heartbeat's row stays small."""
    said = sorted((number, other) for other, (number, _) in row.facts.items() if other.partition(SEP)[0] == key)
    standing = set(_effective(row, key))
    for _, other in said[:-KEPT_VERSIONS]:
        if other not in standing:
            del row.facts[other]


def holds(fact: Fact, t: int) -> bool:
    """Whether a fact is valid at t (ms UTC)."""
    return (fact.valid_from is None or fact.valid_from <= t) and (fact.valid_to is None or t < fact.valid_to)


class Lookup:
    """Look-ups of one case. `read` is told every row that was looked at, found or not.

    `engine` names the sources of registers: when one of them has fallen silent, what its register says is unknown (S5).
    None: no register is held to its signs of life.
    """

    def __init__(self, store: Store, read: Callable[[str], None], engine: Engine | None = None) -> None:
        self._store, self._read, self._engine = store, read, engine

    def stale(self, kind: type[Fact], t: int) -> bool:
        """Whether some source of a register was not heard of since `max_staleness_h` before t (ms UTC), or ever (S5).

        A sign of life after that time counts too: by then the source has said what it knew.
        """
        if self._engine is None:
            return False
        since = t - self._engine.max_staleness_h * HOUR
        sources = self._engine.registers.get(fact_type_of(kind), ())
        return any(self.heard(source) < since for source in sources)

    def heard(self, source: str) -> int:
        """Last sign of life of a source, ms UTC; 0: none. One that was taken back was given all the same."""
        row = self._row(SourceHeartbeat, source)
        beats = row.facts.values() if row is not None else ()
        return max((beat.published_at or 0 for _, beat in beats if beat is not None), default=0)

    def all(self, kind: type[FactT], key: str) -> list[FactT]:
        """Every version known of a row, be its register stale or not, oldest validity first."""
        row = self._row(kind, key)
        return [] if row is None else row.standing()

    def at(self, kind: type[FactT], key: str, t: int) -> FactT | None:
        """The version of a row that is valid at t (ms UTC); None: unknown, as all is in a register that was stale."""
        return None if self.stale(kind, t) else self.last_known(kind, key, t)

    def last_known(self, kind: type[FactT], key: str, t: int) -> FactT | None:
        """The version valid at t (ms UTC) even of a stale register, for what hardly changes, such as a time zone."""
        known = self.all(kind, key)
        if len(known) == 1:
            return known[0] if holds(known[0], t) else None
        begun = {fact.key: fact for fact in known if fact.valid_from is None or fact.valid_from <= t}
        found = [fact for fact in begun.values() if holds(fact, t)]
        return max(found, key=lambda fact: (fact.valid_from or 0, fact.key), default=None)

    def _row(self, kind: type[Fact], key: str) -> Row | None:
        place = _place(fact_type_of(kind), key)
        self._read(place[2:])
        row: Row | None = self._store.get(place)
        return row


def index(store: Store, row: str, case: str, t: int) -> bool:
    """Write down that a case of time t looked a row up; whether it is the first of its day, which must expire."""
    place, day = f"R{SEP}{row}", t // DAY
    readers: Readers = store.get(place) or Readers()
    fresh = day not in readers.days
    number = max(readers.days.get(day, 0), 1)
    chunk: Chunk = store.get(f"{place}{SEP}{day}{SEP}{number}") or Chunk()
    if len(chunk.cases) >= CHUNK:
        number, chunk = number + 1, Chunk()
    if readers.days.get(day) != number:
        readers.days[day] = number
        store.put(place, readers)
    chunk.cases.append(case)
    store.put(f"{place}{SEP}{day}{SEP}{number}", chunk)
    return fresh


def readers(store: Store, fact_type: str, key: str, since: int) -> list[str]:
    """Cases of time `since` (ms UTC) or later that looked the row up."""
    place = f"R{_place(fact_type, key)[1:]}"
    known: Readers | None = store.get(place)
    found: list[str] = []
    for day, chunks in sorted(known.days.items()) if known else ():
        if day >= since // DAY:
            for number in range(1, chunks + 1):
                chunk = store.get(f"{place}{SEP}{day}{SEP}{number}")
                found.extend(chunk.cases if chunk else ())
    return sorted(set(found))


def expire(store: Store, row: str, day: int) -> None:
    """Forget who looked a row up on a day."""
    place = f"R{SEP}{row}"
    readers: Readers = store.get(place) or Readers()
    for number in range(1, readers.days.pop(day, 0) + 1):
        store.delete(f"{place}{SEP}{day}{SEP}{number}")
    store.put(place, readers) if readers.days else store.delete(place)
