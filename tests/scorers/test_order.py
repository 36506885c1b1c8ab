"""The same events in any order between entities, with duplicates, end in the same verdicts."""

import random
from collections.abc import Sequence
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.envelope import Event
from schemas.topics import ALERTS, ASSESSMENTS, DISPOSITIONS, INTERNAL_SECURITY
from scorers.cases.judging import verdicts
from tests import factories as f
from tests.scorers.judging import Judging, kept

T0, DAY, HOUR = f.T0, f.DAY, f.HOUR
ALERTING = (ALERTS, INTERNAL_SECURITY)
COMPARED = (*ALERTING, ASSESSMENTS, DISPOSITIONS)


def story() -> list[list[Event]]:
    """Events by entity, in the order of the entity; together they touch every way that cases and subjects talk."""
    papers = [{"type": "cmr", "number": "W-1", "gross_kg": 1000.0}]
    goods = [{"item_no": 1, "goods_code": "8703231940", "net_kg": 900.0, "customs_value": 5e6, "origin_country": "CN"}]
    load = {"documents": papers, "items": goods, "vehicle_ids": ["123ABC02KZ"], "seller_id": "S1"}
    trip = f.transit("T1", T0, carrier_id="C1", driver_id="X1", destination_office_id="O1", vehicle_ids=["123ABC02KZ"])
    first = f.declaration("D1", T0 + 2 * DAY, transit_id="T1", carrier_id="C1", driver_id="X1", **load)
    second = f.declaration("D2", T0 + 4 * DAY, office_id="O3", warehouse_id="WH1", **load)
    doubtful = f.notice("N3", T0 + 2 * DAY, transit_id="T1", carrier_id="C1")
    weighed = f.crossing("X1", T0 + HOUR, vehicle_ids=["123ABC02KZ"], measured_gross_kg=9000.0, transit_id="T1")
    return [
        [f.fact("ref.office", key="O1", tz="Asia/Almaty")],
        [f.fact("ref.fx_rate", currency="USD", date="2026-03-04", rate_to_base=480.0)],
        [f.fact("ref.fx_rate", currency="USD", date="2026-03-04", rate_to_base=80.0, member_state="RU", event_id="RU")],
        [f.fact("ref.vehicle", key="123ABC02KZ", tare_kg=7000.0)],
        [f.fact("ref.goods", goods_code="8703231940", import_duty_rate=0.0)],
        [f.fact("ref.debt", key="B1", participant_id="P1", kind="tax", amount=5.0, due_date="2026-02-01")],
        [f.fact("ref.case", key="S1", person_id="P1", status="in_force", customs_related=True, in_force_at=T0 - DAY)],
        [f.fact("ref.source_heartbeat", key="treasury", t=T0, fact_types=["ref.debt"])],
        [trip, f.arrived("t/1", T0 + DAY, office_id="O1"), f.completed("T1", T0 + DAY + HOUR, office_id="O2")],
        [
            f.transit("T2", T0 + 5 * DAY, carrier_id="C-1", driver_id="X1", consignee_id="K1"),
            f.arrived("T2", T0 + 6 * DAY),
        ],
        [f.notice("N1", T0 + 3 * DAY, transit_id="t-1"), f.notice_cancelled("N1", T0 + 9 * DAY)],
        [f.notice("N2", T0 + 4 * DAY, transit_id="T1", carrier_id="C1")],
        [doubtful, f.cancel(doubtful)],
        [first, f.withdrawn("d 1", T0 + 3 * DAY, reason_code="declarant_request")],
        [f.control_assigned("K1", T0 + 2 * DAY + HOUR, declaration_id="d-1", form="inspection")],
        [second, f.amend(second, gross_kg_total=1000.0), f.released("D2", T0 + 5 * DAY)],
        [f.finding(33, "F1", T0, participant_id="P1", law_area="ip", confidence=0.9)],
        [f.finding(42, "F2", T0 + 4 * DAY, declaration_id="D2"), f.finding_cancelled("F2", T0 + 6 * DAY)],
        [f.request("R1", T0, participant_id="P1", kind="technical_documentation", deadline_at=T0 + DAY)],
        [weighed, f.amend(weighed, measured_gross_kg=9400.0)],
    ]


