"""Every client of Kafka and Redis is made here, so that all of them reach a deployment in the same way."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from socket import gaierror
from typing import Any, Protocol

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.conn import collect_hosts, create_conn
from aiokafka.errors import (
    KafkaConnectionError,
    KafkaError,
    SaslAuthenticationFailed,
    UnsupportedSaslMechanismError,
)
from aiokafka.protocol.metadata import MetadataRequest
from redis.asyncio import Redis

from schemas.errors import KordonError
from streams import access
from streams.settings import Settings

_ASK_S = 10.0
"""How long a broker may take to say why it lets nobody in."""
_OTHER_PROTOCOL = (
    "ends the connection or keeps silent: KORDON_SECURITY_PROTOCOL is {}, set it to what it speaks on this port"
)


class DependencyAbsent(KordonError):
    """Kafka or Redis does not answer, or not to us. Operator: do what the message says."""


class Client(Protocol):
    """A client of aiokafka that is not connected yet."""

    async def start(self) -> None:
        """Connect."""
        ...


def consumer(settings: Settings, *topics: str, **options: Any) -> AIOKafkaConsumer:
    """A consumer of what is committed, from the beginning, that commits only when it is told to."""
    return AIOKafkaConsumer(
        *topics,
        isolation_level="read_committed",
        enable_auto_commit=False,
        auto_offset_reset="earliest",
        **access.kafka(settings),
        **options,
    )


def producer(settings: Settings, **options: Any) -> AIOKafkaProducer:
    """A producer."""
    return AIOKafkaProducer(**access.kafka(settings), **options)


@asynccontextmanager
async def admin(settings: Settings) -> AsyncIterator[AIOKafkaAdminClient]:
    """A client that makes and describes topics, connected. Raises DependencyAbsent."""
    made = AIOKafkaAdminClient(**access.kafka(settings))
    try:
        await start(settings, made)
        yield made
    finally:
        await made.close()


def redis(settings: Settings, timeout_s: float = 2) -> Redis:
    """A client of the read side."""
    told = access.redis(settings)
    found: Redis = Redis.from_url(
        settings.redis_url, socket_timeout=timeout_s, socket_connect_timeout=timeout_s, **told
    )
    return found


async def start(settings: Settings, client: Client) -> None:
    """Connect. Raises DependencyAbsent, which says what keeps this process from Kafka."""
    try:
        await client.start()
    except KafkaConnectionError:
        raise DependencyAbsent(await _why_no_kafka(settings)) from None


async def _why_no_kafka(settings: Settings) -> str:
    """Ask each broker by itself: of what went wrong there, the client tells nothing but its log."""
    told = access.kafka(settings)
    hosts = [(host, port) for host, port, _ in collect_hosts(told.pop("bootstrap_servers"))]
    found = await asyncio.gather(*(_refused(host, port, told) for host, port in hosts))
    return next(filter(None, found), None) or (
        f"no Kafka broker answers at {settings.bootstrap}; start one, or set KORDON_BOOTSTRAP to host:port of yours"
    )


async def _refused(host: str, port: int, told: dict[str, Any]) -> str | None:
    """Why a broker that is there lets us not in."""
    place = f"the Kafka broker at {host}:{port}"
    try:
        async with asyncio.timeout(_ASK_S):
            connection = await create_conn(host, port, **told)
            try:
                await connection.send(MetadataRequest([]))
            finally:
                connection.close()
    except SaslAuthenticationFailed:
        return f"{place} refuses the user or the password: correct KORDON_SASL_USERNAME and KORDON_SASL_PASSWORD_FILE"
    except UnsupportedSaslMechanismError:
        return f"{place} does not take {told['sasl_mechanism']}: set KORDON_SASL_MECHANISM to one that it takes"
    except (ConnectionRefusedError, gaierror):
        return None
    except (KafkaError, OSError) as error:
        return f"{place} {of_tls(error, 'KORDON_SSL') or _OTHER_PROTOCOL.format(told['security_protocol'])}"
    return f"{place} answers by now: try again"


def of_tls(error: BaseException | None, name: str) -> str | None:
    """What is wrong with a certificate, if that is what an error comes from; `name` is how its settings begin."""
    while error is not None:
        if isinstance(error, ssl.SSLCertVerificationError):
            return (
                f"shows a certificate that is not trusted ({error.verify_message.rstrip('.')}): name who signed it in"
                f" {name}_CAFILE, and reach it by a name in the certificate"
            )
        if isinstance(error, ssl.SSLError) and "ALERT" in (error.reason or ""):
            return f"does not accept our certificate ({error.reason}): set {name}_CERTFILE to one that it trusts"
        error = error.__cause__ or error.__context__
    return None
