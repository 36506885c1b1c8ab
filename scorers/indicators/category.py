"""The category as a case asks its participant for it: as of registration or opening, from what registers say then."""

from collections.abc import Iterator
from typing import Any, ClassVar

import msgspec

from schemas.facts import Case as CaseFact
from schemas.facts import Debt, Fact
from schemas.facts.fact import fact_type_of
from scorers.contract.case import Case, subject_key
from scorers.contract.criterion import Ask, Criterion, Reach
from scorers.contract.history import History
from scorers.contract.inputs import of
from scorers.contract.learned import Learned
from scorers.contract.verdict import Unknown
from scorers.ledgers.participant_facts import (
    CASES,
    COMPANIES,
    CONTACTS,
    DEBTS,
    GROUNDS,
    INFORMATION,
    facts_at,
    first_contact,
    information_at,
)
from scorers.parameters.engine import Engine, Level
from scorers.reference.categories import Category, Facts, category
from scorers.reference.working_days import ZONES

YEAR_DAYS = 366
VOUCHING: tuple[type[Fact], ...] = (Debt, CaseFact)
"""Registers that must be fresh for the low category (R-28)."""


class ParticipantCategory(Learned, frozen=True, tag="told.category"):
    """The fields of a `Category`, and what bodies reported about the participant (E3).

    `information` are the ids of findings that name no consignment, `reported` the criteria of those that do.
    """

    shared: ClassVar[bool] = True

    level: Level
    grounds: tuple[str, ...] = ()
    high_reasons: tuple[str, ...] = ()
    low_grounds: tuple[str, ...] = ()
    provisional: bool = False
    conflicts: tuple[tuple[str, str], ...] = ()
    information: tuple[str, ...] = ()
    reported: tuple[str, ...] = ()


class CategoryAsk(Ask, frozen=True, tag="ask.category"):
    """Where the case belongs, and which registers were stale as of its time.

    `closed_at` (ms UTC): a closed case keeps the category that it had then, whatever is published later (ruling 34).
    """

    learns: ClassVar[tuple[type[Learned], ...]] = (ParticipantCategory,)

    stale: tuple[str, ...]
    member_state: str
    closed_at: int | None = None


class CategoryIndicator(Criterion[Any, CategoryAsk]):
    """The category of the foreign-trade participant, for a transit of its declarant; and what is reported about it."""

    code = "category"
    group = ""
    title = "Category of the participant"
    kind = "reference"
    subject = "participant"
    inputs = (
        "declaration.participant_id",
        "transit.declarant_id",
        "ref.category_ground.ground",
        *of("ref.debt", "amount", "due_date", "settled_at", "deferred_until", "suspended"),
        *of("ref.case", "in_force_at", "status", "customs_related"),
        *of("ref.company", "first_trade_date", "legal_form"),
        *of("finding.raised", "observer_kind", "participant_id"),
    )
    forms = ()
    parameters = Engine
    ask = CategoryAsk
    reads = (DEBTS, CASES, GROUNDS, COMPANIES, CONTACTS, INFORMATION)

    def asks(
        self,
        case: Case,
        params: Engine,  # the contract hands over more than the question needs
    ) -> Iterator[tuple[str, CategoryAsk] | Unknown]:
        """Ask for the category as of registration or opening."""
        stale = stale_registers(case)
        yield (
            category_subject(case),
            CategoryAsk(self.code, case.t, case.trigger, stale, case.member_state, case.closed_at),
        )

    def reaches(self, params: Engine) -> Iterator[Reach]:
        """Information that does not say itself how long it holds."""
        yield Reach(INFORMATION, ("information_days",), params.information_days)

    def answer(self, ask: CategoryAsk, history: History, params: Engine) -> ParticipantCategory:
        """The category, and what is reported."""
        found = category_of(history, ask, params)
        told = information_at(history, ask.t, params.information_days)
        return ParticipantCategory(
            found.level,
            found.grounds,
            found.high_reasons,
            found.low_grounds,
            found.provisional,
            found.conflicts,
            information=tuple(one.ref for one in told if not one.of_consignment),
            reported=tuple(sorted({one.criterion for one in told if one.of_consignment})),
        )


def category_subject(case: Case) -> str:
    """Key of the participant whose category counts: never the representative's (R-27)."""
    data = case.content
    return subject_key("participant", data.declarant_id if case.kind == "transit" else data.participant_id)


def learned_category(case: Case) -> ParticipantCategory | None:
    """What a case learned of its participant's category; None: nothing yet."""
    return case.learned(category_subject(case), ParticipantCategory) if case.current is not None else None


def category_of(history: History, ask: CategoryAsk, engine: Engine) -> Category:
    """Category of a subject as a question puts it."""
    t = ask.t
    facts = Facts(
        company=next((fact for _, fact in facts_at(history, COMPANIES, t, ask.closed_at)), None),
        debts=tuple(fact for _, fact in facts_at(history, DEBTS, t, ask.closed_at)),
        cases=tuple(fact for _, fact in facts_at(history, CASES, t, ask.closed_at)),
        grounds=tuple(fact for _, fact in facts_at(history, GROUNDS, t, ask.closed_at)),
        stale=ask.stale,
        zone=ZONES.get(ask.member_state, ""),
    )
    if facts.company is None or facts.company.first_trade_date is None:
        seen, covered = first_contact(history, t), history.covers(t, YEAR_DAYS)
        facts = msgspec.structs.replace(facts, first_contact=seen, covered=covered)
    return category(facts, t, engine)


def stale_registers(case: Case) -> tuple[str, ...]:
    """Which of the registers without which nobody is of the low category were stale as of the case's time, sorted."""
    return tuple(sorted(fact_type_of(kind) for kind in VOUCHING if case.tables.stale(kind, case.t)))
