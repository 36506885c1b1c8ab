"""Tests of criterion 44."""

from itertools import permutations
from typing import Any

import pytest

from schemas.codec import decode_outward
from schemas.envelope import Event
from schemas.outcomes import Alert
from schemas.topics import ALERTS
from scorers.contract.verdict import Hit
from scorers.criteria.g02.inconsistent_documents import DOCUMENT_TYPES
from tests.factories import amend, cancel, declaration, declaration_amended
from tests.scorers.judging import Judging, assert_sayable, judged, sentence

T = "2026-03-02T06:00Z"
LATER = "2026-03-02T07:00Z"
INVOICE = {"type": "invoice", "number": "INV-1", "date": "2026-02-20", "amount": 1000.0, "currency": "USD"}
WAYBILL = {"type": "cmr", "number": "CMR-1", "date": "2026-02-22", "gross_kg": 110.0, "packages": 10}
ITEM = {"invoice_value": 1000.0, "gross_kg": 110.0, "net_kg": 100.0, "packages": 10}


def sound(**changes: Any) -> Event:
    fields: dict[str, Any] = {
        "invoice_total": 1000.0,
        "invoice_currency": "USD",
        "gross_kg_total": 110.0,
        "packages_total": 10,
        "documents": [INVOICE, WAYBILL],
        "items": [ITEM],
    }
    return declaration("D1", T, **{**fields, **changes})


def hit(event: Event, parameters: str = "") -> Hit | None:
    return judged([event], parameters).hit("declaration:D1", "44")


def checks(event: Event) -> list[object]:
    found = hit(event)
    return [evidence.values["check"] for evidence in found.evidence] if found else []


def test_sound_documents() -> None:
    """Complete documents that agree are a miss, and nothing is unknown."""
    assert judged([sound()]).verdicts("declaration:D1", "44") == []


PAPERLESS = """
[engine.sources."/test"]
omits = ["documents[]", "invoice_total", "items[].packages"]
"""
"""What the publisher of these tests does not carry."""


def test_what_a_publisher_never_carries_is_unknown_and_never_missing() -> None:
    """Papers, totals and fields of items alike, whatever it states there; what else is left out is missing."""
    bare = sound(documents=None, invoice_total=None, items=[{**ITEM, "packages": None}])
    for said in (bare, sound(documents=[]), sound(documents=[INVOICE])):
        unknown = judged([said], PAPERLESS).unknown("declaration:D1", "44")
        assert unknown is not None
        assert {"declaration.invoice_total", "declaration.documents[]"} <= set(unknown.missing)
        assert "declaration.items[].packages" in unknown.missing
    assert checks(bare) == ["C1"]
    [alert] = judged([sound(documents=None, gross_kg_total=None)], PAPERLESS).alerts("44")
    assert "gross weight in total" in alert["reason"]
    assert "document" not in alert["reason"].partition("absent:")[2]


def test_what_another_publisher_carries_is_missing_where_it_is_left_out() -> None:
    """What is stated of one source concerns no other, also in an amendment."""
    papers = sound()
    moved = declaration_amended(papers, LATER, documents=None, source="/other")
    assert judged([papers], PAPERLESS).unknown("declaration:D1", "44")
    assert judged([papers, moved], PAPERLESS).hit("declaration:D1", "44")


