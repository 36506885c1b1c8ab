"""What stands once the ground of an alert was amended, cancelled, added to or deleted, in every order of arrival."""

import random
from collections.abc import Iterable
from itertools import islice, permutations
from typing import Any, NamedTuple

import orjson
import pytest

from schemas.envelope import Event, decode
from schemas.facts import FactDeleted
from schemas.topics import ALERTS, ASSESSMENTS, DISPOSITIONS, INTERNAL_SECURITY, REFERENCE_FACTS
from scorers.cases.state import TIMERS
from scorers.exchange.routing import case_of
from scorers.parameters.document import version_of
from scorers.state import schedule
from tests import factories as f
from tests.factories import DAY, HOUR, T0
from tests.scorers.judging import Judging, alone

COMPARED = (ALERTS, ASSESSMENTS, DISPOSITIONS, INTERNAL_SECURITY)
LATER = T0 + 20 * DAY
ORDERS = 120


class Ground(NamedTuple):
    """Events by which one case has an alert of one criterion, and the parameters that it is judged by."""

    code: str
    case: str
    events: list[Event]
    parameters: str = ""
    coverage_start: int = 0

    def told(self, events: Iterable[Event]) -> Judging:
        """What is said after these events, in this order."""
        document = alone(self.code) + f"[criteria.{self.code}]\n{self.parameters}"
        return Judging(document, self.coverage_start).feed(*events).until(LATER)

    def statuses(self, judging: Judging) -> list[str]:
        """The last word on each alert of the case."""
        last = [orjson.loads(value) for (topic, _), value in _last(judging).items() if topic in COMPARED[::3]]
        return [alert["status"] for alert in last if alert["case"] == self.case]


def _last(judging: Judging) -> dict[tuple[str, str], bytes]:
    return {(record.topic, record.key): record.value for record in judging.outward if record.topic in COMPARED}


def standing(judging: Judging) -> dict[tuple[str, str], bytes]:
    """All that is said in the end, without alerts that do not stand and cases that were cancelled."""
    gone = ("withdrawn", "superseded", "cancelled")
    return {place: value for place, value in _last(judging).items() if orjson.loads(value)["status"] not in gone}


def orders(events: list[Event]) -> Iterable[list[Event]]:
    """Orders of arrival, all of them where they are few, else some."""
    if len(events) <= 5:
        found: Iterable[list[Event]] = map(list, permutations(events))
    else:
        rng = random.Random(0)  # noqa: S311  # shuffles a test, hides nothing
        found = (rng.sample(events, len(events)) for _ in range(ORDERS))
    return (order for order in islice(found, ORDERS) if _lawful(order))


def _lawful(order: list[Event]) -> bool:
    """Whether versions come as their log has them (S3), and every record was published before it is deleted."""
    newest: dict[tuple[str, str], int] = {}
    for event in order:
        place = (case_of(event), event.event_type.group)
        if isinstance(event.data, FactDeleted):
            if place not in newest:
                return False
        elif event.corrects_id is None:
            if event.version < newest.get(place, 0):
                return False
            newest[place] = event.version
    return True


def deleted(fact: Event) -> Event:
    """The null record of a fact."""
    data: Any = fact.data
    return decode(None, key=f"{data.fact_type}|{data.key}".encode(), topic=REFERENCE_FACTS, timestamp=LATER)


# -- grounds ---------------------------------------------------------------------------------------------------------

OLD = f.transit("T0", T0 - 5 * DAY, carrier_id="A", driver_id="X")
NOTICE = f.notice("N1", T0 - DAY, transit_id="T0")
OTHER = f.notice("N2", T0 - 2 * DAY, transit_id="T7", carrier_id="A", driver_id="X")
LOAD = f.transit("T1", T0, carrier_id="A", driver_id="X")
TO_B = f.transit_amended(LOAD, T0 + HOUR, carrier_id="B", driver_id="Y")
TO_NOBODY = f.transit_amended(LOAD, T0 + HOUR, carrier_id=None, driver_id=None)
CARRIER = Ground("1", "transit:T1", [OLD, NOTICE, LOAD])
SEEN_LATE = CARRIER._replace(coverage_start=T0 - 30 * DAY)
DRIVER = CARRIER._replace(code="2")

