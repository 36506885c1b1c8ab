"""Criterion 115: more vehicles processed at a temporary-storage warehouse than it can handle."""

import json
from typing import Any

import pytest

from schemas.envelope import Event
from schemas.topics import ALERTS, ASSESSMENTS, INTERNAL_SECURITY
from tests import factories as f
from tests.scorers.judging import Judging, alone, backwards, judged, sentence

T, DAY, HOUR = f.T0, f.DAY, f.HOUR
KEY = "warehouse_day:W1|2026-03-02"
LATER = T + 20 * DAY
ALONE = alone("115")


def warehouse(capacity: int | None = 3, **fields: Any) -> Event:
    return f.fact("ref.warehouse", "W1", **{"office_id": "O1", "capacity_vehicles_per_day": capacity, **fields})


def vehicle(name: str, kind: str) -> Event:
    return f.fact("ref.vehicle", name, kind=kind)


def office(tz: str = "Asia/Almaty") -> Event:
    return f.fact("ref.office", "O1", tz=tz)


def at_warehouse(name: str, t: int = T, *vehicles: str, **fields: Any) -> Event:
    """A declaration of goods at the warehouse, by default on a vehicle of its own and of a participant of its own."""
    ids = list(vehicles) or [f"V{name}"]
    return f.declaration(name, t, warehouse_id="W1", **{"participant_id": f"P{name}", "vehicle_ids": ids, **fields})


def day(count: int, t: int = T, name: str = "D") -> list[Event]:
    return [at_warehouse(f"{name}{n}", t + n * f.MINUTE) for n in range(count)]


def vehicles(events: list[Event], limb: str = "A", key: str = KEY, parameters: str = "") -> int | None:
    """How many vehicles the hit counts, the same in both orders of arrival."""
    orders = (events, backwards(events))
    hits = [judged(order, ALONE + parameters).until(LATER).hit(key, "115", limb) for order in orders]
    assert hits[0] == hits[1]
    return int(str(hits[0].evidence[0].values["trips"])) if hits[0] else None


def records(judging: Judging, topic: str) -> list[dict[str, Any]]:
    return [json.loads(record.value) for record in judging.outward if record.topic == topic]


def test_over_capacity() -> None:
    """Four vehicles are one more than the warehouse can process, three are not."""
    for lead in ([warehouse(), office()], [office(), warehouse()]):
        assert vehicles([*lead, *day(4)]) == 4
        assert vehicles([*lead, *day(3)]) is None


def test_what_the_alert_says() -> None:
    """How many came, or are only on paper, on which local day, and the office that supervises the warehouse."""
    over = judged([warehouse(), *day(4)]).hit(KEY, "115", "A")
    assert over is not None
    assert sentence("115", over) == (
        "4 vehicles had a customs operation at the warehouse on 2 Mar 2026; it can process 3 a day."
    )
    absent = judged([ROOMY, *past(), *day(3)]).until(LATER).hit(KEY, "115", "B")
    assert absent is not None
    assert sentence("115", absent) == (
        "3 of 3 vehicles with a customs operation on 2 Mar 2026 were not at the warehouse on that day."
    )


@pytest.mark.parametrize("known", [0, 4])
def test_the_office_of_an_alert_supervises_the_warehouse(known: int) -> None:
    """Whenever the register says who does; a day whose operations were all taken back keeps it."""
    judging = judged(day(4)[:known]).feed(warehouse(), *day(4)[known:])
    assert [alert["office"] for alert in judging.alerts("115")] == ["O1"]
    judging.feed(warehouse(version=2, office_id="O 2"))
    assert [(alert["status"], alert["office"]) for alert in judging.alerts("115")] == [("raised", "O2")]
    judging.feed(*(f.withdrawn(f"D{n}", T + HOUR) for n in range(4)))
    assert [(alert["status"], alert["office"]) for alert in judging.alerts("115")] == [("withdrawn", "O2")]


def test_tolerance() -> None:
    """The capacity is multiplied by the tolerance."""
    parameters = "[criteria.115]\ntolerance = 1.5"
    assert vehicles([warehouse(), *day(4)], parameters=parameters) is None
    assert vehicles([warehouse(), *day(5)], parameters=parameters) == 5


