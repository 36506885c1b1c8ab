"""Short builders of events for tests: `declaration("D1", t="2026-03-02T10:00Z", office_id="O1")`.

Times are ms since the epoch or ISO 8601 strings. Every field of the payload is a keyword, lists of parts may be dicts;
`version`, `member_state`, `event_id` and `source` go into the envelope. Ids follow from type, entity and version.
"""

# ruff: noqa: A002 - `id` reads best in a test

import datetime
from typing import Any

import msgspec

from schemas.envelope import Event, new_event
from schemas.events import (
    FACT_TYPES,
    BankCopy,
    ControlAssigned,
    ControlResult,
    Crossing,
    Declaration,
    DeclarationAmended,
    DeclarationRefused,
    DeclarationReleased,
    DeclarationWithdrawn,
    Finding,
    FindingCancelled,
    NonDelivery,
    NonDeliveryCancelled,
    OfficerConclusion,
    Payment,
    RequestClosed,
    RequestIssued,
    Transit,
    TransitAmended,
    TransitArrived,
    TransitCompleted,
    WarehouseMovement,
)
from schemas.facts.fact import key_parts_of
from schemas.fields import Payload
from schemas.registry import type_of

Time = int | str

SECOND = 1_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR

_ENVELOPE = ("version", "member_state", "event_id", "source")


def ms(t: Time) -> int:
    """Milliseconds since the epoch of `t`: already that, or an ISO 8601 string (UTC unless it says otherwise)."""
    if isinstance(t, int):
        return t
    moment = datetime.datetime.fromisoformat(t)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=datetime.UTC)
    return round(moment.timestamp() * 1000)


T0 = ms("2026-03-02T06:00:00Z")
"""A Monday morning; the default time of every event."""


def build(struct: type[Payload], t: Time = T0, **fields: Any) -> Event:
    """An event whose payload is `struct`; the other builders are short forms of this one."""
    envelope = {name: fields.pop(name) for name in _ENVELOPE if name in fields}
    event_type = type_of(struct)
    if event_type.time_field is not None:
        fields.setdefault(event_type.time_field, ms(t))
    data = msgspec.convert(_numbered(fields), struct)
    version = envelope.get("version", 1)
    return new_event(
        data,
        id=envelope.get("event_id") or _event_id(struct, data, version, t),
        source=envelope.get("source", "/test"),
        member_state=envelope.get("member_state", "KZ"),
        version=version,
        time=ms(t),
    )


def declaration(id: str = "D1", t: Time = T0, **fields: Any) -> Event:
    """A registered import declaration of participant P1 at office O1."""
    defaults = {"office_id": "O1", "participant_id": "P1", "direction": "import"}
    return build(Declaration, t, **{**defaults, "declaration_id": id, **fields})


def declaration_amended(event: Event, t: Time, **changes: Any) -> Event:
    """The next snapshot of the declaration of `event`, with `changes`."""
    return _next_snapshot(DeclarationAmended, event, t, changes)


def withdrawn(id: str = "D1", t: Time = T0, **fields: Any) -> Event:
    """The declarant recalls declaration `id`."""
    return build(DeclarationWithdrawn, t, declaration_id=id, **fields)


def released(id: str = "D1", t: Time = T0, **fields: Any) -> Event:
    """Declaration `id` is released."""
    return build(DeclarationReleased, t, declaration_id=id, **fields)


def refused(id: str = "D1", t: Time = T0, **fields: Any) -> Event:
    """Release of declaration `id` is refused."""
    return build(DeclarationRefused, t, declaration_id=id, **fields)


def transit(id: str = "T1", t: Time = T0, **fields: Any) -> Event:
    """An opened transit of declarant P1."""
    return build(Transit, t, **{"declarant_id": "P1", "transit_id": id, **fields})


def transit_amended(event: Event, t: Time, **changes: Any) -> Event:
    """The next snapshot of the transit of `event`, with `changes`."""
    return _next_snapshot(TransitAmended, event, t, {"amended_at": ms(t), **changes})


