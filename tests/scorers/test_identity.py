"""One entity, however its id is written (S12): one case, one set of versions, the same alerts."""

# ruff: noqa: RUF001 - these tests are about letters that look alike

from itertools import islice, permutations
from pathlib import Path
from typing import Any

import pytest

import scorers
from schemas.codec import decode_outward
from schemas.envelope import Event, decode
from schemas.facts import Vehicle
from schemas.outcomes import Alert
from schemas.topics import ALERTS, ASSESSMENTS, DISPOSITIONS, REFERENCE_FACTS
from scorers.contract.case import effective
from scorers.exchange.routing import case_of
from scorers.registers.lookup import Lookup
from scorers.registers.tables import put
from scorers.state.keys import SEP
from scorers.state.store import MemoryStore
from tests import factories as f
from tests.factories import DAY, HOUR, T0
from tests.scorers.judging import Judging, judged, kept

SCORERS = Path(scorers.__file__).parent
COMPARED = (ALERTS, ASSESSMENTS, DISPOSITIONS)
WRITTEN = ("T1", "t-1", "Т/1", "т 1")
"""The last two begin with a Cyrillic letter."""


def said(judging: Judging) -> dict[tuple[str, str], bytes]:
    """The last word on each case, but for alerts that do not stand."""
    last = {(record.topic, record.key): record.value for record in judging.outward if record.topic in COMPARED}
    return {
        place: value
        for place, value in last.items()
        if place[0] != ALERTS or decode_outward(value, Alert).status == "raised"
    }


def counted(judging: Judging, *names: str) -> list[str]:
    return [one.name for one in judging.counted if one.name in names]


def versions(judging: Judging, key: str) -> list[int]:
    """Effective versions that a case keeps."""
    state: Any = judging.engine.cases.get(f"S{SEP}{key}")
    return [one.version for one in effective(state.said)]


@pytest.mark.parametrize(
    ("event", "key"),
    [
        (f.transit("т-1"), "transit:T1"),
        (f.declaration("55302/030326/0001742"), "declaration:553020303260001742"),
        (f.notice("n 1", transit_id="T1"), "non_delivery:N1"),
        (f.control_result("k-1", declaration_id="D1"), "control:K1"),
        (f.fact("ref.company", key="p-1"), "ref.company:P1"),
        (f.fact("ref.related_party", participant_id="p-1", counterparty_id="C 1"), "ref.related_party:P1|C1"),
    ],
)
def test_key_of_a_case(event: Event, key: str) -> None:
    """Parts of a fact's key stay apart."""
    assert case_of(event) == key


@pytest.mark.parametrize("written", WRITTEN)
def test_what_names_a_transit_in_another_way_joins_it(written: str) -> None:
    """A notice, a declaration and a finding: in any order the same bytes as written alike."""

    def story(opened: str, named: str) -> list[Event]:
        return [
            f.fact("ref.office", key="O2", electronic_centre=False),
            f.transit(opened, carrier_id="C1", destination_office_id="O1", event_id="open"),
            f.completed(opened, T0 + DAY, office_id="O1", event_id="done"),
            f.notice("N1", T0 + 2 * DAY, transit_id=named),
            f.declaration("D1", T0 + 2 * DAY, office_id="O2", transit_id=named),
            f.transit("T2", T0 + 3 * DAY, carrier_id="C1"),
            f.finding(54, "F1", T0 + DAY, transit_id=named, vehicle_id="V1"),
        ]

    wanted = said(judged(story("T1", "T1")))
    assert {decode_outward(value, Alert).criterion for place, value in wanted.items() if place[0] == ALERTS} >= {
        "1",
        "54",
        "62",
        "63",
    }
    for events in islice(permutations(story(written, "T1")), 0, None, 97):
        assert said(judged(events)) == wanted
    assert said(judged(story("T1", written))) == wanted


@pytest.mark.parametrize("written", WRITTEN)
def test_versions_compete_however_written(written: str) -> None:
    """The second opening of the same version is stale, an older amendment too; a cancellation finds its target."""
    opened = f.transit("T1")
    again = f.transit(written, event_id="again")
    judging = judged([opened, again])
    assert counted(judging, "applied", "stale") == ["applied", "stale"]
    newer = f.transit_amended(again, T0 + HOUR, driver_id="X1")
    for events in permutations([opened, newer]):
        judging = judged(events)
        assert versions(judging, "transit:T1")[-1] == 2
    gone = f.cancel(f.transit(written, event_id=opened.id), event_id="gone")
    for events in permutations([opened, gone]):
        assert versions(judged(events), "transit:T1") == []


