"""Fingerprints of declared consignments under the keys by which the same consignment is found again.

Keys of subjects of the kind `consignment_key` are hard ones: `document:<number>` of a transport document,
`transit:<id>`, `invoice:<number>|<date>|<seller>`, `container:<id>`. Soft likeness is looked for in the participant's
own history.
"""

from collections.abc import Iterator
from typing import ClassVar

import msgspec

from schemas.events.declaration import Declaration
from schemas.facts import Broker
from schemas.normalise import name_key
from scorers.contract.case import Case, subject_key
from scorers.contract.learned import Learned
from scorers.contract.ledger import Entry, Ledger
from scorers.contract.links import WAYBILLS, ControlLink
from scorers.ledgers.declarations import grams, weighed

NO_RESULT = ("not_performed", "unreadable")
"""Name of what a participant or a hard key tells a declaration."""


class Fingerprint(msgspec.Struct, frozen=True, array_like=True):
    """What a consignment looks like. Weights in grams, None: unknown; `codes` grams by six-digit goods code.

    `persons` are the participant and its representative, unless that is a registered broker. `listed`: whether the
    declaration says which documents it comes with.
    """

    declaration: str
    participant: str
    office: str
    officer: str
    grams: int | None
    gross_grams: int | None
    packages: int | None
    codes: dict[str, int]
    consignor: str
    consignor_name: str
    consignor_country: str
    vehicles: tuple[str, ...]
    waybills: tuple[str, ...]
    keys: tuple[str, ...]
    value: int | None
    origins: tuple[str, ...]
    goods: tuple[str, ...]
    persons: tuple[str, ...]
    listed: bool


class Withdrawn(Entry, frozen=True, tag="withdrawal"):
    """A withdrawn declaration; `reason` empty: not stated.

    `pending` are the controls assigned by then that had no completed result, as (id, assigned at in ms UTC, event id).
    `persons` are those of the fingerprint, with the head and the founders of the participant.
    """

    print: Fingerprint
    pending: tuple[tuple[str, int, str], ...]
    reason: str
    persons: tuple[str, ...]

    @property
    def evaded(self) -> bool:
        """Whether a control was pending."""
        return bool(self.pending)


class Registered(Entry, frozen=True, tag="registration"):
    """A registered declaration that carries a hard key; `withdrawn`: it was itself recalled."""

    print: Fingerprint
    withdrawn: bool


class Resubmitted(Entry, frozen=True, tag="resubmission"):
    """A declaration of a consignment that was recalled while a control was pending, in `withdrawn` declarations."""

    withdrawn: tuple[str, ...]


class Found(Learned, frozen=True, tag="told.withdrawn"):
    """What a subject tells of withdrawn declarations that may be repeated.

    `registered` are other parts of them; `persons` the head and the founders of a participant.
    """

    shared: ClassVar[bool] = True

    covered: bool = True
    withdrawn: tuple[Withdrawn, ...] = ()
    registered: tuple[Registered, ...] = ()
    persons: tuple[str, ...] = ()


def hard_keys(data: Declaration) -> tuple[str, ...]:
    """Hard keys of a declaration's consignment, sorted."""
    keys: set[str] = set()
    for document in data.documents or ():
        if not document.number:
            continue
        if document.type in WAYBILLS:
            keys.add(f"document:{document.number}")
        if document.type == "invoice" and document.date and data.seller_id:
            keys.add(f"invoice:{document.number}|{document.date.isoformat()}|{data.seller_id}")
    if data.transit_id:
        keys.add(f"transit:{data.transit_id}")
    keys.update(f"container:{container}" for container in data.container_ids or ())
    return tuple(sorted(keys))


def _codes(data: Declaration) -> dict[str, int]:
    codes: dict[str, int] = {}
    for item in data.items or ():
        if item.goods_code and item.net_kg is not None:
            code = item.goods_code[:6]
            codes[code] = codes.get(code, 0) + round(item.net_kg * 1000)
    return codes


def _known(values: list[str | None]) -> tuple[str, ...]:
    """Distinct values, sorted; empty when one of them is unknown."""
    return () if None in values else tuple(sorted({value for value in values if value is not None}))


