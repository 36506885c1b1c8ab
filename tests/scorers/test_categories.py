"""Categories: the table of examples, every pair of conflicts, the boundaries, and what the rooms make of them."""

import itertools
import json
from datetime import date
from typing import Any

import msgspec
import pytest

from schemas.facts import Case as CaseFact
from schemas.facts import CategoryGround, Company, Debt
from schemas.topics import ASSESSMENTS, CATEGORY_CHANGES
from scorers.parameters.engine import Engine
from scorers.reference.categories import Category, Facts, category
from tests.factories import (
    DAY,
    T0,
    amend,
    declaration,
    fact,
    finding,
    finding_cancelled,
    ms,
    released,
    transit,
)
from tests.scorers.judging import Judging

NOON = ms("2026-03-02T06:00Z")  # 11:00 in Almaty
BEATS = (fact("ref.source_heartbeat", "treasury"), fact("ref.source_heartbeat", "courts"))


def company(first: str | None = "2021-01-01", form: str | None = "company") -> Company:
    return Company(key="P1", legal_form=form, first_trade_date=date.fromisoformat(first) if first else None)


def ground(name: Any) -> CategoryGround:
    return CategoryGround(key=f"P1|{name}", participant_id="P1", ground=name)


def debt(due: str = "2026-03-01", **fields: Any) -> Debt:
    return Debt(
        **{
            "key": "D",
            "participant_id": "P1",
            "kind": "tax",
            "amount": 1.0,
            "due_date": date.fromisoformat(due),
            **fields,
        }
    )


def offence(in_force: str, **fields: Any) -> CaseFact:
    stated = {"customs_related": True, "status": "in_force", "in_force_at": ms(in_force), **fields}
    return CaseFact(key="C", person_id="P1", **stated)


def judge(t: int = NOON, engine: Engine | None = None, **facts: Any) -> Category:
    return category(Facts(**{"company": company(), **facts}), t, engine or Engine())


# -- table 1.4 -------------------------------------------------------------------------------------------------------


def test_case_1_an_aeo_in_good_standing_is_low() -> None:
    found = judge(grounds=(ground("aeo"),))
    assert (found.level, found.grounds, found.conflicts, found.provisional) == ("low", ("aeo",), (), False)


def test_case_2_an_aeo_with_a_debt_due_yesterday_is_high_and_a_conflict() -> None:
    found = judge(grounds=(ground("aeo"),), debts=(debt("2026-03-01"),))
    assert (found.level, found.grounds, found.conflicts) == ("high", ("debt",), (("aeo", "debt"),))


def test_case_3_a_deferred_debt_does_not_count() -> None:
    assert judge(grounds=(ground("aeo"),), debts=(debt(deferred_until=ms("2026-04-01")),)).level == "low"


def test_cases_4_and_5_a_large_taxpayer_needs_more_than_two_years() -> None:
    assert judge(company=company("2024-03-02"), grounds=(ground("large_taxpayer"),)).level == "medium"
    assert judge(company=company("2024-03-01"), grounds=(ground("large_taxpayer"),)).level == "low"


def test_cases_6_and_7_under_a_year_is_high_and_a_year_is_not() -> None:
    assert judge(company=company("2025-03-03")).high_reasons == ("short",)
    assert judge(company=company("2025-03-02")).level == "medium"


def test_case_8_an_offence_counts_for_twelve_months() -> None:
    assert judge(cases=(offence("2025-03-02T06:00Z"),)).level == "medium"
    assert judge(cases=(offence("2025-03-03T06:00Z"),)).grounds == ("offence",)


def test_case_9_an_annulled_offence_does_not_count() -> None:
    assert judge(cases=(offence("2026-01-01", status="annulled"),)).level == "medium"


def test_case_10_an_embassy_with_a_fine_is_low() -> None:
    found = judge(grounds=(ground("diplomatic"),), cases=(offence("2026-01-01"),), debts=(debt(kind="customs_fine"),))
    assert (found.level, found.grounds) == ("low", ("diplomatic",))
    assert found.conflicts == (("diplomatic", "debt"), ("diplomatic", "offence"))


def test_case_11_an_investor_of_three_months_is_high_and_a_conflict() -> None:
    found = judge(company=company("2025-12-02"), grounds=(ground("investor"),))
    assert (found.level, found.conflicts) == ("high", (("investor", "short"),))


