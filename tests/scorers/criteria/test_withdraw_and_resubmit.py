"""Criterion 8: a declaration recalled while control was pending, the consignment declared again."""

from itertools import permutations
from typing import Any

import pytest

from schemas.envelope import Event
from schemas.topics import ALERTS
from tests import factories as f
from tests.scorers.judging import Judging, backwards, judged, sentence

T, DAY, HOUR = f.T0, f.DAY, f.HOUR
NEW = "declaration:N"
GROSS, NET, PACKAGES = "declaration.gross_kg_total", "declaration.items[].net_kg", "declaration.packages_total"
CMR = [{"type": "cmr", "number": "W-1"}]


def lodged(name: str, t: int = T, kg: float | None = 1000.0, code: str = "8703231940", **fields: Any) -> Event:
    """A declaration of one item under the waybill W-1."""
    items = [{"goods_code": code, "net_kg": kg, "customs_value": 5e6, "origin_country": "CN"}]
    return f.declaration(name, t, **{"documents": CMR, "items": items, **fields})


def control(name: str = "OLD", at: int = T + HOUR) -> Event:
    return f.control_assigned(f"K-{name}", at, declaration_id=name, form="inspection")


def recalled(
    name: str = "OLD", at: int = T + 2 * HOUR, kg: float | None = 1000.0, pending: bool = True, **fields: Any
) -> list[Event]:
    """A declaration that was withdrawn, by default while a control was pending on it."""
    gone = f.withdrawn(name, at, reason_code=fields.pop("reason", "declarant_request"))
    registered = lodged(name, at - 2 * HOUR, kg, **fields)
    return [registered, *([control(name, at - HOUR)] if pending else []), gone]


def severity(events: list[Event], key: str = NEW, parameters: str = "") -> str | None:
    """Severity of the hit, the same in both orders of arrival."""
    hits = [judged(order, parameters).hit(key, "8") for order in (events, backwards(events))]
    assert hits[0] == hits[1]
    return hits[0].severity if hits[0] else None


def missing(events: list[Event], key: str = NEW) -> tuple[str, ...] | None:
    """Inputs for want of which it is unknown, the same in both orders of arrival."""
    found = [judged(order).unknown(key, "8") for order in (events, backwards(events))]
    assert found[0] == found[1]
    return found[0].missing if found[0] else None


def test_recalled_under_control_and_declared_again() -> None:
    """The same waybill and weight after a withdrawal with a control pending is a hit, in every order of arrival."""
    for order in permutations([*recalled(), lodged("N", T + DAY)]):
        hit = judged(order).hit(NEW, "8")
        assert hit is not None
        assert (hit.severity, [found.ref for found in hit.evidence]) == ("medium", ["OLD", "KOLD"])


def test_what_the_alert_says() -> None:
    """It names the withdrawal and the control that was pending, or what is declared otherwise."""
    evaded = judged([*recalled(), lodged("N", T + DAY)]).hit(NEW, "8")
    assert evaded is not None
    assert "declaration OLD, withdrawn while a control was pending, is declared again" in sentence("8", evaded)
    assert [found.event_id for found in evaded.evidence] == ["declaration.withdrawn/OLD/1", "control.assigned/K-OLD/1"]
    assert evaded.window == (T - 29 * DAY, T + 2 * DAY)
    slight = judged([*recalled(pending=False), lodged("N", T + DAY, code="9401300000")]).hit(NEW, "8")
    assert slight is not None
    assert "is declared again with another goods code" in sentence("8", slight)
    assert [found.values["changed"] for found in slight.evidence] == ["goods_code"]


@pytest.mark.parametrize("change", [{"office_id": "O2"}, {"officer_id": "F2"}])
def test_elsewhere_is_high(change: Any) -> None:
    """Another office, or another officer, makes it severe."""
    events = [*recalled(officer_id="F1"), lodged("N", T + DAY, **{"officer_id": "F1", **change})]
    assert severity(events) == "high"
    assert severity([*recalled(officer_id="F1"), lodged("N", T + DAY, officer_id="F1")]) == "medium"


