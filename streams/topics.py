"""Topics of a deployment: how many partitions, what is kept, and whether the cluster has them so."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec
import xxhash
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from aiokafka.errors import (
    TopicAlreadyExistsError,
    TopicAuthorizationFailedError,
    UnknownTopicOrPartitionError,
    for_code,
)

from schemas.errors import KordonError
from schemas.outcomes import OUTCOME_TYPES
from schemas.topics import INBOUND, OUTBOUND, REFERENCE_FACTS
from scorers.exchange.messages import CASES, SUBJECTS, Half
from streams import clients
from streams.settings import Settings

PARAMETERS = "kordon.parameters"
FRAMES: Mapping[Half, str] = {CASES: "kordon.cases", SUBJECTS: "kordon.subjects"}
"""The internal topic of each room."""
CHANGELOGS: Mapping[Half, str] = {CASES: "kordon.cases.state", SUBJECTS: "kordon.subjects.state"}
"""The changelog of each room's state."""
GROUPS: Mapping[str, str] = {"intake": "kordon-intake", "worker": "kordon"}
"""The group that each process joins, without the prefix."""

_DAY_MS = 24 * 3600 * 1000
TOMBSTONES_MS = 7 * _DAY_MS
"""How long a changelog keeps the mark of a deletion; local state that is older can not be brought up to date."""
LARGEST_RECORD = 8 * 1024 * 1024
"""Largest internal record in bytes: a frame, a state record, a dead letter."""


class TopicsWrong(KordonError):
    """Topics are missing or other than needed. Operator: do what the message says, then start again."""


class Topic(msgspec.Struct, frozen=True):
    """A topic as it should be. `exact`: another number of partitions would send messages astray."""

    name: str
    partitions: int
    config: dict[str, str]
    exact: bool = True


def partition_of(key: str, partitions: int) -> int:
    """Partition of a case or a subject: the same in every process, for ever."""
    return xxhash.xxh64_intdigest(key.encode()) % partitions


def transactional_id(settings: Settings, room: Half, number: int) -> str:
    """By which whoever holds a partition of a room fences whoever held it before."""
    return f"{settings.topic_prefix}kordon-{room}-{number}"


def needed(settings: Settings) -> list[Topic]:
    """Every topic, with its full name."""
    return [
        msgspec.structs.replace(topic, name=settings.topic_prefix + topic.name)
        for topic in (*_public(settings.partitions), *_internal(settings.partitions))
    ]


def _public(partitions: int) -> Iterator[Topic]:
    for name in INBOUND:
        kept = _compacted() if name == REFERENCE_FACTS else _kept(30)
        # A record that Kafka refuses is the publisher's to find; one that is let in becomes a dead letter here.
        yield Topic(name, partitions, _large(kept), exact=False)
    keyed = {outcome.topic for outcome in OUTCOME_TYPES.values() if outcome.key_field is not None}
    for name in OUTBOUND:
        yield Topic(name, partitions, _large(_compacted() if name in keyed else _kept(90)))


def _internal(partitions: int) -> Iterator[Topic]:
    for name in FRAMES.values():
        yield Topic(name, partitions, _large(_kept(7)))
    for name in CHANGELOGS.values():
        yield Topic(name, partitions, _large(_compacted()))
    yield Topic(PARAMETERS, 1, _compacted(), exact=False)  # more are left empty


def _kept(days: int) -> dict[str, str]:
    return {"cleanup.policy": "delete", "retention.ms": str(days * _DAY_MS)}


def _compacted() -> dict[str, str]:
    return {"cleanup.policy": "compact", "delete.retention.ms": str(TOMBSTONES_MS), "segment.bytes": str(64 * 1024**2)}


def _large(config: dict[str, str]) -> dict[str, str]:
    return config | {"max.message.bytes": str(LARGEST_RECORD)}


