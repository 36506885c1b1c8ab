"""What the records of one register say of the persons of a case, as of its time.

The family asks each person's history, leaves out the records that do not count, names the others as evidence, and says
unknown where the register was silent, a record lacks what decides, or a person is not stated. A criterion says whose
records it reads, which of them count and by what evidence, and what it makes of those found: a look-up of what they
name in another table, a number, a sum.
"""

from collections.abc import Iterator
from typing import Any, ClassVar

from schemas.facts import Fact
from schemas.facts.fact import fact_type_of
from scorers.contract.case import Case
from scorers.contract.criterion import Ask, Criterion, ParamsT
from scorers.contract.history import History
from scorers.contract.inputs import of
from scorers.contract.learned import Learned
from scorers.contract.verdict import Evidence, Hit, Unknown, missing
from scorers.ledgers.participant_facts import begun, facts_at


class Recorded(Learned, frozen=True, tag="told.records"):
    """Records that count, as evidence, and of each that can not be told the inputs that are missing."""

    found: tuple[Evidence, ...] = ()
    unclear: tuple[tuple[str, ...], ...] = ()


class Records(Ask, frozen=True, tag="ask.records"):
    """Which records on a person count, and what can not be told."""

    learns: ClassVar[tuple[type[Learned], ...]] = (Recorded,)


class RegisterRecords(Criterion[ParamsT, Records]):
    """Records of one register, in the one ledger that the criterion reads."""

    kind = "reference"
    subject = "participant"
    register: ClassVar[type[Fact]]
    decisive: ClassVar[tuple[str, ...]]
    """Fields of a record without which it can not be told whether it counts."""
    complete: ClassVar[bool] = False
    """Whether everybody has a record, which says how things stand: that none is there says nothing, nor does one that
    a silent register may have changed since."""

    def persons(self, case: Case) -> Iterator[tuple[str, str | None]]:
        """Inputs that name the persons, each with what it says, the person that a hit speaks of first."""
        if case.kind == "transit":
            yield "transit.declarant_id", case.content.declarant_id
        else:
            yield "declaration.participant_id", case.content.participant_id

    def speaks(self, record: Any, t: int) -> bool:
        """Whether a version of a record says anything as of t (ms UTC), or the one before it holds still."""
        return begun(record, t)

    def counts(self, record: Any, t: int, params: ParamsT) -> bool:
        """Whether nothing that a record states speaks against it as of t (ms UTC); decisive fields may be None."""
        raise NotImplementedError

    def lacking(self, record: Any, t: int, params: ParamsT) -> tuple[str, ...]:
        """Fields of a record without which it can not be told whether it counts as of t (ms UTC)."""
        return tuple(field for field in self.decisive if getattr(record, field) is None)

    def evidence(self, record: Any, event: str) -> Evidence:
        """A record that counts, which an event said, as evidence."""
        return Evidence(fact_type_of(self.register), record.key, record.valid_from, event)

    def enough(self, params: ParamsT) -> int:
        """Records that count from which on there is a verdict on them."""
        return 1

    def verdict(self, case: Case, found: tuple[Evidence, ...], params: ParamsT) -> Hit | Unknown | None:
        """What follows from enough records that count, of all persons together."""
        raise NotImplementedError

    def asks(self, case: Case, params: ParamsT) -> Iterator[tuple[str, Records] | Unknown]:
        """Ask the history of every person."""
        for person in self._subjects(case):
            yield person, Records(self.code, case.t, case.trigger)

    def answer(self, ask: Records, history: History, params: ParamsT) -> Recorded:
        """What is recorded of a person as of t."""
        [ledger] = self.reads
        register = fact_type_of(self.register)
        records = list(facts_at(history, ledger, ask.t, speaks=self.speaks))
        found: list[Evidence] = []
        unclear: list[tuple[str, ...]] = [(register,)] if self.complete and not records else []
        for event, record in records:
            if self.counts(record, ask.t, params):
                absent = self.lacking(record, ask.t, params)
                if absent:
                    unclear.append(of(register, *absent))
                else:
                    found.append(self.evidence(record, event))
        return Recorded(tuple(found), tuple(unclear))

    def judge(self, case: Case, params: ParamsT) -> Iterator[tuple[str, Hit | Unknown]]:
        """The records of all persons together."""
        persons = self._subjects(case)
        answers = [told for person in persons if (told := case.learned(person, Recorded, self.code)) is not None]
        if not answers or len(answers) < len(persons):
            return
        found = sorted((one for answer in answers for one in answer.found), key=lambda one: (one.ref, one.event))
        unclear = [names for answer in answers for names in answer.unclear]
        lacking = {path for path, person in self.persons(case) if not person}
        if case.tables.stale(self.register, case.t):
            lacking.add(fact_type_of(self.register))
            found = [] if self.complete else found
        verdict = None
        if len(found) >= self.enough(params):
            verdict = self.verdict(case, tuple(found), params)
        elif lacking or len(found) + len(unclear) >= self.enough(params):
            verdict = missing(*lacking.union(*unclear))
        if verdict is not None:
            yield persons[0].partition(":")[2], verdict

    def _subjects(self, case: Case) -> list[str]:
        return list(dict.fromkeys(f"participant:{person}" for _, person in self.persons(case) if person))