def test_officer_unknown_is_no_other_officer() -> None:
    """Where one of the officers is not stated nothing follows from it."""
    assert severity([*recalled(officer_id="F1"), lodged("N", T + DAY)]) == "medium"


def test_new_declaration_two_hours_before_the_withdrawal() -> None:
    """The new declaration may be lodged first, up to `overlap_hours`."""
    at = T + 2 * HOUR
    assert severity([*recalled(at=at), lodged("N", at - 2 * HOUR)]) == "medium"
    assert severity([*recalled(at=at + DAY), lodged("N", at)]) == "medium"
    assert severity([*recalled(at=at + DAY + 1), lodged("N", at)]) is None


def test_resubmit_days() -> None:
    """The withdrawal counts for less than `resubmit_days`."""
    at = T + 2 * HOUR
    assert severity([*recalled(at=at), lodged("N", at + 30 * DAY - 1)]) == "medium"
    assert severity([*recalled(at=at), lodged("N", at + 30 * DAY)]) is None


@pytest.mark.parametrize(("kg", "expected"), [(1050.0, "medium"), (1050.1, None), (950.0, "medium"), (949.9, None)])
def test_weight_tolerance(kg: float, expected: str | None) -> None:
    """Weights may differ by `net_tol_share` of the old one."""
    assert severity([*recalled(), lodged("N", T + DAY, kg)]) == expected


@pytest.mark.parametrize(("kg", "expected"), [(120.0, "medium"), (120.1, None)])
def test_least_weight_tolerance(kg: float, expected: str | None) -> None:
    """Of a small load `net_tol_kg` are allowed."""
    assert severity([*recalled(kg=100.0), lodged("N", T + DAY, kg)]) == expected


@pytest.mark.parametrize(
    "key",
    [
        {"documents": [{"type": "transport", "number": "w 1"}]},
        {"documents": [], "transit_id": "T1"},
        {"documents": [{"type": "invoice", "number": "I-1", "date": "2026-03-01"}], "seller_id": "S1"},
        {"documents": [], "container_ids": ["MSKU1234565"]},
    ],
)
def test_hard_keys(key: dict[str, Any]) -> None:
    """A transport document, a transit, an invoice of a seller or a container makes it the same consignment."""
    assert severity([*recalled(**key), lodged("N", T + DAY, **key)]) == "medium"


def test_same_invoice_number_of_another_seller_is_no_key() -> None:
    """Invoice numbers repeat between sellers."""
    papers = [{"type": "invoice", "number": "I-1", "date": "2026-03-01"}]
    old = recalled(documents=papers, seller_id="S1")
    assert severity([*old, lodged("N", T + DAY, documents=papers, seller_id="S2")]) is None


def test_goods_recoded() -> None:
    """Another code and weight are the same consignment when packages and gross weight are unchanged."""
    totals: Any = {"packages_total": 40, "gross_kg_total": 1100.0}
    new = lodged("N", T + DAY, 300.0, "9401300000", **totals)
    assert severity([*recalled(**totals), new]) == "medium"
    assert severity([*recalled(**{**totals, "packages_total": 41}), new]) is None
    assert severity([*recalled(**{**totals, "gross_kg_total": 1200.0}), new]) is None


def soft(number: str, **fields: Any) -> Any:
    defaults = {"consignor_name": "Acme Trading Ltd", "consignor_country": "CN", "packages_total": 40}
    return {**defaults, "documents": [{"type": "cmr", "number": number}], **fields}


def test_same_goods_on_the_same_vehicle_with_other_papers() -> None:
    """Weight, goods, consignor and vehicle are enough without a hard key."""
    lorry: Any = {"vehicle_ids": ["123ABC02KZ"]}
    new = lodged("N", T + DAY, 1020.0, **soft("W-2", consignor_name="ACME  trading", **lorry))
    assert severity([*recalled(**soft("W-1", **lorry)), new]) == "medium"
    for other in (
        lodged("N", T + DAY, 1021.0, **soft("W-2", **lorry)),
        lodged("N", T + DAY, 1000.0, "9401300000", **soft("W-2", **lorry)),
        lodged("N", T + DAY, **soft("W-2", consignor_name="Quite Another", **lorry)),
        lodged("N", T + DAY, **soft("W-2", consignor_country="TR", **lorry)),
    ):
        assert severity([*recalled(**soft("W-1", **lorry)), other]) is None


