"""Tests of criterion 54."""

from itertools import permutations

import pytest

from schemas.envelope import Event
from tests import factories as f
from tests.scorers.judging import Judging, backwards, judged, sentence

T0, DAY, HOUR, MINUTE = f.T0, f.DAY, f.HOUR, f.MINUTE


def sealed(*numbers: str, **fields: object) -> Event:
    """Transit T1 of a tractor with a trailer under seals."""
    return f.transit("T1", T0, seals=[{"number": number} for number in numbers], vehicle_ids=["v-1", "V2"], **fields)


def seen(*seals: tuple[str | None, str] | str, t: int = T0 + DAY, **fields: object) -> Event:
    """Transit T1 arrives with these seals; a bare number is intact."""
    pairs = [(seal, "intact") if isinstance(seal, str) else seal for seal in seals]
    return f.arrived("T1", t, seals_found=[{"number": number, "state": state} for number, state in pairs], **fields)


def missing(judging: Judging) -> tuple[str, ...]:
    """What is missing to judge transit T1."""
    unknown = judging.unknown("transit:T1", "54")
    return unknown.missing if unknown else ()


def judging_of(*events: Event, document: str = "") -> Judging:
    return judged(events, document)


@pytest.mark.parametrize("order", list(permutations([0, 1])))
def test_seals_as_in_the_papers(order: tuple[int, int]) -> None:
    """Intact seals of the papers, however written, are a miss in any order of arrival."""
    events = [sealed("ab-12", "AB 13"), seen("AB12", "АВ13")]  # noqa: RUF001 - Cyrillic letters that look alike
    assert judged(events[number] for number in order).verdicts("transit:T1", "54") == []


@pytest.mark.parametrize("reverse", [False, True])
def test_one_of_three_seals_missing(*, reverse: bool) -> None:
    """One seal that was not found, or that was said to be missing, is a hit on the tractor."""
    for arrival in (seen("A1", "A2"), seen("A1", "A2", ("A3", "missing"))):
        # The arrival may come before the opening.
        events = [arrival, sealed("A1", "A2", "A3")] if reverse else [sealed("A1", "A2", "A3"), arrival]
        judging = judged(events)
        hit = judging.hit("transit:T1", "54")
        assert hit is not None
        assert hit.evidence[0].values == {"missing": "A3", "broken": "", "extra": ""}
        assert judging.verdicts("transit:T1", "54")[0].subject_id == "V1"


def test_broken_seal() -> None:
    """A broken seal is a hit, also when its number can not be read."""
    assert judging_of(sealed("A1"), seen(("A1", "broken"))).hit("transit:T1", "54")
    assert judging_of(sealed("A1"), seen((None, "broken"))).hit("transit:T1", "54")


@pytest.mark.parametrize(
    ("events", "said"),
    [
        (
            (sealed("A1", "A2", "A3"), seen("A1", ("A2", "broken"), office_id="O1")),
            "Of 3 seals in the papers, on arrival at office O1: 1 missing (A3); 1 broken (A2).",
        ),
        (
            (sealed("A1"), seen("A1", "B1", (None, "intact"), (None, "broken"))),
            "Of one seal in the papers, on arrival: 1 broken, illegible; 1 not in the papers (B1);"
            " 1 not in the papers, illegible.",
        ),
        (
            (sealed("A1"), f.finding(54, "F1", T0 + DAY, transit_id="T1")),
            "Finding F1 says that the seals of the vehicle are not in order.",
        ),
    ],
)
def test_what_the_alert_says(events: tuple[Event, ...], said: str) -> None:
    """How many seals are missing, broken or not in the papers, and which."""
    hit = judging_of(*events).hit("transit:T1", "54")
    assert hit is not None
    assert sentence("54", hit) == said


def test_illegible_intact_seal() -> None:
    """An intact seal that can not be read may be the one missing; it can not be two."""
    arrival = seen((None, "intact"))
    assert missing(judging_of(sealed("A1"), arrival)) == ("transit.arrived.seals_found[].number",)
    assert judging_of(sealed("A1", "A2"), arrival).hit("transit:T1", "54")


@pytest.mark.parametrize("state", ["intact", "broken"])
def test_illegible_extra_seal(state: str) -> None:
    """An illegible seal beside all those of the papers is an extra one, and may be allowed as such."""
    events = (sealed("A1"), seen("A1", (None, state)))
    assert judging_of(*events).hit("transit:T1", "54")
    assert judging_of(*events, document="[criteria.54]\nallow_extra_seals = true").verdicts("transit:T1", "54") == []


def test_letter_o_versus_zero() -> None:
    """O and 0 are the same only where a format of seal numbers says which is meant."""
    events = (sealed("OB1005"), seen("0B1OO5"))
    document = '[criteria.54]\nseal_formats = ["9999", "AA9999"]'
    for order in permutations(events):
        assert judging_of(*order).hit("transit:T1", "54")
        assert judging_of(*order, document=document).verdicts("transit:T1", "54") == []
    assert judging_of(sealed("OB1005"), seen("QB1005"), document=document).hit("transit:T1", "54")


