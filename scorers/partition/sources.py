"""Sources of registers as of a time: which of them are silent, and which criteria that leaves blind (R-08)."""

from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

from scorers.catalogue.discovery import CATALOGUE, AnyCriterion
from scorers.parameters.document import ParameterSet
from scorers.partition.partition import parameters, partition_state
from scorers.registers.lookup import Lookup, silent
from scorers.state.store import Store

LAST_KNOWN = frozenset(
    {
        "ref.office.tz",
        "ref.category_ground.ground",
        "ref.company.first_trade_date",
        "ref.company.legal_form",
        "ref.vehicle.kind",
    }
)
"""Inputs that go by what was said last, so that the silence of their register leaves nobody blind."""


class Source(NamedTuple):
    """A source as of a time: `heard` is its last sign of life (ms UTC, 0: none).

    `registers` are the fact types that it vouches for, `criteria` the codes of all that go blind once it is silent,
    indicators first.
    """

    name: str
    heard: int
    silent: bool
    registers: tuple[str, ...]
    criteria: tuple[str, ...]

    @property
    def blind(self) -> tuple[str, ...]:
        """Codes of what is blind because of this source now."""
        return self.criteria if self.silent else ()


def sources(params: ParameterSet, heard: Callable[[str], int], at: int) -> list[Source]:
    """Every source that the parameters name, by name, as of `at` (ms UTC).

    `heard` tells the last sign of life of a source (ms UTC, 0: none).
    """
    told = [(name, heard(name), registers, criteria) for name, registers, criteria in _vouching(params)]
    return [Source(name, last, silent(last, at, params.engine), *what) for name, last, *what in told]


def blind_counts(store: Store) -> dict[str, int]:
    """By source, how many criteria it leaves blind as of a partition's watermark.

    Empty before the partition knows the time and the parameters.
    """
    here = partition_state(store)
    if not here.watermark or not here.params:
        return {}
    lookup = Lookup(store, lambda _row, _t: None)
    told = sources(parameters(store), lambda name: lookup.heard(name, 0), here.watermark)
    return {source.name: len(source.blind) for source in told}


def blinding(criterion: AnyCriterion) -> frozenset[str]:
    """Fact types without which a criterion is blind, from its inputs; those read by some parameters only count too."""
    inputs = (name for name in criterion.inputs if name.startswith("ref.") and name not in LAST_KNOWN)
    return frozenset(".".join(name.split(".")[:2]) for name in inputs)


@lru_cache(maxsize=32)
def _vouching(params: ParameterSet) -> tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...]:
    """(source, registers, criteria) by source; asked every second, and the same as long as the parameters are."""
    registers = params.engine.registers
    by_source = {
        source: frozenset(register for register in registers if source in registers[register])
        for source in sorted({source for named in registers.values() for source in named})
    }
    judged = [code for code in (*CATALOGUE.indicators, *CATALOGUE.by_code) if _judged(code, params)]
    return tuple(
        (source, tuple(sorted(served)), tuple(code for code in judged if served & blinding(CATALOGUE.answering(code))))
        for source, served in by_source.items()
    )


def _judged(code: str, params: ParameterSet) -> bool:
    """Whether a criterion is judged in any member state."""
    return any(params.of_state(state).enabled(code, state) for state in params.engine.union_states)