def test_alert_goes_to_internal_security_only() -> None:
    """The crossing is told to internal security at once, on the warehouse, and to nobody else; so is its end."""
    events = day(4)
    judging = judged([warehouse(), *events])
    (alert,) = records(judging, INTERNAL_SECURITY)
    assert (alert["subject_kind"], alert["subject_id"], alert["case"]) == ("customs_office", "W1", KEY)
    assert (alert["criterion"], alert["limb"], alert["status"]) == ("115", "A", "raised")
    assert alert["trigger_event_id"] == events[0].id
    assert alert["member_state"] == "KZ"
    for topic in (ALERTS, ASSESSMENTS):
        assert all('"115"' not in json.dumps(record) for record in records(judging, topic))
        assert all(record["case"] != KEY for record in records(judging, topic))
    judging.feed(f.withdrawn("D1", T + HOUR))
    assert records(judging, INTERNAL_SECURITY)[-1]["status"] == "withdrawn"


def test_three_declarations_of_one_vehicle() -> None:
    """A vehicle with several declarations counts once, with the trailer that stands after its tractor."""
    same = [at_warehouse(f"S{n}", T + n, "V1") for n in range(3)]
    assert vehicles([warehouse(), *same, *day(2)]) is None
    assert vehicles([warehouse(), *same, *day(3)]) == 4
    joined = [at_warehouse("S1", T, "TR1"), at_warehouse("S2", T, "TL1"), at_warehouse("S3", T, "TR1", "TL1")]
    assert vehicles([warehouse(), vehicle("TR1", "tractor"), *joined, *day(2)]) is None
    assert vehicles([warehouse(), *joined[:2], *day(2)]) == 4


def test_convoy_in_one_declaration() -> None:
    """Each truck of a convoy counts, each once, and one of which no register says what it is counts as a truck."""
    convoy = at_warehouse("D1", T, "V1", "V2", "V3", "v-4", "V4")
    assert vehicles([warehouse(), convoy]) == 4
    assert vehicles([warehouse(), at_warehouse("D1", T, "V1", "V2", "V3")]) is None
    assert vehicles([warehouse(), convoy, f.released("D1", T + HOUR), at_warehouse("D2", T, "V2", "V5")]) == 5


def test_trailers_of_a_convoy() -> None:
    """A trailer is no vehicle: its register says so, or it stands after a tractor and no register says otherwise."""
    convoy = at_warehouse("D1", T, "A1", "B1", "A2", "B2", "A3", "B3", "A4", "B4")
    tractors = [vehicle(f"A{n}", "tractor") for n in range(1, 5)]
    trailers = [vehicle(f"B{n}", "trailer") for n in range(1, 5)]
    assert vehicles([warehouse(), convoy]) == 8
    for known in (tractors, trailers, [*tractors, *trailers]):
        assert vehicles([warehouse(), *known, convoy]) == 4
    assert vehicles([warehouse(), *tractors, vehicle("B1", "truck"), convoy]) == 5
    assert vehicles([warehouse(), vehicle("V1", "trailer"), *day(3), at_warehouse("E1", T, "VD0", "V1")]) is None
    alone = [at_warehouse(f"E{n}", T + n, f"B{n}") for n in range(1, 5)]
    assert vehicles([warehouse(), *trailers, *alone]) == 4


def test_a_trailer_named_before_its_tractor() -> None:
    """It is no vehicle either (ruling 41)."""
    trailers = [vehicle(f"B{n}", "trailer") for n in range(1, 5)]
    assert vehicles([warehouse(), *trailers, at_warehouse("D1", T, "B1", "A1", "B2", "A2", "B3", "A3")]) is None
    assert (
        vehicles([warehouse(), *trailers, at_warehouse("D1", T, *[f"{row}{n}" for n in range(1, 5) for row in "BA"])])
        == 4
    )


def test_declaration_without_a_vehicle() -> None:
    """Without vehicles each declaration is a trip."""
    events = [at_warehouse(f"D{n}", T + n, vehicle_ids=None) for n in range(4)]
    assert vehicles([warehouse(), *events]) == 4


def test_operations_on_other_days() -> None:
    """Release and control are operations of their own day; a stay over midnight is none."""
    events = [*day(4, T - DAY), warehouse(), *(f.released(f"D{n}", T + HOUR) for n in range(3))]
    checked = f.control_result("K1", T + HOUR, declaration_id="D3")
    assert vehicles(events) is None
    assert vehicles([*events, checked]) == 4
    late = f.control_result("K1", T + HOUR, declaration_id="D3", stage="post_release")
    assert vehicles([*events, late]) is None


