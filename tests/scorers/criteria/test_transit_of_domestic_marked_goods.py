"""Tests of criterion 5."""

from itertools import permutations

import pytest

from schemas.envelope import Event
from scorers.contract.verdict import Unknown
from tests import factories as f
from tests.scorers.judging import Judging, judged, sentence

T0, DAY, HOUR = f.T0, f.DAY, f.HOUR
FIRST = f.transit("T1", T0, declarant_id="P1", destination_country="UZ")
MARKED = f.finding(5, "F1", T0 + DAY, subject_kind="consignment", subject_id="T1", transit_id="T1", confidence=0.8)
LATER = f.transit("T2", T0 + 2 * DAY, declarant_id="p-1", destination_country="TJ")


@pytest.mark.parametrize("events", list(permutations([FIRST, MARKED, LATER])))
def test_hit_in_any_order(events: tuple[Event, ...]) -> None:
    """A finding that names only the transit marks it, and later transits of its declarant."""
    judging = judged(events)
    assert judging.hit("transit:T1", "5")
    hit = judging.hit("transit:T2", "5")
    assert hit is not None
    assert [evidence.ref for evidence in hit.evidence] == ["F1"]


def test_what_the_alert_says() -> None:
    """Of a load with findings of its own where it goes and which they are, of a later one how many there were."""
    judging = judged([FIRST, MARKED, LATER])
    own, later = judging.hit("transit:T1", "5"), judging.hit("transit:T2", "5")
    assert own is not None
    assert later is not None
    assert sentence("5", own) == "Goods in transit to UZ bear signs of the home market (finding F1)."
    assert sentence("5", later) == "In 730 days one finding showed home-market goods in this person's transits."


def test_destination_inside_the_union() -> None:
    """Neither a transit to the Union nor a finding on one is this criterion."""
    inside = f.transit("T1", T0, destination_country="KZ")
    named = f.finding(5, "F1", T0 + DAY, participant_id="P1", transit_id="T1")
    for events in permutations([inside, named, LATER]):
        judging = judged(events)
        assert judging.verdicts("transit:T1", "5") == []
        assert judging.verdicts("transit:T2", "5") == []
    home = f.transit("T2", T0 + 2 * DAY, destination_country="RU")
    for events in permutations([FIRST, MARKED, home]):
        assert judged(events).verdicts("transit:T2", "5") == []


@pytest.mark.parametrize(("first", "then", "hits"), [("KZ", "UZ", True), ("UZ", "KZ", False)])
def test_destination_as_amended(first: str, then: str, *, hits: bool) -> None:
    """Where a load goes is what was last said, for its own finding, for earlier ones and for later loads."""
    standing = ["raised"] if hits else []
    opened = f.transit("T1", T0, destination_country=first)
    rerouted = f.transit_amended(opened, T0 + 2 * DAY, destination_country=then)
    mine = f.finding(5, "F1", T0 + DAY, transit_id="T1")
    earlier = [f.transit("T0", T0 - DAY, destination_country="UZ"), f.finding(5, "F0", T0 - HOUR, transit_id="T0")]
    later = f.transit("T2", T0 + 4 * DAY, destination_country="UZ")
    for own in ([opened, rerouted, mine], [mine, opened, rerouted], [opened, mine, rerouted]):
        assert [status for status in judged(own).statuses("5") if status != "withdrawn"] == standing
    for events in ([*earlier, opened, rerouted], [opened, rerouted, *earlier]):
        said = {one["case"]: one["status"] for one in judged(events).alerts("5")}
        assert (said.get("transit:T1") == "raised") is hits
    for events in ([opened, mine, rerouted, later], [later, mine, opened, rerouted]):
        assert bool(judged(events).hit("transit:T2", "5")) is hits


