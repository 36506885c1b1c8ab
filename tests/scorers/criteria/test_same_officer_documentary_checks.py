"""Criterion 116: one officer keeps doing the documentary control of one participant."""

import json
from typing import Any

import pytest

from schemas.envelope import Event
from schemas.topics import ALERTS, ASSESSMENTS, INTERNAL_SECURITY
from scorers.contract.verdict import Scalar
from tests import factories as f
from tests.scorers.judging import Judging, alone, backwards, judged

T, DAY, HOUR = f.T0, f.DAY, f.HOUR
LAST = T + 60 * DAY
KEY = "declaration:LAST"
ALONE = alone("116")


def check(name: str, officer: str | None, t: int, who: str = "P1", **fields: Any) -> list[Event]:
    """A declaration and the documentary check of it."""
    result = {"form": "documentary_check", "office_id": "O1", "officer_id": officer, **fields}
    return [
        f.declaration(name, t - HOUR, participant_id=who, office_id="O1"),
        f.control_result(f"K-{name}", t, declaration_id=name, **result),
    ]


def of_participant(officers: str, t: int = T) -> list[Event]:
    """Checks of P1, one a day, by the officers named by letter; the last of them is what is judged."""
    earlier = [event for n, letter in enumerate(officers[:-1]) for event in check(f"M{n}", letter, t + n * DAY)]
    return [*earlier, *check("LAST", officers[-1], LAST)]


def of_others(days: range, officers: str = "ABCD", each: int = 1, t: int = T) -> list[Event]:
    """Checks on the days, `each` by every officer, all of different participants: so none has another judged again."""
    return [
        event
        for n in days
        for letter in officers
        for k in range(each)
        for event in check(f"X{n}{letter}{k}", letter, t + n * DAY + HOUR + k, f"Q{n}{letter}{k}")
    ]


OFFICE = of_others(range(20))


def found(events: list[Event], parameters: str = "", key: str = KEY) -> dict[str, Scalar] | None:
    """What the evidence says, the same in both orders of arrival."""
    hits = [judged(order, ALONE + parameters).hit(key, "116") for order in (events, backwards(events))]
    assert hits[0] == hits[1]
    return hits[0].evidence[0].values if hits[0] else None


def test_always_the_same_officer() -> None:
    """Twelve of twelve by an officer who does a quarter of the others' checks is a hit on the two together."""
    events = [*OFFICE, *of_participant("A" * 12)]
    values = found(events)
    assert values is not None
    assert (values["checks"], values["by_officer"], values["officers"]) == (12, 12, 4)
    assert values["share_of_others"] == pytest.approx(0.25)
    (verdict,) = judged(events, ALONE).verdicts(KEY, "116")
    assert (verdict.subject_kind, verdict.subject_id) == ("officer", "A|P1")


def test_alert_goes_to_internal_security_only() -> None:
    """Neither alerts nor assessments say anything of it, and its forms are asked for nowhere else."""
    judging = judged([*OFFICE, *of_participant("A" * 12)], ALONE)

    def records(topic: str) -> list[dict[str, Any]]:
        return [json.loads(record.value) for record in judging.outward if record.topic == topic]

    alert = next(record for record in records(INTERNAL_SECURITY) if record["case"] == KEY)
    assert (alert["criterion"], alert["subject_kind"], alert["subject_id"]) == ("116", "officer", "A|P1")
    assert records(ASSESSMENTS)
    for topic in (ALERTS, ASSESSMENTS):
        assert all('"116"' not in json.dumps(record) for record in records(topic))
    spoken = [record for record in records(ASSESSMENTS) if record["case"] == KEY]
    assert spoken[-1]["hits"] == []
    assert spoken[-1]["suggested_forms"] == []


def test_minimum_number() -> None:
    """Nine checks are too few."""
    assert found([*OFFICE, *of_participant("A" * 9)]) is None
    assert found([*OFFICE, *of_participant("A" * 10)]) is not None


