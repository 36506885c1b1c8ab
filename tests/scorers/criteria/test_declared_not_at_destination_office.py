"""Tests of criterion 62."""

from itertools import permutations

import pytest

from schemas.envelope import Event
from scorers.contract.verdict import Unknown
from tests import factories as f
from tests.scorers.judging import Judging, backwards, judged

T0, DAY, HOUR = f.T0, f.DAY, f.HOUR
OFFICES = f.offices()
TRANSIT = f.transit("T1", T0, destination_office_id="O1")


def declared(office: str, t: int = T0 + 2 * DAY, **fields: object) -> Event:
    """A declaration of the goods of transit T1."""
    return f.declaration("D1", t, office_id=office, **{"transit_id": "T1", **fields})


@pytest.mark.parametrize("office", ["O1", "o-1"])
def test_declared_at_the_destination(office: str) -> None:
    """The office of destination is no hit, however it is written."""
    assert judged([*OFFICES, TRANSIT, declared(office)]).verdicts("declaration:D1", "62") == []


@pytest.mark.parametrize("events", list(permutations([TRANSIT, declared("O3"), OFFICES[2]])))
def test_hit_in_any_order(events: tuple[Event, ...]) -> None:
    """Whichever of declaration, transit and office record comes last decides."""
    hit = judged(events).hit("declaration:D1", "62")
    assert hit is not None
    assert [evidence.values for evidence in hit.evidence] == [{"destination_office_id": "O1"}, {"office_id": "O3"}]


def test_declaration_before_the_transit_is_known() -> None:
    """A declaration whose transit is not known waits, and is a miss only once the hours have passed."""
    judging = judged([*OFFICES, declared("O3")])
    assert judging.unknown("declaration:D1", "62") == Unknown(("transit.transit_id",))
    judging.until(T0 + 2 * DAY + 48 * HOUR - 1)
    assert judging.unknown("declaration:D1", "62")
    judging.until(T0 + 2 * DAY + 48 * HOUR)
    assert judging.verdicts("declaration:D1", "62") == []
    assert judging.feed(TRANSIT).hit("declaration:D1", "62")


def test_declaration_lodged_before_the_transit_was_opened() -> None:
    """Goods declared before they set out are compared with the destination set at the opening."""
    events = [*OFFICES, declared("O3", T0 - DAY), TRANSIT]
    for order in (events, backwards(events)):
        assert judged(order).hit("declaration:D1", "62")


def test_lawful_change_of_destination_that_arrives_late() -> None:
    """An authorised reroute before the declaration withdraws the alert; one after it, or unauthorised, does not."""
    judging = judged([*OFFICES, TRANSIT, declared("O3")])
    assert judging.hit("declaration:D1", "62")
    change = {"destination_office_id": "O3", "change_kind": "reroute"}
    own = f.transit_amended(TRANSIT, T0 + HOUR, **change, initiator="carrier")
    assert judging.feed(own).hit("declaration:D1", "62")
    other = f.transit_amended(own, T0 + 2 * HOUR, change_kind="seal_change", authorised_by_office_id="O9")
    assert judging.feed(other).hit("declaration:D1", "62")
    lawful = f.transit_amended(TRANSIT, T0 + HOUR, **change, authorised_by_office_id="O9")
    judging = judged([*OFFICES, TRANSIT, declared("O3")])
    assert judging.statuses("62") == ["raised"]
    assert judging.feed(lawful).statuses("62") == ["withdrawn"]
    at_once = f.transit_amended(TRANSIT, T0 + 2 * DAY, **change, authorised_by_office_id="O9")
    after = f.transit_amended(TRANSIT, T0 + 2 * DAY + 1, **change, authorised_by_office_id="O9")
    for amended, office, hits in (
        (lawful, "O3", False),
        (lawful, "O1", True),
        (at_once, "O3", False),
        (after, "O3", True),
        (after, "O1", False),
    ):
        for rows in permutations([[TRANSIT, amended], [declared(office)]]):
            judging = judged([*OFFICES, *(event for row in rows for event in row)])
            assert bool(judging.hit("declaration:D1", "62")) is hits
            assert judging.unknown("declaration:D1", "62") is None


