"""What a case says: the life of an alert, bodies that follow from what is effective, and what is said once."""

import json
from typing import Any

import pytest

from schemas.codec import decode_outward
from schemas.errors import BadInput, Reason
from schemas.outcomes import LateEvent
from schemas.topics import ALERTS, ASSESSMENTS, DISPOSITIONS, INTERNAL_SECURITY, LATE_EVENTS
from scorers.catalogue.discovery import CATALOGUE
from scorers.catalogue.loading import load
from scorers.contract.verdict import Judged
from scorers.exchange import dead_letters
from scorers.exchange.messages import Counted, Origin, Output, Outward, Published
from scorers.parameters.engine import Engine
from scorers.saying.outward import Spoken, dead_letter, late_event, speak
from scorers.weighing.alert_ids import alert_id
from tests.factories import DAY, T0, cancel, declaration, notice, released, withdrawn
from tests.scorers.standing import HIGH, LOW, MEDIUM, case_of, hit, unknown

PARAMS = load(b"")
DECLARED = declaration()
RELEASED = released(t=T0 + DAY)
NAME = alert_id("1", "carrier", "S1", "declaration:D1", "")


class Told:
    """What one case has said so far."""

    def __init__(self, category: Any = MEDIUM) -> None:
        self.spoken = Spoken({})
        self.category = category

    def say(self, *judged: Judged, events: Any = (DECLARED,), links: Any = (), params: Any = PARAMS) -> list[Output]:
        """Say what follows from these verdicts now."""
        return speak(self.spoken, case_of(events, links, self.category), list(judged), params, 7)


def alerts(outputs: list[Output], topic: str = ALERTS) -> list[tuple[str, str, str, dict[str, Any]]]:
    """(key, change, version, body) of the alerts said."""
    return [
        (record.key, *(value.decode() for _, value in record.headers), json.loads(record.value))
        for record in outputs
        if isinstance(record, Outward) and record.topic == topic
    ]


def changes(outputs: list[Output], topic: str = ALERTS) -> list[tuple[str, str]]:
    return [(change, version) for _, change, version, _ in alerts(outputs, topic)]


def body(outputs: list[Output], topic: str) -> Any:
    (record,) = [record for record in outputs if isinstance(record, Outward) and record.topic == topic]
    assert (record.key, record.case, record.since) == ("declaration:D1", "declaration:D1", 7)
    return json.loads(record.value)


def test_a_hit_is_raised_with_everything_an_officer_needs() -> None:
    outputs = Told(HIGH).say(hit("1", severity="high", window=(T0 - DAY, T0), values={"transit_id": "T0"}))
    ((key, change, version, said),) = alerts(outputs)
    assert (key, change, version) == (NAME, "raised", "1")
    assert said["status"] == "raised"
    assert said["reason"] == "Because of 1."
    assert said["evidence"][0]["values"] == {"transit_id": "T0"}
    assert said["evidence_event_ids"] == ["e1"]
    assert said["window"] == {"from": T0 - DAY, "to": T0}
    assert (said["category"], said["category_grounds"]) == ("high", ["debt"])
    assert (said["phase"], said["params_version"], said["declaration_id"]) == ("pre_release", PARAMS.version, "D1")
    assert Counted("alert", "raised") in outputs


def test_the_same_again_says_nothing() -> None:
    told = Told()
    assert told.say(hit("1"))
    assert told.say(hit("1")) == []


def test_a_changed_hit_is_updated_and_its_status_stays_raised() -> None:
    told = Told()
    told.say(hit("1"))
    ((_, change, version, said),) = alerts(told.say(hit("1", severity="high")))
    assert (change, version, said["status"], said["severity"]) == ("updated", "2", "raised", "high")


def test_a_lost_hit_of_an_open_case_is_withdrawn_and_may_come_back() -> None:
    told = Told()
    first = alerts(told.say(hit("1")))[0][3]
    ((_, change, version, said),) = alerts(told.say())
    gone: dict[str, Any] = {"status": "withdrawn", "score": None, "suggested_forms": []}
    assert (change, version, said) == ("withdrawn", "2", {**first, **gone, "end": said["end"]})
    assert told.say() == []
    ((_, change, version, said),) = alerts(told.say(hit("1")))
    assert (change, version, said) == ("raised", "3", first)