def test_case_12_a_revoked_ground_holds_for_the_declaration_before() -> None:
    granted, revoked = ms("2020-01-01"), T0 + 2 * DAY
    fields: dict[str, Any] = {"participant_id": "P1", "ground": "aeo", "valid_from": granted}
    judging = participant(
        fact("ref.category_ground", **fields),
        declaration("D1", T0 + DAY),
        fact("ref.category_ground", t=revoked, version=2, valid_to=revoked, **fields),
        declaration("D2", T0 + 2 * DAY),
    )
    assert (level_of(judging, "D1"), level_of(judging, "D2")) == ("low", "medium")


def test_case_13_a_stale_debt_register_makes_an_aeo_medium_for_now() -> None:
    found = judge(grounds=(ground("aeo"),), stale=("ref.debt",))
    assert (found.level, found.provisional, found.low_grounds) == ("medium", True, ("aeo",))


def test_case_14_of_two_grounds_the_other_is_left() -> None:
    fields: dict[str, Any] = {"participant_id": "P1", "valid_from": ms("2020-01-01")}
    judging = participant(
        fact("ref.category_ground", ground="aeo", valid_to=T0, **fields),
        fact("ref.category_ground", ground="producer", **fields),
        declaration("D1", T0 + DAY),
    )
    assert (level_of(judging, "D1"), last(judging, "D1")["category_grounds"]) == ("low", ["producer"])


def test_case_15_a_late_debt_is_judged_again_while_the_declaration_is_open() -> None:
    judging = participant(declaration("D1", T0 + DAY))
    assert level_of(judging, "D1") == "medium"
    judging.feed(due_debt(T0 + 2 * DAY, "2026-02-20"))
    assert level_of(judging, "D1") == "high"


# -- R-22 to R-30 ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["diplomatic", "aeo", "large_taxpayer", "producer", "investor"])
def test_r22_each_low_ground_suffices(name: str) -> None:
    assert judge(grounds=(ground(name),)).grounds == (name,)


@pytest.mark.parametrize(
    ("reason", "facts"),
    [
        ("debt", {"debts": (debt(),)}),
        ("offence", {"cases": (offence("2026-01-01"),)}),
        ("short", {"company": company("2026-01-01")}),
    ],
)
def test_r22_each_high_reason_suffices(reason: str, facts: dict[str, Any]) -> None:
    found = judge(**facts)
    assert (found.level, found.grounds) == ("high", (reason,))


HIGH: dict[str, dict[str, Any]] = {
    "debt": {"debts": (debt(),)},
    "offence": {"cases": (offence("2026-01-01"),)},
    "short": {"company": company("2025-12-01")},
}
GROUNDS = ["diplomatic", "aeo", "large_taxpayer", "producer", "investor"]
PAIRS = list(itertools.product(GROUNDS, HIGH))


@pytest.mark.parametrize(("name", "reason"), PAIRS)
def test_r23_conflicts_follow_the_matrix(name: str, reason: str) -> None:
    """High wins for every pair, except over a protected ground; every pair is named."""
    found = judge(grounds=(ground(name),), **HIGH[reason])
    assert found.level == ("low" if name == "diplomatic" else "high")
    assert found.conflicts == ((name, reason),)


@pytest.mark.parametrize(("name", "reason"), [pair for pair in PAIRS if pair != ("large_taxpayer", "short")])
@pytest.mark.parametrize("level", ["low", "medium", "high"])
def test_r23_the_authority_may_set_each_pair(name: str, reason: str, level: Any) -> None:
    """Also that of embassies, once they are no longer protected."""
    engine = Engine(protected_grounds=(), conflict_matrix={f"{name}.{reason}": level})
    assert judge(engine=engine, grounds=(ground(name),), **HIGH[reason]).level == level


@pytest.mark.parametrize("name", ["diplomatic", "aeo"])
def test_r23_a_protected_ground_is_a_parameter(name: Any) -> None:
    """What is protected is low, and nothing else is."""
    engine = Engine(protected_grounds=(name,))
    levels = {other: judge(engine=engine, grounds=(ground(other),), **HIGH["debt"]).level for other in GROUNDS}
    assert levels == {other: "low" if other == name else "high" for other in GROUNDS}


