"""A criterion of a reference table says what the case names, and when a record counts."""

from collections.abc import Iterator, Sequence

from schemas.facts import CountryFact
from scorers.contract.arguments import filled
from scorers.contract.case import Case
from scorers.contract.criterion import Params
from scorers.contract.inputs import of
from scorers.contract.verdict import Hit
from scorers.families.tables import LookedUp, TableLookups
from tests.factories import declaration, fact
from tests.scorers.families.example import hit, lacking, verdicts


class SanctionedCountry(TableLookups[Params]):
    """The trading country, or that of dispatch, is under sanctions."""

    code = "XX-011"
    group = "XX"
    title = "Country under sanctions"
    subject = "country"
    inputs = of("declaration", "trading_country", "dispatch_country") + of("ref.country", "sanctioned")
    forms = ("documentary_check",)
    texts = ".sanctioned = Under sanctions: { $countries }."
    table = CountryFact
    decisive = ("sanctioned",)

    def named(self, case: Case, params: Params) -> Iterator[tuple[str, str | None]]:
        """Both countries."""
        yield "declaration.trading_country", case.content.trading_country
        yield "declaration.dispatch_country", case.content.dispatch_country

    def counts(self, record: CountryFact, case: Case, params: Params) -> bool:
        """As the table says."""
        return bool(record.sanctioned)

    def hit(self, case: Case, found: Sequence[LookedUp], params: Params) -> Hit:
        """Named are the countries."""
        evidence = tuple(one.evidence() for one in found)
        return Hit("sanctioned", evidence, arguments=filled(countries=[one.record.country for one in found]))


TABLE = [fact("ref.country", country=country, sanctioned=flag) for country, flag in (("KP", True), ("DE", False))]


def test_one_that_counts_suffices() -> None:
    """Whatever is not known of the other."""
    for dispatch in ("DE", "XX", None):
        story = [*TABLE, declaration(trading_country="KP", dispatch_country=dispatch)]
        found = hit(verdicts(SanctionedCountry(), story, "declaration:D1"), "D1")
        assert [one.values for one in found.evidence] == [{"input": "declaration.trading_country"}]
        assert found.arguments["countries"].value == ("KP",)


def test_what_is_not_stated_or_not_in_the_table_is_unknown() -> None:
    """When nothing that is known counts; what is known of all is a miss."""
    for dispatch, name in (("XX", "ref.country.sanctioned"), (None, "declaration.dispatch_country")):
        story = [*TABLE, declaration(trading_country="DE", dispatch_country=dispatch)]
        assert lacking(verdicts(SanctionedCountry(), story, "declaration:D1"), "D1") == (name,)
    story = [*TABLE, declaration(trading_country="DE", dispatch_country="DE")]
    assert verdicts(SanctionedCountry(), story, "declaration:D1") == {}
