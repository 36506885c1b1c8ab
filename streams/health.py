"""A small web server for /metrics, /health/live and /health/ready. It tells nothing about any person (R-16)."""

import errno
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import structlog
from aiohttp import web

from schemas.errors import KordonError
from streams.metrics import Metrics

log = structlog.get_logger(__name__)

READY = ("broker", "parameters", "partitions")
"""What a worker needs before it is ready; a process may name others."""


class PageRefused(KordonError):
    """The page of metrics and health can not be served. Operator: set the port or the address as the message says."""


class Health:
    """What this process says about itself.

    Live: every piece of work in hand has gone on within `stuck_after_s`, so nothing is deadlocked (that the answer
    comes at all shows that the loop turns). A dependency that is away makes a process not ready, never not live: to
    start it again would bring nothing back. Ready: everything in `needed` was reported as met.
    """

    def __init__(self, needed: tuple[str, ...] = READY, stuck_after_s: float = 120) -> None:
        self._met = dict.fromkeys(needed, False)
        self._ready, self._since = False, time.monotonic()
        self._in_hand: dict[object, tuple[str, float]] = {}
        self._stuck_after_s = stuck_after_s

    def met(self, need: str, value: bool = True) -> None:
        """Report that a need is met, or is so no more. When that makes the process ready, or no more, it is logged."""
        self._met[need] = value
        if self._ready == bool(missing := self.missing()):
            self._ready = not missing
            seconds = round(time.monotonic() - self._since, 3)
            self._since = time.monotonic()
            if self._ready:
                log.info("ready", seconds=seconds)
            else:
                log.info("not_ready", waiting_for=missing, seconds=seconds)

    @contextmanager
    def working(self, stage: str) -> Iterator[Callable[[], None]]:
        """A piece of work that must end; while it does not for too long, the process is not live.

        Work that may rightly take longer calls what it is given at each step forward. Several of one stage may go on
        at once.
        """
        piece = object()

        def goes_on() -> None:
            self._in_hand[piece] = (stage, time.monotonic())

        goes_on()
        try:
            yield goes_on
        finally:
            del self._in_hand[piece]

    def stuck(self) -> list[str]:
        """Stages that are in hand for too long."""
        limit = time.monotonic() - self._stuck_after_s
        return sorted({stage for stage, since in self._in_hand.values() if since < limit})

    def missing(self) -> list[str]:
        """Needs that are not met."""
        return sorted(need for need, value in self._met.items() if not value)


class Web:
    """The server; `port` is the one it listens on once started."""

    def __init__(self, metrics: Metrics, health: Health, host: str = "127.0.0.1", port: int = 0) -> None:
        self._metrics, self._health, self._host = metrics, health, host
        self.port = port
        self._runner: web.AppRunner | None = None

    async def start(self) -> None:
        """Listen. Raises PageRefused."""
        app = web.Application()
        app.router.add_get("/metrics", self._get_metrics)
        app.router.add_get("/health/live", self._get_live)
        app.router.add_get("/health/ready", self._get_ready)
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        site = web.TCPSite(self._runner, self._host, self.port)
        try:
            await site.start()
        except OSError as error:
            await self.stop()
            raise PageRefused(_why(error, self._host, self.port)) from None
        self.port = self._runner.addresses[0][1]

    async def stop(self) -> None:
        """Close the port; no harm when it was never open."""
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    async def _get_metrics(self, _request: web.Request) -> web.Response:
        headers = {"Content-Type": "text/plain; version=0.0.4; charset=utf-8"}
        return web.Response(body=self._metrics.exposition(), headers=headers)

    async def _get_live(self, _request: web.Request) -> web.Response:
        return _answer("stuck", self._health.stuck())

    async def _get_ready(self, _request: web.Request) -> web.Response:
        return _answer("waiting_for", self._health.missing())


def _why(error: OSError, host: str, port: int) -> str:
    """What keeps a server from listening, and what to do."""
    if error.errno == errno.EADDRINUSE:
        return f"port {port} of {host} is in use: set KORDON_WEB_PORT to another, or to 0 for any that is free"
    if error.errno == errno.EACCES:
        return f"port {port} is not for this user: set KORDON_WEB_PORT to one above 1023"
    return f"{host} is no address of this machine: set KORDON_WEB_HOST to 127.0.0.1, or to 0.0.0.0 for all addresses"


def _answer(label: str, found: list[str]) -> web.Response:
    return web.json_response({"ok": not found, label: found}, status=503 if found else 200)
