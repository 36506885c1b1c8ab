"""Withdrawn declarations that a declaration may repeat: what subjects are asked and tell of them, and which match.

Each hard key tells its withdrawn and registered declarations; the participant tells what it withdrew, and who is behind
it, so that a consignment is found again when a linked person declares it.
"""

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import ClassVar, Literal

from schemas.facts import Broker, Company
from schemas.facts.fact import fact_type_of
from scorers.contract.case import Case
from scorers.contract.criterion import Ask
from scorers.contract.history import History
from scorers.contract.learned import Learned
from scorers.ledgers.consignments import (
    REGISTERED_BY_KEY,
    RESUBMISSIONS,
    WITHDRAWN_BY_KEY,
    WITHDRAWN_OF_PARTICIPANT,
    Found,
    Registered,
    Withdrawn,
    fingerprint,
    persons,
)
from scorers.ledgers.participant_facts import COMPANIES, facts_at
from scorers.matching.consignments import NET, near, shared
from scorers.matching.resubmission import Match, Tolerances, matches, number_of_consignments
from scorers.times.durations import DAY

YEAR = 365
LEDGERS = (WITHDRAWN_BY_KEY, WITHDRAWN_OF_PARTICIPANT, REGISTERED_BY_KEY, RESUBMISSIONS, COMPANIES)
"""What subjects read to tell of them."""


class Repeated(Learned, frozen=True, tag="told.resubmitted"):
    """The participant's matches within a year: what each of its declarations repeated."""

    shared: ClassVar[bool] = True

    earlier: dict[str, tuple[str, ...]]


class Behind(Learned, frozen=True, tag="told.persons"):
    """Head and founders of a participant."""

    shared: ClassVar[bool] = True

    persons: tuple[str, ...] = ()


class Like(Ask, frozen=True, tag="ask.predecessors"):
    """Withdrawn declarations near in time: of the participant those that may weigh as much, of a hard key all."""

    learns: ClassVar[tuple[type[Learned], ...]] = (Found, Repeated, Behind)

    grams: int | None
    wanted: Literal["found", "repeated", "behind"] = "found"
    """Ask for the participant's matches within a year instead, or for its head and founders."""

    @property
    def kind(self) -> type[Learned]:
        """Both are asked for only once there is something withdrawn, so that what is new concerns few."""
        kinds: dict[str, type[Learned]] = {"found": Found, "repeated": Repeated, "behind": Behind}
        return kinds[self.wanted]


def told(history: History, ask: Like, limits: Tolerances, *, linked: bool) -> Found | Repeated | Behind:
    """What a subject tells: withdrawn at tw in (t - before, t + after], and what else it takes to judge them."""
    if ask.wanted == "behind":
        return Behind(_behind(history, ask.t))
    if ask.wanted == "repeated":
        return Repeated({hit.ref: hit.withdrawn for hit in history.window(RESUBMISSIONS, ask.t, YEAR)})
    of_participant = history.subject.startswith("participant")
    return _of_participant(history, ask, limits, linked=linked) if of_participant else _of_key(history, ask, limits)


def _of_participant(history: History, ask: Like, limits: Tolerances, *, linked: bool) -> Found:
    share = max(limits.net_share, limits.soft_net_share)
    alike = [
        old
        for old in history.span(WITHDRAWN_OF_PARTICIPANT, ask.t - limits.before, ask.t + limits.after)
        if near(old.print.grams, ask.grams, NET, share, limits.net_grams)[0] is not False
    ]
    covered = history.covers(ask.t, limits.before / DAY)
    return Found(covered, tuple(alike), persons=_behind(history, ask.t) if linked else ())


def _of_key(history: History, ask: Like, limits: Tolerances) -> Found:
    withdrawn = history.span(WITHDRAWN_BY_KEY, ask.t - limits.before, ask.t + limits.after)
    around = limits.before + limits.after
    # Others under the key matter as parts of something withdrawn only; a groupage waybill has hundreds.
    registered = history.span(REGISTERED_BY_KEY, ask.t - around, ask.t + around) if withdrawn else ()
    return Found(True, tuple(withdrawn), tuple(registered))


def _behind(history: History, t: int) -> tuple[str, ...]:
    """Head and founders of the participant as of t."""
    company = next((fact for _, fact in facts_at(history, COMPANIES, t)), None)
    if company is None:
        return ()
    named = (company.head_id, *(company.founder_ids or ()))
    return tuple(sorted(set(filter(None, named))))