@pytest.mark.parametrize(
    ("changes", "check"),
    [
        ({"invoice_currency": None}, "C1"),
        ({"gross_kg_total": None}, "C1"),
        ({"documents": [INVOICE]}, "C1"),
        ({"documents": None}, "C1"),
        ({"documents": [{**INVOICE, "date": None}, WAYBILL]}, "C1"),
        ({"documents": [INVOICE, {**WAYBILL, "number": None}]}, "C1"),
        ({"items": [{**ITEM, "packages": None}]}, "C1"),
        ({"items": []}, "C1"),
        ({"items": None}, "C1"),
        ({"documents": [{**INVOICE, "type": "certificate"}, WAYBILL]}, "C1"),
        ({"items": [{**ITEM, "invoice_value": 994.9}]}, "C2"),
        ({"documents": [{**INVOICE, "amount": 900.0}, WAYBILL]}, "C3"),
        ({"documents": [{**INVOICE, "currency": "EUR"}, WAYBILL]}, "C3"),
        ({"items": [{**ITEM, "net_kg": 110.5}]}, "C4"),
        ({"items": [{**ITEM, "gross_kg": 107.7}]}, "C4"),
        ({"documents": [INVOICE, {**WAYBILL, "gross_kg": 120.0}]}, "C5"),
        ({"documents": [INVOICE, {**WAYBILL, "packages": 11}]}, "C5"),
        ({"documents": [{**INVOICE, "date": "2026-02-26"}, WAYBILL]}, "C6"),
        ({"documents": [INVOICE, {**WAYBILL, "date": "2026-03-03"}]}, "C6"),
        ({"documents": [{**INVOICE, "amount": 300.0}, {**INVOICE, "amount": 600.0}, WAYBILL]}, "C7"),
    ],
)
def test_each_check(changes: dict[str, Any], check: str) -> None:
    """One fault fails the one check that is about it."""
    assert checks(sound(**changes)) == [check]


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"documents": [], "items": None}, "absent: items, invoice, transport document"),
        ({"items": [{**ITEM, "packages": None}]}, "absent: packages of an item"),
        ({"items": [{**ITEM, "invoice_value": 994.9}]}, "items are worth 994.90, the invoice total is 1,000.00"),
        (
            {"documents": [{**INVOICE, "amount": 900.0}, WAYBILL]},
            "the invoice is for 900.00, declared is 1,000.00",
        ),
        ({"documents": [{**INVOICE, "currency": "EUR"}, WAYBILL]}, "the invoice is in EUR, declared is USD"),
        ({"items": [{**ITEM, "net_kg": 110.5}]}, "item 1 weighs 110.5 kg net and 110 kg gross"),
        ({"items": [{**ITEM, "gross_kg": 107.7}]}, "items weigh 107.7 kg gross, the total is 110 kg"),
        (
            {"documents": [INVOICE, {**WAYBILL, "gross_kg": 120.0}]},
            "transport documents state 120 kg gross, declared are 110 kg",
        ),
        (
            {"documents": [INVOICE, {**WAYBILL, "packages": 1}]},
            "transport documents state one package, declared are 10",
        ),
        (
            {"documents": [{**INVOICE, "date": "2026-02-26"}, WAYBILL]},
            "the invoice is dated 26 Feb 2026, the transport document 22 Feb 2026",
        ),
        (
            {"documents": [INVOICE, {**WAYBILL, "date": "2026-03-03"}]},
            "the transport document is dated 3 Mar 2026, after the registration on 2 Mar 2026",
        ),
        (
            {"documents": [{**INVOICE, "amount": 300.0}, {**INVOICE, "amount": 600.0}, WAYBILL]},
            "2 invoices are for 900.00, declared is 1,000.00",
        ),
    ],
)
def test_what_the_alert_says(changes: dict[str, Any], fault: str) -> None:
    """Each fault in words, in the sentence and in the evidence of its check."""
    [alert] = judged([sound(**changes)]).alerts("44")
    assert alert["reason"] == f"One check of the documents failed: {fault}."
    assert [found["values"]["fault"] for found in alert["evidence"]] == [fault]


@pytest.mark.parametrize(
    "changes",
    [
        {"items": [{**ITEM, "invoice_value": 995.0}]},
        {"items": [{**ITEM, "net_kg": 110.0}]},
        {"items": [{**ITEM, "gross_kg": 107.8}]},
        {"documents": [INVOICE, {**WAYBILL, "gross_kg": 112.2}]},
        {"documents": [INVOICE, {**WAYBILL, "date": "2026-03-02"}]},
        {"documents": [{**INVOICE, "amount": None, "currency": None}, {**WAYBILL, "gross_kg": None}]},
    ],
)
def test_boundaries(changes: dict[str, Any]) -> None:
    """A difference of exactly the tolerance passes, and a check without its optional inputs is skipped."""
    assert checks(sound(**changes)) == []


def test_rounding_in_thousands_of_lines() -> None:
    """Cents lost in each of thousands of lines stay within the tolerance of the total."""
    items = [{**ITEM, "invoice_value": 33.33, "gross_kg": 11.0, "net_kg": 10.0} for _ in range(3000)]
    documents = [{**INVOICE, "amount": 100_000.0}, {**WAYBILL, "gross_kg": 33_000.0}]
    totals: dict[str, Any] = {"invoice_total": 100_000.0, "gross_kg_total": 33_000.0, "documents": documents}
    assert checks(sound(items=items, **totals)) == []
    short = [{**item, "invoice_value": 33.16} for item in items]
    assert checks(sound(items=short, **totals)) == ["C2"]
    weightless = [{**item, "gross_kg": 10.7} for item in items]
    assert checks(sound(items=weightless, **totals)) == ["C4"]


def test_advance_invoice_dated_after_loading() -> None:
    """An invoice dated within the slack after the transport document is no contradiction, a day later it is one."""
    advance = sound(documents=[{**INVOICE, "date": "2026-02-25"}, WAYBILL])
    assert checks(advance) == []
    assert checks(sound(documents=[{**INVOICE, "date": "2026-02-26"}, WAYBILL])) == ["C6"]
    strict = hit(advance, "[criteria.44]\ndate_slack_days = 2")
    assert strict is not None
    assert "the invoice is dated 25 Feb 2026, the transport document 22 Feb 2026" in sentence("44", strict)


def test_several_invoices_one_missing() -> None:
    """Several invoices pass when they make up the total, and fail when one is missing; none is compared alone."""
    parts = [{**INVOICE, "number": f"I{n}", "amount": amount} for n, amount in enumerate((500.0, 300.0, 200.0))]
    assert checks(sound(documents=[*parts, WAYBILL])) == []
    short = sound(documents=[*parts[:2], WAYBILL])
    assert checks(short) == ["C7"]
    found = declaration_amended(short, LATER, documents=[*parts, WAYBILL])
    for order in permutations([short, found]):
        assert judged(order).verdicts("declaration:D1", "44") == []
    unstated = [*parts[:2], {**parts[2], "amount": None}, WAYBILL]
    assert checks(sound(documents=unstated)) == []