SUNDAY = T0 - DAY
SUNDAYS = [f.declaration(f"S{n}", SUNDAY - n * 7 * DAY) for n in range(1, 4)]
ON_SUNDAY = f.declaration("D1", SUNDAY)
WORKDAYS = [f.declaration(f"M{n}", SUNDAY - n * DAY - DAY) for n in range(1, 5)]
DAYS_OFF = Ground("10", "declaration:D1", [*SUNDAYS, ON_SUNDAY], "min_n = 4\nalpha = 0.5")
SUNDAYS_ONLY = DAYS_OFF._replace(coverage_start=T0 - 60 * DAY)

USD = f.fact("ref.fx_rate", currency="USD", date="2026-03-02", rate_to_base=1.0)


def _item(usd: float) -> dict[str, Any]:
    return {"goods_code": "8517620009", "origin_country": "CN", "net_kg": 100.0, "customs_value": usd * 100.0}


MARKET = [f.declaration(f"R{n}", T0 - n, participant_id=f"Q{n}", items=[_item(10.0 + n / 10)]) for n in range(1, 4)]
SOLD = [f.released(f"R{n}", T0 + n) for n in range(1, 4)]
CHEAP = f.declaration("D1", T0 + HOUR, items=[_item(4.0)])

RECALLED = [f.declaration("D8", T0), f.withdrawn("D8", T0 + DAY, reason_code="declarant_request")]
UNSTATED = [f.declaration("D7", T0), f.withdrawn("D7", T0 + DAY)]
AGAIN = f.declaration("D1", T0 + 2 * DAY)
RECALLS = Ground("35", "declaration:D1", [*RECALLED, AGAIN])

REQUEST = f.request("R1", T0, deadline_at=T0 + 5 * DAY)
REFUSED = f.request_closed("R1", T0 + DAY, outcome="refused")
ENDLESS = f.request("R2", T0)
REQUESTS = Ground("12", "declaration:D1", [REQUEST, REFUSED, AGAIN])

OFFICES = [f.fact("ref.office", key=f"O{n}", parent_id=f"H{n}", electronic_centre=False) for n in (1, 3)]
TRIP = f.transit("T1", T0, destination_office_id="O1")
CLOSED = f.completed("T1", T0 + DAY, office_id="O1")
ELSEWHERE = f.declaration("D1", T0 + 2 * DAY, office_id="O3", transit_id="T1")
COMPLETION = Ground("63", "declaration:D1", [OFFICES[1], TRIP, CLOSED, ELSEWHERE])
DESTINATION = Ground("62", "declaration:D1", [OFFICES[0], OFFICES[1], TRIP, ELSEWHERE])

RATE = f.fact("ref.goods", goods_code="8471300000", import_duty_rate=0.0)
CODED = f.declaration("D1", T0, items=[{"goods_code": "8471300000"}])
TARIFF = Ground("88", "declaration:D1", [RATE, CODED])

DEBT = f.fact("ref.debt", key="B1", participant_id="P1", kind="customs_duty", amount=5.0, due_date="2026-02-01")
OWING = Ground("13", "declaration:D1", [DEBT, f.declaration("D1", T0)])

TARE = f.fact("ref.vehicle", key="V1", tare_kg=7000.0)
WEIGHED = f.crossing("X1", T0 + HOUR, vehicle_ids=["V1"], measured_gross_kg=19000.0, transit_id="T1")
LADEN = f.transit("T1", T0, vehicle_ids=["V1"], documents=[{"type": "cmr", "number": "W1", "gross_kg": 5000.0}])
WEIGHT = Ground("51", "transit:T1", [TARE, WEIGHED, LADEN])

FINDING = f.finding(42, "F1", T0 + DAY, declaration_id="D1")
STAMPS = Ground("42", "declaration:D1", [FINDING, f.declaration("D1", T0)])

