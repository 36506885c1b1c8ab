"""The parameter documents of a deployment: a compacted topic, of which the newest valid document is in force."""

import structlog
from aiokafka import AIOKafkaProducer, TopicPartition

from scorers.catalogue.loading import load
from scorers.exchange.messages import Parameters
from scorers.parameters.document import version_of
from scorers.parameters.errors import ParameterError
from streams import clients
from streams.documents import checked
from streams.fetching import fetched
from streams.metrics import Metrics
from streams.settings import Settings, parameter_document
from streams.topics import PARAMETERS

log = structlog.get_logger(__name__)


class ParameterLog:
    """Reads documents as they come. `current` is the one in force, once started."""

    def __init__(self, settings: Settings, producer: AIOKafkaProducer, metrics: Metrics) -> None:
        self.current: Parameters
        self._settings, self._producer, self._refused = settings, producer, metrics.parameters_refused
        self._place = TopicPartition(settings.topic_prefix + PARAMETERS, 0)
        self._seen: dict[str, Parameters] = {}
        self._consumer = clients.consumer(settings)

    async def start(self) -> None:
        """Read what is there. A document of ours that was never published is published, and is then in force.

        Raises SettingsError or ParameterError when there is none that is valid.
        """
        await self._consumer.start()
        self._consumer.assign([self._place])
        end = (await self._consumer.end_offsets([self._place]))[self._place]
        await self._consumer.seek_to_beginning(self._place)
        newest = None
        while await self._consumer.position(self._place) < end:
            newest = await self.newer(200) or newest
        if newest is None or self._settings.params_file is not None:
            newest = await self._ours(newest)
        self.current = newest
        log.info("parameters", version=newest.version)

    async def stop(self) -> None:
        """Read no more."""
        await self._consumer.stop()

    async def newer(self, timeout_ms: int = 0) -> Parameters | None:
        """The newest valid document that came since the last time, or None; it may be the same as before."""
        newest = None
        for records in (await fetched(self._consumer, timeout_ms=timeout_ms)).values():
            for record in records:
                newest = self._checked(record.value) or newest
        return newest

    def _checked(self, document: bytes | None) -> Parameters | None:
        if document is None:
            return None
        version = version_of(document)
        try:
            load(document)
        except ParameterError:
            log.exception("parameters_refused", version=version)
            self._refused.set(1)
            return None
        self._refused.set(0)
        self._seen[version] = Parameters(version, document, self._settings.coverage_start or 0)
        return self._seen[version]

    async def _ours(self, newest: Parameters | None) -> Parameters:
        document = parameter_document(self._settings)
        version = version_of(document)
        if newest is not None and version in self._seen:
            return newest
        checked(document, self._settings.params_file)
        await publish(self._producer, self._settings, document)
        return Parameters(version, document, self._settings.coverage_start or 0)


async def publish(producer: AIOKafkaProducer, settings: Settings, document: bytes) -> str:
    """Put a document in force for all; returns its version. Raises ParameterError when it is not valid."""
    load(document)
    version = version_of(document)
    await producer.send_and_wait(settings.topic_prefix + PARAMETERS, document, key=version.encode(), partition=0)
    return version
