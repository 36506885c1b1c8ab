"""The partitions of a replay: batches go in, and are done when no message is on its way any more."""

from collections.abc import Sequence
from typing import Protocol

import msgspec

from scorers.partition.partition import partition_state
from streams.on_disk import OnDisk
from streams.partitioned.part import Part, Sent


class Told(msgspec.Struct, array_like=True):
    """What a partition says at its end: import declarations by the controls they meet, and counts of what was done."""

    selected: dict[str, int]
    counts: list[tuple[str, str, int]]


class Parts(Protocol):
    """All partitions of a run."""

    def settle(self, batch: Sequence[list[Sent]]) -> None:
        """Take what is sent to each partition, and all that follows from it."""
        ...

    def finish(self) -> list[Told]:
        """Write everything down."""
        ...

    def close(self) -> None:
        """Let go of everything, finished or not."""
        ...


class Here:
    """One partition, in this process."""

    def __init__(self, state: OnDisk, goes_on: bool = False) -> None:
        self._part = Part(0, 1, state, goes_on)

    def settle(self, batch: Sequence[list[Sent]]) -> None:
        """Take a batch, and all that follows from it."""
        while any(batch):
            batch = self._part.take(batch[0])
        if self._part.state.full:
            self._part.state.write()

    def finish(self) -> list[Told]:
        """Write everything down."""
        return [finished(self._part)]

    def close(self) -> None:
        """Let go of everything, finished or not."""
        self._part.state.close()


def finished(part: Part) -> Told:
    """What a partition has to say once it is done."""
    part.state.write()
    counts = [(name, label, amount) for (name, label), amount in part.outcomes.counts.items()]
    return Told(partition_state(part.state.cases).selected, counts)
