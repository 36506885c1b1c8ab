"""Where an alert is to be acted on, and how urgently: in event times, the same in any order of arrival."""

from itertools import permutations
from typing import Any

import pytest

from schemas.envelope import Event
from tests import factories as f
from tests.factories import DAY, HOUR, T0
from tests.scorers.judging import Judging, alone, judged

FIRST = f.transit("T1", T0, carrier_id="C1")
NOTICE = f.notice("N1", T0 + DAY, transit_id="T1")
LOAD = f.transit("T2", T0 + 2 * DAY, carrier_id="C1", departure_office_id="O 1", destination_office_id="O2")
LATER = f.notice("N2", T0 + 3 * DAY, transit_id="T1")
FRAMEWORK = f"""{alone("1")}
[engine]
conclusion_hours = 24
[[profiles]]
id = "F"
criteria = ["1"]
mode = "framework"
"""


def alert(judging: Judging) -> dict[str, Any]:
    """The one alert of criterion 1 on T2, as published last."""
    [found] = [alert for alert in judging.alerts("1") if alert["transit_id"] == "T2"]
    return found


def test_an_alert_says_where() -> None:
    """Office in normal form, and direction; the case in parts."""
    found = alert(judged([FIRST, NOTICE, LOAD]))
    assert (found["office"], found["direction"]) == ("O1", "transit")


def test_a_transit_is_where_it_arrived_last() -> None:
    """Presented at an office, it is to be controlled there; an arrival that names no office moves nothing."""
    on_the_way = f.arrived("T2", T0 + 3 * DAY, office_id="O5")
    unnamed = f.arrived("T2", T0 + 4 * DAY)
    for order in permutations([on_the_way, unnamed, LOAD]):
        assert alert(judged([FIRST, NOTICE, *order]))["office"] == "O5"


def test_an_alert_of_a_declaration_says_its_office_and_direction() -> None:
    declared = f.declaration("D1", T0 + 2 * DAY, carrier_id="C1", office_id="O3", direction="export")
    [found] = [one for one in judged([FIRST, NOTICE, declared]).alerts("1") if one["declaration_id"] == "D1"]
    assert (found["office"], found["direction"]) == ("O3", "export")


def test_raised_and_changed_are_event_times_in_any_order_of_arrival() -> None:
    """Raised when the ground was complete, changed by what came last in event time, whatever arrives last."""
    events = (FIRST, NOTICE, LOAD, f.completed("T2", T0 + 5 * DAY, outcome="delivered"))
    for order in permutations(events):
        found = alert(judged(order, alone("1")))
        assert (found["raised_at"], found["changed_at"]) == (LOAD.time, T0 + 5 * DAY)


def test_the_score_and_profiles_of_the_case_stand_in_each_alert() -> None:
    document = FRAMEWORK + '[[profiles]]\nid = "OTHER"\ncriteria = ["1"]\noffices = ["O9"]\n'
    judging = judged([FIRST, NOTICE, LOAD], document)
    found = alert(judging)
    assert found["profiles"] == ["F"]
    assert found["score"] == 0.525


def test_each_alert_follows_the_score_of_its_case() -> None:
    """A second hit of another group raises the score in the alert of the first, too."""
    before = alert(judged([FIRST, NOTICE, LOAD]))
    seals = f.finding("54", "F1", LOAD.time, transit_id="T2", subject_kind="vehicle", subject_id="V1")
    after = alert(judged([FIRST, NOTICE, LOAD, seals]))
    assert after["score"] > before["score"]


@pytest.mark.parametrize(
    ("further", "deadline", "changed"),
    [
        ((), LOAD.time + DAY, LOAD.time),
        ((f.conclusion("ID", LOAD.time + HOUR),), None, LOAD.time + HOUR),
    ],
)
def test_an_officer_has_until_the_deadline(further: tuple[Event, ...], deadline: int | None, changed: int) -> None:
    """Counted from the last thing that the alert rests on; once concluded there is none."""
    judging = judged([FIRST, NOTICE, LOAD], FRAMEWORK)
    name = alert(judging)["alert_id"]
    for event in further:
        judging.feed(f.conclusion(name, event.time))
    found = alert(judging)
    assert (found["deadline"], found["changed_at"]) == (deadline, changed)


def test_silence_changes_an_alert_at_its_deadline() -> None:
    found = alert(judged([FIRST, NOTICE, LOAD], FRAMEWORK).until(LOAD.time + 2 * DAY))
    assert (found["judgement"], found["deadline"], found["changed_at"]) == ("escalated", *[LOAD.time + DAY] * 2)


def test_information_that_ends_says_until_when_it_holds() -> None:
    told = f.finding("33", "F1", T0 - DAY, valid_until=T0 + DAY)
    [found] = judged([told, f.declaration("D1", T0)]).alerts("33")
    assert found["deadline"] == T0 + DAY
    [closed] = judged([told, f.declaration("D1", T0), f.released("D1", T0 + HOUR)]).alerts("33")
    assert closed["deadline"] is None
