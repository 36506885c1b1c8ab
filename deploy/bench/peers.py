"""Kordon and two plain stream applications in turn over the same events, and the alerts that these miss."""

import asyncio
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
from aiokafka import TopicPartition
from aiokafka.admin import NewTopic
from rich.console import Console

from deploy.bench.figures import Figures, rate
from deploy.bench.runs import FOUR, document, flowed, two_cores, until_idle
from deploy.bench.sides import ROOT, here
from deploy.bootstrap import UV
from deploy.cache import cache_folder
from deploy.errors import ServiceFailed
from deploy.peers import rules
from deploy.services import Guarded, Kafka
from schemas.normalise import normal_id
from streams import clients, settings
from streams.cli.kafka import reader, to_end

SEED, DISORDER_S = 1, 3_600
READ_SECONDS = 600.0
FOREVER = {"retention.ms": "-1"}
"""Alerts may bear the time of their event, which is long ago."""
PEERS = ROOT / "deploy" / "peers"

Said = set[tuple[str, str]]
"""Alerts by criterion and case."""

console = Console(highlight=False, soft_wrap=True)


@dataclass(frozen=True)
class Record:
    """An event as a peer gets it: on the topic of its source, keyed by the party that it concerns."""

    topic: str
    key: str
    line: bytes
    event: dict[str, Any]


@dataclass(frozen=True)
class Peer:
    """An application, the command that runs it and the group that it reads as."""

    name: str
    command: tuple[str, ...]
    group: str


def measure(events: int, rounds: int) -> None:
    """Measure Kordon and the peers in turn; print what they cost and what they said. Raises DeployError."""
    with tempfile.TemporaryDirectory(prefix="kordon-bench-") as name:
        folder, side = Path(name), here()
        made = folder / "events.jsonl"
        disorder = ("--disorder", str(DISORDER_S))
        side.run("generate", str(made), "--seed", str(SEED), "--count", str(events), *disorder)
        records = list(_keyed(made))
        four = document(folder / "four.toml", [code for code in side.codes() if code not in FOUR])
        console.print(
            f"Kordon ({side.name}) and the peers in turn, {rounds} rounds; criteria {', '.join(FOUR)}; a backlog of"
            f" {events:,} events, up to {DISORDER_S // 60} minutes out of order; for the peers"
            f" {len(records):,} records, already keyed by the party, one state update each",
            markup=False,
        )
        figures, said = Figures(), dict[str, Said]()
        peers = (_faust(), _quix())
        for _ in range(rounds):
            for peer in peers:
                cpu, wall, said[peer.name] = _run(peer, records)
                _note(figures, peer.name, events, cpu, wall)
            cost = flowed(side, made, four)
            said["Kordon"] = {(alert["criterion"], alert["case"]) for alert in cost.alerts.values()}
            _note(figures, "Kordon", events, cost.cpu_s, cost.wall_s)
        for line in (*figures.lines(), *_differences(records, said)):
            console.print(line, markup=False)


def _note(figures: Figures, who: str, events: int, cpu: float, wall: float) -> None:
    figures.add("CPU s per 1,000 events", who, cpu * 1_000 / events)
    figures.add("events/s, until the last work", who, rate(events, wall), more_is_better=True)


def _faust() -> Peer:
    app = str(PEERS / "faust_app.py")
    return Peer("Faust", (sys.executable, app, "worker", "--loglevel", "info"), "faust-peer")


def _quix() -> Peer:
    """Quix Streams in the environment that the head of its file asks for."""
    app, uv = str(PEERS / "quix_app.py"), cache_folder() / UV / "bin" / "uv"
    options = ("--script", app)
    for command in (("sync", "--quiet", *options), ("python", "find", *options)):
        made = subprocess.run([uv, *command], capture_output=True, text=True, check=False)
        if made.returncode:
            raise ServiceFailed(f"`uv {' '.join(command)}` failed; with a mirror set UV_DEFAULT_INDEX:\n{made.stderr}")
    return Peer("Quix Streams", (made.stdout.strip(), app), "quix-peer")


def _run(peer: Peer, records: list[Record]) -> tuple[float, float, Said]:
    """CPU and wall seconds of a backlog through the application once it has started and rests, and its alerts."""
    with ExitStack() as stack:
        stack.enter_context(two_cores())
        kafka = stack.enter_context(Kafka())
        found = settings.load(bootstrap=kafka.bootstrap)
        asyncio.run(_make_topics(found))
        process = Guarded(peer.group, Path(tempfile.mkdtemp(prefix=f"kordon-{peer.group}-")))
        stack.callback(process.stop)
        told = {"PEER_BROKER": kafka.bootstrap, "PEER_STATE": str(process.folder / "state"), "PYTHONPATH": str(ROOT)}
        process.start(peer.command, env=told)
        until_idle([process])
        process.freeze()
        asyncio.run(_publish(found, records))
        process.thaw()
        deadline = time.monotonic() + READ_SECONDS

        def done() -> bool:
            behind = asyncio.run(_behind(found, peer))
            if behind and time.monotonic() > deadline:
                raise ServiceFailed(f"{peer.name} does not read {behind}; its log ends:\n{process.log_tail()}")
            return not behind

        return *until_idle([process], done), asyncio.run(_said(found))


