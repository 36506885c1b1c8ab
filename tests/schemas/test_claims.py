"""What a refused record says of itself, however broken it is."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.claims import LONGEST, Claims, claims
from schemas.envelope import encode_binary, encode_structured
from tests.factories import declaration

EVENT = declaration("D-1", source="/kz/post", documents=[{"type": "cmr"}])
WHOLE = Claims(EVENT.id, "/kz/post", EVENT.type, "D-1")
LINE = encode_structured(EVENT)


@pytest.mark.parametrize(
    "value",
    [
        LINE,
        b"\xef\xbb\xbf" + LINE,
        LINE[:-5],
        LINE.replace(b'"cmr"', b'"\xff"'),
        LINE.replace(b'"cmr"', b"NaN"),
        LINE.replace(b'"1.0"', b'"0.3"'),
        LINE.replace(b'"entityversion":1', b'"entityversion":1,'),
        b'{"data":{"id":"x","source":["y"],"type":"z"},' + LINE[1:],
        b'{"data":{"id":"x","source":["y"],"type":"z"},' + LINE[1:-1],
        b'{"note":"\\"id\\":\\"x\\"",' + LINE[1:-1],
        b'{"note":["id",":","source"],' + LINE[1:-1],
    ],
    ids=range(11),
)
def test_whatever_else_is_wrong(value: bytes) -> None:
    """A byte order mark, an end that is missing, wrong letters or numbers, the same names in data before."""
    assert claims(value, {}) == WHOLE


def test_in_binary_mode_the_headers_tell() -> None:
    """And only they: the value is data, in which the same names mean other things."""
    headers = dict(encode_binary(EVENT)[1])
    assert claims(b'{"id":"x","source":"y","type":"z","subject":"s"}', headers) == WHOLE
    assert claims(LINE, {"ce_source": b"\xff", "ce_type": b"t"}) == Claims(type="t")
    assert claims(None, {"ce_source": b"/s", "ce_subject": None}) == Claims(source="/s")


def test_the_content_type_decides_on_the_mode() -> None:
    assert claims(LINE, {"content-type": b"application/CloudEvents+json", "ce_id": b"x"}) == WHOLE


def test_long_claims_are_cut_and_a_long_id_is_none() -> None:
    long = "x" * (LONGEST + 1)
    said = claims(LINE.replace(b'"/kz/post"', f'"{long}"'.encode()).replace(EVENT.id.encode(), long.encode()), {})
    assert (said.id, said.source) == (None, long[:-1])


@pytest.mark.parametrize("value", [None, b"", b"null", b"[]", b'["id"]', b'{"id": 7, "source": ""}', b"{" * 100_000])
def test_nothing_is_claimed(value: bytes | None) -> None:
    assert claims(value, {}) == Claims()


def test_only_the_beginning_of_a_fragment_is_looked_through() -> None:
    """A megabyte that is no JSON must not hold the intake up."""
    assert claims(b'{"note":"' + b"x" * 20_000 + b'",' + LINE[1:-1], {}) == Claims()


@given(st.binary(max_size=100) | st.text(max_size=50).map(str.encode), st.data())
def test_nothing_is_raised(value: bytes, data: st.DataObject) -> None:
    """Whatever the bytes, alone or behind the beginning of an event."""
    cut = data.draw(st.integers(0, len(LINE)))
    headers: dict[str, Any] = data.draw(st.dictionaries(st.sampled_from(["ce_id", "content-type"]), st.binary()))
    assert isinstance(claims(LINE[:cut] + value, headers), Claims)
