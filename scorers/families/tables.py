"""What a reference table says of each thing that a case names: its countries, banks, permits or marks.

The family looks every one of them up as of the case's time; one that counts suffices for a hit, which names all that
do, and unknown is what is not stated, not in the table, or not decided by its record. A criterion says what the case
names, and when a record counts. What a participant's own records say is `scorers.families.registers`, and what the
tariff says of each item `scorers.families.goods_items`.
"""

from collections.abc import Iterator, Sequence
from typing import Any, ClassVar, NamedTuple

from schemas.facts import Fact
from schemas.facts.fact import fact_type_of
from scorers.contract.case import Case
from scorers.contract.criterion import Ask, Criterion, ParamsT
from scorers.contract.verdict import Evidence, Hit, Scalar, Unknown, missing


class LookedUp(NamedTuple):
    """A record that counts, and the input by which the case names it."""

    path: str
    record: Any

    def evidence(self, **values: Scalar) -> Evidence:
        """The record, since when it holds, and where the case names it."""
        named = {"input": self.path, **values}
        return Evidence(self.record.fact_type, self.record.key, self.record.valid_from, values=named)


class TableLookups(Criterion[ParamsT, Ask]):
    """Records of one table, by the keys that a case names."""

    kind = "reference"
    cases = ("declaration",)
    table: ClassVar[type[Fact]]
    decisive: ClassVar[tuple[str, ...]]
    """Fields of a record without which it can not be told whether it counts, the most telling first."""

    def named(self, case: Case, params: ParamsT) -> Iterator[tuple[str, str | None]]:
        """Inputs that name something, each with its key; None: it has to be known, and is not stated."""
        raise NotImplementedError

    def counts(self, record: Any, case: Case, params: ParamsT) -> bool:
        """Whether a record that states what decides is a ground for a hit."""
        raise NotImplementedError

    def subject_id(self, case: Case) -> str:
        """Id of the subject of the verdict."""
        return case.id

    def hit(self, case: Case, found: Sequence[LookedUp], params: ParamsT) -> Hit:
        """What is said of the records that count, in the order in which the case names them."""
        raise NotImplementedError

    def judge(self, case: Case, params: ParamsT) -> Iterator[tuple[str, Hit | Unknown]]:
        """Look up what the case names; one that counts suffices."""
        table = fact_type_of(self.table)
        found: list[LookedUp] = []
        lacking: set[str] = set()
        for path, key in self.named(case, params):
            record = case.tables.at(self.table, key, case.t, case.member_state) if key else None
            absent = self.decisive[:1] if record is None else [one for one in self.decisive if _unstated(record, one)]
            if not key:
                lacking.add(path)
            elif absent:
                lacking.update(f"{table}.{field}" for field in absent)
            elif self.counts(record, case, params):
                found.append(LookedUp(path, record))
        if found:
            yield self.subject_id(case), self.hit(case, found, params)
        elif lacking:
            yield self.subject_id(case), missing(*lacking)


def _unstated(record: Fact, field: str) -> bool:
    return getattr(record, field) is None