@pytest.mark.parametrize("late", [False, True])
def test_seals_replaced_by_border_control(*, late: bool) -> None:
    """An authorised seal change before the arrival moves what is expected, also when it arrives late."""
    opened, arrival = sealed("A1"), seen("B1")
    change = f.transit_amended(
        opened, T0 + HOUR, seals=[{"number": "B1"}], change_kind="seal_change", authorised_by_office_id="O9"
    )
    if late:
        judging = judging_of(opened, arrival)
        assert judging.hit("transit:T1", "54")
        judging.feed(change)
    else:
        judging = judging_of(opened, change, arrival)
    assert judging.verdicts("transit:T1", "54") == []
    assert judging.feed(f.cancel(change)).hit("transit:T1", "54")


def test_correction_of_the_opening_after_a_seal_change() -> None:
    """A corrected opening takes the place of the opening: it does not undo a seal change, nor stand behind another."""
    opened = sealed("A1")
    change = f.transit_amended(opened, T0 + HOUR, seals=[{"number": "B1"}], change_kind="seal_change")
    allowed = f.amend(change, authorised_by_office_id="O9", version=3)
    for later, found, other in (([change], "A2", "B1"), ([change, allowed], "B1", "A2")):
        corrected = f.amend(opened, seals=[{"number": "A2"}], version=4)
        assert judging_of(opened, *later, corrected, seen(found)).verdicts("transit:T1", "54") == []
        assert judging_of(opened, *later, corrected, seen(other)).hit("transit:T1", "54")


@pytest.mark.parametrize(
    "fields",
    [
        {"change_kind": "seal_change", "authorised_by_office_id": None},
        {"change_kind": "other", "authorised_by_office_id": "O9"},
        {"change_kind": "seal_change", "authorised_by_office_id": "O9", "t": T0 + 2 * DAY},
    ],
)
def test_other_amendments_do_not_move_the_seals(fields: dict[str, object]) -> None:
    """A change that nobody authorised, that is of another kind, or that came after the arrival counts for nothing."""
    opened = sealed("A1")
    change = f.transit_amended(opened, **{"t": T0 + HOUR, "seals": [{"number": "B1"}], **fields})  # type: ignore[arg-type]
    assert judging_of(opened, change, seen("B1")).hit("transit:T1", "54")


def test_carriers_own_extra_seal() -> None:
    """A seal that the papers do not name is a hit unless such seals are allowed and all others are intact."""
    document = "[criteria.54]\nallow_extra_seals = true"
    for order in permutations([sealed("A1"), seen("A1", "X9")]):
        assert judging_of(*order).hit("transit:T1", "54")
        assert judging_of(*order, document=document).verdicts("transit:T1", "54") == []
    hit = judging_of(sealed("A1"), seen(("A1", "broken"), "X9"), document=document).hit("transit:T1", "54")
    assert hit is not None
    assert hit.evidence[0].values["extra"] == "X9"


def test_no_seals_required() -> None:
    """Where no seals are required only a finding counts."""
    finding = f.finding(54, "F1", T0 + DAY, transit_id="T1")
    assert judging_of(sealed(), seen("X9")).verdicts("transit:T1", "54") == []
    assert judging_of(sealed(), seen("X9"), finding).hit("transit:T1", "54")


def test_finding() -> None:
    """An effective finding on the transit or the declaration is a hit, in any order, until it is cancelled."""
    finding = f.finding(54, "F1", T0 + DAY, transit_id="T1", declaration_id="D1", vehicle_id="V2")
    events = [sealed("A1"), finding, f.finding(53, "F2", T0 + DAY, declaration_id="D2"), f.declaration("D1")]
    for order in (events, backwards(events)):
        judging = judged([*order, f.declaration("D2")])
        assert judging.verdicts("transit:T1", "54")[0].subject_id == "V1"
        assert judging.hit("declaration:D1", "54")
        assert judging.verdicts("declaration:D2", "54") == []
        judging.feed(f.finding_cancelled("F1", T0 + 2 * DAY))
        assert judging.verdicts("transit:T1", "54") == []


def test_unknown_inputs() -> None:
    """Seals that are not stated, or that nobody looked at, leave it unknown; no arrival is no verdict."""
    assert judging_of(sealed("A1")).verdicts("transit:T1", "54") == []
    bare = f.transit("T1", vehicle_ids=["V1"])
    assert missing(judging_of(bare, seen("A1"))) == ("transit.seals[].number",)
    blind = f.arrived("T1", T0 + HOUR)
    assert missing(judging_of(sealed("A1"), blind)) == ("transit.arrived.seals_found[].number",)


