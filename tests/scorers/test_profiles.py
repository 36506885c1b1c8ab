"""Risk profiles are data."""

from typing import Any

import pytest

from scorers.parameters import ParameterError, Profile, load
from scorers.profiles import Measures, Profiles
from tests.factories import declaration, transit
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


def test_a_profile_for_all_leaves_out_criteria_with_their_own() -> None:
    both = (Profile(id="A", criteria=("1",), forms=("xray_scan",)), Profile(id="Z", forms=("weighing",)))
    assert measures(*both).profiles == ("A",)
    assert measures(*both, code="2") == Measures(("Z",), ("weighing",), False)


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
    profile = Profile(id="T", directions=("transit",), offices=("O7",), countries=("UZ",))
    assert measures(profile, case=case).profiles == ("T",)


def test_r05_a_framework_profile_is_marked() -> None:
    assert measures(Profile(id="A", criteria=("1",), mode="framework")).framework


@pytest.mark.parametrize(
    "document",
    [
        '[[profiles]]\nid = "A"\ncriteria = ["120"]',
        '[[profiles]]\nid = "A"\nforms = ["tea"]',
        '[[profiles]]\nid = "A"\nmode = "casual"',
        '[[profiles]]\ncriteria = ["1"]',
    ],
)
def test_r02_a_profile_that_means_nothing_is_refused(document: str) -> None:
    with pytest.raises(ParameterError):
        load(document.encode())