def test_carrier_s_own_change_that_is_authorised_later() -> None:
    """A reroute that repeats what the carrier had changed without leave makes it lawful from then on."""
    own = f.transit_amended(TRANSIT, T0 + HOUR, destination_office_id="O3", change_kind="reroute", initiator="carrier")
    allowed = f.transit_amended(own, T0 + 2 * HOUR, initiator="customs", authorised_by_office_id="O9")
    for rows in permutations([[TRANSIT, own, allowed], [declared("O3")]]):
        judging = judged([*OFFICES, *(event for row in rows for event in row)])
        assert judging.verdicts("declaration:D1", "62") == []
    assert judged([*OFFICES, TRANSIT, own, allowed, declared("O3", T0 + HOUR)]).hit("declaration:D1", "62")


def test_transit_of_which_only_a_change_is_known() -> None:
    """Where the carrier's own reroute is all that is known, nobody can tell where the goods were sent."""
    own = f.transit_amended(TRANSIT, T0 + HOUR, destination_office_id="O3", change_kind="reroute", initiator="carrier")
    judging = judged([*OFFICES, own, declared("O3")])
    assert judging.unknown("declaration:D1", "62") == Unknown(("transit.destination_office_id",))
    other = f.transit_amended(own, T0 + HOUR, changed_fields=["seals"], change_kind="other")
    assert judged([*OFFICES, other, declared("O1")]).hit("declaration:D1", "62")


def test_opening_corrected_after_a_change() -> None:
    """A correction of the opening comes before the amendments that it was made after."""
    own = f.transit_amended(TRANSIT, T0 + HOUR, destination_office_id="O3", initiator="carrier")
    corrected = f.amend(TRANSIT, version=3, destination_office_id="O2")
    hit = judged([*OFFICES, TRANSIT, own, corrected, declared("O3")]).hit("declaration:D1", "62")
    assert hit is not None
    assert hit.evidence[0].values == {"destination_office_id": "O2"}


def test_cancelled_reroute() -> None:
    """A cancelled amendment never moved the destination."""
    lawful = f.transit_amended(TRANSIT, T0 + HOUR, destination_office_id="O3", authorised_by_office_id="O9")
    judging = judged([*OFFICES, TRANSIT, declared("O3"), lawful])
    assert judging.hit("declaration:D1", "62") is None
    assert judging.feed(f.cancel(lawful)).hit("declaration:D1", "62")


def test_post_under_the_same_customs_house() -> None:
    """Posts of one customs house are one place at the level of parents only."""
    events = [*OFFICES, TRANSIT, declared("O2")]
    document = '[criteria.62]\ncompare_level = "parent"'
    assert judged(events).hit("declaration:D1", "62")
    assert judged(events, document).verdicts("declaration:D1", "62") == []
    assert judged([*OFFICES, TRANSIT, declared("O3")], document).hit("declaration:D1", "62")
    unknown = judged([OFFICES[2], TRANSIT, declared("O3")], document).unknown("declaration:D1", "62")
    assert unknown == Unknown(("ref.office.parent_id",))
    late = [TRANSIT, declared("O2"), *OFFICES]
    assert judged(late).hit("declaration:D1", "62")
    assert judged(late, document).verdicts("declaration:D1", "62") == []


def test_electronic_centre() -> None:
    """A centre of electronic declaring is open to all unless the parameter says otherwise."""
    events = [*OFFICES, TRANSIT, declared("E1")]
    for order in (events, backwards(events)):
        assert judged(order).verdicts("declaration:D1", "62") == []
        assert judged(order, "[criteria.62]\nskip_electronic_centres = false").hit("declaration:D1", "62")
    assert judged([*OFFICES, f.transit("T1", T0), declared("E1")]).verdicts("declaration:D1", "62") == []


def test_paired_offices() -> None:
    """Paired offices count as one, in either direction."""
    document = '[criteria.62]\npaired_offices = [["O3", "O1"]]'
    assert judged([*OFFICES, TRANSIT, declared("O3")], document).verdicts("declaration:D1", "62") == []
    assert judged([*OFFICES, TRANSIT, declared("O2")], document).hit("declaration:D1", "62")


def test_unknown_inputs() -> None:
    """A destination that is not stated, or an office that the register does not know, leaves it unknown."""
    bare = f.transit("T1", T0)
    assert judged([*OFFICES, bare, declared("O3")]).unknown("declaration:D1", "62") == Unknown(
        ("transit.destination_office_id",)
    )
    assert judged([TRANSIT, declared("O3")]).unknown("declaration:D1", "62") == Unknown(
        ("ref.office.electronic_centre",)
    )


def papers(number: str = "CMR 7/1", **units: list[str]) -> dict[str, object]:
    """Fields of a load under one waybill."""
    return {"documents": [{"type": "cmr", "number": number}], **units}