def test_two_findings_on_one_load() -> None:
    """They are one hit that names both, and stands on the other when one is cancelled."""
    again = f.finding(5, "F2", T0 + DAY + HOUR, transit_id="T1", confidence=0.9)
    judging = judged([FIRST, MARKED, again])
    hit = judging.hit("transit:T1", "5")
    assert hit is not None
    assert ([evidence.ref for evidence in hit.evidence], hit.confidence) == (["F1", "F2"], 0.9)
    hit = judging.feed(f.finding_cancelled("F2", T0 + 2 * DAY)).hit("transit:T1", "5")
    assert hit is not None
    assert ([evidence.ref for evidence in hit.evidence], hit.confidence) == (["F1"], 0.8)


def test_finding_that_names_the_participant_only() -> None:
    """A finding without a transit counts for the participant that it names."""
    named = f.finding(5, "F1", T0 + DAY, participant_id="P1")
    judging = judged([LATER, named, f.transit("T3", T0 + 2 * DAY, declarant_id="P9", destination_country="TJ")])
    assert judging.hit("transit:T2", "5")
    assert judging.hit("transit:T3", "5") is None


def test_finding_on_a_transit_that_is_not_known_yet() -> None:
    """A finding that names participant and transit counts before the transit is known, and is judged anew then."""
    named = f.finding(5, "F1", T0 + DAY, participant_id="P1", transit_id="T1")
    judging = judged([named, LATER])
    assert judging.hit("transit:T2", "5")
    judging.feed(f.transit("T1", T0, destination_country="BY"))
    assert judging.hit("transit:T2", "5") is None


def test_multilingual_retail_label() -> None:
    """A label that merely includes a state language is found with little confidence, and does not count."""
    for confidence, hits in ((0.49, False), (0.5, True)):
        finding = f.finding(5, "F1", T0 + DAY, transit_id="T1", confidence=confidence)
        for events in permutations([FIRST, finding, LATER]):
            judging = judged(events)
            assert bool(judging.hit("transit:T1", "5")) is hits
            assert bool(judging.hit("transit:T2", "5")) is hits


@pytest.mark.parametrize("order", list(permutations([0, 1, 2, 3])))
def test_finding_cancelled_after_appeal(order: tuple[int, ...]) -> None:
    """A cancelled finding counts nowhere, whatever arrives first."""
    gone = f.finding_cancelled("F1", T0 + 9 * DAY, reason_code="appeal_upheld")
    events = [FIRST, MARKED, LATER, gone]
    judging = judged(events[number] for number in order)
    assert judging.verdicts("transit:T1", "5") == []
    assert judging.verdicts("transit:T2", "5") == []


@pytest.mark.parametrize(("age", "hits"), [(0, True), (730 * DAY - 1, True), (730 * DAY, False), (-1, False)])
def test_window(age: int, *, hits: bool) -> None:
    """A finding of exactly 730 days ago is outside, and so is one of later."""
    finding = f.finding(5, "F1", LATER.time - age, participant_id="P1")
    assert bool(judged([finding, LATER]).hit("transit:T2", "5")) is hits


def test_minimum_of_findings() -> None:
    """From the least number of findings on other loads on."""
    document = "[criteria.5]\nmin_findings = 2"
    judging = judged([FIRST, MARKED, LATER], document)
    assert judging.hit("transit:T2", "5") is None
    judging.feed(f.finding(5, "F2", T0 + DAY + HOUR, participant_id="P1"))
    assert judging.hit("transit:T2", "5")


def test_unknown() -> None:
    """Without the destination, at the opening or at the finding, or without a whole window seen, it is unknown."""
    opened = f.transit("T1", T0, destination_country="UZ")
    forgotten = [opened, f.transit_amended(opened, T0 + HOUR, destination_country=None), MARKED]
    for events in ([f.transit("T1")], [f.transit("T1"), MARKED], forgotten):
        unknown = judged(events).unknown("transit:T1", "5")
        assert unknown is not None
        assert unknown.missing == ("transit.destination_country",)
        assert judged(events).hit("transit:T1", "5") is None
    assert Judging("", T0).feed(LATER).unknown("transit:T2", "5") == Unknown(("coverage",))