def test_the_same_consignor_by_its_id() -> None:
    """One id is one consignor under whatever name; without it, or with another, the name decides."""
    lorry: Any = {"vehicle_ids": ["123ABC02KZ"]}
    old = recalled(**soft("W-1", consignor_id="S1", **lorry))
    other_name = {"consignor_name": "Quite Another", **lorry}
    assert severity([*old, lodged("N", T + DAY, **soft("W-2", consignor_id="s-1", **other_name))]) == "medium"
    assert severity([*old, lodged("N", T + DAY, **soft("W-2", consignor_id="S2", **other_name))]) is None
    assert severity([*old, lodged("N", T + DAY, **soft("W-2", consignor_id="S2", **lorry))]) == "medium"


def test_packages_stand_for_the_vehicle_without_papers() -> None:
    """Where one side shows no transport document equal packages are enough."""
    assert severity([*recalled(**soft("W-1")), lodged("N", T + DAY, **soft("W-1", documents=[]))]) == "medium"
    more = soft("W-1", documents=[], packages_total=41, vehicle_ids=["123ABC02KZ"])
    assert severity([*recalled(**soft("W-1", vehicle_ids=["777XYZ02KZ"])), lodged("N", T + DAY, **more)]) is None


def test_regular_identical_deliveries() -> None:
    """Weekly identical deliveries of one consignor under different transport documents are no match."""
    papers = [soft(f"W-{week}", vehicle_ids=[f"00{week}ABC02KZ"]) for week in range(5)]
    regular = [lodged(f"R{week}", T + 7 * week * DAY, **papers[week]) for week in range(1, 5)]
    events = [*recalled(**papers[0]), *regular]
    for order in (events, backwards(events)):
        judging = judged(order)
        assert [judging.verdicts(f"declaration:R{week}", "8") for week in range(1, 5)] == [[]] * 4
    # Nothing but the transport document makes the difference.
    assert severity([*events, lodged("N", T + 8 * DAY, **{**papers[0], "vehicle_ids": []})]) == "medium"


def test_split_into_three() -> None:
    """Each of three parts is a hit once their weights add up, in every order of arrival."""
    old = recalled()
    parts = [lodged(f"N{n}", T + n * DAY, kg) for n, kg in ((1, 300.0), (2, 300.0), (3, 400.0))]
    assert severity([*old, *parts[:2]], "declaration:N1") is None
    for order in permutations(parts):
        judging = judged([*order, *old])
        assert [judging.hit(f"declaration:N{n}", "8") is not None for n in (1, 2, 3)] == [True] * 3
    assert severity([*old, *parts], "declaration:N2") == "medium"


def test_parts_under_different_keys() -> None:
    """Parts that share no key with one another, only each with what was withdrawn, are parts all the same."""
    old = recalled(documents=CMR, container_ids=["MSKU1234565"])
    first = lodged("N1", T + DAY, 500.0, documents=[], container_ids=["MSKU1234565"])
    events = [*old, first, lodged("N2", T + 2 * DAY, 500.0)]
    assert [severity(events, f"declaration:N{n}") for n in (1, 2)] == ["medium", "medium"]
    assert severity([*old, first], "declaration:N1") is None


def test_what_lies_too_far_from_the_withdrawal_is_no_part() -> None:
    """A declaration lodged more than `overlap_hours` before the withdrawal is not a part of it."""
    at = T + 5 * DAY
    late = [*recalled(at=at), lodged("N2", at + DAY, 500.0)]
    assert severity([*late, lodged("N1", at - DAY, 500.0)], "declaration:N2") == "medium"
    assert severity([*late, lodged("N1", at - DAY - 1, 500.0)], "declaration:N2") is None


