"""Risk profiles are data."""

import json
from typing import Any

import pytest

from schemas.topics import ALERTS
from scorers.catalogue.loading import load
from scorers.parameters.document import Profile
from scorers.parameters.errors import ParameterError
from scorers.weighing.profiles import Measures, Profiles
from tests.factories import DAY, T0, declaration, notice, transit
from tests.scorers.judging import Judging
from tests.scorers.standing import case_of, hit

HINTS: Any = {"1": ("guarantee",), "2": ("inspection",)}
CASE = case_of(
    [
        declaration(
            office_id="O1",
            dispatch_country="CN",
            items=[{"goods_code": "8703231000", "origin_country": "DE"}, {"goods_code": "6109100000"}],
        )
    ]
)


def measures(*profiles: Profile, code: str = "1", score: float = 0.5, case: Any = CASE) -> Measures:
    return Profiles(profiles).measures(case, [hit(code)], score, HINTS)[0]


def test_without_profiles_a_hit_leads_to_the_forms_it_hints() -> None:
    assert measures() == Measures((), ("guarantee",), False)


def test_a_profile_names_its_forms() -> None:
    assert measures(Profile(id="A", criteria=("1",), forms=("xray_scan",))) == Measures(("A",), ("xray_scan",), False)


def test_a_profile_speaks_of_its_own_criteria_only() -> None:
    """A criterion of no profile keeps the forms it hints; those of several profiles are joined."""
    both = (
        Profile(id="B", criteria=("1", "1"), forms=("xray_scan",)),
        Profile(id="A", criteria=("1",), forms=("weighing",)),
    )
    assert measures(*both) == Measures(("A", "B"), ("xray_scan", "weighing"), False)
    assert measures(*both, code="2") == Measures((), ("inspection",), False)


@pytest.mark.parametrize(
    ("condition", "matches"),
    [
        ({"directions": ("import",)}, True),
        ({"directions": ("export",)}, False),
        ({"offices": ("O1", "O2")}, True),
        ({"offices": ("O2",)}, False),
        ({"goods": ("87",)}, True),
        ({"goods": ("22", "6109")}, True),
        ({"goods": ("22",)}, False),
        ({"countries": ("DE",)}, True),
        ({"countries": ("CN",)}, True),
        ({"countries": ("FR",)}, False),
        ({"min_score": 0.5}, True),
        ({"min_score": 0.51}, False),
        ({"goods": ("87",), "countries": ("FR",)}, False),
    ],
)
def test_all_conditions_must_hold(condition: dict[str, Any], matches: bool) -> None:
    found = measures(Profile(id="A", criteria=("1",), **condition))
    assert found == (Measures(("A",), ("guarantee",), False) if matches else Measures((), (), False))


def test_a_transit_has_a_direction_and_offices_of_its_own() -> None:
    case = case_of([transit(departure_office_id="O7", destination_country="UZ")])
    profile = Profile(id="T", criteria=("1",), directions=("transit",), offices=("O7",), countries=("UZ",))
    assert measures(profile, case=case).profiles == ("T",)


@pytest.mark.parametrize("office", ["kz-55 302", "KZ55302"])
def test_an_office_is_known_however_it_is_written(office: str) -> None:
    """S12: separators and case make no other office."""
    case = case_of([declaration(office_id="KZ/55302")])
    assert measures(Profile(id="A", criteria=("1",), offices=(office,)), case=case).profiles == ("A",)


def test_r05_a_framework_profile_is_marked() -> None:
    assert measures(Profile(id="A", criteria=("1",), mode="framework")).framework


@pytest.mark.parametrize(
    "document",
    [
        '[[profiles]]\nid = "A"',
        '[[profiles]]\nid = "A"\ncriteria = []',
        '[[profiles]]\nid = "A"\ncriteria = ["120"]',
        '[[profiles]]\nid = "A"\ncriteria = ["1", "120"]',
        '[[profiles]]\nid = "A"\ncriteria = ["1"]\nforms = ["tea"]',
        '[[profiles]]\nid = "A"\ncriteria = ["1"]\nmode = "casual"',
        '[[profiles]]\ncriteria = ["1"]',
    ],
)
def test_r02_a_profile_that_means_nothing_is_refused(document: str) -> None:
    """Above all one without a criterion's code, or with one that nobody knows."""
    with pytest.raises(ParameterError):
        load(document.encode())


def told(document: str) -> dict[str, Any]:
    """The alert on a transit whose carrier did not deliver before, judged from the events on."""
    judging = Judging(document).feed(
        transit("T0", T0 - 9 * DAY, carrier_id="C1"),
        notice("N1", T0 - 5 * DAY, transit_id="T0"),
        transit("T1", T0, declarant_id="P2", carrier_id="C1"),
    )
    said = [json.loads(one.value) for one in judging.outward if one.topic == ALERTS]
    alert: dict[str, Any]
    (alert,) = {one["alert_id"]: one for one in said if one["case"] == "transit:T1"}.values()
    return alert


@pytest.mark.parametrize("goes", ["directions", "offices"])
def test_r03_a_profile_with_conditions_is_data(goes: str) -> None:
    """The same event with another document leads to other forms; no code knows the profile."""
    document = f'[weights]\n1 = 0.9\n[[profiles]]\nid = "X"\ncriteria = ["1"]\nforms = ["weighing"]\n{goes} = ["x"]'
    assert told(document)["suggested_forms"] == []
    assert told(document.replace('["x"]', "[]"))["suggested_forms"] == ["weighing"]


def test_r04_a_formal_profile_ends_in_an_alert_with_its_forms() -> None:
    """From the events to the published alert."""
    profile = '[[profiles]]\nid = "F"\ncriteria = ["1"]\nforms = ["guarantee", "weighing"]'
    alert = told(f"[weights]\n1 = 0.9\n{profile}")
    assert (alert["criterion"], alert["status"], alert["requires_judgement"]) == ("1", "raised", False)
    assert alert["suggested_forms"] == ["weighing", "guarantee"]


def test_r05_a_framework_profile_ends_in_an_alert_without_a_form() -> None:
    """A control service sees nothing that it could carry out."""
    profile = '[[profiles]]\nid = "F"\ncriteria = ["1"]\nforms = ["weighing"]\nmode = "framework"'
    alert = told(f"[weights]\n1 = 0.9\n{profile}")
    assert (alert["suggested_forms"], alert["requires_judgement"]) == ([], True)
    assert [one["form"] for one in alert["suppressed_forms"]] == ["weighing"]


def test_r10_two_documents_judge_one_event_and_each_is_named() -> None:
    """Authorities with thresholds of their own each say by which version they judged."""
    one, other = told("[criteria.1]\nhigh_notices = 1"), told("[criteria.1]\nhigh_notices = 3")
    assert (one["severity"], other["severity"]) == ("high", "medium")
    assert one["params_version"] != other["params_version"]
    assert one["alert_id"] == other["alert_id"]