async def create(settings: Settings, replication: int = 1) -> list[str]:
    """Make the topics that are missing; returns their names.

    Raises DependencyAbsent, KafkaError when the cluster refuses one.
    """
    async with clients.admin(settings) as admin:
        present = set(await admin.list_topics())
        missing = [topic for topic in needed(settings) if topic.name not in present]
        if not missing:
            return []
        answer = await admin.create_topics(
            [NewTopic(one.name, one.partitions, replication, topic_configs=one.config) for one in missing]
        )
        for name, code, *told in answer.topic_errors:
            error = for_code(code)
            if code and error is not TopicAlreadyExistsError:
                raise error(f"{name}: {told[0] if told else error.__name__}")
        await _visible(admin, [topic.name for topic in missing])
    return [topic.name for topic in missing]


async def _visible(admin: AIOKafkaAdminClient, names: list[str]) -> None:
    """Wait a little until the brokers know what the controller made."""
    for _ in range(100):
        if not any(found["error_code"] for found in await admin.describe_topics(names)):
            return
        await asyncio.sleep(0.05)


async def check(settings: Settings) -> list[str]:
    """What is not as it should be, each with what to do. Raises DependencyAbsent."""
    topics = needed(settings)
    async with clients.admin(settings) as admin:
        described = {found["topic"]: found for found in await admin.describe_topics([one.name for one in topics])}
        policies = await _policies(admin, [one.name for one in topics if not described[one.name]["error_code"]])
    problems = [problem for topic in topics for problem in _problems(topic, described[topic.name], policies)]
    return [
        *_miscounted(
            {topic.name: len(described[topic.name]["partitions"]) for topic in topics if topic.exact},
            settings.partitions,
        ),
        *problems,
    ]


async def require(settings: Settings) -> None:
    """Check the topics. Raises DependencyAbsent, TopicsWrong, which names each difference and what to do."""
    if problems := await check(settings):
        raise TopicsWrong("; ".join(problems))


def _problems(topic: Topic, found: Mapping[str, Any], policies: Mapping[str, str]) -> Iterator[str]:
    error = for_code(found["error_code"])
    if error is UnknownTopicOrPartitionError:
        yield f"topic {topic.name} is missing: make it with kordon topics create"
        return
    if error is TopicAuthorizationFailedError:
        yield f"topic {topic.name} is not the user's: grant it Read, Write, Describe and DescribeConfigs on it"
        return
    if found["error_code"]:
        yield f"topic {topic.name} can not be described ({error.__name__}): look at the broker's log"
        return
    if topic.name not in policies:
        yield f"topic {topic.name} does not show its configuration: grant the user DescribeConfigs on it"
        return
    wanted = topic.config["cleanup.policy"]
    if wanted not in policies[topic.name]:
        yield f"topic {topic.name} has cleanup.policy={policies[topic.name]}: set it to {wanted} with kafka-configs"


def _miscounted(counts: Mapping[str, int], wanted: int) -> Iterator[str]:
    """One sentence about all topics that have another number of partitions than is set; those missing have none."""
    found = {count for count in counts.values() if count}
    if found <= {wanted}:
        return
    why = "so that a case and all that is said of it share one"
    if len(found) == 1:
        [count] = found
        yield f"the topics have {count} partitions and KORDON_PARTITIONS is {wanted}: set it to {count}, {why}"
        return
    odd = ", ".join(f"{name} has {count}" for name, count in counts.items() if count not in (0, wanted))
    yield (
        f"all topics need {wanted} partitions (KORDON_PARTITIONS), {why}, but {odd}: leave them as they are, name"
        " another KORDON_TOPIC_PREFIX and run kordon topics create"
    )


async def _policies(admin: AIOKafkaAdminClient, names: Sequence[str]) -> dict[str, str]:
    if not names:
        return {}
    asked = [ConfigResource(ConfigResourceType.TOPIC, name, configs={"cleanup.policy": ""}) for name in names]
    answers = await admin.describe_configs(asked)
    return {
        name: entries[0][1]
        for answer in answers
        for _code, _message, _type, name, entries in answer.resources
        if entries
    }
