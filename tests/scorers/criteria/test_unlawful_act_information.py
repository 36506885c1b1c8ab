"""Tests of criterion 33."""

from itertools import permutations

import pytest

from schemas.envelope import Event
from scorers.contract.verdict import Unknown
from tests import factories as f
from tests.scorers.judging import Judging, backwards, judged, sentence

T0, DAY, HOUR = f.T0, f.DAY, f.HOUR
INFORMED = f.finding(
    33,
    "F1",
    T0,
    participant_id="P-1",
    observer_kind="law_enforcement",
    law_area="ip",
    confidence=0.6,
    evidence_ref="E1",
)


@pytest.mark.parametrize("events", list(permutations([INFORMED, f.declaration("D1", T0 + DAY)])))
def test_hit_in_any_order(events: tuple[Event, ...]) -> None:
    """Information on the participant is a hit and says who reported it and on which area of law."""
    hit = judged(events).hit("declaration:D1", "33")
    assert hit is not None
    assert hit.confidence == 0.6
    values = hit.evidence[0].values
    assert (values["observer_kind"], values["law_area"]) == ("law_enforcement", "ip")


@pytest.mark.parametrize(("offset", "hits"), [(-1, False), (0, True), (180 * DAY - 1, True), (180 * DAY, False)])
def test_validity_by_default(offset: int, *, hits: bool) -> None:
    """Information holds from its observation for the days of the parameter, the end excluded."""
    assert bool(judged([INFORMED, f.declaration("D1", T0 + offset)]).hit("declaration:D1", "33")) is hits


def test_stated_validity_wins() -> None:
    """A stated end holds, be it earlier or later than the default."""
    short = f.finding(33, "F1", T0, participant_id="P1", valid_until=T0 + 2 * DAY)
    long = f.finding(33, "F1", T0, participant_id="P1", valid_until=T0 + 300 * DAY)
    assert judged([short, f.declaration("D1", T0 + 2 * DAY)]).hit("declaration:D1", "33") is None
    assert judged([long, f.declaration("D1", T0 + 299 * DAY)]).hit("declaration:D1", "33")


def test_confidence() -> None:
    """Information under the least confidence does not count; one without a figure is taken as said."""
    for confidence, hits in ((0.29, False), (0.3, True), (None, True)):
        finding = f.finding(33, "F1", T0, participant_id="P1", confidence=confidence)
        assert bool(judged([finding, f.declaration("D1", T0 + DAY)]).hit("declaration:D1", "33")) is hits


def test_information_expires_between_registration_and_release() -> None:
    """An open declaration loses the hit when the information expires; one that was released before keeps it."""
    finding = f.finding(33, "F1", T0, participant_id="P1", valid_until=T0 + 3 * DAY)
    events = [finding, f.declaration("D1", T0 + DAY), f.declaration("D2", T0 + DAY), f.released("D2", T0 + 2 * DAY)]
    for order in (events, backwards(events)):
        judging = judged(order).until(T0 + 3 * DAY - 1)
        assert judging.hit("declaration:D1", "33")
        judging.until(T0 + 3 * DAY)
        assert judging.hit("declaration:D1", "33") is None
        assert judging.hit("declaration:D2", "33")
        judging.feed(f.released("D1", T0 + 4 * DAY))
        assert judging.hit("declaration:D1", "33") is None


@pytest.mark.parametrize("late", [0, 1, 2])
def test_what_arrives_after_the_information_expired(late: int) -> None:
    """The end counts by event time, whichever of finding, registration and release comes after the watermark."""
    finding = f.finding(33, "F1", T0, participant_id="P1", valid_until=T0 + 3 * DAY)
    events = [finding, f.declaration("D1", T0 + DAY), f.released("D1", T0 + 3 * DAY - 1)]
    later = events.pop(late)
    judging = judged(events).until(T0 + 4 * DAY).feed(later)
    assert judging.hit("declaration:D1", "33")


@pytest.mark.parametrize("coverage_start", [0, T0])
def test_expiry_withdraws_the_alert(coverage_start: int) -> None:
    """The alert of an open declaration goes with the information, also where not everything before was seen."""
    finding = f.finding(33, "F1", T0, participant_id="P1", declaration_id="D1", valid_until=T0 + 3 * DAY)
    judging = Judging("", coverage_start).feed(finding, f.declaration("D1", T0 + DAY))
    assert judging.statuses("33") == ["raised"]
    assert judging.until(T0 + 3 * DAY).statuses("33") == ["withdrawn"]


def test_information_that_holds_for_years() -> None:
    """A stated end counts however late it is."""
    finding = f.finding(33, "F1", T0, participant_id="P1", valid_until=T0 + 3000 * DAY)
    for t, hits in ((T0 + 2999 * DAY, True), (T0 + 3000 * DAY, False)):
        judging = judged([finding]).until(t - DAY).feed(f.declaration("D1", t))
        assert bool(judging.hit("declaration:D1", "33")) is hits


