"""What a folder says of the replay whose state it holds, so that another goes on where it ended, or refuses to."""

from collections import Counter
from importlib.metadata import version
from pathlib import Path

import msgspec

from schemas.errors import KordonError
from streams.event_time import EventTime

FILE = "run.json"


class StateUnfit(KordonError):
    """A folder does not hold the state that a replay is to go on from. Operator: do what the message says."""


class Terms(msgspec.Struct, frozen=True):
    """What must stay the same while a state is gone on with. `coverage_start` is ms UTC."""

    jobs: int
    parameters: str
    coverage_start: int
    release: str = msgspec.field(default_factory=lambda: version("kordon"))


class Record(msgspec.Struct):
    """How far the replays into a folder have come. `runs` have ended; while one is at work, `finished` is false."""

    terms: Terms
    runs: int = 0
    finished: bool = True
    events: int = 0
    time: EventTime = msgspec.field(default_factory=EventTime)
    counts: list[tuple[str, str, int]] = []


def begun(folder: Path, terms: Terms) -> Record:
    """The record of a replay that now begins in a folder, or goes on there. Raises StateUnfit."""
    file = folder / FILE
    if file.is_file():
        record = _read(file)
        _compare(folder, record, terms)
    elif folder.is_dir() and any(folder.iterdir()):
        raise StateUnfit(f"{folder} holds other files and no {FILE}; name an empty folder, or a new one")
    else:
        record = Record(terms)
    folder.mkdir(parents=True, exist_ok=True)
    record.finished = False
    write(folder, record)
    return record


def ended(folder: Path, record: Record, counts: Counter[tuple[str, str]]) -> None:
    """Note that all that was taken is written down."""
    record.counts = [(name, label, amount) for (name, label), amount in sorted(counts.items())]
    record.runs, record.finished = record.runs + 1, True
    write(folder, record)


def write(folder: Path, record: Record) -> None:
    """Replace the record of a folder as a whole."""
    written = folder / f"{FILE}.new"
    written.write_bytes(msgspec.json.format(msgspec.json.encode(record)))
    written.replace(folder / FILE)


def _read(file: Path) -> Record:
    try:
        return msgspec.json.decode(file.read_bytes(), type=Record)
    except msgspec.DecodeError as error:
        raise StateUnfit(f"{file} is no record of a replay ({error}); name another folder") from None


def _compare(folder: Path, record: Record, terms: Terms) -> None:
    if not record.finished:
        raise StateUnfit(f"the last replay into {folder} did not end; remove the folder and replay everything anew")
    if record.terms.jobs != terms.jobs:
        raise StateUnfit(f"{folder} is shared out over {record.terms.jobs} processes; name --jobs {record.terms.jobs}")
    for field, words in (
        ("parameters", "other parameters"),
        ("coverage_start", "another --coverage-start"),
        ("release", "another release of Kordon"),
    ):
        if getattr(record.terms, field) != getattr(terms, field):
            raise StateUnfit(f"{folder} was judged by {words}; name those again, or a new folder and all events")
