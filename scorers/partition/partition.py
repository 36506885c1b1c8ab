"""What one partition knows beside its cases or subjects: the watermark, the parameters to judge by, open cases."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

import msgspec
import xxhash

from scorers.catalogue.discovery import CATALOGUE
from scorers.catalogue.loading import read
from scorers.contract.ledger import Ledger
from scorers.exchange.messages import Parameters, Watermark
from scorers.parameters.document import ParameterSet
from scorers.parameters.errors import ParameterError
from scorers.state.keys import SEP
from scorers.state.store import Store
from scorers.times.durations import DAY

PLACE = f"M{SEP}room"
_DOCUMENTS = f"M{SEP}document{SEP}"


class PartitionState(msgspec.Struct, array_like=True):
    """`sources`: per source its time (ms UTC) and whether it is idle; `params`: version of the document in force.

    `fed`: since when (ms UTC) entries go into ledgers that no enabled criterion read at first; the others always had.

    `open`: declarations and transits that have not ended, counted as they open and end. `selected`: import declarations
    by what controls they meet (`scorers.weighing.selectivity`), each counted once, for ever.
    """

    sources: dict[str, tuple[int, bool]] = {}
    watermark: int = 0
    params: str = ""
    coverage_start: int = 0
    open: int = 0
    selected: dict[str, int] = {}
    fed: dict[str, int] = {}

    def covered_since(self, ledgers: Iterable[Ledger[Any]]) -> int:
        """Since when (ms UTC) everything that belongs into some ledgers has been seen."""
        if not self.fed:
            return self.coverage_start
        return max([self.coverage_start, *(self.fed.get(ledger.name, 0) for ledger in ledgers)])

    @property
    def coverage(self) -> int:
        """A mark that another coverage of any ledger does not bear."""
        if not self.fed:
            return self.coverage_start
        return xxhash.xxh3_64_intdigest(repr((self.coverage_start, sorted(self.fed.items()))).encode())


class Document(msgspec.Struct, array_like=True, frozen=True):
    """A parameter document, by its version. A record of its own: the partition's is written down every second."""

    text: bytes


def partition_state(store: Store) -> PartitionState:
    """The partition's own record, to be read; made at its first use."""
    found: PartitionState | None = store.get(PLACE)
    if found is None:
        found = PartitionState()
        store.put(PLACE, found)
    return found


def _changing(store: Store) -> PartitionState:
    found: PartitionState | None = store.edit(PLACE)
    return found if found is not None else PartitionState()


def advance(store: Store, *marks: Watermark) -> int | None:
    """Note the time of sources; returns the new watermark when it moved. It never goes back.

    The minimum over sources that are not idle; when all are idle, the furthest: nothing is on its way then.
    """
    here = _changing(store)
    news: dict[str, tuple[int, bool]] = {}
    for mark in marks:
        known = news.get(mark.source) or here.sources.get(mark.source)
        news[mark.source] = (max(mark.at, known[0]) if known else mark.at, mark.idle)
    if news.items() <= here.sources.items():
        return None
    here.sources.update(news)
    busy = [time for time, idle in here.sources.values() if not idle]
    combined = min(busy) if busy else max(time for time, _ in here.sources.values())
    before, here.watermark = here.watermark, max(here.watermark, combined)
    store.put(PLACE, here)
    return combined if combined > before else None


def adopt(store: Store, message: Parameters) -> bool:
    """Judge by these parameters from here on; False when that is so already."""
    here = _changing(store)
    fed = {name: at for name, at in message.fed.items() if at > here.fed.get(name, 0)}
    if here.params == message.version and here.coverage_start == message.coverage_start and not fed:
        return False
    here.fed.update(fed)
    store.put(f"{_DOCUMENTS}{message.version}", Document(message.document))
    here.params, here.coverage_start = message.version, message.coverage_start
    store.put(PLACE, here)
    return True


def newly_fed(store: Store, message: Parameters) -> Parameters:
    """A parameter document as subjects get it: with the ledgers that cases fill from now on, and since when.

    What came before the document may be ahead of the watermark, by less than a day.
    """
    here = partition_state(store)
    if not here.params or here.params == message.version:
        return message
    fresh = CATALOGUE.read_by(_set_of(message.document)) - CATALOGUE.read_by(parameters(store))
    return msgspec.structs.replace(message, fed=dict.fromkeys(sorted(fresh), here.watermark + DAY))


def count_open(store: Store, was: bool, now: bool) -> bool:
    """Count a case that was open, or was not, and now is, or is not; returns `now`."""
    if was != now:
        here = _changing(store)
        here.open += 1 if now else -1
        store.put(PLACE, here)
    return now


def count_selected(store: Store, was: str, now: str) -> None:
    """Count a case in the class it now is in instead of the one it was in; empty for none."""
    if was != now:
        here = _changing(store)
        for name, amount in ((was, -1), (now, 1)):
            if name:
                here.selected[name] = here.selected.get(name, 0) + amount
        store.put(PLACE, here)


@lru_cache(maxsize=32)
def _set_of(document: bytes) -> ParameterSet:
    # Not checked again: what was in force has to be judged by, although a newer release may keep less for it.
    return read(document)


def parameters(store: Store, version: str = "") -> ParameterSet:
    """The parameter set of a version, by default the one in force. Raises ParameterError when none has come yet."""
    here = partition_state(store)
    name, _, state = version.partition("-") if version else (here.params, "", "")
    document: Document | None = store.get(f"{_DOCUMENTS}{name}")
    if document is None:
        raise ParameterError("no parameters have reached this partition: publish a parameter document first")
    return _set_of(document.text).of_state(state) if state else _set_of(document.text)
