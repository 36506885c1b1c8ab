"""Attributes that a publisher adds to its events, as far as they are kept with a case and shown in its alerts.

They decide nothing. An event has any number of them; a case keeps no more than people read.
"""

from collections.abc import Iterable, Mapping

from schemas.event import Extension
from scorers.contract.case import Said

MOST_CHARACTERS = 2_000
"""Characters, of names and values together, that are kept of one event."""


def kept(extensions: Mapping[str, Extension]) -> dict[str, Extension]:
    """Those that fit, in the order of their names."""
    found: dict[str, Extension] = {}
    room = MOST_CHARACTERS
    for name, content in sorted(extensions.items()):
        taken = size({name: content})
        if taken <= room:
            room -= taken
            found[name] = content
    return found


def size(extensions: Mapping[str, Extension]) -> int:
    """Characters of names and values together."""
    return sum(len(name) + len(str(content)) for name, content in extensions.items())


def of_event(name: str, events: Iterable[Said]) -> dict[str, Extension]:
    """Those of the event of that name (`scorers.contract.event_names`); empty where it is not among the case's own."""
    return next((event.extensions for event in events if event.name == name), {})
