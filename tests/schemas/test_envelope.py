import base64
import datetime
import json
import re
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.envelope import (
    Event,
    decode,
    decode_line,
    encode_binary,
    encode_structured,
    record_key,
    refuse_future,
    refuse_other_key,
    refuse_other_topic,
)
from schemas.errors import BadInput, Reason
from schemas.facts import FactDeleted
from schemas.topics import DECLARATIONS, REFERENCE_FACTS
from tests import factories as f

STRUCTURED = [("content-type", b"application/cloudevents+json; charset=UTF-8")]
DEBT = f.fact("ref.debt", "DB1", participant_id="P1", kind="tax", due_date="2026-01-31")
EVENTS = [
    f.declaration(documents=[{"type": "cmr", "date": "2026-02-01"}], items=[{"net_kg": 1.5}]),
    f.declaration_amended(f.declaration(), f.T0 + f.DAY, stage="before_release"),
    f.withdrawn(),
    f.released(),
    f.refused(),
    f.transit(seals=[{"number": "1"}]),
    f.transit_amended(f.transit(), f.T0 + f.DAY),
    f.arrived(seals_found=[{"state": "broken"}]),
    f.completed(),
    f.notice(),
    f.notice_cancelled(),
    f.finding(5),
    f.finding_cancelled(),
    f.control_assigned(),
    f.control_result(items=[{"accepted_customs_value": 1}]),
    f.request(),
    f.request_closed(),
    f.payment(),
    f.bank_copy(),
    f.crossing(),
    f.movement(),
    f.conclusion("A1"),
    f.amend(f.declaration(), office_id="O2"),
    f.cancel(f.notice()),
    DEBT,
]


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.id)
def test_both_modes_give_the_event_back(event: Event) -> None:
    value, headers = encode_binary(event)
    assert decode(encode_structured(event), STRUCTURED) == event
    assert decode(value, headers) == event
    assert decode_line(encode_structured(event) + b"\n") == event


def test_structured_is_read_without_headers_and_as_plain_json() -> None:
    """Some publishers leave the content type out or say application/json."""
    event = f.declaration()
    assert decode(encode_structured(event)) == event
    assert decode(encode_structured(event), [("content-type", b"application/json")]) == event


def test_header_names_are_case_insensitive() -> None:
    event = f.declaration()
    value, headers = encode_binary(event)
    assert decode(value, [(name.upper(), content) for name, content in headers]) == event


def test_other_headers_are_ignored() -> None:
    event = f.declaration()
    value, headers = encode_binary(event)
    assert decode(value, [*headers, ("traceparent", b"00-1-2-03"), ("x", b"\xff")]) == event


def test_base64_data_is_read() -> None:
    event = f.declaration()
    fields = json.loads(encode_structured(event))
    fields["data_base64"] = base64.b64encode(event.raw_data).decode()
    del fields["data"]
    assert decode(json.dumps(fields).encode()) == event


def test_raw_data_is_what_was_published() -> None:
    """Spacing, order and numbers of the data are forwarded as they came."""
    line = encode_structured(f.withdrawn()).replace(
        f.withdrawn().raw_data, b'{ "withdrawn_at": %d, "declaration_id":"D1"}' % f.T0
    )
    assert decode_line(line).raw_data == b'{ "withdrawn_at": %d, "declaration_id":"D1"}' % f.T0


def test_attributes_that_are_allowed() -> None:
    fields = json.loads(encode_structured(f.declaration()))
    carried = dict.fromkeys(["partitionkey", "traceparent", "tracestate", "dataschema"], "x")
    carried["publishedat"] = "2026-03-02T06:00:01Z"
    decoded = decode(json.dumps(fields | carried | {"datacontenttype": "application/vnd.kz+json"}).encode())
    assert (decoded.data, decoded.extensions) == (f.declaration().data, carried)


def test_extensions_are_kept() -> None:
    """They come out again as they went in; an unset one, null, is none."""
    fields = json.loads(encode_structured(f.declaration())) | {"tenant": "north", "retries": 3, "urgent": True}
    decoded = decode(json.dumps(fields | {"nothing": None}).encode())
    assert decoded.extensions == {"tenant": "north", "retries": 3, "urgent": True}
    assert json.loads(encode_structured(decoded)) == fields
    value, headers = encode_binary(decoded)
    assert dict(headers)["ce_urgent"] == b"true"
    assert decode(value, headers).extensions == {"tenant": "north", "retries": "3", "urgent": "true"}