def arrived(id: str = "T1", t: Time = T0, **fields: Any) -> Event:
    """Transit `id` is presented at an office."""
    return build(TransitArrived, t, transit_id=id, **fields)


def completed(id: str = "T1", t: Time = T0, **fields: Any) -> Event:
    """Transit `id` is closed."""
    return build(TransitCompleted, t, transit_id=id, **fields)


def notice(id: str = "N1", t: Time = T0, **fields: Any) -> Event:
    """Notice of non-delivery `id` on transit T1."""
    return build(NonDelivery, t, **{"transit_id": "T1", "notice_id": id, **fields})


def notice_cancelled(id: str = "N1", t: Time = T0, **fields: Any) -> Event:
    """Notice of non-delivery `id` is withdrawn."""
    return build(NonDeliveryCancelled, t, notice_id=id, **fields)


def finding(criterion: str | int, id: str = "F1", t: Time = T0, **fields: Any) -> Event:
    """An officer's finding of `criterion`; its subject is the participant P1 unless said otherwise."""
    defaults = {"subject_kind": "participant", "subject_id": "P1", "observer_kind": "officer"}
    return build(Finding, t, **{**defaults, "criterion": str(criterion), "finding_id": id, **fields})


def finding_cancelled(id: str = "F1", t: Time = T0, **fields: Any) -> Event:
    """Finding `id` is withdrawn."""
    return build(FindingCancelled, t, finding_id=id, **fields)


def control_assigned(id: str = "C1", t: Time = T0, **fields: Any) -> Event:
    """Control `id` is ordered: a documentary check of declaration D1 unless said otherwise."""
    return build(ControlAssigned, t, **{"form": "documentary_check", "control_id": id, **_controlled(fields), **fields})


def control_result(id: str = "C1", t: Time = T0, **fields: Any) -> Event:
    """Control `id` has ended: no violation in declaration D1 unless said otherwise."""
    return build(ControlResult, t, **{"outcome": "no_violation", "control_id": id, **_controlled(fields), **fields})


def request(id: str = "R1", t: Time = T0, **fields: Any) -> Event:
    """Request `id` to participant P1 for technical documentation."""
    defaults = {"participant_id": "P1", "kind": "technical_documentation"}
    return build(RequestIssued, t, **{**defaults, "request_id": id, **fields})


def request_closed(id: str = "R1", t: Time = T0, **fields: Any) -> Event:
    """Request `id` is answered unless said otherwise."""
    return build(RequestClosed, t, **{"outcome": "provided", "request_id": id, **fields})


def payment(id: str = "PAY1", t: Time = T0, **fields: Any) -> Event:
    """Payment `id` of participant P1."""
    return build(Payment, t, **{"payer_id": "P1", "payment_id": id, **fields})


def bank_copy(id: str = "B1", t: Time = T0, **fields: Any) -> Event:
    """A bank reports a copy of declaration D1 that participant P1 showed."""
    return build(BankCopy, t, **{"participant_id": "P1", "declaration_no": "D1", "report_id": id, **fields})


def crossing(id: str = "X1", t: Time = T0, **fields: Any) -> Event:
    """Border crossing `id`, inwards unless said otherwise."""
    return build(Crossing, t, **{"direction": "in", "crossing_id": id, **fields})


def movement(id: str = "M1", t: Time = T0, **fields: Any) -> Event:
    """Warehouse movement `id`: vehicle V1 enters warehouse W1 unless said otherwise."""
    defaults = {"warehouse_id": "W1", "vehicle_id": "V1", "direction": "in"}
    return build(WarehouseMovement, t, **{**defaults, "movement_id": id, **fields})


def conclusion(alert_id: str, t: Time = T0, **fields: Any) -> Event:
    """An officer confirms alert `alert_id` unless said otherwise."""
    defaults = {"officer_id": "OFF1", "conclusion": "confirmed", "reason": "seen on inspection of the load"}
    return build(OfficerConclusion, t, **{**defaults, "alert_id": alert_id, **fields})


