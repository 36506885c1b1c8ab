"""A replay from the first event to the last: what is read goes to the partitions in batches, then out it comes."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from msgspec import structs

from schemas.envelope import Event
from schemas.errors import BadInput
from scorers.catalogue.loading import load
from scorers.exchange.dead_letters import dead_letter
from scorers.exchange.messages import CASES, Counted, Message, Origin, Parameters, Published, Watermark
from scorers.exchange.routing import case_of, concerns_all
from scorers.parameters.document import version_of
from streams.on_disk import WORDS, OnDisk, WordsOnDisk
from streams.outcomes import Outcomes, Result
from streams.partitioned.batches import Batch
from streams.partitioned.part import Sent
from streams.partitioned.parts import Here, Parts
from streams.partitioned.processes import Processes
from streams.partitioned.record import Record, Terms, begun, ended
from streams.topics import partition_of

NOWHERE = Origin()
SOURCE = "replay"
"""Who says how far time has come."""


class PartitionedRun:
    """One run with all that it knows in `folder`, where `record` says how far the ones before had come.

    Raises ProcessFailed.
    """

    def __init__(self, parts: Parts, folder: Path, record: Record) -> None:
        self.events = 0
        self._parts, self._folder, self._record = parts, folder, record
        self._jobs = record.terms.jobs
        self._words = [WordsOnDisk(folder / WORDS)]
        self._outcomes = Outcomes(self._words[0])
        self._batch = Batch()
        self._sent: list[list[Sent]] = [[] for _ in range(self._jobs)]
        self._cause, self._left = 0, False

    def judge_by(self, parameters: bytes) -> None:
        """Judge by this document from here on."""
        self._to_all(Parameters(self._record.terms.parameters, parameters, self._record.terms.coverage_start))
        self._settle()

    def take(self, event: Event, origin: Origin = NOWHERE, since: int = 0) -> None:
        """Put an event into the batch; one that is full is judged first."""
        if not self._batch.takes(event):
            self._settle()
            self._batch.takes(event)
        self.events += 1
        published = Published(case_of(event), event, origin, since)
        if concerns_all(event):
            self._to_all(published, partition_of(published.case, self._jobs))
        else:
            self._send(partition_of(published.case, self._jobs), published)
        if (moved := self._record.time.passed(event)) is not None:
            self._to_all(Watermark(SOURCE, moved))

    def refuse(self, error: BadInput, origin: Origin, since: int = 0) -> None:
        """Note an input that could not be read."""
        self._outcomes.emit(dead_letter(error, origin, since))
        self._outcomes.emit(Counted("dead_letter", error.reason.value))

    def finish(self, until: int | None = None) -> Result:
        """Let time pass up to `until` (ms UTC), or to where the newest event puts the watermark."""
        if (moved := self._record.time.end(until)) is not None:
            self._to_all(Watermark(SOURCE, moved))
        self._settle()
        told = self._parts.finish()
        self._let_go()
        self._words[0].write()
        selected: Counter[str] = Counter()
        counts = self._outcomes.counts
        for name, label, amount in (*self._record.counts, *(count for one in told for count in one.counts)):
            counts[name, label] += amount
        for one in told:
            selected.update(one.selected)
        self._record.events += self.events
        ended(self._folder, self._record, counts)
        self._words += [WordsOnDisk(self._folder / str(part) / WORDS) for part in range(self._jobs)]
        return Result(tuple(self._words), counts, self._record.events, self._record.time.watermark, selected)

    def close(self) -> None:
        """Let go of everything, finished or not."""
        self._let_go()
        for words in self._words:
            words.close()

    def _let_go(self) -> None:
        if not self._left:
            self._left = True
            self._parts.close()

    def _to_all(self, message: Message, own: int = 0) -> None:
        """Tell every partition. Those but its `own` have an echo of an event."""
        echo = structs.replace(message, echo=True) if isinstance(message, Published) else message
        for part in range(self._jobs):
            self._sent[part].append(Sent(self._cause, CASES, message if part == own else echo))
        self._cause += 1

    def _send(self, part: int, message: Message) -> None:
        self._sent[part].append(Sent(self._cause, CASES, message))
        self._cause += 1

    def _settle(self) -> None:
        """Judge the batch."""
        if self._cause:
            self._parts.settle(self._sent)
        self._sent, self._cause, self._batch = [[] for _ in range(self._jobs)], 0, Batch()


@contextmanager
def opened(
    folder: Path, parameters: bytes, coverage_start: int | None = None, jobs: int = 1
) -> Iterator[PartitionedRun]:
    """A run whose partitions are in this process if there is one, else in a process each. Times are ms UTC.

    It goes on where the last run into the folder ended. Raises ParameterError, StateUnfit, ProcessFailed.
    """
    load(parameters)
    record = begun(folder, Terms(jobs, version_of(parameters), coverage_start or 0))
    goes_on = record.runs > 0
    parts: Parts = Here(OnDisk(folder / "0"), goes_on) if jobs == 1 else Processes(jobs, folder, goes_on)
    run = PartitionedRun(parts, folder, record)
    try:
        run.judge_by(parameters)
        yield run
    finally:
        run.close()
