"""How much follows from one event: neither one message nor all of them may outgrow what Kafka and a worker take."""

from typing import Any

import msgspec
import xxhash

from schemas.errors import BadInput, Reason

MAX_MESSAGE_BYTES = 4 * 1024 * 1024
"""Of one message: with what travels around it, it stays within the largest record."""
MAX_TOLD_BYTES = 16 * 1024 * 1024
"""Of all that one event makes a case tell: who names n vehicles and m papers tells each of all."""

_encode = msgspec.msgpack.Encoder().encode


class Extent:
    """Adds up what is told in one step, as it is digested."""

    def __init__(self) -> None:
        self._bytes = 0

    def digest(self, told: Any) -> int:
        """A number that differs as soon as what is told does. Raises BadInput when it is too much."""
        encoded = _encode(told)
        self._bytes += len(encoded)
        if len(encoded) > MAX_MESSAGE_BYTES or self._bytes > MAX_TOLD_BYTES:
            detail = (
                f"more than {MAX_TOLD_BYTES:,} bytes would be told of the case, or {MAX_MESSAGE_BYTES:,} at once; it is"
                " judged by what came before: split it, since each vehicle, container and paper is told of all others"
            )
            raise BadInput(Reason.case_too_large, detail)
        return xxhash.xxh64_intdigest(encoded)
