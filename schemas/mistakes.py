"""Sentences for the commonest mistakes of a publisher; none repeats a value, which may be somebody's secret."""

import difflib
import re
from collections.abc import Iterable
from typing import Any

_EXPECTED = re.compile(r"^Expected `(?P<wanted>[^`]*)`(?:, got `(?P<got>[^`]*)`)?")
_NUMBER = re.compile(r"[-+]?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?")
_COMMA_DECIMAL = re.compile(r"[-+]?\d{1,3}(?:[ \u00a0\u202f.]?\d{3})*,\d+|[-+]?\d+,\d+")
_BARE_COMMA_DECIMAL = re.compile(rb":\s*-?\d+,$")
_ZONELESS = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?")
_BYTE = re.compile(r"\(byte (\d+)\)")
_BOM = b"\xef\xbb\xbf"
_LOOK_BACK = 40
"""Bytes before the place where JSON breaks off that are looked at."""
_ALIKE = 0.6
"""How much alike, 0..1, a known name must be to be proposed."""
_LONGEST_NAME = 200
_NUMBERS = frozenset({"int", "float"})
_ANY = ""
_LIST = "send a list of it, in [ ], also where there is but one"
_SENTENCES: tuple[tuple[frozenset[str], str, str], ...] = (
    (frozenset({"null"}), _ANY, "is null and must be stated; null stands only for what may be absent"),
    (frozenset({"object"}), "array", f"is one object; {_LIST}"),
    (frozenset({"str"}), "array", f"is one text; {_LIST}"),
    (_NUMBERS, "array", f"is one number; {_LIST}"),
    (_NUMBERS, "datetime", "is a number; send text as RFC 3339 has it, such as 2026-03-02T06:00:00Z"),
    (_NUMBERS, "str", "is a number; send it as text, in quotes"),
    (frozenset({"array"}), "object", "is a list; send the one object, without [ ]"),
    (frozenset({"str"}), "object", "is text; send an object, not JSON within a text"),
    (frozenset({"str"}), "bool", "is text; send true or false, without quotes"),
)
"""What came, what should have, and what is said of it."""


def in_a_field(what: str, value: Any, *, is_time: bool) -> str | None:
    """What is wrong with a field, and what to do, given msgspec's words; None: none of the common mistakes.

    `is_time`: the field holds ms since the epoch.
    """
    if "RFC3339" in what or "timezone component" in what:
        return _of_a_date(what, value)
    match = _EXPECTED.match(what)
    if match is None or match["got"] is None:
        return None
    wanted, got = set(match["wanted"].split(" | ")), match["got"]
    for came, should, sentence in _SENTENCES:
        if got in came and (should in wanted or should == _ANY):
            return sentence
    if wanted.isdisjoint(_NUMBERS):
        return None
    return _of_a_text(value, is_time=is_time) if isinstance(value, str) else _of_a_fraction(value)


def _of_a_date(what: str, value: Any) -> str:
    if "datetime" not in what:
        return "is no date; send it as RFC 3339 has it, such as 2026-03-02"
    if "timezone component" in what or (isinstance(value, str) and _ZONELESS.fullmatch(value)):
        return "has no timezone; end it with Z for UTC, or with an offset such as +05:00"
    return "is no time; send it as RFC 3339 has it, such as 2026-03-02T06:00:00Z"


def _of_a_text(value: str, *, is_time: bool) -> str:
    if _NUMBER.fullmatch(value.strip()):
        return "is a number in quotes; send it without quotes"
    if is_time:
        return "is text; send ms since the epoch, UTC, as a number"
    if _COMMA_DECIMAL.fullmatch(value.strip()):
        return "is text with a decimal comma; send a number, without quotes and with a decimal point"
    return "is text; send a number, without quotes"


def _of_a_fraction(value: Any) -> str | None:
    if not isinstance(value, float):
        return None
    if value.is_integer():
        return "is a whole number written with a fraction; write it without the decimal point and what follows"
    return "has a fraction; send a whole number"


def in_bytes(raw: bytes, error: str) -> str | None:
    """What makes bytes no JSON, given msgspec's words; None: none of the common mistakes."""
    if raw.startswith(_BOM):
        return "begins with a byte order mark; send UTF-8 without one"
    broken = _BYTE.search(error)
    if broken is not None:
        at = int(broken[1])
        if raw[at : at + 1].isdigit() and _BARE_COMMA_DECIMAL.search(raw[max(0, at - _LOOK_BACK) : at]):
            return f"has a number with a decimal comma before byte {at}; write a decimal point"
    return None


def nearest(name: str, known: Iterable[str]) -> str:
    """A clause that proposes the known name most like an unknown one; empty when none is like it."""
    alike = difflib.get_close_matches(name[:_LONGEST_NAME], known, n=1, cutoff=_ALIKE)
    return f"; the nearest is {alike[0]}" if alike else ""
