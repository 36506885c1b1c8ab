"""Reference tables as of a time: tariff, countries, offices, calendar, rates, carnets, vehicles ...

A table's records live in the state of every partition of the cases' room and change by messages in its log, so that a
replay, and a second run after a crash, look up what the first did. What a case looked up is written down: a fact that
becomes known later re-opens the cases that looked for it.
"""

from functools import lru_cache
from typing import Any

import msgspec

from schemas.envelope import Event
from schemas.facts import Fact, FactDeleted
from schemas.facts.fact import is_national, key_parts_of
from schemas.normalise import normal_key
from scorers.ledger import DAY, SEP
from scorers.store import Store

KEPT_VERSIONS = 8
"""Versions of a fact that are kept although a later one replaced them, in case that one is cancelled."""

STATE = "|@"
"""Between key and member state in the name of a fact of which each member state has its own."""

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
    """What was said of a record: by fact, event id and id of the event that it corrects, its version and the fact.

    A fact is named by its key; where each member state has its own, by key and state.

    Keys are in normal form (S12). The fact is None where the record was deleted, or the event corrected was cancelled.
    """

    facts: dict[str, tuple[int, Any]] = {}

    def standing(self) -> list[Any]:
        """Facts that hold something still, oldest validity first; worked out once after each change.

        Versions of one key stand in their own order, which an undated one among them does not show.
        """
        found: list[Any] | None = self.__dict__.get("found")
        if found is None:
            names = sorted({said.partition(SEP)[0] for said in self.facts})
            found = [self.facts[said][1] for name in names for said in reversed(_effective(self, name))]
            if len(names) > 1:
                found.sort(key=lambda fact: (begins(fact), fact.key, fact.member_state or ""))
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


def row_of(store: Store, data: Fact | FactDeleted) -> str:
    """Key of the row that a fact belongs to; for a deleted one, of the row that has it."""
    if isinstance(data, Fact):
        return row_key(data)
    key = normal_key(data.key)
    parts = key.split("|")
    candidates = ["|".join(parts[:count]) for count in range(len(parts), 0, -1)]
    return next((row for row in candidates if _named(store.get(place_of(data.fact_type, row)), key)), key)


def put(store: Store, event: Event) -> int | None:
    """Keep what an event says of a fact; returns from when (ms UTC) it may matter, None when it says nothing new.

    A later version replaces earlier ones from its own beginning on, so that what held before it still holds before it.
    Versions compete within a key, and where each member state has its own record, within the state.
    """
    data: Any = event.data
    if isinstance(data, FactDeleted):
        return _delete(store, event, data)
    place = place_of(data.fact_type, row_key(data))
    row: Row = store.get(place) or Row()
    fact = _stated(event)
    name = normal_key(fact.key)
    if is_national(type(fact)):
        name += f"{STATE}{fact.member_state or ''}"
    said = f"{name}{SEP}{event.id}{SEP}{event.corrects_id or ''}"
    rivals = [number for other, (number, _) in row.facts.items() if other.partition(SEP)[0] == name]
    if said in row.facts or (event.corrects_id is None and event.version in rivals):
        return None
    before = set(_effective(row, name))
    row.facts[said] = (event.version, None if event.correction_kind == "cancel" else fact)
    changed = before.symmetric_difference(_effective(row, name))
    starts = [begins(row.facts[other][1]) for other in changed]
    _prune(row, name)
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
    """Delete a fact, that of every member state where the deletion names none."""
    place = place_of(gone.fact_type, row_of(store, gone))
    row: Row | None = store.get(place)
    fresh = [
        (f"{name}{SEP}{event.id}{SEP}", newest)
        for name, newest in _named(row, normal_key(gone.key)).items()
        if event.member_state in ("", name.partition(STATE)[2] or event.member_state)
    ]
    if row is None or all(said in row.facts for said, _ in fresh):
        return None
    row.facts.update({said: (newest, None) for said, newest in fresh})
    row.changed()
    store.put(place, row)
    return 0


def _named(row: Row | None, key: str) -> dict[str, int]:
    """Names that the facts of a key have in a row, each with its newest version."""
    found: dict[str, int] = {}
    for said, (number, _) in row.facts.items() if row is not None else ():
        name = said.partition(SEP)[0]
        if name.partition(STATE)[0] == key:
            found[name] = max(number, found.get(name, number))
    return found


@lru_cache(maxsize=65_536)
def place_of(fact_type: str, key: str) -> str:
    """Where a row lies in the store."""
    return f"F{SEP}{fact_type}{SEP}{normal_key(key)}"


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
    place = f"R{place_of(fact_type, key)[1:]}"
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
