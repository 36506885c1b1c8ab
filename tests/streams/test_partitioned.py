"""A replay over partitions: the same bytes however many processes share it, and what stands is what the oracle has."""

import multiprocessing
import os
import shutil
import signal
from collections.abc import Iterable
from itertools import permutations
from pathlib import Path

import orjson
import pytest

from schemas import topics
from schemas.envelope import Event, encode_structured
from scorers.exchange.messages import CASES, Link, Message, Origin, Reading, Watermark
from scorers.parameters.document import version_of
from streams.generate import generate
from streams.generate.config import Config
from streams.on_disk import OnDisk
from streams.outcomes import CONTROLS, Result
from streams.partitioned.batches import Batch
from streams.partitioned.part import Sent, in_turn
from streams.partitioned.parts import Here
from streams.partitioned.processes import Parcel, Processes, ProcessFailed, Round
from streams.partitioned.record import FILE, Record, StateUnfit, Terms
from streams.partitioned.run import PartitionedRun, opened
from streams.replay import replay
from streams.settings import DEMO_PARAMETERS
from tests import factories as make

Said = dict[str, dict[str, bytes]]
STANDING = (topics.ALERTS, topics.INTERNAL_SECURITY, topics.ASSESSMENTS, topics.DISPOSITIONS, CONTROLS)


@pytest.fixture(scope="module")
def traffic() -> list[Event]:
    """Weeks of traffic and registers, with corrections, events delivered twice, and an hour of disorder."""
    config = Config(seed=5, count=1_000, days=10, disorder=3600, duplicates=0.02)
    return [said for said in generate(config) if isinstance(said, Event)]


def fed(run: PartitionedRun, events: Iterable[Event]) -> Result:
    for number, event in enumerate(events):
        run.take(event, Origin("events.jsonl", 0, number, None, encode_structured(event)))
    return run.finish()


def said(result: Result) -> Said:
    return {topic: result.of(topic) for topic in (*topics.OUTBOUND, CONTROLS)}


def standing(result: Result) -> Said:
    """Without alerts that were taken back: whether one was ever raised depends on what was judged together."""
    return {
        topic: {key: value for key, value in result.of(topic).items() if orjson.loads(value)["status"] != "withdrawn"}
        for topic in STANDING
    }


@pytest.fixture(scope="module")
def one(traffic: list[Event], tmp_path_factory: pytest.TempPathFactory) -> tuple[Said, Said, Result]:
    """What comes out of one partition, in this process."""
    with opened(tmp_path_factory.mktemp("one"), DEMO_PARAMETERS) as run:
        result = fed(run, traffic)
        return said(result), standing(result), result


@pytest.mark.parametrize("jobs", [2, 3])
def test_any_number_of_processes_gives_the_same_bytes(
    traffic: list[Event], one: tuple[Said, Said, Result], tmp_path: Path, jobs: int
) -> None:
    """Alerts, assessments and everything else, and the counts with them."""
    with opened(tmp_path, DEMO_PARAMETERS, jobs=jobs) as run:
        result = fed(run, traffic)
        assert said(result) == one[0]
        assert (result.counts, result.selected, result.events) == (one[2].counts, one[2].selected, one[2].events)


def test_what_stands_is_what_the_oracle_has(traffic: list[Event], one: tuple[Said, Said, Result]) -> None:
    """Although it judges each event with all that follows before the next."""
    expected = replay(traffic, parameters=DEMO_PARAMETERS)
    assert one[1] == standing(expected)
    assert len(one[1][topics.ALERTS]) > 10
    assert len(one[1][CONTROLS]) > 10


def test_next_to_nothing_at_hand_gives_the_same_bytes(
    traffic: list[Event], one: tuple[Said, Said, Result], tmp_path: Path
) -> None:
    """With nearly every record written down and read again."""
    state = OnDisk(tmp_path / "0", cached=40, unwritten=30)
    run = PartitionedRun(Here(state), tmp_path, Record(Terms(1, version_of(DEMO_PARAMETERS), 0)))
    run.judge_by(DEMO_PARAMETERS)
    assert said(fed(run, traffic)) == one[0]
    run.close()