CASES: dict[str, tuple[Ground, list[Event], bool]] = {
    # the case itself
    "subject amended to another": (CARRIER, [TO_B], False),
    "subject amended to another, notice cancelled": (CARRIER, [TO_B, f.notice_cancelled("N1", T0 + DAY)], False),
    "subject amended away": (CARRIER, [TO_NOBODY], False),
    "subject amended away, notice cancelled": (CARRIER, [TO_NOBODY, f.notice_cancelled("N1", T0 + DAY)], False),
    "subject corrected away": (CARRIER, [f.amend(LOAD, carrier_id=None)], False),
    "driver amended away": (DRIVER, [TO_NOBODY], False),
    "amendment cancelled": (CARRIER, [TO_NOBODY, f.cancel(TO_NOBODY)], True),
    "amendment of something else": (CARRIER, [f.transit_amended(LOAD, T0 + HOUR, regime="tir")], True),
    "case cancelled": (CARRIER, [f.cancel(LOAD)], False),
    "case closed": (CARRIER, [f.completed("T1", T0 + DAY)], True),
    "case closed, notice cancelled": (
        CARRIER,
        [f.completed("T1", T0 + DAY), f.notice_cancelled("N1", T0 + 2 * DAY)],
        False,
    ),
    "item amended away": (TARIFF, [f.declaration_amended(CODED, T0 + HOUR, items=[{"goods_code": None}])], False),
    "finding cancelled": (STAMPS, [f.finding_cancelled("F1", T0 + 2 * DAY)], False),
    # another case
    "notice cancelled": (CARRIER, [f.notice_cancelled("N1", T0 + DAY)], False),
    "notice corrected away": (CARRIER, [f.cancel(NOTICE)], False),
    "notice corrected away, not all was seen": (
        CARRIER._replace(coverage_start=T0 - 30 * DAY),
        [f.cancel(NOTICE)],
        False,
    ),
    "notice corrected to another load": (CARRIER, [f.amend(NOTICE, transit_id="T7")], False),
    "one of two notices cancelled": (CARRIER, [OTHER, f.cancel(NOTICE)], True),
    "load of the notice amended to another carrier": (CARRIER, [f.amend(OLD, carrier_id="B")], False),
    "declaration in the window cancelled": (DAYS_OFF, [f.cancel(SUNDAYS[0])], False),
    "declaration in the window cancelled, not all was seen": (SUNDAYS_ONLY, [f.cancel(SUNDAYS[0])], False),
    "release of the market cancelled": (
        Ground("103", "declaration:D1", [USD, *MARKET, *SOLD, CHEAP], "min_n = 3\nmax_participant_share = 1.0"),
        [f.cancel(SOLD[0])],
        False,
    ),
    "recall without its reason": (RECALLS, [f.amend(RECALLED[1], reason_code=None)], False),
    "recall cancelled, another without reason": (RECALLS, [*UNSTATED, f.cancel(RECALLED[1])], False),
    "request answered, another without deadline": (REQUESTS, [ENDLESS, f.amend(REFUSED, outcome="provided")], False),
    "request cancelled, another without deadline": (REQUESTS, [ENDLESS, f.cancel(REQUEST)], False),
    "completion corrected to no office": (COMPLETION, [f.amend(CLOSED, office_id=None)], False),
    "completion cancelled": (COMPLETION, [f.cancel(CLOSED)], False),
    "transit corrected to no destination": (
        DESTINATION,
        [f.amend(TRIP, destination_office_id=None)],
        False,
    ),
    "transit cancelled": (DESTINATION, [f.cancel(TRIP)], False),
    "weighing cancelled": (WEIGHT, [f.cancel(WEIGHED)], False),
    # late, and nothing is taken back
    "late notice": (CARRIER, [OTHER], True),
    "late recall without reason": (RECALLS, UNSTATED, True),
    "late workdays": (DAYS_OFF, WORKDAYS, False),
    "late workdays, not all was seen": (SUNDAYS_ONLY, WORKDAYS, False),
    # registers
    "tariff deleted": (TARIFF, [deleted(RATE)], False),
    "tariff without its rate": (
        TARIFF,
        [f.fact("ref.goods", goods_code="8471300000", import_duty_rate=None, version=2)],
        False,
    ),
    "debt deleted": (OWING, [deleted(DEBT)], False),
    "tare deleted": (WEIGHT, [deleted(TARE)], False),
}


