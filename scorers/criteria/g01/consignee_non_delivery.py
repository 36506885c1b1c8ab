"""Criterion 3 of decision 8/7: a consignee to whom an earlier load was reported undelivered."""

from collections.abc import Iterator
from typing import Annotated, Any

from schemas.normalise import normal_id
from scorers.contract.arguments import filled
from scorers.contract.case import Case, since
from scorers.contract.criterion import Ask, Criterion, Params
from scorers.contract.history import History
from scorers.contract.links import transits_of
from scorers.contract.verdict import Evidence, Hit, Unknown
from scorers.ledgers.non_deliveries import NOTICES_OF_CONSIGNEE, consignee_key
from scorers.parameters.units import Days, Number, Switch, means
from scorers.times.durations import DAY


class Parameters(Params, frozen=True):
    """How many notices within which time, and who is the same consignee."""

    window_days: Annotated[Days, means("How far back notices on other loads for the consignee count.")] = 365
    min_notices: Annotated[Number, means("Notices from which on it is a hit.")] = 1
    name_fallback: Annotated[
        Switch, means("Whether a consignee without a number is known by its normalised name and its country.")
    ] = True


class Receive(Ask, frozen=True):
    """A load for the consignee now; notices on the loads `own` do not count."""

    own: tuple[str, ...]


class ConsigneeNonDelivery(Criterion[Parameters, Receive]):
    """Another load for this consignee was reported undelivered within the window."""

    code = "3"
    group = "01"
    title = "Consignee to whom an earlier transit load was reported undelivered"
    kind = "stream"
    subject = "consignee"
    inputs = (
        "non_delivery.raised.notice_id",
        "non_delivery.raised.consignee_id",
        "non_delivery.raised.transit_id",
        "non_delivery.cancelled.notice_id",
        "transit.consignee_id",
        "transit.consignee_name",
        "declaration.consignee_id",
        "declaration.consignee_name",
    )
    forms = ("escort_or_route", "guarantee", "seal_check")
    correlation_group = "non_delivery"
    texts = """
        .notices =
            In { $days ->
                [one] a day
               *[other] { $days } days
            } { $count ->
                [one] one load for the consignee was
               *[other] { $count } loads for the consignee were
            } reported not delivered, last on transit { $transit }.
    """
    parameters = Parameters
    ask = Receive
    reads = (NOTICES_OF_CONSIGNEE,)

    def asks(self, case: Case, params: Parameters) -> Iterator[tuple[str, Receive] | Unknown]:
        """Ask about the present consignee, as of when it was named; at the registration of a declaration."""

        def key_of(content: Any) -> str | None:
            name, country = content.consignee_name, content.consignee_country
            return consignee_key(content.consignee_id, name, country, params.name_fallback)

        key = key_of(case.content)
        if key is None:
            yield Unknown((self._missing(case, params),))
            return
        own = (case.id,) if case.kind == "transit" else transits_of(case)
        at, trigger = since(case, key_of)
        yield f"consignee:{key}", Receive(self.code, at, trigger, tuple(sorted(map(normal_id, own))))

    def _missing(self, case: Case, params: Parameters) -> str:
        named = params.name_fallback and case.content.consignee_name
        return f"{case.kind}.{'consignee_country' if named else 'consignee_id'}"

    def answer(self, ask: Receive, history: History, params: Parameters) -> Hit | Unknown | None:
        """Hit from `min_notices` effective notices on other loads in the window."""
        notices = [
            notice
            for notice in history.window(NOTICES_OF_CONSIGNEE, ask.t, params.window_days)
            if notice.transit_id not in ask.own
        ]
        if len(notices) < params.min_notices:
            return self.sees(params.window_days, history, ask.t)
        return Hit(
            "notices",
            tuple(
                Evidence("non_delivery", notice.ref, notice.at, notice.event_id, {"transit_id": notice.transit_id})
                for notice in notices
            ),
            window=(ask.t - params.window_days * DAY, ask.t),
            arguments=filled(count=len(notices), days=params.window_days, transit=notices[-1].transit_id),
        )
