"""What member states lay over the common parameters (R-10 to R-12)."""

import itertools
import json
from typing import Any, Literal

import pytest

from schemas.envelope import Event, new_event
from schemas.topics import ALERTS, ASSESSMENTS, CATEGORY_CHANGES
from scorers.catalogue.discovery import CATALOGUE, Catalogue
from scorers.catalogue.loading import load
from scorers.catalogue.overlays import Difference, compare
from scorers.contract.criterion import Criterion, Params
from scorers.parameters.errors import ParameterError
from tests.factories import DAY, T0, declaration, fact, notice, transit
from tests.scorers.judging import Judging, alone, backwards


def told_in(state: str, event: Event) -> Event:
    """The event as another member state says it."""
    data: Any = event.data
    return new_event(
        data, id=f"{state}/{event.id}", source="/test", member_state=state, version=event.version, time=event.time
    )


def suspect(state: str) -> list[Event]:
    """A carrier with one notice opens a transit in a member state."""
    return [
        transit("T0", T0 - 9 * DAY, carrier_id="C1"),
        notice("N1", T0 - 5 * DAY, transit_id="T0"),
        told_in(state, transit(f"T-{state}", T0, carrier_id="C1")),
    ]


def alerts(judging: Judging) -> dict[str, dict[str, Any]]:
    """The last word on each transit's alert, by the member state that opened it."""
    said = [json.loads(record.value) for record in judging.outward if record.topic == ALERTS]
    return {one["member_state"]: one for one in said if one["transit_id"] != "T0"}


TWO = f"""{alone("1")}
[criteria.1]
high_notices = 5
[states.KZ.criteria.1]
high_notices = 1
[states.RU.criteria.1]
high_notices = 2
"""


def test_r10_two_states_judge_one_event_by_their_own_thresholds() -> None:
    """Each alert names the parameters of its state; one without an overlay judges by the common ones."""
    events = [*suspect("KZ"), *suspect("RU")[2:], *suspect("BY")[2:]]
    for order in (events, backwards(events)):
        found = alerts(Judging(TWO).feed(*order))
        version = load(TWO.encode()).version
        named = {state: (one["severity"], one["params_version"]) for state, one in found.items()}
        assert named == {
            "KZ": ("high", f"{version}-KZ"),
            "RU": ("medium", f"{version}-RU"),
            "BY": ("medium", version),
        }


def test_r10_what_an_overlay_does_not_state_is_common() -> None:
    """Also within one criterion, and within a table of the engine."""
    params = load(
        b"[criteria.1]\nmin_notices = 2\nhigh_notices = 5\n[weights]\n1 = 0.5\n2 = 0.6\n"
        b"[states.KZ]\nengine = { min_debt = 9.0, severity_weights = { low = 0.2 } }\nweights = { 1 = 0.9 }\n"
        b"[states.KZ.criteria.1]\nhigh_notices = 4\n"
    )
    own = params.of_state("KZ")
    assert (own.of("1").min_notices, own.of("1").high_notices) == (2, 4)
    assert own.document.weights == {"1": 0.9, "2": 0.6}
    assert own.engine.severity_weights == {"low": 0.2, "medium": 0.35, "high": 0.7}
    assert (own.engine.min_debt, own.of("category").min_debt, params.engine.min_debt) == (9.0, 9.0, 0.0)
    assert params.of_state("RU") is params


@pytest.mark.parametrize(
    ("document", "judging"),
    [
        ('[states.RU]\ndisabled = ["1"]', {"KZ"}),
        ('disabled = ["1"]\n[states.RU]\nenabled = ["1"]', {"RU"}),
        ('disabled = ["1"]', set()),
    ],
)
def test_r10_a_state_switches_a_criterion_on_or_off(document: str, judging: set[str]) -> None:
    found = alerts(Judging(document).feed(*suspect("KZ"), *suspect("RU")[2:]))
    assert {state for state, one in found.items() if one["criterion"] == "1"} == judging


