"""What an intake and a worker share: told to stop by a signal, a page for Prometheus, topics that must be right."""

import asyncio
import signal
from collections.abc import Coroutine
from contextlib import AsyncExitStack, suppress

import structlog

from streams import access, foreign_lines, rights, topics
from streams.garbage import collect_seldom
from streams.health import Health, Web
from streams.letter_counts import tell_letters
from streams.metrics import Metrics
from streams.settings import WEB_PORTS, Settings
from streams.stopping import leave_at_once

_END_S = 15.0

log = structlog.get_logger(__name__)


async def begin(settings: Settings, stack: AsyncExitStack, process: str) -> tuple[asyncio.Event, Metrics, Health]:
    """Serve the page and check the topics; returns the event that SIGTERM and SIGINT set, the metrics and the health.

    `process` is intake or worker. Raises SettingsError, PageRefused, DependencyAbsent, TopicsWrong when it can not
    start. The page ends with `stack`.
    """
    collect_seldom()
    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    loop.set_exception_handler(foreign_lines.in_loop)
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    access.kafka(settings)
    access.redis(settings)  # the read side would only log it, again and again
    metrics, health = Metrics(), Health()
    port = WEB_PORTS[process] if settings.web_port is None else settings.web_port
    web = Web(metrics, health, settings.web_host, port)
    await web.start()
    stack.push_async_callback(web.stop)
    log.info("listening", port=web.port)
    beside(stack, tell_letters(metrics))
    await topics.require(settings)
    await rights.require(settings, process)
    health.met("broker")
    return stop, metrics, health


def beside(stack: AsyncExitStack, work: Coroutine[None, None, None]) -> None:
    """Let something go on by itself until the stack ends.

    What has to be done before the process ends is put on the stack after it: who does not end is not waited for.
    """
    stack.push_async_callback(_cancelled, asyncio.create_task(work))


async def _cancelled(task: "asyncio.Task[None]") -> None:
    task.cancel()
    await asyncio.wait([task], timeout=_END_S)
    if not task.done():
        log.warning("work_beside_not_ended", seconds=_END_S)
        leave_at_once()
    with suppress(asyncio.CancelledError):
        task.result()