class Predecessors:
    """Withdrawn declarations that a declaration may repeat, as far as its subjects have told the case.

    `linked`: whether persons behind the participant count as the same.
    """

    def __init__(self, case: Case, limits: Tolerances, *, linked: bool) -> None:
        self._case, self._limits, self._linked = case, limits, linked
        self.mine = case.once(fingerprint)

    @property
    def covered(self) -> bool:
        """Whether all that the participant may have withdrawn in time was seen."""
        return self._told_by_participant(self.mine.participant).covered

    @cached_property
    def matches(self) -> list[Match]:
        """Matches with what was withdrawn, certain and open."""
        if not self._candidates:
            return []
        people = {self.mine.participant, *(old.print.participant for old in self._candidates)}
        behind = {person for old in self._candidates for person in old.persons} if self._linked else set()
        case = self._case
        declared = {case.id: Registered(case.t, case.id, case.trigger, self.mine, withdrawn=False)}
        for other in self._declared(self._candidates):
            who = other.print.participant
            told = case.learned(f"participant:{who}", Behind) or Behind()
            if who in people or shared(behind, (*other.print.persons, *told.persons)):
                declared[other.ref] = other
        return matches(self.mine, self._candidates, declared.values(), self._limits)

    def hard_keys(self) -> list[str]:
        """Hard keys under which the consignment, or other parts of it, may be found."""
        parts = {key for old in self._candidates for key in self._keys_of_parts(old)}
        return sorted(parts.union(self.mine.keys))

    def others(self) -> list[str]:
        """Participants of whom the register may say that they are linked, who declared what may be another part."""
        candidates = self._candidates if self._linked else []
        parted = [old for old in candidates if self._keys_of_parts(old)]
        known = {self.mine.participant, *(old.print.participant for old in candidates)}
        return sorted({other.print.participant for other in self._declared(parted)} - known)

    def may_be_linked(self) -> tuple[str, ...]:
        """Stale registers that could link the participant to who withdrew a consignment of the same hard key."""
        withdrawn = [old for key in self.mine.keys for old in self._told_by_key(key).withdrawn]
        others = any(old.print.participant != self.mine.participant for old in withdrawn)
        registers = (Broker, Company) if self._linked and others else ()
        return tuple(fact_type_of(kind) for kind in registers if self._case.tables.stale(kind, self._case.t))

    def number(self, counting: Iterable[Match]) -> int:
        """Consignments matched within a year, this one included; one that was split or merged counts once."""
        told = self._case.learned(f"participant:{self.mine.participant}", Repeated) or Repeated({})
        own = tuple(old.ref for match in counting if match.evaded for old in match.old)
        earlier = {**told.earlier, self._case.id: own}
        return number_of_consignments(earlier.values())

    @cached_property
    def _candidates(self) -> list[Withdrawn]:
        """Withdrawn declarations of the participant, and under hard keys those of persons linked with it."""
        mine, case = self.mine, self._case
        found = [self._told_by_participant(mine.participant), *map(self._told_by_key, mine.keys)]
        withdrawn = {old.ref: old for one in found for old in one.withdrawn if old.ref != case.id}
        who = set(persons(case)) if withdrawn and self._linked else {mine.participant}
        return [
            old
            for _, old in sorted(withdrawn.items())
            if old.print.participant == mine.participant
            or (self._linked and shared(mine.keys, old.print.keys) and shared(who, old.persons))
        ]

    def _keys_of_parts(self, old: Withdrawn) -> tuple[str, ...]:
        """Hard keys under which other parts of what was withdrawn may be found, when this declaration may be one."""
        mine, whole = self.mine, old.print.grams
        part = mine.grams is not None and whole is not None and mine.grams < whole
        return old.print.keys if part and shared(mine.keys, old.print.keys) else ()

    def _declared(self, candidates: list[Withdrawn]) -> Iterator[Registered]:
        """What else is declared under the hard keys of what was withdrawn."""
        for key in sorted({key for old in candidates for key in old.print.keys}):
            for other in self._told_by_key(key).registered:
                if not other.withdrawn and other.ref != self._case.id:
                    yield other

    def _told_by_participant(self, participant: str) -> Found:
        return self._read(f"participant:{participant}")

    def _told_by_key(self, key: str) -> Found:
        return self._read(f"consignment_key:{key}")

    def _read(self, subject: str) -> Found:
        return self._case.learned(subject, Found) or Found()
