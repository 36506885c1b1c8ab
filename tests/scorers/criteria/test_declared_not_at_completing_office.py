"""Tests of criterion 63."""

from itertools import permutations

import pytest

from schemas.envelope import Event
from scorers.contract.verdict import Unknown
from tests import factories as f
from tests.scorers.judging import backwards, judged, sentence

T0, DAY, HOUR = f.T0, f.DAY, f.HOUR
OFFICES = f.offices()
TRANSIT = f.transit("T1", T0, destination_office_id="O1")
CLOSED = f.completed("T1", T0 + DAY, office_id="O1", outcome="delivered")


def declared(office: str, t: int = T0 + 2 * DAY) -> Event:
    """A declaration of the goods of transit T1."""
    return f.declaration("D1", t, office_id=office, transit_id="T1")


@pytest.mark.parametrize("rows", list(permutations([[TRANSIT, CLOSED], [declared("O3")], [OFFICES[2]]])))
def test_hit_in_any_order(rows: tuple[list[Event], ...]) -> None:
    """Another office than the one that closed the transit is a hit, whatever comes last."""
    hit = judged(event for row in rows for event in row).hit("declaration:D1", "63")
    assert hit is not None
    assert [evidence.event_id for evidence in hit.evidence] == [CLOSED.id, declared("O3").id]


def test_declared_where_the_transit_was_closed() -> None:
    """The completing office is no hit, however it is written."""
    for office in ("O1", "o-1"):
        events = [*OFFICES, TRANSIT, CLOSED, declared(office)]
        for order in (events, backwards(events)):
            assert judged(order).verdicts("declaration:D1", "63") == []


def test_completion_after_declaration_and_after_release() -> None:
    """A completion that comes after the release of the goods is judged all the same."""
    released = f.released("D1", T0 + 3 * DAY)
    judging = judged([*OFFICES, TRANSIT, declared("O3"), released])
    assert judging.verdicts("declaration:D1", "63") == []
    late = f.completed("T1", T0 + 5 * DAY, office_id="O1")
    judging.feed(late)
    assert judging.hit("declaration:D1", "63")
    (after,) = judging.alerts("63")
    assert (after["status"], after["phase"]) == ("raised", "post_release")
    assert judged([*OFFICES, TRANSIT, late, released, declared("O3")]).alerts("63") == [after]
    at_home = f.completed("T1", T0 + 5 * DAY, office_id="O3")
    assert judged([*OFFICES, TRANSIT, declared("O3"), released, at_home]).alerts("63") == []


def test_pending_until_the_wait_is_over() -> None:
    """An open transit leaves the verdict pending for the days of the parameter, then unknown."""
    judging = judged([*OFFICES, TRANSIT, declared("O3")])
    judging.until(T0 + 32 * DAY - 1)
    assert judging.verdicts("declaration:D1", "63") == []
    judging.until(T0 + 32 * DAY)
    assert judging.unknown("declaration:D1", "63") == Unknown(("transit.completed.office_id",))
    assert judging.feed(f.completed("T1", T0 + 31 * DAY, office_id="O1")).hit("declaration:D1", "63")


@pytest.mark.parametrize("rows", list(permutations([CLOSED, declared("O3"), OFFICES[2]])))
def test_completion_of_a_transit_whose_opening_was_never_seen(rows: tuple[Event, ...]) -> None:
    """It says where the transit was closed; the opening, should it come yet, changes nothing."""
    judging = judged(rows)
    hit = judging.hit("declaration:D1", "63")
    assert hit is not None
    assert hit.evidence[0].values == {"office_id": "O1"}
    assert judging.hit("declaration:D1", "62") is None
    assert judging.verdicts("declaration:D1", "67") != []  # the consignee is not known
    said = judging.alerts("63")
    assert judging.feed(TRANSIT).alerts("63") == said
    assert judged([TRANSIT, *rows]).alerts("63") == said


