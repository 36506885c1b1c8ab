"""How an event is named inside Kordon: source and id as one string, since an id is unique within its source only."""

from typing import NamedTuple

_BETWEEN = "\x1f"


class EventName(NamedTuple):
    """Source of an event, None where an earlier release did not keep it, and its id."""

    source: str | None
    event_id: str


def named(source: str, event_id: str) -> str:
    """The name of an event."""
    return f"{source}{_BETWEEN}{event_id}" if source else event_id


def parts(name: str) -> EventName:
    """What the name of an event consists of."""
    source, between, event_id = name.partition(_BETWEEN)
    return EventName(source, event_id) if between else EventName(None, name)
