"""What keeps a process from Redis, in one sentence with what to do."""

from collections.abc import Iterator
from socket import gaierror

from redis import exceptions as of_redis

from streams.clients import of_tls

_SILENT = (
    "Redis does not answer at KORDON_REDIS_URL: correct host and port if something else is there; the URL begins with"
    " rediss:// for TLS, and set KORDON_REDIS_CERTFILE if it wants to see one"
)
_OTHERS: tuple[tuple[type[Exception], str], ...] = (
    (
        of_redis.AuthenticationError,
        "Redis refuses the user or the password: correct KORDON_REDIS_USERNAME and KORDON_REDIS_PASSWORD_FILE",
    ),
    (of_redis.BusyLoadingError, "Redis is still loading its data: wait"),
    (of_redis.ReadOnlyError, "the Redis at KORDON_REDIS_URL is a replica and takes no writes: name its master"),
    (of_redis.InvalidResponse, "no Redis answers at KORDON_REDIS_URL but something else: correct host and port"),
    (gaierror, "the host in KORDON_REDIS_URL has no address: correct its name"),
    (ConnectionRefusedError, "nobody listens at KORDON_REDIS_URL: start Redis there, or correct host and port"),
    (FileNotFoundError, "nobody listens at KORDON_REDIS_URL: start Redis there, or correct the path of its socket"),
)
"""What is told for an error, or for one that it comes from; the first that fits."""


def why_no_redis(error: of_redis.RedisError, quote: bool = True) -> str:
    """The sentence for an error of Redis. `quote`: with Redis' own words where they help, which no log may have."""
    if tls := of_tls(error, "KORDON_REDIS"):
        return f"Redis {tls}"
    causes = list(_causes(error))
    for kind, told in _OTHERS:
        if any(isinstance(cause, kind) for cause in causes):
            return told
    if isinstance(error, of_redis.NoPermissionError):
        words = f" ({error})" if quote else ""
        return f"Redis does not permit this to the user{words}: widen its rights with ACL SETUSER"
    if isinstance(error, of_redis.ConnectionError | of_redis.TimeoutError):
        return _SILENT
    if "DB index" in str(error):
        return "Redis has no database of that number: correct the end of KORDON_REDIS_URL"
    return f"Redis: {error if quote else type(error).__name__}"


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
