"""Look-ups of a case in reference tables as of a time; a register that has fallen silent says nothing (S5)."""

from collections.abc import Callable
from typing import TypeVar

from schemas.facts import Fact, SourceHeartbeat
from schemas.facts.fact import fact_type_of
from scorers.parameters.engine import Engine
from scorers.registers.tables import Row, place_of
from scorers.state.store import Store
from scorers.times.durations import EVER, HOUR

FactT = TypeVar("FactT", bound=Fact)


def holds(fact: Fact, t: int) -> bool:
    """Whether a fact is valid at t (ms UTC)."""
    return (fact.valid_from is None or fact.valid_from <= t) and (fact.valid_to is None or t < fact.valid_to)


def silent(heard: int, t: int, engine: Engine) -> bool:
    """Whether a source heard of last at `heard` (ms UTC, 0: never) is silent as of t (ms UTC)."""
    return heard < t - engine.max_staleness_h * HOUR


class Lookup:
    """Look-ups of one case, made for one step of it: what it found once it takes as found.

    `read` is told every row that was looked at, found or not, and as of which time (ms UTC).
    `engine` names the sources of registers: when one of them has fallen silent, what its register says is unknown (S5).
    None: no register is held to its signs of life.
    """

    def __init__(self, store: Store, read: Callable[[str, int], None], engine: Engine | None = None) -> None:
        self._store, self._read, self._engine = store, read, engine
        self._stale: dict[tuple[type[Fact], int], bool] = {}
        self._rows: dict[tuple[type[Fact], str], tuple[str, Row | None]] = {}
        self._noted: set[tuple[type[Fact], str, int]] = set()

    def stale(self, kind: type[Fact], t: int) -> bool:
        """Whether some source of a register was not heard of since `max_staleness_h` before t (ms UTC), or ever (S5).

        A sign of life after that time counts too: by then the source has said what it knew.
        """
        if self._engine is None:
            return False
        sources = self._engine.registers.get(fact_type_of(kind))
        if not sources:
            return False
        found = self._stale.get((kind, t))
        if found is None:
            found = silent(min(self.heard(source, t) for source in sources), t, self._engine)
            self._stale[kind, t] = found
        return found

    def heard(self, source: str, t: int) -> int:
        """Last sign of life of a source, ms UTC, for who asks as of t; 0: none.

        One that was taken back was given all the same.
        """
        row = self._row(SourceHeartbeat, source, t)
        beats = row.facts.values() if row is not None else ()
        return max((beat.published_at or 0 for _, beat in beats if beat is not None), default=0)

    def all(self, kind: type[FactT], key: str, t: int = EVER) -> list[FactT]:
        """Every version known of a row, be its register stale or not, oldest validity first.

        `t` (ms UTC): versions that begin later are of no interest.
        """
        row = self._row(kind, key, t)
        return [] if row is None else row.standing()

    def at(self, kind: type[FactT], key: str, t: int, state: str = "") -> FactT | None:
        """The version of a row that is valid at t (ms UTC); None: unknown, as all is in a register that was stale.

        `state`: the member state whose record goes before those of others, where it has one.
        """
        return None if self.stale(kind, t) else self.last_known(kind, key, t, state)

    def last_known(self, kind: type[FactT], key: str, t: int, state: str = "") -> FactT | None:
        """The version valid at t (ms UTC) even of a stale register, for what hardly changes, such as a time zone."""
        known = self.all(kind, key, t)
        if len(known) > 1:
            known = [fact for fact in known if fact.member_state == state] or known
        if len(known) == 1:
            return known[0] if holds(known[0], t) else None
        begun = {
            (fact.key, fact.member_state): fact for fact in known if fact.valid_from is None or fact.valid_from <= t
        }
        found = [fact for fact in begun.values() if holds(fact, t)]
        return max(found, key=lambda fact: (fact.valid_from or 0, fact.key, fact.member_state or ""), default=None)

    def _row(self, kind: type[Fact], key: str, t: int) -> Row | None:
        found = self._rows.get((kind, key))
        if found is None:
            place = place_of(fact_type_of(kind), key)
            found = self._rows[kind, key] = place[2:], self._store.get(place)
        if (kind, key, t) not in self._noted:
            self._noted.add((kind, key, t))
            self._read(found[0], t)
        return found[1]
