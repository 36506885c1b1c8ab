"""Tests of criterion 59."""

from itertools import permutations
from typing import Any

import pytest

from schemas.envelope import Event
from tests import factories as f
from tests.scorers.judging import backwards, judged, sentence

T0, DAY, HOUR = f.T0, f.DAY, f.HOUR
LATER = f.transit("T2", T0 + 100 * DAY, vehicle_ids=["V1"])
KEY = "transit:T2"
REGISTER = '[engine.registers]\n"ref.vehicle" = ["vehicles"]\n'


def found(id: str = "F1", t: int = T0, **fields: Any) -> Event:  # noqa: A002 - as the factories name it
    """A compartment in V1, unless said otherwise."""
    return f.finding(59, id, t, **{"subject_kind": "vehicle", "subject_id": "V1", "vehicle_id": "V1", **fields})


def registered(plate: str, chassis: str | None, **fields: object) -> Event:
    return f.fact("ref.vehicle", plate, T0 - DAY, chassis_id=chassis, **fields)


def test_every_later_trip_of_the_vehicle() -> None:
    """Years later too, as a tractor, a trailer or a container; another vehicle is a miss."""
    for trip in (LATER, f.declaration("D1", T0 + 900 * DAY, vehicle_ids=["V9", "V1"])):
        key = f"{trip.event_type.lifecycle}:{trip.entity_id}"
        for events in permutations([found(), trip]):
            hit = judged(events).hit(key, "59")
            assert hit is not None
            assert sentence("59", hit) == (
                "A concealed compartment was found in V1 and its removal is not known (finding F1)."
            )
    boxed = f.transit("T2", T0 + DAY, vehicle_ids=["V9"], container_ids=["CONT1"])
    assert judged([found(vehicle_id="CONT-1"), boxed]).hit(KEY, "59")
    assert judged([found(vehicle_id="V8"), LATER]).verdicts(KEY, "59") == []
    assert judged([f.finding(53, "F1", T0, vehicle_id="V1"), LATER]).verdicts(KEY, "59") == []


def test_on_the_trip_itself() -> None:
    """Found under way, by the vehicle or by the transit alone; after the trip it concerns only later ones."""
    trip = f.transit("T1", T0, vehicle_ids=["V1"])
    events = [trip, f.completed("T1", T0 + 2 * DAY), LATER]
    for seen, hits in ((found(t=T0 + DAY), True), (found(t=T0 + 3 * DAY), False)):
        for order in ([*events, seen], [seen, *events]):
            room = judged(order)
            assert bool(room.hit("transit:T1", "59")) is hits
            assert room.hit(KEY, "59")
    unnamed = found(t=T0 + DAY, vehicle_id=None, subject_kind="consignment", subject_id="?", transit_id="T1")
    for order in ([*events, unnamed], backwards([*events, unnamed])):
        room = judged(order)
        hit = room.hit("transit:T1", "59")
        assert hit is not None
        assert sentence("59", hit).startswith("A concealed compartment was found in V1 ")
        assert room.hit(KEY, "59")
    hit = judged([f.transit("T1", T0), unnamed]).hit("transit:T1", "59")
    assert hit is not None
    assert sentence("59", hit).startswith("A concealed compartment was found in a vehicle ")


@pytest.mark.parametrize(("offset", "hits"), [(1825 * DAY - 1, True), (1825 * DAY, False)])
def test_the_window(offset: int, *, hits: bool) -> None:
    """Half-open, to the millisecond; it does not matter that a finding states an end, or that time passes."""
    seen = found(valid_until=T0 + DAY)
    room = judged([seen, f.transit("T2", T0 + offset, vehicle_ids=["V1"])])
    assert bool(room.hit(KEY, "59")) is hits
    assert bool(room.until(T0 + offset + 9 * DAY).hit(KEY, "59")) is hits


def test_the_window_is_a_parameter() -> None:
    assert judged([found(), LATER], "[criteria.59]\nwindow_days = 100").verdicts(KEY, "59") == []
    assert judged([found(), LATER], "[criteria.59]\nwindow_days = 101").hit(KEY, "59")


