"""A register whose source has fallen silent makes its facts unknown to every criterion that reads them (S5)."""

from itertools import permutations
from typing import Any

import msgspec
import pytest

from schemas.codec import decode_outward
from schemas.envelope import Event
from schemas.outcomes import Alert
from schemas.topics import ALERTS
from tests.factories import DAY, HOUR, T0, cancel, crossing, declaration, fact, transit
from tests.scorers.judging import Judging, judged

T = T0 + 10 * DAY
KEY = "declaration:D1"
REGISTERS = "[engine.registers]\n" + "\n".join(
    f'"ref.{register}" = ["{source}"]'
    for register, source in {
        "debt": "treasury",
        "case": "courts",
        "goods": "tariff-service",
        "carnet": "carnet-association",
        "fx_rate": "national-bank",
        "vehicle": "vehicle-register",
        "calendar": "official-calendar",
        "office": "office-register",
    }.items()
)
DEBT: dict[str, Any] = {"key": "B1", "participant_id": "P1", "amount": 5.0, "due_date": "2026-01-01"}
GOODS = [{"item_no": 1, "goods_code": "8471300000", "net_kg": 10.0, "customs_value": 5e4, "origin_country": "CN"}]


def beat(source: str, t: int, version: int = 1) -> Event:
    return fact("ref.source_heartbeat", source, t=t, version=version)


def standing(room: Judging, code: str) -> bool:
    """Whether an alert of a criterion stands."""
    last = {record.key: decode_outward(record.value, Alert) for record in room.outward if record.topic == ALERTS}
    return any(alert.criterion == code and alert.status == "raised" for alert in last.values())


@pytest.mark.parametrize(("code", "source"), [("7", "courts"), ("9", "courts"), ("13", "treasury"), ("27", "treasury")])
def test_nothing_on_file_in_a_silent_register_is_unknown(code: str, source: str) -> None:
    """What a silent register does not say is no miss; 48 hours after its last sign of life it is silent."""
    for heard, known in ((T - 48 * HOUR, True), (T - 48 * HOUR - 1, False), (T + DAY, True), (None, False)):
        events = [declaration("D1", T, declarant_id="P1"), *([] if heard is None else [beat(source, heard)])]
        for order in permutations(events):
            found = judged(order, REGISTERS).verdicts(KEY, code)
            assert bool(found) is not known
            unknown = judged(order, REGISTERS).unknown(KEY, code)
            assert known or (unknown is not None and unknown.missing == (f"ref.{_register(source)}",))


def _register(source: str) -> str:
    return {"courts": "case", "treasury": "debt"}[source]


def test_a_later_sign_of_life_is_judged_again() -> None:
    """Once the source is heard of again, the case is judged by what it said."""
    room = judged([beat("treasury", T0), declaration("D1", T)], REGISTERS)
    assert room.unknown(KEY, "13") is not None
    room.feed(beat("treasury", T + HOUR, version=2))
    assert room.verdicts(KEY, "13") == []


def test_a_debt_on_file_counts_while_its_register_is_silent() -> None:
    """As it does for the category; a settlement that becomes known meanwhile takes the alert back, in any order."""
    owed = fact("ref.debt", kind="tax", **DEBT)
    paid = fact("ref.debt", kind="tax", fact_version=2, settled_at=T - DAY, **DEBT)
    case = declaration("D1", T)
    for order in permutations([case, owed]):
        assert judged(order, REGISTERS).hit(KEY, "27") is not None
    for events in ([owed, case, paid], [owed, paid, case], [case, owed, paid]):
        room = judged(events, REGISTERS)
        assert room.unknown(KEY, "27") is not None
        assert not standing(room, "27")


def test_a_sign_of_life_is_not_taken_back() -> None:
    """A source that cancels its heartbeat was alive when it sent it, whenever the case becomes known."""
    alive = beat("treasury", T)
    case = declaration("D1", T)
    for events in ([alive, case, cancel(alive)], [alive, cancel(alive), case], [case, alive, cancel(alive)]):
        assert judged(events, REGISTERS).verdicts(KEY, "13") == []


def test_a_heartbeat_is_as_of_its_event() -> None:
    """One that does not repeat its time counts from the event's."""
    silent = beat("treasury", T)
    bare = msgspec.structs.replace(silent, data=msgspec.structs.replace(silent.data, published_at=None), time=T)
    assert judged([bare, declaration("D1", T)], REGISTERS).verdicts(KEY, "13") == []


