"""Dead letters on their way back."""

import base64

import pytest

from schemas import topics
from schemas.envelope import encode_structured, record_key
from streams.cli.letters import Letter
from tests import factories as make


def test_corrected_letter() -> None:
    """A corrected value, text or JSON, stands for the original bytes; a cut one needs it."""
    fields = {
        "reason": "not_json",
        "source_topic": "customs.declarations.v1",
        "key_base64": base64.b64encode(b"D1").decode(),
        "original_base64": base64.b64encode(b"{").decode(),
        "headers": [{"name": "content-type", "value_base64": base64.b64encode(b"x").decode()}],
        "truncated": True,
    }
    plain = Letter.of(fields, "here")
    assert (plain.key, plain.value, plain.headers, plain.truncated) == (b"D1", b"{", (("content-type", b"x"),), True)
    assert Letter.of({**fields, "value": {"a": 1}}, "here").value == b'{"a":1}'
    assert Letter.of({**fields, "value": "{}"}, "here").truncated is False
    with pytest.raises(KeyError):
        Letter.of({"reason": "not_json"}, "here")


def test_a_letter_refused_for_its_key_goes_back_under_its_own() -> None:
    """Under another's key it would be refused again."""
    event = make.declaration("D1")
    headers = (("content-type", b"application/cloudevents+json"),)
    letter = Letter("subject_mismatch", topics.DECLARATIONS, "first:1", b"another", encode_structured(event), headers)
    assert letter.readable(1_000_000).key == record_key(event) != letter.key
