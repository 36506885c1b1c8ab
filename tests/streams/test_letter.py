"""Dead letters on their way back."""

import base64

import orjson
import pytest

from schemas import topics
from schemas.envelope import encode_structured, record_key
from schemas.errors import BadInput, Reason
from scorers.exchange.dead_letters import KEPT_BYTES, dead_letter
from scorers.exchange.messages import Origin
from streams.cli.letter import Filter, Letter, editable, legible
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
    letter = Letter(topics.DECLARATIONS, "first:1", b"another", encode_structured(event), headers)
    assert letter.readable(1_000_000).key == record_key(event) != letter.key


def test_a_letter_for_another_topic_goes_where_its_event_belongs() -> None:
    letter = Letter(topics.PAYMENTS, "first:1", None, encode_structured(make.declaration("D1")))
    assert letter.readable(1_000_000).topic == topics.DECLARATIONS


@pytest.mark.parametrize("value", [b'{"a":1}', b"[1]", b"plain", b"", b"\xff", None])
def test_what_was_written_to_be_corrected_is_the_same_when_nothing_is(value: bytes | None) -> None:
    """Also what is no text; then there is nothing to correct, and the original stands."""
    origin = Origin("customs.declarations.v1", 0, 1, b"k", value, (("a", b"x"), ("b", b"\xff"), ("c", b"")))
    fields = orjson.loads(dead_letter(BadInput(Reason.not_json, "-"), origin).value)
    letter = Letter.of(editable(fields), "here")
    assert (letter.value, letter.headers, letter.key) == (value, origin.headers, b"k")


def test_half_a_value_is_nothing_to_correct() -> None:
    """The whole is needed; the half would be taken for it."""
    origin = Origin("customs.declarations.v1", 0, 1, None, b"x" * (KEPT_BYTES + 1))
    told = editable(orjson.loads(dead_letter(BadInput(Reason.too_large, "-"), origin).value))
    assert told["value"] is None
    assert Letter.of(told, "here").truncated


def test_filters_hold_together() -> None:
    letter = {"reason": "not_json", "source_topic": "t", "event_source": "/s"}
    for options, wanted in [
        ((None, None, None), True),
        ((["not_json", "x"], ["t"], ["/s"]), True),
        ((["x"], ["t"], ["/s"]), False),
        ((["not_json"], ["x"], ["/s"]), False),
        ((["not_json"], ["t"], ["x"]), False),
    ]:
        assert Filter.of(*options).wants(letter, 0) is wanted
    since = Filter.of(None, None, None, "2026-03-02T06:00Z")
    assert [since.wants(letter, make.T0 - 1), since.wants(letter, make.T0)] == [False, True]
    assert not Filter.of(None, None, ["/s"]).wants({"reason": "not_json", "source_topic": "t"}, 0)


def test_what_a_sender_wrote_does_nothing_to_a_terminal() -> None:
    assert legible("Қазақ\n\t{}") == "Қазақ\n\t{}"
    assert legible("\x1b[2J\u202e\r\x00") == r"\x1b[2J\u202e\r\x00"
