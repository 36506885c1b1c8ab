"""What becomes of a message that no step could take: a dead letter that can be put back, and nobody waits for it."""

import msgspec
import xxhash

from schemas.errors import BadInput, Reason
from scorers.contract.verdict import Judged, missing
from scorers.delivery.wire import encode_frame
from scorers.exchange.dead_letters import dead_letter
from scorers.exchange.messages import Counted, Message, Origin, Output, Published, Reading, Signal, ToCase
from scorers.state.attempt import NotJudged


def set_aside(message: Message, error: NotJudged, place: Origin) -> list[Output]:
    """The letter of a message, with its original bytes; of a question, also the answer that nobody can tell.

    `place` is where a message between rooms stood. A register's record is told of by one partition only.
    """
    detail = f"{error}: nothing of this record was applied; put it back by kordon redrive after the repair"
    if error.refused is None:
        refused, counted = BadInput(Reason.not_judged, detail), Counted("set_aside", str(error))
    else:
        refused, counted = error.refused, Counted("dead_letter", error.refused.reason.value)
    if isinstance(message, Published):
        letter = dead_letter(refused, message.origin, message.since, message.event.id, message.case)
        return [counted] if message.echo else [letter, counted]
    origin = Origin(place.topic, place.partition, place.offset, None, encode_frame([message]))
    letter = dead_letter(refused, origin, getattr(message, "since", 0), None, getattr(message, "case", None))
    # Several messages of one frame may be set aside, and within a checkpoint the last of a key stands for all.
    letter = msgspec.structs.replace(letter, key=f"{letter.key}#{xxhash.xxh64_hexdigest(origin.value or b'')}")
    outputs: list[Output] = [letter, counted]
    if isinstance(message, Signal) and message.asks:
        outputs.append(ToCase(_nobody_can_tell(message)))
    return outputs


def _nobody_can_tell(signal: Signal) -> Reading:
    """The answer to a question that was set aside: unknown, until it is put back and truly answered."""
    kind, _, identity = signal.subject.partition(":")
    verdicts = tuple(
        Judged(ask.criterion, kind, identity, ask.t, ask.trigger, missing("not_judged"))
        for ask in signal.asks
        if not ask.learns
    )
    return Reading(signal.case, signal.subject, signal.revision, 0, verdicts, {}, signal.since)
