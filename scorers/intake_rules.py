"""Which events a case takes: duplicates, stale versions, corrections, lawful steps, lateness (S2, S3, S4)."""

from collections.abc import Collection
from typing import Literal

import xxhash

from schemas.envelope import Event
from schemas.errors import BadInput, Reason
from schemas.facts import FactDeleted
from scorers.ledger import DAY
from scorers.parameters import Engine
from scorers.view import Said, effective, since_deletion

Outcome = Literal["applied", "duplicate", "stale"]
LONG = ("non_delivery",)


def accept(said: list[Said], event: Event) -> Outcome:
    """What becomes of an event after what was already said. Raises BadInput when it may not be applied."""
    digest = xxhash.xxh64_intdigest(event.raw_data)
    group = event.event_type.group
    for earlier in said:
        if earlier.event_id == event.id:
            if earlier.digest != digest or earlier.type != event.type:
                raise BadInput(
                    Reason.duplicate_id_other_body,
                    "the id of this event was used before for another content; give every event an id of its own",
                )
            return "duplicate"
    if isinstance(event.data, FactDeleted) or event.corrects_id is not None:
        return "applied"
    said = since_deletion(said)
    # What a correction has overtaken is kept: it holds again should that correction be cancelled.
    overtaken = any(other.corrects == event.id for other in said)
    if group != "arrival" and not overtaken:
        rivals = [other.version for other in said if other.group == group and other.correction != "cancel"]
        if rivals and event.version <= max(rivals):
            return "stale"
    _lawful(said, event, group)
    return "applied"


def _lawful(said: list[Said], event: Event, group: str) -> None:
    now = effective(said)
    ended = [other for other in now if other.group in ("ending", "completion")]
    if not ended:
        return
    end = ended[-1]
    if group == "ending" and end.type != event.type:
        raise BadInput(
            Reason.unlawful_transition,
            f"{_words(event.type)} after {_words(end.type)}; cancel the earlier event by a correction first",
        )
    after_release = getattr(event.data, "stage", None) == "after_release" and end.type.endswith("released.v1")
    if group == "snapshot" and event.time > end.at and not after_release:
        raise BadInput(
            Reason.unlawful_transition,
            f"{_words(event.type)} at a time after {_words(end.type)}; send a correction, or stage after_release",
        )


def _words(event_type: str) -> str:
    return ".".join(event_type.split(".")[1:-1])


def too_late(event: Event, watermark: int, engine: Engine, known: Collection[str]) -> bool:
    """Whether an event lies further back than is allowed (S2). Facts and corrections of what is kept never do."""
    lifecycle = event.event_type.lifecycle
    if lifecycle == "fact" or event.corrects_id in known:
        return False
    long = lifecycle in LONG or getattr(event.data, "stage", None) == "post_release"
    days = engine.long_lateness_days if long else engine.allowed_lateness_days
    return event.time < watermark - days * DAY
