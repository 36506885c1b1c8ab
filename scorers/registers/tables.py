"""Reference tables as of a time: tariff, countries, offices, calendar, rates, carnets, vehicles ...

A table's records live in the state of every partition of the cases' room and change by messages in its log, so that a
replay, and a second run after a crash, look up what the first did. What a case looked up is written down: a fact that
becomes known later re-opens the cases that looked for it.
"""

from functools import lru_cache
from typing import Any, NamedTuple

import msgspec

from schemas.envelope import Event
from schemas.facts import Fact, FactDeleted
from schemas.facts.fact import is_national, key_parts_of
from schemas.normal_form import normal_form
from schemas.normalise import normal_key
from scorers.state.corrections import other_content, refuse_circle, standing
from scorers.state.keys import SEP
from scorers.state.store import Store
from scorers.times.durations import DAY

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

    Keys are in normal form (S12). The fact is None where the event corrected was cancelled.
    """

    facts: dict[str, tuple[int, Any]] = {}

    def copied(self) -> "Row":
        """Itself: a change puts another one in its place."""
        return self

    def standing(self) -> list[Any]:
        """Facts that hold something still, oldest validity first; worked out once after each change.

        Versions of one key stand in their own order, which an undated one among them does not show.
        """
        found: list[Any] | None = self.__dict__.get("found")
        if found is None:
            names = sorted(_names(self))
            found = [entry.fact for name in names for entry in reversed(_effective(_entries(self, name)))]
            if len(names) > 1:
                found.sort(key=lambda fact: (begins(fact), fact.key, fact.member_state or ""))
            self.__dict__["found"] = found
        return found


class Readers(msgspec.Struct, array_like=True):
    """How many chunks of readers a row has, by shelf.

    A shelf is `<day>/<kept>`: cases that looked the row up as of that day (since the epoch, UTC), and that are
    forgotten as those of the day `kept`.
    """

    shelves: dict[str, int] = {}


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
    key = data.key
    parts = key.split("|")
    candidates = ["|".join(parts[:count]) for count in range(len(parts), 0, -1)]
    rows = ((row, _names(store.get(place_of(data.fact_type, row)))) for row in candidates)
    return next((row for row, names in rows if any(name.partition(STATE)[0] == key for name in names)), key)


def put(store: Store, event: Event) -> int | None:
    """Keep what an event says of a fact; returns from when (ms UTC) it may matter, None when it says nothing new.

    A later version replaces earlier ones from its own beginning on, so that what held before it still holds before it.
    Versions compete within a key, and where each member state has its own record, within the state. A deletion ends
    what the log said of its key until then. Raises BadInput for an event id that was used for another content.
    """
    data: Any = normal_form(event.data)
    if isinstance(data, FactDeleted):
        return _delete(store, event, data)
    place = place_of(data.fact_type, row_key(data))
    row: Row = store.get(place) or Row()
    fact = _stated(event, data)
    name = fact.key
    if is_national(type(fact)):
        name += f"{STATE}{fact.member_state or ''}"
    entry = _Entry(event.id, event.corrects_id, event.version, None if event.correction_kind == "cancel" else fact)
    said = _entries(row, name)
    if known := next((other for other in said if other.event_id == event.id), None):
        _refuse_other_content(known, entry)
        return None
    if entry.corrects is not None:
        refuse_circle(event, said)
    before = {other.event_id: other for other in _effective(said)}
    # Rows are replaced whole, so that a step that fails has changed none.
    row = Row({**row.facts, f"{name}{SEP}{event.id}{SEP}{event.corrects_id or ''}": (entry.version, entry.fact)})
    after = {other.event_id: other for other in _effective([*said, entry])}
    starts = [begins((before | after)[name].fact) for name in before.keys() ^ after.keys()]
    _prune(row, name)
    store.put(place, row)
    return min(starts, default=None)


def _refuse_other_content(known: "_Entry", entry: "_Entry") -> None:
    if known != entry:
        raise other_content()


def _stated(event: Event, fact: Any) -> Any:
    """The fact with what its event states of it: when it was published, and in which member state."""
    published = event.time if fact.published_at is None else fact.published_at
    state = fact.member_state or event.member_state or None
    return msgspec.structs.replace(fact, published_at=published, member_state=state)


def _delete(store: Store, event: Event, gone: FactDeleted) -> int | None:
    """Delete a fact, that of every member state where the deletion names none."""
    place = place_of(gone.fact_type, row_of(store, gone))
    row: Row | None = store.get(place)
    named = {
        name
        for name in _names(row)
        if name.partition(STATE)[0] == gone.key
        and event.member_state in ("", name.partition(STATE)[2] or event.member_state)
    }
    if row is None or not named:
        return None
    row = Row({said: fact for said, fact in row.facts.items() if said.partition(SEP)[0] not in named})
    store.put(place, row) if row.facts else store.delete(place)
    return 0


def _names(row: Row | None) -> set[str]:
    """Names of the facts in a row: keys, with the member state where each has its own."""
    return {said.partition(SEP)[0] for said in row.facts} if row is not None else set()


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


class _Entry(NamedTuple):
    """What one event said of a fact; no fact where it cancelled what it corrects."""

    event_id: str
    corrects: str | None
    version: int
    fact: Any

    @property
    def cancels(self) -> bool:
        """Whether it takes back what it corrects."""
        return self.fact is None

    @property
    def source(self) -> str:
        """All that is kept of a fact counts as of one source."""
        return ""


def _entries(row: Row, name: str) -> list[_Entry]:
    """What was said of a fact, in the order of arrival."""
    found: list[_Entry] = []
    for said, (version, fact) in row.facts.items():
        about, event_id, corrects = said.split(SEP)
        if about == name:
            found.append(_Entry(event_id, corrects or None, version, fact))
    return found


def _effective(said: list[_Entry]) -> list[_Entry]:
    """What still says something, newest version first; of two that bear one version the first said."""
    by_version: dict[int, _Entry] = {}
    for place, content in standing(said):
        by_version.setdefault(place.version, content)
    kept: list[_Entry] = []
    earliest: int | None = None
    for version in sorted(by_version, reverse=True):
        entry = by_version[version]
        if earliest is None or (begins(entry.fact) < earliest and not _dated_anew(entry.fact, kept[-1].fact)):
            kept.append(entry)
            earliest = _replaces_from(entry.fact)
    return kept


def _dated_anew(fact: Fact, later: Fact) -> bool:
    """Whether a later version says the same status since another time, and so replaces the earlier one whole."""
    if not hasattr(fact, "status_from") or dated_from(later) is None:
        return False
    return getattr(fact, "status", None) == getattr(later, "status", None)


def _prune(row: Row, name: str) -> None:
    """Forget versions that others have replaced long ago, so that a heartbeat's row stays small.

    What corrects something or was corrected stays: without the one the other would stand where it does not belong.
    """
    said = sorted(_entries(row, name), key=lambda entry: entry.version)
    targets = {entry.corrects for entry in said}
    needed = {entry.event_id for entry in _effective(said)} | targets
    for entry in said[:-KEPT_VERSIONS]:
        if entry.corrects is None and entry.event_id not in needed:
            del row.facts[f"{name}{SEP}{entry.event_id}{SEP}"]


def index(store: Store, row: str, case: str, shelf: str) -> bool:
    """Write down that a case looked a row up; whether it is the first of its shelf, which must expire."""
    place = f"R{SEP}{row}"
    known: Readers | None = store.get(place)
    before = known.shelves.get(shelf, 0) if known is not None else 0
    number = max(before, 1)
    chunk: Chunk = store.edit(f"{place}{SEP}{shelf}{SEP}{number}") or Chunk()
    if len(chunk.cases) >= CHUNK:
        number, chunk = number + 1, Chunk()
    if before != number:
        readers: Readers = store.edit(place) or Readers()
        readers.shelves[shelf] = number
        store.put(place, readers)
    chunk.cases.append(case)
    store.put(f"{place}{SEP}{shelf}{SEP}{number}", chunk)
    return not before


def readers(store: Store, fact_type: str, key: str, since: int) -> list[str]:
    """Cases that looked the row up as of `since` (ms UTC) or later."""
    place = f"R{place_of(fact_type, key)[1:]}"
    known: Readers | None = store.get(place)
    found: list[str] = []
    for shelf, chunks in sorted(known.shelves.items()) if known else ():
        if int(shelf.partition("/")[0]) >= since // DAY:
            for number in range(1, chunks + 1):
                chunk = store.get(f"{place}{SEP}{shelf}{SEP}{number}")
                found.extend(chunk.cases if chunk else ())
    return sorted(set(found))


def expire(store: Store, row: str, shelf: str) -> None:
    """Forget who is on a shelf of a row's readers."""
    place = f"R{SEP}{row}"
    readers: Readers = store.edit(place) or Readers()
    for number in range(1, readers.shelves.pop(shelf, 0) + 1):
        store.delete(f"{place}{SEP}{shelf}{SEP}{number}")
    store.put(place, readers) if readers.shelves else store.delete(place)
