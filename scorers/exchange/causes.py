"""What ended an alert: the event that had its case judged anew, carried along by the messages between cases."""

from schemas.envelope import Event
from schemas.facts import FactDeleted
from schemas.outcomes import EndReason
from scorers.contract.event_names import named
from scorers.exchange.messages import Cause
from scorers.exchange.routing import concerns_all

TIME = Cause("expired")


def cause_of(event: Event) -> Cause:
    """What an event is as a cause."""
    return Cause(_reason(event), named(event.source, event.id), event.time)


def _reason(event: Event) -> EndReason:
    if isinstance(event.data, FactDeleted):
        return "deleted"
    if event.correction_kind == "cancel" or event.event_type.group == "cancellation":
        return "cancelled"
    if event.correction_kind == "amend" or event.type.endswith(".amended.v1"):
        return "amended"
    return "register" if concerns_all(event) or event.event_type.lifecycle.startswith("ref.") else "told"
