"""From hits to a score, and from the score to forms of control."""

import itertools
import math
import re
from typing import Any

import msgspec
import pytest
from msgspec import structs

from schemas.outcomes import Sentence
from scorers.catalogue.discovery import CATALOGUE, AnyCriterion
from scorers.catalogue.loading import load
from scorers.contract.verdict import Judged
from scorers.parameters.document import ParameterSet
from scorers.saying.explanation import explain
from scorers.saying.wording import Language, say
from scorers.weighing.assessment import (
    assess,
    group_of,
    groups_of,
    scored,
    strongest_of_groups,
    weight,
)
from scorers.weighing.exemption import EXEMPT, mandatory
from tests.factories import DAY, T0, declaration, notice, transit
from tests.scorers.judging import judged
from tests.scorers.standing import HIGH, LOW, MEDIUM, TRAITS, case_of, every_code, hit

EXAMPLE = load(b"")
FREQUENT = {code for code, traits in TRAITS.items() if traits.get("frequent")}
RESTRICTIONS = {code for code, traits in TRAITS.items() if traits.get("law_area") == "prohibitions_restrictions"}
FINDINGS = {criterion.code for criterion in CATALOGUE if criterion.kind == "finding"}


@pytest.fixture(autouse=True)
def _every_code(monkeypatch: pytest.MonkeyPatch) -> None:
    every_code(monkeypatch)


def score(*hits: Judged, category: Any = MEDIUM, params: ParameterSet = EXAMPLE) -> float:
    weights = [weight(each, params) for each in hits]
    return scored(hits, weights, strongest_of_groups(hits, weights), category, params)


def naive(weights: dict[str, list[float]]) -> float:
    """One minus the product of what the strongest of each group leaves."""
    return round(1 - math.prod(1 - max(group) for group in weights.values()), 4)


def test_no_hits_no_risk() -> None:
    assert score() == 0.0


def test_independent_hits_add_up() -> None:
    found = score(hit("1", severity="high"), hit("9"), hit("44", severity="low"))
    assert found == naive({"1": [0.7], "9": [0.35], "44": [0.1]})


def test_of_a_correlation_group_the_strongest_counts() -> None:
    hits = (hit("1"), hit("2", kind="driver", severity="high"), hit("3", kind="consignee"))
    assert score(*hits) == naive({"non_delivery": [0.35, 0.7, 0.35]})


CORRELATED = {
    "non_delivery": "1 2 3",
    "debt": "13 27",
    "newcomer": "29 30",
    "offences": "7 18",
    "withdrawal": "8 35",
    "unanswered_request": "12 34",
    "address": "15 16 24 25",
    "managers": "20 21 22",
    "permits": "32 36 37 38 39",
    "ip": "41 84 99 101 112",
    "weight": "51 52 74 75",
    "office_mismatch": "62 63",
    "cover": "64 80 82",
    "export_duty": "61 66",
    "offshore": "68 69 100",
    "price": "102 103 104 105 106 109 112",
    "origin_preference": "76 77",
    "country_triangle": "70 95",
    "xray": "117 118 119",
    "displacement": "6 9 93 104",
}
"""Criteria that see one thing from several sides; 28 belongs to a group by its limb."""


@pytest.mark.parametrize("criterion", list(CATALOGUE), ids=lambda criterion: criterion.code)
def test_every_criterion_is_in_its_correlation_groups_and_in_no_other(criterion: AnyCriterion) -> None:
    """As recorded; a criterion of none stands for itself."""
    wanted = {group for group, codes in CORRELATED.items() if criterion.code in codes.split()}
    found = groups_of(hit(criterion.code))
    assert set(found) == (wanted or {criterion.code})
    assert group_of(hit(criterion.code)) == (found[0] if wanted else "")


@pytest.mark.parametrize(
    ("weights", "counted"),
    [
        ({"9": 0.2, "103": 0.3, "104": 0.5}, ["104"]),
        ({"9": 0.6, "103": 0.3, "104": 0.5}, ["103", "9"]),
        ({"9": 0.2, "103": 0.6, "104": 0.5}, ["9", "103"]),
        ({"9": 0.4, "103": 0.4, "104": 0.4}, ["9", "103"]),
        ({"9": 0.4, "104": 0.5}, ["104"]),
    ],
)
def test_a_hit_of_two_groups_is_added_up_with_neither(weights: dict[str, float], counted: list[str]) -> None:
    """104 is a price and a displacement: beside it, or instead of it, the strongest of each group counts."""
    lines = "\n".join(f"{code} = {value}" for code, value in weights.items())
    params = load(f"[weights]\n{lines}".encode())
    wanted = naive({code: [weights[code]] for code in counted})
    hits = [hit(code, "D1|1", "goods_item") for code in weights]
    assert {score(*order, params=params) for order in itertools.permutations(hits)} == {wanted}


