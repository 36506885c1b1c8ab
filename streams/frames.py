"""Frames: many messages to one partition in one record, so that the price of a record is paid once for all of them."""

import asyncio
from collections.abc import Callable
from contextlib import suppress

from aiokafka import AIOKafkaProducer

from schemas.errors import KordonError
from scorers.delivery.wire import encode_frame
from scorers.exchange.messages import Message, Published
from streams import clients
from streams.settings import Settings
from streams.topics import LARGEST_RECORD

MAX_MESSAGES = 200
MAX_BYTES = 256 * 1024
DEADLINE_S = 60.0
_WAITING_FRAMES = 64
_PATIENCE = 4
"""Lingers that frames wait at most for acks of those before them."""

Place = tuple[str, int]


class DeliveryFailed(KordonError):
    """Kafka did not take a message in time. The process stops without acking anything and nothing is lost.

    Operator: look at the brokers; the process goes on where it was as soon as it is started again.
    """


def new_producer(settings: Settings) -> AIOKafkaProducer:
    """The producer of everything that is sent outside a transaction: in order, once, acked by all replicas."""
    return clients.producer(
        settings,
        enable_idempotence=True,
        acks="all",
        max_batch_size=1024 * 1024,
        max_request_size=LARGEST_RECORD,
        request_timeout_ms=int(DEADLINE_S * 1000),
    )


class Framer:
    """Collects messages for each partition. A frame leaves when it is full, or `linger_s` after the last ones left.

    So the first after a pause leaves at once. While those before are not acked the broker has enough to do, and frames
    fill a while longer. `on_failure` hears of the first record that Kafka refuses; from then on `flush` raises.
    """

    def __init__(
        self,
        producer: AIOKafkaProducer,
        linger_s: float,
        on_failure: Callable[[BaseException], None] | None = None,
    ) -> None:
        self._producer, self._linger_s, self._on_failure = producer, linger_s, on_failure
        self._open: dict[Place, list[Message]] = {}
        self._weights: dict[Place, int] = {}
        self._full: list[tuple[Place, list[Message]]] = []
        self._unacked: set[asyncio.Future[object]] = set()
        self._failure: BaseException | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._left_at = 0.0
        self._work, self._room = asyncio.Event(), asyncio.Event()
        self._closed = self._sent = 0
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to send."""
        self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """Send what is there, wait for it, and end. Raises DeliveryFailed."""
        try:
            await self.flush()
        finally:
            if self._timer is not None:
                self._timer.cancel()
            if self._task is not None:
                self._task.cancel()
                with suppress(asyncio.CancelledError):
                    await self._task

    def add(self, topic: str, partition: int, message: Message) -> None:
        """Put a message into the frame for a partition."""
        place = (topic, partition)
        frame = self._open.get(place)
        if frame is None:
            frame = self._open[place] = []
            self._weights[place] = 0
            if self._timer is None:
                loop = asyncio.get_running_loop()
                self._timer = loop.call_at(max(loop.time(), self._left_at + self._linger_s), self._lingered)
        frame.append(message)
        if isinstance(message, Published):
            self._weights[place] += len(message.origin.value or b"")
        if len(frame) >= MAX_MESSAGES or self._weights[place] >= MAX_BYTES:
            self._close(place)

    async def pace(self) -> None:
        """Wait while more frames are on their way than is good."""
        while len(self._full) > _WAITING_FRAMES and self._failure is None:
            self._room.clear()
            await self._room.wait()

    async def flush(self) -> None:
        """Wait until everything added so far was acked. Raises DeliveryFailed, also when it takes too long."""
        self._close_all()
        closed = self._closed
        try:
            async with asyncio.timeout(DEADLINE_S):
                while self._sent < closed and self._failure is None:
                    self._room.clear()
                    await self._room.wait()
                if self._unacked:
                    await asyncio.wait(list(self._unacked))
        except TimeoutError as error:
            self._fail(error)
        if self._failure is not None:
            raise DeliveryFailed(
                "Kafka did not take a message; look at the brokers, then start again"
            ) from self._failure

    def _lingered(self) -> None:
        loop = asyncio.get_running_loop()
        if self._unacked and loop.time() - self._left_at < _PATIENCE * self._linger_s:
            self._timer = loop.call_later(self._linger_s, self._lingered)
        else:
            self._close_all()

    def _close_all(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._open:
            self._left_at = asyncio.get_running_loop().time()
        for place in list(self._open):
            self._close(place)

    def _close(self, place: Place) -> None:
        self._full.append((place, self._open.pop(place)))
        del self._weights[place]
        self._closed += 1
        self._work.set()

    async def _run(self) -> None:
        while True:
            await self._work.wait()
            self._work.clear()
            try:
                await self._send_full()
            except Exception as error:  # noqa: BLE001  # whatever it is, nothing may be acked any more
                self._fail(error)
                return

    async def _send_full(self) -> None:
        while self._full:
            batch, self._full = self._full, []
            for (topic, partition), messages in batch:
                for value in _encoded(messages):
                    sent = await self._producer.send(topic, value, partition=partition)
                    self._unacked.add(sent)
                    sent.add_done_callback(self._acked)
                self._sent += 1
            self._room.set()

    def _acked(self, sent: asyncio.Future[object]) -> None:
        self._unacked.discard(sent)
        if not sent.cancelled() and (error := sent.exception()) is not None:
            self._fail(error)

    def _fail(self, error: BaseException) -> None:
        if self._failure is None:
            self._failure = error
            self._room.set()
            if self._on_failure is not None:
                self._on_failure(error)


def _encoded(messages: list[Message]) -> list[bytes]:
    """One frame, or several where one would be larger than a record may be."""
    value = encode_frame(messages)
    if len(value) < LARGEST_RECORD // 2 or len(messages) == 1:
        return [value]
    middle = len(messages) // 2
    return _encoded(messages[:middle]) + _encoded(messages[middle:])