def test_local_day() -> None:
    """The day is that of the supervising office's zone; a record that comes later moves the operations."""
    evening = f.ms("2026-03-02T20:00:00Z")
    events = [*day(2, evening), *day(2, T, "E")]
    assert vehicles([warehouse(), office("UTC"), *events]) == 4
    assert vehicles([*events, warehouse(), office("UTC")]) == 4
    assert vehicles([warehouse(), office(), *events]) is None
    assert vehicles([warehouse(), *events]) is None


def test_capacity_unknown() -> None:
    """Without a capacity there is no verdict until it becomes known; it holds as of the day."""
    judging = judged(day(4))
    unknown = judging.unknown(KEY, "115")
    assert unknown is not None
    assert unknown.missing == ("ref.warehouse.capacity_vehicles_per_day",)
    assert judging.feed(warehouse()).hit(KEY, "115", "A") is not None
    assert judged([warehouse(None), *day(4)]).unknown(KEY, "115") is not None
    assert judged([warehouse(valid_from=T + DAY), *day(4)]).unknown(KEY, "115") is not None


def test_days_in_a_week() -> None:
    """Three such days within seven are severe."""

    def severity(*backs: int) -> str:
        events = [event for back in (0, *backs) for event in day(4, T - back * DAY, f"X{back}-")]
        hit = judged([warehouse(), *events]).hit(KEY, "115", "A")
        assert hit is not None
        return hit.severity

    assert severity(1) == "medium"
    assert severity(1, 6) == "high"
    assert severity(1, 7) == "medium"


def test_capacity_of_other_days() -> None:
    """Each day of the week is held against its own capacity, as of that day, whichever becomes known first."""
    events = [event for back in (0, 1, 6) for event in day(4, T - back * DAY, f"X{back}-")]
    before = f.ms("2026-03-01T00:00:00+05:00")
    for since, severity in ((before + DAY, "medium"), (before, "medium"), (before - 5 * DAY, "high")):
        lowered = [warehouse(1000), warehouse(3, valid_from=since, version=2)]
        for order in ([*lowered, *events], [*events, *lowered]):
            hit = judged(order).hit(KEY, "115", "A")
            assert hit is not None
            assert hit.severity == severity


def test_exactly_the_tolerated_number() -> None:
    """As many as capacity and tolerance allow are no hit, with a broken number one more is."""
    parameters = "[criteria.115]\ntolerance = 1.25"
    assert vehicles([warehouse(4), *day(5)], parameters=parameters) is None
    assert vehicles([warehouse(4), *day(6)], parameters=parameters) == 6
    assert vehicles([warehouse(3), *day(4)], parameters=parameters) == 4


def test_withdrawn_and_cancelled() -> None:
    """They leave the count unless another operation keeps the vehicle, in both orders of arrival."""
    events = [warehouse(), *day(4)]
    assert vehicles([*events, f.withdrawn("D1", T + HOUR)]) is None
    assert vehicles([*events, f.cancel(events[1])]) is None
    assert vehicles([*events, f.withdrawn("D1", T + HOUR), at_warehouse("D9", T + HOUR, "VD1")]) == 4
    moved = f.declaration_amended(events[1], T + HOUR, warehouse_id="W2")
    assert vehicles([*events, moved]) is None


def test_late_declaration() -> None:
    """A declaration that arrives days later raises the hit, another's cancellation takes it back."""
    events = day(4)
    judging = judged([warehouse(), *events[:3]]).until(T + 5 * DAY)
    assert judging.hit(KEY, "115", "A") is None
    assert judging.feed(events[3]).hit(KEY, "115", "A") is not None
    assert judging.feed(f.cancel(events[0])).hit(KEY, "115", "A") is None


ENDED = f.ms("2026-03-03T00:00+05:00")
"""End of the local day."""


@pytest.mark.parametrize(("passed", "counts"), [(7 * DAY, True), (7 * DAY + 1, False)])
def test_late_days(passed: int, *, counts: bool) -> None:
    """A declaration counts until the days of the parameter have passed since the day's end."""
    events = [warehouse(), office(), *day(4)]
    judging = judged(events[:-1]).until(ENDED + passed)
    assert (judging.feed(events[-1]).hit(KEY, "115", "A") is not None) is counts
    before = judging.outward[:]
    judging.feed(events[-1], at_warehouse("D0x", T - HOUR))  # the first operation now, but too late to be the trigger
    changed = [record for record in judging.outward[len(before) :] if record.topic == INTERNAL_SECURITY]
    assert counts or changed == []
    assert judged(events, "[criteria.115]\nlate_days = 0").until(ENDED + passed).hit(KEY, "115", "A") is not None


