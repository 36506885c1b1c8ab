"""Tests of criterion 4."""

from itertools import permutations

import pytest

from schemas.envelope import Event
from scorers.contract.verdict import Unknown
from tests import factories as f
from tests.scorers.judging import Judging, judged, sentence

T0, DAY, HOUR = f.T0, f.DAY, f.HOUR
LAST_DAY = "2026-12-31"


def register(status: str = "valid", since: int | None = None, **fields: object) -> Event:
    """What the register says of carnet XC-1."""
    said = {"status": status, "status_from": since, "last_presentation_date": LAST_DAY, **fields}
    return f.fact("ref.carnet", key="XC-1", **said)  # type: ignore[arg-type]


def use(name: str = "T1", t: int = T0, **fields: object) -> Event:
    """A transit of declarant P1 under carnet XC-1 of holder H1."""
    said = {"regime": "tir", "carnet_no": "XC1", "carnet_holder_id": "H1", "departure_office_id": "O1"}
    return f.transit(name, t, **{**said, **fields})


def alerts(judging: Judging) -> dict[str, str]:
    """The status of each alert of the criterion, as last said, by the person."""
    return {alert["subject_id"]: alert["status"] for alert in judging.alerts("4")}


LATER = f.transit("T2", T0 + 9 * DAY, declarant_id="H-1", regime="national")
STOLEN = register("stolen", T0 - DAY)


@pytest.mark.parametrize("events", list(permutations([STOLEN, use(), LATER])))
def test_hit_in_any_order(events: tuple[Event, ...]) -> None:
    """The use itself hits holder and declarant, a later transit of either of them hits too, whatever arrives last."""
    judging = judged(events)
    assert {item.subject_id for item in judging.verdicts("transit:T1", "4")} == {"H1", "P1"}
    hit = judging.hit("transit:T2", "4")
    assert hit is not None
    assert [evidence.ref for evidence in hit.evidence] == ["T1"]


def test_good_carnet() -> None:
    """A valid carnet in time is a miss."""
    assert judged([register(), use(), LATER]).verdicts("transit:T1", "4") == []


@pytest.mark.parametrize(("t", "hits"), [("2026-03-10T18:30Z", False), ("2026-03-10T19:00Z", True)])
def test_last_presentation_day_in_the_zone_of_the_office(t: str, *, hits: bool) -> None:
    """At 23:30 local time of the last day the carnet is still good, at midnight no longer."""
    office = f.fact("ref.office", key="O1", tz="Asia/Almaty")
    events = [office, register(last_presentation_date="2026-03-10"), use(t=f.ms(t))]
    for order in permutations(events):
        assert bool(judged(order).hit("transit:T1", "4")) is hits


@pytest.mark.parametrize(("offset", "hits"), [(-1, False), (0, True)])
def test_carnet_reported_lost_after_the_use(offset: int, *, hits: bool) -> None:
    """A use before the carnet was lost is good; one at that very time is not."""
    for order in permutations([register("lost", T0), use(t=T0 + offset)]):
        judging = judged(order)
        assert bool(judging.hit("transit:T1", "4")) is hits
        assert judging.unknown("transit:T1", "4") is None


def test_status_that_arrives_two_days_after_the_use() -> None:
    """A status known late, but from before the use, makes old uses bad and their user's later transits hits."""
    later = f.transit("T2", T0 + DAY, declarant_id="H-1", regime="national")
    judging = judged([register(), use(), later]).until(T0 + 2 * DAY)
    assert judging.verdicts("transit:T2", "4") == []
    stolen = {"status": "stolen", "status_from": T0 - HOUR, "last_presentation_date": LAST_DAY}
    judging.feed(f.fact("ref.carnet", key="XC-1", t=T0 + 2 * DAY, version=2, **stolen))
    assert judging.hit("transit:T1", "4")
    assert judging.hit("transit:T2", "4")


def test_correction_of_the_status() -> None:
    """A status corrected, dated anew or cancelled is scanned again both ways."""
    for second in (
        f.amend(STOLEN, status_from=T0 + DAY),
        register("stolen", T0 + DAY, version=2),
        f.amend(STOLEN, status="valid"),
    ):
        judging = judged([use(), STOLEN, LATER])
        assert judging.hit("transit:T2", "4")
        judging.feed(second)
        assert judging.hit("transit:T1", "4") is None
        assert judging.hit("transit:T2", "4") is None
    judging = judged([use(), register("stolen", T0 + DAY), LATER])
    assert judging.hit("transit:T2", "4") is None
    assert judging.feed(register("stolen", T0 - DAY, version=2)).hit("transit:T2", "4")
    judging.feed(f.cancel(register("stolen", T0 - DAY, version=2), version=3))
    assert judging.hit("transit:T2", "4") is None


