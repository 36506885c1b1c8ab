"""A changed category of a participant, as of the newest time that anything is known of it, is said once (R-30)."""

from collections.abc import Collection

import msgspec

from schemas.codec import encode_outward
from schemas.outcomes import CategoryChange, CategoryConflict
from schemas.topics import CATEGORY_CHANGES
from scorers.contract.history import History
from scorers.exchange.messages import Outward, Signal
from scorers.indicators.category import CategoryAsk, CategoryIndicator, category_of
from scorers.parameters.document import ParameterSet
from scorers.parameters.engine import Level
from scorers.partition.partition import parameters
from scorers.reference.categories import Category
from scorers.state.keys import SEP
from scorers.state.store import Store

READ = frozenset(ledger.name for ledger in CategoryIndicator.reads)


class KnownCategory(msgspec.Struct, array_like=True):
    """The category last said of a participant, and the newest question about it, as of the newest time known."""

    ask: CategoryAsk
    level: Level
    grounds: tuple[str, ...]
    conflicts: tuple[tuple[str, str], ...]
    version: int = 0
    """How many changes were said."""


def category_change(store: Store, history: History, signal: Signal, changed: Collection[str]) -> list[Outward]:
    """What is to be said after a signal that changed the ledgers `changed` of a participant.

    Member states that judge by parameters of their own are told apart, so that none undoes what another said.
    """
    asks = [ask for ask in signal.asks if isinstance(ask, CategoryAsk)]
    if not asks and READ.isdisjoint(changed):
        return []
    common, concerned = parameters(store), not READ.isdisjoint(changed)
    said: list[Outward] = []
    for state, params in (("", common), *sorted(common.states.items())):
        own = [ask for ask in asks if common.of_state(ask.member_state) is params]
        place = SEP.join(filter(None, ("K", signal.subject, state)))
        known: KnownCategory | None = store.get(place)
        ask = _newest(known.ask if known else None, own, signal)
        if ask is not None and (known is None or ask != known.ask or concerned):
            said.extend(_said_by(store, history, signal, ask, known, params, place))
    return said


def _said_by(  # what is known is looked up once
    store: Store,
    history: History,
    signal: Signal,
    ask: CategoryAsk,
    known: KnownCategory | None,
    params: ParameterSet,
    place: str,
) -> list[Outward]:
    now = category_of(history, ask, params.engine)
    said = known is not None and (known.level, known.conflicts) == (now.level, now.conflicts)
    version = (known.version if known else 0) + (not said)
    store.put(place, KnownCategory(ask, now.level, now.grounds, now.conflicts, version))
    return [] if said else [_change(signal, known, now, ask, params.version, version)]


def _newest(known: CategoryAsk | None, asks: list[CategoryAsk], signal: Signal) -> CategoryAsk | None:
    """The newest question, moved on to the newest event of a fact; None while nothing was asked yet."""
    newest = known
    for ask in asks:
        if newest is None or ask.t >= newest.t:
            newest = ask
    if newest is None:
        return None
    published = [at for _, entry in signal.entries for _, at, _ in getattr(entry, "versions", ())]
    return msgspec.structs.replace(newest, t=max([newest.t, *published]), trigger="", closed_at=None)


def _change(
    signal: Signal, known: KnownCategory | None, now: Category, ask: CategoryAsk, params_version: str, version: int
) -> Outward:
    identity = signal.subject.partition(":")[2]
    change = CategoryChange(
        participant_id=identity,
        member_state=ask.member_state,
        at=ask.t,
        old=known.level if known else None,
        new=now.level,
        old_grounds=known.grounds if known else (),
        new_grounds=now.grounds,
        provisional=now.provisional,
        conflicts=tuple(CategoryConflict(low_ground=low, high_reason=high) for low, high in now.conflicts),
        params_version=params_version,
    )
    headers = (("version", b"%d" % version),)
    return Outward(CATEGORY_CHANGES, identity, signal.subject, encode_outward(change), headers, signal.since)
