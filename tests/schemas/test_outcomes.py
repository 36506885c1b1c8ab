from typing import Any

import msgspec
import pytest

from schemas.contracts import json_schemas
from schemas.outcomes import OUTCOME_TYPES, Alert, Disposition, InternalSecurityAlert, OutcomeType
from schemas.topics import OUTBOUND

SECRETS = ("criterion", "criteria", "score", "category", "alert", "profile", "hit", "reason", "severity", "participant")


def _names(schema: Any) -> set[str]:
    """All names of fields anywhere in a JSON Schema."""
    if isinstance(schema, list):
        return set().union(*map(_names, schema))
    if not isinstance(schema, dict):
        return set()
    return set(schema.get("properties", ())) | _names(list(schema.values()))


def test_a_disposition_never_says_why() -> None:
    """R-17: what may be shown at the post has no criterion, category, score or alert."""
    names = _names(json_schemas()["risk.disposition.v1"])
    assert names == {
        *("case", "kind", "id", "declaration_id", "transit_id", "office", "event_time", "status", "controls")
    }
    assert not any(secret in name for name in names for secret in SECRETS)


def test_the_controls_of_a_disposition_are_always_an_array() -> None:
    """Also where there are none, so that whoever reads it needs no second case."""
    controls = msgspec.json.schema(Disposition)["$defs"]["Disposition"]["properties"]["controls"]
    assert controls["type"] == "array"


def test_an_alert_holds_nothing_that_depends_on_the_order_of_arrival() -> None:
    """Whether it was raised or updated, and how often, stands in the headers of the record."""
    names = _names(json_schemas()["risk.alert.v1"])
    assert not names & {"version", "change", "processed_at", "published_at"}
    statuses = msgspec.json.schema(Alert)["$defs"]["Alert"]["properties"]["status"]["enum"]
    assert set(statuses) == {"raised", "withdrawn", "superseded"}


def test_an_alert_says_all_that_a_control_service_acts_on() -> None:
    """What was judged, why it is a hit, and what is suggested; always all of it, null where it does not apply."""
    wanted = (
        "alert_id status criterion group limb subject_kind subject_id declaration_id transit_id member_state"
        " trigger_event_id event_time severity confidence correlation_group evidence_event_ids params_version category"
        " category_grounds suggested_forms suppressed_forms requires_judgement phase"
    )
    for alert in (Alert, InternalSecurityAlert):
        definition = msgspec.json.schema(alert)["$defs"][alert.__name__]
        assert set(wanted.split()) <= set(definition["properties"])


@pytest.mark.parametrize("outcome", OUTCOME_TYPES.values(), ids=lambda outcome: outcome.name)
def test_outcomes_are_described_and_keyed_by_a_field(outcome: OutcomeType) -> None:
    for definition in msgspec.json.schema(outcome.struct)["$defs"].values():
        for field, schema in definition.get("properties", {}).items():
            assert "description" in schema, field
    assert outcome.key_field is None or outcome.key_field in outcome.struct.__struct_fields__


def test_every_topic_has_one_outcome() -> None:
    assert sorted(outcome.topic for outcome in OUTCOME_TYPES.values()) == sorted(OUTBOUND)
