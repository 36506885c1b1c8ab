"""Criterion 9: volumes move to another office after control was tightened."""

from typing import Any

import pytest

from schemas.envelope import Event
from scorers.contract.verdict import Hit, Unknown
from tests import factories as f
from tests.scorers.judging import alone, backwards, sentence, vouched

T, DAY, HOUR = f.T0, f.DAY, f.HOUR
LAST = "declaration:B5"


def of_each(events: list[Event], keys: list[str], parameters: str = "") -> list[Hit | Unknown | None]:
    """What is said of declarations, the same in both orders of arrival."""
    rooms = [vouched(order, alone("9") + parameters) for order in (events, backwards(events))]
    [found, again] = [
        [next((item.verdict for item in room.verdicts(key, "9")), None) for key in keys] for room in rooms
    ]
    assert found == again
    return found


def said(events: list[Event], parameters: str = "", key: str = LAST) -> Hit | Unknown | None:
    """What is said of one declaration."""
    return of_each(events, [key], parameters)[0]


def with_parameters(**values: Any) -> str:
    return "[criteria.9]\n" + "".join(f"{name} = {value}\n" for name, value in values.items())


def filed(name: str, t: int, office: str, kg: float | None = 100.0) -> Event:
    return f.declaration(name, t, office_id=office, items=[{"item_no": 1, "net_kg": kg}])


def before(home: int = 18, other: int = 2) -> list[Event]:
    """A usual office A for the ninety days before T, with some declarations at B."""
    events = [filed(f"A{n}", T - 80 * DAY + n * 3 * DAY, "A") for n in range(home)]
    return events + [filed(f"X{n}", T - 70 * DAY + n * DAY, "B") for n in range(other)]


def violation(at: int = T) -> list[Event]:
    return [f.control_result("K1", at, declaration_id="A0", office_id="A", outcome="violation", form="inspection")]


def after(count: int, office: str = "B") -> list[Event]:
    return [filed(f"B{n}", T + (8 + n) * DAY, office) for n in range(1, count + 1)]


def test_the_move_hits_at_the_checkpoint() -> None:
    """The fifth declaration elsewhere is judged, with the anchor as evidence, in two orders of arrival."""
    events = [*before(), *violation(), *after(5)]
    for order in (events, events[::-1]):
        judging = vouched(order)
        hit = judging.hit("declaration:B5", "9")
        assert hit is not None
        assert hit.evidence[0].event_id == violation()[0].id
        assert hit.evidence[0].values["n_after"] == 5


def test_what_the_alert_says() -> None:
    """The sentence and the evidence give the shares before and after."""
    hit = said([*before(), *violation(), *after(5)])
    assert isinstance(hit, Hit)
    assert "at office A" in sentence("9", hit)
    assert "fell from 90% of 20 to 0% of 5" in sentence("9", hit)
    assert (hit.evidence[0].kind, hit.evidence[0].ref) == ("control.result", "control:K1")
    assert hit.evidence[0].values["kg_share_drop"] == 0.9
    assert hit.window == (T - 90 * DAY, T + 13 * DAY)


def test_four_declarations_are_not_judged_yet() -> None:
    """Below the first checkpoint, and between two, nothing is said although the move is plain."""
    events = [*before(), *violation(), *after(9)]
    found = of_each(events, [f"declaration:B{n}" for n in range(1, 10)])
    assert [n for n, verdict in enumerate(found, 1) if verdict is not None] == [5]
    early = with_parameters(checkpoints=[4])
    assert said([*before(), *violation(), *after(4)], early, "declaration:B4") is not None


def test_two_declarations_at_once_reach_a_checkpoint() -> None:
    """Where the fourth and the fifth and sixth come at one instant, none of these is skipped."""
    events = [*before(), *violation(), *after(4), filed("C1", T + 13 * DAY, "B"), filed("C2", T + 13 * DAY, "B")]
    both = of_each(events, ["declaration:C1", "declaration:C2"])
    assert [type(verdict) for verdict in both] == [Hit, Hit]


def test_a_late_declaration_moves_the_checkpoint() -> None:
    """One that becomes known later makes the fifth the sixth, and the fourth the fifth."""
    judging = vouched([*before(), *violation(), *after(5)])
    assert judging.hit(LAST, "9") is not None
    judging.feed(filed("LATE", T + 8 * DAY, "B"))
    assert judging.hit(LAST, "9") is None
    assert judging.hit("declaration:B4", "9") is not None


def test_only_elsewhere() -> None:
    """A declaration at the usual office itself is not judged, whatever number it is."""
    events = [*before(), *violation(), *after(4), filed("B5", T + 13 * DAY, "A")]
    assert said(events) is None
    assert isinstance(said([*events, *after(10)[5:]], key="declaration:B10"), Hit)