def test_r23_a_large_taxpayer_under_a_year_has_no_ground_to_soften_it() -> None:
    """The list and the dates disagree, which is told; the matrix can not make a ground of it."""
    engine = Engine(conflict_matrix={"large_taxpayer.short": "low"})
    found = judge(engine=engine, grounds=(ground("large_taxpayer"),), **HIGH["short"])
    assert (found.level, found.low_grounds, found.conflicts) == ("high", (), (("large_taxpayer", "short"),))


def test_r23_the_worst_reason_decides_each_softened_by_the_ground_that_softens_it_most() -> None:
    soft = Engine(conflict_matrix={"investor.short": "medium"})
    both = judge(engine=soft, grounds=(ground("aeo"), ground("investor")), **HIGH["short"])
    assert both.level == "medium"
    worse = judge(engine=soft, grounds=(ground("investor"),), **HIGH["short"], **HIGH["debt"])
    assert (worse.level, worse.grounds) == ("high", ("debt",))


@pytest.mark.parametrize(
    ("first", "before", "on"),
    [("2024-02-29", "2025-02-28", "2025-03-01"), ("2023-02-28", "2024-02-27", "2024-02-28")],
)
def test_r24_the_first_year_ends_on_its_local_day(first: str, before: str, on: str) -> None:
    known: dict[str, Any] = {"company": company(first)}
    assert judge(ms(f"{before}T23:59:59+06:00"), **known).level == "high"
    assert judge(ms(f"{on}T00:00:00+05:00"), **known).level == "medium"


@pytest.mark.parametrize(
    ("first", "on", "after"),
    [("2024-02-29", "2026-03-01", "2026-03-02"), ("2022-02-28", "2024-02-28", "2024-02-29")],
)
def test_r24_two_years_must_be_exceeded(first: str, on: str, after: str) -> None:
    known: dict[str, Any] = {"company": company(first), "grounds": (ground("large_taxpayer"),)}
    assert judge(ms(f"{on}T12:00Z"), **known).level == "medium"
    assert judge(ms(f"{after}T12:00Z"), **known).level == "low"


def test_r24_an_offence_of_29_february_counts_until_1_march() -> None:
    known: dict[str, Any] = {"cases": (offence("2024-02-29T06:00Z"),)}
    assert judge(ms("2025-02-28T06:00Z"), **known).level == "high"
    assert judge(ms("2025-03-01T06:00Z"), **known).level == "medium"


def test_r24_a_debt_is_overdue_from_the_local_day_after_its_due_date() -> None:
    known: dict[str, Any] = {"debts": (debt("2026-03-01"),)}
    assert judge(ms("2026-03-01T18:59:59Z"), **known).level == "medium"
    assert judge(ms("2026-03-01T19:00:00Z"), **known).level == "high"


def test_r25_time_alone_changes_the_category() -> None:
    facts = Facts(company=company("2025-06-01"), cases=(offence("2025-09-01"),))
    levels = [category(facts, ms(day), Engine()).high_reasons for day in ("2026-03-02", "2026-07-01", "2026-10-01")]
    assert levels == [("offence", "short"), ("offence",), ()]


def test_r26_an_amendment_of_the_participant_is_judged_by_the_new_one() -> None:
    first = declaration("D1", T0 + DAY)
    judging = participant(
        due_debt(T0, "2026-01-01", who="P2"), fact("ref.company", "P2", first_trade_date="2020-01-01"), first
    )
    assert level_of(judging, "D1") == "medium"
    judging.feed(amend(first, participant_id="P2"))
    assert level_of(judging, "D1") == "high"


def test_r27_the_category_is_not_the_brokers() -> None:
    judging = participant(
        fact("ref.company", "B1", legal_form="company", first_trade_date="2010-01-01"),
        fact("ref.category_ground", participant_id="B1", ground="aeo"),
        declaration("D1", T0 + DAY, representative_id="B1", declarant_id="B1"),
    )
    assert level_of(judging, "D1") == "medium"


def test_a_transit_has_the_category_of_its_declarant() -> None:
    """Ruling 28."""
    judging = participant(fact("ref.category_ground", participant_id="P1", ground="aeo"), transit("T1", T0 + DAY))
    assert last(judging, "T1", "transit")["category"] == "low"


def test_r28_a_silent_register_never_makes_low_and_its_return_is_judged_again() -> None:
    judging = participant(
        fact("ref.category_ground", participant_id="P1", ground="aeo"), declaration("D1", T0 + 4 * DAY)
    )
    assert (level_of(judging, "D1"), last(judging, "D1")["category_provisional"]) == ("medium", True)
    for source in ("treasury", "courts"):
        judging.feed(fact("ref.source_heartbeat", source, t=T0 + 5 * DAY, version=2))
    assert (level_of(judging, "D1"), last(judging, "D1")["category_provisional"]) == ("low", False)


