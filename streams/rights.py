"""Whether the user of a process may do at Kafka what it has to, asked before it begins: Faust would wait for ever."""

from collections.abc import Iterator

from aiokafka.client import CoordinationType
from aiokafka.errors import GroupAuthorizationFailedError, KafkaError, TransactionalIdAuthorizationFailed

from streams import clients
from streams.settings import Settings
from streams.topics import FRAMES, GROUPS, transactional_id


async def require(settings: Settings, process: str) -> None:
    """`process` is intake or worker. Raises DependencyAbsent, which names what its user may not do."""
    async with clients.admin(settings) as admin:
        for kind, name in _needed(settings, process):
            try:
                await admin.find_coordinator(name, kind)
            except GroupAuthorizationFailedError:
                raise clients.DependencyAbsent(
                    f"the user at Kafka may not join the group {name}: grant it Read on groups that begin so"
                ) from None
            except TransactionalIdAuthorizationFailed:
                raise clients.DependencyAbsent(
                    f"the user at Kafka may not write as {name}: grant it Write on such transactional ids"
                ) from None
            except KafkaError:
                continue  # a cluster in which nobody has done so yet makes what it needs only now


def _needed(settings: Settings, process: str) -> Iterator[tuple[CoordinationType, str]]:
    yield CoordinationType.GROUP, settings.topic_prefix + GROUPS[process]
    if process == "worker":
        for room in FRAMES:
            yield CoordinationType.TRANSACTION, transactional_id(settings, room, 0)