def test_completion_without_an_opening_taken_back() -> None:
    """Nothing is left of the transit: pending again, then unknown."""
    judging = judged([*OFFICES, CLOSED, declared("O3"), f.cancel(CLOSED)])
    assert judging.verdicts("declaration:D1", "63") == []
    judging.until(T0 + 32 * DAY)
    assert judging.unknown("declaration:D1", "63") is not None
    assert judging.statuses("63") == ["withdrawn"]


def test_transit_of_which_nothing_is_known() -> None:
    """Pending for the days of the parameter, then unknown; without a named transit there is nothing to wait for."""
    judging = judged([*OFFICES, declared("O3"), f.declaration("D2", T0 + 2 * DAY)])
    judging.until(T0 + 32 * DAY - 1)
    assert judging.verdicts("declaration:D1", "63") == []
    judging.until(T0 + 32 * DAY)
    assert judging.unknown("declaration:D1", "63") == Unknown(("transit.completed.office_id",))
    assert judging.verdicts("declaration:D2", "63") == []
    assert judging.feed(f.completed("T1", T0 + 31 * DAY, office_id="O1")).hit("declaration:D1", "63")


def test_partly_delivered_transit_closed_by_two_offices() -> None:
    """Each office that closed a part is a lawful place to declare."""
    first = f.completed("T1", T0 + DAY, office_id="O1", outcome="partly_delivered")
    second = f.completed("T1", T0 + DAY + HOUR, office_id="O2", outcome="delivered", version=2)
    for office, hits in (("O1", False), ("O2", False), ("O3", True)):
        events = [*OFFICES, TRANSIT, first, second, declared(office)]
        for order in (events, backwards(events)):
            judging = judged(order)
            assert bool(judging.hit("declaration:D1", "63")) is hits
            assert judging.unknown("declaration:D1", "63") is None
    hit = judged([*OFFICES, TRANSIT, first, second, declared("O3")]).hit("declaration:D1", "63")
    assert hit is not None
    assert "at office O1, O2 but" in sentence("63", hit)
    assert [evidence.values["office_id"] for evidence in hit.evidence] == ["O1", "O2", "O3"]


def test_part_closed_by_an_office_that_is_not_stated() -> None:
    """Where one of the closing offices is not stated, only the other one is known to be lawful."""
    first = f.completed("T1", T0 + DAY, outcome="partly_delivered")
    second = f.completed("T1", T0 + DAY + HOUR, office_id="O2", outcome="delivered", version=2)
    assert judged([*OFFICES, TRANSIT, first, second, declared("O2")]).verdicts("declaration:D1", "63") == []
    unknown = judged([*OFFICES, TRANSIT, first, second, declared("O3")]).unknown("declaration:D1", "63")
    assert unknown == Unknown(("transit.completed.office_id",))


def test_goods_stored_90_days_before_declaring() -> None:
    """The completing office is still known 90 days later, and 180 days as well."""
    for days in (90, 180):
        judging = judged([*OFFICES, TRANSIT, CLOSED]).until(T0 + days * DAY)
        assert judging.feed(declared("O3", T0 + (days + 1) * DAY)).hit("declaration:D1", "63")
        judging.feed(f.declaration("D2", T0 + (days + 1) * DAY, office_id="O1", transit_id="T1"))
        assert judging.verdicts("declaration:D2", "63") == []


@pytest.mark.parametrize("late", [False, True])
def test_completion_corrected_to_another_office(*, late: bool) -> None:
    """A corrected completion counts as if the first had never been sent; so does a new version."""
    for second in (
        f.amend(CLOSED, office_id="O3"),
        f.completed("T1", T0 + DAY, office_id="O3", outcome="delivered", version=2),
    ):
        events = [TRANSIT, CLOSED, second]
        judging = judged([*OFFICES, declared("O3"), *events] if late else [*OFFICES, *events, declared("O3")])
        assert judging.verdicts("declaration:D1", "63") == []
        judging = judged([*OFFICES, declared("O1"), *events] if late else [*OFFICES, *events, declared("O1")])
        assert judging.hit("declaration:D1", "63")


