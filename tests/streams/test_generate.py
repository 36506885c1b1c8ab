"""Generated events: the same for the same seed, of every type, readable, in bounded memory, with truths that hold."""

import gc
import tracemalloc
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from schemas.envelope import Event, decode_line, encode_structured
from schemas.events import EVENT_TYPES, Declaration, NonDelivery, Transit
from schemas.facts import Fact, Warehouse
from schemas.normalise import normal_id
from schemas.topics import ALERTS, INTERNAL_SECURITY
from streams.generate import Config, Truth, events, generate, write
from streams.replay import Replay
from streams.settings import DEMO_PARAMETERS

START = datetime(2026, 1, 5, tzinfo=UTC)
PLANTED = (
    "1 2 3 4 5 7 8 9 10 12 13 27 33 35 42 44 51 53 54 56 62 63 67 88 95 104 110 115 116".split()  # noqa: SIM905 - reads better
)


def _events(config: Config) -> list[Event]:
    return [said for said in generate(config) if isinstance(said, Event)]


@pytest.fixture(scope="module")
def traffic() -> list[Event | Truth]:
    """A month and a half of traffic."""
    return list(generate(Config(seed=4, count=20_000)))


@pytest.fixture(scope="module")
def happened(traffic: list[Event | Truth]) -> list[Event]:
    return [said for said in traffic if isinstance(said, Event)]


@pytest.fixture(scope="module")
def truths(traffic: list[Event | Truth]) -> list[Truth]:
    return [said for said in traffic if isinstance(said, Truth)]


def test_same_seed_gives_the_same_bytes(tmp_path: Path) -> None:
    """Both files are equal for equal configs, and differ for another seed."""
    written = []
    for name, seed in (("one", 5), ("two", 5), ("other", 6)):
        config = Config(seed=seed, count=3_000, disorder=600, duplicates=0.02)
        write(config, tmp_path / f"{name}.jsonl", tmp_path / f"{name}.truth")
        written.append(((tmp_path / f"{name}.jsonl").read_bytes(), (tmp_path / f"{name}.truth").read_bytes()))
    assert written[0] == written[1]
    assert written[0][0] != written[2][0]


def test_memory_does_not_grow_with_the_number_of_events() -> None:
    """Once the first trips have ended, as many lives end as begin: only a little memory comes with the first days."""
    few, more, many = _peak(2_000), _peak(20_000), _peak(40_000)
    assert more < 2.2 * few
    assert many < 1.3 * more


def _peak(count: int) -> int:
    gc.collect()
    tracemalloc.start()
    for said in generate(Config(seed=1, count=count, disorder=60, duplicates=0.01)):
        if isinstance(said, Event):
            encode_structured(said)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak


def test_every_line_decodes_to_the_event_written(tmp_path: Path, happened: list[Event]) -> None:
    """The file holds what was generated, one event a line."""
    path = tmp_path / "events.jsonl"
    write(Config(seed=4, count=20_000), path)
    with path.open("rb") as lines:
        assert [decode_line(line) for line in lines] == happened


def test_every_event_type_occurs(happened: list[Event]) -> None:
    """No life cycle and no register is left out."""
    assert {event.type for event in happened} == set(EVENT_TYPES)


def test_count_is_met_and_ids_are_unique(happened: list[Event]) -> None:
    """There are as many events as were asked for, each with an id of its own."""
    assert len({event.id for event in happened}) == len(happened) == 20_000


def test_nothing_stands_before_the_fact_that_explains_it(happened: list[Event]) -> None:
    """Vehicles, companies and offices are in their registers before a declaration or transit names them."""
    known: set[str] = set()
    for event in happened:
        if isinstance(event.data, Fact):
            known.add(event.data.key)
        elif isinstance(event.data, Declaration):
            named = {event.data.office_id, event.data.participant_id, *(event.data.vehicle_ids or ())}
            assert named <= known, event.entity_id
        elif isinstance(event.data, Transit):
            assert set(event.data.vehicle_ids or ()) <= known, event.entity_id


def test_corrections_name_an_earlier_event(happened: list[Event]) -> None:
    """Amendments and cancellations occur; a cancellation carries the data and time of its target."""
    seen = {event.id: event for event in happened}
    corrections = [event for event in happened if event.corrects_id is not None]
    assert {event.correction_kind for event in corrections} == {"amend", "cancel"}
    for event in corrections:
        target = seen[event.corrects_id or ""]
        assert (target.entity_id, target.type, target.time) == (event.entity_id, event.type, event.time)
        assert target.version < event.version
        assert event.correction_kind == "amend" or event.data == target.data


def test_most_traffic_is_clean(happened: list[Event]) -> None:
    """Few declarations are recalled or refused, few loads are lost."""
    registered = sum(event.type == "customs.declaration.registered.v1" for event in happened)
    opened = sum(event.type == "customs.transit.opened.v1" for event in happened)
    ended_badly = sum(event.type.endswith((".withdrawn.v1", ".refused.v1")) for event in happened)
    assert ended_badly < 0.05 * registered
    assert sum(isinstance(event.data, NonDelivery) for event in happened) < 0.03 * opened