def test_minimum_share() -> None:
    """The officer must do at least `min_share` of them."""
    assert found([*OFFICE, *of_participant("B" * 10 + "A" * 15)]) is not None
    assert found([*OFFICE, *of_participant("B" * 11 + "A" * 15)]) is None


def test_beyond_chance() -> None:
    """Six of ten happen by chance where an officer does a quarter, nine do not."""
    assert found([*OFFICE, *of_participant("BCDB" + "A" * 6)]) is None
    assert found([*OFFICE, *of_participant("B" + "A" * 9)]) is not None


def test_small_post_with_two_officers() -> None:
    """Where hardly anybody else could have done it there is no verdict."""
    events = [*of_others(range(30), "AB"), *of_participant("A" * 12)]
    assert found(events) is None
    assert judged(events, ALONE).verdicts(KEY, "116") == []
    assert found([*of_others(range(30), "ABC"), *of_participant("A" * 12)]) is not None


def test_officers_with_few_checks() -> None:
    """Officers count from `min_officer_checks`; checks of the participant are among them (ruling 27)."""
    assert found([*of_others(range(20), "ABC"), *of_participant("A" * 12)]) is not None
    assert found([*of_others(range(19), "ABC"), *of_participant("A" * 12)]) is None
    helped = [*of_others(range(20), "BC"), *of_others(range(10), "A"), *of_participant("A" * 12)]
    assert found(helped) is not None


def test_dedicated_officer_of_a_group_of_goods() -> None:
    """An officer who does nearly all checks of the others on those days as well has no favourite."""
    group = [*of_others(range(12), "A", 6), *of_others(range(20), "BC"), *of_participant("A" * 12)]
    assert found(group) is None


def test_officer_on_leave_half_the_window() -> None:
    """The share is taken on the days of the participant's checks, when the officer was there."""
    absent = of_others(range(20, 50), "BC", 2)
    present = [*of_others(range(12), "A", 6), *of_others(range(12), "BC")]
    last = [event for n in range(6) for event in check(f"L{n}", "A", LAST + n, f"Q{n}")]
    events = [*absent, *present, *last, *of_participant("A" * 12)]
    assert found(events) is None
    assert found(events, "[criteria.116]\nshift_adjust = false") is not None


def test_days_are_local() -> None:
    """A night shift of an office far in the east falls on its local day."""
    office = f.fact("ref.office", "O1", tz="Asia/Almaty")
    night = f.ms("2026-03-02T20:00:00Z")
    mine = [event for n in range(12) for event in check(f"M{n}", "A", night + n * DAY)]
    mates = [event for n in range(12) for event in check(f"N{n}", "A", night + n * DAY + 8 * HOUR, "Q9")]
    events = [office, *mine, *mates, *of_others(range(25, 55), "ABC")]
    assert found(events, key="declaration:M11") is None
    judging = judged(events, ALONE + "[criteria.116]\nmin_officer_checks = 0\nmin_officers = 1")
    assert judging.hit("declaration:M11", "116") is None


def test_window() -> None:
    """Checks count for less than `window_days`."""
    edge = [event for n in range(9) for event in check(f"M{n}", "A", LAST - 90 * DAY + 1 + n)]
    around = of_others(range(30, 60))
    assert found([*around, *edge, *check("LAST", "A", LAST)]) is not None
    edge = [event for n in range(9) for event in check(f"M{n}", "A", LAST - 90 * DAY + n)]
    assert found([*around, *edge, *check("LAST", "A", LAST)]) is None


def test_reassigned_result() -> None:
    """A result put on another officer moves the count, a cancelled one leaves it, in both orders of arrival."""
    mine = of_participant("A" * 10)
    events = [*OFFICE, *mine]
    assert found(events) is not None
    moved = f.amend(mine[1], officer_id="B")
    assert found([*events, moved]) is not None
    assert found([*events, *(f.amend(mine[n], officer_id="B") for n in (1, 3, 5, 7))]) is None
    assert found([*events, f.cancel(mine[1])]) is None
    assert found([f.cancel(mine[1]), *events]) is None
    all_moved = [*events, *(f.amend(event, officer_id="B") for event in mine[1::2])]
    values = found(all_moved)
    assert values is not None
    assert (values["checks"], values["by_officer"]) == (10, 10)
    assert [item.subject_id for item in judged(all_moved, ALONE).verdicts(KEY, "116")] == ["B|P1"]
    mostly = [*OFFICE, *of_participant("B" * 3 + "A" * 12)]
    assert found([*mostly, f.amend(mostly[-1], officer_id="B")]) is None


