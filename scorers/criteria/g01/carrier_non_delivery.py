"""Criterion 1 of decision 8/7: a carrier with an earlier notice of non-delivery."""

from collections.abc import Iterator
from typing import Annotated

from schemas.normalise import normal_id
from scorers.contract.arguments import filled
from scorers.contract.case import Case, subject_key
from scorers.contract.criterion import Ask, Criterion, Params
from scorers.contract.history import History
from scorers.contract.links import transits_of
from scorers.contract.verdict import Evidence, Hit, Unknown
from scorers.ledgers.non_deliveries import NOTICES_OF_CARRIER
from scorers.parameters.units import Days, Number, means
from scorers.times.durations import DAY


class Parameters(Params, frozen=True):
    """How many notices within which time."""

    window_days: Annotated[Days, means("How far back notices on the carrier's other loads count.")] = 365
    min_notices: Annotated[Number, means("Notices from which on it is a hit.")] = 1
    high_notices: Annotated[Number, means("Notices from which on the hit is grave.")] = 3
    pending_days: Annotated[
        Days, means("How long a notice without carrier waits, in event time, for its transit to be opened.", ge=0)
    ] = 30


class Load(Ask, frozen=True):
    """A load that the carrier takes over now; notices on the loads `own` do not count."""

    own: tuple[str, ...]


class CarrierNonDelivery(Criterion[Parameters, Load]):
    """The carrier was reported, within the window, not to have delivered another load under customs control."""

    code = "1"
    group = "01"
    title = "Carrier with an earlier non-delivery notice for goods under customs control"
    kind = "stream"
    subject = "carrier"
    inputs = (
        "non_delivery.raised.notice_id",
        "non_delivery.raised.carrier_id",
        "non_delivery.raised.transit_id",
        "non_delivery.cancelled.notice_id",
        "transit.carrier_id",
        "declaration.carrier_id",
    )
    forms = ("escort_or_route", "guarantee", "seal_check")
    correlation_group = "non_delivery"
    texts = """
        .notices =
            The carrier was reported { $count ->
                [one] once
               *[other] { $count } times
            } in { $days } days not to have delivered a load, last on transit { $transit }.
    """
    parameters = Parameters
    ask = Load
    reads = (NOTICES_OF_CARRIER,)

    def asks(self, case: Case, params: Parameters) -> Iterator[tuple[str, Load] | Unknown]:
        """Ask at the opening and at each arrival of a transit, and at the registration of a declaration."""
        carrier = case.content.carrier_id
        if not carrier:
            yield Unknown((f"{case.kind}.carrier_id",))
            return
        loads = (case.id,) if case.kind == "transit" else transits_of(case)
        own = tuple(sorted(map(normal_id, loads)))
        yield subject_key("carrier", carrier), Load(self.code, case.t, case.trigger, own)
        for arrival in case.arrivals:
            yield subject_key("carrier", carrier), Load(self.code, arrival.at, arrival.name, own)

    def answer(self, ask: Load, history: History, params: Parameters) -> Hit | Unknown | None:
        """Hit from `min_notices` effective notices on other loads in the window."""
        notices = [
            notice
            for notice in history.window(NOTICES_OF_CARRIER, ask.t, params.window_days)
            if notice.transit_id not in ask.own and notice.waited <= params.pending_days * DAY
        ]
        if len(notices) < params.min_notices:
            return self.sees(params.window_days, history, ask.t)
        return Hit(
            "notices",
            tuple(
                Evidence("non_delivery", notice.ref, notice.at, notice.event_id, {"transit_id": notice.transit_id})
                for notice in notices
            ),
            severity="high" if len(notices) >= params.high_notices else "medium",
            window=(ask.t - params.window_days * DAY, ask.t),
            arguments=filled(count=len(notices), days=params.window_days, transit=notices[-1].transit_id),
        )