def test_a_process_that_fails_ends_the_run(tmp_path: Path) -> None:
    """It says which and why, instead of waiting for ever."""
    processes = Processes(2, tmp_path)
    processes._order([Round([Parcel([0], b"no frame")]), Round([])])
    with pytest.raises(ProcessFailed, match=r"partition 0 failed: \w+ at "):
        processes._heard()
    processes.close()


def test_a_process_that_is_killed_ends_the_run(tmp_path: Path) -> None:
    """As by a system that has no memory left."""
    with opened(tmp_path, DEMO_PARAMETERS, jobs=2) as run:
        [first, _] = multiprocessing.active_children()
        os.kill(first.pid or 0, signal.SIGKILL)
        with pytest.raises(ProcessFailed, match=f"{first.name} was killed by signal 9"):
            run.finish(1)
    assert not multiprocessing.active_children()


def test_two_halves_into_one_folder_are_one_run(
    traffic: list[Event], one: tuple[Said, Said, Result], tmp_path: Path
) -> None:
    """The second goes on with what the first knew, and counts on."""
    half = len(traffic) // 2
    for events in (traffic[:half], traffic[half:]):
        with opened(tmp_path, DEMO_PARAMETERS, jobs=2) as run:
            result = fed(run, events)
            found = said(result)
    assert found == one[0]
    assert (result.counts, result.selected, result.events) == (one[2].counts, one[2].selected, one[2].events)


def test_a_folder_that_does_not_fit_is_refused(tmp_path: Path) -> None:
    """Each time it says in what, and leaves the state alone."""
    folder = tmp_path / "state"

    def refused(words: str, parameters: bytes = DEMO_PARAMETERS, start: int | None = 5, jobs: int = 1) -> None:
        with pytest.raises(StateUnfit, match=words), opened(folder, parameters, start, jobs):
            pytest.fail("it was opened")

    with opened(folder, DEMO_PARAMETERS, 5) as run:
        run.finish()
    refused("name --jobs 1", jobs=2)
    refused("other parameters", b'note = "other"')
    refused("another --coverage-start", start=None)
    with opened(folder, DEMO_PARAMETERS, 5) as run:
        refused("did not end; remove the folder")
        run.finish()
    shutil.rmtree(folder / "0" / "subjects")
    refused("partition 0 is lost or damaged")
    (folder / FILE).write_bytes(b"{}")
    refused("is no record of a replay")
    (folder / FILE).unlink()
    refused("holds other files")


def test_a_batch_names_nothing_twice() -> None:
    """An event waits for what is said before of the entity that it names, and for an hour that lies between."""
    batch = Batch()
    assert batch.takes(make.declaration("D-1", t="2026-03-01T10:00", transit_id="T1"))
    assert batch.takes(make.declaration("D2", t="2026-03-01T10:59"))
    assert not batch.takes(make.declaration("D3", t="2026-03-01T11:01"))
    assert not batch.takes(make.transit("t-1", t="2026-03-01T10:05"))
    assert not batch.takes(make.control_assigned("C1", t="2026-03-01T10:05", declaration_id="D 1"))
    assert batch.takes(make.transit("T2", t="2026-03-01T10:05"))


def test_a_round_is_taken_in_one_order() -> None:
    """By event, then by who sends, whatever arrives first; each sender's in the order of sending."""
    mark, link = Watermark("", 1), Link("declaration:D1", "transit:T1", 1, None)
    first, second = (Reading("declaration:D1", "carrier:C1", 1, answer) for answer in (1, 2))
    other = Reading("declaration:D1", "carrier:C2", 1, 1)
    wanted: list[Message] = [mark, first, second, other, link]
    for arrived in permutations(wanted):
        if arrived.index(first) < arrived.index(second):
            sent = [Sent(7, CASES, message) for message in arrived]
            assert [one.message for one in in_turn([Sent(8, CASES, first), *sent])] == [*wanted, first]
