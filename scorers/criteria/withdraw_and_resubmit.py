"""Criterion 8 of decision 8/7: a declaration recalled while control was pending, and the consignment declared again."""

from collections.abc import Iterator
from typing import Any, ClassVar

import msgspec

from schemas.facts import Broker, Company
from schemas.facts.fact import fact_type_of
from schemas.normalise import normal_id
from scorers.criterion import Ask, Criterion, Params, Reach
from scorers.ledger import DAY, HOUR, Entry, History, Ledger
from scorers.ledgers.consignments import (
    LEARNED,
    REGISTERED_BY_KEY,
    RESUBMISSIONS,
    WITHDRAWN_BY_KEY,
    WITHDRAWN_OF_PARTICIPANT,
    Registered,
    Resubmitted,
    Withdrawn,
    fingerprint,
    persons,
)
from scorers.ledgers.participant_facts import COMPANIES, facts_at
from scorers.resubmission import Match, Tolerances, matches, number_of_consignments
from scorers.statistics.consignments import NET, near, shared
from scorers.verdict import Evidence, Hit, Scalar, Severity, Unknown
from scorers.view import Case

YEAR = 365
MATCHES = "resubmitted"
PERSONS = "persons"


class Parameters(Params, frozen=True):
    """Days and hours of 60 min around the registration; shares and similarity 0..1; `net_tol_kg` in kilograms.

    `net_tol_share` bounds values and gross weights too, `soft_net_tol_share` net weights where no hard key is shared;
    `goods_overlap` is a share of the heavier net weight, `split_min_share` of the withdrawn one; `high_matches`
    consignments in 365 days make it severe; `linked_persons`: persons behind the participant count as the same;
    `excluded_reasons` excuse a withdrawal that evaded no control.
    """

    resubmit_days: int = 30
    overlap_hours: int = 24
    net_tol_share: float = 0.05
    net_tol_kg: float = 20
    soft_net_tol_share: float = 0.02
    goods_overlap: float = 0.8
    name_similarity: float = 0.9
    split_min_share: float = 0.2
    high_matches: int = 2
    linked_persons: bool = True
    excluded_reasons: tuple[str, ...] = ("technical_duplicate",)

    @property
    def tolerances(self) -> Tolerances:
        """How far the consignments may differ."""
        return Tolerances(
            net_share=self.net_tol_share,
            net_grams=round(self.net_tol_kg * 1000),
            soft_net_share=self.soft_net_tol_share,
            overlap=self.goods_overlap,
            names=self.name_similarity,
            least_part=self.split_min_share,
            before=self.resubmit_days * DAY,
            after=self.overlap_hours * HOUR,
        )


class Like(Ask, frozen=True):
    """Withdrawn declarations near in time: of the participant those that may weigh as much, of a hard key all."""

    learns: ClassVar[str] = LEARNED

    grams: int | None
    wanted: str = LEARNED
    """Ask for the participant's matches within a year instead, or for its head and founders."""

    @property
    def learned_as(self) -> str:
        """Both are asked for only once there is something withdrawn, so that what is new concerns few."""
        return self.wanted


class Found(msgspec.Struct, frozen=True):
    """Answer of a subject; `persons` are the head and the founders of a participant."""

    covered: bool = True
    withdrawn: tuple[Withdrawn, ...] = ()
    registered: tuple[Registered, ...] = ()
    persons: tuple[str, ...] = ()


