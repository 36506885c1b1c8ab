"""The commonest mistakes of a newcomer are refused with a sentence that says what is wrong and what to send."""

from typing import Any

import pytest

from schemas.envelope import decode, encode_binary, refuse_other_topic
from schemas.errors import BadInput, Reason
from schemas.topics import DECLARATIONS, REFERENCE_FACTS
from tests import factories as f
from tests.schemas.test_refusals import ABSENT, DATA, data, event, item, refusal

ID = "NUMBER-OF-SOMEBODY"

MISTAKES = {
    "number as text": (item(net_kg="5.5"), Reason.wrong_field, "data.items[0].net_kg is a number in quotes"),
    "whole number as text": (item(item_no="1"), Reason.wrong_field, "item_no is a number in quotes"),
    "time as text of a number": (data(registered_at=str(f.T0)), Reason.wrong_field, "number in quotes"),
    "text as number": (data(declaration_id=5), Reason.wrong_field, "send it as text, in quotes"),
    "words for a number": (item(net_kg="heavy"), Reason.wrong_field, "is text; send a number"),
    "byte order mark": (b"\xef\xbb\xbf" + event(), Reason.not_json, "byte order mark; send UTF-8 without"),
    "local time": (event(time="2026-03-02T06:00:00"), Reason.wrong_field, "time has no timezone; end it with Z"),
    "local time, by a space": (event(time="2026-03-02 06:00"), Reason.wrong_field, "an offset such as +05:00"),
    "no time at all": (event(time="yesterday"), Reason.wrong_field, "RFC 3339 has it, such as 2026-03-02T06:00:00Z"),
    "attribute time as ms": (event(time=f.T0), Reason.wrong_field, "is a number; send text as RFC 3339 has it"),
    "time in data as text": (
        data(registered_at="2026-03-02T06:00:00"),
        Reason.wrong_field,
        "data.registered_at is text; send ms since the epoch, UTC, as a number",
    ),
    "date of another country": (
        data(documents=[{"type": "cmr", "date": "01.02.2026"}]),
        Reason.wrong_field,
        "data.documents[0].date is no date; send it as RFC 3339 has it, such as 2026-03-02",
    ),
    "type misspelled": (
        event(type="customs.declaration.registred.v1"),
        Reason.unknown_type,
        "the nearest is customs.declaration.registered.v1",
    ),
    "type without its ends": (
        event(type="transit.opened"),
        Reason.unknown_type,
        "the nearest is customs.transit.opened.v1",
    ),
    "whole time with a fraction": (
        data(registered_at=float(f.T0)),
        Reason.wrong_field,
        "data.registered_at is a whole number written with a fraction; write it without the decimal point",
    ),
    "fraction of a ms": (data(registered_at=f.T0 + 0.5), Reason.wrong_field, "has a fraction; send a whole number"),
    "seconds with a fraction": (data(registered_at=f.T0 / 1000 + 0.5), Reason.wrong_time_unit, "looks like seconds"),
    "null for absent": (
        data(participant_id=None),
        Reason.wrong_field,
        "data.participant_id is null and must be stated; null stands only for what may be absent",
    ),
    "null attribute": (event(memberstate=None), Reason.wrong_field, "memberstate is null and must be stated"),
    "one object for a list": (
        data(items={"item_no": 1}),
        Reason.wrong_field,
        "data.items is one object; send a list of it, in [ ]",
    ),
    "one text for a list": (data(vehicle_ids=ID), Reason.wrong_field, "data.vehicle_ids is one text; send a list"),
    "list for one object": (event(data=[DATA]), Reason.wrong_field, "data is a list; send the one object"),
    "JSON in a text": (event(data="{}"), Reason.wrong_field, "data is text; send an object"),
    "events in a list": (b"[" + event() + b"]", Reason.not_an_event, "but a list; send one event in each record"),
    "decimal comma in a text": (item(net_kg="5,5"), Reason.wrong_field, "decimal comma; send a number"),
    "decimal comma and thousands": (item(net_kg="12 000,50"), Reason.wrong_field, "decimal comma; send a number"),
    "decimal comma": (item().replace(b"5.0", b"5,0"), Reason.not_json, "a number with a decimal comma"),
    "decimal comma of two digits": (item().replace(b"5.0", b"5,25"), Reason.not_json, "a number with a decimal comma"),
}


@pytest.mark.parametrize(("value", "reason", "words"), MISTAKES.values(), ids=MISTAKES)
def test_a_common_mistake_is_named(value: bytes, reason: Reason, words: str) -> None:
    error = refusal(value)
    assert error.reason == reason
    assert words in error.detail
    assert ID not in error.detail


def test_a_local_time_is_named_in_binary_mode_too() -> None:
    value, headers = encode_binary(f.declaration())
    assert value is not None
    changed = [(name, b"2026-03-02 06:00" if name == "ce_time" else content) for name, content in headers]
    assert "time has no timezone" in refusal(value, changed).detail


def test_a_type_on_the_wrong_topic_is_told_its_own() -> None:
    with pytest.raises(BadInput, match=f"belongs on {DECLARATIONS}, and came on {REFERENCE_FACTS}; send it"):
        refuse_other_topic(f.declaration(), REFERENCE_FACTS)


@pytest.mark.parametrize(
    ("key", "words"),
    [
        (None, "the record has no key; a fact is deleted by the key fact_type|key"),
        (b"", "the record has no key"),
        (b"D-1", "must be fact_type|key"),
        (b"ref.dept|D-1", "the nearest is ref.debt"),
    ],
)
def test_a_deletion_without_a_proper_key_is_told_which(key: bytes | None, words: str) -> None:
    with pytest.raises(BadInput) as refused:
        decode(None, [], key, REFERENCE_FACTS)
    assert words in refused.value.detail


def test_a_fact_without_a_key_is_told_that_it_is_missing() -> None:
    fields: dict[str, Any] = {"data": {"fact_type": "ref.debt"}, "type": "customs.ref.debt.v1", "subject": ABSENT}
    assert refusal(event(**fields)).reason == Reason.missing_field


@pytest.mark.parametrize(
    "value",
    [
        event()[:-1],
        item(description=": 5,").replace(b'"description": ": 5,"', b'"description": ": 5,0" 0'),
        item(description="a: 5,0")[:-2],
        b'{"a": [1,2, 3,}',
        b'{"a":5,b":6}',
    ],
    ids=range(5),
)
def test_other_faults_are_not_taken_for_a_decimal_comma(value: bytes) -> None:
    assert "comma" not in refusal(value).detail


def test_a_type_like_no_other_gets_no_proposal() -> None:
    assert "nearest" not in refusal(event(type="com.example.somethingelse")).detail