def test_certified_removed() -> None:
    """The certification cancels the finding, whichever arrives first, and the alert of an open trip goes."""
    removed = f.finding_cancelled("F1", T0 + 50 * DAY, reason_code="disproved")
    for events in permutations([found(), removed, LATER]):
        room = judged(events)
        assert room.verdicts(KEY, "59") == []
        assert room.feed(f.cancel(removed)).hit(KEY, "59")
    assert judged([found(), LATER, removed]).statuses("59") == ["withdrawn"]
    assert judged([found(), f.cancel(found()), LATER]).verdicts(KEY, "59") == []
    assert judged([found(), f.amend(found(), vehicle_id="V8"), LATER]).verdicts(KEY, "59") == []


def test_sold_and_re_plated() -> None:
    """One chassis under two plates is one vehicle, whatever arrives first; another chassis is another vehicle."""
    renamed = f.transit("T2", T0 + 100 * DAY, vehicle_ids=["NEW1"])
    events = [found(), renamed, registered("V1", "X-77"), registered("NEW1", "x77")]
    for order in permutations(events):
        hit = judged(order).hit(KEY, "59")
        assert hit is not None
        assert sentence("59", hit).startswith("A concealed compartment was found in X77 ")
        assert hit.evidence[0].values["vehicle"] == "X77"
    assert judged([found(), renamed, registered("V1", "X77"), registered("NEW1", "X78")]).verdicts(KEY, "59") == []
    assert judged([found(), renamed, registered("V1", None), registered("NEW1", None)]).verdicts(KEY, "59") == []


def test_a_plate_that_another_vehicle_got() -> None:
    """The plate itself goes on counting, and names the vehicle where both lead to the finding."""
    hit = judged([registered("V1", "X77"), found(), LATER]).hit(KEY, "59")
    assert hit is not None
    assert hit.evidence[0].values["vehicle"] == "V1"


@pytest.mark.parametrize(
    ("stated", "hits", "doubtful"),
    [
        ({"confidence": 0.5}, True, False),
        ({"confidence": 0.49}, False, False),
        ({"confidence": None, "observer_kind": "sensor"}, True, False),
        ({"confidence": 0.1, "observer_kind": "sensor"}, True, True),
        ({"confidence": 0.49, "observer_kind": "xray_system"}, True, True),
        ({"confidence": 0.5, "observer_kind": "xray_system"}, True, False),
    ],
)
def test_confidence(stated: dict[str, Any], *, hits: bool, doubtful: bool) -> None:
    """What a person is not sure of is a miss, what a machine is not sure of for an officer to judge."""
    room = judged([found(**stated), LATER])
    hit = room.hit(KEY, "59")
    assert bool(hit) is hits
    assert hit is None or hit.doubtful is doubtful
    assert [alert["requires_judgement"] for alert in room.alerts("59")] == ([doubtful] if hits else [])


def test_what_can_not_be_told_is_unknown() -> None:
    """Without the vehicles, or before everything was seen; a finding settles it, and no vehicle is a miss."""
    unknown = judged([f.transit("T2", T0, vehicle_ids=None)]).unknown(KEY, "59")
    assert unknown is not None
    assert unknown.missing == ("transit.vehicle_ids[]",)
    unknown = judged([LATER], coverage_start=T0).unknown(KEY, "59")
    assert unknown is not None
    assert unknown.missing == ("coverage",)
    assert judged([found(), LATER], coverage_start=T0 - DAY).hit(KEY, "59")
    assert judged([f.transit("T2", T0, vehicle_ids=[])]).verdicts(KEY, "59") == []


def test_a_silent_register_of_vehicles() -> None:
    """Nobody can tell then whether the vehicle had other plates; the plate itself still hits (S5)."""
    unknown = judged([LATER], REGISTER).unknown(KEY, "59")
    assert unknown is not None
    assert unknown.missing == ("ref.vehicle.chassis_id",)
    alive = f.fact("ref.source_heartbeat", "vehicles", t=T0 + 100 * DAY)
    assert judged([LATER, alive], REGISTER).verdicts(KEY, "59") == []
    assert judged([found(), LATER], REGISTER).hit(KEY, "59")
