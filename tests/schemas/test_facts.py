import datetime

import pytest

from schemas.envelope import Event
from schemas.events import EVENT_TYPES
from schemas.facts import FACT_TYPES, Fact, Price
from schemas.facts.fact import key_of, key_parts_of
from schemas.topics import REFERENCE_FACTS
from tests.factories import T0, fact

# fmt: off
NAMED = [
    "company", "tax_filing", "tax_office_change", "debt", "case", "permit", "permit_refusal", "person_roles",
    "address", "category_ground", "goods", "cover_pair", "country", "price", "trade_mark", "capacity",
    "mirror_stat", "vehicle", "carnet", "warehouse", "office", "calendar", "route", "bank", "related_party",
    "contract", "authority_doc", "broker", "manufacturer_authorisation", "fx_rate", "criterion",
    "source_heartbeat",
]
# fmt: on


def test_every_named_fact_exists() -> None:
    assert set(FACT_TYPES) == {f"ref.{name}" for name in NAMED}


@pytest.mark.parametrize("fact_type", FACT_TYPES)
def test_facts_are_event_types(fact_type: str) -> None:
    event_type = EVENT_TYPES[f"customs.{fact_type}.v1"]
    assert (event_type.lifecycle, event_type.topic, event_type.entity_field) == ("fact", REFERENCE_FACTS, "key")
    assert event_type.struct is FACT_TYPES[fact_type]


@pytest.mark.parametrize("struct", FACT_TYPES.values(), ids=lambda struct: struct.__name__)
def test_each_part_of_a_composed_key_is_a_field(struct: type[Fact]) -> None:
    parts = key_parts_of(struct)
    assert len(parts) == 1 or set(parts) <= set(struct.__struct_fields__)


@pytest.mark.parametrize(
    ("event", "key"),
    [
        (fact("ref.debt", "DB1", participant_id="P1", kind="tax"), "DB1"),
        (fact("ref.fx_rate", currency="USD", date=datetime.date(2026, 3, 2)), "USD|2026-03-02"),
        (
            fact("ref.fx_rate", "USD|2026-03-02|RU", currency="USD", date="2026-03-02", member_state="RU"),
            "USD|2026-03-02|RU",
        ),
        (fact("ref.goods", goods_code="8517", valid_from=T0), f"8517|{T0}"),
        (fact("ref.country", country="CN"), "CN|"),
        (fact("ref.price", goods_code="8517", origin="CN", source="letter-7"), "8517|CN||letter-7"),
        (fact("ref.route", from_="A", to="B", mode="road"), "A|B|road"),
    ],
)
def test_key_joins_its_parts(event: Event, key: str) -> None:
    """Parts are joined by a bar, dates as YYYY-MM-DD, a missing part is empty."""
    assert isinstance(event.data, Fact)
    assert event.data.key == key == key_of(event.data)


def test_fact_type_is_in_the_json_and_a_property() -> None:
    event = fact("ref.price", goods_code="8517")
    assert isinstance(event.data, Price)
    assert event.data.fact_type == "ref.price"
    assert b'"fact_type":"ref.price"' in event.raw_data
