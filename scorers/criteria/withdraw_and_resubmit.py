"""Criterion 8 of decision 8/7: a declaration recalled while control was pending, and the consignment declared again."""

from collections.abc import Iterator
from typing import Any, ClassVar

import msgspec

from schemas.normalise import normal_id
from scorers.criterion import Ask, Criterion, Params
from scorers.ledger import DAY, HOUR, Entry, History, Ledger
from scorers.ledgers.consignments import (
    LEARNED,
    REGISTERED_BY_KEY,
    RESUBMISSIONS,
    WITHDRAWN_BY_KEY,
    WITHDRAWN_OF_PARTICIPANT,
    Fingerprint,
    Registered,
    Resubmitted,
    Withdrawn,
    fingerprint,
    persons,
)
from scorers.ledgers.participant_facts import COMPANIES, facts_at
from scorers.statistics.consignments import changes, goods_overlap, near, same_consignor, same_unit, shared, together
from scorers.verdict import Evidence, Hit, Severity, Unknown
from scorers.view import Case

YEAR = 365
MATCHES = "resubmitted"


class Parameters(Params, frozen=True):
    """Days and hours around the withdrawal; shares 0..1; `net_tol_kg` kilograms; `high_matches` in 365 days."""

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
    def net_tol_grams(self) -> int:
        """The least tolerance of weight, in grams."""
        return round(self.net_tol_kg * 1000)


class Like(Ask, frozen=True):
    """Withdrawn declarations near in time: of the participant those of about this weight, of a hard key all of them."""

    learns: ClassVar[str] = LEARNED

    grams: int | None
    year: bool = False
    """Ask for the participant's matches within a year instead."""

    @property
    def learned_as(self) -> str:
        """Matches are asked for only once there is one, so that a new one concerns few."""
        return MATCHES if self.year else LEARNED


class Found(msgspec.Struct, frozen=True):
    """Answer of a subject; `persons` are the head and the founders of a participant."""

    covered: bool = True
    withdrawn: tuple[Withdrawn, ...] = ()
    registered: tuple[Registered, ...] = ()
    persons: tuple[str, ...] = ()


class Match(msgspec.Struct, frozen=True):
    """Withdrawn declarations that are together the consignment declared now, how that shows, and what has changed."""

    old: tuple[Withdrawn, ...]
    how: str
    changed: list[str]

    @property
    def evaded(self) -> bool:
        """Whether a control was pending on any of them."""
        return any(old.evaded for old in self.old)


