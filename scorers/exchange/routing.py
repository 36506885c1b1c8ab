"""Which case an event belongs to, and whether it concerns every partition."""

from schemas.envelope import Event
from schemas.facts import Fact, FactDeleted
from schemas.normalise import normal_key
from scorers.contract.case import case_key
from scorers.registers.tables import OF_ONE_SUBJECT


def case_of(event: Event) -> str:
    """Key of the case: `<life cycle>:<entity id>`; for a fact `<fact type>:<key>`, such as `ref.debt:4711`.

    Identifiers are normalised (S12), so it also decides that all that is said of one entity comes to one partition.
    """
    if isinstance(event.data, Fact | FactDeleted):
        return f"{event.data.fact_type}:{normal_key(event.data.key)}"
    return case_key(event.event_type.lifecycle, event.entity_id)


def concerns_all(event: Event) -> bool:
    """Whether the event changes a reference table, of which every partition of the cases' room keeps its copy."""
    return isinstance(event.data, Fact | FactDeleted) and event.data.fact_type not in OF_ONE_SUBJECT
