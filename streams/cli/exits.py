"""How the command ends: exit codes, and errors that say what to do next."""

from aiokafka.errors import (
    ClusterAuthorizationFailedError,
    GroupAuthorizationFailedError,
    KafkaError,
    TopicAuthorizationFailedError,
    TransactionalIdAuthorizationFailed,
)
from redis.exceptions import RedisError

from schemas.errors import KordonError
from scorers.parameters.errors import ParameterError
from streams import stopping
from streams.clients import DependencyAbsent
from streams.redis_refusals import why_no_redis
from streams.settings import SettingsError

OK, FAILED, USAGE, INVALID, ABSENT = 0, 1, 2, 3, 4
MEANINGS = {
    OK: "done; of a process: it was told to stop, and everything is written down",
    FAILED: "not done: the message says what to do",
    USAGE: "wrong arguments",
    INVALID: "settings or parameters are not valid",
    ABSENT: "Kafka or Redis is absent, or does not let us in",
    stopping.EXIT: "a running process had to stop and may be started again",
    130: "interrupted",
}
"""What each exit code means, for the help and the README."""
TOLD = (KordonError, KafkaError, RedisError, OSError)
"""Errors that end a command with a sentence; any other is a fault of ours."""
UNPERMITTED = (
    TopicAuthorizationFailedError,
    GroupAuthorizationFailedError,
    ClusterAuthorizationFailedError,
    TransactionalIdAuthorizationFailed,
)
"""What Kafka says to a user whom it knows, but who may not do this."""


class CommandFailed(KordonError):
    """The command could not do what it was asked. Operator: do what the message says."""


def code(error: Exception) -> int:
    """The exit code for one of `TOLD`."""
    if isinstance(error, SettingsError | ParameterError):
        return INVALID
    if isinstance(error, DependencyAbsent | KafkaError | RedisError):
        return ABSENT
    return FAILED


def words(error: Exception, quote: bool = True) -> str:
    """The sentence for one of `TOLD`, with what to do. `quote`: with a library's own words, which no log may have."""
    said = str(error) if quote or isinstance(error, KordonError) else type(error).__name__
    if isinstance(error, UNPERMITTED):
        return f"Kafka does not permit this to the user: {said}. Grant it what the README names under TLS and users."
    if isinstance(error, KafkaError):
        return f"Kafka: {said}. Look at the broker's log, then try again; kordon check tells what is reachable."
    if isinstance(error, RedisError):
        return f"{why_no_redis(error, quote)}; kordon check tells what is reachable."
    if isinstance(error, OSError) and error.filename:
        return f"{error.filename}: {error.strerror}. Check the path and its permissions, then try again."
    return said