def test_the_same_words_said_again_have_an_id_of_their_own() -> None:
    """Whoever drops what he has an id of must not drop the assessment that stands."""
    told = Told()
    records = [record for hits in ([hit("1")], [], [hit("1")]) for record in told.say(*hits)]
    for topic, times in ((ALERTS, 3), (ASSESSMENTS, 3), (DISPOSITIONS, 3)):
        said = [record for record in records if isinstance(record, Outward) and record.topic == topic]
        assert [said[0].value, len(said)] == [said[-1].value, times]
        assert len({dict(record.all_headers())["ce_id"] for record in said}) == times


def test_a_lost_hit_of_a_closed_case_is_superseded() -> None:
    """Ruling 8."""
    told = Told()
    told.say(hit("1"))
    ((_, change, _, said),) = alerts(told.say(hit("1"), events=(DECLARED, RELEASED)))
    assert (change, said["status"], said["phase"]) == ("updated", "raised", "post_release")
    assert changes(told.say(events=(DECLARED, RELEASED))) == [("superseded", "3")]
    assert told.say(events=(DECLARED, RELEASED)) == []


def test_a_new_hit_of_a_closed_case_is_raised_after_release() -> None:
    """Ruling 8."""
    told = Told()
    told.say()
    ((_, change, _, said),) = alerts(told.say(hit("1"), events=(DECLARED, RELEASED)))
    assert (change, said["phase"]) == ("raised", "post_release")


def test_unknown_keeps_a_standing_alert() -> None:
    """Ruling 2."""
    told = Told()
    before = told.say(hit("1"))
    outputs = told.say(unknown("1"))
    assert alerts(outputs) == []
    assessment = body(outputs, ASSESSMENTS)
    assert assessment["unknown"] == [{"criterion": "1", "missing": ["transit.driver_id"]}]
    assert assessment["score"] == body(before, ASSESSMENTS)["score"]
    assert changes(told.say()) == [("withdrawn", "2")]


@pytest.mark.parametrize("other", [unknown("2"), unknown("1", "S2")])
def test_unknown_of_another_criterion_or_subject_keeps_nothing(other: Judged) -> None:
    told = Told()
    told.say(hit("1"))
    assert changes(told.say(other)) == [("withdrawn", "2")]


def test_unknown_without_a_subject_keeps_the_criterions_alerts() -> None:
    told = Told()
    told.say(hit("1", "S1"), hit("1", "S2"))
    assert alerts(told.say(unknown("1", ""))) == []


def test_unknown_keeps_no_alert_once_something_was_said() -> None:
    """Ruling 2. Also when what was said left the verdict unknown as it was."""
    told = Told()
    told.say(hit("1"))
    assert alerts(told.say(unknown("1"))) == []
    told.spoken.news = True
    assert changes(told.say(unknown("1"))) == [("withdrawn", "2")]


def test_a_cancelled_case_withdraws_all_and_says_so() -> None:
    told = Told()
    told.say(hit("1"))
    outputs = told.say(hit("1"), events=(DECLARED, cancel(DECLARED)))
    assert changes(outputs) == [("withdrawn", "2")]
    assert (body(outputs, ASSESSMENTS)["status"], body(outputs, ASSESSMENTS)["score"]) == ("cancelled", 0)
    assert body(outputs, DISPOSITIONS)["controls"] == []


def test_nothing_is_said_of_a_case_that_was_only_cancelled() -> None:
    assert Told().say(events=(cancel(DECLARED),)) == []


def test_a_case_without_hits_is_assessed_and_let_go() -> None:
    outputs = Told().say()
    assert body(outputs, ASSESSMENTS)["status"] == "open"
    assert body(outputs, DISPOSITIONS) == {
        "case": "declaration:D1",
        "kind": "declaration",
        "id": "D1",
        "declaration_id": "D1",
        "transit_id": None,
        "office": "O1",
        "event_time": T0,
        "status": "open",
        "controls": [],
    }


def test_r37_alerts_are_the_same_with_and_without_the_exemption() -> None:
    """But for the category itself and the forms that it leads to."""
    judged = [hit("1", severity="high"), hit("9", kind="participant"), hit("44", kind="document"), unknown("3")]
    differ = {"category", "category_grounds", "suggested_forms", "suppressed_forms"}
    low, medium = (
        [{name: value for name, value in said.items() if name not in differ} for *_, said in alerts(told.say(*judged))]
        for told in (Told(LOW), Told(MEDIUM))
    )
    assert len(low) == 3
    assert low == medium


