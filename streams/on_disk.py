"""State of a replay that may be longer than memory: what is looked at is at hand, everything else in RocksDB."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from scorers.delivery.wire import decode_record, encode_record
from scorers.exchange.messages import CASES, SUBJECTS
from streams.local import LocalState

CACHED, UNWRITTEN = 8_000, 8_000
"""Records of a room at hand, and changed ones that wait until they are written down together."""


class OnDisk:
    """The state of both rooms in a folder of its own. Short runs never write to it."""

    def __init__(self, folder: Path, cached: int = CACHED, unwritten: int = UNWRITTEN) -> None:
        self.cases = LocalState(folder / CASES, encode_record, decode_record, cached)
        self.subjects = LocalState(folder / SUBJECTS, encode_record, decode_record, cached)
        self._unwritten = unwritten

    def tidy(self) -> None:
        """Write down what changed, once it is much; between two events, not within one."""
        for room in (self.cases, self.subjects):
            if room.changed >= self._unwritten:
                room.write(room.take_changes(), 0)

    def close(self) -> None:
        """Let go of the files."""
        self.cases.close()
        self.subjects.close()


@contextmanager
def on_disk() -> Iterator[OnDisk]:
    """State in a temporary folder, gone afterwards; TMPDIR says where."""
    with TemporaryDirectory(prefix="kordon-replay-") as folder:
        state = OnDisk(Path(folder))
        try:
            yield state
        finally:
            state.close()
