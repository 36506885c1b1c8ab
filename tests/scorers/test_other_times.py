"""What is looked up, asked or known at another time than the case's own concerns it from both times on."""

from itertools import permutations

import pytest

from schemas.envelope import Event
from scorers.catalogue.discovery import CATALOGUE
from scorers.catalogue.loading import read
from scorers.ledgers.participant_facts import FOREVER_DAYS
from tests import factories as f
from tests.factories import DAY, HOUR, T0
from tests.scorers.judging import Judging, judged, kept, vouched

CAR = [{"goods_code": "8703231940"}]
FREE = f.fact("ref.goods", goods_code="8703231940", import_duty_rate=0.0)
FREE_LATER = f.fact("ref.goods", goods_code="8703231940", import_duty_rate=0.0, valid_from=T0 + 10 * DAY)
DUTY_LATER = f.fact(
    "ref.goods", goods_code="8703231940", import_duty_rate=15.0, valid_from=T0 + 10 * DAY, event_id="n", version=2
)
LODGED = f.declaration("D1", T0, items=CAR)
MOVED = f.amend(LODGED, registered_at=T0 + 20 * DAY)
NEXT = f.declaration_amended(LODGED, T0 + DAY, registered_at=T0 + 20 * DAY)


def standing(judging: Judging, code: str) -> list[str]:
    """Statuses of the alerts that stand."""
    return [status for status in judging.statuses(code) if status == "raised"]


@pytest.mark.parametrize("moved", [MOVED, NEXT], ids=["corrected", "amended"])
def test_a_rate_from_between_both_times_of_a_declaration(moved: Event) -> None:
    """Its registration is moved behind the day from which the goods are free of duty."""
    for order in permutations([FREE_LATER, LODGED, moved]):
        assert standing(judged(order), "88") == ["raised"]


@pytest.mark.parametrize("moved", [MOVED, NEXT], ids=["corrected", "amended"])
def test_a_rate_that_ended_between_both_times_of_a_declaration(moved: Event) -> None:
    """Its registration is moved behind the day from which the goods bear a duty."""
    for order in permutations([FREE, DUTY_LATER, LODGED, moved]):
        assert standing(judged(order), "88") == []


def test_the_local_day_of_a_control_is_that_of_its_end() -> None:
    """The office's time zone is valid from a day between registration and the end of the control."""
    end = f.ms("2026-03-12T20:00:00Z")
    events = [
        f.declaration("D1", T0, office_id="O1"),
        f.control_assigned("K1", T0 + HOUR, declaration_id="D1", form="documentary_check"),
        f.control_result("K1", end, declaration_id="D1", officer_id="OFF1", office_id="O1"),
    ]
    office = f.fact("ref.office", key="O1", tz="Europe/Moscow", valid_from=T0 + 5 * DAY)
    found = {tuple(_check_days([*events[:n], office, *events[n:]])) for n in range(4)}
    assert len(found) == 1


def _check_days(events: list[Event]) -> list[int]:
    rooms = kept(judged(events).engine.subjects, "P")
    return [entry.day for key, pane in rooms if "checks_of_office" in key for entry in pane.entries.values()]


def test_what_was_looked_up_is_forgotten_in_the_end() -> None:
    """Nobody is written down as a reader for ever."""
    judging = judged([FREE_LATER, LODGED, MOVED]).until(T0 + 2_000 * DAY)
    assert kept(judging.engine.cases, "R") == []


OLD_LOAD = f.transit("T1", T0 - DAY, carrier_id="C1")
NOTICE = f.notice("N1", T0, transit_id="T1", carrier_id="C1")
NEW_LOAD = f.transit("T2", T0 + 5 * DAY, carrier_id="C1")


@pytest.mark.parametrize("days", [100, 119, 120, 121, 122, 125, 127, 150, 300, 400])
@pytest.mark.parametrize("how", ["cancelled", "corrected"])
def test_a_notice_taken_back_takes_its_alert_back(days: int, how: str) -> None:
    """However long after, while the window of the rule reaches there: retention of cases has no part in it."""
    judging = judged([OLD_LOAD, NOTICE, NEW_LOAD]).until(T0 + days * DAY)
    assert judging.statuses("1") == ["raised"]
    judging.feed(f.notice_cancelled("N1", T0 + days * DAY) if how == "cancelled" else f.cancel(NOTICE))
    assert judging.statuses("1") == ["withdrawn"]


CMR = [{"type": "cmr", "number": "W-1"}]
CARRIED = f.transit("T1", T0, destination_office_id="O2", documents=CMR, vehicle_ids=["V1"])
OFFICES = [f.fact("ref.office", key=key, electronic_centre=False) for key in ("O1", "O2")]