def test_many_hits_of_one_criterion_count_once() -> None:
    assert score(*(hit("44", f"doc{number}", "document") for number in range(50))) == naive({"44": [0.35]})


def test_the_order_of_hits_does_not_matter() -> None:
    hits = [hit("1"), hit("2", severity="high"), hit("44"), hit("9", severity="low")]
    assert len({score(*order) for order in itertools.permutations(hits)}) == 1


def test_weights_of_the_document_go_before_severity() -> None:
    params = load(b"[weights]\n1 = 0.9")
    assert score(hit("1", severity="low"), params=params) == 0.9


def test_the_high_category_multiplies_up_to_one() -> None:
    assert score(hit("1"), category=HIGH) == round(0.35 * 1.5, 4)
    assert score(hit("1", severity="high"), category=HIGH) == 1.0


@pytest.mark.parametrize("category", [LOW, MEDIUM, HIGH])
def test_r42_frequent_criteria_alone_never_reach_the_threshold(category: Any) -> None:
    frequent = [hit(code, "D1|1", "goods_item", severity="high") for code in sorted(FREQUENT)]
    assert 0 < score(*frequent, category=category) < EXAMPLE.engine.control_threshold
    assert score(*frequent, hit("44"), category=category) >= EXAMPLE.engine.control_threshold


@pytest.mark.parametrize("category", [LOW, MEDIUM, HIGH])
def test_r42_frequent_criteria_alone_lead_to_no_control(category: Any) -> None:
    """Whatever they weigh; with one hit beside them they do."""
    known = sorted(FREQUENT & {criterion.code for criterion in CATALOGUE})
    params = load("\n".join(["[weights]", *(f"{code} = 1.0" for code in known)]).encode())
    alone = [hit(code, "D1|1", "goods_item") for code in known]
    assert alone
    found = assess(case_of([declaration()]), alone, category, params)
    assert (found.controlled, found.suggested) == (False, ())
    assert assess(case_of([declaration()]), [*alone, hit("44")], category, params).controlled


def test_r36_twenty_hits_of_no_finding_are_no_information() -> None:
    """All together they keep the exemption, and nobody has to judge."""
    codes = [one.code for one in CATALOGUE if one.kind != "finding" and one.law_area is None][:20]
    found = assess(case_of([declaration()]), [hit(code) for code in codes], LOW, EXAMPLE)
    assert (len(codes), found.controlled, found.requires_judgement) == (20, True, False)
    assert set(found.suggested).isdisjoint(EXEMPT)
    assert set(dict(found.suppressed)) <= set(EXEMPT)
    assert "post_release_control" in found.suggested


def test_r37_score_and_hits_are_the_same_with_and_without_the_exemption() -> None:
    case = case_of([declaration()])
    hits = [hit("1"), hit("9", kind="participant"), hit("44", kind="document")]
    exempt, not_exempt = assess(case, hits, LOW, EXAMPLE), assess(case, hits, MEDIUM, EXAMPLE)
    assert (exempt.score, exempt.hits, exempt.strongest) == (not_exempt.score, not_exempt.hits, not_exempt.strongest)
    assert "inspection" in not_exempt.suggested
    assert "inspection" not in exempt.suggested
    assert "inspection" in dict(exempt.suppressed)


def test_under_the_threshold_nothing_is_suggested_but_what_is_suppressed_is_listed() -> None:
    """Ruling 29."""
    found = assess(case_of([declaration()]), [hit("9", kind="participant", severity="low")], LOW, EXAMPLE)
    assert (found.controlled, found.suggested) == (False, ())
    assert set(dict(found.suppressed)) == {"inspection", "customs_value_check"}


