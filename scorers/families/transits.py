"""A declaration held against the transits that brought its goods.

The family goes through the transits that a declaration names, or that its waybills and vehicles lead to, and one hit
suffices; of what can not be told one is enough too. A criterion says what is missing while no transit is known, and
what a transit and the declaration have to agree in. `DeclaredElsewhere` compares offices.
"""

from collections.abc import Collection, Iterator
from typing import ClassVar, NamedTuple, TypeVar

from scorers.contract.arguments import Value, filled
from scorers.contract.case import Case
from scorers.contract.criterion import Ask, Criterion, ParamsT
from scorers.contract.inputs import of
from scorers.contract.links import TransitLink, transit_untold
from scorers.contract.verdict import Evidence, Hit, Unknown, missing
from scorers.reference.offices import OfficesCompared, elsewhere


class AgainstTransits(Criterion[ParamsT, Ask]):
    """The transits that brought the goods, one after another."""

    kind = "stream"
    subject = "consignment"
    cases = ("declaration",)
    opened: ClassVar[bool] = True
    """Whether a transit says nothing as long as its opening is not known."""

    def unjoined(self, case: Case, params: ParamsT) -> Unknown | None:
        """What is missing while no transit is known; None: the goods need not have come by one."""
        return missing("declaration.transit_id") if transit_untold(case) else None

    def against(self, case: Case, transit: TransitLink, params: ParamsT) -> Hit | Unknown | None:
        """The verdict on the declaration and one transit."""
        raise NotImplementedError

    def judge(self, case: Case, params: ParamsT) -> Iterator[tuple[str, Hit | Unknown]]:
        """Judge against every transit that brought the goods; one hit suffices."""
        transits = [link for link in case.linked(TransitLink) if link.versions or not self.opened]
        compared = [self.against(case, link, params) for link in transits]
        verdicts = [verdict for verdict in compared if verdict is not None]
        if not transits and (unknown := self.unjoined(case, params)) is not None:
            verdicts = [unknown]
        for verdict in sorted(verdicts, key=lambda verdict: isinstance(verdict, Unknown))[:1]:
            yield case.id, verdict


class Expected(NamedTuple):
    """Where goods were to be declared: offices, what says so, and the words for it.

    `doubt`: what is missing to know them all. `paired`: offices that count as one, two by two.
    """

    offices: Collection[str]
    evidence: tuple[Evidence, ...] = ()
    words: dict[str, Value] = {}  # noqa: RUF012  # nobody writes into it
    doubt: Unknown | None = None
    paired: Collection[tuple[str, str]] = ()


OfficesT = TypeVar("OfficesT", bound=OfficesCompared)


class DeclaredElsewhere(AgainstTransits[OfficesT]):
    """The declaration was lodged at none of the offices where a transit had its goods declared.

    The text `elsewhere` has the arguments `transit` and `office`, and the words of what was expected.
    """

    inputs = (
        *of("transit", "transit_id"),
        *of("declaration", "transit_id", "office_id"),
        *of("ref.office", "parent_id", "electronic_centre"),
    )
    forms = ("documentary_check", "inspection")
    correlation_group = "office_mismatch"

    def expected(self, case: Case, transit: TransitLink, params: OfficesT) -> Expected | None:
        """Where the goods of a transit were to be declared; None: that is not to be judged yet."""
        raise NotImplementedError

    def against(self, case: Case, transit: TransitLink, params: OfficesT) -> Hit | Unknown | None:
        """Hit at another office, unknown when one that is not known may be meant."""
        expected = self.expected(case, transit, params)
        if expected is None:
            return None
        level, centres = params.compare_level, params.skip_electronic_centres
        other = elsewhere(case, expected.offices, level, skip_centres=centres, paired=expected.paired)
        if other is False:
            return None
        doubt = expected.doubt or (other if isinstance(other, Unknown) else None)
        if doubt is not None:
            return doubt
        lodged = case.published.office_id
        declared = case.shown("declaration", office_id=lodged)
        arguments = filled(transit=transit.ref, **expected.words, office=lodged)
        return Hit("elsewhere", (*expected.evidence, declared), arguments=arguments)
