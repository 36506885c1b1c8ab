"""Tests of criterion 51."""

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
    crossing,
    declaration,
    fact,
    transit,
    transit_amended,
)
from tests.scorers.judging import judged

KEY = "transit:T1"
TRACTOR, TRAILER, OTHER = "123ABC02KZ", "77AA02KZ", "88BB02KZ"
TARES = [
    fact("ref.vehicle", key=TRACTOR, tare_kg=8000.0),
    fact("ref.vehicle", key=TRAILER, tare_kg=7000.0),
]


def waybill(number: str = "W1", gross: float | None = 20_000.0) -> dict[str, Any]:
    return {"type": "cmr", "number": number, "gross_kg": gross}


def load(id: str = "T1", t: int = T0, *papers: dict[str, Any], **fields: Any) -> Event:  # noqa: A002
    documents = list(papers) or [waybill()]
    return transit(id, t, **{"vehicle_ids": [TRACTOR, TRAILER], "documents": documents, **fields})


def weighed(kg: float | None, id: str = "X1", t: int = T0 - HOUR, **fields: Any) -> Event:  # noqa: A002
    return crossing(id, t, **{"vehicle_ids": [TRACTOR, TRAILER], "transit_id": "T1", "measured_gross_kg": kg, **fields})


EXPECTED = 8000 + 7000 + 400 + 20_000
"""Measured weight that agrees with the papers."""


def test_mismatch_in_every_order() -> None:
    """A difference beyond the tolerance hits the vehicle, whatever arrives first."""
    for order in permutations([load(), weighed(EXPECTED + 2000), *TARES]):
        room = judged(order)
        hit = room.hit(KEY, "51")
        assert hit is not None
        assert hit.evidence[0].values["goods_kg"] == 22_000
        assert [item.subject_id for item in room.verdicts(KEY, "51")] == [TRACTOR]


def test_agreement() -> None:
    """What agrees with the papers is a miss."""
    assert judged([load(), weighed(EXPECTED), *TARES]).verdicts(KEY, "51") == []


@pytest.mark.parametrize(("sign", "papers", "tolerance"), [(1, 20_000.0, 1000), (-1, 20_000.0, 1000), (1, 5000.0, 500)])
def test_tolerance_boundary(sign: int, papers: float, tolerance: int) -> None:
    """Exactly the greatest tolerance is a miss, a kilogram more is a hit, in both directions."""
    agreeing = 8000 + 7000 + 400 + papers
    at_limit = [load("T1", T0, waybill(gross=papers)), weighed(agreeing + sign * tolerance), *TARES]
    beyond = [load("T1", T0, waybill(gross=papers)), weighed(agreeing + sign * (tolerance + 1)), *TARES]
    assert judged(at_limit).verdicts(KEY, "51") == []
    assert judged(beyond).hit(KEY, "51") is not None


def test_scale_uncertainty() -> None:
    """An uncertain weighbridge widens the tolerance to twice its uncertainty."""
    events = [load(), weighed(EXPECTED + 2000, scale_uncertainty_kg=1000.0), *TARES]
    assert judged(events).verdicts(KEY, "51") == []
    assert judged([load(), weighed(EXPECTED + 2001, scale_uncertainty_kg=1000.0), *TARES]).hit(KEY, "51") is not None


def test_full_versus_empty_fuel_tanks() -> None:
    """A tank more or less is within the absolute tolerance also of a light load."""
    papers = load("T1", T0, waybill(gross=1000.0))
    for fuel in (0, 900):
        assert judged([papers, weighed(8000 + 7000 + 1000 + fuel), *TARES]).verdicts(KEY, "51") == []
    assert judged([papers, weighed(8000 + 7000 + 1000 + 901), *TARES]).hit(KEY, "51") is not None