def test_r10_a_state_has_weights_and_profiles_of_its_own() -> None:
    """A profile replaces the common one of the same id, and leaves others."""
    profile = '[[{0}profiles]]\nid = "{1}"\ncriteria = ["1"]\nforms = ["{2}"]\n'
    document = alone("1") + profile.format("", "A", "guarantee") + profile.format("", "B", "xray_scan")
    document += "[states.RU.weights]\n1 = 0.9\n" + profile.format("states.RU.", "A", "weighing")
    found = alerts(Judging(document).feed(*suspect("KZ"), *suspect("RU")[2:]))
    assert found["KZ"]["suggested_forms"] == ["xray_scan", "guarantee"]
    assert found["RU"]["suggested_forms"] == ["xray_scan", "weighing"]
    assert load(document.encode()).of_state("RU").document.weights == {"1": 0.9}


def test_r10_a_state_has_its_own_rules_of_categories() -> None:
    """The category of a declaration, and what is said of its change, is that of the state where it is registered."""
    known = [
        *(fact("ref.source_heartbeat", source) for source in ("treasury", "courts")),
        fact("ref.company", "P1", legal_form="company", first_trade_date="2020-01-01"),
        fact("ref.debt", "B1", participant_id="P1", kind="tax", amount=5.0, due_date="2026-01-01"),
    ]
    filed = [declaration("D-KZ", T0 + DAY), told_in("RU", declaration("D-RU", T0 + 2 * DAY))]
    document = "[states.RU.engine]\nmin_debt = 10.0"
    for order in itertools.permutations((*known[2:], *filed)):
        judging = Judging(document).feed(*known[:2], *order)
        bodies = [json.loads(record.value) for record in judging.outward if record.topic == ASSESSMENTS]
        assert {one["case"]: one["category"] for one in bodies} == {
            "declaration:DKZ": "high",
            "declaration:DRU": "medium",
        }


def test_r30_two_states_do_not_undo_what_the_other_said_of_a_category() -> None:
    """Each says a change once, although the participant files here and there in turn."""
    known = [
        *(fact("ref.source_heartbeat", source) for source in ("treasury", "courts")),
        fact("ref.company", "P1", legal_form="company", first_trade_date="2020-01-01"),
        fact("ref.debt", "B1", participant_id="P1", kind="tax", amount=5.0, due_date="2026-01-01"),
    ]
    filed = [
        event
        for day in range(3)
        for event in (
            declaration(f"K{day}", T0 + day * DAY),
            told_in("RU", declaration(f"R{day}", T0 + day * DAY)),
        )
    ]
    for document, expected in (
        ("[states.RU.engine]\nmin_debt = 10.0", [("KZ", None, "high"), ("RU", None, "medium")]),
        ("", [("KZ", None, "high")]),
    ):
        said = [one for one in Judging(document).feed(*known, *filed).outward if one.topic == CATEGORY_CHANGES]
        bodies = [json.loads(one.value) for one in said]
        assert [(one["member_state"], one["old"], one["new"]) for one in bodies] == expected


@pytest.mark.parametrize(
    ("overlay", "place"),
    [
        ('disabled = ["120"]', "states.KZ.disabled: no criterion has the code 120"),
        ('enabled = ["120"]', "120"),
        ("[states.KZ.weights]\n1 = 2", "weights"),
        ("[states.KZ.criteria.1]\nunheard = 1", r"states\.KZ\.criteria\.1"),
        ("[states.KZ.engine]\nunheard = 1", r"states\.KZ\.engine"),
        ("[states.KZ.engine]\nretention_days = 1", r"retention_days holds for all"),
        ("[states.kz]", "states"),
        ("[states.FR]", "union_states"),
        ("[states.KZ.criteria.56]\nmin_fill = 0.4", r"states\.KZ\.legal_basis\.56"),
    ],
)
def test_r10_an_overlay_that_would_mean_nothing_is_refused_by_its_place(overlay: str, place: str) -> None:
    """A number that the decision fixes needs a basis in that state, whatever another refers to (R-14)."""
    basis = '[legal_basis]\n56 = "an act of the union"\n'
    with pytest.raises(ParameterError, match=place):
        load((basis + ("" if overlay.startswith("[") else "[states.KZ]\n") + overlay).encode())


