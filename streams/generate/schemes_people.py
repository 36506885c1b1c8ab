"""Schemes of people with a record: convicted, in debt, silent when asked, or reported by other authorities."""

from typing import Any

import msgspec

from schemas.events import Finding, FindingCancelled, RequestClosed
from schemas.facts import Case, Debt, Fact
from streams.generate.calendar import DAY, HOUR
from streams.generate.clearance import release
from streams.generate.consignment import consign
from streams.generate.population import Participant
from streams.generate.scheme_steps import Scene, judged_declaration, lodge, newcomer, rig_of_its_own, truth
from streams.generate.sequels import request
from streams.generate.steps import Life, Step, fact
from streams.generate.world import World


def convicted(world: World, at: int) -> Life:
    """A participant was held liable for a customs offence; another one's case was annulled."""
    yield _on_record(world, at, "7", "convicted two months ago", _case(at, status="in_force"))
    yield _on_record(world, at, "7", "the decision was annulled", _case(at, status="annulled"), decoy=True)


def customs_debtor(world: World, at: int) -> Life:
    """A participant owes duties; another one has paid."""
    yield _on_record(world, at, "13", "owes customs duties", _debt(world, at, "customs_duty"))
    paid = _debt(world, at, "customs_fine", settled_at=at - DAY)
    yield _on_record(world, at, "13", "has paid the fine", paid, decoy=True)


def tax_debtor(world: World, at: int) -> Life:
    """A participant owes taxes; another one's were deferred."""
    yield _on_record(world, at, "27", "owes taxes", _debt(world, at, "tax"))
    yield _on_record(world, at, "27", "deferred", _debt(world, at, "tax", deferred_until=at + 90 * DAY), decoy=True)


def reported(world: World, at: int) -> Life:
    """Law enforcement reports a participant; about another one the report is disproved."""
    yield _reported(world, at, disproved=False)
    yield _reported(world, at, disproved=True)


def _reported(world: World, at: int, *, disproved: bool) -> Scene:
    who = yield from newcomer(world, at)
    report = _report(world, who, at)
    yield Step(at, report)
    if disproved:
        cancelled = FindingCancelled(
            finding_id=report.finding_id,
            cancelled_at=at + HOUR,
            subject_id=report.subject_id,
            reason_code="disproved",
        )
        yield Step(at + HOUR, cancelled, 2)
    note = "the report was disproved" if disproved else "reported by law enforcement"
    yield from _declares(world, who, at + 2 * HOUR, "33", note, decoy=disproved)


def refuses_documents(world: World, at: int) -> Life:
    """A participant refuses technical documents and declares again later."""
    who = yield from newcomer(world, at)
    rig = yield from rig_of_its_own(world, at)
    made = lodge(world, consign(world, who, rig, at), at)
    yield Step(at, made)
    asked = request(world, made, at + HOUR, at + 3 * DAY)
    yield Step(at + HOUR, asked)
    refused_at = at + DAY
    yield Step(refused_at, RequestClosed(request_id=asked.request_id, closed_at=refused_at, outcome="refused"), 2)
    yield truth("12", made.declaration_id, "refused the documents asked for")
    yield Step(refused_at + HOUR, release(world, made, refused_at + HOUR), 2)
    yield from _declares(world, who, at + 5 * DAY, "12", "refused documents for an earlier declaration")


def _on_record(world: World, at: int, criterion: str, note: str, record: Fact, *, decoy: bool = False) -> Scene:
    who = yield from newcomer(world, at)
    name = "person_id" if isinstance(record, Case) else "participant_id"
    key = f"{'CASE' if isinstance(record, Case) else 'DEBT'}-{who.participant_id}"
    yield fact(at, msgspec.structs.replace(record, key=key, **{name: who.participant_id}))
    yield from _declares(world, who, at + 3 * HOUR, criterion, note, decoy=decoy)


def _declares(world: World, who: Participant, at: int, criterion: str, note: str, *, decoy: bool = False) -> Scene:
    rig = yield from rig_of_its_own(world, at)
    yield from judged_declaration(world, consign(world, who, rig, at), at, (criterion, note), decoy=decoy)


def _case(at: int, **state: Any) -> Case:
    made = Case(
        key="-",
        person_id="-",
        valid_from=at - 60 * DAY,
        kind="administrative",
        customs_related=True,
        opened_at=at - 90 * DAY,
        in_force_at=at - 60 * DAY,
    )
    return msgspec.structs.replace(made, **state)


def _debt(world: World, at: int, kind: Any, **state: Any) -> Debt:
    made = Debt(
        key="-",
        participant_id="-",
        valid_from=at - 40 * DAY,
        kind=kind,
        amount=4_200_000.0,
        due_date=world.calendar.day(at - 30 * DAY),
        suspended=False,
    )
    return msgspec.structs.replace(made, **state)


def _report(world: World, who: Participant, at: int) -> Finding:
    return Finding(
        finding_id=world.number("FN"),
        criterion="33",
        subject_kind="participant",
        subject_id=who.participant_id,
        observed_at=at,
        participant_id=who.participant_id,
        observer_kind="law_enforcement",
        observer_id="LEA-1",
        confidence=0.8,
        law_area="payments",
    )
