"""Tests of criterion 79."""

from itertools import permutations
from typing import Any

import pytest

from schemas.envelope import Event
from tests.factories import DAY, T0, cancel, declaration, declaration_amended
from tests.scorers.judging import judged, sentence

KEY = "declaration:D1"


def case(contract: str | None = "gift", procedure: str | None = "home_consumption", **fields: Any) -> Event:
    stated: dict[str, Any] = {"contract_kind": contract, "procedure": procedure, "items": [{}, {}]}
    return declaration("D1", T0, **{**stated, **fields})


def test_each_item_of_a_gift() -> None:
    """A declaration under no sale is a hit on each item."""
    room = judged([case()])
    assert [item.subject_id for item in room.verdicts(KEY, "79")] == ["D1|1", "D1|2"]
    hit = room.hit(KEY, "79")
    assert hit is not None
    assert hit.evidence[0].values == {"contract_kind": "gift", "procedure": "home_consumption"}
    assert sentence("79", hit) == "Item 1 is declared for home consumption under a contract that is no sale (gift)."


@pytest.mark.parametrize("contract", ["gift", "lease", "lease_with_buyout", "mixed", "barter", "commission", "loan"])
def test_what_is_no_sale(contract: str) -> None:
    """No contract but a gift, a lease with a later purchase, a mixed contract; unless the parameters call it a sale."""
    assert judged([case(contract)]).hit(KEY, "79") is not None
    named = f'[criteria.79]\nsale_kinds = ["sale", "{contract}"]'
    assert judged([case(contract)], named).verdicts(KEY, "79") == []


def test_a_sale_or_another_procedure_is_a_miss() -> None:
    """Also where the other one of both is not stated, since it can not matter."""
    for event in (case("sale"), case("sale", None), case("gift", "free_zone"), case(None, "export"), case(items=[])):
        assert judged([event]).verdicts(KEY, "79") == []


@pytest.mark.parametrize(
    ("event", "lacking"),
    [
        (case(None), ("declaration.contract_kind",)),
        (case(procedure=None), ("declaration.procedure",)),
        (case(None, None), ("declaration.contract_kind", "declaration.procedure")),
        (case(items=None), ("declaration.items[].item_no",)),
    ],
)
def test_what_is_not_stated_is_unknown(event: Event, lacking: tuple[str, ...]) -> None:
    unknown = judged([event]).unknown(KEY, "79")
    assert unknown is not None
    assert unknown.missing == lacking
    assert judged([event]).hit(KEY, "79") is None


@pytest.mark.parametrize("change", [{"contract_kind": "sale"}, {"procedure": "free_zone"}])
def test_an_amendment_is_judged_anew(change: dict[str, str]) -> None:
    """In either order; one that is taken back counts no more, and one may lead to a hit."""
    first = case()
    cured = declaration_amended(first, T0 + DAY, **change)
    for order in permutations([first, cured]):
        assert judged(order).verdicts(KEY, "79") == []
    assert judged([first, cured]).statuses("79") == ["withdrawn", "withdrawn"]
    assert judged([first, cured, cancel(cured)]).hit(KEY, "79") is not None
    sold = case("sale")
    for order in permutations([sold, declaration_amended(sold, T0 + DAY, contract_kind="loan")]):
        assert judged(order).hit(KEY, "79") is not None


def test_the_procedures_are_a_parameter() -> None:
    assert judged([case("gift", "free_zone")], '[criteria.79]\nprocedures = ["free_zone"]').hit(KEY, "79") is not None
    assert judged([case()], "[criteria.79]\nprocedures = []").verdicts(KEY, "79") == []