def mixed(seed: int, repeats: float, more: Sequence[list[Event]] = ()) -> list[Event]:
    """The story shuffled between entities, each entity in its order, with a share of events delivered twice."""
    rng = random.Random(seed)  # noqa: S311  # shuffles a test, hides nothing
    rows = [list(row) for row in (*story(), *more)]
    events: list[Event] = []
    while rows:
        row = rng.choice(rows)
        events.append(row.pop(0))
        if rng.random() < repeats:
            events.append(rng.choice(events))
        rows = [row for row in rows if row]
    return events


def said(judging: Judging) -> dict[str, Any]:
    """Verdicts of every judged case, and the last outward records that stand, as of now."""
    keys = [
        state.key for _, state in kept(judging.engine.cases, "S") if state.key.startswith(("declaration", "transit"))
    ]
    last = {(record.topic, record.key): record.value for record in judging.outward if record.topic in COMPARED}
    standing = {
        place: value
        for place, value in last.items()
        if place[0] not in ALERTING or orjson.loads(value)["status"] == "raised"
    }
    return {"verdicts": {key: verdicts(judging.engine.cases, key) for key in keys}, "said": standing}


def outcome(events: list[Event], document: str = "") -> list[dict[str, Any]]:
    """What is said when the last event has come, before any time has passed, and what once it has."""
    judging = Judging(document).feed(*events)
    return [said(judging), said(judging.until(T0 + 20 * DAY))]


IN_ORDER = [event for row in story() for event in row]
EXPECTED = outcome(IN_ORDER)
PASSED = T0 + 6 * DAY


@pytest.mark.timeout(1500)
@settings(max_examples=2000, deadline=None)
@given(st.integers(0, 2**32), st.sampled_from([0.0, 0.3, 1.0]))
def test_any_order_gives_the_same_verdicts_and_alerts(seed: int, repeats: float) -> None:
    """Shuffles between entities and duplicates change nothing, with the last event as after it."""
    assert outcome(mixed(seed, repeats)) == EXPECTED


def test_the_story_raises_alerts() -> None:
    """The property is not empty: the story ends with hits."""
    judging = Judging().feed(*mixed(0, 0)).until(T0 + 20 * DAY)
    assert judging.hit("transit:T2", "1")
    assert judging.hit("declaration:D2", "8")
    assert all(len([place for place in stage["said"] if place[0] == ALERTS]) >= 5 for stage in EXPECTED)


def amended_story() -> list[list[Event]]:
    """Corrections of corrections, versions in the wrong order, parts of loads, and registers that hold from between."""
    car = [{"item_no": 1, "goods_code": "8703231940", "net_kg": 900.0, "customs_value": 5e6}]
    lodged = f.declaration("D3", T0, participant_id="P3", office_id="O1", transit_id="T3", items=car)
    moved = f.amend(lodged, registered_at=T0 + 12 * DAY)
    third = f.declaration_amended(lodged, T0 + 2 * DAY, version=5, gross_kg_total=None)
    second = f.declaration_amended(lodged, T0 + DAY, version=4, gross_kg_total=5.0, participant_id="P1")
    trip = f.transit("T3", T0 - 3 * DAY, carrier_id="C1", destination_office_id="O1", seals=[{"number": "S1"}])
    part = f.completed("T3", T0 - DAY, version=2, office_id="O1", outcome="partly_delivered")
    rerouted = f.transit_amended(trip, T0 - HOUR, version=3, destination_office_id="O2", authorised_by_office_id="O9")
    reopened = f.amend(trip, version=6, declarant_id="P2")
    arrival = f.arrived("T3", T0, version=4, seals_found=[{"number": "S1", "state": "broken"}])
    amended = [
        f.amend(arrival, version=n, event_id=f"a{n}", seals_found=[{"number": "S1", "state": state}])
        for n, state in ((7, "intact"), (8, "broken"))
    ]
    rate = f.fact("ref.goods", goods_code="8703231940", import_duty_rate=15.0, valid_from=T0 + 10 * DAY, version=2)
    debt = f.fact("ref.debt", key="B2", participant_id="P3", kind="customs_duty", amount=5.0, due_date="2026-02-01")
    return [
        [lodged, moved, third, second, f.released("D3", T0 + 13 * DAY, version=6)],
        [trip, part, rerouted, reopened, arrival, *amended, f.cancel(amended[1], version=9)],
        [rate, f.amend(rate, version=3, valid_from=T0 + 11 * DAY)],
        [debt, f.amend(debt, version=2, amount=7.0), f.cancel(debt, version=3)],
        [f.fact("ref.debt", "B3", T0 + 14 * DAY, participant_id="P3", kind="tax", amount=9.0, due_date="2026-02-01")],
        [f.fact("ref.office", key="O2", tz="Europe/Moscow", valid_from=T0 + DAY)],
        [f.notice("N4", T0 + 2 * DAY, transit_id="T3"), f.notice_cancelled("N4", T0 + 9 * DAY)],
    ]


