"""One partition of a replay: its cases, its subjects, and what comes out of them.

Messages go in rounds: what is sent in one is taken in the next, in an order that no number of partitions changes: by
the event that caused them, then by who sends them.
"""

from collections.abc import Iterable
from typing import NamedTuple

from scorers.cases.step import step as case_step
from scorers.delivery.engine import attempted
from scorers.exchange.messages import (
    CASES,
    SUBJECTS,
    Half,
    Link,
    Message,
    Outward,
    Published,
    Reading,
    Signal,
    ToCase,
    ToEverySubject,
    ToSubject,
)
from scorers.state.attempt import Attempt
from scorers.subjects.step import step as subject_step
from streams.on_disk import OnDisk
from streams.outcomes import Outcomes
from streams.partitioned.record import StateUnfit
from streams.topics import partition_of


class Sent(NamedTuple):
    """A message on its way. `cause`: number of the event in its batch that led to it."""

    cause: int
    half: Half
    message: Message


def half_of(message: Message) -> Half:
    """Where a message between two cases, or a case and a subject, is taken."""
    return SUBJECTS if isinstance(message, Signal) else CASES


class Part:
    """Partition `number` of `parts`, with its state; `goes_on`: that of a replay before. Raises StateUnfit."""

    def __init__(self, number: int, parts: int, state: OnDisk, goes_on: bool = False) -> None:
        if goes_on and not state.written:
            raise StateUnfit(
                f"the state of partition {number} is lost or damaged; remove the folder and replay everything anew"
            )
        self.number, self._parts, self.state = number, parts, state
        self.outcomes = Outcomes(state.words)
        self._attempts = {
            CASES: Attempt(state.cases, case_step),
            SUBJECTS: Attempt(state.subjects, subject_step),
        }

    def take(self, round_: Iterable[Sent]) -> list[list[Sent]]:
        """Take one round of messages; returns what they lead to, by the partition that it goes to."""
        outbox: list[list[Sent]] = [[] for _ in range(self._parts)]
        for sent in in_turn(round_):
            echo = isinstance(sent.message, Published) and sent.message.echo
            for output in attempted(self._attempts[sent.half], sent.message, sent.half):
                if isinstance(output, ToCase | ToSubject | ToEverySubject):
                    outbox[self._place(output)].append(Sent(sent.cause, *_onward(output)))
                elif isinstance(output, Outward) or not echo:  # counted once, of all partitions that a row goes to
                    self.outcomes.emit(output)
        return outbox

    def _place(self, output: ToCase | ToSubject | ToEverySubject) -> int:
        match output:
            case ToCase(message=reply):
                return partition_of(reply.case, self._parts)
            case ToSubject(message=signal):
                return partition_of(signal.subject, self._parts)
            case ToEverySubject():
                return self.number  # the cases of every partition are told it in the same round, and pass it on


def _onward(output: ToCase | ToSubject | ToEverySubject) -> tuple[Half, Message]:
    return CASES if isinstance(output, ToCase) else SUBJECTS, output.message


def in_turn(round_: Iterable[Sent]) -> list[Sent]:
    """The messages of a round in the order in which they are taken, whichever of them arrived first."""
    return sorted(round_, key=_turn)


def _turn(sent: Sent) -> tuple[int, str]:
    """What one sends keeps its order; what is told to everybody comes first."""
    match sent.message:
        case Signal(case=sender) | Link(source=sender) | Reading(subject=sender):
            return sent.cause, sender
        case _:
            return sent.cause, ""
