"""The published schema and the intake are of one mind about every event that a schema can judge."""

import base64
import copy
import json
from collections.abc import Iterator
from functools import cache
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.asyncapi import asyncapi
from schemas.envelope import decode
from schemas.errors import BadInput, Reason
from schemas.events import EVENT_TYPES
from schemas.examples import examples

EVENTS: list[dict[str, Any]] = [event for name in EVENT_TYPES for event in examples()[name]]
DOCUMENT = asyncapi()
ABSENT = ...
BEYOND_A_SCHEMA = {
    Reason.subject_mismatch,  # two fields are compared
    Reason.not_an_event,  # of what `type` says, the message follows
    Reason.unknown_type,
}


@cache
def validator(name: str) -> jsonschema.Draft202012Validator:
    """The schema of a whole event of the type `name`."""
    payload = DOCUMENT["components"]["messages"][name]["payload"]
    return jsonschema.Draft202012Validator({**payload, "components": {"schemas": DOCUMENT["components"]["schemas"]}})


def refused(event: dict[str, Any]) -> BadInput | None:
    """What the intake says against an event; None: nothing."""
    try:
        decode(json.dumps(event).encode())
    except BadInput as error:
        return error
    return None


def changed(event: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """An event with other attributes; ABSENT leaves one out."""
    return {name: content for name, content in (event | changes).items() if content is not ABSENT}


def in_base64(event: dict[str, Any]) -> dict[str, Any]:
    coded = base64.b64encode(json.dumps(event["data"]).encode()).decode()
    return changed(event, data=ABSENT, data_base64=coded)


TAKEN: list[dict[str, Any]] = [
    {"entityversion": "7"},
    {"entityversion": "007"},
    {"time": None},
    {"time": ABSENT},
    {"datacontenttype": ABSENT},
    {"datacontenttype": None},
    {"datacontenttype": "Application/JSON; Charset=UTF-8"},
    {"datacontenttype": 'application/vnd.kz.customs+json;charset="utf-8"'},
    {"correctsid": None, "correctionkind": None},
    {"correctsid": "e0", "correctionkind": "amend"},
    {"tenant": "north", "retries": 3, "urgent": False, "unset": None},
    {"data_base64": None},
]
REFUSED: list[dict[str, Any]] = [
    {"specversion": "0.3"},
    {"id": ABSENT},
    {"id": ""},
    {"source": None},
    {"subject": 7},
    {"memberstate": ABSENT},
    {"memberstate": "kz"},
    {"entityversion": ABSENT},
    {"entityversion": 0},
    {"entityversion": "0"},
    {"entityversion": "v1"},
    {"entityversion": 2**53 + 1},
    {"entityversion": True},
    {"correctsid": "e0"},
    {"correctsid": None, "correctionkind": "cancel"},
    {"correctsid": "e0", "correctionkind": "replace"},
    {"datacontenttype": "application/xml"},
    {"datacontenttype": "application/json; charset=cp1251"},
    {"datacontenttype": "application/json; a=b; charset=cp1251"},
    {"shoe_size": "43"},
    {"shoesize": {"eu": 43}},
    {"shoesize": 2**31},
    {"data": ABSENT},
    {"data": None},
    {"data": []},
    {"data": {}},
    {"data_base64": "e30="},
    {"data": None, "data_base64": "e30="},
]


def first(field: str | None) -> Iterator[dict[str, Any]]:
    """Events whose type states its time in data, or has it in the attribute alone (`field` None)."""
    return (event for event in EVENTS if (EVENT_TYPES[event["type"]].time_field is None) == (field is None))


@pytest.mark.parametrize("changes", TAKEN, ids=str)
def test_both_take_it(changes: dict[str, Any]) -> None:
    event = changed(next(first("data")), **changes)
    assert refused(event) is None
    validator(event["type"]).validate(event)


@pytest.mark.parametrize("changes", REFUSED, ids=str)
def test_both_refuse_it(changes: dict[str, Any]) -> None:
    event = changed(next(first("data")), **changes)
    assert refused(event) is not None
    assert not validator(event["type"]).is_valid(event)


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event["type"])
def test_every_type_may_travel_in_base64(event: dict[str, Any]) -> None:
    assert refused(in_base64(event)) is None
    validator(event["type"]).validate(in_base64(event))


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event["type"])
def test_every_type_says_whether_it_needs_the_attribute_time(event: dict[str, Any]) -> None:
    """With and without the time in data."""
    field = EVENT_TYPES[event["type"]].time_field
    data = {name: value for name, value in event["data"].items() if name != field}
    for content in (event["data"], data):
        for time in (event["time"], None, ABSENT):
            said = changed(event, data=content, time=time)
            assert validator(event["type"]).is_valid(said) == (refused(said) is None), said


def test_a_fact_need_not_repeat_its_type() -> None:
    """The type of the event says it; another one is refused."""
    event = next(event for event in EVENTS if event["type"] == "customs.ref.debt.v1")
    for fact_type, taken in ((ABSENT, True), ("ref.debt", True), ("ref.case", False), (None, False)):
        said = changed(event, data=changed(event["data"], fact_type=fact_type))
        assert validator(event["type"]).is_valid(said) is (refused(said) is None) is taken


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**33), 2**33) | st.text("aZ0", max_size=4),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text("aZ0_", max_size=3), inner, max_size=2),
    max_leaves=4,
)
"""Whole numbers, letters and digits: a schema can not tell 1.0 from 1, nor what a date or an identifier is."""
UNJUDGED = {"type", "time"}


@given(st.sampled_from(EVENTS), st.data())
def test_any_changed_event_is_judged_alike(event: dict[str, Any], data: st.DataObject) -> None:
    """An attribute or a field of data is left out, set to something else, or added."""
    said = copy.deepcopy(event)
    target: dict[str, Any] = data.draw(st.sampled_from([said, said["data"]]))
    name = data.draw(st.sampled_from(sorted(target.keys() - UNJUDGED)) | st.text("aZ0_é", max_size=3))
    if data.draw(st.booleans()):
        target.pop(name, None)
    else:
        target[name] = data.draw(JSON)
    error = refused(said)
    if error is None or error.reason not in BEYOND_A_SCHEMA:
        assert validator(event["type"]).is_valid(said) == (error is None), error
