"""Criterion 4 of decision 8/7: a person who used a stolen, lost or out-of-date TIR carnet."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated

from scorers.contract.arguments import filled, sentence, sentences, term
from scorers.contract.case import Case
from scorers.contract.criterion import Ask, Criterion, Params, Reach
from scorers.contract.history import History
from scorers.contract.inputs import of
from scorers.contract.verdict import Hit, Unknown, missing
from scorers.ledgers.carnets import CARNET_USES, CarnetUse, persons
from scorers.parameters.units import Codes, Days, Number, Switch, means


class Parameters(Params, frozen=True):
    """Which uses are bad, and how many within which time."""

    history_days: Annotated[Days, means("How far back uses of carnets count.")] = 1095
    min_uses: Annotated[Number, means("Bad uses from which on it is a hit.")] = 1
    include_current: Annotated[Switch, means("Whether the transit judged counts itself.")] = True
    statuses: Annotated[Codes, means("Statuses of a carnet that make its use bad.")] = ("stolen", "lost", "invalidated")


class Using(Ask, frozen=True, tag="ask.carnets"):
    """A transit of the person; `unnumbered`: under a TIR carnet, or perhaps one, whose number is not stated."""

    transit_id: str
    unnumbered: bool


class TirCarnetMisuse(Criterion[Parameters, Using]):
    """The carnet of this transit, or of an earlier one of the same person, was stolen, lost, invalidated or overdue."""

    code = "4"
    group = "01"
    title = "Person earlier used a stolen, lost or out-of-date TIR carnet"
    kind = "stream"
    subject = "participant"
    inputs = (
        *of("transit", "carnet_no", "carnet_holder_id", "declarant_id", "opened_at", "departure_office_id"),
        *of("ref.carnet", "status", "status_from", "last_presentation_date"),
        "ref.office.tz",
    )
    forms = ("guarantee", "escort_or_route", "documentary_check")
    cases = ("transit",)
    texts = """
        .uses =
            { in-days } the person used { $count ->
                [one] a bad TIR carnet
               *[other] { $count } bad TIR carnets
            }, last { $carnet } on transit { $transit }: { $fault } at the opening.
        .overdue = past its last day, { $last_day },
    """
    reads = (CARNET_USES,)

    def asks(self, case: Case, params: Parameters) -> Iterator[tuple[str, Using] | Unknown]:
        """Ask holder and declarant at the opening and at each amendment."""
        regime = case.content.regime
        maybe = regime == "tir" or (regime is None and not case.carries("carnet_no"))
        unnumbered = maybe and not case.content.carnet_no
        if (unnumbered or case.content.carnet_no) and not case.content.carnet_holder_id:
            yield missing("transit.carnet_holder_id")
        for person in persons(case):
            for version in case.snapshots:
                yield (
                    f"participant:{person}",
                    Using(self.code, max(case.t, version.at), version.name, case.id, unnumbered),
                )

    def reaches(self, params: Parameters) -> Iterator[Reach]:
        """The uses of bad carnets that count."""
        yield Reach(CARNET_USES, ("history_days",), params.history_days)

    def answer(self, ask: Using, history: History, params: Parameters) -> Hit | Unknown | None:
        """Hit from `min_uses` bad uses; unknown when uses that the register does not decide could make as many."""
        uses = [
            use
            for use in history.window(CARNET_USES, ask.t, params.history_days)
            if params.include_current or use.ref != ask.transit_id
        ]
        bad = [use for use in uses if use.bad(params.statuses)]
        if len(bad) >= params.min_uses:
            return _hit(ask, bad, params)
        lacks = [lacking for use in uses if use not in bad and (lacking := use.lacking(params.statuses))]
        if ask.unnumbered and params.include_current:
            lacks.append({"transit.carnet_no"})
        if lacks and len(bad) + len(lacks) >= params.min_uses:
            return missing(*set().union(*lacks))
        return self.sees(params.history_days, history, ask.t)


def _hit(ask: Using, bad: list[CarnetUse], params: Parameters) -> Hit:
    last, days = bad[-1], params.history_days
    if last.misused(params.statuses):
        fault = term(f"code-status-{last.status}")
    else:
        fault = sentences([sentence("overdue", last_day=date.fromisoformat(last.last_day))])
    evidence = (
        use.shown("transit", carnet_no=use.carnet_no, status=use.status, last_day=use.last_day, overdue=use.overdue)
        for use in bad
    )
    figures = filled(days=days, count=len(bad), carnet=last.carnet_no, transit=last.ref, fault=fault)
    return Hit("uses", tuple(evidence), window=ask.window(days), arguments=figures)
