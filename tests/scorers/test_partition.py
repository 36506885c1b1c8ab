"""What a partition knows: its watermark against the definition, and the parameters in force."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.envelope import Event
from scorers.catalogue.loading import load
from scorers.contract.case import Case
from scorers.delivery.wire import decode_record, encode_record
from scorers.exchange.messages import Parameters, Watermark
from scorers.parameters.document import version_of
from scorers.parameters.errors import ParameterError
from scorers.partition.partition import PLACE, adopt, advance, parameters, partition_state
from scorers.state.keys import SEP
from scorers.state.store import MemoryStore
from tests import factories as make
from tests.scorers.judging import Judging, kept

marks = st.builds(Watermark, st.sampled_from("abc"), st.integers(1, 20), st.booleans())
FIRST, SECOND = b'note = "first"', b'note = "second"'


def told(document: bytes, coverage_start: int = 0) -> Parameters:
    return Parameters(version_of(document), document, coverage_start)


@given(st.lists(marks, max_size=30))
def test_the_watermark_is_the_least_of_the_busy_sources(given_marks: list[Watermark]) -> None:
    """Of all sources when none is busy the furthest; a source never goes back, nor does the watermark."""
    store = MemoryStore()
    at: dict[str, int] = {}
    idle: dict[str, bool] = {}
    expected = 0
    for mark in given_marks:
        at[mark.source], idle[mark.source] = max(mark.at, at.get(mark.source, 0)), mark.idle
        busy = [at[source] for source in at if not idle[source]]
        now = min(busy) if busy else max(at.values())
        moved = advance(store, mark)
        assert moved == (now if now > expected else None)
        expected = max(expected, now)
        assert partition_state(store).watermark == expected


@given(st.lists(marks, max_size=30), st.integers(1, 5))
def test_marks_told_at_once_are_as_far_as_the_last_of_them(given_marks: list[Watermark], many: int) -> None:
    """What is known of the sources is the same; a moment between two marks of one message is none."""
    at_once, one_by_one = MemoryStore(), MemoryStore()
    for first in range(0, len(given_marks), many):
        told_now = given_marks[first : first + many]
        before = partition_state(at_once).watermark
        moved = advance(at_once, *told_now)
        for mark in told_now:
            advance(one_by_one, mark)
        now, then = partition_state(at_once), partition_state(one_by_one)
        assert now.sources == then.sources
        assert before <= now.watermark <= then.watermark
        assert moved == (now.watermark if now.watermark > before else None)
        busy = [time for time, idle in now.sources.values() if not idle]
        assert now.watermark >= (min(busy) if busy else max(time for time, _ in now.sources.values()))


def test_a_repeated_mark_moves_nothing() -> None:
    store = MemoryStore()
    assert advance(store, Watermark("a", 5)) == 5
    assert advance(store, Watermark("a", 5)) is None
    assert advance(store, Watermark("a", 4)) is None


def test_a_silent_source_holds_nobody_back() -> None:
    """Until it speaks again, which does not take time back."""
    store = MemoryStore()
    advance(store, Watermark("a", 10))
    assert advance(store, Watermark("b", 3)) is None
    advance(store, Watermark("a", 20))
    assert advance(store, Watermark("b", 3, idle=True)) == 20
    assert advance(store, Watermark("b", 4)) is None
    assert partition_state(store).watermark == 20


def test_without_parameters_nothing_can_be_judged() -> None:
    with pytest.raises(ParameterError, match="publish a parameter document"):
        parameters(MemoryStore())


def test_parameters_are_adopted_once() -> None:
    """The same again is no change; another coverage of the same document is."""
    store = MemoryStore()
    assert adopt(store, told(FIRST))
    assert not adopt(store, told(FIRST))
    assert adopt(store, told(FIRST, coverage_start=7))
    assert partition_state(store).coverage_start == 7


def test_an_earlier_version_is_still_known() -> None:
    """A case is answered by the version it asked with."""
    store = MemoryStore()
    adopt(store, told(FIRST))
    adopt(store, told(SECOND))
    assert parameters(store).document.note == "second"
    assert parameters(store, version_of(FIRST)).document.note == "first"


def test_documents_are_not_written_with_every_move_of_time() -> None:
    """They are large and stay."""
    store = MemoryStore()
    assert adopt(store, told(FIRST))
    assert adopt(store, told(SECOND))
    assert [parameters(store, version_of(one)).document.note for one in (FIRST, SECOND)] == ["first", "second"]
    assert b"note" not in encode_record(store.get(PLACE))
    read_again = {key: decode_record(key, encode_record(record)) for key, record in store.data.items()}
    assert read_again == store.data


def test_what_was_in_force_is_judged_by_whatever_a_release_keeps() -> None:
    """A document that would be refused now must not stop the partition that has it."""
    once_valid = b"criteria.1.window_days = 9999"
    with pytest.raises(ParameterError):
        load(once_valid)
    store = MemoryStore()
    adopt(store, told(once_valid))
    assert parameters(store).of("1").window_days == 9999


def _lives() -> list[Event]:
    """Declarations and transits that open, end in every way and are corrected; a notice, which is neither."""
    registered = make.declaration("D4", make.T0)
    return [
        *(make.declaration(f"D{number}", make.T0 + number) for number in range(4)),
        registered,
        make.released("D0", make.T0 + make.HOUR, version=2),
        make.withdrawn("D1", make.T0 + make.HOUR, version=2),
        make.refused("D2", make.T0 + make.HOUR, version=2),
        make.cancel(registered),
        make.transit("T0", make.T0),
        make.transit("T1", make.T0),
        make.completed("T0", make.T0 + make.DAY, version=2, outcome="delivered"),
        make.notice("N1", make.T0 + make.DAY, transit_id="T1"),
    ]


def _rescanned(judging: Judging) -> int:
    """Open cases by looking at every one of them."""
    count = 0
    for _, state in kept(judging.engine.cases, f"S{SEP}"):
        case = Case(state.key, state.said, (), lambda *_: None, None, bool)  # type: ignore[arg-type]  # looks nothing up
        count += case.kind in {"declaration", "transit"} and case.current is not None and case.closed_at is None
    return count


@given(st.permutations(_lives()), st.integers(0, 13))
@settings(max_examples=40, deadline=None)
def test_open_cases_are_those_that_a_rescan_finds(events: list[Event], repeated: int) -> None:
    """In any order, with events delivered again, and when the cases are forgotten in the end."""
    judging = Judging()
    for event in [*events, *events[:repeated]]:
        judging.feed(event)
        assert partition_state(judging.engine.cases).open == _rescanned(judging)
    judging.until(make.T0 + 2_000 * make.DAY)
    assert partition_state(judging.engine.cases).open == _rescanned(judging) == 0
