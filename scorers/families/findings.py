"""What officers and sensors found: nothing else can show it, so a finding is the only ground of these criteria.

`FindingsOnCase` are on the consignment itself, or on a paper or an item of it. `StandingFindings` are on somebody or
something that a case names, such as a vehicle, and hold for every case until they expire or are cancelled. The family
finds the effective ones that are sure enough, says unknown where a whole validity was not seen, and gives a hit the
surest confidence; a criterion says whom a finding is about and what is told of it. Where it lets findings count that
are not sure enough, a hit that rests on such alone is doubtful.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Annotated, Any, ClassVar, TypeVar

from msgspec import structs

from schemas.events.finding import Finding
from scorers.contract.arguments import Value, filled
from scorers.contract.case import Case
from scorers.contract.criterion import Ask, AskT, Criterion, Params, Reach
from scorers.contract.history import History
from scorers.contract.inputs import of
from scorers.contract.learned import Learned
from scorers.contract.links import FindingLink
from scorers.contract.verdict import Evidence, Hit, Unknown, missing
from scorers.ledgers.findings import Observed, observed, surest_of_each
from scorers.parameters.units import Confidence, Days, means
from scorers.reference.documents import document_id, is_numbered
from scorers.times.durations import DAY

FINDING = of("finding.raised", "criterion") + of("finding.cancelled", "finding_id")
"""Inputs of every criterion of the family."""
MACHINES = ("xray_system", "sensor")
"""Observers that are no persons."""
Held = tuple[str, Observed]
"""A finding that holds, and the id of whom it speaks of; empty: only of the consignment."""


class Believed(Params, frozen=True):
    """From which confidence on a finding counts."""

    min_confidence: Annotated[Confidence, means("Least confidence of a finding; one that states none is certain.")] = (
        0.5
    )


class Valid(Believed, frozen=True):
    """How long a finding holds, and from which confidence on it counts."""

    valid_days: Annotated[Days, means("How long a finding holds that does not say so itself.")] = 30


BelievedT = TypeVar("BelievedT", bound=Believed)


def findings_on(case: Case, code: str, least: float = 0) -> list[tuple[Finding, Observed]]:
    """The effective findings of a criterion that name the case itself, of at least that confidence."""
    links = (link for link in case.linked(FindingLink) if link.finding.criterion == code)
    found = ((link.finding, observed(link.ref, link.event_id, link.finding)) for link in links)
    return [(finding, one) for finding, one in found if one.confidence >= least]


def hit_on(found: Iterable[Observed], why: str, evidence: Iterable[Evidence], **arguments: Value) -> Hit:
    """A hit as sure as the surest of the findings that it rests on."""
    confidence = max(one.confidence for one in found)
    return Hit(why, tuple(evidence), confidence=confidence, arguments=filled(**arguments))


class Findings(Criterion[BelievedT, AskT]):
    """Findings that count, and those of them that an officer has to confirm."""

    kind = "finding"

    def sure(self, one: Observed, params: BelievedT) -> bool:
        """Whether a finding needs nobody to confirm it."""
        return one.confidence >= params.min_confidence

    def counts(self, one: Observed, params: BelievedT) -> bool:
        """Whether a finding counts at all; by default when it is sure."""
        return self.sure(one, params)

    def doubtful(self, found: Iterable[Observed], params: BelievedT) -> bool:
        """Whether a hit that rests on these findings is for an officer to judge."""
        return not any(self.sure(one, params) for one in found)


class FindingsOnCase(Findings[BelievedT, AskT]):
    """Findings on the consignment: one hit for each subject that they are about."""

    def about(self, case: Case, finding: Finding) -> Iterator[str]:
        """Ids of the subjects of the case that a finding is about; none where the case shows that it is mistaken."""
        raise NotImplementedError

    def hit(self, subject: str, found: Sequence[Observed]) -> Hit:
        """What is said of a subject that findings are about."""
        raise NotImplementedError

    def judge(self, case: Case, params: BelievedT) -> Iterator[tuple[str, Hit | Unknown]]:
        """Hit every subject that an effective finding is about."""
        found: dict[str, list[Observed]] = {}
        for finding, one in findings_on(case, self.code):
            for subject in self.about(case, finding) if self.counts(one, params) else ():
                found.setdefault(subject, []).append(one)
        for subject, findings in found.items():
            yield subject, structs.replace(self.hit(subject, findings), doubtful=self.doubtful(findings, params))


class FindingsOnPapers(FindingsOnCase[BelievedT, AskT]):
    """Findings on papers of the consignment: one hit for each paper, in which a repeated finding counts once.

    The text `numbered` has the arguments `document`, the number of the paper, and `findings`; `unnumbered` the latter.
    """

    subject = "document"

    def about(self, case: Case, finding: Finding) -> Iterator[str]:
        """The paper that it names, by type and number where the case lists it; else one that nobody names."""
        named = finding.subject_id if finding.subject_kind == "document" else None
        listed = (paper for paper in case.content.documents or () if named and is_numbered(paper, named))
        paper = next(listed, None)
        yield document_id(paper.type, paper.number) if paper else document_id("document", named)

    def hit(self, subject: str, found: Sequence[Observed]) -> Hit:
        """Named by its number, where it has one; of findings with one reference the surest."""
        number = subject.partition("|")[2]
        told = [one for one, _ in surest_of_each(found)]
        evidence = (one.shown("finding", confidence=one.confidence, document=subject) for one in told)
        why, findings = "numbered" if number else "unnumbered", [one.ref for one in told]
        return hit_on(told, why, evidence, document=number, findings=findings)


class Stood(Learned, frozen=True, tag="told.findings"):
    """The findings, and whether a whole validity was seen."""

    found: tuple[Observed, ...] = ()
    covered: bool = True


class Standing(Ask, frozen=True, tag="ask.findings"):
    """Findings on a subject that held at t, made by `end` (ms UTC)."""

    learns: ClassVar[tuple[type[Learned], ...]] = (Stood,)

    end: int


class StandingFindings(Findings[BelievedT, Standing]):
    """Findings on those whom a case names, in the one ledger that the criterion reads, until they expire."""

    lasting: ClassVar[str] = "valid_days"
    """The parameter that says how many days a finding holds; empty: it is not by days that it ends."""
    expires: ClassVar[bool] = True
    """Whether a finding ends when it says so itself, and an open case then loses its hit; else it is looked back at."""

    def whom(self, case: Case, params: BelievedT) -> Mapping[str, tuple[int, int]]:
        """Ids of whom the case names, each with the times (ms UTC) at which a finding holds and by which it is made."""
        raise NotImplementedError

    def own(self, case: Case) -> Iterable[Held]:
        """Findings that name the consignment alone, where they count."""
        return ()

    def unnamed(self, case: Case) -> Unknown | None:
        """What is missing where a case names nobody; None: it need not."""
        return None

    def doubt(self, case: Case) -> Unknown | None:
        """What else has to be known where nothing holds; None: nothing."""
        return None

    def ends(self, one: Observed, params: BelievedT) -> int:
        """From when a finding no longer holds, ms UTC."""
        days = self._days(params)
        return one.ends(days) if self.expires else one.at + days * DAY

    def _days(self, params: BelievedT) -> int:
        days: int = getattr(params, self.lasting) if self.lasting else 0
        return days

    def subject_id(self, case: Case, holding: Sequence[Held]) -> str:
        """Id of the subject of a verdict; where it is unknown, nothing is `holding`."""
        raise NotImplementedError

    def hit(self, holding: Sequence[Held]) -> Hit:
        """What is said of the findings that hold, which are in the order of their references."""
        raise NotImplementedError

    def asks(self, case: Case, params: BelievedT) -> Iterator[tuple[str, Standing] | Unknown]:
        """Ask everybody whom the case names."""
        [ledger] = self.reads
        for who, (start, end) in self.whom(case, params).items():
            yield f"{ledger.subject}:{who}", Standing(self.code, start, case.trigger, end)

    def reaches(self, params: BelievedT) -> Iterator[Reach]:
        """Findings that do not say themselves how long they hold."""
        [ledger] = self.reads
        yield Reach(ledger, (self.lasting,), self._days(params))

    def answer(self, ask: Standing, history: History, params: BelievedT) -> Stood:
        """Findings made by then that held, and whether a whole validity was seen."""
        [ledger] = self.reads
        found = tuple(
            one
            for one in history.span(ledger, ask.t - ledger.keep_days * DAY, ask.end)
            if self.counts(one, params) and ask.t < self.ends(one, params)
        )
        return Stood(found, history.covers(ask.t, self._days(params)))

    def lasts(self, said: Any, params: BelievedT) -> int:
        """As long as the findings hold."""
        return max((self.ends(one, params) for one in said.found), default=0)

    def judge(self, case: Case, params: BelievedT) -> Iterator[tuple[str, Hit | Unknown]]:
        """Hit while some finding holds: on an open case until it expires."""
        [ledger] = self.reads
        told = {
            who: case.learned(f"{ledger.subject}:{who}", Stood, self.code) or Stood() for who in self.whom(case, params)
        }
        named = {one.ref: (who, one) for who, stood in told.items() for one in stood.found}
        found = {one.ref: (who, one) for who, one in self.own(case)} | named
        holding = [held for _, held in sorted(found.items()) if self.holds(case, held[1], params)]
        covered = all(stood.covered for stood in told.values())
        unknown = self.unnamed(case) if not told else self.doubt(case) if covered else missing("coverage")
        if holding:
            until = max(self.ends(one, params) for _, one in holding) if self.expires else None
            doubtful = self.doubtful((one for _, one in holding), params)
            yield self.subject_id(case, holding), structs.replace(self.hit(holding), deadline=until, doubtful=doubtful)
        elif unknown is not None:
            yield self.subject_id(case, ()), unknown

    def holds(self, case: Case, one: Observed, params: BelievedT) -> bool:
        """Whether a finding on somebody, or on the consignment, holds for the case."""
        ends = self.ends(one, params)
        return self.counts(one, params) and case.t < ends and (not self.expires or case.still(ends))
