"""Criterion 45 of decision 8/7: papers without stamps, marks or signatures of the checkpoint at the border."""

from collections.abc import Iterator
from typing import Annotated, ClassVar

from msgspec import structs

from scorers.contract.arguments import filled
from scorers.contract.case import Case
from scorers.contract.criterion import Ask, Reach
from scorers.contract.history import History
from scorers.contract.inputs import of
from scorers.contract.learned import Learned
from scorers.contract.verdict import Hit, Unknown
from scorers.families.findings import FINDING, Believed, FindingsOnPapers, findings_on
from scorers.ledgers.crossings import ENTRIES, Entered, border_keys
from scorers.parameters.units import Confidence, Days, means
from scorers.reference.documents import transport_documents


class Parameters(Believed, frozen=True):
    """How far back a crossing is looked for, and how much it takes from a finding."""

    min_confidence: Annotated[Confidence, means("Least confidence of a finding; one that states none is certain.")] = (
        0.0
    )
    corroborate_days: Annotated[Days, means("How far back a crossing with the goods is looked for.")] = 180
    crossing_lowers_confidence_to: Annotated[
        Confidence, means("Most confidence of the hit when a crossing is known, since its marks may be electronic.")
    ] = 0.3


class Crossed(Learned, frozen=True, tag="told.entries"):
    """The last entry in the window, and whether all of the window was seen."""

    last: Entered | None
    covered: bool


class CrossedBy(Ask, frozen=True, tag="ask.entries"):
    """Entries with a paper, a transit or a vehicle."""

    learns: ClassVar[tuple[type[Learned], ...]] = (Crossed,)


class MissingBorderMarks(FindingsOnPapers[Parameters, CrossedBy]):
    """An officer found papers that the checkpoint at the border has not marked.

    That no entry is known with the transport document, the transit or a vehicle by the time of the finding bears it
    out, and is no hit by itself. Where one is known, the marks may be electronic: the hit says so and is less sure.
    """

    code = "45"
    group = "02"
    title = "No border-checkpoint stamps, marks or signatures on the accompanying documents"
    inputs = (
        *FINDING,
        "finding.raised.declaration_id",
        *of("crossing.recorded", "document_numbers[]", "direction", "crossed_at", "transit_id", "vehicle_ids[]"),
        *of("declaration", "documents[].number", "transit_id", "vehicle_ids[]"),
    )
    forms = ("documentary_check", "inspection")
    cases = ("declaration",)
    texts = """
        .numbered = The document { $document } bears no marks of the checkpoint (finding { $findings }).
        .unnumbered = The documents bear no marks of the checkpoint (finding { $findings }).
        .crossed =
            No marks of the checkpoint were found on the documents (finding { $findings }), but crossing { $crossing }
            is recorded: they may be electronic.
        .uncrossed =
            No marks of the checkpoint were found on the documents (finding { $findings }), and no crossing with the
            goods is known from { $days ->
                [one] the day
               *[other] the { $days } days
            } before.
    """
    reads = (ENTRIES,)

    def asks(self, case: Case, params: Parameters) -> Iterator[tuple[str, CrossedBy] | Unknown]:
        """Ask by all that the goods may have crossed under, once something was found."""
        found = [one.at for _, one in findings_on(case, self.code) if self.counts(one, params)]
        for key in self._keys(case) if found else ():
            yield key, CrossedBy(self.code, max(case.t, *found), case.trigger)

    def _keys(self, case: Case) -> tuple[str, ...]:
        numbers = (paper.number for paper in transport_documents(case.content.documents))
        return tuple(f"{ENTRIES.subject}:{key}" for key in border_keys(numbers, case.content))

    def reaches(self, params: Parameters) -> Iterator[Reach]:
        """Entries before the finding."""
        yield Reach(ENTRIES, ("corroborate_days",), params.corroborate_days)

    def answer(self, ask: CrossedBy, history: History, params: Parameters) -> Crossed:
        """The last entry by the time of the finding."""
        entries = history.window(ENTRIES, ask.t, params.corroborate_days)
        return Crossed(entries[-1] if entries else None, history.covers(ask.t, params.corroborate_days))

    def judge(self, case: Case, params: Parameters) -> Iterator[tuple[str, Hit | Unknown]]:
        """Each paper by what was found on it; crossings only make that more or less sure."""
        told = [case.learned(key, Crossed, self.code) for key in self._keys(case)]
        known = [one for one in told if one is not None]
        last = max((one.last for one in known if one.last), key=lambda entry: (entry.at, entry.ref), default=None)
        unseen = bool(known) and all(one.covered for one in known)
        for subject, verdict in super().judge(case, params):
            if not isinstance(verdict, Hit):
                yield subject, verdict
            elif last is not None:
                arguments = {**verdict.arguments, **filled(crossing=last.ref)}
                evidence = (*verdict.evidence, last.shown("crossing"))
                sure = min(verdict.confidence, params.crossing_lowers_confidence_to)
                yield (
                    subject,
                    structs.replace(verdict, why="crossed", evidence=evidence, confidence=sure, arguments=arguments),
                )
            elif unseen:
                arguments = {**verdict.arguments, **filled(days=params.corroborate_days)}
                yield subject, structs.replace(verdict, why="uncrossed", arguments=arguments)
            else:
                yield subject, verdict
