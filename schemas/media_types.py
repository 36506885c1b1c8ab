"""Media types that are read: JSON in UTF-8, and CloudEvents' own form of it."""

import re
from functools import lru_cache
from typing import Literal

from schemas.errors import BadInput, Reason

CLOUDEVENTS_JSON = "application/cloudevents+json"
"""Media type of an event in structured mode."""
JSON = "application/json"

LONGEST = 200
"""Most characters of a media type."""


def _any_case(word: str) -> str:
    """Pattern of a word in any case; JSON Schema has no flag for that."""
    return "".join(f"[{letter}{letter.upper()}]" if letter.isalpha() else letter for letter in word)


_WORD = "[!#$&^_.+a-zA-Z0-9-]+"
_KINDS = (_any_case(JSON), _any_case("text/json"), rf"{_any_case('application/')}{_WORD}\+{_any_case('json')}")
_CHARSET = f'{_any_case("charset=")}"?{_any_case("utf-8")}"?'
_OTHER = f'(?!{_any_case("charset")}=){_WORD}=(?:{_WORD}|"[^"]*")'
MEDIA_TYPE = f"(?:{'|'.join(_KINDS)})(?: *; *(?:{_CHARSET}|{_OTHER}))*"
"""Pattern of a media type that is read, for Python and for JSON Schema."""
_accepted = re.compile(MEDIA_TYPE)

Mode = Literal["structured", "batch", "plain"]


@lru_cache(64)
def mode_of(content_type: bytes) -> Mode:
    """What the record's `content-type` says of its value. Raises `BadInput` for what is no JSON in UTF-8."""
    text = content_type[: LONGEST + 1].decode("utf-8", "replace")
    kind = text.partition(";")[0].strip().lower()
    if kind.startswith("application/cloudevents-batch"):
        return "batch"
    refuse_other_media_type(text, "the header content-type")
    return "structured" if kind == CLOUDEVENTS_JSON else "plain"


def refuse_other_media_type(text: str, where: str) -> None:
    """Raise `BadInput` when `text`, which stands in `where`, names anything but JSON in UTF-8."""
    if len(text) > LONGEST or not _accepted.fullmatch(text):
        raise BadInput(
            Reason.wrong_media_type,
            f"{where} is {text[:LONGEST]!r}; send JSON in UTF-8 and call it {JSON}, a whole event {CLOUDEVENTS_JSON}",
        )
