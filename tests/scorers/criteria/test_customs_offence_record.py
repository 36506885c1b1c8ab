"""Tests of criterion 7."""

import json
from itertools import permutations
from typing import Any

from schemas.envelope import Event
from schemas.topics import ALERTS
from tests.factories import DAY, cancel, declaration, fact, ms, transit
from tests.scorers.judging import Judging, vouched

NOW = ms("2026-03-02T06:00Z")
KEY = "declaration:D1"


def now(**fields: Any) -> Event:
    return declaration("D1", NOW, **{"declarant_id": "P1", **fields})


def alerts(room: Judging) -> list[dict[str, Any]]:
    found = [json.loads(record.value) for record in room.outward if record.topic == ALERTS]
    return [alert for alert in found if alert["criterion"] == "7"]


def offence(id: str = "C1", **fields: Any) -> Event:  # noqa: A002 - as the factories name it
    defaults = {
        "person_id": "P1",
        "kind": "administrative",
        "customs_related": True,
        "status": "in_force",
        "decision_date": "2026-01-10",
        "in_force_at": NOW - 30 * DAY,
    }
    return fact("ref.case", key=id, **{**defaults, **fields})


def test_decision_in_force() -> None:
    """A decision in force is a hit on the participant, whichever arrives first."""
    for order in permutations([now(), offence()]):
        room = vouched(order)
        hit = room.hit(KEY, "7")
        assert hit is not None
        assert [evidence.ref for evidence in hit.evidence] == ["C1"]
        assert [item.subject_id for item in room.verdicts(KEY, "7")] == ["P1"]


def test_nothing_on_record() -> None:
    """Without cases, or with none that concerns customs, there is no hit."""
    assert vouched([now()]).verdicts(KEY, "7") == []
    assert vouched([now(), offence(customs_related=False)]).verdicts(KEY, "7") == []


def test_declarant() -> None:
    """A case against the declarant hits the participant's declaration too."""
    for order in permutations([now(declarant_id="P-2"), offence(person_id="P2")]):
        room = vouched(order)
        assert room.hit(KEY, "7") is not None
        assert [item.subject_id for item in room.verdicts(KEY, "7")] == ["P1"]


def test_transit() -> None:
    """A transit is judged by its declarant."""
    for order in permutations([transit("T1", NOW, declarant_id="P2"), offence(person_id="P2")]):
        room = vouched(order)
        assert room.hit("transit:T1", "7") is not None
        assert [item.subject_id for item in room.verdicts("transit:T1", "7")] == ["P2"]


def test_decision_under_appeal() -> None:
    """A case that is undecided, or decided and not yet in force, does not count, nor from any time before that."""
    appealed = offence(status="opened", in_force_at=None)
    for case in (appealed, offence(status="opened"), offence(in_force_at=NOW + 1)):
        for order in permutations([now(), case]):
            assert vouched(order).verdicts(KEY, "7") == []
    for order in permutations([now(), offence(in_force_at=NOW)]):
        assert vouched(order).hit(KEY, "7") is not None
    for since, expected in ((NOW, True), (NOW + 1, False)):
        upheld = offence(in_force_at=since, fact_version=2, t=NOW + DAY)
        for events in ([appealed, upheld, now()], [appealed, now(), upheld], [now(), appealed, upheld]):
            assert (vouched(events).hit(KEY, "7") is not None) is expected


def test_decision_annulled_later() -> None:
    """An annulled decision withdraws, unless the annulment itself holds only from after the registration."""
    annulled = offence(status="annulled", fact_version=2)
    room = vouched([now(), offence()])
    assert [alert["status"] for alert in alerts(room)] == ["raised"]
    assert room.feed(annulled).verdicts(KEY, "7") == []
    assert [alert["status"] for alert in alerts(room)] == ["raised", "withdrawn"]
    for valid_from, expected in ((NOW, False), (NOW + 1, True)):
        later = offence(status="annulled", fact_version=2, valid_from=valid_from)
        closed = offence(fact_version=2, valid_to=valid_from)
        for version in (later, closed):
            for events in ([offence(), now(), version], [offence(), version, now()]):
                assert (vouched(events).hit(KEY, "7") is not None) is expected