def test_corrections_are_never_late() -> None:
    """What was known in time may be amended and taken back at any time, and what a withdrawal leaves holds."""
    events = [warehouse(), office(), *day(4)]
    judging = judged(events).until(ENDED + 12 * DAY)
    moved = judging.feed(f.amend(events[-1], vehicle_ids=["VD0"]))
    assert moved.hit(KEY, "115", "A") is None
    again = f.cancel(f.amend(events[-1], vehicle_ids=["VD0"]), event_id="again", version=3)
    assert judging.feed(again).hit(KEY, "115", "A") is not None
    assert judging.feed(f.withdrawn("D1", T + HOUR)).hit(KEY, "115", "A") is None


def test_result_of_a_control_that_comes_too_late() -> None:
    """The day of the control does not count it; a new version of a result known in time does."""
    events = [warehouse(), office(), *day(3), at_warehouse("D9", T - 2 * DAY)]
    result = f.control_result("K9", T, declaration_id="D9", form="inspection")
    overturned = f.control_result("K9", T, declaration_id="D9", form="inspection", version=2, outcome="violation")
    judging = judged([*events, result]).until(ENDED + 8 * DAY).feed(overturned)
    assert judging.hit(KEY, "115", "A") is not None
    assert judged(events).until(ENDED + 8 * DAY).feed(overturned).hit(KEY, "115", "A") is None


def gate(name: str, t: int, vehicle: str, direction: str = "in") -> Event:
    return f.movement(name, t, vehicle_id=vehicle, direction=direction)


def past(recorded: int = 20, unrecorded: int = 0) -> list[Event]:
    """Vehicles of the last weeks, with or without a record at the gate."""
    events = []
    for n in range(recorded + unrecorded):
        t = T - 2 * DAY - n * HOUR
        events.append(at_warehouse(f"P{n}", t))
        if n < recorded:
            events += [gate(f"PI{n}", t - f.MINUTE, f"VP{n}"), gate(f"PO{n}", t + f.MINUTE, f"VP{n}", "out")]
    return events


ROOMY = warehouse(1000)


def test_vehicles_that_were_never_there() -> None:
    """Three of four vehicles with an operation that no gate saw are a hit once the day is over."""
    events = [ROOMY, *past(), *day(4), gate("G0", T, "VD0")]
    assert vehicles(events, "B") == 3
    assert judged(events).until(T + HOUR).hit(KEY, "115", "B") is None
    assert vehicles([ROOMY, *past(), *day(3), gate("G0", T, "VD0")], "B") is None


def test_share_of_ghosts() -> None:
    """Few among very many are no hit."""
    events = [ROOMY, *past(), *day(60), *(gate(f"G{n}", T, f"VD{n}") for n in range(57))]
    assert vehicles(events, "B") == 3
    assert vehicles([*events, *day(1, T, "E"), gate("GE", T, "VE0")], "B") is None


@pytest.mark.parametrize("direction", ["in", "out"])
def test_present_at_some_time_of_the_day(direction: str) -> None:
    """Whoever passed the gate on the day was there."""
    passing = [gate(f"G{n}", T + 6 * HOUR, f"VD{n}", direction) for n in range(2)]
    assert vehicles([ROOMY, *past(), *day(4), *passing], "B") is None


def test_stayed_over_midnight() -> None:
    """A vehicle that came days before and has not left is there; one that has left is not."""
    came = [gate(f"G{n}", T - 3 * DAY, f"VD{n}") for n in range(4)]
    left = [gate(f"H{n}", T - 2 * DAY, f"VD{n}", "out") for n in range(4)]
    assert vehicles([ROOMY, *past(), *came, *day(4)], "B") is None
    assert vehicles([ROOMY, *past(), *came, *left, *day(4)], "B") == 4


def test_presence_over_midnight_is_no_operation() -> None:
    """A vehicle that stays counts on the day of its operation, not on the days that it is only there."""
    came = [gate(f"G{n}", T - DAY, f"VY1-{n}") for n in range(4)]
    here = [gate(f"H{n}", T, f"VD{n}") for n in range(3)]
    events = [warehouse(), *came, *here, *past_day(1), *day(3)]
    assert vehicles(events) is None
    assert vehicles(events, key="warehouse_day:W1|2026-03-01") == 4
    assert vehicles([*events, f.released("Y1-0", T + HOUR)]) == 4


