"""Source partitions: rough order of event time, what holds it up, and how far time has come."""

from aiokafka import TopicPartition

from scorers.exchange.messages import Outward, Watermark
from streams.sources import HOUR_MS, Item, Sources

A, B, FACTS = TopicPartition("a", 0), TopicPartition("b", 0), TopicPartition("facts", 0)
HOUR = HOUR_MS
DAY = 24 * HOUR
LATE = 10 * 60_000


def _sources() -> Sources:
    return Sources(out_of_orderness_ms=LATE, idle_timeout_s=300)


def _put(sources: Sources, place: TopicPartition, *hours: int, now: float = 0) -> None:
    start = sources[place].fetched
    items = [
        Item(hour * HOUR, start + n, Outward("t", f"{place.topic}{hour}", "c", b"")) for n, hour in enumerate(hours, 1)
    ]
    sources.put(place, items, now)
    sources.fetched(place, start + len(items), 0)


def _taken(sources: Sources, now: float = 0) -> list[str]:
    return [item.content.key for item in sources.ready(now) if isinstance(item.content, Outward)]


def test_a_backlog_is_read_in_order_of_time_across_partitions() -> None:
    """However the fetches fall, the earlier event goes first."""
    sources = _sources()
    sources.add(A, 0, 3, 0)
    sources.add(B, 0, 3, 0)
    _put(sources, A, 100, 130, 160)
    _put(sources, B, 110, 120, 170)
    assert _taken(sources) == ["a100", "b110", "b120", "a130", "a160", "b170"]


def test_nobody_runs_far_ahead_of_a_partition_that_lags() -> None:
    """More than an hour ahead of a partition with unfetched records, an event waits; its offset is not committed."""
    sources = _sources()
    sources.add(A, 0, 3, 0)
    sources.add(B, 0, 2, 0)
    _put(sources, A, 100, 101, 200)
    assert _taken(sources) == []
    _put(sources, B, 100)
    assert _taken(sources) == ["a100", "b100", "a101"]
    assert sources.offsets() == {A: 2, B: 1}
    _put(sources, B, 150)
    assert _taken(sources) == ["b150", "a200"]


def test_a_partition_that_is_caught_up_or_stuck_holds_nobody_back() -> None:
    """Caught up: nothing is known to be earlier. Stuck for longer than the idle time-out: the others go on."""
    sources = _sources()
    sources.add(A, 0, 2, 0)
    sources.add(B, 5, 5, 0)
    _put(sources, A, 100)
    assert _taken(sources) == ["a100"]
    sources.fetched(B, 5, 9)
    _put(sources, A, 500)
    assert _taken(sources, now=1) == []
    assert _taken(sources, now=301) == ["a500"]


def test_reference_facts_that_are_there_at_the_start_go_first() -> None:
    """Events wait until the facts known at the start were read, and not for later ones."""
    sources = _sources()
    sources.add(FACTS, 0, 2, 0, first=True)
    sources.add(A, 0, 1, 0)
    _put(sources, A, 100)
    _put(sources, FACTS, 0)
    assert _taken(sources) == ["facts0"]
    _put(sources, FACTS, 0)
    sources.fetched(FACTS, 2, 7)
    assert _taken(sources) == ["facts0", "a100"]


def test_time_is_told_per_source_and_only_when_it_moved() -> None:
    """A source that lags is told of before its first event; afterwards its newest time less the allowed disorder."""
    sources = _sources()
    sources.add(A, 0, 2, 0)
    sources.add(B, 4, 4, 0)
    assert list(sources.marks(0)) == [Watermark("a/0", 0, False)]
    _put(sources, A, 100, 90)
    _taken(sources)
    assert list(sources.marks(0)) == [Watermark("a/0", 100 * HOUR - LATE, False)]
    assert list(sources.marks(1)) == []


def test_a_silent_source_becomes_idle_and_wakes_up() -> None:
    """Idle only when caught up; an empty partition is never told of; a new event ends it."""
    sources = _sources()
    sources.add(A, 0, 2, 0)
    sources.add(B, 0, 0, 0)
    _put(sources, A, 100)
    _taken(sources)
    list(sources.marks(0))
    assert list(sources.marks(301)) == []
    _put(sources, A, 101, now=400)
    _taken(sources, now=400)
    assert list(sources.marks(400)) == [Watermark("a/0", 101 * HOUR - LATE, False)]
    assert list(sources.marks(701)) == [Watermark("a/0", 101 * HOUR - LATE, True)]
    _put(sources, A, 102, now=800)
    _taken(sources, now=800)
    assert list(sources.marks(800)) == [Watermark("a/0", 102 * HOUR - LATE, False)]


def test_bad_inputs_and_facts_move_no_time() -> None:
    """They are taken in their turn, but say nothing about how far a source has come."""
    sources = _sources()
    sources.add(A, 0, 1, 0)
    sources.put(A, [Item(5 * DAY, 1, Outward("t", "bad", "c", b""), moves=False)], 0)
    sources.fetched(A, 1, 0)
    assert _taken(sources) == ["bad"]
    assert list(sources.marks(0)) == []