def test_an_even_split_is_no_move() -> None:
    """A participant that always used two offices alike is not suspected."""
    events = [filed(f"A{n}", T - 80 * DAY + n * 2 * DAY, "AB"[n % 2]) for n in range(30)]
    later = [filed(f"B{n}", T + (8 + n) * DAY, "BA"[n % 2]) for n in range(1, 11)]
    everything = [*events, *violation(), *later]
    assert of_each(everything, [f"declaration:B{n}" for n in range(1, 11)]) == [None] * 10
    # The tenth is judged: had all of them gone elsewhere it would be a hit.
    assert isinstance(said([*events, *violation(), *after(10)], key="declaration:B10"), Hit)


@pytest.mark.parametrize(
    ("days", "hits"), [(7, True), (7 - 1 / DAY, False), (60, True), (60 + 1 / DAY, False)], ids=str
)
def test_days_after_the_anchor(days: float, hits: bool) -> None:
    """Judged from `min_after_days` to `after_days` after the anchor, both included."""
    at = T + round(days * DAY)
    events = [*before(), *violation(), *(filed(f"B{n}", T + n * HOUR, "B") for n in range(1, 5)), filed("B5", at, "B")]
    assert (said(events) is not None) is hits


def test_days_before_the_anchor() -> None:
    """What counts as before begins `before_days` before the anchor, included, and ends before it."""
    first = filed("F", T - 90 * DAY, "A")
    rest = [filed(f"A{n}", T - (80 - 3 * n) * DAY, "A") for n in range(9)]
    anchor = [*violation()]
    assert isinstance(said([first, *rest, *anchor, *after(5)]), Hit)
    assert said([filed("F", T - 90 * DAY - 1, "A"), *rest, *anchor, *after(5)]) is None
    assert said([filed("F", T, "A"), *rest, *anchor, *after(5)]) is None


@pytest.mark.parametrize(
    ("home", "other", "moved", "hits"),
    [
        (10, 0, 5, True),
        (9, 0, 5, False),
        (10, 10, 10, True),
        (10, 11, 10, False),
    ],
)
def test_how_much_before(home: int, other: int, moved: int, hits: bool) -> None:
    """At least `min_before` declarations, and `min_home_share` of them at the office."""
    events = [*before(home, other), *violation(), *after(moved)]
    assert (said(events, key=f"declaration:B{moved}") is not None) is hits


@pytest.mark.parametrize(("stayed", "hits"), [(16, True), (17, False)])
def test_drop_of_the_share(stayed: int, hits: bool) -> None:
    """The share must fall by `min_drop`, and exactly that is enough."""
    events = [filed(f"A{n}", T - 80 * DAY + n * HOUR, "A" if n < 70 else "B") for n in range(100)]
    later = [filed(f"B{n}", T + (8 + n) * DAY, "A" if n <= stayed else "B") for n in range(1, 41)]
    assert (said([*events, *violation(), *later], key="declaration:B40") is not None) is hits


def test_chance() -> None:
    """A fall that may be chance is none: the checkpoints share `alpha` between them."""
    events = [*before(7, 3), *violation(), *after(5)]
    assert said(events) is None
    assert isinstance(said(events, with_parameters(checkpoints=[5])), Hit)


@pytest.mark.parametrize(("kg", "hits"), [(100.0, True), (900.0, True), (901.0, False)])
def test_drop_of_the_weight(kg: float, hits: bool) -> None:
    """The share of the weight must fall by `min_kg_drop` as well."""
    events = [filed(f"A{n}", T - (80 - n) * DAY, "A", 700.0) for n in range(10)]
    events += [filed(f"X{n}", T - (60 - n) * DAY, "B", 1000.0) for n in range(3)]
    later = [filed("B1", T + 8 * DAY, "A", 2 * kg / 3), *(filed(f"B{n}", T + (8 + n) * DAY, "B") for n in range(2, 11))]
    assert (said([*events, *violation(), *later], key="declaration:B10") is not None) is hits


def test_weight_unknown() -> None:
    """Whether the weight moved too nobody can tell while one declaration has none; no move is none all the same."""
    unweighed = filed("B5", T + 13 * DAY, "B", None)
    verdict = said([*before(), *violation(), *after(4), unweighed])
    assert isinstance(verdict, Unknown)
    assert verdict.missing == ("declaration.items[].net_kg",)
    assert said([*before(7, 3), *violation(), *after(4), unweighed]) is None


def office(key: str, **fields: Any) -> Event:
    return f.fact("ref.office", key=key, tz="Asia/Almaty", **fields)


