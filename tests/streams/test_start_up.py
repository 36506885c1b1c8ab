"""How the processes start, what they say when they can not, and how they end, on a real Kafka and Redis."""

import asyncio
import socket
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import orjson
import pytest
import pytest_asyncio
from redis.asyncio import Redis

from deploy.services import Redis as RedisServer
from schemas import topics as public
from scorers.contract.case import case_key
from scorers.parameters.document import version_of
from streams import topics
from streams.__main__ import main
from streams.cli import exits
from streams.read_model import Keys, assessment
from streams.replay import replay
from streams.settings import DEMO_PARAMETERS, Settings
from tests import factories as make
from tests.streams.running import Deployment, settings

COMMANDS = ("intake", "worker")
Running = tuple[Deployment, RedisServer]
DOCUMENT = b'note = "another"\n'


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def found(kafka: str, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A deployment with its topics, in which nothing runs yet."""
    made = settings(kafka, tmp_path_factory.mktemp("refused"))
    await topics.create(made)
    return made


async def _refused(found: Settings, folder: Path, **environment: str) -> list[tuple[int, str]]:
    """Exit code and words of an intake and a worker that can not start; the last line of the log says both."""
    kordon = Deployment(found, folder)
    for command in COMMANDS:
        kordon.start(command, command, **environment)
    ended = [await asyncio.to_thread(kordon.processes[command].wait, 40) for command in COMMANDS]
    lines = [[orjson.loads(line) for line in kordon.log(name).read_bytes().splitlines()] for name in COMMANDS]
    assert [(last["event"], last["status"]) for *_, last in lines] == [("failed", code) for code in ended]
    return [(code, last["reason"]) for code, (*_, last) in zip(ended, lines, strict=True)]


@pytest.mark.parametrize(
    ("environment", "code", "words"),
    [
        ({"KORDON_TOPIC_PREFIX": "nowhere."}, exits.FAILED, "is missing: make it with kordon topics create"),
        (
            {"KORDON_PARTITIONS": "2"},
            exits.FAILED,
            "have 4 partitions and KORDON_PARTITIONS is 2: set it to 4",
        ),
        ({"KORDON_PARTITIONS": "none"}, exits.INVALID, "KORDON_PARTITIONS"),
        ({"KORDON_DEMO": "0"}, exits.INVALID, "KORDON_PARAMS_FILE is not set: name the confidential"),
        ({"KORDON_PARAMS_FILE": "/nowhere"}, exits.INVALID, "KORDON_PARAMS_FILE can not be read"),
        ({"KORDON_BOOTSTRAP": "127.0.0.1:1"}, exits.ABSENT, "no Kafka broker answers at 127.0.0.1:1"),
    ],
)
async def test_what_is_wrong_is_said_with_what_to_do(
    found: Settings, tmp_path: Path, environment: dict[str, str], code: int, words: str
) -> None:
    """Both processes end by themselves, and the exit code tells what kind of thing to look at."""
    for ended, told in await _refused(found, tmp_path, **environment):
        assert words in told
        assert ended == code


async def test_a_port_in_use(found: Settings, tmp_path: Path) -> None:
    """The setting to change is said, as the loop of the process tells it in its own way."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        for ended, told in await _refused(found, tmp_path, KORDON_WEB_PORT=port):
            assert f"port {port} of 127.0.0.1 is in use: set KORDON_WEB_PORT to another" in told
            assert ended == exits.FAILED


async def test_parameters_that_are_not_valid(found: Settings, tmp_path: Path) -> None:
    """The place is named."""
    document = tmp_path / "params.toml"
    document.write_text("[weights]\nnone = 1.0\n")
    for ended, told in await _refused(found, tmp_path, KORDON_PARAMS_FILE=str(document)):
        assert "no criterion has the code none" in told
        assert ended == exits.INVALID


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def running(kafka: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Running]:
    """An intake, a worker, and a Redis of their own."""
    folder = tmp_path_factory.mktemp("running")
    with RedisServer() as server:
        async with Deployment(settings(kafka, folder, redis_url=server.url), folder) as kordon:
            for command in COMMANDS:
                kordon.start(command, command)
            await kordon.publish([make.declaration("first")])
            await _assessed(kordon, "first")
            yield kordon, server


async def _until(look: Callable[[], Awaitable[Any]], wanted: Callable[[Any], bool]) -> Any:
    for _ in range(80):
        if wanted(seen := await look()):
            break
        await asyncio.sleep(0.5)
    return seen


async def _assessed(kordon: Deployment, *names: str) -> dict[str, Any]:
    keys = [case_key("declaration", name) for name in names]
    said = await _until(lambda: kordon.last(public.ASSESSMENTS), lambda found: found.keys() >= set(keys))
    return {name: orjson.loads(said[key]) for name, key in zip(names, keys, strict=True)}


async def test_scoring_goes_on_without_redis(running: Running) -> None:
    """A gauge says that it is lost; when it is back, it is told everything, though it has forgotten what it knew."""
    kordon, server = running
    keys, names = Keys(kordon.settings.topic_prefix), [f"R{number}" for number in range(3)]
    up = 'kordon_dependency_up{dependency="redis"}'

    async def stored() -> list[bool]:
        async with Redis.from_url(server.url) as redis:
            return [await assessment(redis, keys, f"declaration:{name}") is not None for name in names]

    await kordon.publish([make.declaration("R0")])
    await _assessed(kordon, "R0")
    assert (await _until(stored, any))[0]
    assert await kordon.metric(up) == 1
    server.kill()
    await kordon.publish([make.declaration("R1"), make.declaration("R2")])
    assert len(await _assessed(kordon, "R1", "R2")) == 2
    assert await _until(lambda: kordon.metric(up), lambda value: value == 0) == 0
    server.start()
    assert await _until(lambda: kordon.metric(up), lambda value: value == 1) == 1
    assert all(await _until(stored, all))


async def test_parameters_change_without_a_restart(
    running: Running, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is judged after a document was published names it; before, the one that was in force."""
    kordon, _ = running
    await kordon.publish([_found("before"), make.declaration("before")])
    assert await _versions(kordon, "before") == {version_of(DEMO_PARAMETERS)}
    document = tmp_path / "params.toml"
    document.write_bytes(DOCUMENT)
    monkeypatch.setenv("KORDON_BOOTSTRAP", kordon.settings.bootstrap)
    monkeypatch.setenv("KORDON_TOPIC_PREFIX", kordon.settings.topic_prefix)
    assert await asyncio.to_thread(main, ["parameters", str(document)]) == exits.OK
    info = f'kordon_parameter_info{{version="{version_of(DOCUMENT)}"}}'
    await _until(lambda: kordon.metric(info), lambda value: value == 2)
    await kordon.publish([_found("after"), make.declaration("after")])
    assert await _versions(kordon, "after") == {version_of(DOCUMENT)}


def _found(name: str) -> Any:
    return make.finding(42, f"F-{name}", make.T0 - make.DAY, declaration_id=name, participant_id="P1")


async def _versions(kordon: Deployment, name: str) -> set[str]:
    """Versions that the alerts of a declaration name, once there is one."""

    async def look() -> set[str]:
        alerts = [orjson.loads(value) for value in (await kordon.last(public.ALERTS)).values()]
        return {alert["params_version"] for alert in alerts if alert["case"] == case_key("declaration", name)}

    found: set[str] = await _until(look, bool)
    return found


async def test_sigterm_drains_and_writes_down(running: Running) -> None:
    """Both end with 0 in the middle of the work; who starts after them, without local state, says what one would."""
    kordon, _ = running
    events = [make.declaration(f"S{one}", make.T0 + one, participant_id=f"PS{one % 7}") for one in range(600)]
    await kordon.publish(events[:400])
    await asyncio.sleep(0.3)
    assert [kordon.stop(name) for name in COMMANDS] == [exits.OK, exits.OK]
    await kordon.publish(events[400:])
    for command in COMMANDS:
        kordon.start(command, f"second-{command}")
    wanted = replay(events, parameters=DOCUMENT).of(public.ASSESSMENTS)

    def ours(said: dict[str, bytes]) -> dict[str, bytes]:
        return {key: value for key, value in said.items() if key in wanted}

    found = await kordon.becomes(public.ASSESSMENTS, wanted, 40, ours)
    assert found.keys() == wanted.keys()
    assert found == wanted


def _series(name: str, **labels: str) -> str:
    told = ",".join(f'{label}="{value}"' for label, value in sorted(labels.items()))
    return f"kordon_{name}{{{told}}}" if told else f"kordon_{name}"


MOVED = {
    _series("events_total", topic=public.DECLARATIONS, outcome="applied"): 4,
    _series("events_total", topic=public.DECLARATIONS, outcome="duplicate"): 1,
    _series("events_total", topic=public.DECLARATIONS, outcome="dead_letter"): 2,
    _series("events_total", topic=public.DECLARATIONS, outcome="late"): 1,
    _series("events_total", topic=public.FINDINGS, outcome="applied"): 1,
    _series("events_total", topic=public.REFERENCE_FACTS, outcome="applied"): 1,
    _series("dead_letters_total", reason="not_json"): 1,
    _series("dead_letters_total", reason="unlawful_transition"): 1,
    _series("late_events_total"): 1,
    _series("open_cases"): 2,
}
"""By how much each series moves for what `_happening` publishes."""
LATER = make.T0 + 100 * make.DAY


async def _happening(kordon: Deployment) -> None:
    """One case opens, one opens and ends; a finding, two refusals, a redelivery, a late one, and a row of a table."""
    opened = make.declaration("m1", LATER)
    await kordon.publish([make.fact("ref.office", "M1"), make.finding(42, "F-m1", LATER - 1, declaration_id="m1")])
    await kordon.publish([opened, make.declaration("m2", LATER + 1), make.released("m2", LATER + 2, version=2)])
    await kordon.rubbish(public.DECLARATIONS)
    await _assessed(kordon, "m1", "m2")
    await kordon.publish([opened, make.refused("m2", LATER + 3, version=3)])
    # Time has to come so far before anything is late.
    await _until(
        lambda: kordon.metric("kordon_watermark_timestamp_seconds"), lambda sum_: sum_ / 4 > LATER / 1000 - 700
    )
    await kordon.publish([make.declaration("m3", LATER - 121 * make.DAY)])


async def _alerts(kordon: Deployment) -> tuple[int, Counter[str]]:
    """How many alerts were published, and by change those that no process that runs has counted."""
    records = await kordon.records(public.ALERTS)
    published = Counter(dict(one.headers)["change"].decode() for one in records)
    counted = {change: int(await kordon.metric(_series("alerts_total", change=change))) for change in published}
    return len(records), published - Counter(counted)


async def test_each_metric_moves_for_its_reason(running: Running) -> None:
    """Counters count every event once, also one that goes to all partitions; gauges tell where things stand."""
    kordon, _ = running

    async def seen() -> dict[str, float]:
        return {series: await kordon.metric(series) for series in MOVED}

    before, checkpoints = await seen(), await kordon.metric("kordon_checkpoint_seconds_count")
    (told, uncounted), timed = await _alerts(kordon), await kordon.metric("kordon_event_to_alert_seconds_count")
    await _happening(kordon)
    wanted = {series: before[series] + moved for series, moved in MOVED.items()}
    assert await _until(seen, lambda now: now == wanted) == wanted
    assert await kordon.metric("kordon_checkpoint_seconds_count") > checkpoints
    now, missed = await _until(lambda: _alerts(kordon), lambda found: found[0] > told and found[1] == uncounted)
    assert (now > told, missed) == (True, uncounted)
    assert await kordon.metric("kordon_event_to_alert_seconds_count") == timed + now - told
    for stage in ("intake", "decode", "cases", "subjects"):
        assert await kordon.metric(_series("stage_seconds_count", stage=stage)) > 0
    assert await kordon.metric("kordon_restore_seconds_count") == 8
    assert await kordon.metric("kordon_state_records") > 0
    assert await kordon.metric('kordon_dependency_up{dependency="kafka"}') == 2
    assert await kordon.metric("kordon_lag_event_time_seconds") == pytest.approx(time.time() - LATER / 1000, abs=10)
    assert await _until(lambda: kordon.metric("kordon_lag_records"), lambda lag: lag == 0) == 0
    for name, process in kordon.processes.items():
        if process.poll() is None:
            assert [(await kordon.page(name, f"/health/{page}"))[0] for page in ("live", "ready")] == [200, 200]


async def test_gauges_follow_the_partitions(running: Running) -> None:
    """Open cases are counted once through a rebalance, a crash, and a start without local state while nothing comes."""
    kordon, _ = running
    [first] = [name for name, one in kordon.processes.items() if one.poll() is None and "intake" not in name]
    wanted = await _still_open(kordon)
    assert wanted

    async def settles(*held: int) -> None:
        """Each worker shows the watermarks of its own partitions, and together they know all open cases."""

        async def seen() -> tuple[list[int], float]:
            pages = [(await kordon.page(name, "/metrics"))[1] for name in kordon.processes if "intake" not in name]
            shown = [page.count("kordon_watermark_timestamp_seconds{") for page in pages if page]
            return sorted(shown), await kordon.metric("kordon_open_cases")

        assert await _until(seen, lambda now: now == (list(held), wanted)) == (list(held), wanted)

    await settles(4)
    kordon.start("worker", "joined")
    await settles(2, 2)
    kordon.kill(first)
    await settles(4)
    assert kordon.stop("joined") == exits.OK
    kordon.start("worker", "alone")
    await settles(4)
    status, said = await _until(lambda: kordon.page("alone", "/health/ready"), lambda page: page[0] == 200)
    assert status == 200, said


async def _still_open(kordon: Deployment) -> int:
    """Declarations that were published and have not been released, counted without our state."""
    ids: dict[str, set[str]] = {"registered": set(), "released": set()}
    for record in await kordon.records(public.DECLARATIONS):
        if record.value.startswith(b"{"):
            said = orjson.loads(record.value)
            ids.setdefault(said["type"].split(".")[2], set()).add(said["subject"])
    return len(ids["registered"] - ids["released"])