def test_registration_date_is_local() -> None:
    """A transport document dated on the local day of registration passes, though it is still the day before in UTC."""
    late = declaration(
        "D1",
        "2026-03-02T20:00Z",
        invoice_total=1000.0,
        invoice_currency="USD",
        gross_kg_total=110.0,
        packages_total=10,
        documents=[INVOICE, {**WAYBILL, "date": "2026-03-03"}],
        items=[ITEM],
    )
    assert checks(late) == []


def test_min_failed() -> None:
    """Fewer failed checks than the parameter asks for are a miss."""
    faulty = sound(invoice_currency=None)
    assert hit(faulty, "[criteria.44]\nmin_failed = 2") is None
    assert hit(faulty, "[criteria.44]\nmin_failed = 1") is not None
    twice = hit(sound(invoice_currency=None, gross_kg_total=300.0), "[criteria.44]\nmin_failed = 3")
    assert twice is not None
    assert [evidence.values["check"] for evidence in twice.evidence] == ["C1", "C4", "C5"]
    assert sentence("44", twice).startswith("3 checks of the documents failed: absent: currency of the invoice; ")


def test_mandatory_documents() -> None:
    """The types that must be there are those of the parameter."""
    bare = sound(documents=[INVOICE])
    assert hit(bare, '[criteria.44]\nmandatory_documents = ["invoice"]') is None
    more = judged([sound()], '[criteria.44]\nmandatory_documents = ["invoice", "packing_list", "veterinary"]')
    [alert] = more.alerts("44")
    assert alert["evidence"][0]["values"] == {"check": "C1", "fault": "absent: packing list, veterinary"}
    assert alert["evidence"][0]["said"]["fault"]["value"][0]["template"] == "absent"


def test_every_type_of_document_has_a_name() -> None:
    [alert] = judged([sound(documents=[])], f"[criteria.44]\nmandatory_documents = {list(DOCUMENT_TYPES)}").alerts("44")
    assert alert["reason"].endswith(
        "absent: invoice, transport document, packing list, export declaration, certificate, agreement,"
        " insurance document."
    )
    assert_sayable(alert)


def test_amendment_cures_the_error_after_the_alert() -> None:
    """The effective snapshot decides, whatever came first; an amendment that is taken back cures nothing."""
    faulty = sound(invoice_currency=None)
    cured = declaration_amended(faulty, LATER, invoice_currency="USD")
    for order in permutations([faulty, cured]):
        assert judged(order).verdicts("declaration:D1", "44") == []
    for events in ([faulty, cured, cancel(cured)], [faulty, cancel(cured), cured], [cancel(cured), faulty, cured]):
        assert judged(events).hit("declaration:D1", "44") is not None


def test_withdrawn_alert_names_the_amendment() -> None:
    """The withdrawn alert keeps its evidence and adds the amendment that cured it; one taken back adds nothing."""
    faulty = sound(invoice_currency=None)
    cured = declaration_amended(faulty, LATER, invoice_currency="USD", initiator="declarant")
    alert = last_alert(Judging().feed(faulty, cured))
    assert alert.status == "withdrawn"
    assert [evidence.kind for evidence in alert.evidence] == ["declaration", "cured_by_amendment"]
    assert alert.evidence[-1].event_id == cured.id
    assert alert.evidence_event_ids == tuple(sorted((faulty.id, cured.id)))
    gone = last_alert(Judging().feed(faulty, cancel(faulty)))
    assert [gone.status, *(evidence.kind for evidence in gone.evidence)] == ["withdrawn", "declaration"]


def last_alert(room: Judging) -> Alert:
    alerts = [decode_outward(record.value, Alert) for record in room.outward if record.topic == ALERTS]
    return [alert for alert in alerts if alert.criterion == "44"][-1]


def test_amendment_brings_the_error() -> None:
    """An amendment that spoils a sound declaration raises the hit, and a correction of it takes it back."""
    good = sound()
    spoilt = declaration_amended(good, LATER, gross_kg_total=300.0)
    room = Judging().feed(good)
    assert room.hit("declaration:D1", "44") is None
    assert room.feed(spoilt).hit("declaration:D1", "44") is not None
    assert room.feed(amend(spoilt, gross_kg_total=110.0)).hit("declaration:D1", "44") is None


def test_subject_is_the_declaration() -> None:
    """The alert keeps one identity, whichever checks fail."""
    for event in (sound(invoice_currency=None), sound(packages_total=99)):
        assert [item.subject_id for item in judged([event]).verdicts("declaration:D1", "44")] == ["declaration|D1"]


def test_a_version_behind_a_newer_one_counts_once_that_is_cancelled() -> None:
    """The second version had a fault; it came after the third, which was taken back."""
    first = sound()
    second = declaration_amended(first, LATER, gross_kg_total=None)
    third = declaration_amended(second, "2026-03-02T08:00Z", gross_kg_total=110.0)
    judging = judged([first, third, second])
    assert judging.statuses("44") == []
    assert judging.feed(cancel(third)).statuses("44") == ["raised"]