def test_a_closed_office_explains_the_move() -> None:
    """No hit where office A was closed or merged, also not when it was closed for repair and has opened again."""
    events = [*before(), *violation(), *after(5)]
    closed = office("A", valid_to=T + 5 * DAY)
    assert said([*events, closed]) is None
    assert isinstance(said([*events, office("A", valid_to=T + 13 * DAY + 1)]), Hit)
    opened_again = office("A", valid_from=T + 12 * DAY, version=2)
    assert said([*events, closed, opened_again]) is None
    assert isinstance(said([*events, closed, office("A", valid_from=T + 5 * DAY, version=2)]), Hit)
    long_ago = [office("A", valid_to=T - 50 * DAY), office("A", valid_from=T - 40 * DAY, version=2)]
    assert isinstance(said([*events, *long_ago]), Hit)


def test_a_silent_register_of_offices_may_hide_the_closure() -> None:
    """Whether office A was closed is unknown while the register is silent, and so is the criterion."""
    named = '[engine.registers]\n"ref.office" = ["office-register"]\n'
    events = [*before(), *violation(), *after(5)]
    assert said(events, named) == Unknown(("ref.office",))
    assert isinstance(said([*events, f.fact("ref.source_heartbeat", "office-register", t=T + 60 * DAY)], named), Hit)


def opened(version: int = 1, **fields: Any) -> Event:
    """A case against the participant, opened at office A; later versions say more of it."""
    said_of_it = {"person_id": "P1", "status": "opened", "opened_at": T, "office_id": "A", **fields}
    return f.fact("ref.case", key="C1", version=version, **said_of_it)


def test_an_annulled_case_takes_the_anchor_away() -> None:
    """A case opened at the office anchors the comparison until it is annulled."""
    events = [*before(), opened(), *after(5)]
    assert isinstance(said(events), Hit)
    annulled = opened(2, status="annulled")
    assert said([*events, annulled]) is None
    judging = vouched(events).feed(annulled)
    assert judging.verdicts(LAST, "9") == []
    assert said([*events, f.cancel(opened())]) is None


def test_a_case_annulled_from_a_later_date() -> None:
    """What is annulled from a later date on was a ground still when the declaration was lodged."""
    events = [*before(), opened(), *after(5)]
    assert isinstance(said([*events, opened(2, status="annulled", valid_from=T + 13 * DAY + 1)]), Hit)
    assert said([*events, opened(2, status="annulled", valid_from=T + 13 * DAY)]) is None


@pytest.mark.parametrize(
    "anchor",
    [
        opened(office_id=None),
        f.control_result(
            "K1",
            T,
            declaration_id="OTHER",
            participant_id="P1",
            outcome="violation",
            stage="post_release",
            office_id="Z",
        ),
    ],
    ids=["case", "audit"],
)
def test_an_anchor_at_all_offices(anchor: Event) -> None:
    """A case at no office, or an audit after release, speaks of the office with the largest share before."""
    events = [*before(), anchor, *after(5)]
    hit = said(events)
    assert isinstance(hit, Hit)
    assert hit.evidence[0].values["office"] == "A"
    assert said([*events, office("A", valid_to=T + 5 * DAY)]) is None


def test_other_anchors_are_none() -> None:
    """A control that found nothing, or was at another office, and somebody else's case, tighten nothing at A."""
    for anchor in (
        f.control_result("K1", T, declaration_id="A0", office_id="A", outcome="no_violation"),
        f.control_result("K1", T, declaration_id="A0", office_id="Z", outcome="violation"),
        opened(person_id="P2"),
    ):
        assert said([*before(), anchor, *after(5)]) is None
    adjusted = f.control_result("K1", T, declaration_id="A0", office_id="A", outcome="value_adjusted")
    assert isinstance(said([*before(), adjusted, *after(5)]), Hit)
    assert said([*before(), *violation(), f.cancel(violation()[0]), *after(5)]) is None


def test_a_violation_under_a_transit_is_an_anchor() -> None:
    """At the office of the control, else where it was ordered; one of no known office, or of another's, is none."""
    opened = f.transit("T1", T - DAY, declarant_id="P1", departure_office_id="A")

    def found(**fields: Any) -> Event:
        return f.control_result("K1", T, **{"transit_id": "T1", "outcome": "violation", "stage": "transit", **fields})

    hit = said([*before(), opened, found(office_id="A"), *after(5)])
    assert isinstance(hit, Hit)
    assert (hit.evidence[0].ref, hit.evidence[0].values["office"]) == ("control:K1", "A")
    ordered = f.control_assigned("K1", T - HOUR, transit_id="T1", office_id="A", form="inspection")
    assert isinstance(said([*before(), opened, ordered, found(), *after(5)]), Hit)
    for events in (
        [opened, found()],
        [opened, found(office_id="B")],
        [opened, found(office_id="A", outcome="no_violation")],
        [f.transit("T1", T - DAY, declarant_id="P2"), found(office_id="A")],
        [found(office_id="A")],
    ):
        assert said([*before(), *events, *after(5)]) is None


