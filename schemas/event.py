"""`Event`: one fact that was published, decoded and typed."""

from typing import Literal

import msgspec

from schemas.events import EVENT_TYPES
from schemas.fields import Payload
from schemas.registry import EventType, type_of

CorrectionKind = Literal["amend", "cancel"]
Extension = str | int | bool
"""Value of an attribute that has no meaning here; in binary mode it is always text."""


class Event(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One event. Two events with the same `id` are the same event."""

    id: str
    type: str
    """CloudEvents type, such as `customs.declaration.registered.v1`."""
    source: str
    time: int
    """Event time, ms since the epoch, UTC: when it happened in customs terms."""
    entity_id: str
    version: int
    """1..n, monotone inside one group of an entity's events; 0 only for a fact deleted without saying its version."""
    member_state: str
    corrects_id: str | None = None
    correction_kind: CorrectionKind | None = None
    data: Payload
    raw_data: bytes
    """JSON bytes of `data` as they were published."""
    extensions: dict[str, Extension] = {}
    """Further attributes by name, as they were published; they decide nothing."""

    @property
    def event_type(self) -> EventType:
        """Life cycle, group and keys of the event's type."""
        return EVENT_TYPES[self.type]


def new_event(  # noqa: PLR0913 - one keyword for each attribute of the envelope
    data: Payload,
    *,
    id: str,  # noqa: A002 - the name of the attribute
    source: str,
    member_state: str,
    version: int = 1,
    time: int | None = None,
    corrects_id: str | None = None,
    correction_kind: CorrectionKind | None = None,
) -> Event:
    """Make the event that publishes `data`.

    `time`, in ms UTC, is needed where the payload states none of its own; raises ValueError when it is absent then.
    """
    event_type = type_of(type(data))
    stated = stated_time(event_type, data)
    moment = time if stated is None else stated
    if moment is None:
        raise ValueError(f"{event_type.name} states no time of its own: pass time")
    return Event(
        id=id,
        type=event_type.name,
        source=source,
        time=moment,
        entity_id=event_type.entity_id(data),
        version=version,
        member_state=member_state,
        corrects_id=corrects_id,
        correction_kind=correction_kind,
        data=data,
        raw_data=msgspec.json.encode(data),
    )


def stated_time(event_type: EventType, data: Payload) -> int | None:
    """Event time that the payload itself states, ms UTC; it goes before the attribute `time`."""
    if event_type.time_field is None:
        return None
    stated: int | None = getattr(data, event_type.time_field)
    return stated