def test_same_information_from_two_bodies() -> None:
    """Information under one reference counts once, as the surer body says it."""
    again = f.finding(33, "F2", T0 + HOUR, participant_id="P1", confidence=0.9, evidence_ref="E1")
    other = f.finding(33, "F3", T0 + HOUR, participant_id="P1", confidence=0.4, evidence_ref="E2")
    events = [INFORMED, again, other, f.declaration("D1", T0 + DAY)]
    for order in (events, backwards(events)):
        hit = judged(order).hit("declaration:D1", "33")
        assert hit is not None
        assert [evidence.ref for evidence in hit.evidence] == ["F2", "F3"]
        assert sentence("33", hit).startswith("2 pieces")


def test_bodies_and_area_of_law_of_one_piece_of_information() -> None:
    """Every body that reports it is named, and the area of law stays known when the surest body states none."""
    again = f.finding(
        33, "F2", T0 + HOUR, participant_id="P1", confidence=0.9, evidence_ref="E1", observer_kind="state_body"
    )
    for order in permutations([INFORMED, again, f.declaration("D1", T0 + DAY)]):
        hit = judged(order).hit("declaration:D1", "33")
        assert hit is not None
        assert sentence("33", hit).endswith("reported by: law enforcement, state body.")
        assert [(evidence.ref, evidence.values["law_area"]) for evidence in hit.evidence] == [("F2", "ip")]


def test_a_body_that_is_not_stated() -> None:
    """Nobody is named then."""
    found = f.finding(33, "F1", T0, participant_id="P1", observer_kind=None)
    hit = judged([found, f.declaration("D1", T0 + DAY)]).hit("declaration:D1", "33")
    assert hit is not None
    assert sentence("33", hit).endswith("reported by: not stated.")


def test_information_without_a_reference() -> None:
    """Findings that refer to no evidence count each for itself."""
    events = [f.finding(33, f"F{n}", T0, participant_id="P1") for n in (1, 2)]
    hit = judged([*events, f.declaration("D1", T0 + DAY)]).hit("declaration:D1", "33")
    assert hit is not None
    assert [evidence.ref for evidence in hit.evidence] == ["F1", "F2"]


@pytest.mark.parametrize("order", list(permutations([0, 1, 2])))
def test_disproved_information(order: tuple[int, ...]) -> None:
    """A cancelled finding counts nowhere, whatever arrives first."""
    events = [f.declaration("D1", T0 + DAY), INFORMED, f.finding_cancelled("F1", T0 + 2 * DAY, reason_code="disproved")]
    assert judged(events[number] for number in order).verdicts("declaration:D1", "33") == []


def test_other_findings_and_participants() -> None:
    """Findings of other criteria, and on others, do not count."""
    events = [f.finding(5, "F1", T0, participant_id="P1"), f.finding(33, "F2", T0, participant_id="P2")]
    assert judged([*events, f.declaration("D1", T0 + DAY)]).verdicts("declaration:D1", "33") == []


@pytest.mark.parametrize("coverage_start", [0, T0 - DAY])
def test_an_alert_ends_with_the_information_although_not_all_was_seen(coverage_start: int) -> None:
    """What became unknown with time keeps an alert, but not beyond the validity that its own ground states."""
    finding = f.finding(33, "F1", T0, participant_id="P1", valid_until=T0 + 3 * DAY)
    judging = Judging("", coverage_start).feed(finding, f.declaration("D1", T0 + DAY)).until(T0 + 3 * DAY)
    assert bool(judging.unknown("declaration:D1", "33")) is bool(coverage_start)
    assert judging.statuses("33") == ["withdrawn"]
    assert judging.alerts("33")[0]["end"]["reason"] == "expired"


@pytest.mark.parametrize("days", [170, 1_500])
def test_information_may_be_taken_back_as_long_as_it_holds(days: int) -> None:
    """Also years after the declaration was released."""
    finding = f.finding(33, "F1", T0, participant_id="P1", valid_until=T0 + 1_600 * DAY)
    judging = judged([finding, f.declaration("D1", T0 + DAY), f.released("D1", T0 + 2 * DAY)])
    for day in range(3, days, 30):
        judging.until(T0 + day * DAY)
    judging.feed(f.finding_cancelled("F1", T0 + days * DAY))
    assert judging.statuses("33") == ["superseded"]


def test_coverage() -> None:
    """Where not a whole validity was seen, the absence of information is unknown."""
    judging = Judging("", T0).feed(f.declaration("D1", T0 + 179 * DAY), f.declaration("D2", T0 + 180 * DAY))
    assert judging.unknown("declaration:D1", "33") == Unknown(("coverage",))
    assert judging.verdicts("declaration:D2", "33") == []
