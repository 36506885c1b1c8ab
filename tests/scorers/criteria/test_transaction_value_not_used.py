"""Tests of criterion 110."""

from itertools import permutations
from typing import Any

from schemas.envelope import Event
from tests.factories import amend, cancel, declaration, declaration_amended, released
from tests.scorers.judging import judged, sentence

T = "2026-03-02T06:00Z"
LATER = "2026-03-02T09:00Z"
LATEST = "2026-03-02T12:00Z"


def case(*methods: int | None, procedure: str | None = "home_consumption", **fields: Any) -> Event:
    items = [{"valuation_method": method} for method in methods]
    return declaration("D1", T, procedure=procedure, items=items, **fields)


def items(*methods: int | None) -> list[dict[str, Any]]:
    return [{"item_no": number, "valuation_method": method} for number, method in enumerate(methods, 1)]


def test_other_method() -> None:
    """Only the items that another method valued are hit."""
    room = judged([case(1, 6, 1, 2)])
    assert [item.subject_id for item in room.verdicts("declaration:D1", "110")] == ["D1|2", "D1|4"]
    hit = room.hit("declaration:D1", "110")
    assert hit is not None
    assert (hit.severity, hit.evidence[0].values["origin"]) == ("medium", "declarant")


def test_deal_price() -> None:
    """The first method is a miss."""
    assert judged([case(1)]).verdicts("declaration:D1", "110") == []


def test_method_missing() -> None:
    """A missing method is unknown for that item alone, and missing items are unknown altogether."""
    room = judged([case(None, 3)])
    for judging in (room, judged([declaration("D1", T, procedure="home_consumption")])):
        unknown = judging.unknown("declaration:D1", "110")
        assert unknown is not None
        assert unknown.missing == ("declaration.items[].valuation_method",)
    assert judged([declaration("D1", T, items=[])]).verdicts("declaration:D1", "110") == []
    first = case(None)
    stated = declaration_amended(first, LATER, items=items(6), initiator="declarant")
    for order in permutations([first, stated]):
        assert judged(order).hit("declaration:D1", "110") is not None
    assert [item.subject_id for item in room.verdicts("declaration:D1", "110")] == ["D1|1", "D1|2"]
    assert room.hit("declaration:D1", "110") is not None


def test_skipped_procedures() -> None:
    """Skipped procedures are a miss; an unknown procedure could be one of them."""
    assert judged([case(6, procedure="transit")]).verdicts("declaration:D1", "110") == []
    unknown = judged([case(6, procedure=None)]).unknown("declaration:D1", "110")
    assert unknown is not None
    assert unknown.missing == ("declaration.procedure",)
    none_skipped = "[criteria.110]\nskip_procedures = []"
    assert judged([case(6, procedure=None)], none_skipped).hit("declaration:D1", "110") is not None


def test_goods_without_sale() -> None:
    """A gift has no price of a deal and is hit as well."""
    hit = judged([case(6, contract_kind="gift")]).hit("declaration:D1", "110")
    assert hit is not None
    assert hit.severity == "medium"
    assert judged([case(1, contract_kind="gift")]).verdicts("declaration:D1", "110") == []


def test_method_changed_by_the_officers_adjustment() -> None:
    """A method that an officer's amendment changed is a hit of low severity, and stays so."""
    first = case(1, 6)
    adjusted = declaration_amended(first, LATER, items=items(2, 6), initiator="officer")
    for order in ([first, adjusted], [first, adjusted, adjusted]):
        room = judged(order)
        hits = {item.subject_id: item.verdict for item in room.verdicts("declaration:D1", "110")}
        assert [(key, getattr(hit, "severity", "")) for key, hit in hits.items()] == [
            ("D1|1", "low"),
            ("D1|2", "medium"),
        ]
    again = declaration_amended(adjusted, LATEST, items=items(2, 6), initiator="declarant")
    room = judged([first, adjusted, again])
    hit = room.hit("declaration:D1", "110")
    assert hit is not None
    assert hit.severity == "low"
    assert (hit.evidence[0].event_id, hit.evidence[0].values["origin"]) == (adjusted.id, "officer")
    assert "officer's adjustment" in sentence("110", hit)
    undone = judged([first, adjusted, cancel(adjusted)])
    assert [item.subject_id for item in undone.verdicts("declaration:D1", "110")] == ["D1|2"]


def test_officer_adjusts_after_release() -> None:
    """An adjustment after release counts as well, whichever of the two arrives first."""
    first = case(1)
    adjusted = declaration_amended(first, LATEST, items=items(2), initiator="officer", stage="after_release")
    for order in ([first, released("D1", LATER), adjusted], [first, adjusted, released("D1", LATER)]):
        hit = judged(order).hit("declaration:D1", "110")
        assert hit is not None
        assert hit.severity == "low"


def test_declarants_amendment() -> None:
    """A method that the declarant himself changed keeps its weight."""
    first = case(1)
    hit = judged([first, declaration_amended(first, LATER, items=items(6), initiator="declarant")]).hit(
        "declaration:D1", "110"
    )
    assert hit is not None
    assert hit.severity == "medium"


def test_amended_and_corrected() -> None:
    """An amendment back to the price of the deal ends the hit, in both orders; cancelling it brings the hit back."""
    first = case(6)
    cured = declaration_amended(first, LATER, items=items(1))
    for order in permutations([first, cured]):
        assert judged(order).verdicts("declaration:D1", "110") == []
    for events in ([first, cured, cancel(cured)], [first, cancel(cured), cured]):
        assert judged(events).hit("declaration:D1", "110") is not None
    for order in permutations([first, amend(first, items=items(1))]):
        assert judged(order).verdicts("declaration:D1", "110") == []