def test_r28_a_protected_ground_and_a_high_reason_need_no_register() -> None:
    assert judge(grounds=(ground("diplomatic"),), stale=("ref.case",)).level == "low"
    assert judge(debts=(debt(),), stale=("ref.case",)).level == "high"


@pytest.mark.parametrize("name", ["aeo", "large_taxpayer", "producer"])
def test_r29_a_sole_trader_has_no_ground_of_legal_persons(name: str) -> None:
    assert judge(company=company(form="sole_trader"), grounds=(ground(name),)).level == "medium"


def test_r30_a_change_is_said_once() -> None:
    aeo = fact("ref.category_ground", participant_id="P1", ground="aeo")
    judging = participant(aeo, declaration("D1", T0 + DAY))
    assert [(change["old"], change["new"]) for change in changes(judging)] == [(None, "low")]
    judging.feed(due_debt(T0 + 2 * DAY, "2026-02-20"), declaration("D2", T0 + 3 * DAY), declaration("D0", T0))
    assert [(change["old"], change["new"]) for change in changes(judging)] == [(None, "low"), ("low", "high")]
    assert changes(judging)[-1]["conflicts"] == [{"high_reason": "debt", "low_ground": "aeo"}]
    assert (changes(judging)[-1]["old_grounds"], changes(judging)[-1]["new_grounds"]) == (["aeo"], ["debt"])


def test_r23_a_further_conflict_is_said_though_the_category_stays() -> None:
    """An authorised operator that has an offence beside its debt concerns who keeps the register anew."""
    aeo = fact("ref.category_ground", participant_id="P1", ground="aeo")
    judging = participant(aeo, due_debt(T0, "2026-01-01"), declaration("D1", T0 + DAY))
    fined: dict[str, Any] = {"customs_related": True, "status": "in_force", "in_force_at": ms("2026-01-10")}
    judging.feed(fact("ref.case", "C1", t=T0 + 2 * DAY, person_id="P1", **fined))
    assert [(change["new"], len(change["conflicts"])) for change in changes(judging)] == [("high", 1), ("high", 2)]


# -- debts, offences, history ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "fields",
    [
        {"settled_at": NOON},
        {"suspended": True},
        {"amount": 0.0},
        {"amount": None},
        {"due_date": None},
        {"due_date": date(2026, 3, 2)},
        {"deferred_until": NOON},
    ],
)
def test_a_debt_that_does_not_count(fields: dict[str, Any]) -> None:
    assert judge(debts=(msgspec.structs.replace(debt(), **fields),)).level == "medium"


def test_a_debt_settled_later_counts_still() -> None:
    """Ruling 7."""
    assert judge(debts=(debt(settled_at=NOON + 1),)).level == "high"


def test_debts_add_up_against_the_minimum() -> None:
    engine = Engine(min_debt=2.0)
    assert judge(engine=engine, debts=(debt(), debt())).level == "medium"
    assert judge(engine=engine, debts=(debt(), debt(), debt())).level == "high"


def test_the_scope_of_offences_is_a_parameter() -> None:
    traffic = offence("2026-01-01", customs_related=False)
    assert judge(cases=(traffic,)).level == "medium"
    assert judge(engine=Engine(offence_scope="any"), cases=(traffic,)).level == "high"


def test_an_annulment_from_a_later_date_does_not_undo_the_offence() -> None:
    """Ruling 7."""
    fields: dict[str, Any] = {"person_id": "P1", "customs_related": True, "in_force_at": ms("2026-01-10")}
    judging = participant(
        fact("ref.case", "C1", status="in_force", **fields),
        fact("ref.case", "C1", t=T0 + 2 * DAY, version=2, status="annulled", valid_from=T0 + 2 * DAY, **fields),
        declaration("D1", T0 + DAY),
        declaration("D2", T0 + 3 * DAY),
    )
    assert (level_of(judging, "D1"), level_of(judging, "D2")) == ("high", "medium")


def test_nobody_knows_the_participant_so_it_is_a_newcomer() -> None:
    judging = Judging().feed(*BEATS, declaration("D1", T0 + DAY))
    assert (level_of(judging, "D1"), last(judging, "D1")["category_grounds"]) == ("high", ["short"])


