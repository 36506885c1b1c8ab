import pytest

from schemas.envelope import Event
from schemas.events import ControlAssigned, Declaration
from schemas.facts import Debt
from schemas.fields import Payload
from schemas.registry import published, type_of
from schemas.topics import DECLARATIONS
from tests import factories


def test_a_type_is_declared_once() -> None:
    declare = published(
        "customs.declaration.registered.v1", lifecycle="declaration", topic=DECLARATIONS, entity="x", time=None
    )
    with pytest.raises(ValueError, match="declared twice"):
        declare(Payload)


def test_a_struct_knows_its_type() -> None:
    assert type_of(Declaration).name == "customs.declaration.registered.v1"
    assert type_of(Debt).name == "customs.ref.debt.v1"


@pytest.mark.parametrize(
    ("event", "key"),
    [
        (factories.declaration("D1"), "D1"),
        (factories.control_assigned("C1", declaration_id="D1", transit_id="T1"), "D1"),
        (factories.control_assigned("C1", transit_id="T1"), "T1"),
        (factories.build(ControlAssigned, control_id="C1", form="inspection"), "C1"),
        (factories.finding(5, subject_id="P9"), "P9"),
        (factories.finding_cancelled("F1"), "F1"),
        (factories.movement("M1", warehouse_id="W9"), "W9"),
        (factories.conclusion("A1"), "A1"),
        (factories.fact("ref.debt", "DB1", participant_id="P1", kind="tax"), "ref.debt|DB1"),
    ],
)
def test_partition_key(event: Event, key: str) -> None:
    """Controls go with what they control, findings with their subject, movements with their warehouse."""
    assert event.event_type.partition_key(event.data) == key


@pytest.mark.parametrize(
    ("event", "lawful", "unlawful"),
    [
        (factories.declaration("D1"), ["D1", "d-1"], ["D2", ""]),
        (factories.control_assigned("C1", declaration_id="D1", transit_id="T1"), ["D1", "T1", "C1"], ["D2"]),
        (factories.build(ControlAssigned, control_id="C1", form="inspection"), ["C1", "D1"], []),
        (factories.finding(5, "F1", subject_id="P9"), ["P9", "F1"], ["P1"]),
        (factories.finding_cancelled("F1"), ["F1", "P9"], []),
        (factories.finding_cancelled("F1", subject_id="P9"), ["F1", "P9"], ["P1"]),
        (factories.movement("M1", warehouse_id="W9"), ["W9", "M1"], ["W1"]),
        (factories.fact("ref.debt", "DB1", participant_id="P1", kind="tax"), ["ref.debt|DB1"], ["DB1", "ref.case|DB1"]),
    ],
)
def test_a_key_that_contradicts_its_payload(event: Event, lawful: list[str], unlawful: list[str]) -> None:
    """A key that the payload leaves out can not contradict it; facts of two types never share one."""
    contradicts = event.event_type.contradicts
    assert [key for key in lawful if contradicts(key, event.data)] == []
    assert [key for key in unlawful if not contradicts(key, event.data)] == []
