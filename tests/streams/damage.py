"""Batches on a broker's disk, and damage to them: no broker takes such from a producer, but disks make them."""

import struct
from collections.abc import Callable, Iterator
from pathlib import Path

from aiokafka.record.util import calc_crc32c

_HEAD = struct.Struct(">qi")
"""Offset of a batch's first record, and how many bytes follow."""
_CRC, _ATTRIBUTES = 17, 21
"""Where they stand in a batch; the checksum is of everything from the attributes on."""
NO_CODEC = 7


def segment(broker: Path, topic: str, partition: int) -> Path:
    """The file of a short partition, in a broker's folder. `topic` has its prefix."""
    return broker / "data" / f"{topic}-{partition}" / f"{0:020}.log"


def flipped(batch: bytearray) -> None:
    """One bit is not what it was."""
    batch[-1] ^= 1


def of_no_codec(batch: bytearray) -> None:
    """The checksum is right, and the codec one that nobody knows."""
    batch[_ATTRIBUTES + 1] |= NO_CODEC
    struct.pack_into(">I", batch, _CRC, calc_crc32c(bytes(batch[_ATTRIBUTES:])))


def damage(log: Path, offset: int, how: Callable[[bytearray], None]) -> None:
    """Damage the batch that begins at `offset`. Raises KeyError when none does."""
    whole = log.read_bytes()
    start, end = {first: (start, end) for first, start, end in _batches(whole)}[offset]
    batch = bytearray(whole[start:end])
    how(batch)
    with log.open("r+b") as file:
        file.seek(start)
        file.write(batch)


def codecs(log: Path) -> set[int]:
    """Numbers of the codecs that batches are stored with."""
    whole = log.read_bytes()
    return {whole[start + _ATTRIBUTES + 1] & NO_CODEC for _, start, _ in _batches(whole)}


def _batches(whole: bytes) -> Iterator[tuple[int, int, int]]:
    at = 0
    while at + _HEAD.size < len(whole):
        offset, length = _HEAD.unpack_from(whole, at)
        if not length:
            return  # a segment is longer than what was written of it
        yield offset, at, at + _HEAD.size + length
        at += _HEAD.size + length
