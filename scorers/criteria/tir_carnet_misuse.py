"""Criterion 4 of decision 8/7: a person who used a stolen, lost or out-of-date TIR carnet."""

from collections.abc import Iterator

from schemas.normalise import normal_id
from scorers.criterion import Ask, Criterion, Params
from scorers.ledger import DAY, History
from scorers.ledgers.carnets import CARNET_USES, CarnetUse, persons
from scorers.verdict import Evidence, Hit, Unknown
from scorers.view import Case


class Parameters(Params, frozen=True):
    """Days of 24 h to look back; number of bad uses; statuses of a carnet that make its use bad."""

    history_days: int = 1095
    min_uses: int = 1
    include_current: bool = True
    """Whether the transit judged counts itself."""
    statuses: tuple[str, ...] = ("stolen", "lost", "invalidated")


class Using(Ask, frozen=True):
    """A transit of the person; `unnumbered`: under a TIR carnet whose number is not stated."""

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
        "transit.carnet_no",
        "transit.carnet_holder_id",
        "transit.declarant_id",
        "transit.opened_at",
        "transit.departure_office_id",
        "ref.carnet.status",
        "ref.carnet.status_from",
        "ref.carnet.last_presentation_date",
    )
    forms = ("guarantee", "escort_or_route", "documentary_check")
    cases = ("transit",)
    parameters = Parameters
    ask = Using
    reads = (CARNET_USES,)

    def asks(self, case: Case, params: Parameters) -> Iterator[tuple[str, Using] | Unknown]:
        """Ask holder and declarant at the opening and at each amendment."""
        own = normal_id(case.id)
        unnumbered = case.content.regime == "tir" and not case.content.carnet_no
        for person in persons(case):
            for version in case.snapshots:
                yield (
                    f"participant:{person}",
                    Using(self.code, max(case.t, version.at), version.event_id, own, unnumbered),
                )

    def answer(self, ask: Using, history: History, params: Parameters) -> Hit | Unknown | None:
        """Hit from `min_uses` bad uses; unknown when uses that the register does not decide could make as many."""
        uses = [
            use
            for use in history.window(CARNET_USES, ask.t, params.history_days)
            if params.include_current or normal_id(use.ref) != ask.transit_id
        ]
        bad = [use for use in uses if self._bad(use, params)]
        if len(bad) >= params.min_uses:
            return self._hit(ask, bad, params)
        undecided = [use for use in uses if use not in bad and (not use.status or use.overdue is None)]
        missing = tuple(
            name
            for name, lacks in (
                ("transit.carnet_no", ask.unnumbered and params.include_current),
                ("ref.carnet.status", any(not use.status for use in undecided)),
                ("ref.carnet.last_presentation_date", any(use.overdue is None for use in undecided)),
            )
            if lacks
        )
        possible = len(bad) + len(undecided) + (ask.unnumbered and params.include_current)
        if missing and possible >= params.min_uses:
            return Unknown(missing)
        return self.sees(params.history_days, history, ask.t)

    def _bad(self, use: CarnetUse, params: Parameters) -> bool:
        return use.status in params.statuses or bool(use.overdue)

    def _hit(self, ask: Using, bad: list[CarnetUse], params: Parameters) -> Hit:
        last = bad[-1]
        how = last.status if last.status in params.statuses else f"past its last day {last.last_day}"
        return Hit(
            f"In {params.history_days} days the person used {len(bad)} bad TIR carnet(s),"
            f" last {last.carnet_no} on transit {last.ref}: {how} at the opening.",
            tuple(
                Evidence(
                    "transit",
                    use.ref,
                    use.at,
                    use.event_id,
                    {
                        "carnet_no": use.carnet_no,
                        "status": use.status,
                        "last_day": use.last_day,
                        "overdue": use.overdue,
                    },
                )
                for use in bad
            ),
            window=(ask.t - params.history_days * DAY, ask.t),
        )