def test_repeated_versions_and_second_control() -> None:
    """A declaration counts once however often its documents were checked."""
    mine = of_participant("A" * 9)
    again = [f.control_result(f"K2-M{n}", T + n * DAY + HOUR, declaration_id=f"M{n}", form="documentary_check",
                              office_id="O1", officer_id="A") for n in range(5)]  # fmt: skip
    repeated = f.control_result("K-M0", T, declaration_id="M0", form="documentary_check", office_id="O1",
                                officer_id="A", version=2, event_id="again")  # fmt: skip
    assert found([*OFFICE, *mine, *again, repeated]) is None


@pytest.mark.parametrize(
    "change", [{"officer": None}, {"form": "inspection"}, {"outcome": "not_performed"}, {"office_id": "O2"}]
)
def test_what_is_no_check_here(change: dict[str, Any]) -> None:
    """Checks without an officer, other forms, those not performed and those of other offices do not count."""
    odd = check("M8", **{"officer": "A", "t": T + 8 * DAY, **change})
    assert found([*OFFICE, *of_participant("A" * 9), *odd]) is None
    assert found([*OFFICE, *of_participant("A" * 9), *check("M8", "A", T + 8 * DAY)]) is not None


def test_form_of_the_assignment() -> None:
    """A result that does not name its form has that of its assignment."""
    mine = of_participant("A" * 9)
    odd = check("M8", "A", T + 8 * DAY, form=None)
    assigned = f.control_assigned("K-M8", T + 8 * DAY - HOUR, declaration_id="M8", form="documentary_check")
    assert found([*OFFICE, *mine, *odd]) is None
    assert found([*OFFICE, *mine, *odd, assigned]) is not None


def test_unknown_form() -> None:
    """A control whose form nobody names may have been such a check, one that was not performed was none."""
    for events in (check("D1", "A", T, form=None), check("D1", "A", T, form=None)[::-1]):
        unknown = judged(events, ALONE).unknown("declaration:D1", "116")
        assert unknown is not None
        assert unknown.missing == ("control.result.form",)
    assigned = f.control_assigned("K-D1", T - HOUR, declaration_id="D1", form="inspection")
    assert judged([*check("D1", "A", T, form=None), assigned], ALONE).verdicts("declaration:D1", "116") == []
    for odd in (check("D1", "A", T, form=None, outcome="not_performed"), check("D1", None, T, form=None)):
        assert judged(odd, ALONE).verdicts("declaration:D1", "116") == []


def test_no_officer_regularly() -> None:
    """An office where nobody does such checks regularly gives no verdict, whatever number is asked for."""
    nobody = "[criteria.116]\nmin_officers = 0\nmin_officer_checks = 1000"
    assert found([*OFFICE, *of_participant("A" * 12)], nobody) is None


def test_participant_corrected() -> None:
    """A declaration that turns out to be another's leaves the count."""
    mine = of_participant("A" * 10)
    assert found([*OFFICE, *mine, f.amend(mine[0], participant_id="P2")]) is None


def test_coverage() -> None:
    """A miss is none while the window reaches before the coverage; a hit is one."""
    events = [*OFFICE, *of_participant("A" * 9)]
    assert Judging(ALONE, coverage_start=T).feed(*events).unknown(KEY, "116") is not None
    assert Judging(ALONE, coverage_start=T).feed(*OFFICE, *of_participant("A" * 12)).hit(KEY, "116") is not None
    assert judged(events, ALONE).verdicts(KEY, "116") == []
