"""The matching of consignments: whole, split and merged, as far as it is known."""

from typing import Any

import msgspec
import pytest

from scorers.ledgers.consignments import Fingerprint, Registered, Withdrawn
from scorers.matching.resubmission import Match, Tolerances, matches, number_of_consignments
from scorers.times.durations import DAY, HOUR

LIMITS = Tolerances(0.05, 20_000, 0.02, 0.8, 0.9, 0.2, 30 * DAY, 24 * HOUR)
NOW = 100 * DAY
KEY = ("document:W1",)


def print_of(name: str, grams: int | None, **fields: Any) -> Fingerprint:
    blank = msgspec.convert([name, "P1", "O1", "", grams, None, None, {}, "", "", "", *[[]] * 3, None, *[[]] * 3, True],
                            Fingerprint)  # fmt: skip
    return msgspec.structs.replace(blank, **{"keys": KEY, **fields})


def gone(name: str, grams: int | None, reason: str = "declarant_request", pending: bool = True) -> Withdrawn:
    controls = ((f"K-{name}", NOW - DAY, f"assigned/{name}"),) if pending else ()
    return Withdrawn(NOW - HOUR, name, f"withdrawn/{name}", print_of(name, grams), controls, reason, ("P1",))


def found(grams: int | None, old: list[Withdrawn], *others: tuple[int, int | None]) -> list[Match]:
    """Matches of a declaration of NOW, beside others lodged at other times."""
    mine = print_of("N", grams)
    rivals = [Registered(at, f"N{at}", "", print_of(f"N{at}", weight), withdrawn=False) for at, weight in others]
    return matches(mine, old, [Registered(NOW, "N", "", mine, withdrawn=False), *rivals], LIMITS)


def test_whole_split_and_merged() -> None:
    """One declaration for one, several for one, one for several."""
    assert [match.how for match in found(1_000_000, [gone("A", 1_000_000)])] == ["same_weight"]
    split = found(400_000, [gone("A", 1_000_000)], (NOW + 1, 600_000))
    assert [(match.how, match.parts) for match in split if match.same[0]] == [("split", 2)]
    merged = [match for match in found(1_000_000, [gone("A", 400_000), gone("B", 600_000)]) if match.same[0]]
    assert [([old.ref for old in match.old], match.how, match.parts) for match in merged] == [(["A", "B"], "merged", 2)]


def test_a_part_after_the_sum_fits_is_none() -> None:
    """Once one declaration alone weighs as much, a later one is no part although the sum is still within tolerance."""
    assert not [match for match in found(12_000, [gone("A", 50_000)], (NOW - 1, 40_000)) if match.same[0]]
    assert [match for match in found(12_000, [gone("A", 50_000)], (NOW - 1, 25_000)) if match.same[0]]


@pytest.mark.parametrize(
    ("reason", "pending", "value", "expected"),
    [
        ("technical_duplicate", True, 1, True),
        ("technical_duplicate", False, 2, False),
        ("declarant_request", False, 2, True),
        ("declarant_request", False, 1, None),
        ("", False, 2, None),
    ],
)
def test_what_counts(reason: str, pending: bool, value: int, expected: bool | None) -> None:
    """A control evaded, or a change without an excuse; open where the change or the reason is not known."""
    old = gone("A", 1_000_000, reason, pending)
    old = msgspec.structs.replace(old, print=msgspec.structs.replace(old.print, value=100))
    mine = print_of("N", 1_000_000, value=100 * value)
    [match] = matches(mine, [old], [], LIMITS)
    assert match.counts(["technical_duplicate"])[0] is expected


def test_number_of_consignments() -> None:
    """A split in two, a merger of two and a third one are three."""
    assert number_of_consignments([["A"], ["A"], ["B", "C"], ["D"], []]) == 3
    assert number_of_consignments([["A"], ["B"], ["A", "B"]]) == 1
