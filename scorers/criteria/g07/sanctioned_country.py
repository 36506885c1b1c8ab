"""Criterion 98 of decision 8/7: goods are traded, sent or bound through a country under international sanctions."""

from collections.abc import Iterator, Sequence
from typing import Annotated, Literal

from schemas.facts import CountryFact
from scorers.contract.arguments import filled
from scorers.contract.case import Case
from scorers.contract.criterion import Params
from scorers.contract.inputs import of
from scorers.contract.verdict import Hit
from scorers.families.tables import LookedUp, TableLookups
from scorers.parameters.units import means


class Parameters(Params, frozen=True):
    """Which of the countries count."""

    roles: Annotated[
        tuple[Literal["trading", "dispatch", "destination"], ...],
        means("Countries that are looked at.", unit="list of trading, dispatch and destination"),
    ] = ("trading", "dispatch", "destination")


class SanctionedCountry(TableLookups[Parameters]):
    """The trading country, or that of dispatch or destination, was under sanctions when the goods were declared.

    The country of origin does not count, nor does it matter that sanctions were lifted later. Sanctions on some goods
    only are none on the country.
    """

    code = "98"
    group = "07"
    title = "Trade, dispatch or destination country under international sanctions"
    subject = "country"
    inputs = of("declaration", "trading_country", "dispatch_country", "destination_country") + of(
        "ref.country", "sanctioned"
    )
    forms = ("documentary_check", "inspection")
    law_area = "prohibitions_restrictions"
    texts = """
        .sanctioned =
            { $count ->
                [one] A country of the deal or of the carriage is
               *[other] Countries of the deal or of the carriage are
            } under international sanctions: { $countries }.
    """
    table = CountryFact
    decisive = ("sanctioned",)

    def named(self, case: Case, params: Parameters) -> Iterator[tuple[str, str | None]]:
        """The country of every role."""
        for role in params.roles:
            yield f"declaration.{role}_country", getattr(case.content, f"{role}_country")

    def counts(self, record: CountryFact, case: Case, params: Parameters) -> bool:
        """As the table says."""
        return bool(record.sanctioned)

    def subject_id(self, case: Case) -> str:
        """The country of dispatch, empty where it is not stated."""
        return case.content.dispatch_country or ""

    def hit(self, case: Case, found: Sequence[LookedUp], params: Parameters) -> Hit:
        """Each country is named once, and every role in which it counts."""
        countries = list(dict.fromkeys(one.record.country for one in found))
        evidence = tuple(one.evidence(country=one.record.country) for one in found)
        return Hit("sanctioned", evidence, arguments=filled(count=len(countries), countries=countries))
