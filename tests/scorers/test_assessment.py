"""From hits to a score, and from the score to forms of control."""

import itertools
import math
from typing import Any

import pytest

from scorers.assessment import FREQUENT, assess, scored, strongest_of_groups, weight
from scorers.explanation import explain
from scorers.parameters import ParameterSet, load
from scorers.verdict import Judged
from tests.factories import declaration
from tests.scorers.standing import HIGH, LOW, MEDIUM, case_of, hit

EXAMPLE = load(b"")


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


def test_the_explanation_begins_with_the_weightiest() -> None:
    hits = [hit("1", severity="low"), hit("9", kind="participant", severity="high")]
    lines = explain(assess(case_of([declaration()]), hits, HIGH, EXAMPLE), HIGH, EXAMPLE)
    assert [line.endswith(f"Because of {code}.") for code, line in zip("91", lines, strict=False)] == [True, True]
    assert lines[2] == "The participant is of the high category: unpaid debts to the budget."
