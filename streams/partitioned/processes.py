"""Partitions of a replay in processes of their own. Frames of messages go between them by way of this one.

A round is over when every process has answered, so none runs ahead of what another still has for it.
"""

import multiprocessing
import signal
import traceback
from collections.abc import Iterable, Sequence
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path

import msgspec

from schemas.errors import KordonError
from scorers.delivery.wire import decode_frame, encode_frame
from streams.garbage import collect_seldom
from streams.on_disk import OnDisk
from streams.partitioned.part import Part, Sent, half_of
from streams.partitioned.parts import Told, finished

_LEAVE_S = 10.0


class ProcessFailed(KordonError):
    """A process of a replay failed or is gone. Operator: do what the message says, then replay anew."""


class Parcel(msgspec.Struct, array_like=True):
    """Messages for one partition, as a frame, and the cause of each."""

    causes: list[int]
    frame: bytes


class Round(msgspec.Struct, array_like=True, tag="round"):
    """Take these messages, and those that stayed within the partition. `tidy`: write down what changed first."""

    parcels: list[Parcel]
    tidy: bool = False


class Finish(msgspec.Struct, array_like=True, tag="finish"):
    """Write everything down."""


class Answer(msgspec.Struct, array_like=True, tag="answer"):
    """What a round led to, by partition; `more`: messages stay within; `full`: it is time to write down."""

    parcels: list[Parcel | None]
    more: bool
    full: bool


class Finished(msgspec.Struct, array_like=True, tag="finished"):
    """Everything is written down."""

    told: Told


class Failed(msgspec.Struct, array_like=True, tag="failed"):
    """The process ends."""

    why: str


_encode = msgspec.msgpack.Encoder().encode
_decode_order = msgspec.msgpack.Decoder(Round | Finish).decode
_decode_reply = msgspec.msgpack.Decoder(Answer | Finished | Failed).decode


class Processes:
    """As many partitions as processes, each with its state in a folder of its own. Raises ProcessFailed."""

    def __init__(self, number: int, folder: Path, goes_on: bool = False) -> None:
        # Not forked: RocksDB and whoever calls us may have threads.
        context = multiprocessing.get_context("spawn")
        self._number = number
        self._connections: list[Connection] = []
        self._processes = []
        self._full = self._busy = False
        for part in range(number):
            here, there = context.Pipe()
            process = context.Process(
                target=serve,
                args=(there, part, number, folder / str(part), goes_on),
                name=f"partition {part}",
                daemon=True,
            )
            process.start()
            there.close()
            self._connections.append(here)
            self._processes.append(process)

    def settle(self, batch: Sequence[list[Sent]]) -> None:
        """Take what is sent to each partition, and all that follows from it.

        Returns once the processes are at work on it, so that the next batch is read meanwhile.
        """
        self._await()
        self._order(Round([packed(sent)] if sent else [], self._full) for sent in batch)
        self._full, self._busy = False, True

    def finish(self) -> list[Told]:
        """Write everything down."""
        self._await()
        self._order([Finish()] * self._number)
        return [reply.told for reply in self._heard() if isinstance(reply, Finished)]

    def close(self) -> None:
        """End the processes, finished or not."""
        for connection in self._connections:
            connection.close()
        for process in self._processes:
            process.join(_LEAVE_S)
            if process.is_alive():
                process.kill()
                process.join()

    def _await(self) -> None:
        """Have the rounds of the last batch go on until nothing is on its way any more."""
        while self._busy:
            answers = [reply for reply in self._heard() if isinstance(reply, Answer)]
            self._full = self._full or any(answer.full for answer in answers)
            orders = [
                Round([found for answer in answers if (found := answer.parcels[part]) is not None])
                for part in range(self._number)
            ]
            self._busy = any(order.parcels for order in orders) or any(answer.more for answer in answers)
            if self._busy:
                self._order(orders)

    def _order(self, orders: Iterable[Round | Finish]) -> None:
        for connection, order in zip(self._connections, orders, strict=True):
            with suppress(OSError):  # it is gone: what it said last is heard in its turn
                connection.send_bytes(_encode(order))

    def _heard(self) -> list[Answer | Finished]:
        return [self._reply(part) for part in range(self._number)]

    def _reply(self, part: int) -> Answer | Finished:
        try:
            reply: Answer | Finished | Failed = _decode_reply(self._connections[part].recv_bytes())
        except (EOFError, OSError):
            self._processes[part].join(_LEAVE_S)
            code = self._processes[part].exitcode
            ended = f"was killed by signal {-code}" if code is not None and code < 0 else f"ended with {code}"
            raise ProcessFailed(
                f"the process of partition {part} {ended}; see that there is memory and room in TMPDIR for each of"
                f" {self._number} processes, or replay with fewer --jobs"
            ) from None
        if isinstance(reply, Failed):
            raise ProcessFailed(f"the process of partition {part} failed: {reply.why}")
        return reply


def packed(sent: Sequence[Sent]) -> Parcel:
    """Messages as they travel."""
    return Parcel([one.cause for one in sent], encode_frame([one.message for one in sent]))


def unpacked(parcel: Parcel) -> Iterable[Sent]:
    """Messages that came from another partition."""
    for cause, message in zip(parcel.causes, decode_frame(parcel.frame), strict=True):
        yield Sent(cause, half_of(message), message)


def serve(connection: Connection, number: int, parts: int, folder: Path, goes_on: bool) -> None:
    """What the process of a partition does until it is told to finish, or nobody is there any more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who asked for the replay is interrupted, and then lets go of us
    try:
        part = Part(number, parts, OnDisk(folder), goes_on)
        collect_seldom()
        with suppress(EOFError):
            _serve(connection, part)
        part.state.close()
    except Exception as error:  # noqa: BLE001  # whatever it is, the run ends
        with suppress(OSError):
            connection.send_bytes(_encode(Failed(_why(error))))


def _serve(connection: Connection, part: Part) -> None:
    stayed: list[Sent] = []
    while True:
        order = _decode_order(connection.recv_bytes())
        if isinstance(order, Finish):
            connection.send_bytes(_encode(Finished(finished(part))))
            continue
        if order.tidy:
            part.state.write()
        stayed.extend(sent for parcel in order.parcels for sent in unpacked(parcel))
        outbox = part.take(stayed)
        stayed, outbox[part.number] = outbox[part.number], []
        parcels = [packed(sent) if sent else None for sent in outbox]
        connection.send_bytes(_encode(Answer(parcels, bool(stayed), part.state.full)))


def _why(error: Exception) -> str:
    """Kind and place; the words only of an error that is ours, as any other may quote a record."""
    if isinstance(error, KordonError):
        return str(error)
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} at {Path(frame.filename).name}:{frame.lineno}; this is a fault of Kordon, report it"
