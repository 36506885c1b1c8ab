"""TLS in front of a server that speaks none, as the Redis of PyPI."""

import asyncio
import ssl
import threading
from pathlib import Path
from types import TracebackType
from typing import Self

from deploy.ports import HOST


class Terminating:
    """Passes on what comes over TLS, in a thread of its own. `authority` signs the clients' certificates, if any."""

    def __init__(self, target: int, certificate: Path, authority: Path | None = None) -> None:
        self._target, self._loop = target, asyncio.new_event_loop()
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._context.load_cert_chain(certificate)
        if authority is not None:
            self._context.load_verify_locations(authority)
            self._context.verify_mode = ssl.CERT_REQUIRED
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._passing: set[asyncio.Task[None]] = set()
        self.port = 0

    def __enter__(self) -> Self:
        self._loop.set_exception_handler(lambda *_: None)  # whoever does not get in is told so
        self._thread.start()
        self.port = asyncio.run_coroutine_threadsafe(self._listen(), self._loop).result(10)
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        asyncio.run_coroutine_threadsafe(self._close(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    async def _listen(self) -> int:
        self._server = await asyncio.start_server(self._take, HOST, 0, ssl=self._context)
        port: int = self._server.sockets[0].getsockname()[1]
        return port

    async def _close(self) -> None:
        self._server.close()
        for task in self._passing:
            task.cancel()
        await asyncio.gather(*self._passing, return_exceptions=True)

    async def _take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._passing.add(task)
        task.add_done_callback(self._passing.discard)
        back, onward = await asyncio.open_connection(HOST, self._target)
        try:
            # Whichever side ends first ends both.
            ways = [asyncio.create_task(_pass(reader, onward)), asyncio.create_task(_pass(back, writer))]
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for way in ways:
                way.cancel()
            await asyncio.gather(*ways, return_exceptions=True)
            for end in (onward, writer):
                end.transport.abort()


async def _pass(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
    while data := await source.read(65_536):
        sink.write(data)
        await sink.drain()