def test_cancelled_completion_is_pending_again() -> None:
    """A cancelled completion closes nothing."""
    judging = judged([*OFFICES, TRANSIT, CLOSED, declared("O3")])
    assert judging.hit("declaration:D1", "63")
    assert judging.feed(f.cancel(CLOSED)).verdicts("declaration:D1", "63") == []
    assert judging.statuses("63") == ["withdrawn"]
    judging.until(T0 + 32 * DAY)
    assert judging.unknown("declaration:D1", "63")
    assert judging.statuses("63") == ["withdrawn"]


def test_levels_and_exemptions() -> None:
    """A post of the same house is a hit at the level of offices only; an electronic centre never is by default."""
    document = '[criteria.63]\ncompare_level = "parent"'
    assert judged([*OFFICES, TRANSIT, CLOSED, declared("O2")]).hit("declaration:D1", "63")
    assert judged([*OFFICES, TRANSIT, CLOSED, declared("O2")], document).verdicts("declaration:D1", "63") == []
    events = [*OFFICES, TRANSIT, CLOSED, declared("E1")]
    assert judged(events).verdicts("declaration:D1", "63") == []
    assert judged(events, "[criteria.63]\nskip_electronic_centres = false").hit("declaration:D1", "63")


def test_unknown_inputs() -> None:
    """A completion without its office, or an office that the register does not know, leaves it unknown."""
    bare = f.completed("T1", T0 + DAY)
    assert judged([*OFFICES, TRANSIT, bare, declared("O3")]).unknown("declaration:D1", "63") == Unknown(
        ("transit.completed.office_id",)
    )
    assert judged([TRANSIT, CLOSED, declared("O3")]).unknown("declaration:D1", "63") == Unknown(
        ("ref.office.electronic_centre",)
    )


def test_joined_by_waybill() -> None:
    """A declaration that names no transit finds it by waybill and vehicle."""
    units = {"documents": [{"type": "transport", "number": "W1"}], "vehicle_ids": ["V1"]}
    events = [
        *OFFICES,
        f.transit("T1", T0, **units),
        CLOSED,
        f.declaration("D1", T0 + 2 * DAY, office_id="O3", **units),
    ]
    for order in (events, backwards(events)):
        assert judged(order).hit("declaration:D1", "63")


def test_the_last_of_two_amended_completions_holds() -> None:
    """A part closed at the declaring office, as one amendment had it, was closed elsewhere by the next."""
    done = f.completed("T1", T0 - DAY, version=2, office_id="O1", outcome="delivered")
    part = f.amend(done, version=3, event_id="a3", office_id="O2", outcome="partly_delivered")
    whole = f.amend(done, version=4, event_id="a4", office_id="O3", outcome="delivered")
    lodged = f.declaration("D1", T0, office_id="O2", transit_id="T1")
    events = [*OFFICES, f.transit("T1", T0 - 5 * DAY), done, part, whole, lodged]
    assert judged(events).statuses("63") == ["raised"]


def test_a_part_that_was_delivered_does_not_end_the_transit() -> None:
    """What is left may be sent elsewhere and declared there; only the last part ends it."""
    opened = f.transit("T1", T0 - 5 * DAY, destination_office_id="O1")
    part = f.completed("T1", T0 - 3 * DAY, version=2, office_id="O1", outcome="partly_delivered")
    moved = f.transit_amended(
        opened, T0 - DAY, version=3, destination_office_id="O3", change_kind="reroute", authorised_by_office_id="O9"
    )
    lodged = f.declaration("D1", T0, office_id="O3", transit_id="T1")
    judging = judged([*OFFICES, opened, part, moved, lodged])
    assert not [counted for counted in judging.counted if counted.name == "dead_letter"]
    assert judging.statuses("62") == judging.statuses("63") == []
    last = f.completed("T1", T0 + DAY, version=4, office_id="O2", outcome="delivered")
    assert judging.feed(last).statuses("63") == ["raised"]