def test_truths_name_cases_that_were_published(traffic: list[Event | Truth]) -> None:
    """Every case stands before its truth; the warehouse of a day is in its register."""
    published: set[str] = set()
    for said in traffic:
        if isinstance(said, Event):
            day = isinstance(said.data, Warehouse)
            published.add(f"warehouse_day:{said.entity_id}" if day else normal_id(said.entity_id))
        else:
            assert said.case.partition("|")[0] in published, said


def test_every_scheme_is_planted_in_time(truths: list[Truth]) -> None:
    """Each criterion that can be planted has a hit, and several have a decoy."""
    assert {truth.criterion for truth in truths if truth.kind == "hit"} == set(PLANTED)
    assert len({truth.criterion for truth in truths if truth.kind == "decoy"}) >= 10


def test_every_truth_holds_when_replayed() -> None:
    """Every planted scheme raises the alert it promises, and no decoy raises one."""
    said = list(generate(Config(seed=3, count=5_000, days=48, participants=80)))
    run = Replay(DEMO_PARAMETERS)
    for event in said:
        if isinstance(event, Event):
            run.take(event)
    result = run.finish()
    alerts = [
        msgspec.json.decode(value) for topic in (ALERTS, INTERNAL_SECURITY) for value in result.of(topic).values()
    ]
    standing = {(alert["criterion"], alert["case"]) for alert in alerts if alert["status"] == "raised"}
    truths = [truth for truth in said if isinstance(truth, Truth)]
    assert {truth.criterion for truth in truths if truth.kind == "hit"} == set(PLANTED)
    wrong = [truth for truth in truths if _found(truth, standing) != (truth.kind == "hit")]
    assert not wrong


def _found(truth: Truth, standing: set[tuple[str, str]]) -> bool:
    kinds = ("declaration:", "transit:", "")  # a warehouse's day says so itself
    return any((truth.criterion, kind + truth.case) in standing for kind in kinds)


def test_schemes_can_be_left_out() -> None:
    """Without schemes there is no truth to tell."""
    assert not [said for said in generate(Config(seed=1, count=2_000, schemes=0)) if isinstance(said, Truth)]


def _by_key(happened: list[Event]) -> list[tuple[str, str]]:
    """Partition keys with the ids of their events, in the order of the events inside a key."""
    pairs = [(event.event_type.partition_key(event.data), event.id) for event in happened]
    return sorted(pairs, key=lambda pair: pair[0])


def _behind(happened: list[Event]) -> int:
    """How far an event lies behind the newest one before it, ms; later versions may speak of long ago."""
    newest = furthest = 0
    for event in happened:
        if event.version == 1:
            newest, furthest = max(newest, event.time), max(furthest, newest - event.time)
    return furthest


def test_disorder_keeps_the_order_inside_a_key() -> None:
    """Events swap places, by no more than the bound, but never those of one key."""
    calm = _events(Config(seed=2, count=5_000))
    mixed = _events(Config(seed=2, count=5_000, disorder=900))
    assert [event.id for event in mixed] != [event.id for event in calm]
    assert _by_key(mixed) == _by_key(calm)
    assert _behind(calm) < 3_600_000
    assert 300_000 < _behind(mixed) <= _behind(calm) + 900_000


def test_duplicates_repeat_whole_events() -> None:
    """A redelivered event is the same event once more, on top of those asked for."""
    twice = _events(Config(seed=2, count=4_000, duplicates=0.1))
    once = {event.id: event for event in twice}
    assert len(once) == 4_000
    assert 300 < len(twice) - len(once) < 500
    assert all(event == once[event.id] for event in twice)


@pytest.mark.parametrize("days", [5.0, 60.0])
def test_events_last_about_as_long_as_asked(days: float) -> None:
    """The rate of arrivals follows the number of days."""
    newest = max(event.time for event in events(1, 15_000, START, days))
    assert (newest / 1000 - START.timestamp()) / 86_400 == pytest.approx(days, rel=0.25)


def test_small_counts_are_cut_and_bad_configs_refused() -> None:
    """Even one event can be asked for; a start without a zone can not."""
    assert len(_events(Config(count=1))) == 1
    with pytest.raises(ValueError, match="zone"):
        Config(start=datetime(2026, 1, 5))  # noqa: DTZ001 - that is the mistake
    with pytest.raises(ValueError, match="positive"):
        Config(count=0)
    with pytest.raises(ValueError, match="share"):
        Config(duplicates=2)


def test_progress_is_told(tmp_path: Path) -> None:
    """The caller hears how many lines were written, and the truths are one JSON object a line."""
    heard: list[int] = []
    written = write(Config(count=2_500), tmp_path / "events.jsonl", tmp_path / "truth.jsonl", heard.append)
    assert heard == [1_000, 2_000, 2_500]
    read = [msgspec.json.decode(line, type=Truth) for line in (tmp_path / "truth.jsonl").read_bytes().splitlines()]
    assert len(read) == written.truths > 0
