"""Every bad input is refused with its reason, and with a sentence that names the field and what to do."""

import json
from typing import Any

import pytest

from schemas.envelope import decode, encode_binary, encode_structured
from schemas.errors import BadInput, Reason
from schemas.topics import REFERENCE_FACTS
from tests import factories as f

GOOD: dict[str, Any] = json.loads(
    encode_structured(f.declaration(items=[{"net_kg": 5.0}], documents=[{"type": "invoice"}], direction="import"))
)
DATA: dict[str, Any] = GOOD["data"]
ITEM: dict[str, Any] = DATA["items"][0]
ABSENT = object()


def _without(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value is not ABSENT}


def event(**attributes: Any) -> bytes:
    return json.dumps(_without(GOOD | attributes)).encode()


def data(**fields: Any) -> bytes:
    return event(data=_without(DATA | fields))


def item(**fields: Any) -> bytes:
    return data(items=[_without(ITEM | fields)])


def refusal(value: bytes, headers: Any = ()) -> BadInput:
    with pytest.raises(BadInput) as refused:
        decode(value, headers)
    return refused.value


def test_the_good_event_is_good() -> None:
    assert decode(event()).entity_id == decode(item()).entity_id == "D1"


CASES = [
    (b"", Reason.not_json, "JSON"),
    (b"plain text", Reason.not_json, "JSON"),
    (event()[:-1], Reason.not_json, "JSON"),
    (event() + b"x", Reason.not_json, "trailing"),
    (b"\xef\xbb\xbf" + event(), Reason.not_json, "JSON"),
    (
        event(data=ABSENT)[:-1] + b', "data": ' + b'{"a":' * 100_000 + b"1" + b"}" * 100_000 + b"}",
        Reason.not_json,
        "deep",
    ),
    (b"[" * 100_000, Reason.not_json, "deep"),
    (b"null", Reason.not_an_event, "CloudEvents"),
    (b"[]", Reason.not_an_event, "CloudEvents"),
    (b"{}", Reason.not_an_event, "CloudEvents"),
    (json.dumps(DATA).encode(), Reason.not_an_event, "specversion"),
    (event(specversion=ABSENT), Reason.not_an_event, "specversion"),
    (event(specversion="0.3"), Reason.not_an_event, "1.0"),
    (event(type=ABSENT), Reason.not_an_event, "type"),
    (event(type="customs.declaration.registred.v1"), Reason.unknown_type, "customs.declaration.registred.v1"),
    (event(type="customs.declaration.registered.v2"), Reason.unknown_type, "upgrade"),
    (event(type=7), Reason.wrong_field, "type"),
    (event(id=ABSENT), Reason.missing_field, "id is missing"),
    (event(id=""), Reason.wrong_field, "id"),
    (event(id="x" * 201), Reason.text_too_long, "id"),
    (event(source=ABSENT), Reason.missing_field, "source"),
    (event(subject=ABSENT), Reason.missing_field, "subject"),
    (event(subject="D2"), Reason.subject_mismatch, "data.declaration_id"),
    (event(time="yesterday"), Reason.wrong_field, "time"),
    (event(time="2026-03-02 06:00"), Reason.wrong_field, "time"),
    (event(time="2026-03-02T06:00:00"), Reason.wrong_field, "timezone"),
    (event(time=f.T0), Reason.wrong_field, "time"),
    (event(time="9999-12-31T23:59:59Z"), Reason.wrong_field, "2100"),
    (event(time="0001-01-01T00:00:00Z"), Reason.wrong_field, "1980"),
    (event(entityversion=ABSENT), Reason.missing_field, "entityversion"),
    (event(entityversion=0), Reason.bad_version, "from 1 up"),
    (event(entityversion=-3), Reason.bad_version, "entityversion"),
    (event(entityversion=1.5), Reason.bad_version, "entityversion"),
    (event(entityversion=True), Reason.bad_version, "entityversion"),
    (event(entityversion="v1"), Reason.bad_version, "entityversion"),
    (event(entityversion="1" * 5000), Reason.bad_version, "entityversion"),
    (event(entityversion=2**80), Reason.bad_version, "entityversion"),
    (event(memberstate=ABSENT), Reason.missing_field, "memberstate"),
    (event(memberstate="kz"), Reason.wrong_field, "memberstate"),
    (event(memberstate="KAZ"), Reason.wrong_field, "memberstate"),
    (event(memberstate="КЗ"), Reason.wrong_field, "memberstate"),  # noqa: RUF001 - Cyrillic on purpose
    (event(correctsid="e0"), Reason.half_correction, "correctionkind"),
    (event(correctionkind="amend"), Reason.half_correction, "correctsid"),
    (event(correctsid="e0", correctionkind="replace"), Reason.unknown_correction, "cancel"),
    (event(shoe_size="43"), Reason.unknown_attribute, "shoe_size"),
    (event(shoeSize="43"), Reason.unknown_attribute, "shoeSize"),
    (event(größe="43"), Reason.unknown_attribute, "größe"),
    (event(**{"": "43"}), Reason.unknown_attribute, "name"),
    (event(shoesize={"eu": 43}), Reason.unknown_attribute, "shoesize"),
    (event(shoesize=[43]), Reason.unknown_attribute, "shoesize"),
    (event(shoesize=43.5), Reason.unknown_attribute, "shoesize"),
    (event(shoesize=2**31), Reason.unknown_attribute, "32 bits"),
    (event(shoesize="x" * 10_001), Reason.unknown_attribute, "10000"),
    (event(shoesize="?").replace(b'"?"', b'"\\udc00"'), Reason.not_json, "JSON"),
    (event(shoesize="?").replace(b'"?"', b'"\xff"'), Reason.invalid_utf8, "UTF-8"),
    (event(shoesize="43", memberstate="KAZ"), Reason.wrong_field, "memberstate"),
    (event(shoesize="43", entityversion="v1"), Reason.bad_version, "entityversion"),
    (event(shoesize="43", correctsid="e0"), Reason.half_correction, "correctionkind"),
    (event(datacontenttype="text/xml"), Reason.wrong_media_type, "datacontenttype is 'text/xml'"),
    (event(datacontenttype="application/json; charset=windows-1251"), Reason.wrong_media_type, "UTF-8"),
    (event(datacontenttype="application/json" + " " * 200), Reason.wrong_media_type, "JSON"),
    (event(data=ABSENT), Reason.missing_field, "data is missing"),
    (event(data=None), Reason.missing_field, "data is missing"),
    (event(data=[]), Reason.wrong_field, "data"),
    (event(data="{}"), Reason.wrong_field, "data"),
    (event(data_base64="e30="), Reason.not_an_event, "data_base64"),
    (event(data=ABSENT, data_base64="*"), Reason.wrong_field, "data_base64"),
    (data(declaration_id=ABSENT), Reason.missing_field, "data.declaration_id"),
    (data(declaration_id=""), Reason.wrong_field, "data.declaration_id"),
    (data(declaration_id=5), Reason.wrong_field, "data.declaration_id"),
    (data(participant_id=ABSENT), Reason.missing_field, "data.participant_id"),
    (data(participant_id=None), Reason.wrong_field, "data.participant_id"),
    (data(colour="red"), Reason.unknown_field, "data.colour"),
    (data(direction="sideways"), Reason.wrong_field, "data.direction"),
    (data(participant_name="x" * 100_000), Reason.text_too_long, "data.participant_name"),
    (data(vehicle_ids=["v"] * 10_001), Reason.too_large, "data.vehicle_ids"),
    (data(registered_at="2026-03-02T06:00:00Z"), Reason.wrong_field, "data.registered_at"),
    (data(registered_at=f.T0 // 1000), Reason.wrong_time_unit, "data.registered_at looks like seconds"),
    (data(registered_at=f.T0 / 1000 + 0.25), Reason.wrong_time_unit, "data.registered_at looks like seconds"),
    (data(registered_at=f.T0 * 1000), Reason.wrong_time_unit, "microseconds"),
    (data(registered_at=f.T0 * 1_000_000), Reason.wrong_time_unit, "nanoseconds"),
    (data(registered_at=0), Reason.wrong_time_unit, "data.registered_at"),
    (data(registered_at=2**70), Reason.wrong_time_unit, "data.registered_at"),
    (data(registered_at=-f.T0), Reason.wrong_time_unit, "data.registered_at"),
    (data(registered_at=253_402_300_799_000), Reason.wrong_time_unit, "data.registered_at"),
    (item(net_kg=-1), Reason.wrong_field, "data.items[0].net_kg"),
    (item(net_kg="5"), Reason.wrong_field, "data.items[0].net_kg"),
    (item(net_kg=float("nan")), Reason.not_a_number, "NaN"),
    (item(net_kg=float("inf")), Reason.not_a_number, "Infinity"),
    (item().replace(b'"net_kg": 5.0', b'"net_kg": 1e999'), Reason.not_a_number, "data.items[0].net_kg"),
    (item(item_no=ABSENT), Reason.missing_field, "data.items[0].item_no"),
    (item(item_no=0), Reason.wrong_field, "data.items[0].item_no"),
    (item(valuation_method=7), Reason.wrong_field, "data.items[0].valuation_method"),
    (data(documents=[{"type": "cmr", "date": "2026-02-30"}]), Reason.wrong_field, "data.documents[0].date"),
    (data(documents=[{"type": "cmr", "date": "01.02.2026"}]), Reason.wrong_field, "data.documents[0].date"),
    (event().replace(b'"P1"', b'"P\xff"'), Reason.invalid_utf8, "UTF-8"),
    (event().replace(b'"P1"', b'"\\ud800"'), Reason.not_json, "JSON"),
    (event().replace(b'"/test"', b'"\xfe"'), Reason.invalid_utf8, "UTF-8"),
    (b"\xff\xfe{\x00}\x00", Reason.invalid_utf8, "UTF-8"),
]


@pytest.mark.parametrize(("value", "reason", "words"), CASES, ids=range(len(CASES)))
def test_refused(value: bytes, reason: Reason, words: str) -> None:
    error = refusal(value)
    assert error.reason == reason, error.detail
    assert words in error.detail
    assert len(error.detail) <= 500


def test_a_conclusion_needs_a_reason_of_twenty_characters() -> None:
    conclusion = json.loads(encode_structured(f.conclusion("A1")))
    conclusion["data"]["reason"] = "too short"
    error = refusal(json.dumps(conclusion).encode())
    assert error.reason == Reason.wrong_field
    assert "data.reason" in error.detail


def test_facts_may_reach_back_further_than_events_but_not_be_in_seconds() -> None:
    company = json.loads(encode_structured(f.fact("ref.company", "P1", registered_at=769_046_400_000)))
    assert decode(json.dumps(company).encode()).entity_id == "P1"
    company["data"]["registered_at"] = 769046400
    assert refusal(json.dumps(company).encode()).reason == Reason.wrong_time_unit


def test_a_fact_whose_key_differs_from_its_parts_is_refused() -> None:
    rate = json.loads(encode_structured(f.fact("ref.fx_rate", currency="USD", date="2026-03-02")))
    rate["data"]["currency"] = "EUR"
    error = refusal(json.dumps(rate).encode())
    assert error.reason == Reason.subject_mismatch
    assert "data.key" in error.detail


def test_a_fact_whose_key_names_another_member_state_is_refused() -> None:
    placed = f.fact("ref.fx_rate", "USD|2026-03-02|RU", currency="USD", date="2026-03-02", member_state="KZ")
    assert refusal(encode_structured(placed)).reason == Reason.subject_mismatch


def test_a_fact_of_another_type_is_refused() -> None:
    rate = json.loads(encode_structured(f.fact("ref.fx_rate", currency="USD", date="2026-03-02")))
    rate["data"]["fact_type"] = "ref.debt"
    assert "data.fact_type" in refusal(json.dumps(rate).encode()).detail


BINARY = [
    ({"ce_type": None}, Reason.not_an_event),
    ({"ce_specversion": None}, Reason.not_an_event),
    ({"ce_specversion": b"0.3"}, Reason.not_an_event),
    ({"ce_type": b"customs.x.v1"}, Reason.unknown_type),
    ({"ce_id": None}, Reason.missing_field),
    ({"ce_id": b""}, Reason.wrong_field),
    ({"ce_subject": b"D2"}, Reason.subject_mismatch),
    ({"ce_time": b"soon"}, Reason.wrong_field),
    ({"ce_time": b"9999-01-01T00:00:00Z"}, Reason.wrong_field),
    ({"ce_entityversion": None}, Reason.missing_field),
    ({"ce_entityversion": b"0"}, Reason.bad_version),
    ({"ce_entityversion": b"-1"}, Reason.bad_version),
    ({"ce_entityversion": b"one"}, Reason.bad_version),
    ({"ce_memberstate": b"KAZ"}, Reason.wrong_field),
    ({"ce_correctsid": b"e0"}, Reason.half_correction),
    ({"ce_correctionkind": b"cancel"}, Reason.half_correction),
    ({"ce_shoe_size": b"43"}, Reason.unknown_attribute),
    ({"ce_shoesize": b"\xff"}, Reason.invalid_utf8),
    ({"ce_time": b"1772431200"}, Reason.wrong_field),
    ({"ce_data": b"{}"}, Reason.unknown_attribute),
    ({"ce_source": b"\xff"}, Reason.invalid_utf8),
    ({"content-type": b"application/cloudevents-batch+json"}, Reason.not_an_event),
    ({"content-type": b"application/avro"}, Reason.wrong_media_type),
    ({"content-type": b"application/cloudevents+avro"}, Reason.wrong_media_type),
    ({"content-type": b"application/json; charset=KOI8-R"}, Reason.wrong_media_type),
    ({"content-type": b"\xff"}, Reason.wrong_media_type),
    ({"content-type": b""}, Reason.wrong_media_type),
    ({"ce_datacontenttype": b"text/plain"}, Reason.wrong_media_type),
]


@pytest.mark.parametrize(("changes", "reason"), BINARY, ids=range(len(BINARY)))
def test_refused_in_binary_mode(changes: dict[str, bytes | None], reason: Reason) -> None:
    value, headers = encode_binary(f.declaration())
    assert value is not None
    changed = {name: content for name, content in (dict(headers) | changes).items() if content is not None}
    assert refusal(value, list(changed.items())).reason == reason


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (b"", Reason.not_json),
        (b"{", Reason.not_json),
        (b"\xff", Reason.invalid_utf8),
        (b"null", Reason.wrong_field),
        (b"{}", Reason.missing_field),
    ],
)
def test_refused_value_in_binary_mode(value: bytes, reason: Reason) -> None:
    assert refusal(value, encode_binary(f.declaration())[1]).reason == reason


