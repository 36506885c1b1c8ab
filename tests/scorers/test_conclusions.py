"""An officer's conclusion on an alert that requires judgement (R-06)."""

import itertools
import json
from typing import Any

import msgspec
import pytest

from schemas.envelope import Event
from schemas.events.conclusion import OfficerConclusion
from schemas.topics import ALERTS, ASSESSMENTS, DISPOSITIONS
from scorers.contract.verdict import Evidence
from scorers.weighing.alert_ids import alert_id
from scorers.weighing.conclusions import judged_forms
from scorers.weighing.exemption import Forms
from tests.factories import DAY, HOUR, T0, cancel, conclusion, declaration, fact, finding, notice, released, transit
from tests.scorers.judging import Judging, alone
from tests.scorers.standing import case_of, hit

FORMS = ["inspection", "escort_or_route"]
FRAMEWORK = f"""{alone("1")}
[engine]
conclusion_hours = 24
[[profiles]]
id = "F"
criteria = ["1"]
forms = {FORMS}
mode = "framework"
"""
CASE = "declaration:D1"
ALERT = alert_id("1", "carrier", "C1", CASE, "")
SUSPECT = (
    transit("T0", T0 - 9 * DAY, carrier_id="C1"),
    notice("N1", T0 - 5 * DAY, transit_id="T0"),
    declaration("D1", T0, carrier_id="C1"),
)


def judged(*events: Event, until: int = T0 + HOUR, document: str = FRAMEWORK) -> Judging:
    """The suspect declaration and further events, with event time passed until then."""
    return Judging(document).feed(*SUSPECT, *events).until(until)


