"""Categories of participants: low, medium or high trust at a time, from facts as of that time (R-21 to R-30)."""

from datetime import date
from math import fsum

import msgspec

from schemas.facts import Case as CaseFact
from schemas.facts import CategoryGround, Company, Debt
from scorers.parameters.engine import Engine, Level
from scorers.times.local_time import add_months, add_years, local_date

LEVELS: tuple[Level, ...] = ("low", "medium", "high")
LEGAL_PERSONS_ONLY = ("aeo", "large_taxpayer", "producer")


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of a participant as of a time.

    `first_contact`: its first declaration or transit that was seen, ms UTC; `covered`: whether a whole year was seen.
    `stale`: registers that gave no sign of life, such as `ref.debt`. `zone` makes local days; empty: the engine's.
    """

    company: Company | None = None
    debts: tuple[Debt, ...] = ()
    cases: tuple[CaseFact, ...] = ()
    grounds: tuple[CategoryGround, ...] = ()
    first_contact: int | None = None
    covered: bool = True
    stale: tuple[str, ...] = ()
    zone: str = ""


class Category(msgspec.Struct, frozen=True):
    """A category with what it rests on.

    `grounds` decided it; `low_grounds` and `high_reasons` are all that hold. `conflicts` pairs a low ground with a high
    reason that contradicts it. `provisional`: a register or a history that was needed is not known.
    """

    level: Level
    grounds: tuple[str, ...] = ()
    high_reasons: tuple[str, ...] = ()
    low_grounds: tuple[str, ...] = ()
    provisional: bool = False
    conflicts: tuple[tuple[str, str], ...] = ()


def category(facts: Facts, t: int, engine: Engine) -> Category:
    """Category of a participant at t (ms UTC)."""
    zone = facts.zone or engine.local_tz
    today = local_date(t, zone)
    began = _trade_began(facts, zone)
    low = _low_grounds(facts, began, today, engine)
    high = _high_reasons(facts, t, today, began, engine)
    conflicts = _conflicts(facts, low, high)
    protected = tuple(ground for ground in low if ground in engine.protected_grounds)
    if protected:
        return Category("low", protected, high, low, False, conflicts)
    if high:
        level, reasons = _weighed(low, high, engine)
        if level != "low":
            return Category(level, reasons, high, low, _guessed(facts, high, level), conflicts)
    if low:
        if facts.stale:
            return Category("medium", (), high, low, True, conflicts)
        return Category("low", low, high, low, False, conflicts)
    return Category("medium", (), high, low, bool(facts.stale), conflicts)


def _trade_began(facts: Facts, zone: str) -> date | None:
    stated = facts.company.first_trade_date if facts.company else None
    seen = local_date(facts.first_contact, zone) if facts.first_contact is not None else None
    return min((day for day in (stated, seen) if day is not None), default=None)


def _low_grounds(facts: Facts, began: date | None, today: date, engine: Engine) -> tuple[str, ...]:
    """Grounds that are established, sorted."""
    form = facts.company.legal_form if facts.company else None
    held = set()
    for ground in {fact.ground for fact in facts.grounds}:
        if ground in LEGAL_PERSONS_ONLY and form in engine.natural_forms:
            continue
        if ground == "large_taxpayer" and (began is None or today <= add_years(began, 2)):
            continue
        held.add(ground)
    return tuple(sorted(held))


def _high_reasons(facts: Facts, t: int, today: date, began: date | None, engine: Engine) -> tuple[str, ...]:
    reasons = []
    if fsum(debt.amount or 0.0 for debt in facts.debts if owed(debt, t, today)) > engine.min_debt:
        reasons.append("debt")
    if any(_offence(case, t, today, facts.zone or engine.local_tz, engine) for case in facts.cases):
        reasons.append("offence")
    if began is None or today < add_years(began, 1):
        reasons.append("short")
    return tuple(reasons)


def owed(debt: Debt, t: int, today: date) -> bool:
    """Whether a debt was due before the local day of t and is neither settled, deferred nor suspended at t (ms)."""
    return (
        debt.due_date is not None
        and debt.due_date < today
        and (debt.settled_at is None or t < debt.settled_at)
        and (debt.deferred_until is None or debt.deferred_until < t)
        and not debt.suspended
    )


def _offence(case: CaseFact, t: int, today: date, zone: str, engine: Engine) -> bool:
    """Whether a decision took force within 12 calendar months up to t."""
    if case.status != "in_force" or case.in_force_at is None or case.in_force_at > t:
        return False
    if engine.offence_scope == "customs" and not case.customs_related:
        return False
    return today < add_months(local_date(case.in_force_at, zone), 12)


def _conflicts(facts: Facts, low: tuple[str, ...], high: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    pairs = {(ground, reason) for ground in low for reason in high}
    listed = any(fact.ground == "large_taxpayer" for fact in facts.grounds)
    if listed and "short" in high:
        pairs.add(("large_taxpayer", "short"))  # the list and the dates disagree
    return tuple(sorted(pairs))


def _weighed(low: tuple[str, ...], high: tuple[str, ...], engine: Engine) -> tuple[Level, tuple[str, ...]]:
    """The worst that a reason leads to, each as softened by the low ground that softens it most (`ground.reason`)."""
    worst: dict[str, int] = {}
    for reason in high:
        ranks = [LEVELS.index(engine.conflict_matrix.get(f"{ground}.{reason}", "high")) for ground in low]
        worst[reason] = min(ranks, default=2)
    rank = max(worst.values())
    return LEVELS[rank], tuple(reason for reason in high if worst[reason] == rank)


def _guessed(facts: Facts, high: tuple[str, ...], level: Level) -> bool:
    """Whether nothing but an incomplete history made the participant a newcomer, or a stale register kept it medium."""
    dated = facts.company is not None and facts.company.first_trade_date is not None
    if level == "high":
        return high == ("short",) and not dated and not facts.covered
    return bool(facts.stale)
