"""The topics of a deployment on a real Kafka: made once, and compared with what is needed."""

from pathlib import Path

import pytest
from aiokafka.admin import AIOKafkaAdminClient, NewTopic

from schemas.topics import DECLARATIONS
from streams import topics
from streams.topics import TopicsWrong, partition_of
from tests.streams.running import settings


def test_a_key_has_one_partition_for_ever() -> None:
    """State is found by it: these numbers may never change."""
    assert [partition_of(key, 4) for key in ("declaration:D1", "participant:4711", "транзит:1")] == [2, 2, 1]


async def test_topics_are_made_once_and_are_then_as_needed(kafka: str, tmp_path: Path) -> None:
    """Making them again changes nothing."""
    found = settings(kafka, tmp_path)
    assert len(await topics.check(found)) == len(topics.needed(found))
    with pytest.raises(TopicsWrong, match="kordon topics create"):
        await topics.require(found)
    assert await topics.create(found) == [topic.name for topic in topics.needed(found)]
    assert await topics.create(found) == []
    await topics.require(found)


async def _made(kafka: str, name: str, partitions: int) -> None:
    admin = AIOKafkaAdminClient(bootstrap_servers=kafka)
    await admin.start()
    await admin.create_topics([NewTopic(name, partitions, 1)])
    await admin.close()


async def test_differences_are_told_with_what_to_do(kafka: str, tmp_path: Path) -> None:
    """Another number of partitions would part a case from its state, deletion would take state away."""
    found = settings(kafka, tmp_path)
    await _made(kafka, f"{found.topic_prefix}kordon.cases.state", 3)
    await topics.create(found)
    counted, policy = await topics.check(found)
    assert f"{found.topic_prefix}kordon.cases.state has 3: leave them as they are" in counted
    assert "cleanup.policy=delete" in policy
    assert "delete" not in counted


async def test_another_number_of_partitions_is_said_once(kafka: str, tmp_path: Path) -> None:
    """Not for each topic, and with the number to set; what publishers made with more partitions is left to them."""
    found = settings(kafka, tmp_path)
    await _made(kafka, found.topic_prefix + DECLARATIONS, 7)
    await topics.create(found)
    [told] = await topics.check(found.model_copy(update={"partitions": 2}))
    assert told.startswith("the topics have 4 partitions and KORDON_PARTITIONS is 2: set it to 4")
    assert await topics.check(found) == []
