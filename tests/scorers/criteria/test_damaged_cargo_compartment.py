"""Tests of criterion 53."""

from itertools import permutations
from typing import Any

import pytest

from schemas.envelope import Event
from scorers.contract.verdict import Unknown
from tests import factories as f
from tests.scorers.judging import Judging, backwards, judged, sentence

T0, DAY, HOUR = f.T0, f.DAY, f.HOUR


def damage(t: int = T0, **fields: object) -> Event:
    """A finding of damage."""
    return f.finding(53, "F1", t, **{"subject_kind": "vehicle", "subject_id": "?", **fields})


LATER = f.transit("T2", T0 + 5 * DAY, vehicle_ids=["NEW1", "TR-1"], container_ids=["CONT1"])


@pytest.mark.parametrize("finding", [damage(vehicle_id="tr1"), damage(vehicle_id="CONT-1"), damage(subject_id="TR 1")])
def test_trailer_or_container_damaged_and_tractor_changed(finding: Event) -> None:
    """Damage follows the trailer or the container that the finding names, whatever pulls it now."""
    for events in permutations([finding, LATER]):
        judging = judged(events)
        assert judging.hit("transit:T2", "53")
        assert judging.verdicts("transit:T2", "53")[0].subject_id == "NEW1"


def test_what_the_alert_says() -> None:
    """Which unit is damaged, where the finding names one, by which finding, and until when that holds."""
    whole = judged([damage(vehicle_id="TR1"), LATER])
    hit = whole.hit("transit:T2", "53")
    assert hit is not None
    assert sentence("53", hit) == "The cargo compartment of TR1 was found damaged and no repair is known (finding F1)."
    assert [alert["deadline"] for alert in whole.alerts("53")] == [T0 + 30 * DAY]
    assert [alert["deadline"] for alert in whole.feed(f.completed("T2", T0 + 6 * DAY)).alerts("53")] == [None]
    unnamed = judged([damage(subject_kind="consignment", transit_id="T3"), f.transit("T3", T0)]).hit("transit:T3", "53")
    assert unnamed is not None
    assert sentence("53", unnamed) == "A cargo compartment was found damaged and no repair is known (finding F1)."


@pytest.mark.parametrize(("offset", "hits"), [(30 * DAY - 1, True), (30 * DAY, False)])
def test_validity(offset: int, *, hits: bool) -> None:
    """Damage is believed for the days of the parameter, the end excluded."""
    later = f.transit("T2", T0 + offset, vehicle_ids=["V1"])
    assert bool(judged([damage(vehicle_id="V1"), later]).hit("transit:T2", "53")) is hits


def test_stated_validity() -> None:
    """A stated end holds and is excluded, on the trip that the finding names too."""
    ways: list[dict[str, Any]] = [{"vehicle_id": "TR1"}, {"transit_id": "T2"}]
    for named in ways:
        for end, hits in ((T0 + 5 * DAY, False), (T0 + 5 * DAY + 1, True)):
            finding = damage(valid_until=end, **named)
            for events in permutations([finding, LATER]):
                assert bool(judged(events).hit("transit:T2", "53")) is hits


def test_expiry_ends_the_hit_of_an_open_trip_only() -> None:
    """A trip that is still open loses the hit when the validity ends, one closed before keeps it."""
    other = f.transit("T3", T0 + 5 * DAY, vehicle_ids=["TR1"])
    events = [damage(vehicle_id="TR1"), LATER, other, f.completed("T3", T0 + 6 * DAY)]
    for order in (events, backwards(events)):
        judging = judged(order).until(T0 + 30 * DAY - 1)
        assert judging.hit("transit:T2", "53")
        judging.until(T0 + 30 * DAY)
        assert judging.hit("transit:T2", "53") is None
        assert judging.hit("transit:T3", "53")


@pytest.mark.parametrize("coverage_start", [0, T0])
def test_expiry_withdraws_the_alert(coverage_start: int) -> None:
    """The alert of an open trip goes with the validity, also where not everything before was seen."""
    finding = damage(T0 + 5 * DAY, transit_id="T2", vehicle_id="TR1", valid_until=T0 + 6 * DAY)
    judging = Judging("", coverage_start).feed(finding, LATER)
    assert judging.statuses("53") == ["raised"]
    assert judging.until(T0 + 6 * DAY).statuses("53") == ["withdrawn"]


def test_finding_on_the_trip_itself() -> None:
    """A finding that names the transit marks it, and its trailer but not its tractor for later trips."""
    first = f.transit("T1", T0, vehicle_ids=["V1", "TR1"])
    tractor = f.transit("T3", T0 + 5 * DAY, vehicle_ids=["V1", "TR9"])
    finding = damage(T0 + DAY, subject_kind="consignment", transit_id="T1")
    events = [first, finding, f.transit("T2", T0 + 5 * DAY, vehicle_ids=["TR1"]), tractor]
    for order in (events, backwards(events)):
        judging = judged(order)
        assert judging.hit("transit:T1", "53")
        assert judging.hit("transit:T2", "53")
        assert judging.hit("transit:T3", "53") is None