@pytest.mark.parametrize("days", [110, 125, 170])
def test_a_waybill_put_right_takes_the_alert_back_that_joined_by_it(days: int) -> None:
    """The transit is looked for as far back as goods may lie in a warehouse, and so long it may still be told."""
    lodged = f.declaration("D1", T0 + DAY, documents=CMR, vehicle_ids=["V1"])
    judging = judged([*OFFICES, CARRIED, lodged]).until(T0 + days * DAY)
    assert judging.statuses("62") == ["raised"]
    judging.feed(f.amend(CARRIED, documents=[{"type": "cmr", "number": "W-9"}])).until(T0 + (days + 3) * DAY)
    assert judging.statuses("62") == ["withdrawn"]


@pytest.mark.parametrize("days", [125, 170, 300])
def test_a_control_taken_back_takes_the_recall_back_that_evaded_it(days: int) -> None:
    """Criterion 8 reads matches of a year, so long its questions are in force."""
    load = {"documents": CMR, "items": [{"goods_code": "8703231940", "net_kg": 100.0}]}
    control = f.control_assigned("K1", T0 + HOUR, declaration_id="D1")
    recalled = [f.declaration("D1", T0, **load), control, f.withdrawn("D1", T0 + DAY, reason_code="declarant_request")]
    judging = judged([*recalled, f.declaration("D2", T0 + 2 * DAY, **load)]).until(T0 + days * DAY)
    assert judging.statuses("8") == ["raised"]
    assert judging.feed(f.cancel(control)).statuses("8") == ["withdrawn"]


def test_every_question_says_how_far_it_reads() -> None:
    """What reads a history that fades stays in force for as long; registers are read whole, and kept."""
    proposals = read(b"")
    fading = {
        code
        for code in (*CATALOGUE.by_code, *CATALOGUE.indicators)
        if any(ledger.keep_days < FOREVER_DAYS for ledger in CATALOGUE.answering(code).reads)
    }
    assert fading
    assert {code for code in fading if not CATALOGUE.reach_of(code, proposals)} == set()


def test_questions_are_forgotten_in_the_end() -> None:
    """Neither questions nor answers nor what they read stay for ever."""
    judging = judged([OLD_LOAD, NOTICE, NEW_LOAD]).until(T0 + 5_000 * DAY)
    assert [key for place in "ACDP" for key, _ in kept(judging.engine.subjects, place)] == []
    assert kept(judging.engine.cases, "S") == []


TRADER = [
    f.fact("ref.company", "P1", T0 - 900 * DAY, legal_form="company", first_trade_date="2020-01-01"),
    f.fact("ref.category_ground", t=T0 - 900 * DAY, participant_id="P1", ground="aeo", valid_from=T0 - 900 * DAY),
]


def _debt(published: int) -> Event:
    return f.fact("ref.debt", "B1", published, participant_id="P1", kind="tax", amount=1.0, due_date="2026-02-20")


def test_a_closed_case_keeps_its_category() -> None:
    """A debt published after release raises what it raises, after release, and leaves the category (ruling 34)."""
    events = [f.declaration("D1", T0), f.released("D1", T0 + DAY), _debt(T0 + 2 * DAY)]
    for order in permutations(events):
        if order.index(events[0]) < order.index(events[1]):
            [alert] = vouched([*TRADER, *order]).alerts("27")
            assert (alert["category"], alert["phase"], alert["status"]) == ("low", "post_release", "raised")


def test_an_open_case_takes_the_category_that_a_late_fact_makes() -> None:
    """Published before release, the debt makes it high, whatever arrives first."""
    events = [f.declaration("D1", T0), _debt(T0 + HOUR), f.released("D1", T0 + DAY)]
    for order in permutations(events):
        if order.index(events[0]) < order.index(events[2]):
            [alert] = vouched([*TRADER, *order]).alerts("27")
            assert alert["category"] == "high"
    [alert] = vouched([*TRADER, *events[:1], _debt(T0 + 2 * DAY)]).alerts("27")
    assert alert["category"] == "high"


def test_the_first_contact_is_kept_for_ever() -> None:
    """A trader who comes back after three years is no newcomer (ruling 35)."""
    first = f.transit("T0", T0 - 1_000 * DAY, declarant_id="P1")
    somebody = f.declaration("CLOCK", T0 - DAY, participant_id="P9")
    now = f.declaration("D1", T0, participant_id="P1")
    in_time = Judging().feed(first).until(T0 - DAY).feed(somebody, now)
    too_late = Judging().until(T0 - DAY).feed(somebody, now, first)
    for judging in (in_time, too_late):
        assert _levels(judging) == {"declaration:CLOCK": "high", "declaration:D1": "medium"}


def _levels(judging: Judging) -> dict[str, str]:
    return {key: said["category"] for key, said in judging.assessments().items() if key.startswith("declaration")}
