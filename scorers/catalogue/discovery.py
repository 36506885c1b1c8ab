"""The catalogue of criteria: every module in the groups of `scorers.criteria`, discovered, sorted by code."""

import importlib
import inspect
import pkgutil
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from math import ceil
from typing import Any, Literal, get_args

import msgspec

from scorers import criteria
from scorers.contract.criterion import Ask, Criterion
from scorers.contract.learned import Learned
from scorers.contract.ledger import Entry, Ledger
from scorers.contract.links import AnyLink
from scorers.indicators.category import CategoryIndicator
from scorers.indicators.transit_join import TransitJoin
from scorers.parameters.document import ParameterSet

AnyCriterion = Criterion[Any, Any]
Part = Literal["asks", "enters", "judge"]
"""What a criterion may define of its contract for the cases that it judges."""
NUMBERED = re.compile(r"[1-9]\d?|10\d|11\d")
"""Codes of the decision, 1..119."""
NATIONAL = re.compile(r"([A-Z]{2})-\d{3}")
"""Codes of a member state's own criteria, which form a group of the state's name."""


def order(code: str) -> tuple[int, str]:
    """Sort key of a code: 1..119 by number, then national codes by name."""
    return (int(code), "") if code.isdigit() else (1000, code)


class Catalogue:
    """All criteria and the ledgers they read."""

    def __init__(self, found: list[AnyCriterion], indicators: list[AnyCriterion]) -> None:
        self._answering = {asked.code: asked for asked in (*found, *indicators)}
        self._indicators = indicators
        self.indicators = tuple(indicator.code for indicator in indicators)
        """Codes of the indicators: they are judged by the engine's parameters."""
        self.criteria = sorted(found, key=lambda criterion: order(criterion.code))
        self.telling = [criterion for criterion in found if type(criterion).tells is not Criterion.tells]
        """Criteria that open cases of their own."""
        self.by_code = {criterion.code: criterion for criterion in self.criteria}
        if len(self.by_code) != len(found):
            raise ValueError("two criteria have the same code")
        for criterion in found:
            _refuse_foreign_code(criterion)
        self.ledgers: dict[str, Ledger[Any]] = {}
        for criterion in (*self.criteria, *indicators):
            for ledger in criterion.reads:
                if self.ledgers.setdefault(ledger.name, ledger) is not ledger:
                    raise ValueError(f"two ledgers are called {ledger.name}")
        _refuse_shared_tags((*self.entry_types(), *self.ask_types(), *self.learned_types(), *get_args(AnyLink)))
        self._by_kind: dict[str, list[Ledger[Any]]] = {}
        for ledger in self.ledgers.values():
            for kind in ledger.kinds:
                self._by_kind.setdefault(kind, []).append(ledger)

    def __iter__(self) -> Iterator[AnyCriterion]:
        return iter(self.criteria)

    def ledgers_of(self, kind: str) -> list[Ledger[Any]]:
        """Ledgers that a kind of case may write."""
        return self._by_kind.get(kind, [])

    @lru_cache(maxsize=256)  # noqa: B019  # there is one catalogue, which lives as long as the process
    def read_by(self, params: ParameterSet) -> frozenset[str]:
        """Names of the ledgers that some criterion reads which is enabled in some member state."""
        reading = (one for one in self.criteria if any(one.code not in own.document.disabled for own in params.all()))
        return frozenset(ledger.name for one in (*reading, *self._indicators) for ledger in one.reads)

    @lru_cache(maxsize=256)  # noqa: B019  # as above
    def fed(self, kind: str, params: ParameterSet) -> list[Ledger[Any]]:
        """Ledgers that a kind of case writes by the common parameters: what nobody reads is not kept."""
        return [ledger for ledger in self.ledgers_of(kind) if ledger.name in self.read_by(params)]

    @lru_cache(maxsize=1_024)  # noqa: B019  # as above
    def taking_part(self, part: Part, kind: str, params: ParameterSet, state: str) -> list[tuple[AnyCriterion, Any]]:
        """Criteria that are judged in a member state and define `part` for a kind of case, with their parameters.

        Indicators come first.
        """
        return [
            (criterion, params.of(criterion.code))
            for criterion in (*self._indicators, *self.criteria)
            if kind in criterion.cases
            and getattr(type(criterion), part) is not getattr(Criterion, part)
            and params.enabled(criterion.code, state)
        ]

    def answering(self, code: str) -> AnyCriterion:
        """Criterion or indicator that answers a question."""
        return self._answering[code]

    @lru_cache(maxsize=1_024)  # noqa: B019  # as above
    def reach_of(self, code: str, params: ParameterSet) -> int:
        """Days of the longest window that a criterion reads, so long a question of it stays in force (ruling 45)."""
        reaches = self._answering[code].reaches(params.of(code))
        return max((ceil(reach.days + reach.beyond) for reach in reaches), default=0)

    def entry_types(self) -> set[type[Entry]]:
        """Every struct that an entry of a ledger may be."""
        return {ledger.entry for ledger in self.ledgers.values()}

    def ask_types(self) -> set[type[Ask]]:
        """Every struct that a question may be."""
        return {Ask, *(asked.ask for asked in self._answering.values())}

    def learned_types(self) -> set[type[Learned]]:
        """Every struct that an answer which is learned may be."""
        return {kind for ask in self.ask_types() for kind in ask.learns}


def _refuse_foreign_code(criterion: AnyCriterion) -> None:
    """A member state may add criteria, in a namespace and a group of its own (R-11). Raises ValueError for others."""
    national = NATIONAL.fullmatch(criterion.code)
    if not national and not NUMBERED.fullmatch(criterion.code):
        raise ValueError(f"{criterion.code} is neither a code of the decision, 1 to 119, nor national, such as KZ-001")
    if national and criterion.group != national[1]:
        raise ValueError(f"criterion {criterion.code} belongs to the group {national[1]}, not to {criterion.group}")


def _refuse_shared_tags(kinds: Iterable[type[msgspec.Struct]]) -> None:
    """What travels and is kept is told apart by its tag alone. Raises ValueError for two kinds of one tag."""
    known: dict[Any, type[msgspec.Struct]] = {}
    for kind in kinds:
        other = known.setdefault(kind.__struct_config__.tag, kind)
        if other is not kind or kind.__struct_config__.tag is None:
            names = " and ".join(sorted({kind.__name__, other.__name__}))
            raise ValueError(f"give a tag of its own to {names}")


def slug_of(criterion: AnyCriterion) -> str:
    """Name of the criterion's module."""
    return type(criterion).__module__.rpartition(".")[2]


def discover() -> Catalogue:
    """Import every module of `scorers.criteria` and make one object of each criterion it defines."""
    found: list[AnyCriterion] = []
    for module_info in pkgutil.walk_packages(criteria.__path__, f"{criteria.__name__}."):
        module = importlib.import_module(module_info.name)
        for _, member in inspect.getmembers(module, inspect.isclass):
            if issubclass(member, Criterion) and member.__module__ == module.__name__:
                found.append(member())
    return Catalogue(found, [CategoryIndicator(), TransitJoin()])


def markdown_table(catalogue: Catalogue) -> str:
    """The criteria as a Markdown table: code, group, title, kind, subject."""
    rows = [f"| {one.code} | {one.group} | {one.title} | {one.kind} | {one.subject} |" for one in catalogue]
    return "\n".join(["| code | group | criterion | kind | subject |", "|---|---|---|---|---|", *rows])


CATALOGUE = discover()