def _persons(case: Case) -> tuple[str, ...]:
    data: Declaration = case.content
    persons = {data.participant_id}
    agent = data.representative_id
    # That a stale register does not name a broker makes nobody a person behind the participant.
    if agent and not case.tables.stale(Broker, case.t) and case.tables.at(Broker, agent, case.t) is None:
        persons.add(agent)
    return tuple(sorted(persons))


def persons(case: Case) -> tuple[str, ...]:
    """Who stands behind a declaration: its persons, and the head and the founders of the participant once learned."""
    told = case.learned(subject_key("participant", case.content.participant_id), Found) or Found()
    return tuple(sorted({*case.once(fingerprint).persons, *told.persons}))


def fingerprint(case: Case) -> Fingerprint:
    """The fingerprint of a declaration's effective content."""
    data: Declaration = case.content
    keys = hard_keys(data)
    values = [item.customs_value for item in data.items or ()]
    return Fingerprint(
        case.id,
        data.participant_id,
        data.office_id,
        data.officer_id or "",
        grams(data) if weighed(data) else None,
        None if data.gross_kg_total is None else round(data.gross_kg_total * 1000),
        data.packages_total,
        _codes(data),
        data.consignor_id or "",
        name_key(data.consignor_name or ""),
        data.consignor_country or "",
        tuple(sorted(data.vehicle_ids or ())),
        tuple(key for key in keys if key.startswith("document:")),
        keys,
        None if not values or None in values else sum(round(value * 100) for value in values if value is not None),
        _known([item.origin_country for item in data.items or ()]),
        _known([item.goods_code for item in data.items or ()]),
        _persons(case),
        data.documents is not None,
    )


def _pending(case: Case, withdrawn_at: int) -> tuple[tuple[str, int, str], ...]:
    found = []
    for link in case.linked(ControlLink):
        if link.assigned is None or link.assigned.assigned_at > withdrawn_at:
            continue
        result = link.result
        done = result is not None and result.outcome not in NO_RESULT and result.completed_at <= withdrawn_at
        if not done:
            found.append((link.ref, link.assigned.assigned_at, link.assigned_event))
    return tuple(sorted(found))


def _withdrawn(case: Case) -> Withdrawn | None:
    end = case.ending
    if case.current is None or end is None or not end.type.endswith(".withdrawn.v1"):
        return None
    pending, reason = _pending(case, end.at), end.data.reason_code or ""
    return Withdrawn(end.at, case.id, end.name, case.once(fingerprint), pending, reason, persons(case))


def _withdrawn_by_key(case: Case) -> Iterator[tuple[str, Withdrawn]]:
    entry = case.once(_withdrawn)
    if entry is not None:
        for key in entry.print.keys:
            yield key, entry


def _withdrawn_of_participant(case: Case) -> Iterator[tuple[str, Withdrawn]]:
    entry = case.once(_withdrawn)
    if entry is not None:
        yield entry.print.participant, entry


def _registered_by_key(case: Case) -> Iterator[tuple[str, Registered]]:
    if case.current is not None:
        withdrawn = case.once(_withdrawn) is not None
        entry = Registered(case.t, case.id, case.trigger, case.once(fingerprint), withdrawn)
        for key in entry.print.keys:
            yield key, entry


WITHDRAWN_BY_KEY = Ledger(
    "withdrawn_by_key",
    subject="consignment_key",
    kinds=("declaration",),
    entry=Withdrawn,
    put=_withdrawn_by_key,
    keep_days=40,
    look_ahead_days=40,
)
WITHDRAWN_OF_PARTICIPANT = Ledger(
    "withdrawn_of_participant",
    subject="participant",
    kinds=("declaration",),
    entry=Withdrawn,
    put=_withdrawn_of_participant,
    keep_days=40,
    look_ahead_days=2,
)
REGISTERED_BY_KEY = Ledger(
    "registered_by_key",
    subject="consignment_key",
    kinds=("declaration",),
    entry=Registered,
    put=_registered_by_key,
    keep_days=40,
    look_ahead_days=40,
)
RESUBMISSIONS = Ledger(
    "resubmissions",
    subject="participant",
    kinds=(),
    entry=Resubmitted,
    put=lambda _case: (),
    keep_days=370,
)
"""Entered by the criterion that finds them."""