@pytest.mark.parametrize("closed", [True, False])
@pytest.mark.parametrize("days", [100, 170, 290])
def test_a_finding_may_be_cancelled_as_long_as_it_holds(days: int, *, closed: bool) -> None:
    """The alert on a later trip does not outlive its ground, however long ago the case was closed.

    Without 59, which looks back for years and has whatever is asked of the vehicle kept as long.
    """
    finding = damage(T0, vehicle_id="V1", valid_until=T0 + 300 * DAY)
    trip = [f.transit("T1", T0 + DAY, vehicle_ids=["V1"]), *([f.completed("T1", T0 + 2 * DAY)] if closed else [])]
    judging = judged([finding, *trip], 'disabled = ["59"]')
    for day in range(3, days, 7):
        judging.until(T0 + day * DAY)
    assert judging.statuses("53") == ["raised"]
    judging.feed(f.finding_cancelled("F1", T0 + days * DAY))
    assert judging.statuses("53") == ["superseded" if closed else "withdrawn"]


def test_finding_by_plate_during_the_trip() -> None:
    """A finding by plate counts for the trip that it falls into, not for one that had ended."""
    trip = f.transit("T1", T0, vehicle_ids=["V1"])
    finding = damage(T0 + 2 * DAY, vehicle_id="V1")
    late = damage(T0 + 5 * DAY, vehicle_id="V1")
    slow = f.transit("T1", T0, vehicle_ids=["V1"], deadline_at=T0 + 5 * DAY)
    for events, hits in (
        ([trip, finding], True),
        ([trip, f.completed("T1", T0 + DAY), finding], False),
        ([trip, late], True),
        ([trip, damage(T0 + 31 * DAY, vehicle_id="V1")], False),
        ([f.declaration("D1", T0, vehicle_ids=["V1"]), late], False),
        ([trip, f.arrived("T1", T0 + 5 * DAY), late], True),
        ([slow, late], True),
        ([slow, f.completed("T1", T0 + 4 * DAY), late], False),
    ):
        for order in (events, backwards(events)):
            judging = judged(order)
            assert any(judging.hit(key, "53") for key in ("transit:T1", "declaration:D1")) is hits


@pytest.mark.parametrize("order", list(permutations([0, 1, 2])))
def test_damage_repaired_between_trips(order: tuple[int, ...]) -> None:
    """A finding cancelled after the repair counts no longer."""
    events = [damage(vehicle_id="TR1"), f.finding_cancelled("F1", T0 + DAY), LATER]
    assert judged(events[number] for number in order).verdicts("transit:T2", "53") == []


def test_repair_after_the_trip_of_the_finding() -> None:
    """The trip that had ended keeps its alert as superseded; the next one has none."""
    first = f.transit("T1", T0, vehicle_ids=["V1", "TR1"])
    finding = damage(T0 + HOUR, transit_id="T1", vehicle_id="TR1")
    judging = judged([first, finding, f.completed("T1", T0 + DAY), LATER])
    assert judging.statuses("53") == ["raised", "raised"]
    judging.feed(f.finding_cancelled("F1", T0 + 2 * DAY))
    assert sorted(judging.statuses("53")) == ["superseded", "withdrawn"]


def test_confidence() -> None:
    """A finding under the least confidence does not count, on its own trip neither."""
    for confidence, hits in ((0.49, False), (0.5, True)):
        finding = damage(T0 + 5 * DAY + HOUR, transit_id="T2", vehicle_id="TR1", confidence=confidence)
        assert bool(judged([finding, LATER]).hit("transit:T2", "53")) is hits


def test_declaration() -> None:
    """The vehicle of a declaration is asked about too."""
    assert judged([damage(vehicle_id="V1"), f.declaration("D1", T0 + DAY, vehicle_ids=["V1"])]).hit(
        "declaration:D1", "53"
    )


def test_unknown() -> None:
    """Without vehicle and container, or without a whole validity seen, it is unknown."""
    nothing = judged([f.transit("T1")]).unknown("transit:T1", "53")
    assert nothing == Unknown(("transit.vehicle_ids[]",))
    assert Judging("", T0).feed(LATER).unknown("transit:T2", "53") == Unknown(("coverage",))
    assert Judging("", T0 + DAY).feed(LATER, damage(vehicle_id="TR1")).hit("transit:T2", "53")


def test_no_vehicle() -> None:
    """Goods that travel in no vehicle and no container are a miss."""
    assert judged([f.transit("T1", vehicle_ids=[])]).verdicts("transit:T1", "53") == []


@pytest.mark.parametrize(
    ("vehicle", "day", "hits"), [("V1", 1, True), ("V1", 3, False), ("V2", 1, True), ("V2", 3, True)]
)
def test_damage_of_a_vehicle_concerns_the_load_that_it_had_then(vehicle: str, day: int, *, hits: bool) -> None:
    """Found before the load was moved to another one, or on the other one that is not repaired (ruling 40)."""
    opened = f.transit("T1", T0, vehicle_ids=["V1"])
    moved = f.transit_amended(opened, T0 + 2 * DAY, vehicle_ids=["V2"], change_kind="transhipment")
    seen = damage(T0 + day * DAY, vehicle_id=vehicle, subject_id=vehicle)
    for order in ([opened, moved, seen], [seen, opened, moved], [opened, seen, moved]):
        standing = judged(order).standing("53").values()
        assert [alert["case"] for alert in standing] == ["transit:T1"] * hits