def test_tractor_leaves_trailer_remains() -> None:
    """A trailer that stays keeps the trip there."""
    events: list[Event] = []
    for n in range(3):
        tractor, trailer = f"TR{n}", f"TL{n}"
        events += [vehicle(tractor, "tractor"), at_warehouse(f"D{n}", T, tractor, trailer)]
        events += [gate(f"A{n}", T - 3 * DAY, tractor), gate(f"B{n}", T - 3 * DAY, trailer)]
        events += [gate(f"C{n}", T - 2 * DAY, tractor, "out")]
    gone = [gate(f"E{n}", T - 2 * DAY, f"TL{n}", "out") for n in range(3)]
    assert vehicles([ROOMY, *past(), *events], "B") is None
    assert vehicles([ROOMY, *past(), *events, *gone], "B") == 3


def test_late_entry_clears_a_ghost() -> None:
    """A record of the gate that arrives days later withdraws the alert, its cancellation raises it again."""
    judging = judged([ROOMY, *past(), *day(3)]).until(T + 3 * DAY)
    assert judging.hit(KEY, "115", "B") is not None
    entry = gate("G0", T - HOUR, "VD0")
    assert judging.feed(entry).hit(KEY, "115", "B") is None
    assert records(judging, INTERNAL_SECURITY)[-1]["status"] == "withdrawn"
    assert judging.feed(f.cancel(entry)).hit(KEY, "115", "B") is not None
    assert vehicles([ROOMY, *past(), *day(3)], "B") == 3
    for late in (entry, gate("G0", T + 10 * HOUR, "VD0"), gate("G0", T + HOUR, "VD0", "out")):
        assert vehicles([ROOMY, *past(), *day(3), late], "B") is None
    elsewhere = f.movement("G0", T - HOUR, vehicle_id="VD0", warehouse_id="W2")
    assert vehicles([ROOMY, *past(), *day(3), elsewhere], "B") == 3


def test_entry_that_comes_too_late_clears_nothing() -> None:
    """The record of the gate is of no use for a day that was settled before it arrived."""
    entry = gate("G0", T - HOUR, "VD0")
    for passed, clears in ((7 * DAY, True), (7 * DAY + 1, False)):
        judging = judged([ROOMY, office(), *past(), *day(3)]).until(ENDED + passed).feed(entry)
        assert (judging.hit(KEY, "115", "B") is None) is clears


def test_gate_records_do_not_cover_the_warehouse() -> None:
    """Where the gate saw fewer than `min_coverage` of earlier vehicles, or none at all, nothing can be said."""
    assert vehicles([ROOMY, *past(19, 1), *day(4)], "B") == 4
    for events in ([*past(18, 2), *day(4)], day(4)):
        judging = judged([ROOMY, *events]).until(LATER)
        assert judging.hit(KEY, "115", "B") is None
        unknown = judging.unknown(KEY, "115")
        assert unknown is not None
        assert (unknown.missing, unknown.limb) == (("warehouse.movement.moved_at",), "B")


def test_ghosts_on_several_days() -> None:
    """Ghosts on three days of seven are severe."""
    twice = [ROOMY, *past(), *past_day(1), *day(4)]
    assert severity_of_ghosts(twice) == "medium"
    assert severity_of_ghosts([*twice, *past_day(3)]) == "high"


def past_day(back: int) -> list[Event]:
    return day(4, T - back * DAY, f"Y{back}-")


def severity_of_ghosts(events: list[Event]) -> str | None:
    hit = judged(events, "[criteria.115]\nmin_coverage = 0.5").until(LATER).hit(KEY, "115", "B")
    return hit.severity if hit else None


def test_coverage() -> None:
    """A vehicle may have come before the coverage; a day seen in part may have had more operations."""
    judging = Judging(coverage_start=T - 10 * DAY).feed(ROOMY, *past(), *day(4)).until(LATER)
    unknown = judging.unknown(KEY, "115")
    assert unknown is not None
    assert (unknown.missing, unknown.limb) == (("coverage",), "B")
    assert Judging(coverage_start=T).feed(warehouse(), *day(3)).unknown(KEY, "115") is not None
    assert Judging(coverage_start=T).feed(warehouse(), *day(4)).hit(KEY, "115", "A") is not None
