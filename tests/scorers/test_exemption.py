"""What the low category exempts from, and what lifts it."""

from typing import Any

import pytest
from msgspec import structs

from scorers.catalogue.discovery import CATALOGUE
from scorers.catalogue.loading import load
from scorers.contract.links import FindingLink
from scorers.contract.verdict import Judged
from scorers.weighing.assessment import assess
from scorers.weighing.exemption import AFTERWARDS, BY_CATEGORY, BY_INFORMATION, Exemption, Forms
from tests.factories import DAY, T0, declaration, fact, finding
from tests.scorers.standing import HIGH, LOW, MEDIUM, case_of, every_code, hit


@pytest.fixture(autouse=True)
def _every_code(monkeypatch: pytest.MonkeyPatch) -> None:
    every_code(monkeypatch)


VALUE = ("customs_value_check", "documentary_check", "inspection")
RESTRICTED, FREE = "8703231000", "6109100000"
INFORMATION_DAYS = 180
ITEMS = [{"goods_code": RESTRICTED}, {"goods_code": FREE}]
TARIFF = (
    fact("ref.goods", goods_code=RESTRICTED, restriction_measures=["licence"]),
    fact("ref.goods", goods_code=FREE, restriction_measures=[]),
)


def forms(judged: Judged, asked: Any, category: Any = LOW, **fields: Any) -> Forms:
    links = fields.pop("links", ())
    case = case_of([declaration(**fields)], links, category, TARIFF)
    return Exemption(case, category, INFORMATION_DAYS).forms(judged, asked)


def informed(**fields: Any) -> FindingLink:
    event = finding(33, declaration_id="D1", **fields)
    return FindingLink("F1", event.id, event.data)  # type: ignore[arg-type]  # a finding's data


def test_r31_three_forms_are_suppressed_with_the_reason_and_done_afterwards() -> None:
    found = forms(hit("104", "D1|1", "goods_item"), VALUE)
    assert found.suggested == ("documentary_check", AFTERWARDS)
    assert found.suppressed == (("customs_value_check", BY_CATEGORY), ("inspection", BY_CATEGORY))
    assert not found.requires_judgement


@pytest.mark.parametrize("category", [MEDIUM, HIGH, None])
def test_other_categories_are_exempt_from_nothing(category: Any) -> None:
    assert set(forms(hit("104"), VALUE, category).suggested) == set(VALUE)


def test_r32_other_forms_stay() -> None:
    found = forms(hit("54", kind="vehicle"), ("seal_check", "inspection", "xray_scan"))
    assert found.suggested == ("xray_scan", "seal_check", AFTERWARDS)
    assert found.suppressed == (("inspection", BY_CATEGORY),)


def test_nothing_suppressed_is_nothing_replaced() -> None:
    assert forms(hit("1"), ("guarantee", "seal_check")).suggested == ("seal_check", "guarantee")


@pytest.mark.parametrize("criterion", ["41", "84", "99", "101"])
def test_r33_intellectual_property_lifts_all_but_the_value_check(criterion: str) -> None:
    found = forms(hit(criterion), ("inspection", "expert_examination", "customs_value_check"))
    assert found.suggested == ("inspection", "expert_examination", AFTERWARDS)
    assert found.suppressed == (("customs_value_check", BY_CATEGORY),)


@pytest.mark.parametrize("criterion", ["33", "94", "96"])
def test_r33_a_criterion_of_two_areas_lifts_by_its_ip_part_only(criterion: str) -> None:
    assert "inspection" in forms(hit(criterion, values={"law_area": "ip"}), ("inspection",)).suggested
    assert "inspection" not in forms(hit(criterion, values={"law_area": "payments"}), ("inspection",)).suggested


@pytest.mark.parametrize("criterion", ["32", "36", "37", "38", "39", "82", "97", "98"])
def test_e2_criteria_lift_all_but_the_value_check(criterion: str) -> None:
    found = forms(hit(criterion), ("inspection", "customs_value_check"))
    assert found.suggested == ("inspection", AFTERWARDS)


def test_e2_counts_only_the_limb_of_dodged_bans() -> None:
    assert "inspection" in forms(hit("73", limb="B"), ("inspection",)).suggested
    assert "inspection" not in forms(hit("73", limb="A"), ("inspection",)).suggested
    assert "inspection" in forms(hit("33", values={"law_area": "prohibitions_restrictions"}), ("inspection",)).suggested