async def _make_topics(found: settings.Settings) -> None:
    topics = (*rules.TRADERS, *rules.CARRIERS, rules.ALERTS)
    async with clients.admin(found) as admin:
        await admin.create_topics([NewTopic(name, rules.PARTITIONS, 1, topic_configs=FOREVER) for name in topics])


async def _publish(found: settings.Settings, records: list[Record]) -> None:
    producer = clients.producer(found, linger_ms=5)
    await producer.start()
    for record in records:
        await producer.send(record.topic, record.line, key=record.key.encode())
    await producer.stop()


async def _behind(found: settings.Settings, peer: Peer) -> list[TopicPartition]:
    """Partitions of which the application has not committed the end."""
    places = [
        TopicPartition(topic, number)
        for topic in (*rules.TRADERS, *rules.CARRIERS)
        for number in range(rules.PARTITIONS)
    ]
    consumer = clients.consumer(found, group_id=peer.group)
    await consumer.start()
    try:
        ends = await consumer.end_offsets(places)
        return [place for place in places if ends[place] > (await consumer.committed(place) or 0)]
    finally:
        await consumer.stop()


async def _said(found: settings.Settings) -> Said:
    async with reader(found, rules.ALERTS) as consumer:
        return {_named(orjson.loads(record.value)) async for record in to_end(consumer)}


def _named(alert: rules.Alert) -> tuple[str, str]:
    kind, _, identifier = alert["case"].partition(":")
    return alert["criterion"], f"{kind}:{normal_id(identifier)}"


def _keyed(path: Path) -> Iterator[Record]:
    """Each event for the parties that it concerns, as a publisher would key it that knows them."""
    traders: dict[str, str] = {}
    carriers: dict[str, str] = {}
    for line in path.read_bytes().splitlines():
        event = orjson.loads(line)
        kind, data = event["type"], event["data"]
        transit, declaration = data.get("transit_id", ""), data.get("declaration_id", "")
        if kind == "customs.transit.opened.v1":
            traders[transit] = data.get("consignee_id") or data["declarant_id"]
        elif kind == "customs.declaration.registered.v1":
            traders[declaration] = data["participant_id"]
        trader = traders.get(declaration) or traders.get(transit) or event["subject"]
        yield Record(_source(kind), trader, line, event)
        if kind in OF_CARRIERS:
            carrier = data.get("carrier_id") or carriers.get(transit) or carriers.get(event["subject"])
            if carrier:
                carriers[event["subject"]] = carrier
                yield Record(OF_CARRIERS[kind], carrier, line, event)


OF_CARRIERS = {
    "customs.transit.opened.v1": "carrier.transits",
    "customs.transit.arrived.v1": "carrier.transits",
    "customs.declaration.registered.v1": "carrier.declarations",
    "customs.non_delivery.raised.v1": "carrier.notices",
    "customs.non_delivery.cancelled.v1": "carrier.notices",
}


def _source(kind: str) -> str:
    """The topic of traders that an event stands on."""
    name = f"trader.{kind.split('.')[1]}s"
    return name if name in rules.TRADERS else "trader.others"


def _differences(records: list[Record], said: dict[str, Said]) -> Iterator[str]:
    """What each peer misses of Kordon's alerts, and what it says too much, by why.

    The rules alone tell why: applied in the order of event time they know neither lateness nor the order of a backlog,
    and applied in the order of publication no order of a backlog.
    """
    kordon = said["Kordon"]
    in_time = _alerts(sorted(records, key=lambda record: record.event["time"]))
    published = _alerts(records)
    yield f"Kordon's alerts: {len(kordon):,}{_by_criterion(kordon)}"
    for name, found in said.items():
        if name != "Kordon":
            yield f"{name}: {len(found & kordon):,} of them"
            missed, wrong = kordon - found, found - kordon
            yield f"  misses {_why(missed, missed - in_time, missed - published)}"
            yield f"  wrong {_why(wrong, wrong & in_time, wrong & published)}"


def _why(alerts: Said, not_by_rule: Said, not_by_stream: Said) -> str:
    parts = (
        (alerts - not_by_rule - not_by_stream, "for the order in which a backlog is read"),
        (not_by_stream - not_by_rule, "for an event out of order"),
        (not_by_rule, "for a correction, or what the simple rules leave out"),
    )
    told = "; ".join(f"{len(part):,} {reason}{_by_criterion(part)}" for part, reason in parts if part)
    return f"{len(alerts):,}{': ' if told else ''}{told}"


def _by_criterion(alerts: Said) -> str:
    counts = {code: sum(found == code for found, _ in alerts) for code in FOUR}
    told = ", ".join(f"{code}: {count:,}" for code, count in counts.items() if count)
    return f" ({told})" if told else ""


def _alerts(records: Iterable[Record]) -> Said:
    """What the rules say of records one after another, without a framework."""
    states: dict[tuple[str, str], rules.State] = {}
    found: Said = set()
    for record in records:
        party = record.topic.partition(".")[0]
        rule = rules.trader if party == "trader" else rules.carrier
        state = states.setdefault((party, record.key), {})
        event = record.event
        found.update(map(_named, rule(state, event["type"], rules.moment(event["time"]), event["data"])))
    return found
