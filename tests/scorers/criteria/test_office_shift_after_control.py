"""Criterion 9: volumes move to another office after control was tightened."""

from schemas.envelope import Event
from tests import factories as f
from tests.scorers.judging import judged

T, DAY, HOUR = f.T0, f.DAY, f.HOUR


def filed(name: str, t: int, office: str, kg: float = 100.0) -> Event:
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
        judging = judged(order)
        hit = judging.hit("declaration:B5", "9")
        assert hit is not None
        assert hit.evidence[0].event_id == violation()[0].id
        assert hit.evidence[0].values["n_after"] == 5


def test_four_declarations_are_not_judged_yet() -> None:
    """Below the first checkpoint nothing is said."""
    judging = judged([*before(), *violation(), *after(4)])
    assert all(judging.hit(f"declaration:B{n}", "9") is None for n in range(1, 5))


def test_an_even_split_is_no_move() -> None:
    """A participant that always used two offices alike is not suspected."""
    events = [filed(f"A{n}", T - 80 * DAY + n * 2 * DAY, "AB"[n % 2]) for n in range(30)]
    later = [filed(f"B{n}", T + (8 + n) * DAY, "BA"[n % 2]) for n in range(1, 11)]
    judging = judged([*events, *violation(), *later])
    assert all(judging.hit(f"declaration:B{n}", "9") is None for n in range(1, 11))


def test_a_closed_office_explains_the_move() -> None:
    """No hit where office A was closed or merged."""
    closed = f.fact("ref.office", key="A", tz="Asia/Almaty", valid_to=T + 5 * DAY)
    assert judged([*before(), *violation(), closed, *after(5)]).hit("declaration:B5", "9") is None


def test_an_annulled_case_takes_the_anchor_away() -> None:
    """A case opened at the office anchors the comparison until it is annulled."""
    opened = f.fact("ref.case", key="C1", person_id="P1", status="opened", opened_at=T, office_id="A", version=1)
    judging = judged([*before(), opened, *after(5)])
    assert judging.hit("declaration:B5", "9") is not None
    annulled = f.fact("ref.case", key="C1", person_id="P1", status="annulled", opened_at=T, office_id="A", version=2)
    assert judging.feed(annulled).hit("declaration:B5", "9") is None


def test_history_before_the_coverage_is_unknown() -> None:
    """A comparison that reaches before the coverage says nothing."""
    judging = judged([*before(), *violation(), *after(5)], coverage_start=T - 30 * DAY)
    assert judging.hit("declaration:B5", "9") is None
    assert judging.unknown("declaration:B5", "9") is not None


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
    hits = [judged(order, parameters).hit("declaration:B5", "9") for order in (events, events[::-1])]
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
    judging = judged(events)
    assert judging.hit("declaration:B5", "9") is not None
    judging.feed(*(f.cancel(event) for event in looks[-5:]))
    assert judging.hit("declaration:B5", "9") is None