def test_trailer_changed_after_weighing() -> None:
    """The tare is that of the units coupled at the weighing, not of those named later."""
    opened, lighter = load(), fact("ref.vehicle", key=OTHER, tare_kg=3000.0)
    changed = transit_amended(opened, T0 + HOUR, vehicle_ids=[TRACTOR, OTHER], change_kind="transhipment")
    for events in ([opened, changed, weighed(EXPECTED)], [opened, weighed(EXPECTED), changed]):
        assert judged([*TARES, lighter, *events]).verdicts(KEY, "51") == []
    after = weighed(EXPECTED - 4000, "X2", T0 + 2 * HOUR, vehicle_ids=[TRACTOR, OTHER])
    for order in permutations([weighed(EXPECTED), after, lighter]):
        assert judged([*TARES, opened, changed, *order]).verdicts(KEY, "51") == []
    assert judged([*TARES, opened, changed, after]).unknown(KEY, "51") is not None


def test_tare_as_of_the_weighing() -> None:
    """A tare that was valid at the weighing counts, one that is valid only later does not, whenever published."""
    before = fact("ref.vehicle", key=TRAILER, tare_kg=7000.0, valid_from=T0 - 9 * DAY, valid_to=T0)
    later = fact("ref.vehicle", key=TRAILER, tare_kg=1000.0, valid_from=T0, version=2)
    for order in permutations([load(), weighed(EXPECTED), before, later]):
        assert judged([TARES[0], *order]).verdicts(KEY, "51") == []


def test_groupage_second_waybill_arrives_later() -> None:
    """While a paper shown at the crossing is not known the question is open; then the papers are added up."""
    shown = weighed(EXPECTED, document_numbers=["W-1", "W-2"])
    first, second = load("T1", T0, waybill(gross=12_000.0)), load("T2", T0 + HOUR, waybill("W2", 8000.0))
    room = judged([first, shown, *TARES])
    assert room.unknown(KEY, "51") is not None
    room.feed(second)
    assert room.verdicts(KEY, "51") == []
    assert room.verdicts("transit:T2", "51") == []
    for order in permutations([first, shown, second]):
        assert judged([*TARES, *order]).verdicts(KEY, "51") == []
    for order in permutations([first, shown, load("T2", T0 + HOUR, waybill("W2", 2000.0))]):
        heavier = judged([*TARES, *order])
        assert heavier.hit(KEY, "51") is not None
        assert heavier.hit("transit:T2", "51") is not None


def test_document_counts_once() -> None:
    """A waybill counts once in a trip, though its transit, its declaration and another transit show it."""
    follower = declaration("D1", T0 + DAY, transit_id="T1", vehicle_ids=[TRACTOR], documents=[waybill("w 1")])
    twin = load("T2", T0 + HOUR)
    for order in permutations([load(), follower, twin, weighed(EXPECTED)]):
        room = judged([*TARES, *order])
        assert room.verdicts(KEY, "51") == []
        assert room.verdicts("declaration:D1", "51") == []


def test_weighing_corrected() -> None:
    """A corrected weighing replaces the first, in every order; one taken back leaves none."""
    wrong = weighed(EXPECTED + 5000)
    for order in permutations([load(), wrong, amend(wrong, measured_gross_kg=float(EXPECTED))]):
        assert judged([*TARES, *order]).verdicts(KEY, "51") == []
    for order in permutations([load(), wrong, cancel(wrong)]):
        unknown = judged([*TARES, *order]).unknown(KEY, "51")
        assert unknown is not None
        assert unknown.missing == ("crossing.recorded.measured_gross_kg",)


def test_several_weighings() -> None:
    """The last weighing before the completion counts, not an empty one after it."""
    events = [load(), completed("T1", T0 + DAY), weighed(EXPECTED + 5000), *TARES]
    on_the_way = weighed(EXPECTED, "X2", T0 + HOUR)
    empty = weighed(15_400, "X3", T0 + DAY + HOUR)
    for order in permutations([on_the_way, empty]):
        assert judged([*events, *order]).verdicts(KEY, "51") == []
    assert judged([*events, empty]).hit(KEY, "51") is not None