def fact(fact_type: str, key: str | None = None, t: Time = T0, **fields: Any) -> Event:
    """A reference fact published at `t`; a key of several parts may be left out, it follows from the fields.

    `source` and `member_state` are those of the fact, and `fact_version` that of the event.
    """
    struct = FACT_TYPES[fact_type]
    if key is None:
        key = "|".join(_key_part(fields.get(part)) for part in key_parts_of(struct))
    if "from_" in fields:
        fields["from"] = fields.pop("from_")
    fields.setdefault("published_at", ms(t))
    envelope = {name: fields.pop(name) for name in ("version", "event_id") if name in fields}
    version = envelope.get("version", fields.get("fact_version", 1))
    data = msgspec.convert({"key": key, **fields}, struct)
    return new_event(
        data,
        id=envelope.get("event_id") or f"{fact_type}/{key}/{version}",
        source=fields.get("source", "/test"),
        member_state=fields.get("member_state", "KZ"),
        version=version,
    )


def amend(event: Event, **changes: Any) -> Event:
    """A correction that replaces `event`, with `changes` in its payload."""
    fields = {name: changes.pop(name) for name in _ENVELOPE if name in changes}
    data = msgspec.convert(_numbered({**msgspec.to_builtins(event.data), **changes}), type(event.data))
    return _correction(event, data, "amend", fields)


def cancel(event: Event, **envelope: Any) -> Event:
    """A correction that takes `event` back, as if it had never been sent."""
    return _correction(event, event.data, "cancel", envelope)


def _correction(event: Event, data: Payload, kind: Any, envelope: dict[str, Any]) -> Event:
    version = envelope.get("version", event.version + 1)
    return new_event(
        data,
        id=envelope.get("event_id", f"{_event_id(type(data), data, version, event.time)}/{kind}"),
        source=event.source,
        member_state=event.member_state,
        version=version,
        time=event.time,
        corrects_id=event.id,
        correction_kind=kind,
    )


def _next_snapshot(struct: type[Payload], event: Event, t: Time, changes: dict[str, Any]) -> Event:
    envelope = {"version": event.version + 1, "member_state": event.member_state, "source": event.source}
    return build(struct, t, **{**envelope, **msgspec.to_builtins(event.data), **changes})


def _controlled(fields: dict[str, Any]) -> dict[str, str]:
    return {} if {"declaration_id", "transit_id"} & fields.keys() else {"declaration_id": "D1"}


def _numbered(fields: dict[str, Any]) -> dict[str, Any]:
    """Give goods items that are dicts their numbers, and tuples of parts the form that conversion reads."""
    if not fields.get("items"):
        return fields
    items = [{"item_no": no, **item} if isinstance(item, dict) else item for no, item in enumerate(fields["items"], 1)]
    return {**fields, "items": items}


def _event_id(struct: type[Payload], data: Payload, version: int, t: Time) -> str:
    event_type = type_of(struct)
    name = event_type.name.removeprefix("customs.").removesuffix(".v1")
    once = f"@{ms(t)}" if event_type.group == "arrival" else ""
    return f"{name}/{event_type.entity_id(data)}/{version}{once}"


def _key_part(value: Any) -> str:
    return "" if value is None else str(value)


def offices() -> list[Event]:
    """Two offices under one customs house, one under another, and an electronic centre."""
    known = (("O1", "H1", False), ("O2", "H1", False), ("O3", "H3", False), ("E1", "H9", True))
    return [fact("ref.office", key=key, parent_id=house, electronic_centre=centre) for key, house, centre in known]


def followed(t: Time = T0, **who: str) -> list[Event]:
    """Transit T1, and later declarations of `who`: D1 names it, D2 has its waybill and vehicle, D3 has neither."""
    papers: dict[str, Any] = {"documents": [{"type": "cmr", "number": "W-1"}], "vehicle_ids": ["V1"], **who}
    later = ms(t) + 2 * DAY
    return [
        transit("T1", t, **papers),
        declaration("D1", later, transit_id="T1", **who),
        declaration("D2", later, **papers),
        declaration("D3", later, **who),
    ]
