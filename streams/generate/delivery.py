"""How events reach the reader: some twice, and those of different keys not always in order."""

from collections.abc import Iterable, Iterator
from heapq import heappop, heappush
from itertools import count
from zlib import crc32

from schemas.envelope import Event
from streams.generate.config import Config, Truth, stream

_REDELIVERY_S = 60.0
"""Within how many seconds an event is delivered a second time, when there is no disorder."""
_Waiting = tuple[float, int, Event]


def delivered(config: Config, said: Iterable[Event | Truth]) -> Iterator[Event | Truth]:
    """Shuffle and repeat events as the config asks. Every key has a delay of its own, so its events keep their order.

    A second delivery comes later than the first, perhaps after newer events of its key: a redelivery may.
    """
    if not config.disorder and not config.duplicates:
        yield from said
        return
    rng = stream(config, "delivery")
    order, waiting, now = count(), list[_Waiting](), 0.0
    for each in said:
        if isinstance(each, Truth):
            yield each
            continue
        now = max(now, float(each.time))
        due = now + _delay(config, each)
        heappush(waiting, (due, next(order), each))
        if rng.random() < config.duplicates:
            heappush(waiting, (due + 1 + rng.random() * 1000 * (config.disorder or _REDELIVERY_S), next(order), each))
        while waiting and waiting[0][0] <= now:
            yield heappop(waiting)[2]
    while waiting:
        yield heappop(waiting)[2]


def _delay(config: Config, event: Event) -> float:
    key = event.event_type.partition_key(event.data)
    return crc32(key.encode(), config.seed & 0xFFFFFFFF) / 0xFFFFFFFF * config.disorder * 1000