def test_case_against_the_director() -> None:
    """A case against the director is none against the company, until the register puts it on the company."""
    directors = offence(person_id="DIRECTOR")
    head = fact("ref.company", key="P1", head_id="DIRECTOR")
    for order in permutations([now(), head, directors]):
        assert vouched(order).verdicts(KEY, "7") == []
    assert vouched([now(), directors, offence(fact_version=2)]).hit(KEY, "7") is not None


def test_lookback_boundary() -> None:
    """A decision exactly `lookback_days` old is excluded; zero looks back without limit."""
    for since, expected in ((NOW - 365 * DAY, False), (NOW - 365 * DAY + 1, True)):
        for order in permutations([now(), offence(in_force_at=since)]):
            assert (vouched(order).hit(KEY, "7") is not None) is expected
    assert vouched([now(), offence(in_force_at=NOW - 5000 * DAY)]).verdicts(KEY, "7") == []
    without_limit = "[criteria.7]\nlookback_days = 0"
    assert vouched([now(), offence(in_force_at=NOW - 5000 * DAY)], without_limit).hit(KEY, "7") is not None


def test_kinds() -> None:
    """Only the kinds of the parameter count."""
    criminal = "[criteria.7]\nkinds = ['criminal']"
    assert vouched([now(), offence()], criminal).verdicts(KEY, "7") == []
    assert vouched([now(), offence(kind="criminal")], criminal).hit(KEY, "7") is not None


def test_min_cases() -> None:
    """Cases of the participant and the declarant add up."""
    two = "[criteria.7]\nmin_cases = 2"
    events = [now(declarant_id="P2"), offence()]
    assert vouched(events, two).verdicts(KEY, "7") == []
    hit = vouched([*events, offence("C2", person_id="P2")], two).hit(KEY, "7")
    assert hit is not None
    assert [evidence.ref for evidence in hit.evidence] == ["C1", "C2"]
    alone = [now(declarant_id="P1"), offence()]
    assert vouched(alone, two).verdicts(KEY, "7") == []


def test_unknown_inputs() -> None:
    """A case that does not say enough, or a missing declarant, leaves the question open; a hit stays a hit."""
    for field in ("kind", "customs_related", "status", "in_force_at"):
        incomplete: dict[str, Any] = {field: None}
        unknown = vouched([now(), offence(**incomplete)]).unknown(KEY, "7")
        assert unknown is not None
        assert unknown.missing == (f"ref.case.{field}",)
        assert vouched([now(), offence(**incomplete), offence("C2")]).hit(KEY, "7") is not None
    unknown = vouched([now(declarant_id=None)]).unknown(KEY, "7")
    assert unknown is not None
    assert unknown.missing == ("declaration.declarant_id",)
    assert vouched([now(declarant_id=None), offence()]).hit(KEY, "7") is not None


def test_what_is_missing_does_not_matter() -> None:
    """Where what is known speaks against a case, or too few cases are open, nothing is unknown."""
    for other in ({"status": "annulled"}, {"in_force_at": NOW - 365 * DAY}, {"in_force_at": NOW + 1}):
        fields: dict[str, Any] = {"kind": None, "customs_related": None, **other}
        assert vouched([now(), offence(**fields)]).verdicts(KEY, "7") == []
    two = "[criteria.7]\nmin_cases = 2"
    events = [now(), offence(kind=None)]
    assert vouched(events, two).verdicts(KEY, "7") == []
    assert vouched([*events, offence("C2")], two).unknown(KEY, "7") is not None


def test_fact_taken_back() -> None:
    """A case that the register takes back was never there."""
    for order in permutations([now(), offence(), cancel(offence())]):
        assert vouched(order).verdicts(KEY, "7") == []
