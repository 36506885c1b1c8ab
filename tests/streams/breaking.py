"""`kordon` as a release that fails: for some transits criterion 1 can not ask, for others it can not answer."""

import sys
from collections.abc import Iterator

from scorers.contract.case import Case
from scorers.contract.history import History
from scorers.contract.verdict import Hit, Unknown
from scorers.criteria.g01.carrier_non_delivery import CarrierNonDelivery, Parameters
from scorers.families.non_delivery import Load, NonDelivery
from streams.__main__ import main

UNASKED, UNANSWERED = "UNASKED", "UNANSWERED"
"""What the names of such transits begin with."""


class Broken(Exception):
    """What was broken, so that no other error passes for it."""


def broken() -> None:
    """Break the criterion for the rest of the process."""
    asks, answer = CarrierNonDelivery.asks, CarrierNonDelivery.answer

    def asks_or_fails(
        self: NonDelivery[Parameters], case: Case, params: Parameters
    ) -> Iterator[tuple[str, Load] | Unknown]:
        if case.id.startswith(UNASKED):
            raise Broken(case.id)
        return asks(self, case, params)

    def answers_or_fails(
        self: NonDelivery[Parameters], ask: Load, history: History, params: Parameters
    ) -> Hit | Unknown | None:
        if any(load.startswith(UNANSWERED) for load in ask.own):
            raise Broken(ask.own)
        return answer(self, ask, history, params)

    CarrierNonDelivery.asks = asks_or_fails  # type: ignore[method-assign]  # that is the point
    CarrierNonDelivery.answer = answers_or_fails  # type: ignore[method-assign]  # as above


if __name__ == "__main__":
    broken()
    sys.exit(main())
