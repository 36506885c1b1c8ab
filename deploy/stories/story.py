"""What a story of the demonstration is made of: what happens at the border, and what should be said of it."""

from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from schemas.envelope import Event, new_event
from schemas.fields import Payload
from schemas.outcomes import AlertStatus
from schemas.registry import type_of
from scorers.contract.case import case_key

ZONE = ZoneInfo("Asia/Almaty")
SOURCE = "/demo"


class Expected(NamedTuple):
    """The last word that an act must lead to: an alert by this criterion on the case of an event."""

    criterion: str
    about: Event
    status: AlertStatus = "raised"

    @property
    def case(self) -> str:
        """The case as alerts name it."""
        return case_key(self.about.event_type.lifecycle, self.about.entity_id)


class Act(NamedTuple):
    """Events that are published together, and what they must lead to."""

    says: str
    """What happens at the border, in a line."""
    events: tuple[Event, ...]
    expected: tuple[Expected, ...]
    """All alerts of the case that it is about, by the time that the last event was judged."""

    @property
    def case(self) -> str:
        """The case that it is about."""
        return self.expected[0].case


class Story(NamedTuple):
    """Acts that follow one another."""

    title: str
    acts: tuple[Act, ...]

    @property
    def events(self) -> tuple[Event, ...]:
        """All that is published."""
        return tuple(event for act in self.acts for event in act.events)


def local(ms: int) -> datetime:
    """What the border's clocks show."""
    return datetime.fromtimestamp(ms / 1000, ZONE)


def at(shown: str) -> int:
    """When the border's clocks show, for instance, `2019-10-02 08:10`, in ms since the epoch."""
    return round(datetime.fromisoformat(shown).replace(tzinfo=ZONE).timestamp() * 1000)


def event(data: Payload, version: int = 1) -> Event:
    """What publishes `data`; `version` numbers what is said of one entity."""
    kind = type_of(type(data))
    name = kind.name.removeprefix("customs.").removesuffix(".v1")
    identity = f"{name}/{kind.entity_id(data)}/{version}"
    return new_event(data, id=identity, source=SOURCE, member_state="KZ", version=version)