def test_declaration_without_transit() -> None:
    """A declaration joins the weighing of its vehicle on entry within the trip's window, and no exit of it."""
    goods = declaration("D1", T0, vehicle_ids=[TRACTOR, TRAILER], documents=[waybill()])
    entry = weighed(EXPECTED + 2000, t=T0 - 72 * HOUR, transit_id=None)
    assert judged([goods, entry, *TARES]).hit("declaration:D1", "51") is not None
    earlier = weighed(EXPECTED + 2000, t=T0 - 72 * HOUR - 1, transit_id=None)
    assert judged([goods, earlier, *TARES]).hit("declaration:D1", "51") is None
    leaving = weighed(EXPECTED + 2000, transit_id=None, direction="out")
    assert judged([goods, leaving, *TARES]).hit("declaration:D1", "51") is None


def test_trips_apart() -> None:
    """Transits of one vehicle that do not overlap are trips of their own."""
    later = load("T2", T0 + 2 * DAY, waybill("W2", 5000.0))
    events = [load(), completed("T1", T0 + DAY), later, weighed(EXPECTED), *TARES]
    room = judged([*events, weighed(EXPECTED - 15_000, "X2", T0 + 2 * DAY, transit_id="T2")])
    assert room.verdicts(KEY, "51") == []
    assert room.verdicts("transit:T2", "51") == []


def test_unknown_inputs() -> None:
    """Without a weighing, a tare, a paper's weight, the crossing's transit or the vehicles nothing can be said."""
    heavy = weighed(EXPECTED + 5000)
    cases: list[tuple[list[Event], str]] = [
        ([load(), *TARES], "crossing.recorded.measured_gross_kg"),
        ([load(), weighed(None), *TARES], "crossing.recorded.measured_gross_kg"),
        ([load(), heavy, TARES[0]], "ref.vehicle.tare_kg"),
        ([load("T1", T0, waybill(gross=None)), heavy, *TARES], "transit.documents[].gross_kg"),
        ([load(documents=None), heavy, *TARES], "transit.documents[].gross_kg"),
        ([load(vehicle_ids=None), heavy, *TARES], "transit.vehicle_ids[]"),
    ]
    for events, path in cases:
        unknown = judged(events).unknown(KEY, "51")
        assert unknown is not None
        assert unknown.missing == (path,)
    waiting = declaration("D1", T0, transit_id="T1", vehicle_ids=[TRACTOR], documents=[waybill()])
    unknown = judged([waiting, heavy, *TARES]).unknown("declaration:D1", "51")
    assert unknown is not None
    assert unknown.missing == ("transit.transit_id",)


def test_no_vehicle() -> None:
    """Goods that no vehicle carries are a miss."""
    assert judged([load(vehicle_ids=[]), *TARES]).verdicts(KEY, "51") == []


def _stands(events: list[Event], key: str) -> list[str]:
    """Status of each alert of the criterion on a case, as last said."""
    return [alert["status"] for alert in judged(events).alerts("51") if alert["case"] == key]


def test_a_trip_that_turns_out_to_be_another_takes_its_alert_back() -> None:
    """A load joined to an unfinished trip hits with it; once that trip is known to have ended, nothing stands."""
    first, ended = load(deadline_at=T0 + 20 * DAY), completed("T1", T0 + DAY)
    later = load("T2", T0 + 7 * DAY, waybill("W2", 1000.0))
    mismatch = weighed(EXPECTED + 4000)
    assert _stands([*TARES, first, mismatch, later], "transit:T2") == ["raised"]
    for order in permutations([first, mismatch, later]):
        events = [*TARES, *order, ended]
        assert "raised" not in _stands(events, "transit:T2")
        assert _stands(events, "transit:T1")[-1:] in (["raised"], ["superseded"])
