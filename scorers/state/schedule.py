"""What is to be looked at again once the watermark has passed a time: timers, and the end of what is kept.

Bucketed by hour in small records, so that adding one costs the same however many wait.
"""

import msgspec

from scorers.state.keys import SEP
from scorers.state.store import Store
from scorers.times.durations import HOUR

CHUNK = 128


class Hours(msgspec.Struct, array_like=True):
    """Chunks per hour since the epoch, and an hour before which there are none."""

    chunks: dict[int, int] = {}
    first: int = 0


class Waiting(msgspec.Struct, array_like=True):
    """(time in ms UTC, what) pairs of one chunk."""

    pairs: list[tuple[int, str]] = []


def add(store: Store, name: str, at: int, what: str) -> None:
    """Wait for `at` (ms UTC) with `what` in the schedule `name`."""
    place, hour = f"Z{SEP}{name}", at // HOUR
    known: Hours | None = store.get(place)
    number = known.chunks.get(hour, 0) if known is not None else 0
    waiting = store.edit(f"{place}{SEP}{hour}{SEP}{number}") if number else None
    if waiting is None or len(waiting.pairs) >= CHUNK:
        number, waiting = number + 1, Waiting()
        hours: Hours = store.edit(place) or Hours()
        hours.first = min(hours.first, hour) if hours.chunks else hour
        hours.chunks[hour] = number
        store.put(place, hours)
    waiting.pairs.append((at, what))
    store.put(f"{place}{SEP}{hour}{SEP}{number}", waiting)


def due(store: Store, name: str, watermark: int) -> list[str]:
    """Take out everything whose time the watermark has passed, in the order of time and name, each once."""
    place, now = f"Z{SEP}{name}", watermark // HOUR
    hours: Hours | None = store.get(place)
    if hours is None or now < hours.first:
        return []
    ripe: list[tuple[int, str]] = []
    passed = [hour for hour in _passed(hours, now) if hour < now or _ripens(store, place, hours, watermark)]
    if not passed and hours.first == now:
        return []  # with nothing to write down: time moves twice a second, and years of hours may wait
    store.edit(place)
    for hour in passed:
        later: list[tuple[int, str]] = []
        for number in range(1, hours.chunks.pop(hour) + 1):
            chunk = store.get(f"{place}{SEP}{hour}{SEP}{number}")
            store.delete(f"{place}{SEP}{hour}{SEP}{number}")
            for pair in chunk.pairs if chunk else ():
                (ripe if pair[0] <= watermark else later).append(pair)
        store.put(place, hours)
        for at, what in later:
            add(store, name, at, what)
    hours.first = now
    store.put(place, hours)
    return list(dict.fromkeys(what for _, what in sorted(ripe)))


def _ripens(store: Store, place: str, hours: Hours, watermark: int) -> bool:
    """Whether anything of the watermark's own hour is due."""
    hour = watermark // HOUR
    chunks = (store.get(f"{place}{SEP}{hour}{SEP}{number}") for number in range(1, hours.chunks[hour] + 1))
    return any(at <= watermark for chunk in chunks if chunk for at, _ in chunk.pairs)


def _passed(hours: Hours, last: int) -> list[int]:
    """Hours up to `last` with chunks: what is of a register stands at 1970, and nobody walks from there."""
    span = range(hours.first, last + 1)
    if len(span) <= len(hours.chunks):
        return [hour for hour in span if hour in hours.chunks]
    return sorted(hour for hour in hours.chunks if hour <= last)