def test_extensions_of_a_deleted_fact_are_kept() -> None:
    headers = [*encode_binary(DEBT)[1], ("ce_tenant", b"north"), ("ce_unset", None)]
    assert decode(None, headers, record_key(DEBT), REFERENCE_FACTS).extensions == {"tenant": "north"}


@pytest.mark.parametrize("time", ["absent", None])
def test_time_may_be_absent_where_data_state_it(time: str | None) -> None:
    """Every type whose payload states its own time; of others the attribute is the only word on it."""
    for event in EVENTS:
        fields = json.loads(encode_structured(event)) | {"time": time}
        if time:
            del fields["time"]
        line = json.dumps(fields).encode()
        if getattr(event.data, event.event_type.time_field or "", None) is not None:
            assert decode(line).time == event.time
            continue
        with pytest.raises(BadInput) as refused:
            decode(line)
        assert refused.value.reason == Reason.missing_field
        assert re.fullmatch(r"time is missing; say in .*the attribute time when it happened", refused.value.detail)


def test_a_deletion_says_its_time() -> None:
    """A null value states nothing."""
    headers = [(name, content) for name, content in encode_binary(DEBT)[1] if name != "ce_time"]
    with pytest.raises(BadInput, match="time is missing"):
        decode(None, headers, record_key(DEBT), REFERENCE_FACTS)


def test_version_may_be_text() -> None:
    fields = json.loads(encode_structured(f.declaration(version=7))) | {"entityversion": "7"}
    assert decode(json.dumps(fields).encode()).version == 7


def test_event_time_is_that_of_the_payload() -> None:
    """A publisher may stamp `time` when it sends; what counts is when it happened."""
    fields = json.loads(encode_structured(f.withdrawn())) | {"time": "2026-05-01T12:00:00+05:00"}
    assert decode(json.dumps(fields).encode()).time == f.T0
    amended = f.declaration_amended(f.declaration(), f.T0 + f.DAY)
    fields = json.loads(encode_structured(amended)) | {"time": "2026-03-03T11:00:00.250+05:00"}
    assert decode(json.dumps(fields).encode()).time == f.T0 + f.DAY + 250


def test_null_deletes_a_fact() -> None:
    event = decode(None, [], b"ref.debt|DB1|x", REFERENCE_FACTS, timestamp=f.T0)
    assert event.data == FactDeleted(fact_type="ref.debt", key="DB1|x")
    assert (event.type, event.entity_id, event.version, event.time) == ("customs.ref.debt.v1", "DB1|x", 0, f.T0)


def test_null_with_attributes_deletes_a_version() -> None:
    headers = encode_binary(DEBT)[1]
    event = decode(None, headers, record_key(DEBT), REFERENCE_FACTS)
    assert (event.id, event.version, event.time) == (DEBT.id, 1, DEBT.time)
    assert encode_binary(event)[0] is None


@pytest.mark.parametrize(
    ("key", "topic", "reason"),
    [
        (b"D1", DECLARATIONS, Reason.null_value),
        (b"ref.debt|DB1", None, Reason.null_value),
        (None, REFERENCE_FACTS, Reason.null_value),
        (b"DB1", REFERENCE_FACTS, Reason.null_value),
        (b"ref.dept|DB1", REFERENCE_FACTS, Reason.unknown_type),
        (b"\xff|DB1", REFERENCE_FACTS, Reason.invalid_utf8),
    ],
)
def test_other_nulls_are_refused(key: bytes | None, topic: str | None, reason: Reason) -> None:
    with pytest.raises(BadInput) as refused:
        decode(None, [], key, topic)
    assert refused.value.reason == reason


def test_null_of_another_fact_is_refused() -> None:
    with pytest.raises(BadInput) as refused:
        decode(None, encode_binary(DEBT)[1], b"ref.debt|DB2", REFERENCE_FACTS)
    assert refused.value.reason == Reason.subject_mismatch


def test_the_subject_may_be_written_in_another_way_than_the_entity() -> None:
    """They are one identifier (S12); a fact's key is compared as it is, since a topic is compacted by it."""
    line = encode_structured(f.transit("T-1"))
    assert decode(line.replace(b'"subject":"T-1"', b'"subject":"t 1"')).entity_id == "T-1"
    with pytest.raises(BadInput) as refused:
        decode(encode_structured(DEBT).replace(b'"subject":"DB1"', b'"subject":"db1"'))
    assert refused.value.reason == Reason.subject_mismatch