def nested(levels: int) -> bytes:
    """A criterion's parameters in so many levels, the object itself being the first."""
    fields = encode_structured(f.fact("ref.criterion", code="1", member_state="KZ", params={"a": 7}))
    return fields.replace(b'{"a":7}', b'{"a":' + b"[" * (levels - 1) + b"]" * (levels - 1) + b"}")


def test_parameters_may_be_nested_but_not_without_end() -> None:
    """The limit is the same for whoever decodes; how deep a parser can go is not."""
    assert decode(nested(20)).entity_id == "1|KZ"
    for levels in (21, 900, 100_000):
        error = refusal(nested(levels))
        assert error.reason in (Reason.wrong_field, Reason.not_json)
        assert "nested" in error.detail


@pytest.mark.parametrize(
    "value",
    [
        item(description="a\x1fb"),
        data(declaration_id="D\x1f1"),
        event(id="e\x1f1"),
        event(correctsid="e\x1f", correctionkind="amend"),
        data(office_id="O1").replace(b"O1", b"\\\\\\u001F"),
    ],
    ids=range(5),
)
def test_the_character_that_parts_names_of_state_is_refused(value: bytes) -> None:
    """One key of a fact with it in would stop every worker that looks the fact up."""
    error = refusal(value)
    assert (error.reason, "U+001F" in error.detail) == (Reason.wrong_field, True)


