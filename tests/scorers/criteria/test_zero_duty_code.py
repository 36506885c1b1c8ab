"""Tests of criterion 88."""

from itertools import permutations
from typing import Any

import msgspec
import pytest

from schemas.envelope import Event, decode, record_key
from schemas.topics import REFERENCE_FACTS
from tests.factories import cancel, declaration, declaration_amended, fact, ms
from tests.scorers.judging import judged

T = "2026-03-02T06:00Z"
LATER = "2026-03-02T09:00Z"
KEY = "declaration:D1"
CODE = "8471300000"


def case(code: str | None = CODE, t: str = T, **fields: Any) -> Event:
    return declaration("D1", t, **{"items": [{"goods_code": code}], **fields})


def rate(percent: float | None, code: str = CODE, start: str | None = None, end: str | None = None) -> Event:
    begins, ends = ms(start) if start else None, ms(end) if end else None
    return fact("ref.goods", goods_code=code, import_duty_rate=percent, valid_from=begins, valid_to=ends)


def combined(percent: float | None, *amounts: float, code: str = CODE) -> Event:
    parts = [{"amount": amount, "currency": "EUR", "unit": "kg"} for amount in amounts]
    return fact("ref.goods", goods_code=code, import_duty_rate=percent, import_duty_specific=parts)


@pytest.mark.parametrize(
    ("tariff", "hits"),
    [
        (combined(0.0), True),
        (combined(0.0, 0.0), True),
        (combined(0.0, 2.0), False),
        (combined(0.0, 0.0, 0.04), False),
        (combined(10.0, 2.0), False),
        (combined(10.0, 0.0), False),
        (combined(None, 0.5), False),
    ],
)
def test_a_combined_rate_is_zero_only_if_every_element_is(tariff: Event, *, hits: bool) -> None:
    """Such as 0 % but not less than 2 EUR/kg, or a rate by quantity alone."""
    for order in permutations([case(), tariff]):
        room = judged(order)
        assert (room.hit(KEY, "88") is not None) is hits
        assert room.unknown(KEY, "88") is None


def test_elements_of_a_combined_rate() -> None:
    """Zero parts by quantity say nothing of a percentage not stated; a rate by quantity hides that of its heading."""
    unknown = judged([case(), combined(None, 0.0)]).unknown(KEY, "88")
    assert unknown is not None
    assert unknown.missing == ("ref.goods.import_duty_rate",)
    assert judged([case(), combined(None, 0.5), rate(0.0, CODE[:4])]).verdicts(KEY, "88") == []
    # The highest rate that counts as none is a percentage: no quantity is below it.
    assert judged([case(), combined(1.0, 0.01)], "[criteria.88]\nmax_rate = 5.0").verdicts(KEY, "88") == []


def test_the_member_states_own_tariff_goes_first() -> None:
    """Another state's entry of the same code is no version of it; it counts where the own state has none."""
    own, other = rate(5.0), rate(0.0)
    other = msgspec.structs.replace(
        other, id="RU", member_state="RU", data=msgspec.structs.replace(other.data, member_state="RU")
    )
    for order in permutations([case(), own, other]):
        assert judged(order).verdicts(KEY, "88") == []
    for order in permutations([case(), other]):
        assert judged(order).hit(KEY, "88") is not None


def test_a_deleted_entry_is_judged_again() -> None:
    """A tariff entry that the register deletes is no longer known, though the case was judged by it."""
    entry = rate(0.0, start="2026-01-01T00:00Z")
    gone = decode(None, key=record_key(entry), topic=REFERENCE_FACTS, timestamp=ms(LATER))
    room = judged([entry, case()])
    assert room.hit(KEY, "88") is not None
    assert room.feed(gone).unknown(KEY, "88") is not None


def test_zero_rate_in_either_order() -> None:
    """A zero rate is a hit of low severity on the item, also when the tariff becomes known only later."""
    for order in permutations([case(), rate(0.0)]):
        room = judged(order)
        hit = room.hit(KEY, "88")
        assert hit is not None
        assert hit.severity == "low"
        assert [item.subject_id for item in room.verdicts(KEY, "88")] == ["D1|1"]


def test_positive_rate() -> None:
    """Any rate above the maximum is a miss; exactly the maximum is a hit."""
    assert judged([rate(0.1), case()]).verdicts(KEY, "88") == []
    assert judged([rate(0.1), case()], "[criteria.88]\nmax_rate = 0.1").hit(KEY, "88") is not None


