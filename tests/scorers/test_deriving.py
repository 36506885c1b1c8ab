"""What a case sends to its subjects: a signal for what changed, and whether it waits for the answer."""

from scorers.cases.deriving import _send_signals, _Signals
from scorers.cases.state import CaseState
from scorers.contract.criterion import Ask
from scorers.contract.ledger import Entry
from scorers.exchange.messages import Signal
from scorers.state.extent import Extent
from tests.factories import T0

READ, UNREAD = "notices_of_carrier", "transits_of_participant"
"""A ledger that criterion 1 reads, and one that it does not."""


def sent(state: CaseState, entries: dict[str, int], asks: tuple[Ask, ...]) -> Signal | None:
    """The signal of a case that puts in an entry of a time for each ledger."""
    signals = _Signals()
    for ledger, at in entries.items():
        signals["carrier:C1"].entries.append((ledger, Entry(at, "T1", "e")))
    signals["carrier:C1"].asks.extend(asks)
    outputs = _send_signals(state, signals, "v", 0, Extent())
    return next((output.message for output in outputs if isinstance(output.message, Signal)), None)  # type: ignore[union-attr]


def test_only_what_may_change_the_answer_is_waited_for() -> None:
    """What goes into ledgers that the case's own questions do not read leaves the question as it was."""
    state, asks = CaseState("transit:T1"), (Ask("1", T0, "e"),)
    first = sent(state, {UNREAD: T0}, asks)
    assert first is not None
    assert (first.asked, state.waiting) == (first.revision, ["carrier:C1"])
    state.waiting.clear()
    assert sent(state, {UNREAD: T0}, asks) is None
    other = sent(state, {UNREAD: T0 + 1}, asks)
    assert other is not None
    assert (other.asked, state.waiting) == (first.revision, [])
    own = sent(state, {UNREAD: T0 + 1, READ: T0}, asks)
    assert own is not None
    assert (own.asked, state.waiting) == (own.revision, ["carrier:C1"])
    state.waiting.clear()
    moved = sent(state, {UNREAD: T0 + 1, READ: T0}, (Ask("1", T0 + 1, "e"),))
    assert moved is not None
    assert (moved.asked, state.waiting) == (moved.revision, ["carrier:C1"])
