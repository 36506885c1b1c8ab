"""Tests of criterion 95."""

from itertools import permutations
from typing import Any

from schemas.envelope import Event
from tests.factories import amend, cancel, declaration, declaration_amended
from tests.scorers.judging import Judging, judged, sentence

T = "2026-03-02T06:00Z"
LATER = "2026-03-02T09:00Z"
KEY = "declaration:D1"


def case(*origins: str | None, dispatch: str | None = "CN", trading: str | None = "CN", **fields: Any) -> Event:
    items = [{"origin_country": origin, "customs_value": 100.0} for origin in origins]
    return declaration("D1", T, **{"items": items, **fields}, dispatch_country=dispatch, trading_country=trading)


def room(*origins: str | None, dispatch: str | None = "CN", trading: str | None = "CN", **fields: Any) -> Judging:
    return judged([case(*origins, dispatch=dispatch, trading=trading, **fields)])


def test_same_country_throughout() -> None:
    """One country for dispatch, origin and trade is a miss."""
    assert room("CN", "CN").verdicts(KEY, "95") == []


def test_origin_elsewhere() -> None:
    """An item made elsewhere is hit, with low severity, on the country of dispatch."""
    judging = room("CN", "VN")
    hit = judging.hit(KEY, "95")
    assert hit is not None
    assert (hit.severity, [evidence.ref for evidence in hit.evidence]) == ("low", ["D1|2"])
    assert [item.subject_id for item in judging.verdicts(KEY, "95")] == ["CN"]


def test_trading_country_elsewhere() -> None:
    """Trade elsewhere makes every item differ, whatever it is worth."""
    hit = room("CN", "CN", trading="HK", items=[{"origin_country": "CN"}, {"origin_country": "CN"}]).hit(KEY, "95")
    assert hit is not None
    assert len(hit.evidence) == 2


def test_origin_eu_dispatch_de() -> None:
    """The origin EU matches dispatch from a member state, unless the group is switched off; not from elsewhere."""
    assert room("EU", dispatch="DE", trading="DE").verdicts(KEY, "95") == []
    assert room("EU", dispatch="CH", trading="CH").hit(KEY, "95") is not None
    assert room("EU", dispatch="DE", trading="FR").hit(KEY, "95") is not None
    assert room("FR", dispatch="DE", trading="DE").hit(KEY, "95") is not None
    off = judged([case("EU", dispatch="DE", trading="DE")], "[criteria.95]\neu_group = false")
    assert off.hit(KEY, "95") is not None


def test_origin_unknown() -> None:
    """An origin that is unknown or various leaves the trading country to decide."""
    for origin in (None, "00"):
        assert room(origin).verdicts(KEY, "95") == []
        assert room(origin, trading="HK").hit(KEY, "95") is not None
        unknown = room(origin, trading=None).unknown(KEY, "95")
        assert unknown is not None
        assert unknown.missing == ("declaration.trading_country",)
        hit = room(origin, "VN").hit(KEY, "95")
        assert hit is not None
        assert [evidence.ref for evidence in hit.evidence] == ["D1|2"]


def test_only_one_small_item_differs() -> None:
    """The differing items must reach their share of the value; exactly the share is a hit."""

    def worth(value: float) -> list[dict[str, Any]]:
        return [
            {"origin_country": "CN", "customs_value": 900.0},
            {"origin_country": "VN", "customs_value": value},
        ]

    assert room(items=worth(99.0)).verdicts(KEY, "95") == []
    hit = room(items=worth(100.0)).hit(KEY, "95")
    assert hit is not None
    assert "One item, 10% of the value" in sentence("95", hit)
    small = [{"origin_country": "VN", "customs_value": 60.0}, {"origin_country": "TH", "customs_value": 60.0}]
    hit = room(items=[*worth(0.0)[:1], *small]).hit(KEY, "95")
    assert hit is not None
    assert [evidence.ref for evidence in hit.evidence] == ["D1|2", "D1|3"]
    first = case(items=worth(900.0))
    shrunk = declaration_amended(first, LATER, items=[{"item_no": no, **item} for no, item in enumerate(worth(9.0), 1)])
    for order in permutations([first, shrunk]):
        assert judged(order).verdicts(KEY, "95") == []
    whole = judged([case(items=worth(99.0))], "[criteria.95]\nmin_value_share = 0.09")
    assert whole.hit(KEY, "95") is not None


def test_unknown_inputs() -> None:
    """Without the country of dispatch, the trading country, the items or their values nothing can be said."""
    cases = [
        (room("CN", dispatch=None), "declaration.dispatch_country"),
        (room("CN", trading=None), "declaration.trading_country"),
        (room(items=None), "declaration.items[].origin_country"),
        (
            room(items=[{"origin_country": "CN", "customs_value": 9.0}, {"origin_country": "VN"}]),
            "declaration.items[].customs_value",
        ),
    ]
    for judging, path in cases:
        unknown = judging.unknown(KEY, "95")
        assert unknown is not None
        assert unknown.missing == (path,)
        assert judging.hit(KEY, "95") is None


def test_no_items() -> None:
    """A declaration of no items is a miss, since nothing differs."""
    assert room(items=[]).verdicts(KEY, "95") == []
    assert room(items=[], trading="HK").verdicts(KEY, "95") == []
    assert room(items=[], trading=None).verdicts(KEY, "95") == []


def test_unknown_trading_country_hides_no_hit() -> None:
    """An origin elsewhere is a hit although the trading country is unknown."""
    assert room("VN", trading=None).hit(KEY, "95") is not None


def test_amended_and_corrected() -> None:
    """The effective snapshot decides, in both orders; a cancelled amendment changes nothing."""
    first = case("VN")
    cured = declaration_amended(first, LATER, dispatch_country="VN", trading_country="VN")
    for order in permutations([first, cured]):
        assert judged(order).verdicts(KEY, "95") == []
    for events in ([first, cured, cancel(cured)], [first, cancel(cured), cured]):
        assert judged(events).hit(KEY, "95") is not None
    for order in permutations([first, amend(first, trading_country="VN", dispatch_country="VN")]):
        assert judged(order).verdicts(KEY, "95") == []