def test_r05_a_framework_profile_asks_for_judgement_and_for_no_form() -> None:
    params = load(b'[[profiles]]\nid = "F"\ncriteria = ["1"]\nmode = "framework"')
    found = assess(case_of([declaration()]), [hit("1", severity="high")], MEDIUM, params)
    assert (found.suggested, found.requires_judgement, found.profiles) == ((), True, ("F",))


def test_r04_a_formal_profile_turns_hits_into_forms() -> None:
    params = load(b'[[profiles]]\nid = "F"\ncriteria = ["1"]\nforms = ["weighing", "xray_scan"]')
    found = assess(case_of([declaration()]), [hit("1", severity="high")], MEDIUM, params)
    assert found.suggested == ("xray_scan", "weighing")


def explained(hits: list[Judged], category: Any, language: Language = "en") -> list[str]:
    """Why a declaration with these hits was assessed as it was, in the words of a language."""
    assessed = assess(case_of([declaration()]), hits, category, EXAMPLE)
    return [say(one.template, one.arguments, language) for one in explain(assessed, category, EXAMPLE)]


def test_the_explanation_begins_with_the_weightiest() -> None:
    hits = [hit("1", severity="low"), hit("9", kind="participant", severity="high")]
    lines = explained(hits, HIGH)
    assert [line.endswith(f"Because of {code}.") for code, line in zip("91", lines, strict=False)] == [True, True]
    assert lines[2] == "The participant is of the high category: unpaid debts to the budget."


def test_the_explanation_says_what_is_in_doubt_and_what_follows() -> None:
    """A provisional category, a judgement to wait for, a score that leads to nothing."""
    doubted = structs.replace(LOW, provisional=True, information=("F1",))
    assert explained([hit("9", kind="participant", severity="low")], doubted)[1:] == [
        "The participant is of the low category: an authorised economic operator.",
        "The category is provisional, as a register was silent or the history is short.",
        "An officer must conclude before any form of control is ordered.",
        "No officer has decided in time: it is for a superior to see to it.",
        "The score is below the threshold of control.",
    ]
    assert explained([hit("1", severity="high")], MEDIUM)[1:] == ["The participant is of the medium category."]
    assert explained([], None) == []


def test_an_assessment_explains_itself_in_every_language() -> None:
    """Its sentences stand in it in English, and as templates with their own arguments."""
    opened = [transit(name, T0 + n * DAY, carrier_id="C1") for n, name in enumerate(("T1", "T2"))]
    assessed = judged([opened[0], notice("N1", T0 + 1, transit_id="T1"), opened[1]]).assessments()["transit:T2"]
    parts = msgspec.convert(assessed["explanation_templates"], list[Sentence])
    assert assessed["explanation"] == [say(part.template, part.arguments) for part in parts]
    assert assessed["explanation"][0] == (
        "Carrier with an earlier non-delivery notice for goods under customs control (criterion 1): "
        "The carrier was reported once in 365 days not to have delivered a load, last on transit T1."
    )
    for language in ("ru", "kk"):
        told = " ".join(say(part.template, part.arguments, language) for part in parts)
        assert re.findall("[A-Za-z]+", told.replace("T1", "")) == []


@pytest.mark.parametrize(
    ("judged", "ordered"),
    [
        (hit("33", kind="participant", severity="low"), True),
        (hit("9", kind="participant", severity="low"), False),
    ],
)
def test_a_finding_leads_to_control_whatever_the_score(judged: Judged, ordered: bool) -> None:
    """A measure that somebody's observation calls for is held back by no threshold."""
    found = assess(case_of([declaration()]), [judged], MEDIUM, EXAMPLE)
    assert found.score < EXAMPLE.engine.control_threshold
    assert (found.controlled, bool(found.suggested)) == (ordered, ordered)


@pytest.mark.parametrize("code", sorted((RESTRICTIONS | FINDINGS) - {"73"}))
def test_r40_bans_and_findings_are_held_back_by_no_budget(code: str) -> None:
    """One suffices, whatever else hits."""
    assert mandatory([hit("9"), hit(code, severity="low")])


def test_r40_a_finding_that_nobody_has_confirmed_is_not_mandatory() -> None:
    assert not mandatory([hit("53", doubtful=True), hit("9")])


def test_r40_a_discrepancy_with_what_was_permitted_is_mandatory_by_its_limb() -> None:
    assert mandatory([hit("73", limb="B")])
    assert not mandatory([hit("73", limb="A"), hit("9")])