def test_r34_restricted_goods_lift_it_item_by_item() -> None:
    asked = ("inspection", "customs_value_check")
    first, second = hit("75", "D1|1", "goods_item"), hit("75", "D1|2", "goods_item")
    assert forms(first, asked, items=ITEMS).suggested == ("inspection", AFTERWARDS)
    assert forms(second, asked, items=ITEMS).suggested == (AFTERWARDS,)
    assert forms(hit("9"), asked, items=ITEMS).suggested == ("inspection", AFTERWARDS)


def test_r34_exports_of_restricted_goods_stay_exempt() -> None:
    found = forms(hit("75", "D1|1", "goods_item"), ("inspection",), items=ITEMS, direction="export")
    assert found.suggested == (AFTERWARDS,)


def test_r34_the_measures_of_a_prefix_count() -> None:
    """The most exact entry that states its measures decides, of whatever length the codes are."""
    entries = [
        fact("ref.goods", goods_code="8703", restriction_measures=["certificate"]),
        fact("ref.goods", goods_code="870321", restriction_measures=[]),
        fact("ref.goods", goods_code="870321109000", restriction_measures=["ban"]),
        fact("ref.goods", goods_code="870390123", restriction_measures=[]),
        fact("ref.goods", goods_code="8703901234", import_duty_rate=5.0),
    ]
    codes = ["8703900000", "8703210000", "87032110900012", "870390123", "8703901234", "6109100000"]
    case = case_of([declaration(items=[{"goods_code": code} for code in codes])], (), LOW, entries)
    assert Exemption(case, LOW, INFORMATION_DAYS).restricted == {1, 3, 5}


def test_r34_measures_count_as_of_registration() -> None:
    later = fact("ref.goods", goods_code=FREE, restriction_measures=["ban"], valid_from=T0 + DAY)
    case = case_of([declaration(items=ITEMS)], (), LOW, [later])
    assert Exemption(case, LOW, INFORMATION_DAYS).restricted == frozenset()


@pytest.mark.parametrize("observer", ["law_enforcement", "state_body", "foreign_authority", "officer", "xray_system"])
def test_r35_information_on_the_consignment_lifts_all_forms_and_requires_judgement(observer: str) -> None:
    """Each form is enabled, and none is suggested before an officer has concluded."""
    told = informed(observer_kind=observer)
    found = forms(hit("104"), VALUE, links=[told])
    assert (set(found.suggested), found.suppressed, found.requires_judgement) == (set(VALUE), (), True)
    assessed = assess(case_of([declaration()], [told], LOW), [hit("104")], LOW, load(b""))
    assert (assessed.suggested, assessed.requires_judgement) == ((), True)
    assert {reason for _, reason in assessed.suppressed} == {BY_INFORMATION}
    assert {form for form, _ in assessed.suppressed} == set(VALUE)


def test_r35_information_on_the_participant_requires_judgement() -> None:
    assert forms(hit("104"), VALUE, structs.replace(LOW, information=("F1",))).requires_judgement


def test_a_finding_on_another_consignment_is_information_only_of_a_general_criterion() -> None:
    assert forms(hit("104"), VALUE, structs.replace(LOW, reported=("53", "33"))).requires_judgement
    assert not forms(hit("104"), VALUE, structs.replace(LOW, reported=("53", "no criterion"))).requires_judgement


def test_r35_it_ends_with_the_finding() -> None:
    assert not forms(hit("104"), VALUE, links=[informed(t=T0 - 2 * DAY, valid_until=T0 - DAY)]).requires_judgement
    assert not forms(hit("104"), VALUE, links=[informed(observer_kind="sensor")]).requires_judgement


@pytest.mark.parametrize("criterion", [one.code for one in CATALOGUE if one.kind != "finding"])
def test_r36_statistical_hits_are_no_information(criterion: str) -> None:
    """A hit of a stream, an event or a register lifts nothing by itself."""
    found = forms(hit(criterion), VALUE)
    assert (AFTERWARDS in found.suggested, found.requires_judgement) == (True, False)


@pytest.mark.parametrize(("days", "holds"), [(INFORMATION_DAYS - 1, True), (INFORMATION_DAYS, False)])
def test_information_that_does_not_say_how_long_it_holds(days: int, holds: bool) -> None:
    """It holds the days of the engine's parameter, the last one excluded."""
    told = informed(observed_at=T0 - days * DAY, observer_kind="law_enforcement")
    assert forms(hit("104"), VALUE, links=(told,)).requires_judgement is holds