def test_an_assessment_names_the_strongest_hit_of_each_group_only() -> None:
    """A hit that stands for itself is in no group."""
    outputs = Told().say(hit("1"), hit("2", kind="driver", severity="high"), hit("44", kind="document"))
    strongest = alert_id("2", "driver", "S1", "declaration:D1", "")
    assert body(outputs, ASSESSMENTS)["correlation_groups"] == [{"group": "non_delivery", "alert_id": strongest}]


def test_r17_a_disposition_says_what_to_do_and_never_why() -> None:
    outputs = Told(HIGH).say(hit("1", severity="high"))
    said = body(outputs, DISPOSITIONS)
    assert said["controls"] == list(body(outputs, ASSESSMENTS)["suggested_forms"])
    assert set(said) == {
        *("case", "kind", "id", "declaration_id", "transit_id", "office", "event_time", "status", "controls")
    }


@pytest.mark.parametrize("end", [RELEASED, withdrawn(t=T0 + DAY)])
def test_a_closed_case_has_no_control_left_but_that_after_release(end: Any) -> None:
    told = Told(LOW)
    told.say(hit("9", kind="participant"))
    outputs = told.say(hit("9", kind="participant"), events=(DECLARED, end))
    assert body(outputs, DISPOSITIONS)["controls"] == ["post_release_control"]
    assert body(outputs, ASSESSMENTS)["status"] == "closed"


def test_r18_the_criteria_of_group_10_are_those_of_internal_security() -> None:
    inner = [criterion.code for criterion in CATALOGUE if criterion.internal_security]
    assert inner == [criterion.code for criterion in CATALOGUE if criterion.group == "10"] == ["115", "116"]


@pytest.mark.parametrize("criterion", ["115", "116"])
def test_r18_criteria_of_internal_security_appear_nowhere_else(criterion: str) -> None:
    said = hit(criterion, "OFF1", "officer")
    told = Told()
    outputs = told.say(said)
    ((_, change, _, alert),) = alerts(outputs, INTERNAL_SECURITY)
    assert (change, alert["category"], alerts(outputs)) == ("raised", None, [])
    for topic in (ASSESSMENTS, DISPOSITIONS):
        assert body(outputs, topic) == body(Told().say(), topic)
    assert changes(told.say(), INTERNAL_SECURITY) == [("withdrawn", "2")]


def test_equal_input_gives_equal_bytes_however_it_came_about() -> None:
    """One says it at once, the other after hits that came, changed and went."""
    final = (hit("1", severity="high"), hit("9", kind="participant"), unknown("3"))
    straight, winding = Told(LOW), Told(HIGH)
    straight.say(*final)
    winding.say(hit("1", severity="low"), hit("44", kind="document"))
    winding.say(unknown("9"))
    winding.category = LOW
    winding.say(*reversed(final))
    standing = {name: said.value for name, said in winding.spoken.alerts.items() if said.status == "raised"}
    assert standing == {name: said.value for name, said in straight.spoken.alerts.items()}
    assert winding.spoken.assessment == straight.spoken.assessment
    assert winding.spoken.disposition == straight.spoken.disposition


def test_s16_an_alert_is_named_by_criterion_subject_case_and_limb() -> None:
    names = {
        alert_id(*parts)
        for parts in (
            ("1", "carrier", "S1", "declaration:D1", ""),
            ("2", "carrier", "S1", "declaration:D1", ""),
            ("1", "driver", "S1", "declaration:D1", ""),
            ("1", "carrier", "S2", "declaration:D1", ""),
            ("1", "carrier", "S1", "declaration:D2", ""),
            ("1", "carrier", "S1", "declaration:D1", "A"),
        )
    }
    assert len(names) == 6
    assert NAME in names


def test_a_dead_letter_belongs_to_its_case() -> None:
    """It names the event, and goes where the case goes; what it holds is told by its own tests."""
    origin = Origin("customs.declarations.v1", 3, 42, b"D1", b"{}")
    error = BadInput(Reason.unlawful_transition, "withdrawn after released")
    record = dead_letter(error, DECLARED, Published("declaration:D1", DECLARED, origin, 99))
    assert record == dead_letters.dead_letter(error, origin, 99, DECLARED.id, "declaration:D1")
    assert (record.case, record.since) == ("declaration:D1", 99)


def test_a_late_event_says_how_late_it_may_be() -> None:
    event = notice()
    record = late_event(event, Published("non_delivery:N1", event), T0 + 121 * DAY, Engine())
    late = decode_outward(record.value, LateEvent)
    assert (record.topic, late.case, late.newest_time - late.event_time, late.allowed_days) == (
        LATE_EVENTS,
        "non_delivery:N1",
        121 * DAY,
        120,
    )
