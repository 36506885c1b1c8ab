"""Tests of criterion 56."""

from itertools import permutations
from typing import Any

import pytest

from schemas.codec import decode_outward
from schemas.envelope import Event
from schemas.outcomes import Alert
from schemas.topics import ALERTS
from scorers.catalogue.loading import load
from scorers.parameters.errors import ParameterError
from tests.factories import DAY, HOUR, MINUTE, T0, amend, cancel, declaration, fact, transit
from tests.scorers.judging import Judging, judged

KEY = "transit:T1"
TRACTOR, TRAILER = "123ABC02KZ", "77AA02KZ"
SPACE = fact("ref.vehicle", key=TRAILER, cargo_volume_m3=90.0, payload_kg=20_000.0)
SETTLED = T0 + 10 * DAY


def goods(volume: float | None, gross: float | None = 1000.0) -> list[dict[str, Any]]:
    return [{"volume_m3": volume, "gross_kg": gross}]


def carried(volume: float | None, id: str = "T1", t: int = T0, **fields: Any) -> Event:  # noqa: A002
    return transit(id, t, **{"vehicle_ids": [TRACTOR, TRAILER], "items": goods(volume), **fields})


def declared(volume: float | None, id: str = "D1", t: int = T0, **fields: Any) -> Event:  # noqa: A002
    return declaration(id, t, **{"vehicle_ids": [TRACTOR, TRAILER], "items": goods(volume), **fields})


def settled(*events: Event, parameters: str = "") -> Judging:
    return judged([SPACE, *events], parameters).until(SETTLED)


def alerted(room: Judging) -> list[str]:
    """Cases that an alert of the criterion was ever raised on."""
    alerts = [decode_outward(record.value, Alert) for record in room.outward if record.topic == ALERTS]
    return [alert.case for alert in alerts if alert.criterion == "56"]


def test_underloaded() -> None:
    """A load of less than half the space hits the vehicle, in either order of arrival."""
    for order in permutations([carried(30.0), SPACE]):
        room = judged(order).until(SETTLED)
        assert room.hit(KEY, "56") is not None
        assert [item.subject_id for item in room.verdicts(KEY, "56")] == [TRACTOR]


def test_exactly_half() -> None:
    """Exactly half is a miss, also as the sum of parts."""
    assert settled(carried(45.0)).verdicts(KEY, "56") == []
    assert settled(carried(44.9)).hit(KEY, "56") is not None
    parts = [{"volume_m3": 4.5, "gross_kg": 100.0}] * 10
    assert settled(carried(None, items=parts)).verdicts(KEY, "56") == []


def test_held_back() -> None:
    """The hit waits until the watermark is `hold_minutes` past the last consignment."""
    room = judged([SPACE, carried(30.0)]).until(T0 + 60 * MINUTE - 1)
    assert room.hit(KEY, "56") is None
    assert room.until(T0 + 60 * MINUTE).hit(KEY, "56") is not None


def test_second_consignment_declared_an_hour_later() -> None:
    """Consignments of one trip add up, whichever arrives first; the hit ends for all of them."""
    first, second = declared(30.0), declared(20.0, "D2", T0 + HOUR)
    for order in permutations([first, second]):
        room = settled(*order)
        assert room.verdicts("declaration:D1", "56") == []
        assert room.verdicts("declaration:D2", "56") == []
    in_time = declared(20.0, "D2", T0 + 59 * MINUTE)
    waiting = judged([SPACE, first]).until(T0 + 59 * MINUTE).feed(in_time).until(SETTLED)
    assert alerted(waiting) == []
    late = settled(first)
    assert alerted(late) == ["declaration:D1"]
    assert late.hit("declaration:D1", "56") is not None
    assert late.feed(second).hit("declaration:D1", "56") is None
    small = settled(first, declared(10.0, "D2", T0 + HOUR))
    assert small.hit("declaration:D1", "56") is not None
    assert small.hit("declaration:D2", "56") is not None


def test_another_trip() -> None:
    """What the vehicle carries outside the trip's window, or in the other direction, does not add up."""
    assert settled(declared(30.0), declared(20.0, "D2", T0 + 72 * HOUR + 1)).hit("declaration:D1", "56") is not None
    assert settled(declared(30.0), declared(20.0, "D2", T0 + 72 * HOUR)).hit("declaration:D1", "56") is None
    assert settled(declared(30.0), declared(20.0, "D2", direction="export")).hit("declaration:D1", "56") is not None


def test_heavy_metal() -> None:
    """A load without a volume that uses up the payload is a miss; with a stated volume the volume decides."""
    heavy = [{"volume_m3": None, "gross_kg": 16_000.0}]
    assert settled(carried(None, items=heavy)).verdicts(KEY, "56") == []
    assert settled(carried(None, items=goods(None, 15_999.0))).unknown(KEY, "56") is not None
    assert settled(carried(None, items=goods(9.0, 20_000.0))).hit(KEY, "56") is not None
    by_volume = "[criteria.56]\nuse_weight = false"
    assert settled(carried(None, items=heavy), parameters=by_volume).unknown(KEY, "56") is not None


