"""Criterion 2 of decision 8/7: a driver who drove a load that was later reported as not delivered."""

from collections.abc import Iterator
from typing import Annotated

from schemas.normalise import normal_id
from scorers.contract.arguments import filled
from scorers.contract.case import Case, since, subject_key
from scorers.contract.criterion import Ask, Criterion, Params
from scorers.contract.history import History
from scorers.contract.links import transits_of
from scorers.contract.verdict import Evidence, Hit, Unknown
from scorers.ledgers.non_deliveries import NOTICES_OF_DRIVER
from scorers.parameters.units import Days, Number, Switch, means
from scorers.times.durations import DAY


class Parameters(Params, frozen=True):
    """How many notices within which time, and whom they concern."""

    window_days: Annotated[Days, means("How far back notices on the driver's other loads count.")] = 365
    min_notices: Annotated[Number, means("Notices from which on it is a hit.")] = 1
    include_all_drivers_of_trip: Annotated[
        Switch,
        means("Whether a notice also counts for the drivers who were replaced on that trip before it was raised."),
    ] = True


class Drive(Ask, frozen=True):
    """A load that the driver takes over now; notices on the loads `own` do not count."""

    own: tuple[str, ...]


class DriverNonDelivery(Criterion[Parameters, Drive]):
    """Within the window another load that the driver drove was reported undelivered, whatever carrier employs him."""

    code = "2"
    group = "01"
    title = "Driver who drove a load later reported as not delivered"
    kind = "stream"
    subject = "driver"
    inputs = (
        "non_delivery.raised.notice_id",
        "non_delivery.raised.driver_id",
        "non_delivery.raised.transit_id",
        "non_delivery.cancelled.notice_id",
        "transit.driver_id",
        "declaration.driver_id",
    )
    forms = ("escort_or_route", "seal_check", "inspection")
    correlation_group = "non_delivery"
    texts = """
        .notices =
            In { $days ->
                [one] a day
               *[other] { $days } days
            } { $count ->
                [one] one load that the driver drove was
               *[other] { $count } loads that the driver drove were
            } reported not delivered, last on transit { $transit }.
    """
    parameters = Parameters
    ask = Drive
    reads = (NOTICES_OF_DRIVER,)

    def asks(self, case: Case, params: Parameters) -> Iterator[tuple[str, Drive] | Unknown]:
        """Ask about the present driver, as of when he took over; at the registration of a declaration."""
        driver = case.content.driver_id
        if not driver:
            yield Unknown((f"{case.kind}.driver_id",))
            return
        own = (case.id,) if case.kind == "transit" else transits_of(case)
        at, trigger = since(case, lambda content: normal_id(content.driver_id or ""))
        yield subject_key("driver", driver), Drive(self.code, at, trigger, tuple(sorted(map(normal_id, own))))

    def answer(self, ask: Drive, history: History, params: Parameters) -> Hit | Unknown | None:
        """Hit from `min_notices` effective notices on other loads in the window."""
        notices = [
            notice
            for notice in history.window(NOTICES_OF_DRIVER, ask.t, params.window_days)
            if notice.transit_id not in ask.own and (params.include_all_drivers_of_trip or not notice.replaced)
        ]
        if len(notices) < params.min_notices:
            return self.sees(params.window_days, history, ask.t)
        return Hit(
            "notices",
            tuple(
                Evidence(
                    "non_delivery",
                    notice.ref,
                    notice.at,
                    notice.event_id,
                    {"transit_id": notice.transit_id, "replaced_on_the_way": notice.replaced},
                )
                for notice in notices
            ),
            window=(ask.t - params.window_days * DAY, ask.t),
            arguments=filled(count=len(notices), days=params.window_days, transit=notices[-1].transit_id),
        )