AMENDED_IN_ORDER = [event for row in (*story(), *amended_story()) for event in row]
EXPECTED_AMENDED = outcome(AMENDED_IN_ORDER)
EXPECTED_MEANWHILE = said(Judging().until(PASSED).feed(*AMENDED_IN_ORDER))


@settings(max_examples=400, deadline=None)
@given(st.integers(0, 2**32), st.sampled_from([0.0, 0.3]))
def test_corrections_in_any_order_give_the_same(seed: int, repeats: float) -> None:
    """Corrections, versions behind newer ones and registers from between, shuffled among all the rest."""
    assert outcome(mixed(seed, repeats, amended_story())) == EXPECTED_AMENDED


@settings(max_examples=500, deadline=None)
@given(st.integers(0, 2**32), st.sampled_from([0.0, 0.3]))
def test_time_that_passes_between_events_changes_nothing(seed: int, repeats: float) -> None:
    """However far the watermark had come with each of them; nothing is done after the last event or mark."""
    assert said(meanwhile(mixed(seed, repeats, amended_story()), seed)) == EXPECTED_MEANWHILE


def meanwhile(events: list[Event], seed: int) -> Judging:
    """What is said of events between which time passes as it likes."""
    rng = random.Random(seed)  # noqa: S311  # shuffles a test, hides nothing
    marks = [*sorted(rng.sample(range(T0 - DAY, PASSED), 5)), PASSED]
    places = sorted(rng.choices(range(len(events) + 1), k=len(marks)))
    judging = Judging()
    for place in range(len(events) + 1):
        for _, mark in filter(lambda pair: pair[0] == place, zip(places, marks, strict=True)):
            judging.until(mark)
        judging.feed(*events[place : place + 1])
    return judging


def beats(source: str, *times: int) -> list[Event]:
    """Signs of life of a source."""
    return [f.fact("ref.source_heartbeat", key=source, t=t, version=n) for n, t in enumerate(times, 1)]


def test_registers_that_fall_silent_in_any_order() -> None:
    """Sources that are heard of again, fall silent or take a sign of life back change nothing in the end either."""
    sources = {"goods": "tariff", "vehicle": "vehicles", "fx_rate": "bank", "case": "courts", "carnet": "association"}
    named = "".join(f'"ref.{register}" = ["{source}"]\n' for register, source in sources.items())
    document = f'[engine.registers]\n"ref.debt" = ["treasury"]\n{named}'
    stolen = f.fact("ref.carnet", key="C9", status="stolen", status_from=T0 - DAY)
    recovered = f.fact("ref.carnet", key="C9", status="valid", fact_version=2, published_at=T0 + 6 * DAY)
    tariff = beats("tariff", T0 - 5 * DAY, T0 + 3 * DAY)
    rows = [
        [*tariff, f.cancel(tariff[-1])],
        beats("vehicles", T0 - 9 * DAY),
        beats("courts", T0 - DAY, T0 + 2 * DAY),
        beats("association", T0 + 5 * DAY),
        [stolen, recovered],
        [f.transit("T9", T0 + 5 * DAY, carnet_no="C9", carnet_holder_id="P1", regime="tir")],
    ]
    expected = outcome([event for row in (*story(), *rows) for event in row], document)
    for seed in range(60):
        assert outcome(mixed(seed, (0.0, 0.3, 1.0)[seed % 3], rows), document) == expected