def test_seen_trade_stands_in_for_a_date_that_the_register_lacks() -> None:
    judging = Judging().feed(declaration("OLD", T0 - 400 * DAY), released("OLD", T0 - 400 * DAY + 1))
    judging.feed(*BEATS, declaration("D1", T0 + DAY))
    assert level_of(judging, "D1") == "medium"


def test_a_newcomer_by_an_incomplete_history_is_provisional() -> None:
    judging = Judging(coverage_start=T0 - 30 * DAY).feed(*BEATS, declaration("D1", T0 + DAY))
    assert (level_of(judging, "D1"), last(judging, "D1")["category_provisional"]) == ("high", True)


def test_all_orders_of_arrival_end_in_the_same_category() -> None:
    events = [
        fact("ref.company", "P1", legal_form="company", first_trade_date="2020-01-01"),
        fact("ref.category_ground", participant_id="P1", ground="aeo"),
        due_debt(T0, "2026-02-20"),
        due_debt(T0 + DAY, "2026-02-20", version=2, settled_at=T0 - DAY),
        declaration("D1", T0 + DAY),
    ]
    bodies = set()
    for order in itertools.permutations(events):
        judging = Judging().feed(*BEATS, *order)
        bodies.add(
            msgspec.json.encode([record.value for record in judging.outward if record.topic == ASSESSMENTS][-1:])
        )
    assert len(bodies) == 1


def due_debt(t: int, due: str, who: str = "P1", **fields: Any) -> Any:
    return fact("ref.debt", f"{who}-1", t=t, participant_id=who, kind="tax", amount=1.0, due_date=due, **fields)


def participant(*events: Any) -> Judging:
    known = fact("ref.company", "P1", legal_form="company", first_trade_date="2020-01-01")
    return Judging().feed(*BEATS, known, *events)


def last(judging: Judging, case: str, kind: str = "declaration") -> dict[str, Any]:
    records = [record for record in judging.outward if record.topic == ASSESSMENTS and record.key == f"{kind}:{case}"]
    body: dict[str, Any] = json.loads(records[-1].value)
    return body


def level_of(judging: Judging, case: str) -> Any:
    return last(judging, case)["category"]


def changes(judging: Judging) -> list[dict[str, Any]]:
    return [json.loads(record.value) for record in judging.outward if record.topic == CATEGORY_CHANGES]


def test_r35_information_on_the_participant_ends_with_the_finding() -> None:
    aeo = fact("ref.category_ground", participant_id="P1", ground="aeo")
    told = finding(33, participant_id="P1", observer_kind="law_enforcement")
    judging = participant(aeo, told, declaration("D1", T0 + DAY))
    assert last(judging, "D1")["requires_judgement"]
    judging.feed(finding_cancelled("F1", T0 + 2 * DAY))
    assert not last(judging, "D1")["requires_judgement"]


def test_information_expires_and_that_on_another_consignment_is_none() -> None:
    aeo = fact("ref.category_ground", participant_id="P1", ground="aeo")
    other = finding(43, "F2", participant_id="P1", declaration_id="D9")
    old = finding(33, "F3", t=T0 - 200 * DAY, participant_id="P1")
    judging = participant(aeo, other, old, declaration("D1", T0 + DAY))
    assert not last(judging, "D1")["requires_judgement"]


def test_r33_information_on_ip_rights_lifts_the_exemption_for_its_own_forms() -> None:
    """A sensor's finding of 33 is no information in the sense of E3, but its area of law counts (E1)."""
    aeo = fact("ref.category_ground", participant_id="P1", ground="aeo")
    areas: dict[str, tuple[set[str], bool]] = {}
    for area in ("ip", "payments"):
        told = finding(33, participant_id="P1", observer_kind="sensor", law_area=area)
        said = last(participant(aeo, told, declaration("D1", T0 + DAY)), "D1")
        assert said["category"] == "low"
        areas[area] = {*said["suggested_forms"]} & {"inspection", "expert_examination"}, said["requires_judgement"]
    assert areas == {"ip": ({"inspection", "expert_examination"}, False), "payments": (set(), False)}


def test_a_debt_to_another_member_state_counts() -> None:
    judging = participant(due_debt(T0, "2026-01-01", member_state="RU"), declaration("D1", T0 + DAY))
    assert level_of(judging, "D1") == "high"