def test_that_character_is_refused_in_headers_and_keys_too() -> None:
    value, headers = encode_binary(f.declaration(event_id="e1"))
    assert value is not None
    changed = [(name, b"e\x1f" if name == "ce_id" else content) for name, content in headers]
    assert "U+001F" in refusal(value, changed).detail
    with pytest.raises(BadInput, match=r"U\+001F"):
        decode(None, [], b"ref.debt|D\x1f", REFERENCE_FACTS)


def test_what_only_looks_like_that_character_is_text() -> None:
    """A path with a backslash, other control characters, line ends."""
    assert decode(data(office_id="O1").replace(b"O1", b"C:\\\\u001f")).entity_id == "D1"
    assert decode(item(description="a\x1eb\u2001\n\tc")).entity_id == "D1"


@pytest.mark.parametrize("cut", range(1, 4))
def test_a_name_that_ends_inside_a_letter_is_refused(cut: int) -> None:
    """As a sender does that cuts a field to so many bytes."""
    whole = "\u0416\u20ac\U0001f4e6".encode()
    spoiled = item(name="cut here").replace(b"cut here", whole[:-cut])
    assert refusal(spoiled).reason == Reason.invalid_utf8


@pytest.mark.parametrize("half", ["\\ud800", "\\ud800x", "\\udc00"])
def test_half_a_surrogate_pair_is_refused(half: str) -> None:
    """It is JSON of a kind, and no text: it could never be encoded again."""
    assert refusal(item(name="cut here").replace(b"cut here", half.encode())).reason == Reason.not_json