def test_the_earliest_anchor_counts() -> None:
    """Of several anchors at an office the earliest unexpired one is compared with."""
    second = f.control_result("K2", T + 3 * DAY, declaration_id="A1", office_id="A", outcome="violation")
    events = [*before(), *violation(), second, *after(5)]
    hit = said(events)
    assert isinstance(hit, Hit)
    assert hit.evidence[0].ref == "control:K1"
    expired = f.control_result("K0", T - 50 * DAY, declaration_id="A2", office_id="A", outcome="violation")
    later = said([*events, expired])
    assert isinstance(later, Hit)
    assert later.evidence[0].ref == "control:K1"


def test_houses_compared() -> None:
    """With `compare_level` at the house a move between its posts is none, and an unknown office leaves it open."""
    level = with_parameters(compare_level='"parent"')
    houses = [office("A", parent_id="H1"), office("B", parent_id="H2")]
    events = [*before(), *violation(), *after(5)]
    hit = said([*houses, *events], level)
    assert isinstance(hit, Hit)
    assert hit.evidence[0].values["office"] == "H1"
    assert said([houses[0], office("B", parent_id="H1"), *events], level) is None
    verdict = said([houses[0], *events], level)
    assert isinstance(verdict, Unknown)
    assert verdict.missing == ("ref.office.parent_id",)


def test_history_before_the_coverage_is_unknown() -> None:
    """A comparison that reaches before the coverage says nothing, also when no anchor was seen at all."""
    for events in ([*before(), *violation(), *after(5)], after(5)):
        unknown = vouched(events, coverage_start=T - 30 * DAY).unknown(LAST, "9")
        assert unknown is not None
        assert unknown.missing == ("coverage",)
    seen = vouched([*before(), *violation(), *after(5)], coverage_start=T - 90 * DAY)
    assert seen.hit(LAST, "9") is not None


def close_looks(count: int, form: str = "inspection", last: int = T) -> list[Event]:
    """Fourteen declarations at A in the weeks before `last`; controls of the last `count`, one a day until then."""
    recent = [filed(f"R{n}", last - (18 - n) * DAY, "A") for n in range(14)]
    ordered = [
        f.control_assigned(f"K{n}", last - (13 - n) * DAY, declaration_id=f"R{n}", form=form)
        for n in range(14 - count, 14)
    ]
    return [*recent, *ordered]


def long_before() -> list[Event]:
    """Declarations at office A before the last month, and few at B."""
    events = [filed(f"A{n}", T - 100 * DAY + n * 4 * DAY, "A") for n in range(16)]
    return [*events, *(filed(f"X{n}", T - 70 * DAY + n * DAY, "B") for n in range(2))]


def moved(events: list[Event], parameters: str = "") -> Event | None:
    """The event that anchors the hit, the same in two orders of arrival."""
    hits = [vouched(order, parameters).hit("declaration:B5", "9") for order in (events, events[::-1])]
    assert hits[0] == hits[1]
    names = {event.id: event for event in events}
    return names[str(hits[0].evidence[0].event_id)] if hits[0] else None


def test_closer_control_is_an_anchor() -> None:
    """A share of inspections and value checks that has risen by three tenths anchors at the order that made it so."""
    events = [*long_before(), *close_looks(8), *after(5)]
    anchor = moved(events)
    assert anchor is not None
    assert anchor.entity_id == "K10"
    assert moved([*long_before(), *close_looks(8, "customs_value_check"), *after(5)]) is not None
    assert moved([*long_before(), *close_looks(8, "documentary_check"), *after(5)]) is None


def test_control_was_as_close_before() -> None:
    """Where the share was high in the ninety days before, or rose too little, nothing was tightened."""
    few = [*long_before(), *close_looks(4), *after(5)]
    assert moved(few) is None
    as_before = [f.control_assigned(f"L{n}", T - 100 * DAY + n * 4 * DAY, declaration_id=f"A{n}", form="inspection")
                 for n in range(6)]  # fmt: skip
    assert moved([*long_before(), *as_before, *close_looks(8), *after(5)]) is None


def test_too_few_declarations_for_a_share() -> None:
    """Shares of fewer than ten declarations say nothing."""
    assert moved([*long_before()[8:], *close_looks(8), *after(5)]) is None


def test_cancelled_orders_take_the_anchor_away() -> None:
    """Controls that were revoked tightened nothing."""
    looks = close_looks(8)
    events = [*long_before(), *looks, *after(5)]
    judging = vouched(events)
    assert judging.hit("declaration:B5", "9") is not None
    judging.feed(*(f.cancel(event) for event in looks[-5:]))
    assert judging.hit("declaration:B5", "9") is None
