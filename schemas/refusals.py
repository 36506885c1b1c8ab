"""Turns the complaints of a decoder into a `BadInput` that names the field and what to do; never on the fast path."""

import contextlib
import json
import re
from typing import Any

import msgspec

from schemas import mistakes
from schemas.errors import BadInput, Reason
from schemas.fields import EARLIEST_MS, EARLIEST_RECORD_MS, LATEST_MS

DECODE_ERRORS = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
"""Everything that msgspec raises on foreign bytes."""

SEPARATOR = "\x1f"
"""The one character that no input may hold: it keeps apart the parts of the names of state records."""

_LONGEST_DETAIL = 500
_AT = re.compile(r"^(?P<what>.*?)(?: - at `\$(?P<path>.*)`)?$", re.DOTALL)
_NAMED_FIELD = re.compile(r"(?:missing required|unknown) field `(?P<field>.*)`", re.DOTALL)
_TIME_BOUNDS = re.compile(rf"`int` (?:>= {EARLIEST_MS}|>= {EARLIEST_RECORD_MS}|<= {LATEST_MS})$")
_TIME_NAME = re.compile(r"(?:_at|_from|_to|_until)$")
_ESCAPED_SEPARATOR = re.compile(rb"(?<!\\)(?:\\\\)*\\u001[fF]")
_STEP = re.compile(r"\.([^.\[\]]+)|\[(\d+)\]")


def separator_in(where: str) -> BadInput:
    """Refusal of a text that holds the separator."""
    return _bad(Reason.wrong_field, f"{where} holds the control character U+001F (unit separator); leave it out")


def refuse_separator(raw: bytes) -> None:
    """Raise `BadInput` when a text in JSON bytes holds the separator; JSON knows it only escaped."""
    if b"\\u001" in raw and _ESCAPED_SEPARATOR.search(raw):
        raise separator_in("data")


def envelope_refusal(value: bytes, error: Exception) -> BadInput:
    """Refusal of a structured-mode value whose envelope does not decode."""
    if isinstance(error, msgspec.ValidationError):
        fault = _not_an_event(value)
        if fault:
            return fault
    return refusal(error, value, "", Reason.unknown_attribute)


def refusal(error: Exception, raw: bytes, where: str, unknown: Reason = Reason.unknown_field) -> BadInput:
    """Refusal of JSON bytes that do not fit their struct; `where` names them, such as `data`."""
    if isinstance(error, msgspec.ValidationError):
        return _invalid(str(error), raw, where, unknown)
    if isinstance(error, UnicodeDecodeError):
        return _bad(Reason.invalid_utf8, f"{where or 'the event'} holds bytes that are not UTF-8; encode it in UTF-8")
    if isinstance(error, RecursionError):
        return _bad(Reason.not_json, f"{where or 'the event'} is nested too deeply; send it as the contract says")
    return _malformed(raw, where or "the event", str(error))


def _not_an_event(value: bytes) -> BadInput | None:
    try:
        fields = msgspec.json.decode(value)
    except DECODE_ERRORS as error:
        return refusal(error, value, "")
    if isinstance(fields, list):
        return _bad(Reason.not_an_event, "no CloudEvents event but a list; send one event in each record")
    if not isinstance(fields, dict) or "specversion" not in fields or "type" not in fields:
        return _bad(
            Reason.not_an_event,
            "no CloudEvents event: specversion or type is missing; send structured mode, or ce_ headers",
        )
    if fields["specversion"] != "1.0":
        return _bad(Reason.not_an_event, "specversion is not 1.0; publish CloudEvents 1.0")
    return None


def _malformed(raw: bytes, where: str, what: str) -> BadInput:
    try:
        raw.decode()
    except UnicodeDecodeError:
        return _bad(Reason.invalid_utf8, f"{where} holds bytes that are not UTF-8; encode it in UTF-8")
    constants: list[str] = []
    with contextlib.suppress(ValueError, RecursionError):
        json.loads(raw, parse_constant=constants.append)
    if constants:
        return _bad(Reason.not_a_number, f"{where} holds {constants[0]}; leave out what was not measured")
    mistake = mistakes.in_bytes(raw, what)
    if mistake:
        return _bad(Reason.not_json, f"{where} is not JSON: it {mistake}")
    return _bad(Reason.not_json, f"{where} is not JSON ({what}); send UTF-8 encoded JSON")


def _invalid(message: str, raw: bytes, where: str, unknown: Reason) -> BadInput:
    match = _AT.match(message)
    what, path = (match["what"], match["path"] or "") if match else (message, "")
    named = _NAMED_FIELD.search(what)
    if named:
        field = f"{where}{path}.{named['field']}".lstrip(".")
        if "unknown field" in what:
            return _bad(unknown, f"{field} is not in the contract; correct its name or leave it out")
        return _bad(Reason.missing_field, f"{field} is missing; publish it")
    field = f"{where}{path}".lstrip(".") or "the event"
    if field == "entityversion":
        return _bad(Reason.bad_version, "entityversion must be a whole number from 1 up")
    value, is_time = _value_at(raw, path), bool(_TIME_NAME.search(path))
    # A float of ms since the epoch has the right unit, but for what it is written with.
    if _TIME_BOUNDS.search(what) or ("got `float`" in what and is_time and not _is_ms(value)):
        return _bad(Reason.wrong_time_unit, f"{field} {_guess_unit(value)}; send ms since the epoch, UTC")
    mistake = mistakes.in_a_field(what, value, is_time=is_time)
    if mistake:
        return _bad(_reason_for(what), f"{field} {mistake}")
    return _bad(_reason_for(what), f"{field}: {what}; correct it as the contract says")


def _reason_for(what: str) -> Reason:
    if "`str` of length <=" in what:
        return Reason.text_too_long
    if "`array` of length <=" in what:
        return Reason.too_large
    return Reason.not_a_number if what.startswith("Number out of range") else Reason.wrong_field


def _value_at(raw: bytes, path: str) -> Any:
    try:
        value = msgspec.json.decode(raw)
        for name, index in _STEP.findall(path):
            value = value[name] if name else value[int(index)]
    except (*DECODE_ERRORS, KeyError, IndexError, TypeError):
        return None
    return value


def _is_ms(value: Any) -> bool:
    return isinstance(value, (int, float)) and EARLIEST_RECORD_MS <= value <= LATEST_MS


def _guess_unit(value: Any) -> str:
    if not isinstance(value, (int, float)):
        return "is out of range"
    for unit, per_second in (("seconds", 1), ("microseconds", 1_000_000), ("nanoseconds", 1_000_000_000)):
        if EARLIEST_RECORD_MS <= value / per_second * 1_000 <= LATEST_MS:
            return f"looks like {unit}"
    return "lies outside 2000 to 2100"


def _bad(reason: Reason, detail: str) -> BadInput:
    return BadInput(reason, detail if len(detail) <= _LONGEST_DETAIL else detail[: _LONGEST_DETAIL - 3] + "...")
