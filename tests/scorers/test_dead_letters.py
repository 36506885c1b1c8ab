"""A refused record: why, where it stood, and its bytes, however large or strange they are."""

import base64
from typing import Any

import pytest

from schemas.codec import decode_outward
from schemas.envelope import MAX_BESIDE, encode_binary, encode_structured
from schemas.errors import BadInput, Reason
from schemas.outcomes import DeadLetter, Header
from schemas.topics import DEAD_LETTERS
from scorers.exchange.dead_letters import KEPT_BYTES, dead_letter
from scorers.exchange.messages import Origin
from tests.factories import declaration

ERROR = BadInput(Reason.unlawful_transition, "withdrawn after released")
HEADERS = (("content-type", b"x"), ("h", None))
EVENT = declaration()


def letter(value: bytes | None, key: bytes | None = b"D1", headers: Any = HEADERS, **told: Any) -> DeadLetter:
    record = dead_letter(ERROR, Origin("customs.declarations.v1", 3, 42, key, value, headers), 99, **told)
    return decode_outward(record.value, DeadLetter)


def test_it_holds_why_where_and_the_bytes() -> None:
    said = letter(b"\xff{}")
    assert (said.reason, said.detail) == (ERROR.reason, ERROR.detail)
    assert (said.source_topic, said.source_partition, said.source_offset) == ("customs.declarations.v1", 3, 42)
    assert (said.source_timestamp, said.original_bytes, said.truncated) == (99, 3, False)
    assert base64.b64decode(said.original_base64 or "") == b"\xff{}"
    assert base64.b64decode(said.key_base64 or "") == b"D1"
    assert said.headers == (Header(name="content-type", value_base64="eA=="), Header(name="h", value_base64=None))


def test_nothing_at_all_is_told_from_no_bytes() -> None:
    """A record without a value, and one whose value is empty."""
    assert (letter(None).original_base64, letter(b"").original_base64) == (None, "")
    assert (letter(None, None).key_base64, letter(b"", b"").key_base64) == (None, "")


def test_its_key_is_the_place_of_the_record() -> None:
    """So a repetition is known as one, and two records with one id are two letters; a file's event has its id only."""
    places = [Origin("t", 1, number, None, b"{}") for number in (1, 1, 2)]
    assert [dead_letter(ERROR, place, event_id="e1").key for place in places] == ["t/1/1", "t/1/1", "t/1/2"]
    record = dead_letter(ERROR, places[0])
    assert (record.topic, record.case) == (DEAD_LETTERS, "t/1/1")
    assert dead_letter(ERROR, places[0], case="declaration:D1").case == "declaration:D1"
    assert dead_letter(ERROR, Origin(), event_id="e1").key == "e1"


@pytest.mark.parametrize("more", [0, 1])
def test_of_a_large_value_the_beginning_is_kept(more: int) -> None:
    value = b"x" * (KEPT_BYTES + more)
    said = letter(value)
    assert (said.original_bytes, said.truncated) == (len(value), bool(more))
    assert base64.b64decode(said.original_base64 or "") == value[:KEPT_BYTES]


@pytest.mark.parametrize("more", [0, 1])
@pytest.mark.parametrize("place", ["key", "header"])
def test_a_key_and_headers_that_are_too_large_are_left_out(place: str, more: int) -> None:
    """Also of an event that decoded: no letter may be larger than a record."""
    much = b"x" * (MAX_BESIDE - 1 + more)
    key, headers = (much, (("h", None),)) if place == "key" else (None, (("h", much),))
    said = letter(b"{}", key, headers, event_id="e1", case="declaration:D1")
    assert said.truncated == bool(more)
    assert (said.key_base64 is None and said.headers == ()) == bool(more)
    assert base64.b64decode(said.original_base64 or "") == b"{}"


@pytest.mark.parametrize(
    ("value", "headers", "wanted"),
    [
        (encode_structured(EVENT), (), EVENT.id),
        (encode_structured(EVENT).replace(b'"1.0"', b'"0.3"'), (), EVENT.id),
        (b"{}", encode_binary(EVENT)[1], EVENT.id),
        (None, (("CE_ID", b"e7"),), "e7"),
        (b"{}", (("ce_id", b"\xff"),), None),
        (b"{}", (("ce_id", None),), None),
        (b'{"id": ""}', (), None),
        (b'{"id": "' + b"x" * 201 + b'"}', (), None),
        (b'{"id": 7}', (), None),
        (b'["id"]', (), None),
        (b"[" * 100_000, (), None),
        (b'{"id": "e1", "data": {"name": "\xff"}', (), "e1"),
        (b"", (), None),
        (None, (), None),
    ],
    ids=range(14),
)
def test_it_names_the_event_where_its_id_can_be_read(value: bytes | None, headers: Any, wanted: str | None) -> None:
    """Whatever else is wrong: by the id the sender finds what was refused."""
    assert letter(value, headers=tuple(headers)).event_id == wanted
    assert letter(value, headers=tuple(headers), event_id="known").event_id == "known"


@pytest.mark.parametrize("value", [encode_structured(EVENT), encode_structured(EVENT)[:-20]])
def test_it_names_the_sender(value: bytes) -> None:
    """Source, type and subject as they stand in the record; of a decoded one too."""
    for known in (None, "known"):
        said = letter(value, event_id=known)
        assert (said.event_source, said.event_type, said.event_subject) == (EVENT.source, EVENT.type, "D1")