@pytest.mark.parametrize(("ground", "change", "stands"), CASES.values(), ids=CASES.keys())
def test_what_stands_in_the_end(ground: Ground, change: list[Event], *, stands: bool) -> None:
    """The alert was raised; once its ground has gone it does not stand, and every order of arrival says the same."""
    judging = ground.told(ground.events)
    assert ground.statuses(judging) == ["raised"]
    expected = standing(judging.feed(*change).until(LATER + DAY))
    assert ("raised" in ground.statuses(judging)) is stands
    for order in orders([*ground.events, *change]):
        assert standing(ground.told(order)) == expected, [event.id for event in order]


SILENT = '[engine.registers]\n"ref.goods" = ["tariff-service"]\n'
"""Parameters by which a tariff whose service gives no sign of life is unknown."""


def looked_at_again(parameters: str) -> Judging:
    """The alert on the zero rate, judged again as time passes by parameters that leave it unknown."""
    judging = TARIFF.told(TARIFF.events)
    assert TARIFF.statuses(judging) == ["raised"]
    document = (alone(TARIFF.code) + parameters).encode()
    judging.engine.parameters(version_of(document), document)
    schedule.add(judging.engine.cases, TIMERS, LATER + 1, TARIFF.case)
    judging.until(LATER + 1)
    assert judging.unknown(TARIFF.case, "88") is not None
    return judging


def test_what_time_and_parameters_leave_unknown_stands() -> None:
    """Nothing that the hit rests on was taken back."""
    assert TARIFF.statuses(looked_at_again(SILENT)) == ["raised"]


@pytest.mark.parametrize(
    "said",
    [
        f.declaration_amended(CODED, T0 + HOUR),
        deleted(RATE),
        f.finding(42, "F1", T0, declaration_id="D1"),
    ],
)
def test_what_is_said_is_judged_by_the_parameters_of_now(said: Event) -> None:
    """As a replay by these parameters would judge it, whatever stood by earlier ones."""
    assert TARIFF.statuses(looked_at_again(SILENT).feed(said)) == ["withdrawn"]


def test_an_alert_comes_back_with_its_ground() -> None:
    """Once the tariff is heard of again, the case is a hit again."""
    judging = looked_at_again(SILENT).feed(f.declaration_amended(CODED, T0 + HOUR))
    judging.feed(f.fact("ref.source_heartbeat", key="tariff-service", t=T0))
    assert TARIFF.statuses(judging) == ["raised"]


def test_a_history_that_changes_is_something_said() -> None:
    """What another case takes back counts also after the parameters have changed."""
    judging = SUNDAYS_ONLY.told(SUNDAYS_ONLY.events)
    document = (alone("10") + "[criteria.10]\nmin_n = 5\nalpha = 0.5").encode()
    judging.engine.parameters(version_of(document), document, SUNDAYS_ONLY.coverage_start)
    schedule.add(judging.engine.cases, TIMERS, LATER + 1, SUNDAYS_ONLY.case)
    judging.until(LATER + 1)
    assert judging.unknown(SUNDAYS_ONLY.case, "10") is not None
    assert SUNDAYS_ONLY.statuses(judging) == ["raised"]
    assert SUNDAYS_ONLY.statuses(judging.feed(f.cancel(SUNDAYS[0]))) == ["withdrawn"]


def test_a_history_that_has_expired_takes_nothing_back() -> None:
    """The weighing is no longer there to be asked for, but nobody has said that it was not so."""
    judging = WEIGHT.told(WEIGHT.events)
    expired = T0 + 190 * DAY
    document = (alone("51") + "[criteria.51]\nrel_tol = 0.04").encode()
    schedule.add(judging.engine.cases, TIMERS, expired, WEIGHT.case)
    judging.engine.parameters(version_of(document), document)
    judging.until(expired)
    assert judging.unknown(WEIGHT.case, "51") is not None
    assert WEIGHT.statuses(judging) == ["raised"]