def test_join_by_waybill_and_vehicle() -> None:
    """A declaration that names no transit finds it by the waybill and a vehicle or container, in any order."""
    carried = f.transit("T1", T0, destination_office_id="O1", **papers(vehicle_ids=["V-1"], container_ids=["C1"]))
    by_vehicle = f.declaration("D1", T0 + DAY, office_id="O3", **papers("cmr7-1", vehicle_ids=["X", "v1"]))
    by_container = f.declaration("D2", T0 + DAY, office_id="O3", **papers(container_ids=["C1"]))
    other_vehicle = f.declaration("D3", T0 + DAY, office_id="O3", **papers(vehicle_ids=["V2"]))
    other_paper = f.declaration("D4", T0 + DAY, office_id="O3", **papers("CMR 8", vehicle_ids=["V1"]))
    for events in permutations([carried, by_vehicle, by_container, other_vehicle, other_paper]):
        judging = judged([*OFFICES, *events])
        assert judging.hit("declaration:D1", "62")
        assert judging.hit("declaration:D2", "62")
        assert judging.hit("declaration:D3", "62") is None
        assert judging.hit("declaration:D4", "62") is None


def test_join_prefers_the_last_transit_before_the_declaration() -> None:
    """A waybill number used again belongs to the transit opened last before the declaration."""
    units = papers(vehicle_ids=["V1"])
    transits = [
        f.transit(f"T{number}", T0 + number * DAY, destination_office_id=office, **units)
        for number, office in enumerate(("O3", "O1", "O3"), 1)
    ]
    declaration = f.declaration("D1", T0 + 2 * DAY + HOUR, office_id="O3", **units)
    for events in permutations([*transits, declaration]):
        hit = judged([*OFFICES, *events]).hit("declaration:D1", "62")
        assert hit is not None
        assert hit.evidence[0].ref == "T2"


def test_join_follows_a_cancelled_transit_and_an_amended_declaration() -> None:
    """A transit cancelled, or papers corrected, undo the join."""
    units = papers(vehicle_ids=["V1"])
    carried = f.transit("T1", T0, destination_office_id="O1", **units)
    declaration = f.declaration("D1", T0 + DAY, office_id="O3", **units)
    judging = judged([*OFFICES, declaration, carried])
    assert judging.hit("declaration:D1", "62")
    assert judging.statuses("62") == ["raised"]
    assert judging.feed(f.cancel(carried)).unknown("declaration:D1", "62")
    assert judging.statuses("62") == ["withdrawn"]
    judging = Judging().feed(*OFFICES, declaration, carried, f.declaration_amended(declaration, T0 + DAY, documents=[]))
    assert judging.hit("declaration:D1", "62") is None


def test_destination_corrected_away() -> None:
    """An alert does not stand on a destination that a correction took back."""
    judging = judged([*OFFICES, declared("O3"), TRANSIT])
    assert judging.statuses("62") == ["raised"]
    assert judging.feed(f.amend(TRANSIT, destination_office_id=None)).statuses("62") == ["withdrawn"]


def test_goods_that_came_without_transit() -> None:
    """A declaration without transit and waybill is a miss at once."""
    assert judged([*OFFICES, f.declaration("D1", office_id="O3")]).verdicts("declaration:D1", "62") == []


def test_each_declaration_of_one_transit_apart() -> None:
    """Several consignments of a transit are judged one by one."""
    second = f.declaration("D2", T0 + DAY, office_id="O1", transit_id="T1")
    judging = judged([*OFFICES, second, declared("O3"), TRANSIT])
    assert judging.hit("declaration:D1", "62")
    assert judging.hit("declaration:D2", "62") is None


def test_a_part_may_be_declared_where_it_was_delivered() -> None:
    """It went where the transit was bound at that time, wherever the rest was sent afterwards."""
    opened = f.transit("T1", T0 - 5 * DAY, destination_office_id="O1")
    part = f.completed("T1", T0 - 3 * DAY, version=2, office_id="O1", outcome="partly_delivered")
    moved = f.transit_amended(
        opened, T0 - DAY, version=3, destination_office_id="O3", change_kind="reroute", authorised_by_office_id="O9"
    )
    for office, expected in (("O1", []), ("O2", ["raised"]), ("O3", [])):
        lodged = f.declaration("D1", T0, office_id=office, transit_id="T1")
        assert judged([*OFFICES, opened, part, moved, lodged]).statuses("62") == expected