def test_volume_in_litres() -> None:
    """A volume that fits into no vehicle was stated in another unit and counts as missing."""
    unknown = settled(carried(30_000.0)).unknown(KEY, "56")
    assert unknown is not None
    assert unknown.missing == ("transit.items[].volume_m3",)
    assert settled(carried(None, items=goods(30_000.0, 16_000.0))).verdicts(KEY, "56") == []
    for order in permutations([carried(30_000.0), carried(10.0, "T2", T0 + HOUR)]):
        assert settled(*order).unknown(KEY, "56") is not None
    for order in permutations([carried(30_000.0), carried(45.0, "T2", T0 + HOUR)]):
        assert settled(*order).verdicts(KEY, "56") == []


def test_containers() -> None:
    """A containerised load is measured by its containers: by the register, else by their size codes."""
    boxed: dict[str, Any] = {"container_ids": ["MSKU1234565"], "container_types": ["45G1"]}
    assert settled(carried(38.0, **boxed)).hit(KEY, "56") is not None
    assert settled(carried(39.0, **boxed)).verdicts(KEY, "56") == []
    twice: dict[str, Any] = {"container_ids": ["A1", "A2"], "container_types": ["22G1", "22G1"]}
    assert settled(carried(33.0, **twice)).hit(KEY, "56") is not None
    assert settled(carried(34.0, **twice)).verdicts(KEY, "56") == []
    other = carried(15.0, "T2", T0 + HOUR, container_ids=["A2"], container_types=["22G1"])
    both = carried(18.0, container_ids=["A1"], container_types=["22G1"])
    assert settled(both).verdicts(KEY, "56") == []
    assert settled(both, other).hit(KEY, "56") is not None
    known = fact("ref.vehicle", key="MSKU1234565", cargo_volume_m3=100.0)
    assert settled(known, carried(49.0, **boxed)).hit(KEY, "56") is not None
    unknown = settled(carried(10.0, container_ids=["A1"])).unknown(KEY, "56")
    assert unknown is not None
    assert unknown.missing == ("ref.vehicle.cargo_volume_m3",)


def test_tractor_and_trailer() -> None:
    """Known cargo volumes of tractor and trailer add up."""
    tractor = fact("ref.vehicle", key=TRACTOR, cargo_volume_m3=30.0)
    assert settled(tractor, carried(59.0)).hit(KEY, "56") is not None
    assert settled(tractor, carried(60.0)).verdicts(KEY, "56") == []


def test_transit_wins_over_its_declaration() -> None:
    """Goods of a transit and of the declaration that follows it count once, as the transit states them."""
    follower = declared(60.0, t=T0 + DAY, transit_id="T1")
    for order in permutations([carried(30.0), follower]):
        room = settled(*order)
        assert room.hit(KEY, "56") is not None
        assert room.hit("declaration:D1", "56") is not None
    assert settled(carried(None, items=None), follower).verdicts(KEY, "56") == []


def test_known_part_suffices() -> None:
    """What is known to fill half the space is a miss, though another consignment states no volume."""
    events = [declared(50.0), declared(None, "D2", T0 + HOUR)]
    assert settled(*events).verdicts("declaration:D1", "56") == []
    unknown = settled(declared(20.0), events[1]).unknown("declaration:D1", "56")
    assert unknown is not None
    assert unknown.missing == ("declaration.items[].volume_m3",)


def test_unknown_inputs() -> None:
    """Without the vehicles, their space or the items nothing can be said; without a vehicle it is a miss."""
    cases: list[tuple[list[Event], str]] = [
        ([carried(30.0)], "ref.vehicle.cargo_volume_m3"),
        ([SPACE, carried(None, items=None)], "transit.items[].volume_m3"),
        ([SPACE, carried(30.0, vehicle_ids=None)], "transit.vehicle_ids[]"),
    ]
    for events, path in cases:
        unknown = judged(events).until(SETTLED).unknown(KEY, "56")
        assert unknown is not None
        assert unknown.missing == (path,)
    assert settled(carried(30.0, vehicle_ids=[])).verdicts(KEY, "56") == []


def test_corrected_and_cancelled() -> None:
    """A corrected volume counts as corrected, and a consignment taken back no more."""
    first, second = declared(30.0), declared(20.0, "D2", T0 + HOUR)
    for order in permutations([first, amend(first, items=goods(60.0))]):
        assert settled(*order).verdicts("declaration:D1", "56") == []
    for order in permutations([first, second, cancel(second)]):
        assert settled(*order).hit("declaration:D1", "56") is not None


def test_half_is_fixed_by_the_decision() -> None:
    """The share can not be changed without a legal basis."""
    with pytest.raises(ParameterError, match=r"criteria\.56\.min_fill"):
        load(b"[criteria.56]\nmin_fill = 0.4")