def test_part_of_unknown_weight() -> None:
    """As long as one part is not weighed nobody can tell whether the parts add up."""
    events = [*recalled(), lodged("N1", T + DAY, None), lodged("N2", T + 2 * DAY, 500.0)]
    assert missing(events, "declaration:N2") == (GROSS, NET, PACKAGES)


def test_small_part_of_a_split() -> None:
    """A part below `split_min_share` counts in the sum and is no hit; what comes after the sum is none either."""
    parts = [lodged("N1", T + DAY, 500.0), lodged("N2", T + 2 * DAY, 190.0), lodged("N3", T + 3 * DAY, 310.0)]
    events = [*recalled(), *parts, lodged("N4", T + 4 * DAY, 400.0)]
    assert [severity(events, f"declaration:N{n}") for n in (1, 2, 3, 4)] == ["medium", None, "medium", None]


def test_part_of_a_split_that_was_itself_withdrawn() -> None:
    """A part that was recalled again is no part."""
    parts = [lodged("N1", T + DAY, 500.0), f.withdrawn("N1", T + DAY + HOUR), lodged("N2", T + 2 * DAY, 500.0)]
    assert severity([*recalled(), *parts], "declaration:N2") is None
    assert severity([*recalled(), parts[0], parts[2]], "declaration:N2") == "medium"


def test_several_merged_into_one() -> None:
    """Several withdrawn declarations are compared by their sum."""
    old = [*recalled("A", kg=400.0), *recalled("B", kg=600.0, pending=False)]
    events = [*old, lodged("N", T + DAY)]
    assert severity(events) == "medium"
    hit = judged(events).hit(NEW, "8")
    assert hit is not None
    assert [found.ref for found in hit.evidence] == ["A", "B", "KA"]
    assert severity([*old, lodged("N", T + DAY, 1100.0)]) is None


def test_no_control_pending() -> None:
    """Without a pending control only changed content is a hit, and a slight one."""
    old = recalled(pending=False)
    assert severity([*old, lodged("N", T + DAY)]) is None
    assert severity([*old, lodged("N", T + DAY, code="9401300000")]) == "low"
    cheaper = [{"goods_code": "8703231940", "net_kg": 1000.0, "customs_value": 4.7e6, "origin_country": "CN"}]
    assert severity([*old, lodged("N", T + DAY, items=cheaper)]) == "low"
    tolerated = [{**cheaper[0], "customs_value": 4.75e6}]
    assert severity([*old, lodged("N", T + DAY, items=tolerated)]) is None
    unstated = [{**cheaper[0], "customs_value": None}]
    assert missing([*old, lodged("N", T + DAY, items=unstated)]) == ("declaration.items[].customs_value",)
    other_origin = [{**cheaper[0], "customs_value": 5e6, "origin_country": "TR"}]
    assert severity([*old, lodged("N", T + DAY, items=other_origin)]) == "low"


def test_split_without_control_compares_the_whole() -> None:
    """Parts that together declare what was declared before have changed nothing."""

    def part(name: str, value: float) -> Event:
        items = [{"goods_code": "8703231940", "net_kg": 500.0, "customs_value": value, "origin_country": "CN"}]
        return lodged(name, T + DAY, items=items)

    old = recalled(pending=False)
    assert severity([*old, part("N", 2.5e6), part("N2", 2.5e6)]) is None
    assert severity([*old, part("N", 2.5e6), part("N2", 1.5e6)]) == "low"


@pytest.mark.parametrize(
    ("outcome", "hours", "expected"),
    [
        ("no_violation", -1, None),
        ("no_violation", 0, None),
        ("no_violation", 1, "medium"),
        ("not_performed", -1, "medium"),
        ("unreadable", -1, "medium"),
    ],
)
def test_control_completed(outcome: str, hours: int, expected: str | None) -> None:
    """A control is over with a result by the withdrawal; one that was not performed is not over (ruling 17)."""
    at = T + 2 * DAY
    done = f.control_result("K-OLD", at + hours * HOUR, declaration_id="OLD", outcome=outcome)
    assert severity([*recalled(at=at), done, lodged("N", at + DAY)]) == expected