@pytest.mark.parametrize("rate", [0.0, 5.0])
def test_a_rate_of_a_silent_tariff_is_unknown(rate: float) -> None:
    """Criterion 88: neither a hit nor a miss, until the source is heard of again."""
    tariff = fact("ref.goods", goods_code="8471300000", import_duty_rate=rate)
    events = [tariff, declaration("D1", T, items=GOODS), beat("tariff-service", T0)]
    for order in permutations(events):
        room = judged(order, REGISTERS)
        unknown = room.unknown(KEY, "88")
        assert unknown is not None
        assert unknown.missing == ("ref.goods.import_duty_rate",)
        assert not standing(room, "88")
    for order in permutations([*events, beat("tariff-service", T + HOUR, version=2)]):
        room = judged(order, REGISTERS)
        assert (room.hit(KEY, "88") is not None) is (rate == 0)
        assert room.unknown(KEY, "88") is None


def test_a_register_without_named_sources_is_not_held_to_signs_of_life() -> None:
    """Who names no source for the tariff judges by what it said."""
    tariff = fact("ref.goods", goods_code="8471300000", import_duty_rate=0.0)
    assert judged([tariff, declaration("D1", T, items=GOODS)]).hit(KEY, "88") is not None


@pytest.mark.parametrize("status", ["valid", "stolen"])
def test_a_carnet_of_a_silent_association_is_unknown(status: str) -> None:
    """Criterion 4 knows neither the status nor the last day of the carnet."""
    carnet = fact("ref.carnet", "CN1", status=status, status_from=T0, last_presentation_date="2027-01-01")
    trip = transit("T1", T, carnet_no="CN1", carnet_holder_id="H1", departure_office_id="O1", regime="tir")
    for order in permutations([carnet, trip]):
        room = judged(order, REGISTERS)
        unknown = room.unknown("transit:T1", "4")
        assert unknown is not None
        assert unknown.missing == ("ref.carnet.last_presentation_date", "ref.carnet.status")
        room.feed(beat("carnet-association", T))
        assert (room.hit("transit:T1", "4") is not None) is (status == "stolen")


def test_a_tare_of_a_silent_register_is_unknown() -> None:
    """Criterion 51 can not tell the weight of the goods from that of the vehicle."""
    papers = [{"type": "cmr", "number": "W1", "gross_kg": 1000.0}]
    events = [
        fact("ref.vehicle", "V1", tare_kg=7000.0),
        transit("T1", T, vehicle_ids=["V1"], documents=papers),
        crossing("X1", T + HOUR, vehicle_ids=["V1"], measured_gross_kg=20_000.0, transit_id="T1"),
    ]
    room = judged(events, REGISTERS).until(T + 40 * DAY)
    assert room.unknown("transit:T1", "51") is not None
    assert room.feed(beat("vehicle-register", T)).hit("transit:T1", "51") is not None


def test_an_exchange_rate_of_a_silent_bank_is_unknown() -> None:
    """Criterion 103 can not tell the price in USD."""
    rate = fact("ref.fx_rate", currency="USD", date="2026-03-12", rate_to_base=480.0)
    room = judged([rate, declaration("D1", T, items=GOODS)], REGISTERS)
    unknown = room.unknown(KEY, "103")
    assert unknown is not None
    assert "ref.fx_rate.rate_to_usd" in unknown.missing
    after = room.feed(beat("national-bank", T)).unknown(KEY, "103")
    assert after is None or "ref.fx_rate.rate_to_usd" not in after.missing


def test_days_off_by_a_silent_calendar_are_unknown() -> None:
    """Criterion 10: a working Saturday that the calendar did not say would count as a day off."""
    room = judged([declaration("D1", T)], REGISTERS)
    unknown = room.unknown(KEY, "10")
    assert unknown is not None
    assert unknown.missing == ("ref.calendar",)
    assert room.feed(beat("official-calendar", T)).verdicts(KEY, "10") == []


def test_an_office_of_a_silent_register_may_be_a_centre() -> None:
    """Criterion 62: whether the office is an electronic centre is not known; its local time is taken as last known."""
    office = fact("ref.office", "O3", electronic_centre=False, tz="Asia/Almaty")
    trip = transit("T1", T - DAY, destination_office_id="O1")
    room = judged([office, trip, declaration("D1", T, office_id="O3", transit_id="T1")], REGISTERS)
    assert room.unknown(KEY, "62") is not None
    assert room.feed(beat("office-register", T)).hit(KEY, "62") is not None