def test_arrival_at_which_nobody_looked() -> None:
    """It is made good by a later look, never by an earlier one, and hides no other arrival."""
    blind = f.arrived("T1", T0 + HOUR)
    after, before = seen("A1", version=2), seen("A1", t=T0 + MINUTE, version=2)
    illegible = seen((None, "intact"), version=2)
    for order in permutations([sealed("A1"), blind, after]):
        assert judging_of(*order).verdicts("transit:T1", "54") == []
    for other in (before, illegible):
        for order in permutations([sealed("A1"), blind, other]):
            assert missing(judging_of(*order)) == ("transit.arrived.seals_found[].number",)


def test_seal_change_that_clears_an_arrival_takes_the_alert_back() -> None:
    """The alert does not stand by a later arrival of which nothing is known."""
    opened, border, blind = sealed("A1"), seen("B1", t=T0 + 2 * HOUR), f.arrived("T1", T0 + DAY, version=2)
    change = f.transit_amended(
        opened, T0 + HOUR, seals=[{"number": "B1"}], change_kind="seal_change", authorised_by_office_id="O9"
    )
    judging = judging_of(opened, border, blind)
    assert judging.statuses("54") == ["raised"]
    assert judging.feed(change).statuses("54") == ["withdrawn"]
    assert judging_of(opened, change, border, blind).statuses("54") == []


def test_every_arrival_counts_and_a_cancelled_one_does_not() -> None:
    """A seal broken at one of several arrivals is a hit until that arrival is cancelled."""
    border = seen(("A1", "broken"), t=T0 + HOUR)
    judging = judging_of(sealed("A1"), border, seen("A1", version=2))
    assert judging.hit("transit:T1", "54")
    assert judging.feed(f.cancel(border, version=3)).verdicts("transit:T1", "54") == []


def test_the_last_of_two_amended_arrivals_holds() -> None:
    """An arrival corrected to a broken seal and corrected again to an intact one takes its alert back."""
    opened = f.transit("T1", T0, seals=[{"number": "S-1"}])
    seen = f.arrived("T1", T0 + DAY, version=2, seals_found=[{"number": "S-1", "state": "intact"}])
    broken, intact = (
        f.amend(seen, version=n, event_id=f"a{n}", seals_found=[{"number": "S-1", "state": state}])
        for n, state in ((3, "broken"), (4, "intact"))
    )
    assert judged([opened, seen, broken]).statuses("54") == ["raised"]
    assert judged([opened, seen, broken, intact]).statuses("54") == ["withdrawn"]
    assert judged([opened, seen, intact, broken]).statuses("54") == []


def test_a_finding_on_the_vehicle_alone_concerns_its_trip() -> None:
    """The one on which it was when the finding was made, and no other, whatever arrives first (ruling 40)."""
    trips = [
        f.transit("T1", T0, vehicle_ids=["777AAA02KZ"]),
        f.completed("T1", T0 + 2 * DAY, outcome="delivered"),
        f.transit("T2", T0 + 5 * DAY, vehicle_ids=["777AAA02KZ"]),
        f.transit("T3", T0, vehicle_ids=["888AAA02KZ"]),
    ]
    seen = f.finding(54, "F1", T0 + DAY, subject_kind="vehicle", subject_id="777-AAA-02-KZ", vehicle_id="777AAA02KZ")
    for order in ([*trips, seen], [seen, *trips], backwards([*trips, seen])):
        assert [alert["case"] for alert in judged(order).alerts("54")] == ["transit:T1"]
    gone = f.finding_cancelled("F1", T0 + 3 * DAY)
    assert judged([trips[0], seen, gone]).statuses("54") == ["withdrawn"]
    assert judged([*trips, seen, gone]).statuses("54") == ["superseded"]


def test_a_finding_on_another_transit_is_none_on_the_vehicle() -> None:
    """It names the consignment that it was made on."""
    trips = [f.transit(name, T0, vehicle_ids=["777AAA02KZ"]) for name in ("T1", "T2")]
    seen = f.finding(54, "F1", T0 + DAY, vehicle_id="777AAA02KZ", transit_id="T1")
    assert [alert["case"] for alert in judged([*trips, seen]).alerts("54")] == ["transit:T1"]


@pytest.mark.parametrize(
    ("vehicle", "day", "hits"), [("V1", 1, True), ("V1", 3, False), ("V2", 1, False), ("V2", 3, True)]
)
def test_a_finding_on_a_vehicle_concerns_the_load_that_it_had_then(vehicle: str, day: int, *, hits: bool) -> None:
    """Which was moved to another vehicle on the way, and stays a finding on the trip; another load is none of it."""
    opened = f.transit("T1", T0, vehicle_ids=["V1"])
    moved = f.transit_amended(opened, T0 + 2 * DAY, vehicle_ids=["V2"], change_kind="transhipment")
    seen = f.finding(54, "F1", T0 + day * DAY, subject_kind="vehicle", subject_id=vehicle, vehicle_id=vehicle)
    for order in ([opened, moved, seen], [seen, opened, moved], [opened, seen, moved]):
        standing = judged(order).standing("54").values()
        assert [alert["case"] for alert in standing] == ["transit:T1"] * hits