def test_control_assigned_after_the_withdrawal() -> None:
    """Only a control assigned by the withdrawal was evaded."""
    old = recalled(pending=False)
    assert severity([*old, control(at=T + 2 * HOUR), lodged("N", T + DAY)]) == "medium"
    assert severity([*old, control(at=T + 2 * HOUR + 1), lodged("N", T + DAY)]) is None


def test_harmless_reason() -> None:
    """A harmless reason excuses nobody who evaded a control, only the slight hit."""
    assert severity([*recalled(reason="technical_duplicate"), lodged("N", T + DAY)]) == "medium"
    old = recalled(reason="technical_duplicate", pending=False)
    assert severity([*old, lodged("N", T + DAY, code="9401300000")]) is None


def test_reason_not_stated() -> None:
    """Nobody can tell whether a reason that was not stated excuses; who evaded a control it would excuse in no case."""
    other = lodged("N", T + DAY, code="9401300000")
    assert missing([*recalled(reason=None, pending=False), other]) == ("declaration.withdrawn.reason_code",)
    assert severity([*recalled(reason=None), other]) == "medium"
    assert judged([*recalled(reason=None, pending=False), lodged("N", T + DAY)]).verdicts(NEW, "8") == []


def test_alert_falls_with_the_control_that_it_rested_on() -> None:
    """That a slight hit can not be told keeps no alert that rested on a control which was done in time."""
    at = T + 2 * HOUR
    done = f.control_result("K-OLD", at, declaration_id="OLD")
    events = [*recalled(at=at, reason=None), lodged("N", T + DAY, code="9401300000"), done]
    judging = judged(events)
    alerts = [record for record in judging.outward if record.topic == ALERTS and b'"criterion":"8"' in record.value]
    assert b'"status":"withdrawn"' in alerts[-1].value
    assert judging.unknown(NEW, "8") is not None


def test_second_match_in_a_year() -> None:
    """From `high_matches` consignments within 365 days the hit is severe; the first stays what it was."""
    first = [*recalled(), lodged("N1", T + DAY)]

    def second(at: int) -> list[Event]:
        papers = [{"type": "cmr", "number": "W-9"}]
        return [*recalled("OLD2", at - HOUR, documents=papers), lodged("N", at, documents=papers)]

    assert severity([*first, *second(T + 100 * DAY)]) == "high"
    assert severity([*first, *second(T + 100 * DAY)], "declaration:N1") == "medium"
    assert severity([*first, *second(T + 366 * DAY - 1)]) == "high"
    assert severity([*first, *second(T + 366 * DAY)]) == "medium"
    assert severity([*first, *second(T + 100 * DAY)], parameters="[criteria.8]\nhigh_matches = 3") == "medium"


def test_cancelled_match_lowers_the_severity() -> None:
    """When the first match falls away, the second is the only one."""
    papers = [{"type": "cmr", "number": "W-9"}]
    second = [*recalled("OLD2", T + 50 * DAY, documents=papers), lodged("N", T + 51 * DAY, documents=papers)]
    first = recalled()
    events = [*first, lodged("N1", T + DAY), *second, f.cancel(first[-1])]
    assert severity(events) == "medium"


def company(key: str, **fields: Any) -> Event:
    return f.fact("ref.company", key, **fields)


@pytest.mark.parametrize(
    "register",
    [
        [company("P1", head_id="H1"), company("P2", founder_ids=["H-1"])],
        [company("P1", founder_ids=["P2"])],
        [company("P2", head_id="P1")],
    ],
)
def test_persons_linked_by_head_or_founder(register: list[Event]) -> None:
    """A company of the same head or founders that declares it again under a hard key is a hit on the new declarant."""
    events = [*register, *recalled(), lodged("N", T + DAY, participant_id="P2")]
    assert severity(events) == "medium"
    assert judged(events).verdicts(NEW, "8")[0].subject_id == "P2"
    assert severity(events, parameters="[criteria.8]\nlinked_persons = false") is None
    assert severity([*recalled(), lodged("N", T + DAY, participant_id="P2")]) is None


