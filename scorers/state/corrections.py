"""What still holds of what was said of one entity: versions, amendments and cancellations (S3, S4, ruling 30)."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple, Protocol, TypeVar

from schemas.errors import BadInput, Reason
from schemas.event import Event


class Correcting(Protocol):
    """Something said that may correct something said before."""

    @property
    def event_id(self) -> str:
        """Its own id."""

    @property
    def source(self) -> str:
        """Who said it: an id is one only within its source."""

    @property
    def corrects(self) -> str | None:
        """Id of what it corrects; None where it is said for the first time."""

    @property
    def version(self) -> int:
        """Highest wins among corrections of one target."""

    @property
    def cancels(self) -> bool:
        """Whether it takes its target back instead of putting another content in its place."""


SaidT = TypeVar("SaidT", bound=Correcting)


def standing(said: Sequence[SaidT]) -> list[tuple[SaidT, SaidT]]:
    """Each thing said that still holds something, as (place, content), in the order in which places were said.

    Of the corrections of one target the highest version holds, and the others are gone with the target; what was
    itself cancelled corrects nothing. A content stands at the place of what it amends in the end. A correction whose
    target was never seen stands at its own place.
    """
    targets = _targets(said)
    by_target: dict[int, list[int]] = {}
    for number, target in enumerate(targets):
        if target is not None:
            by_target.setdefault(target, []).append(number)
    places = [number for number, target in enumerate(targets) if target is None]
    holding = _holding(said, places, by_target)
    found = ((said[place], holding[place]) for place in places)
    return [(place, content) for place, content in found if content is not None and not content.cancels]


def _targets(said: Sequence[Correcting]) -> list[int | None]:
    """Which of what was said each corrects, by number; None where that was never seen, or there is none.

    An id is one only within its source: of several that bear it, that of the correction's own source is meant.
    """
    bearing: dict[str, list[int]] = {}
    for number, one in enumerate(said):
        bearing.setdefault(one.event_id, []).append(number)
    found: list[int | None] = []
    for number, one in enumerate(said):
        meant = [other for other in bearing.get(one.corrects or "", ()) if other != number] if one.corrects else []
        found.append(min(meant, key=lambda other: (said[other].source != one.source, said[other].source), default=None))
    return found


def _holding(
    said: Sequence[SaidT], places: Iterable[int], by_target: Mapping[int, list[int]]
) -> dict[int, SaidT | None]:
    """What holds in the place of each: itself, a correction, or None where it is as if never said.

    Walked without recursion, since a publisher may correct corrections as often as it likes.
    """
    order: list[int] = []
    waiting = list(places)
    while waiting:
        number = waiting.pop()
        order.append(number)
        waiting.extend(by_target.get(number, ()))
    holding: dict[int, SaidT | None] = {}
    for number in reversed(order):
        counting = [
            (said[other].version, said[other].event_id, said[other].source, content)
            for other in by_target.get(number, ())
            if (content := holding[other]) is not None
        ]
        strongest = max(counting, key=lambda ranked: ranked[:3], default=None)
        if strongest is None:
            holding[number] = said[number]
        else:
            holding[number] = None if strongest[3].cancels else strongest[3]
    return holding


class _Told(NamedTuple):
    """An event as something that corrects."""

    event_id: str
    source: str
    corrects: str | None
    version: int
    cancels: bool


def refuse_circle(event: Event, said: Iterable[Correcting]) -> None:
    """Raise BadInput when a correction would correct itself in the end, so that nothing would hold at all."""
    cancels = event.correction_kind == "cancel"
    told = [*said, _Told(event.id, event.source, event.corrects_id, event.version, cancels)]
    targets = _targets(told)
    last = len(told) - 1
    target = last if event.corrects_id == event.id and targets[last] is None else targets[last]
    while target is not None:
        if target == last:
            detail = "correctsid leads back to this event itself; name the event that it corrects"
            raise BadInput(Reason.unknown_correction, detail)
        target = targets[target]


def other_content() -> BadInput:
    """The error of an event whose id was used before, of the same entity, for something else (S3)."""
    detail = "the id of this event was used before for another content; give every event an id of its own"
    return BadInput(Reason.duplicate_id_other_body, detail)