class WithdrawAndResubmit(Criterion[Parameters, Like]):
    """The consignment of a declaration withdrawn under a pending control, or with other content, is declared again.

    It is the same by a transport document, transit, invoice or container and its weight or packages, or by its goods,
    weight, consignor and vehicle; whole, split or merged. Evading a control at another office or with another officer
    is severe, and so is doing it again; a changed content alone is slight.
    """

    code = "8"
    group = "01"
    title = "Declaration recalled while control was pending, same consignment declared again"
    kind = "stream"
    subject = "participant"
    inputs = (
        "declaration.declaration_id",
        "declaration.participant_id",
        "declaration.office_id",
        "declaration.transit_id",
        "declaration.officer_id",
        "declaration.consignor_id",
        "declaration.documents[].type",
        "declaration.documents[].number",
        "declaration.documents[].date",
        "declaration.seller_id",
        "declaration.container_ids[]",
        "declaration.vehicle_ids[]",
        "declaration.consignor_name",
        "declaration.consignor_country",
        "declaration.items[].goods_code",
        "declaration.items[].net_kg",
        "declaration.gross_kg_total",
        "declaration.packages_total",
        "declaration.withdrawn.withdrawn_at",
        "declaration.withdrawn.reason_code",
        "control.assigned.control_id",
        "control.assigned.assigned_at",
        "control.result.control_id",
    )
    forms = ("inspection", "documentary_check", "customs_value_check")
    cases = ("declaration",)
    correlation_group = "withdrawal"
    parameters = Parameters
    ask = Like
    reads = (WITHDRAWN_BY_KEY, WITHDRAWN_OF_PARTICIPANT, REGISTERED_BY_KEY, RESUBMISSIONS, COMPANIES)

    def asks(self, case: Case, params: Parameters) -> Iterator[tuple[str, Like] | Unknown]:
        """Ask the participant, every hard key of the consignment, and those under which other parts of it may stand."""
        mine = case.once(fingerprint)
        ask = Like(self.code, case.t, case.trigger, mine.grams)
        yield f"participant:{mine.participant}", ask
        if self._told(case, params, evaded=True):
            yield f"participant:{mine.participant}", Like(self.code, case.t, case.trigger, None, MATCHES)
        for other in self._others(case, params):
            yield f"participant:{other}", Like(self.code, case.t, case.trigger, None, PERSONS)
        others = {key for old in self._candidates(case, params) for key in self._keys_of_parts(case, old)}
        for key in sorted(others.union(mine.keys)):
            yield f"consignment_key:{key}", ask

    def reaches(self, params: Parameters) -> Iterator[Reach]:
        """What was withdrawn around the registration, and what stands that far around such a withdrawal."""
        before, after = params.resubmit_days, params.overlap_hours / 24
        for ledger in (WITHDRAWN_OF_PARTICIPANT, WITHDRAWN_BY_KEY):
            yield Reach(ledger, ("resubmit_days",), before)
            yield Reach(ledger, ("overlap_hours",), after, ahead=True)
        for ahead in (False, True):
            yield Reach(REGISTERED_BY_KEY, ("resubmit_days", "overlap_hours"), before + after, ahead=ahead)

    def answer(self, ask: Like, history: History, params: Parameters) -> dict[str, Any]:
        """Withdrawn at tw in (t - resubmit_days, t + overlap_hours], and what else it takes to judge them."""
        if ask.wanted == PERSONS:
            return {PERSONS: list(self._behind(history, ask.t))}
        if ask.wanted == MATCHES:
            return {hit.ref: list(hit.withdrawn) for hit in history.window(RESUBMISSIONS, ask.t, YEAR)}
        limits = params.tolerances
        start, end = ask.t - limits.before, ask.t + limits.after
        if history.subject.startswith("participant"):
            share = max(params.net_tol_share, params.soft_net_tol_share)
            alike = [
                old
                for old in history.span(WITHDRAWN_OF_PARTICIPANT, start, end)
                if near(old.print.grams, ask.grams, NET, share, limits.net_grams)[0] is not False
            ]
            found = Found(
                history.covers(ask.t, params.resubmit_days),
                tuple(alike),
                persons=self._behind(history, ask.t) if params.linked_persons else (),
            )
        else:
            withdrawn = history.span(WITHDRAWN_BY_KEY, start, end)
            around = end - start
            # Others under the key matter as parts of something withdrawn only; a groupage waybill has hundreds.
            registered = history.span(REGISTERED_BY_KEY, ask.t - around, ask.t + around) if withdrawn else ()
            found = Found(True, tuple(withdrawn), tuple(registered))
        raw: dict[str, Any] = msgspec.to_builtins(found)
        return raw

    def _behind(self, history: History, t: int) -> tuple[str, ...]:
        """Head and founders of the participant as of t."""
        company = next((fact for _, fact in facts_at(history, COMPANIES, t)), None)
        if company is None:
            return ()
        named = (company.head_id, *(company.founder_ids or ()))
        return tuple(sorted({normal_id(person) for person in named if person}))

    def judge(self, case: Case, params: Parameters) -> Iterator[tuple[str, Hit | Unknown]]:
        """Judge against every withdrawn declaration found; the gravest match is the hit."""
        identity = case.once(fingerprint).participant
        found = self._matches(case, params)
        told = [match for match in found if match.counts(params.excluded_reasons)[0]]
        if told:
            number = self._number(case, told)
            hits = [self._hit(case, match, number, params) for match in told]
            rank = {"high": 0, "medium": 1, "low": 2}
            yield identity, min(hits, key=lambda hit: (rank[hit.severity], hit.evidence[0].ref))
        elif missing := {name for match in found for name in match.counts(params.excluded_reasons)[1]}:
            # What a hit rested on was corrected or taken back: a declaration, a control, another part, a person's link.
            yield identity, Unknown(tuple(sorted(missing)), keeps=False)
        elif not _read(case.learned(f"participant:{identity}", LEARNED)).covered:
            yield identity, Unknown(("coverage",), keeps=False)
        elif stale := self._may_be_linked(case, params):
            yield identity, Unknown(stale, keeps=False)

    def _may_be_linked(self, case: Case, params: Parameters) -> tuple[str, ...]:
        """Stale registers that could link the participant to who withdrew a consignment of the same hard key."""
        mine = case.once(fingerprint)
        learned = [_read(case.learned(f"consignment_key:{key}", LEARNED)).withdrawn for key in mine.keys]
        others = any(old.print.participant != mine.participant for found in learned for old in found)
        registers = (Broker, Company) if params.linked_persons and others else ()
        return tuple(fact_type_of(kind) for kind in registers if case.tables.stale(kind, case.t))

    def enters(self, case: Case, params: Parameters) -> Iterator[tuple[Ledger[Any], str, Entry]]:
        """A match with a pending control counts for the participant's later ones."""
        evaded = {old.ref for match in self._told(case, params, evaded=True) for old in match.old}
        if evaded:
            entry = Resubmitted(case.t, case.id, case.trigger, tuple(sorted(evaded)))
            yield RESUBMISSIONS, case.once(fingerprint).participant, entry

    def _told(self, case: Case, params: Parameters, *, evaded: bool) -> list[Match]:
        found = self._matches(case, params)
        return [match for match in found if match.evaded is evaded and match.counts(params.excluded_reasons)[0]]

    def _number(self, case: Case, told: list[Match]) -> int:
        """Consignments matched within a year, this one included; one that was split or merged counts once."""
        earlier = dict(case.learned(f"participant:{case.once(fingerprint).participant}", MATCHES) or {})
        earlier[case.id] = [old.ref for match in told if match.evaded for old in match.old]
        return number_of_consignments(earlier.values())

    def _candidates(self, case: Case, params: Parameters) -> list[Withdrawn]:
        """Withdrawn declarations of the participant, and under hard keys those of persons linked with it."""
        mine = case.once(fingerprint)
        found = [case.learned(f"participant:{mine.participant}", LEARNED)]
        found += [case.learned(f"consignment_key:{key}", LEARNED) for key in mine.keys]
        if not any(raw and raw["withdrawn"] for raw in found):
            return []
        withdrawn = {old.ref: old for raw in found for old in _read(raw).withdrawn if old.ref != case.id}
        who = set(persons(case)) if params.linked_persons else {mine.participant}
        return [
            old
            for _, old in sorted(withdrawn.items())
            if old.print.participant == mine.participant
            or (params.linked_persons and shared(mine.keys, old.print.keys) and shared(who, old.persons))
        ]

    def _keys_of_parts(self, case: Case, old: Withdrawn) -> tuple[str, ...]:
        """Hard keys under which other parts of what was withdrawn may be found, when this declaration may be one."""
        mine, whole = case.once(fingerprint), old.print.grams
        part = mine.grams is not None and whole is not None and mine.grams < whole
        return old.print.keys if part and shared(mine.keys, old.print.keys) else ()

    def _others(self, case: Case, params: Parameters) -> list[str]:
        """Participants of whom the register may say that they are linked, who declared what may be another part."""
        candidates = self._candidates(case, params) if params.linked_persons else []
        parted = [old for old in candidates if self._keys_of_parts(case, old)]
        known = {case.once(fingerprint).participant, *(old.print.participant for old in candidates)}
        return sorted({other.print.participant for other in self._declared(case, parted)} - known)

    def _declared(self, case: Case, candidates: list[Withdrawn]) -> Iterator[Registered]:
        """What else is declared under the hard keys of what was withdrawn."""
        for key in sorted({key for old in candidates for key in old.print.keys}):
            for other in _read(case.learned(f"consignment_key:{key}", LEARNED)).registered:
                if not other.withdrawn and other.ref != case.id:
                    yield other

    def _matches(self, case: Case, params: Parameters) -> list[Match]:
        mine, candidates = case.once(fingerprint), self._candidates(case, params)
        if not candidates:
            return []
        people = {mine.participant, *(old.print.participant for old in candidates)}
        behind = {person for old in candidates for person in old.persons} if params.linked_persons else set()
        declared = {case.id: Registered(case.t, case.id, case.trigger, mine, withdrawn=False)}
        for other in self._declared(case, candidates):
            learned = case.learned(f"participant:{other.print.participant}", PERSONS) or {PERSONS: ()}
            if other.print.participant in people or shared(behind, (*other.print.persons, *learned[PERSONS])):
                declared[other.ref] = other
        return matches(mine, candidates, declared.values(), params.tolerances)

    def _hit(self, case: Case, match: Match, number: int, params: Parameters) -> Hit:
        names = ", ".join(old.ref for old in match.old)
        changed = ", ".join(match.changed)
        why = (
            f"The consignment of declaration {names}, withdrawn while a control was pending, is declared again"
            if match.evaded
            else f"The consignment of declaration {names}, withdrawn before, is declared again with another {changed}"
        )
        return Hit(
            f"{why} ({match.how}).",
            tuple(_evidence(match, changed, number)),
            severity=self._severity(case, match, number, params),
            window=(case.t - params.resubmit_days * DAY, case.t + params.overlap_hours * HOUR),
        )

    def _severity(self, case: Case, match: Match, number: int, params: Parameters) -> Severity:
        if not match.evaded:
            return "low"
        mine = case.once(fingerprint)
        for old in match.old:
            other_officer = mine.officer and old.print.officer and mine.officer != old.print.officer
            if mine.office != old.print.office or other_officer:
                return "high"
        return "high" if number >= params.high_matches else "medium"


def _evidence(match: Match, changed: str, number: int) -> Iterator[Evidence]:
    """The withdrawals, then the controls that were pending."""
    for old in match.old:
        values: dict[str, Scalar] = {
            "evaded": old.evaded,
            "changed": changed,
            "office": old.print.office,
            "how": match.how,
        }
        if match.evaded:  # only then is it asked how often that happened
            values["matches_in_year"] = number
        yield Evidence("declaration.withdrawn", old.ref, old.at, old.event_id, values)
    for old in match.old:
        for ref, at, event_id in old.pending:
            yield Evidence("control.assigned", ref, at, event_id, {"declaration": old.ref})


def _read(raw: Any) -> Found:
    return msgspec.convert(raw, Found) if raw is not None else Found()