class WithdrawAndResubmit(Criterion[Parameters, Like]):
    """The consignment of a withdrawn declaration is declared again; severe when a control was still pending."""

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
        """Ask the participant, and every hard key of the consignment."""
        mine = case.once(fingerprint)
        ask = Like(self.code, case.t, case.trigger, mine.grams)
        yield f"participant:{mine.participant}", ask
        if any(match.evaded for match in self._matches(case, params)):
            yield f"participant:{mine.participant}", Like(self.code, case.t, case.trigger, None, year=True)
        for key in mine.keys:
            yield f"consignment_key:{key}", ask

    def answer(self, ask: Like, history: History, params: Parameters) -> dict[str, Any]:
        """Withdrawn at tw in (t - resubmit_days, t + overlap_hours], and what else it takes to judge them."""
        if ask.year:
            return {hit.ref: list(hit.withdrawn) for hit in history.window(RESUBMISSIONS, ask.t, YEAR)}
        start, end = ask.t - params.resubmit_days * DAY, ask.t + params.overlap_hours * HOUR
        if history.subject.startswith("participant"):
            alike = [
                old
                for old in history.span(WITHDRAWN_OF_PARTICIPANT, start, end)
                if near(old.print.grams, ask.grams, params.soft_net_tol_share)
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
        mine = case.once(fingerprint)
        matches = self._matches(case, params)
        if matches:
            number = self._number(case, matches)
            hits = [self._hit(case, mine, match, number, params) for match in matches]
            rank = {"high": 0, "medium": 1, "low": 2}
            yield mine.participant, min(hits, key=lambda hit: (rank[hit.severity], hit.evidence[0].ref))
        elif missing := self._missing(case, mine, params):
            yield mine.participant, Unknown(missing)
        elif not _read(case.learned(f"participant:{mine.participant}", LEARNED)).covered:
            yield mine.participant, Unknown(("coverage",))

    def enters(self, case: Case, params: Parameters) -> Iterator[tuple[Ledger[Any], str, Entry]]:
        """A match with a pending control counts for the participant's later ones."""
        evaded = [old.ref for match in self._matches(case, params) if match.evaded for old in match.old]
        if evaded:
            entry = Resubmitted(case.t, case.id, case.trigger, tuple(sorted(set(evaded))))
            yield RESUBMISSIONS, case.once(fingerprint).participant, entry

    def _number(self, case: Case, matches: list[Match]) -> int:
        """Matches within a year, this one included; a consignment split or merged counts once."""
        earlier = dict(case.learned(f"participant:{case.once(fingerprint).participant}", MATCHES) or {})
        earlier[case.id] = [old.ref for match in matches if match.evaded for old in match.old]
        return min(len({ref for refs in earlier.values() for ref in refs}), len(earlier))

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

    def _matches(self, case: Case, params: Parameters) -> list[Match]:
        mine = case.once(fingerprint)
        found: list[Match] = []
        rest: list[Withdrawn] = []
        for old in self._candidates(case, params):
            how = self._same(old.print, mine, params)
            parts = [mine] if how else self._parts(case, old, params)
            if how or parts:
                changed = changes(old.print, together(parts), params.net_tol_share, params.net_tol_grams)
                found.append(Match((old,), how or f"split among {len(parts)} declarations", changed))
            elif shared(old.print.keys, mine.keys):
                rest.append(old)
        if len(rest) > 1:
            whole = together([old.print for old in rest])
            if self._hard(whole, mine, params):
                changed = changes(whole, mine, params.net_tol_share, params.net_tol_grams)
                found.append(Match(tuple(rest), f"merged from {len(rest)} declarations", changed))
        return [match for match in found if match.evaded or (match.changed and self._meant(match, params))]

    def _meant(self, match: Match, params: Parameters) -> bool:
        return any(old.reason not in params.excluded_reasons for old in match.old)

    def _same(self, a: Fingerprint, b: Fingerprint, params: Parameters) -> str | None:
        """How the two are the same consignment, None when they are not."""
        hard = self._hard(a, b, params) if shared(a.keys, b.keys) else None
        if hard or a.participant != b.participant:
            return hard
        other_papers = bool(a.waybills) and bool(b.waybills) and not shared(a.waybills, b.waybills)
        alike = near(a.grams, b.grams, params.soft_net_tol_share) and goods_overlap(a, b) >= params.goods_overlap
        together_seen = same_unit(a, b) or (_same_packages(a, b) and not other_papers)
        if alike and together_seen and same_consignor(a, b, params.name_similarity):
            return "same goods, weight, consignor and vehicle or packages"
        return None

    def _hard(self, a: Fingerprint, b: Fingerprint, params: Parameters) -> str | None:
        """The same consignment by weight or packages, where a document, transit or container is the same."""
        if near(a.grams, b.grams, params.net_tol_share, params.net_tol_grams):
            return "same document, transit or container and weight"
        if _same_packages(a, b) and near(a.gross_grams, b.gross_grams, params.net_tol_share):
            return "same document, transit or container, packages and gross weight"
        return None

    def _parts(self, case: Case, old: Withdrawn, params: Parameters) -> list[Fingerprint]:
        """Declarations, this one among them, whose weights run up to what was withdrawn; none when they do not."""
        mine, whole = case.once(fingerprint), old.print.grams
        if not whole or mine.grams is None or mine.grams < params.split_min_share * whole:
            return []
        if not shared(mine.keys, old.print.keys):
            return []
        parts: list[Fingerprint] = []
        total = 0
        for part in self._sharing(case, old):
            parts.append(part)
            total += part.grams or 0
            if len(parts) > 1 and near(whole, total, params.net_tol_share, params.net_tol_grams):
                return parts if mine in parts else []
        return []

    def _sharing(self, case: Case, old: Withdrawn) -> list[Fingerprint]:
        """Declarations of the two participants that share a hard key with what was withdrawn, oldest first."""
        mine = case.once(fingerprint)
        found = {(case.t, case.id): mine}
        for key in mine.keys:
            for other in _read(case.learned(f"consignment_key:{key}", LEARNED)).registered:
                involved = other.print.participant in (mine.participant, old.print.participant)
                if (
                    involved
                    and not other.withdrawn
                    and other.ref != case.id
                    and shared(other.print.keys, old.print.keys)
                ):
                    found[(other.at, other.ref)] = other.print
        return [found[place] for place in sorted(found)]

    def _missing(self, case: Case, mine: Fingerprint, params: Parameters) -> tuple[str, ...]:
        """Inputs without which a declaration that shares a hard key could not be compared."""
        for old in self._candidates(case, params):
            if shared(old.print.keys, mine.keys) and (old.evaded or old.reason not in params.excluded_reasons):
                by_weight = None not in (old.print.grams, mine.grams)
                by_packages = None not in (old.print.packages, mine.packages, old.print.gross_grams, mine.gross_grams)
                if not by_weight and not by_packages:
                    return ("declaration.items[].net_kg", "declaration.gross_kg_total", "declaration.packages_total")
        return ()

    def _hit(self, case: Case, mine: Fingerprint, match: Match, number: int, params: Parameters) -> Hit:
        old_names = ", ".join(old.ref for old in match.old)
        state = "while a control was pending" if match.evaded else "and its content changed"
        evidence = tuple(
            Evidence(
                "declaration.withdrawn",
                old.ref,
                old.at,
                old.event_id,
                {
                    "evaded": old.evaded,
                    "changed": ", ".join(match.changed),
                    "office": old.print.office,
                    "how": match.how,
                    "matches_in_year": number,
                },
            )
            for old in match.old
        )
        return Hit(
            f"The consignment of declaration {old_names}, withdrawn {state}, is declared again ({match.how}).",
            evidence,
            severity=self._severity(mine, match, number, params),
            window=(case.t - params.resubmit_days * DAY, case.t + params.overlap_hours * HOUR),
        )

    def _severity(self, mine: Fingerprint, match: Match, number: int, params: Parameters) -> Severity:
        if not match.evaded:
            return "low"
        for old in match.old:
            other_officer = mine.officer and old.print.officer and mine.officer != old.print.officer
            if mine.office != old.print.office or other_officer:
                return "high"
        return "high" if number >= params.high_matches else "medium"


def _read(raw: Any) -> Found:
    return msgspec.convert(raw, Found) if raw is not None else Found()


def _same_packages(a: Fingerprint, b: Fingerprint) -> bool:
    return a.packages is not None and a.packages == b.packages