@pytest.mark.parametrize("order", list(permutations([0, 1, 2, 3])))
def test_recovered_carnet(order: tuple[int, ...]) -> None:
    """A recovered carnet is good from then on; uses while it was stolen stay bad."""
    recovered = register("valid", T0 + 5 * DAY, version=2)
    again = use("T3", T0 + 6 * DAY, carnet_holder_id="H3", declarant_id="P3")
    events = [STOLEN, recovered, use(), again]
    judging = judged(events[number] for number in order)
    assert judging.hit("transit:T1", "4")
    assert judging.verdicts("transit:T3", "4") == []


def test_register_record_deleted() -> None:
    """Without a record the status of the current use is unknown, not a miss."""
    judging = judged([use()])
    unknown = Unknown(("ref.carnet.last_presentation_date", "ref.carnet.status"))
    assert judging.unknown("transit:T1", "4") == unknown
    assert judging.feed(STOLEN).hit("transit:T1", "4")
    assert alerts(judging) == {"H1": "raised", "P1": "raised"}
    judging.feed(f.cancel(STOLEN))
    assert judging.unknown("transit:T1", "4") == unknown
    assert alerts(judging) == {"H1": "withdrawn", "P1": "withdrawn"}


def test_status_without_its_beginning() -> None:
    """A bad status that nobody dates is one since it was published at the latest; for earlier uses it is unknown."""
    undated = f.fact("ref.carnet", key="XC-1", t=T0, status="stolen", last_presentation_date=LAST_DAY)
    for order in permutations([undated, use("T1", T0 - 1), use("T2", T0, carnet_holder_id="H2", declarant_id="P2")]):
        judging = judged(order)
        assert judging.unknown("transit:T1", "4") == Unknown(("ref.carnet.status_from",))
        assert judging.hit("transit:T2", "4")
    late = f.fact("ref.carnet", key="XC-1", t=T0 + DAY, status="stolen", last_presentation_date="2026-03-01")
    hit = judged([late, use()]).hit("transit:T1", "4")
    assert hit is not None
    assert "past its last day, 1 Mar 2026," in sentence("4", hit)


def test_register_that_states_a_part() -> None:
    """Without the last day, or without the status, a use that is not bad by the other is unknown."""
    for stated, missing in (
        ({"last_presentation_date": None}, "ref.carnet.last_presentation_date"),
        ({"status": None}, "ref.carnet.status"),
    ):
        judging = judged([register(**stated), use()])  # type: ignore[arg-type]
        assert judging.unknown("transit:T1", "4") == Unknown((missing,))
    assert judged([register("stolen", T0, last_presentation_date=None), use()]).hit("transit:T1", "4")
    assert judged([f.fact("ref.carnet", key="XC1", last_presentation_date="2026-03-01"), use()]).hit("transit:T1", "4")


def test_unnumbered_carnet() -> None:
    """A TIR transit without the number of its carnet is unknown, and one amended to that loses its alerts."""
    assert judged([use(carnet_no=None)]).unknown("transit:T1", "4") == Unknown(("transit.carnet_no",))
    assert judged([LATER]).verdicts("transit:T2", "4") == []
    judging = judged([STOLEN, use(), f.transit_amended(use(), T0 + HOUR, carnet_no=None)])
    assert judging.hit("transit:T1", "4") is None
    assert alerts(judging) == {"H1": "withdrawn", "P1": "withdrawn"}


def test_carnet_without_its_holder() -> None:
    """Of a holder who is not named nothing can be said; the declarant is judged all the same."""
    bare = use(carnet_holder_id=None)
    unknown = Unknown(("transit.carnet_holder_id",))
    assert judged([register(), bare]).unknown("transit:T1", "4") == unknown
    judging = judged([bare, STOLEN])
    assert judging.unknown("transit:T1", "4") == unknown
    assert alerts(judging) == {"P1": "raised"}
    assert alerts(judging.feed(f.amend(STOLEN, status_from=T0 + DAY))) == {"P1": "withdrawn"}


