"""Tests of criterion 117."""

from itertools import permutations
from typing import Any

import pytest

from schemas.envelope import Event
from tests.factories import (
    DAY,
    HOUR,
    T0,
    amend,
    cancel,
    completed,
    conclusion,
    control_assigned,
    control_result,
    declaration,
    finding,
    finding_cancelled,
    transit,
)
from tests.scorers.judging import backwards, judged, sentence

KEY = "declaration:D1"
CASE = declaration("D1", T0, vehicle_ids=["V1"])


def scan(id: str = "C1", **fields: Any) -> Event:  # noqa: A002 - as the factories name it
    """The reading of a scan of the declaration that contradicts the papers."""
    stated = {"form": "xray_scan", "outcome": "violation", "finding_codes": ["xray_mismatch"]}
    return control_result(id, fields.pop("t", T0 + HOUR), **{**stated, **fields})


def found(id: str = "F1", **fields: Any) -> Event:  # noqa: A002 - as the factories name it
    stated = {"subject_kind": "consignment", "subject_id": "D1", "declaration_id": "D1"}
    return finding(117, id, fields.pop("t", T0 + HOUR), **{**stated, **fields})


def on_vehicle(t: int, **fields: Any) -> Event:
    """A finding that names nothing but the vehicle."""
    return found(
        t=t, **{"subject_kind": "vehicle", "subject_id": "V1", "vehicle_id": "V1", "declaration_id": None, **fields}
    )


def test_a_scan_in_either_order() -> None:
    """It hits the consignment that it was made of, whichever arrives first."""
    for order in permutations([CASE, scan()]):
        room = judged(order)
        hit = room.hit(KEY, "117")
        assert hit is not None
        assert [one.ref for one in hit.evidence] == ["C1"]
        assert sentence("117", hit) == "The X-ray image of control C1 contradicts the documents."
        assert [item.subject_id for item in room.verdicts(KEY, "117")] == ["D1"]
        assert room.alerts("117")[0]["suggested_forms"] == ["inspection"]


@pytest.mark.parametrize(
    "other",
    [
        scan(form="inspection"),
        scan(finding_codes=["misclassification"]),
        scan(finding_codes=[]),
        scan(outcome="no_violation"),
        scan(outcome="not_performed"),
        scan(outcome="unreadable"),
        scan(outcome="no_violation", finding_codes=None),
        scan(form="inspection", finding_codes=None),
        control_assigned("C1", T0, form="xray_scan"),
    ],
    ids=lambda event: event.id,
)
def test_a_control_that_shows_nothing(other: Event) -> None:
    """Another form, another code, or an outcome that is no violation."""
    assert judged([CASE, other]).verdicts(KEY, "117") == []


@pytest.mark.parametrize(
    ("lacking", "path"),
    [({"finding_codes": None}, "control.result.finding_codes[]"), ({"form": None}, "control.result.form")],
)
def test_what_a_reading_does_not_state(lacking: dict[str, Any], path: str) -> None:
    """Codes of a violation, or the form where the code is there; a finding settles it."""
    unknown = judged([CASE, scan(**lacking)]).unknown(KEY, "117")
    assert unknown is not None
    assert unknown.missing == (path,)
    assert judged([CASE, scan(**lacking), found()]).hit(KEY, "117") is not None


def test_a_second_reading_overturns_the_first() -> None:
    """The effective reading of a control counts, in any order; another control is for itself."""
    second = scan(t=T0 + 2 * HOUR, outcome="no_violation", finding_codes=[], version=2)
    for order in permutations([CASE, scan(), second]):
        assert judged(order).verdicts(KEY, "117") == []
    assert judged([CASE, scan(), second]).statuses("117") == ["withdrawn"]
    assert judged([CASE, scan(), second, cancel(second)]).hit(KEY, "117") is not None
    assert judged([CASE, scan(), scan("C2", outcome="no_violation", finding_codes=[])]).hit(KEY, "117") is not None


