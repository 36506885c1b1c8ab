"""Which events a case takes: duplicates, stale versions, corrections, lawful steps, lateness (S2, S3, S4)."""

from collections.abc import Collection, Sequence
from typing import Literal

import orjson

from schemas.envelope import Event
from schemas.errors import BadInput, Reason
from scorers.contract import extensions
from scorers.contract.case import Said, effective, ended
from scorers.parameters.engine import Engine
from scorers.state.corrections import other_content, refuse_circle
from scorers.times.durations import DAY

Outcome = Literal["applied", "duplicate", "stale"]
LONG = ("non_delivery",)
MAX_CASE_BYTES = 2 * 1024 * 1024
"""Payloads kept of one case: neither its record nor what others are told of it may outgrow what Kafka takes."""


def accept(said: Sequence[Said], event: Event) -> Outcome:
    """What becomes of an event after what was already said. Raises BadInput when it may not be applied.

    One that is stale, since a newer version of its group is known, is kept as well: it counts again should that one be
    cancelled.
    """
    for earlier in said:
        if (earlier.event_id, earlier.source) == (event.id, event.source):
            if not _same_content(earlier, event):
                raise other_content()
            return "duplicate"
    size = len(event.raw_data) + extensions.size(extensions.kept(event.extensions))
    size += sum(len(earlier.raw) + extensions.size(earlier.extensions) for earlier in said)
    if size > MAX_CASE_BYTES:
        detail = (
            f"with this event {size:,} bytes would be kept of the case, of {MAX_CASE_BYTES:,} that may be; it is judged"
            " by what came before: split it, or repeat less in each version"
        )
        raise BadInput(Reason.case_too_large, detail)
    if event.corrects_id is not None:
        refuse_circle(event, said)
        return "applied"
    group = event.event_type.group
    # What a correction has overtaken is in its place: it holds again should that correction be cancelled.
    overtaken = any(other.corrects == event.id for other in said)
    rivals = [other.version for other in said if other.group == group and other.correction is None]
    stale = group != "arrival" and not overtaken and event.version <= max(rivals, default=0)
    if not (stale and group == "ending"):
        _lawful(said, event, group)
    return "stale" if stale else "applied"


def _same_content(earlier: Said, event: Event) -> bool:
    """Whether an event says what an earlier one said, in whatever order and spacing its JSON is (S3)."""
    return (
        earlier.type == event.type
        and earlier.version == event.version
        and earlier.at == event.time
        and earlier.member_state == event.member_state
        and (earlier.corrects, earlier.correction) == (event.corrects_id, event.correction_kind)
        and (earlier.raw == event.raw_data or orjson.loads(earlier.raw) == orjson.loads(event.raw_data))
    )


def _lawful(said: Sequence[Said], event: Event, group: str) -> None:
    holding = effective(said)
    completion = max(
        (other for other in holding if other.group == "completion"), key=lambda event: event.version, default=None
    )
    ends = [other for other in holding if other.group == "ending" or other is ended(completion)]
    if not ends:
        return
    end = ends[-1]
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
    """Whether an event lies so far back that what it belongs to may be gone (S2, ruling 33).

    It is judged all the same. Facts, and corrections of what is kept, are never late.
    """
    if event.event_type.lifecycle == "fact" or event.corrects_id in known:
        return False
    return event.time < watermark - allowed_days(event, engine) * DAY


def allowed_days(event: Event, engine: Engine) -> int:
    """How far behind the watermark an event of its kind may lie, days of 24 h."""
    long = event.event_type.lifecycle in LONG or getattr(event.data, "stage", None) == "post_release"
    return engine.lateness_days(long=long)