def test_current_use_left_out() -> None:
    """With include_current off only other uses count."""
    document = "[criteria.4]\ninclude_current = false"
    judging = judged([STOLEN, use(), LATER], document)
    assert judging.verdicts("transit:T1", "4") == []
    assert judging.hit("transit:T2", "4")


def test_statuses_and_number_of_uses() -> None:
    """Only the statuses of the parameter are bad, and only from the least number of uses on."""
    assert judged([STOLEN, use()], '[criteria.4]\nstatuses = ["lost"]').verdicts("transit:T1", "4") == []
    judging = judged([STOLEN, use()], "[criteria.4]\nmin_uses = 2")
    assert judging.verdicts("transit:T1", "4") == []
    judging.feed(use("T2", T0 + DAY))
    assert judging.hit("transit:T2", "4")
    assert judging.hit("transit:T1", "4") is None


@pytest.mark.parametrize(("age", "hits"), [(1095 * DAY - 1, True), (1095 * DAY, False)])
def test_window_is_half_open(age: int, *, hits: bool) -> None:
    """A use of exactly 1095 days ago is outside."""
    later = f.transit("T2", T0 + age, declarant_id="H1")
    assert bool(judged([STOLEN, use(), later]).hit("transit:T2", "4")) is hits


def test_amendment_and_coverage() -> None:
    """An amended transit is asked about again as of its amendment; an unseen history is unknown."""
    plain = f.transit("T2", T0 - DAY, declarant_id="H1")
    judging = judged([STOLEN, use(), plain])
    assert judging.verdicts("transit:T2", "4") == []
    assert judging.feed(f.transit_amended(plain, T0 + DAY)).hit("transit:T2", "4")
    assert Judging("", T0).feed(LATER).unknown("transit:T2", "4") == Unknown(("coverage",))
    assert Judging("", T0).feed(LATER, STOLEN, use()).hit("transit:T2", "4")


def test_cancelled_use() -> None:
    """A cancelled transit was no use."""
    judging = judged([STOLEN, use(), LATER])
    assert judging.hit("transit:T2", "4")
    assert judging.feed(f.cancel(use())).verdicts("transit:T2", "4") == []


RECOVERED = register(fact_version=2, published_at=T0 + DAY)


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_recovery_without_a_date_clears_from_its_publication(order: tuple[int, ...]) -> None:
    """A later `valid` of no date does not clear uses made before the register said so, whatever arrives first."""
    for at, hits in ((T0 - DAY - 1, False), (T0, True), (T0 + DAY - 1, True), (T0 + DAY, False)):
        events = [STOLEN, RECOVERED, use(t=at)]
        judging = judged(events[number] for number in order)
        assert (judging.hit("transit:T1", "4") is not None) is hits
        assert judging.unknown("transit:T1", "4") is None
        assert ("raised" in alerts(judging).values()) is hits


@pytest.mark.parametrize("order", list(permutations(range(4))))
def test_versions_of_a_carnet_hold_in_their_order(order: tuple[int, ...]) -> None:
    """A theft of no date, a recovery of no date, a loss since a day before both were published."""
    stolen = register("stolen", published_at=T0)
    lost = register("lost", T0 - DAY, fact_version=3, published_at=T0 + 2 * DAY)
    for at, said in ((T0 - DAY - 1, "unknown"), (T0 - DAY, "lost"), (T0 + 9 * DAY, "lost")):
        events = [stolen, RECOVERED, lost, use(t=at)]
        judging = judged(events[number] for number in order)
        hit = judging.hit("transit:T1", "4")
        assert (hit is not None) is (said != "unknown")
        assert hit is None or hit.evidence[0].values["status"] == "lost"
        assert (judging.unknown("transit:T1", "4") is not None) is (said == "unknown")


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_a_theft_of_no_date_after_a_valid_record(order: tuple[int, ...]) -> None:
    """It may have happened before a use that was made before the register said so; a dated one stays dated."""
    valid = register("valid", T0 - 9 * DAY)
    stolen = register("stolen", fact_version=2, published_at=T0 + DAY)
    for at, hits in ((T0, None), (T0 + DAY, True)):
        events = [valid, stolen, use(t=at)]
        judging = judged(events[number] for number in order)
        assert (judging.hit("transit:T1", "4") is not None) is bool(hits)
        assert (judging.unknown("transit:T1", "4") is not None) is (hits is None)
    events = [STOLEN, stolen, use()]
    assert judged(events[number] for number in order).hit("transit:T1", "4") is not None