def test_a_scan_before_the_opening_is_known() -> None:
    """It waits for its transit."""
    seen = scan(transit_id="T1", t=T0 - HOUR)
    room = judged([seen])
    assert room.verdicts("transit:T1", "117") == []
    assert room.feed(transit("T1", T0)).hit("transit:T1", "117") is not None


def test_a_truck_with_two_consignments() -> None:
    """A scan of one is of that one; a finding on the vehicle concerns both of the trip, and no later one."""
    trip = [transit(name, T0, vehicle_ids=["V1"]) for name in ("T1", "T2")]
    ends = [completed(name, T0 + DAY) for name in ("T1", "T2")]
    later = transit("T3", T0 + 2 * DAY, vehicle_ids=["V1"])
    keys = [f"transit:{name}" for name in ("T1", "T2", "T3")]
    for seen, hits in ((scan(transit_id="T1"), [True, False, False]), (on_vehicle(T0 + HOUR), [True, True, False])):
        events = [*trip, *ends, later, seen]
        for order in (events, backwards(events)):
            room = judged(order)
            assert [bool(room.hit(key, "117")) for key in keys] == hits


def test_a_finding_in_either_order() -> None:
    """Also one observed before the registration; of another declaration or criterion it says nothing."""
    for seen in (found(), found(t=T0 - DAY)):
        for order in permutations([CASE, seen]):
            hit = judged(order).hit(KEY, "117")
            assert hit is not None
            assert not hit.doubtful
            assert sentence("117", hit) == "The X-ray image contradicts the documents (finding F1)."
    for other in (found(declaration_id="D2"), finding(53, "F2", T0, declaration_id="D1")):
        assert judged([CASE, other]).verdicts(KEY, "117") == []


@pytest.mark.parametrize(
    ("stated", "doubtful"),
    [
        ({"observer_kind": "xray_system", "confidence": 0.69}, True),
        ({"observer_kind": "sensor", "confidence": 0.1}, True),
        ({"observer_kind": "xray_system", "confidence": 0.7}, False),
        ({"observer_kind": "xray_system", "confidence": None}, False),
        ({"observer_kind": "officer", "confidence": 0.1}, False),
        ({"observer_kind": None, "confidence": 0.1}, False),
    ],
)
def test_a_machine_that_is_not_sure(stated: dict[str, Any], *, doubtful: bool) -> None:
    """An officer has to conclude first; who is no machine is believed."""
    for seen in (found(**stated), on_vehicle(T0 + HOUR, **stated)):
        hit = judged([CASE, seen]).hit(KEY, "117")
        assert hit is not None
        assert hit.doubtful is doubtful


def test_an_officer_confirms_the_machine() -> None:
    """By a conclusion, or by a scan or finding of a person."""
    machine = found(observer_kind="xray_system", confidence=0.4)
    room = judged([CASE, machine])
    [alert] = room.alerts("117")
    assert (alert["requires_judgement"], alert["suggested_forms"]) == (True, [])
    [alert] = room.feed(conclusion(alert["alert_id"], T0 + 2 * HOUR)).alerts("117")
    assert (alert["judgement"], alert["suggested_forms"]) == ("confirmed", ["inspection"])
    for sure in (found("F2"), scan()):
        hit = judged([CASE, machine, sure]).hit(KEY, "117")
        assert hit is not None
        assert not hit.doubtful


def test_the_least_confidence_is_a_parameter() -> None:
    machine = found(observer_kind="xray_system", confidence=0.4)
    hit = judged([CASE, machine], "[criteria.117]\nmin_confidence = 0.4").hit(KEY, "117")
    assert hit is not None
    assert not hit.doubtful


def test_cancelled_and_corrected_findings() -> None:
    """They count as corrected or not at all, in any order."""
    first = found()
    gone = finding_cancelled("F1", T0 + DAY)
    for undone in (gone, cancel(first), amend(first, declaration_id="D9")):
        for order in permutations([CASE, first, undone]):
            assert judged(order).verdicts(KEY, "117") == []