def last(judging: Judging, topic: str, key: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads([it.value for it in judging.outward if (it.topic, it.key) == (topic, key)][-1])
    return found


def alert(judging: Judging) -> dict[str, Any]:
    return last(judging, ALERTS, ALERT)


def state(judging: Judging) -> tuple[Any, ...]:
    """How far the officer is, what is suggested, what is held back, and whether a judgement is still to come."""
    said = alert(judging)
    held = [form["form"] for form in said["suppressed_forms"]]
    assert said["status"] == "raised"
    return said["judgement"], said["suggested_forms"], held, said["requires_judgement"]


def ordered(judging: Judging) -> Any:
    """What the post is told to do."""
    return last(judging, DISPOSITIONS, CASE)["controls"]


def test_without_a_conclusion_nothing_is_suggested() -> None:
    waiting = judged()
    assert state(waiting) == ("awaited", [], FORMS, True)
    assert (ordered(waiting), last(waiting, ASSESSMENTS, CASE)["escalated"]) == ([], False)


def test_a_confirmation_activates_the_measure_whatever_the_score() -> None:
    low = "weights = { 1 = 0.01 }\n" + FRAMEWORK
    confirmed = judged(conclusion(ALERT, T0 + HOUR), document=low)
    assert state(confirmed) == ("confirmed", FORMS, [], False)
    assert ordered(confirmed) == FORMS
    assert not last(confirmed, ASSESSMENTS, CASE)["requires_judgement"]
    assert "The score is below the threshold of control." not in last(confirmed, ASSESSMENTS, CASE)["explanation"]


def test_a_rejection_closes_it() -> None:
    """It stays closed when time passes; the hit itself stays on record, and in the score."""
    rejected = judged(conclusion(ALERT, T0 + HOUR, conclusion="rejected"), until=T0 + 9 * DAY)
    assert state(rejected) == ("rejected", [], FORMS, False)
    assert (ordered(rejected), last(rejected, ASSESSMENTS, CASE)["escalated"]) == ([], False)
    assert last(rejected, ASSESSMENTS, CASE)["score"] == last(judged(), ASSESSMENTS, CASE)["score"] > 0


def test_an_undecided_officer_escalates_at_once() -> None:
    undecided = judged(conclusion(ALERT, T0 + HOUR, conclusion="undecided"))
    assert state(undecided) == ("escalated", [], FORMS, True)
    assert last(undecided, ASSESSMENTS, CASE)["escalated"]


@pytest.mark.parametrize(("until", "judgement"), [(T0 + DAY - 1, "awaited"), (T0 + DAY, "escalated")])
def test_silence_past_the_hours_escalates_and_never_confirms(until: int, judgement: str) -> None:
    assert state(judged(until=until)) == (judgement, [], FORMS, True)
    assert ordered(judged(until=until)) == []


def test_the_hours_are_a_parameter() -> None:
    document = FRAMEWORK.replace("= 24", "= 48")
    assert state(judged(until=T0 + DAY, document=document))[0] == "awaited"
    assert state(judged(until=T0 + 2 * DAY, document=document))[0] == "escalated"


def test_silence_counts_from_the_last_thing_that_the_alert_rests_on() -> None:
    """What is found days after registration leaves the officer the same hours."""
    case = case_of([declaration()])
    case.elapsed = lambda at: at <= T0 + 3 * DAY
    found = msgspec.structs.replace(hit("1").verdict, evidence=(Evidence("finding", "F1", T0 + 3 * DAY),))
    later = msgspec.structs.replace(hit("1"), verdict=found)
    judgements = [judged_forms(case, one, (), Forms((), (), True), "", 24).judgement for one in (hit("1"), later)]
    assert judgements == ["escalated", "awaited"]


def test_a_conclusion_without_reasons_is_none() -> None:
    """Fewer than 20 characters are refused before anything reads them."""
    told = {"alert_id": ALERT, "officer_id": "OFF1", "conclusion": "confirmed", "concluded_at": T0}
    assert msgspec.convert({**told, "reason": "x" * 20}, OfficerConclusion).conclusion == "confirmed"
    with pytest.raises(msgspec.ValidationError, match="reason"):
        msgspec.convert({**told, "reason": "x" * 19}, OfficerConclusion)


def test_a_duplicate_says_nothing_again() -> None:
    said = conclusion(ALERT, T0 + HOUR)
    judging = judged(said)
    before = len(judging.outward)
    assert len(judging.feed(said).outward) == before


def test_a_late_conclusion_ends_the_escalation() -> None:
    escalated = judged(until=T0 + 2 * DAY)
    assert state(escalated)[0] == "escalated"
    assert state(escalated.feed(conclusion(ALERT, T0 + 2 * DAY))) == ("confirmed", FORMS, [], False)


def test_the_newest_version_of_a_conclusion_counts() -> None:
    first = conclusion(ALERT, T0 + HOUR, conclusion="undecided")
    second = conclusion(ALERT, T0 + 2 * HOUR, conclusion="rejected", version=2)
    for events in ((first, second), (second, first)):
        assert state(judged(*events))[0] == "rejected"


def test_a_cancelled_conclusion_was_never_said() -> None:
    said = conclusion(ALERT, T0 + HOUR)
    assert state(judged(said, cancel(said))) == ("awaited", [], FORMS, True)


def test_a_conclusion_after_release_leads_to_control_after_release() -> None:
    late = judged(released("D1", T0 + HOUR), conclusion(ALERT, T0 + 2 * HOUR))
    assert state(late) == ("confirmed", ["post_release_control"], FORMS, False)
    assert (alert(late)["phase"], ordered(late)) == ("post_release", ["post_release_control"])


def test_a_confirmation_before_release_keeps_its_forms() -> None:
    """Whichever of the two arrives first."""
    events = (released("D1", T0 + 2 * HOUR), conclusion(ALERT, T0 + HOUR))
    for order in (events, events[::-1]):
        assert state(judged(*order)) == ("confirmed", FORMS, [], False)


def test_an_alert_that_needs_no_judgement_takes_no_conclusion() -> None:
    formal = FRAMEWORK.replace("framework", "formal")
    said = state(judged(conclusion(ALERT, T0 + HOUR, conclusion="rejected"), document=formal))
    assert said == (None, FORMS, [], False)


def test_a_conclusion_is_on_one_alert() -> None:
    """A second alert of the case waits for its own."""
    further = declaration("D2", T0, carrier_id="C1")
    judging = judged(further, conclusion(ALERT, T0 + HOUR))
    other = last(judging, ALERTS, alert_id("1", "carrier", "C1", "declaration:D2", ""))
    assert (alert(judging)["judgement"], other["judgement"]) == ("confirmed", "awaited")


def test_a_low_participant_keeps_its_exemption_when_a_framework_profile_is_confirmed() -> None:
    aeo = (
        *(fact("ref.source_heartbeat", source) for source in ("treasury", "courts")),
        fact("ref.company", "P1", legal_form="company", first_trade_date="2020-01-01"),
        fact("ref.category_ground", participant_id="P1", ground="aeo"),
    )
    judging = judged(*aeo, conclusion(ALERT, T0 + HOUR))
    assert state(judging) == ("confirmed", ["escort_or_route", "post_release_control"], ["inspection"], False)
    assert state(judged(*aeo))[:3] == ("awaited", [], FORMS)


def test_r35_information_on_a_low_participant_enables_any_form_once_confirmed() -> None:
    aeo = (
        *(fact("ref.source_heartbeat", source) for source in ("treasury", "courts")),
        fact("ref.company", "P1", legal_form="company", first_trade_date="2020-01-01"),
        fact("ref.category_ground", participant_id="P1", ground="aeo"),
        finding(33, "F1", T0, participant_id="P1", observer_kind="law_enforcement"),
    )
    formal = FRAMEWORK.replace("framework", "formal")
    assert state(judged(*aeo, document=formal)) == ("awaited", [], FORMS, True)
    assert state(judged(*aeo, conclusion(ALERT, T0 + HOUR), document=formal)) == ("confirmed", FORMS, [], False)


def test_any_order_of_arrival_ends_in_the_same_alert() -> None:
    events = (*SUSPECT, released("D1", T0 + HOUR), conclusion(ALERT, T0 + 2 * HOUR))
    bodies = set()
    for order in itertools.permutations(events):
        judging = Judging(FRAMEWORK).feed(*order).until(T0 + 3 * DAY)
        bodies.add((json.dumps(alert(judging)), json.dumps(last(judging, ASSESSMENTS, CASE))))
    assert len(bodies) == 1
