import json
from typing import Any

import jsonschema
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.codec import decode_outward, encode_outward
from schemas.contracts import json_schemas
from schemas.errors import Reason
from schemas.outcomes import (
    OUTCOME_TYPES,
    Alert,
    Assessment,
    CategoryChange,
    CategoryConflict,
    DeadLetter,
    Disposition,
    Evidence,
    Header,
    HitSummary,
    InternalSecurityAlert,
    LateEvent,
    Outcome,
    StrongestHit,
    SuppressedForm,
    UnknownCriterion,
    Window,
)

HIT: dict[str, Any] = {
    "alert_id": "a1",
    "status": "raised",
    "criterion": "1",
    "group": "01",
    "slug": "carrier_non_delivery",
    "subject_kind": "carrier",
    "subject_id": "CAR1",
    "case": "declaration:D1",
    "declaration_id": "D1",
    "member_state": "KZ",
    "trigger_event_id": "e1",
    "event_time": 1772431200000,
    "severity": "high",
    "confidence": 1 / 3,
    "evidence": (
        Evidence(kind="notice", event_id="e0", at=1772431100000, values={"share": 2 / 3, "n": 3, "ok": True}),
    ),
    "evidence_event_ids": ("e0",),
    "window": Window(from_=1, to=2),
    "params_version": "example-1",
    "category": "medium",
    "suggested_forms": ("guarantee",),
    "suppressed_forms": (SuppressedForm(form="inspection", reason="low category"),),
    "reason": "The carrier did not deliver three times.",
}
OUTCOMES: list[Outcome] = [
    Alert(**HIT),
    InternalSecurityAlert(**HIT),
    Assessment(
        case="declaration:D1",
        member_state="KZ",
        status="open",
        event_time=1772431200000,
        score=0.123456789,
        hits=(HitSummary(alert_id="a1", criterion="1", severity="high"),),
        unknown=(UnknownCriterion(criterion="13", missing=("ref.debt",)),),
        correlation_groups=(StrongestHit(group="non_delivery", alert_id="a1"),),
        params_version="example-1",
    ),
    Disposition(
        case="declaration:D1", kind="declaration", id="D1", event_time=1, status="open", controls=("inspection",)
    ),
    Disposition(case="declaration:D1", kind="declaration", id="D1", office="O1", event_time=1, status="closed"),
    CategoryChange(
        participant_id="P1",
        member_state="KZ",
        at=1,
        new="high",
        conflicts=(CategoryConflict(low_ground="aeo", high_reason="debt"),),
        params_version="example-1",
    ),
    DeadLetter(
        reason=Reason.not_json,
        detail="send JSON",
        source_topic="customs.declarations.v1",
        source_partition=0,
        source_offset=7,
        source_timestamp=1,
        headers=(Header(name="x", value_base64="AA=="),),
    ),
    LateEvent(
        event_id="e1",
        event_type="customs.non_delivery.raised.v1",
        case="non_delivery:N1",
        subject_kind="carrier",
        subject_id="CAR1",
        event_time=1,
        newest_time=2,
        allowed_days=90,
    ),
]
NAMES = {outcome.struct: name for name, outcome in OUTCOME_TYPES.items()}


def test_every_outcome_is_tried() -> None:
    assert {type(outcome) for outcome in OUTCOMES} == set(NAMES)


@pytest.mark.parametrize("outcome", OUTCOMES, ids=lambda outcome: type(outcome).__name__)
def test_what_was_written_is_read_and_written_the_same(outcome: Outcome) -> None:
    value = encode_outward(outcome)
    assert encode_outward(decode_outward(value, type(outcome))) == value


@pytest.mark.parametrize("outcome", OUTCOMES, ids=lambda outcome: type(outcome).__name__)
def test_what_was_written_follows_the_contract(outcome: Outcome) -> None:
    schema = json_schemas()[NAMES[type(outcome)]]
    jsonschema.Draft202012Validator(schema).validate(json.loads(encode_outward(outcome)))


def test_bytes_have_sorted_keys_and_rounded_figures() -> None:
    fields = json.loads(encode_outward(Alert(**HIT)))
    assert list(fields) == sorted(fields)
    assert fields["confidence"] == 0.3333
    assert fields["evidence"][0]["values"] == {"n": 3, "ok": True, "share": 0.666667}
    assert fields["window"] == {"from": 1, "to": 2}


@given(st.dictionaries(st.text(max_size=5), st.integers(-(2**60), 2**60) | st.text(max_size=5) | st.none()))
def test_bytes_do_not_depend_on_the_order_of_figures(values: dict[str, Any]) -> None:
    turned = dict(reversed(values.items()))
    one = Evidence(kind="x", values=values)
    other = Evidence(kind="x", values=turned)
    assert encode_outward(Alert(**HIT | {"evidence": (one,)})) == encode_outward(Alert(**HIT | {"evidence": (other,)}))


@pytest.mark.parametrize(
    ("figure", "text"), [(-1e-9, b"0"), (2.0, b"2"), (2, b"2"), (1 / 3, b"0.333333"), (0.25, b"0.25")]
)
def test_a_figure_has_one_spelling(figure: float, text: bytes) -> None:
    value = encode_outward(Alert(**HIT | {"evidence": (Evidence(kind="x", values={"n": figure}),)}))
    assert b'"n":%s}' % text in value


@pytest.mark.parametrize("figure", [float("nan"), float("inf"), -float("inf"), 2**70])
def test_figures_without_a_place_in_json_are_refused(figure: float) -> None:
    with pytest.raises(ValueError, match=r"."):
        encode_outward(Alert(**HIT | {"evidence": (Evidence(kind="x", values={"n": figure}),)}))


def test_unknown_fields_are_left_out() -> None:
    """A reader one version behind still reads."""
    said = Disposition(case="transit:c", kind="transit", id="c", event_time=1, status="open")
    assert decode_outward(encode_outward(said)[:-1] + b',"later":1}', Disposition) == said


def test_other_bytes_are_refused() -> None:
    with pytest.raises(msgspec.DecodeError):
        decode_outward(b"{}", Alert)