@pytest.mark.parametrize(
    "register",
    [
        [company("P1", head_id="H1"), company("P2", founder_ids=["H-1"])],
        [company("P1", founder_ids=["P2"])],
        [company("P2", head_id="P1")],
    ],
)
def test_split_with_a_person_linked_by_the_register(register: list[Event]) -> None:
    """The participant's own part is a hit as well as that of the linked person, in every order of arrival."""
    old = recalled()
    parts = [lodged("N1", T + DAY, 400.0), lodged("N2", T + DAY + HOUR, 600.0, participant_id="P2")]
    for rows in permutations([old, parts[:1], parts[1:], register]):
        judging = judged([event for row in rows for event in row])
        assert [judging.hit(f"declaration:N{n}", "8") is not None for n in (1, 2)] == [True, True]
    for number in (1, 2):
        assert severity([*register, *old, *parts], f"declaration:N{number}") == "medium"
        assert severity([*old, *parts], f"declaration:N{number}") is None
    alone = "[criteria.8]\nlinked_persons = false"
    assert severity([*register, *old, *parts], "declaration:N1", alone) is None


def test_split_with_a_person_whom_the_register_no_longer_links() -> None:
    """A corrected register takes the alert back, although packages that are not stated leave a merger open."""
    register = [company("P1", head_id="H1"), company("P2", head_id="H1")]
    parts = [lodged("N1", T + DAY, 400.0), lodged("N2", T + DAY + HOUR, 600.0, participant_id="P2")]
    judging = judged([*recalled(), *parts, *register])
    assert judging.hit("declaration:N1", "8") is not None
    judging.feed(f.amend(register[1], head_id="H2"))
    assert judging.unknown("declaration:N1", "8") is not None
    last = {record.key: record.value for record in judging.outward if record.topic == ALERTS}
    assert [value for value in last.values() if b'"criterion":"8"' in value and b'"status":"raised"' in value] == []


def test_linked_persons_need_a_hard_key() -> None:
    """Likeness of goods and vehicle is not enough between two persons."""
    lorry: Any = {"vehicle_ids": ["123ABC02KZ"]}
    register = [company("P1", head_id="H1"), company("P2", head_id="H1")]
    new = lodged("N", T + DAY, participant_id="P2", **soft("W-2", **lorry))
    assert severity([*register, *recalled(**soft("W-1", **lorry)), new]) is None


def test_representative() -> None:
    """A common representative links persons unless it is a registered broker."""
    agent: Any = {"representative_id": "R1"}
    events = [*recalled(**agent), lodged("N", T + DAY, participant_id="P2", **agent)]
    assert severity(events) == "medium"
    assert severity([*events, f.fact("ref.broker", "R1")]) is None
    lapsed = f.fact("ref.broker", "R1", valid_to=T - DAY)
    assert severity([*events, lapsed]) == "medium"


def test_a_silent_register_links_nobody_and_leaves_open_who_is_linked() -> None:
    """That a silent register names no broker is no link; who withdrew the consignment may be linked all the same."""
    agent: Any = {"representative_id": "R1"}
    events = [*recalled(**agent), lodged("N", T + DAY, participant_id="P2", **agent)]
    named = '[engine.registers]\n"ref.broker" = ["brokers"]\n"ref.company" = ["companies"]\n'
    for order in (events, backwards(events)):
        unknown = judged(order, named).unknown(NEW, "8")
        assert unknown is not None
        assert unknown.missing == ("ref.broker", "ref.company")
        assert judged(order, named + "[criteria.8]\nlinked_persons = false").verdicts(NEW, "8") == []
    beats = [f.fact("ref.source_heartbeat", source, t=T + DAY) for source in ("brokers", "companies")]
    assert severity([*events, *beats], parameters=named) == "medium"