def test_successor_names_its_predecessor_in_another_way() -> None:
    """A cycle is seen through it, also that of one."""
    first = f.declaration("D-1", resubmission_of="d2")
    for closing in (f.declaration("d 2", T0 + DAY, resubmission_of="d 1"), f.declaration("D3", resubmission_of="d-3")):
        assert counted(judged([first, closing]), "dead_letter") == ["dead_letter"]


def test_request_and_declaration_written_in_two_ways() -> None:
    """The declaration's own request is no earlier one, and its withdrawal excuses silence."""
    fields: dict[str, Any] = {"kind": "technical_documentation", "participant_id": "P1", "deadline_at": T0 + 5 * DAY}
    asked = f.request("R1", T0 + HOUR, declaration_id="d-1", **fields)
    late = f.declaration("D2", T0 + 20 * DAY)
    silent = judged([f.declaration("D1"), asked, late]).until(T0 + 30 * DAY)
    assert silent.hit("declaration:D1", "12") is not None
    assert silent.hit("declaration:D2", "12") is not None
    excused = judged([f.declaration("D1"), asked, f.withdrawn("D/1", T0 + DAY), late]).until(T0 + 30 * DAY)
    assert excused.hit("declaration:D2", "12") is None


def test_what_is_said_names_the_normal_form() -> None:
    """Whatever spelling comes first."""
    for events in permutations([f.transit("t-1"), f.arrived("T/1", T0 + DAY)]):
        keys = [key for topic, key in said(judged(events)) if topic == ASSESSMENTS]
        assert keys == ["transit:T1"]


def test_a_reference_of_separators_alone_names_nobody() -> None:
    """It is a way to leave the field empty: nothing gathers at a case without an id."""
    judging = judged([f.declaration("D1", transit_id="-", resubmission_of="--"), f.crossing("X1", transit_id="/")])
    assert [key for key, _ in kept(judging.engine.cases, f"S{SEP}")] == [f"S{SEP}crossing:X1", f"S{SEP}declaration:D1"]


OF_PAYLOADS = ("contract/links.py", "criteria", "families", "indicators", "ledgers", "matching")
"""Where payloads are read, and nothing else that might be written in several ways."""


def test_who_reads_a_payload_does_not_normalise_it() -> None:
    """It has its identifiers in normal form: to do so again costs each reader, and hides where it is not so."""
    paths = [path for place in OF_PAYLOADS for path in (SCORERS / place, *(SCORERS / place).rglob("*.py"))]
    sources = {path: path.read_text() for path in paths if path.is_file()}
    assert len(sources) > 50
    assert not [str(path) for path, source in sources.items() if "normal_id" in source or "normal_key" in source]


def test_what_is_shown_is_spelled_as_published() -> None:
    """Offices and seals stand in alerts as the papers have them, while they are compared in any spelling."""
    opened = f.transit(
        "T1", destination_office_id="kz-1", seals=[{"number": "s-1"}], vehicle_ids=["а 1"], consignee_id="c-1"
    )
    found = [{"number": "S 1", "state": "broken"}]
    told = [
        opened,
        f.arrived("T1", T0 + HOUR, office_id="kz 1", seals_found=found),
        f.completed("T1", T0 + 2 * HOUR, office_id="Kz-1", outcome="delivered"),
        f.declaration("D1", T0 + 3 * HOUR, transit_id="t-1", office_id="kz-2", consignee_id="c-2"),
        *(f.fact("ref.office", key=key, electronic_centre=False) for key in ("kz-1", "KZ2")),
    ]
    judging = judged(told)
    values = {
        code: [dict(one.values) for one in hit.evidence]
        for key, code in (("transit:T1", "54"), ("declaration:D1", "62"), ("declaration:D1", "63"))
        if (hit := judging.hit(key, code)) is not None
    }
    assert {"seals": "s-1"} in values["54"]
    assert values["62"] == [{"destination_office_id": "kz-1"}, {"office_id": "kz-2"}]
    assert values["63"] == [{"office_id": "Kz-1"}, {"office_id": "kz-2"}]


def looked_up(store: MemoryStore) -> list[Vehicle]:
    """What a case would find now."""
    return Lookup(store, lambda _row, _t: None).all(Vehicle, "Z9")


@pytest.mark.parametrize("newer", ["z 9", "Z-9", "Z9"])
def test_facts_of_a_table_written_in_two_ways_are_one(newer: str) -> None:
    """The newer version holds, whichever arrives first, and a deletion takes both away."""
    facts = [f.fact("ref.vehicle", key="z9", tare_kg=1.0), f.fact("ref.vehicle", key=newer, version=2, tare_kg=2.0)]
    for order in permutations(facts):
        store = MemoryStore()
        for fact in order:
            put(store, fact)
        assert [known.tare_kg for known in looked_up(store)] == [2.0]
        put(store, decode(None, key=b"ref.vehicle|Z-9", topic=REFERENCE_FACTS))
        assert looked_up(store) == []