def test_r14_a_state_overrides_a_fixed_number_on_a_basis_of_its_own() -> None:
    document = b'[states.KZ.criteria.56]\nmin_fill = 0.4\n[states.KZ.legal_basis]\n56 = "an act of the state"\n'
    params = load(document)
    assert (params.of_state("KZ").of("56").min_fill, params.of("56").min_fill) == (0.4, 0.5)


# -- national criteria -----------------------------------------------------------------------------------------------


def national(code: str, group: str = "KZ") -> Any:
    """A criterion that a member state adds."""
    metadata: dict[str, Any] = {"code": code, "group": group, "kind": "event", "subject": "document", "inputs": ()}
    return type("Added", (Criterion,), {**metadata, "title": "T", "forms": (), "parameters": Params})()


def test_r11_a_state_adds_a_criterion_in_its_own_namespace() -> None:
    catalogue = Catalogue([*CATALOGUE, national("KZ-001")], [])
    assert catalogue.by_code["KZ-001"].group == "KZ"


@pytest.mark.parametrize(
    ("code", "group"), [("0", "01"), ("120", "01"), ("01", "01"), ("KZ-1", "KZ"), ("kz-001", "kz"), ("KZ-001", "RU")]
)
def test_r11_a_code_outside_the_decision_and_a_state_is_refused(code: str, group: str) -> None:
    with pytest.raises(ValueError, match=code):
        Catalogue([national(code, group)], [])


def test_r11_a_criterion_of_the_decision_is_not_redefined() -> None:
    """Neither by another object of its code, nor by an overlay that states its kind, subject or meaning."""
    with pytest.raises(ValueError, match="same code"):
        Catalogue([*CATALOGUE, national("13", "01")], [])
    for word in ("kind", "subject", "title", "group", "code"):
        with pytest.raises(ParameterError, match=word):
            load(f'[states.KZ.criteria.13]\n{word} = "event"'.encode())


@pytest.mark.parametrize(("state", "judged"), [("KZ", True), ("RU", False), ("", False)])
def test_r11_a_national_criterion_is_judged_in_its_own_state_only(state: str, judged: bool) -> None:
    assert load(b"").enabled("KZ-001", state) is judged
    assert load(b"").enabled("13", state)


# -- comparing -------------------------------------------------------------------------------------------------------


def test_r12_two_overlays_differ_in_exactly_what_they_state_differently() -> None:
    """What is judged, parameters, weights, the engine and measures; what they agree on is left out."""
    document = """
    [[profiles]]
    id = "A"
    criteria = ["1"]
    forms = ["guarantee"]
    [states.KZ]
    disabled = ["2", "3"]
    [states.KZ.engine]
    min_debt = 5.0
    [states.KZ.criteria.1]
    high_notices = 7
    min_notices = 2
    [states.RU]
    disabled = ["3"]
    [states.RU.weights]
    1 = 0.9
    [states.RU.criteria.1]
    min_notices = 2
    [[states.RU.profiles]]
    id = "A"
    criteria = ["1"]
    forms = ["weighing"]
    """
    params = load(document.encode())
    common = load(b"").of("1").high_notices
    assert compare(params, "KZ", "RU") == (
        Difference("criteria.1.high_notices", 7, common),
        Difference("criteria.2", "not judged", "judged"),
        Difference("engine.min_debt", 5.0, 0.0),
        Difference("profiles.A.forms", ("guarantee",), ("weighing",)),
        Difference("weights.1", None, 0.9),
    )
    assert compare(params, "KZ", "KZ") == compare(params, "AM", "BY") == ()


def test_r12_a_state_is_compared_with_one_that_has_no_overlay() -> None:
    level: Literal["KZ", "BY"] = "KZ"
    params = load(b"[states.KZ.weights]\n1 = 0.4\n")
    assert compare(params, level, "BY") == (Difference("weights.1", 0.4, None),)
