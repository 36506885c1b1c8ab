"""What still holds of what was said of one entity: versions, amendments and cancellations (S3, S4, ruling 30)."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol, TypeVar

from schemas.errors import BadInput, Reason
from schemas.event import Event


class Correcting(Protocol):
    """Something said that may correct something said before."""

    @property
    def event_id(self) -> str:
        """Its own id."""

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
    by_target: dict[str, list[SaidT]] = {}
    for one in said:
        if one.corrects is not None:
            by_target.setdefault(one.corrects, []).append(one)
    known = {one.event_id for one in said}
    places = [one for one in said if one.corrects is None or one.corrects not in known]
    holding = _holding(places, by_target)
    found = ((place, holding[place.event_id]) for place in places)
    return [(place, content) for place, content in found if content is not None and not content.cancels]


def _holding(places: Iterable[SaidT], by_target: Mapping[str, list[SaidT]]) -> dict[str, SaidT | None]:
    """By id what holds in the place of each: itself, a correction, or None where it is as if never said.

    Walked without recursion, since a publisher may correct corrections as often as it likes.
    """
    order: list[SaidT] = []
    waiting = list(places)
    while waiting:
        one = waiting.pop()
        order.append(one)
        waiting.extend(by_target.get(one.event_id, ()))
    holding: dict[str, SaidT | None] = {}
    for one in reversed(order):
        counting = [
            (other.version, other.event_id, content)
            for other in by_target.get(one.event_id, ())
            if (content := holding[other.event_id]) is not None
        ]
        strongest = max(counting, key=lambda ranked: ranked[:2], default=None)
        if strongest is None:
            holding[one.event_id] = one
        else:
            holding[one.event_id] = None if strongest[2].cancels else strongest[2]
    return holding


def refuse_circle(event: Event, said: Iterable[Correcting]) -> None:
    """Raise BadInput when a correction would correct itself in the end, so that nothing would hold at all."""
    targets = {one.event_id: one.corrects for one in said}
    target = event.corrects_id
    while target is not None:
        if target == event.id:
            detail = "correctsid leads back to this event itself; name the event that it corrects"
            raise BadInput(Reason.unknown_correction, detail)
        target = targets.get(target)


def other_content() -> BadInput:
    """The error of an event whose id was used before, of the same entity, for something else (S3)."""
    detail = "the id of this event was used before for another content; give every event an id of its own"
    return BadInput(Reason.duplicate_id_other_body, detail)
