import pkgutil
from pathlib import Path
from typing import Any

import msgspec
import pytest

import schemas.events
from schemas.events import EVENT_TYPES, Declaration, Transit
from schemas.facts import Fact
from schemas.registry import EventType
from schemas.topics import INBOUND

REQUIRED = {
    "customs.declaration.registered.v1": {"declaration_id", "registered_at", "office_id", "participant_id"},
    "customs.declaration.amended.v1": {"declaration_id", "registered_at", "office_id", "participant_id"},
    "customs.declaration.withdrawn.v1": {"declaration_id", "withdrawn_at"},
    "customs.declaration.released.v1": {"declaration_id", "released_at"},
    "customs.declaration.refused.v1": {"declaration_id", "refused_at"},
    "customs.transit.opened.v1": {"transit_id", "opened_at", "declarant_id"},
    "customs.transit.amended.v1": {"transit_id", "opened_at", "declarant_id", "amended_at"},
    "customs.transit.arrived.v1": {"transit_id", "arrived_at"},
    "customs.transit.completed.v1": {"transit_id", "completed_at"},
    "customs.non_delivery.raised.v1": {"notice_id", "transit_id", "raised_at"},
    "customs.non_delivery.cancelled.v1": {"notice_id", "cancelled_at"},
    "customs.finding.raised.v1": {"finding_id", "criterion", "subject_kind", "subject_id", "observed_at"},
    "customs.finding.cancelled.v1": {"finding_id", "cancelled_at"},
    "customs.control.assigned.v1": {"control_id", "assigned_at", "form"},
    "customs.control.result.v1": {"control_id", "completed_at", "outcome"},
    "customs.request.issued.v1": {"request_id", "participant_id", "kind", "issued_at"},
    "customs.request.closed.v1": {"request_id", "closed_at", "outcome"},
    "customs.payment.recorded.v1": {"payment_id", "payer_id", "paid_at"},
    "customs.bank_copy.reported.v1": {"report_id", "participant_id", "declaration_no", "reported_at"},
    "customs.crossing.recorded.v1": {"crossing_id", "crossed_at"},
    "customs.warehouse.movement.v1": {"movement_id", "warehouse_id", "vehicle_id", "direction", "moved_at"},
    "customs.officer.conclusion.v1": {"alert_id", "officer_id", "conclusion", "reason", "concluded_at"},
}
EVENTS = {name: event_type for name, event_type in EVENT_TYPES.items() if event_type.lifecycle != "fact"}


def _definitions(event_type: EventType) -> dict[str, Any]:
    definitions: dict[str, Any] = msgspec.json.schema(event_type.struct)["$defs"]
    return definitions


def test_every_module_of_events_is_imported() -> None:
    """A new event module must be imported by the package, else its types stay unknown."""
    modules = {module.name for module in pkgutil.iter_modules([str(Path(schemas.events.__file__).parent)])}
    declaring = {event_type.struct.__module__.rpartition(".")[2] for event_type in EVENTS.values()}
    assert modules - declaring == {"goods"}


@pytest.mark.parametrize("name", EVENTS)
def test_required_fields(name: str) -> None:
    """Only identity, times and parties are required; whatever else is absent makes criteria unknown."""
    definition = _definitions(EVENT_TYPES[name])[EVENT_TYPES[name].struct.__name__]
    assert set(definition["required"]) == REQUIRED[name]


@pytest.mark.parametrize("event_type", EVENT_TYPES.values(), ids=lambda event_type: event_type.name)
def test_every_field_is_described(event_type: EventType) -> None:
    for struct, definition in _definitions(event_type).items():
        for field, schema in definition["properties"].items():
            assert field == "fact_type" or "description" in schema or "$ref" in schema, f"{struct}.{field}"


@pytest.mark.parametrize("event_type", EVENT_TYPES.values(), ids=lambda event_type: event_type.name)
def test_every_type_names_fields_that_exist(event_type: EventType) -> None:
    fields = {field.name: field for field in msgspec.structs.fields(event_type.struct)}
    assert fields[event_type.entity_field].required
    assert event_type.time_field is None or event_type.time_field in fields
    assert set(event_type.key_fields) <= fields.keys()
    assert event_type.topic in INBOUND


def test_amendments_are_snapshots() -> None:
    """An amendment can be used wherever the snapshot can."""
    assert issubclass(EVENT_TYPES["customs.declaration.amended.v1"].struct, Declaration)
    assert issubclass(EVENT_TYPES["customs.transit.amended.v1"].struct, Transit)


def test_payloads_are_frozen_and_refuse_unknown_fields() -> None:
    for event_type in EVENT_TYPES.values():
        config = event_type.struct.__struct_config__
        assert config.frozen
        assert config.forbid_unknown_fields
        assert config.omit_defaults
        assert issubclass(event_type.struct, Fact) == (event_type.lifecycle == "fact")