def test_weights_and_packages_unknown() -> None:
    """Under a common waybill nothing can be said without weights, unless packages and gross weight say it."""
    totals: Any = {"packages_total": 40, "gross_kg_total": 1100.0}
    assert {GROSS, NET, PACKAGES} <= set(missing([*recalled(), lodged("N", T + DAY, None)]) or ())
    other = lodged("N", T + DAY, None, **{**totals, "packages_total": 41})
    assert NET in (missing([*recalled(**totals), other]) or ())
    assert severity([*recalled(**totals), lodged("N", T + DAY, None, **totals)]) == "medium"
    assert missing([*recalled(), lodged("N", T + DAY, 700.0)]) == (GROSS, PACKAGES)
    assert missing([*recalled(**totals), lodged("N", T + DAY, 700.0, **totals)]) is None
    assert judged([lodged("N", T + DAY, None)]).verdicts(NEW, "8") == []


@pytest.mark.parametrize(
    ("unstated", "name"),
    [
        ({"vehicle_ids": None}, "declaration.vehicle_ids[]"),
        ({"consignor_name": None}, "declaration.consignor_name"),
        ({"consignor_country": None}, "declaration.consignor_country"),
        ({"kg": None}, "declaration.items[].net_kg"),
        ({"code": None}, "declaration.items[].goods_code"),
    ],
)
def test_likeness_unknown(unstated: Any, name: str) -> None:
    """Where all but what is not stated makes it the same goods on the same vehicle, it is unknown by that name."""
    lorry: Any = {"vehicle_ids": ["123ABC02KZ"]}
    old = recalled(**soft("W-1", **lorry))
    assert missing([*old, lodged("N", T + DAY, **{**soft("W-2", **lorry), **unstated})]) == (name,)
    elsewhere = {**soft("W-2", consignor_country="TR", vehicle_ids=["777XYZ02KZ"]), **unstated}
    assert judged([*old, lodged("N", T + DAY, **elsewhere)]).verdicts(NEW, "8") == []


def test_documents_unknown() -> None:
    """Whether a hard key is shared nobody can tell of a declaration that does not say what documents it comes with."""
    lorry: Any = {"vehicle_ids": ["123ABC02KZ"]}
    new = soft("W-1", documents=None, vehicle_ids=["777XYZ02KZ"])
    assert missing([*recalled(**soft("W-1", **lorry)), lodged("N", T + DAY, **new)]) == (
        "declaration.documents[].number",
    )
    assert judged([*recalled(**soft("W-1", **lorry)), lodged("N", T + DAY, 700.0, **new)]).verdicts(NEW, "8") == []


def test_coverage() -> None:
    """A look-back that was not seen whole is unknown, unless what was seen makes a hit."""
    assert Judging(coverage_start=T).feed(lodged("N", T + DAY)).unknown(NEW, "8") is not None
    assert Judging(coverage_start=T).feed(*recalled(), lodged("N", T + DAY)).hit(NEW, "8") is not None
    assert Judging(coverage_start=T).feed(lodged("N", T + 30 * DAY)).verdicts(NEW, "8") == []


def test_corrections() -> None:
    """A cancelled withdrawal or control, or an amended weight, takes the match away in every order of arrival."""
    old, new = recalled(), lodged("N", T + DAY)
    other = [{"goods_code": "8703231940", "net_kg": 400.0, "customs_value": 5e6, "origin_country": "CN"}]
    for correction in (
        f.cancel(old[-1]),
        f.cancel(old[1]),
        f.declaration_amended(new, T + DAY + HOUR, items=other),
        f.declaration_amended(old[0], T + 90 * f.MINUTE, items=other),
    ):
        assert severity([*old, new, correction]) is None
        assert severity([correction, *old, new]) is None
    assert severity([*old, new, f.cancel(new)]) is None


def test_alert_is_withdrawn() -> None:
    """The alert of an open declaration is withdrawn when the control turns out to have been revoked."""
    old = recalled()
    judging = judged([*old, lodged("N", T + DAY)]).feed(f.cancel(old[1]))
    alerts = [record for record in judging.outward if b'"criterion":"8"' in record.value]
    assert b'"status":"raised"' in alerts[0].value
    assert b'"status":"withdrawn"' in alerts[-1].value
