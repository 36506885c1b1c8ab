"""Tests of criterion 98."""

from itertools import permutations
from typing import Any

import pytest

from schemas.envelope import Event
from tests.factories import DAY, amend, cancel, declaration, declaration_amended, fact, ms
from tests.scorers.judging import judged, sentence

T = ms("2026-03-02T06:00Z")
KEY = "declaration:D1"
HELD = '[engine.registers]\n"ref.country" = ["risk-unit"]\n'
ROLES = ("trading", "dispatch", "destination")


def case(t: Any = T, trading: str | None = "DE", dispatch: str | None = "DE", destination: str | None = "KZ") -> Event:
    countries = {"trading_country": trading, "dispatch_country": dispatch, "destination_country": destination}
    return declaration("D1", t, items=[{"goods_code": "8471300000", "origin_country": "KP"}], **countries)


def country(code: str, sanctioned: bool | None = False, **fields: Any) -> Event:
    return fact("ref.country", country=code, sanctioned=sanctioned, **fields)


TABLE = [country("DE"), country("KZ"), country("KP", sanctioned=True)]


@pytest.mark.parametrize("role", ROLES)
def test_every_role(role: str) -> None:
    """Sanctions on the country of any role are a hit, whichever arrives first."""
    found: dict[str, Any] = {role: "KP"}
    for order in permutations([case(**found), TABLE[2]]):
        room = judged([*TABLE[:2], *order])
        hit = room.hit(KEY, "98")
        assert hit is not None
        assert [one.values for one in hit.evidence] == [{"input": f"declaration.{role}_country", "country": "KP"}]
        assert sentence("98", hit) == "A country of the deal or of the carriage is under international sanctions: KP."
        assert [item.subject_id for item in room.verdicts(KEY, "98")] == ["KP" if role == "dispatch" else "DE"]


def test_origin_only() -> None:
    """Goods made under sanctions, but traded, sent and bound elsewhere, are a miss."""
    assert judged([*TABLE, case()]).verdicts(KEY, "98") == []


def test_several_roles() -> None:
    """A country in two roles is named once."""
    iran = country("IR", sanctioned=True)
    hit = judged([*TABLE, iran, case(trading="KP", dispatch="KP", destination="IR")]).hit(KEY, "98")
    assert hit is not None
    assert len(hit.evidence) == 3
    assert hit.arguments["countries"].value == ("KP", "IR")


def test_roles() -> None:
    """Only the roles of the parameter count; what is not stated of others does not matter."""
    trade = '[criteria.98]\nroles = ["trading"]'
    assert judged([*TABLE, case(dispatch="KP", destination=None)], trade).verdicts(KEY, "98") == []
    assert judged([*TABLE, case(trading="KP")], trade).hit(KEY, "98") is not None


def test_sanctions_start_at_midnight() -> None:
    """They hold from the instant that the table states, be it midnight local time or UTC."""
    for start in ("2026-03-01T19:00Z", "2026-03-02T00:00Z"):
        new = country("IR", sanctioned=True, valid_from=ms(start))
        old = country("IR", valid_to=ms(start))
        for t, hits in ((ms(start) - 1, False), (ms(start), True)):
            for order in permutations([case(t, dispatch="IR"), old, new]):
                room = judged([*TABLE, *order])
                assert (room.hit(KEY, "98") is not None) is hits
                assert room.unknown(KEY, "98") is None


def test_sanctions_lifted_later() -> None:
    """They do not clear what was declared before, nor does an amendment after them."""
    lifted = country("KP", valid_from=T + DAY)
    first = case(dispatch="KP")
    for order in permutations([first, lifted]):
        assert judged([*TABLE, *order]).hit(KEY, "98") is not None
    again = declaration_amended(first, T + 2 * DAY)
    assert judged([*TABLE, first, lifted, again]).hit(KEY, "98") is not None


def test_sanctions_on_goods() -> None:
    """Lists of goods codes are no sanctions on the country."""
    listed = country("IR", restricted_goods_codes=["8471"], programme_goods_codes=["8471"])
    assert judged([*TABLE, listed, case(dispatch="IR")]).verdicts(KEY, "98") == []


def test_unknown_inputs() -> None:
    """A country that is not stated, not in the table, or not decided there is unknown, unless another one is a hit."""
    for role in ROLES:
        absent: dict[str, Any] = {role: None}
        unknown = judged([*TABLE, case(**absent)]).unknown(KEY, "98")
        assert unknown is not None
        assert unknown.missing == (f"declaration.{role}_country",)
        other: dict[str, Any] = {"dispatch" if role == "trading" else "trading": "KP"}
        assert judged([*TABLE, case(**absent | other)]).hit(KEY, "98") is not None
    for more in ([], [country("IR", sanctioned=None)]):
        unknown = judged([*TABLE, *more, case(dispatch="IR")]).unknown(KEY, "98")
        assert unknown is not None
        assert unknown.missing == ("ref.country.sanctioned",)


def test_corrected_and_taken_back() -> None:
    """An amended country counts as if it had been declared so; a fact that is taken back was never there."""
    first = case(dispatch="KP")
    for order in permutations([first, amend(first, dispatch_country="DE")]):
        assert judged([*TABLE, *order]).verdicts(KEY, "98") == []
    for order in permutations([first, TABLE[2], cancel(TABLE[2])]):
        assert judged([*TABLE[:2], *order]).unknown(KEY, "98") is not None


def test_silent_register() -> None:
    """While the table is silent nothing is known; a later sign of life makes it known."""
    alive = fact("ref.source_heartbeat", "risk-unit", t=T)
    for dispatch in ("KP", "DE"):
        first = case(dispatch=dispatch)
        unknown = judged([*TABLE, first], HELD).unknown(KEY, "98")
        assert unknown is not None
        assert unknown.missing == ("ref.country.sanctioned",)
        for order in permutations([first, alive]):
            room = judged([*TABLE, *order], HELD)
            assert (room.hit(KEY, "98") is not None) is (dispatch == "KP")
            assert room.unknown(KEY, "98") is None
