"""A case as criteria see it: what is effective of all that was said, what is linked to it, and what it may look up."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

import msgspec

from schemas.event import Extension, stated_time
from schemas.events import EVENT_TYPES
from schemas.normalise import normal_id
from scorers.contract.event_names import named
from scorers.contract.learned import LearnedT, learned_as
from scorers.contract.payloads import as_published, payload
from scorers.contract.verdict import Evidence, Scalar
from scorers.parameters.engine import Publisher
from scorers.parameters.omissions import omitted
from scorers.registers.lookup import Lookup
from scorers.state.corrections import standing
from scorers.times.durations import DAY

NOBODY: Mapping[str, Publisher] = {}
LinkT = TypeVar("LinkT")
ResultT = TypeVar("ResultT")


class Said(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """An event as the case keeps it: `group` is where versions compete, `raw` the payload as published."""

    event_id: str
    type: str
    group: str
    version: int
    at: int
    raw: bytes
    member_state: str
    corrects: str | None = None
    correction: str | None = None
    seen: int = 0
    """Watermark (ms UTC) when it arrived; of a correction, when its target did, since corrections are never late."""
    source: str = ""
    late: bool = False
    """Whether it came when what it belongs to may have been gone (S2): it counts where something is still kept."""
    extensions: dict[str, Extension] = {}
    """Attributes that its publisher added, as far as they are kept."""

    @property
    def name(self) -> str:
        """Its source and id, by which it is named as evidence."""
        return named(self.source, self.event_id)

    @property
    def cancels(self) -> bool:
        """Whether it takes back what it corrects."""
        return self.correction == "cancel"

    @property
    def data(self) -> Any:
        """The payload, decoded once, identifiers in normal form."""
        return payload(self.type, self.raw)

    @property
    def published(self) -> Any:
        """The payload with identifiers as they were published, for what people are shown."""
        return as_published(self.type, self.raw)


def effective(said: Sequence[Said]) -> list[Said]:
    """What still holds, by event time and version; records of registers by version alone.

    An amendment stands at the place of its target: it is no newer and no later than that was. Of two events that bear
    one version in one group the first holds, and the other one only where that was cancelled.
    """
    corrected = any(event.corrects is not None for event in said)
    pairs = _without_rivals(standing(said) if corrected else [(event, event) for event in said])
    pairs.sort(key=lambda pair: _order(pair[0]))
    return [_placed(content, place) for place, content in pairs]


def _without_rivals(pairs: list[tuple[Said, Said]]) -> list[tuple[Said, Said]]:
    kept: dict[tuple[str, int, str], tuple[Said, Said]] = {}
    for place, content in pairs:
        alone = place.name if place.group == "arrival" or place.corrects is not None else ""
        kept.setdefault((place.group, place.version, alone), (place, content))
    return list(kept.values())


def _order(event: Said) -> tuple[int, int]:
    return (0 if event.type.startswith("customs.ref.") else event.at, event.version)


def _placed(content: Said, place: Said) -> Said:
    """A content at the place of what it amends, at its own time only where it corrects the time that was stated."""
    if content is place:
        return content
    moved = content.type == place.type and content.at != place.at and _states_time(content)
    at = content.at if moved else place.at
    return msgspec.structs.replace(content, at=at, version=place.version, seen=place.seen)


def _states_time(event: Said) -> bool:
    event_type = EVENT_TYPES[event.type]
    return stated_time(event_type, event.data) is not None


class Case:
    """One life-cycle entity, effective as of now.

    `key` is `<kind>:<id>`; `t` the time it is judged at (ms UTC): registration of a declaration, opening of a transit.
    `snapshots` are the effective versions of its content, oldest first; `ending` the effective last of its group;
    `completion` the one that closed the last part of a transit; `arrivals` all effective arrivals by time.
    """

    def __init__(
        self,
        key: str,
        said: Sequence[Said],
        links: Iterable[Any],
        learned: Callable[[str, str], Any],
        lookup: Lookup,
        elapsed: Callable[[int], bool],
        publishers: Mapping[str, Publisher] = NOBODY,
    ) -> None:
        self.key = key
        self.kind, _, self.id = key.partition(":")
        self._worked: dict[Any, Any] = {}
        self._learned = learned
        self.tables = lookup
        self.elapsed = elapsed
        """Whether the watermark has passed a time (ms UTC); asking for a time to come sets a timer for it."""
        self.links = list(links)
        self.said = said
        self._publishers = publishers
        self.events = effective(said)
        groups: dict[str, list[Said]] = {}
        for event in self.events:
            groups.setdefault(event.group, []).append(event)
        self._groups = groups
        self.snapshots = groups.get("snapshot", [])
        self.arrivals = sorted(groups.get("arrival", ()), key=lambda event: (event.at, event.event_id))
        self.ending, self.completion = self.last("ending"), ended(self.last("completion"))
        end = self.ending or self.completion
        self.closed_at = end.at if end else None
        """Event time of release, withdrawal, refusal or completion (ms UTC); None while open."""
        # Criteria read these dozens of times each, so they are plain attributes.
        self.current = self.last("snapshot")
        """The effective snapshot event, None while only other events are known."""
        self.content: Any = self.current.data if self.current else None
        """The effective snapshot's data. Only for cases that have one."""
        self.trigger = self.snapshots[0].name if self.snapshots else ""
        """Name of the event that opened the case; empty while only others are known."""
        self.t = self._judged_at()
        """When the case is judged, ms UTC: for one that only others speak of, the earliest time they told of."""

    def _judged_at(self) -> int:
        if not self.snapshots:
            return min((link.at for link in self.links if hasattr(link, "at")), default=0)
        for field in ("registered_at", "opened_at"):
            at: int | None = getattr(self.content, field, None)
            if at is not None:
                return at
        return self.first.at

    def carries(self, path: str) -> bool:
        """Whether the source of the content states a field at all, named as in parameters, such as `items[].net_kg`.

        What it does not carry is unknown; what it carries and leaves out is missing.
        """
        publisher = self._publishers.get(self.current.source) if self.current else None
        return publisher is None or not omitted(path, publisher.omits)

    def still(self, until: int) -> bool:
        """Whether what ends at `until` (ms UTC) still counts: a case closed before keeps it, an open one does not."""
        return (self.closed_at is not None and self.closed_at < until) or not self.elapsed(until)

    def last(self, group: str) -> Said | None:
        """The effective last word of a group: the latest content, else the highest version, as of `result`."""
        found = self._groups.get(group)
        if found is None:
            return None
        return found[-1] if group == "snapshot" else max(found, key=lambda event: event.version)

    def seen(self, group: str) -> int:
        """Watermark (ms UTC) when the first of a group arrived; its later versions amend what was known by then."""
        return min((event.seen for event in self._groups.get(group, ())), default=0)

    def before_cancelling(self) -> "Case":
        """The case as if nothing had been cancelled: what a cancelled one was about, whatever was cancelled first."""
        uncancelled = [event for event in self.said if not event.cancels]
        if len(uncancelled) == len(self.said):
            return self
        return Case(self.key, uncancelled, self.links, self._learned, self.tables, self.elapsed, self._publishers)

    def window(self, days: float) -> tuple[int, int]:
        """The so many days of 24 h (ms UTC) until the time that it is judged at, as a hit states them."""
        return self.t - int(days * DAY), self.t

    def shown(self, kind: str = "", **values: Scalar) -> Evidence:
        """The case as of the time that it is judged at as evidence of a hit, with the values that counted."""
        return Evidence(kind or self.kind, self.id, self.t, self.trigger, values)

    @property
    def late(self) -> bool:
        """Whether its content came so late that it was judged from what was still kept."""
        return any(event.late for event in self.snapshots)

    @property
    def published(self) -> Any:
        """The effective snapshot's data with identifiers as they were published, for what people are shown."""
        return self.current.published if self.current else None

    @property
    def first(self) -> Said:
        """The effective event that opened the case."""
        return self.snapshots[0]

    @property
    def member_state(self) -> str:
        """Member state of the latest effective event, else as others told it, alpha-2; empty while none is known."""
        if self.events:
            return self.events[-1].member_state
        told = (getattr(link, "member_state", "") for link in self.links)
        return next((state for state in told if state), "")

    def linked(self, kind: type[LinkT]) -> Iterator[LinkT]:
        """What other cases of one kind of link told this one, in the order of their keys."""
        return (link for link in self.links if isinstance(link, kind))

    def once(self, work: Callable[["Case"], ResultT]) -> ResultT:
        """Result of `work` on this case, worked out the first time: what several ledgers and criteria need."""
        if work not in self._worked:
            self._worked[work] = work(self)
        found: ResultT = self._worked[work]
        return found

    def learned(self, subject: str, kind: type[LearnedT], criterion: str = "", item: str | int = "") -> LearnedT | None:
        """What a subject answered to a criterion, or to whoever asked for a kind that is shared; None: not yet.

        `item` is what the question was about, where a criterion has several for one subject.
        """
        found: LearnedT | None = self._learned(subject, learned_as(kind, criterion, item))
        return found


def ended(completion: Said | None) -> Said | None:
    """A completion that ends its transit; None for one that closed a part of the load, the rest being on its way."""
    return completion if completion is not None and completion.data.outcome != "partly_delivered" else None


def since(case: Case, value: Callable[[Any], Any]) -> tuple[int, str]:
    """From when (ms UTC), and by which event, the effective content has had its present `value` without a break.

    A declaration is judged at its registration whatever was amended later.
    """
    if case.kind == "declaration":
        return case.t, case.trigger
    start = case.snapshots[-1]
    for version in reversed(case.snapshots):
        if value(version.data) != value(case.content):
            return start.at, start.name
        start = version
    return case.t, case.trigger


def case_key(lifecycle: str, raw: str) -> str:
    """Key of a case from a published identifier, normalised (S12): however it is written, it is one case."""
    return f"{lifecycle}:{normal_id(raw)}"


def subject_key(kind: str, identifier: str) -> str:
    """Key of a subject from its identifier in normal form, as payloads have it."""
    return f"{kind}:{identifier}"