def test_an_entity_without_a_letter_or_digit_is_refused() -> None:
    with pytest.raises(BadInput) as refused:
        decode(encode_structured(f.transit("-/-")))
    assert refused.value.reason == Reason.wrong_field
    assert "data.transit_id" in refused.value.detail


def test_too_large() -> None:
    line = encode_structured(f.declaration())
    with pytest.raises(BadInput) as refused:
        decode(line, max_bytes=len(line) - 1)
    assert refused.value.reason == Reason.too_large
    with pytest.raises(BadInput) as refused:
        decode(b" " * 5_000_000)
    assert refused.value.reason == Reason.too_large
    assert decode(line, max_bytes=len(line)).entity_id == "D1"


def test_future() -> None:
    """Five minutes ahead is allowed, a millisecond more is not."""
    event = f.withdrawn(t=f.T0)
    refuse_future(event, f.T0 - 5 * f.MINUTE)
    with pytest.raises(BadInput) as refused:
        refuse_future(event, f.T0 - 5 * f.MINUTE - 1)
    assert refused.value.reason == Reason.future_event
    with pytest.raises(BadInput):
        refuse_future(event, f.T0 - 1001, datetime.timedelta(seconds=1))


@pytest.mark.parametrize("key", [None, b"", b"ref.debt|DB1"])
def test_a_record_may_have_its_own_key_or_none(key: bytes | None) -> None:
    refuse_other_key(DEBT, key)
    refuse_other_key(decode(None, [], b"ref.debt|DB1", REFERENCE_FACTS), key)


@pytest.mark.parametrize("key", [b"DB1", b"ref.debt|DB2", b"\xff", b'"ref.debt|DB1"'])
def test_a_key_that_contradicts_the_subject_is_refused(key: bytes) -> None:
    """On a compacted topic it would replace another fact; elsewhere it would take the entity's order away."""
    with pytest.raises(BadInput) as refused:
        refuse_other_key(DEBT, key)
    assert refused.value.reason == Reason.subject_mismatch
    assert "ref.debt|DB1" in refused.value.detail


def test_another_topic_is_refused() -> None:
    """On the compacted one an event would vanish, on any other it would be out of order."""
    refuse_other_topic(DEBT, REFERENCE_FACTS)
    with pytest.raises(BadInput) as refused:
        refuse_other_topic(DEBT, DECLARATIONS)
    assert refused.value.reason == Reason.wrong_topic
    assert all(part in refused.value.detail for part in (DEBT.type, REFERENCE_FACTS, DECLARATIONS, "send it there"))


@given(st.binary(max_size=200))
def test_any_bytes_are_an_event_or_bad_input(value: bytes) -> None:
    with pytest.raises(BadInput):
        decode(value)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@given(st.sampled_from(EVENTS), st.data())
def test_any_spoiled_event_is_an_event_or_bad_input(event: Event, data: st.DataObject) -> None:
    """Whatever a publisher puts into a field, nothing but `BadInput` is raised."""
    fields = json.loads(encode_structured(event))
    target: dict[str, Any] = fields if data.draw(st.booleans()) else fields["data"]
    target[data.draw(st.sampled_from(sorted(target)))] = data.draw(JSON)
    try:
        decoded = decode(json.dumps(fields).encode("utf-8", "surrogatepass"))
    except BadInput:
        return
    assert decode(encode_structured(decoded)) == decoded


@given(st.sampled_from(EVENTS), st.data())
def test_any_spoiled_header_is_an_event_or_bad_input(event: Event, data: st.DataObject) -> None:
    value, headers = encode_binary(event)
    spoiled = data.draw(st.integers(0, len(headers) - 1))
    headers[spoiled] = (headers[spoiled][0], data.draw(st.binary(max_size=30)))
    try:
        decoded = decode(value, headers)
    except BadInput:
        return
    assert isinstance(decoded, Event)


def test_event_travels_by_msgspec() -> None:
    """Internal messages may carry the raw data and decode it again."""
    assert msgspec.json.decode(EVENTS[0].raw_data, type=type(EVENTS[0].data)) == EVENTS[0].data