def test_seasonal_rate() -> None:
    """The rate of the season of registration counts."""
    spring = rate(15.0, end="2026-05-01T00:00Z")
    summer = rate(0.0, start="2026-05-01T00:00Z", end="2026-08-01T00:00Z")
    winter = rate(15.0, start="2026-08-01T00:00Z")
    for t, expected in (
        ("2026-04-30T23:59Z", False),
        ("2026-05-01T00:00Z", True),
        ("2026-07-31T23:59Z", True),
        ("2026-08-01T00:00Z", False),
    ):
        for order in permutations([spring, summer, winter, case(t=t)]):
            room = judged(order)
            assert (room.hit(KEY, "88") is not None) is expected
            assert room.unknown(KEY, "88") is None


def test_rate_changed_on_the_registration_date() -> None:
    """The rate holds from the instant it begins, whichever of the facts arrives first."""
    old, new = rate(5.0, end=T), rate(0.0, start=T)
    for order in permutations([old, new, case()]):
        assert judged(order).hit(KEY, "88") is not None
    for order in permutations([old, new, case(t="2026-03-02T05:59Z")]):
        assert judged(order).verdicts(KEY, "88") == []
    amended = declaration_amended(case(t="2026-03-02T05:59Z"), LATER)
    for events in ([old, new, case(t="2026-03-02T05:59Z"), amended], [case(t="2026-03-02T05:59Z"), amended, new, old]):
        assert judged(events).verdicts(KEY, "88") == []


def test_zero_only_by_preference() -> None:
    """A preference that takes the duty away leaves the base rate, and so is a miss."""
    item = {"goods_code": CODE, "preference_code": "CIS", "duty_amount": 0.0}
    for order in permutations([rate(10.0), case(items=[item])]):
        assert judged(order).verdicts(KEY, "88") == []
    dutiable = {"goods_code": CODE, "duty_amount": 50.0}
    assert judged([rate(0.0), case(items=[dutiable])]).hit(KEY, "88") is not None


def test_prefix() -> None:
    """The most exact entry that states a rate decides."""
    assert judged([rate(0.0, "8471"), case()]).hit(KEY, "88") is not None
    assert judged([rate(0.0, "8471"), rate(5.0, "847130"), case()]).verdicts(KEY, "88") == []
    assert judged([rate(0.0, "8471"), rate(None, "847130"), case()]).hit(KEY, "88") is not None


def test_export() -> None:
    """An export is a miss, and so is a declaration of no items."""
    assert judged([rate(0.0), case(direction="export")]).verdicts(KEY, "88") == []
    assert judged([case(direction="export", items=None)]).verdicts(KEY, "88") == []
    assert judged([rate(0.0), case(items=[])]).verdicts(KEY, "88") == []


def test_unknown_inputs() -> None:
    """Without a code, a rate, or the direction of goods at a zero rate, nothing can be said."""
    cases = [
        ([case(code=None)], "declaration.items[].goods_code"),
        ([rate(0.0), case(items=None)], "declaration.items[].goods_code"),
        ([rate(5.0, end=T), case()], "ref.goods.import_duty_rate"),
        ([case()], "ref.goods.import_duty_rate"),
        ([rate(None), case()], "ref.goods.import_duty_rate"),
        ([rate(0.0), case(direction=None)], "declaration.direction"),
    ]
    for events, path in cases:
        room = judged(events)
        unknown = room.unknown(KEY, "88")
        assert unknown is not None
        assert unknown.missing == (path,)
        assert room.hit(KEY, "88") is None


def test_amended_and_corrected() -> None:
    """The effective snapshot decides, in both orders; a rate that is taken back is unknown again."""
    first = case()
    cured = declaration_amended(first, LATER, items=[{"item_no": 1, "goods_code": "2402209000"}])
    other = rate(20.0, "2402209000")
    for order in permutations([first, cured]):
        assert judged([rate(0.0), other, *order]).verdicts(KEY, "88") == []
    assert judged([rate(0.0), other, first, cured, cancel(cured)]).hit(KEY, "88") is not None
    zero = rate(0.0)
    for order in permutations([first, zero, cancel(zero)]):
        assert judged(order).hit(KEY, "88") is None
