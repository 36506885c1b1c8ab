"""Criteria 1, 8, 35 and 62, simplified: a state for each party, one update an event, and what it leads to.

A state is plain JSON. Each event changes the state of the party that it is keyed by, in the order of arrival.
"""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

State = dict[str, Any]
Alert = dict[str, str]
Rule = Callable[[State, str, int, dict[str, Any]], Iterator[Alert]]

DAY = 24 * 3_600_000
TRADERS = ("trader.declarations", "trader.transits", "trader.controls", "trader.others")
CARRIERS = ("carrier.transits", "carrier.declarations", "carrier.notices")
"""Topics by the party that their records are keyed by."""
ALERTS = "alerts"
PARTITIONS = 4

EXCUSED = ("technical_duplicate", "goods_not_arrived")
RESUBMIT_DAYS, WITHDRAWN_DAYS, NOTICE_DAYS = 30, 180, 365
NET_SHARE, NET_KG = 0.05, 20.0


def moment(time: str) -> int:
    """Event time, ms UTC."""
    return round(datetime.fromisoformat(time).timestamp() * 1_000)


def trader(state: State, kind: str, at: int, data: dict[str, Any]) -> Iterator[Alert]:
    """Criteria 8, 35 and 62: what a participant declared and withdrew, and the transits that brought its goods."""
    state["events"] = state.get("events", 0) + 1
    if kind == "customs.transit.opened.v1":
        for key in (data["transit_id"], *_waybills(data)):
            state.setdefault("destinations", {})[key] = data["destination_office_id"]
    elif kind == "customs.control.assigned.v1":
        state.setdefault("controlled", []).append(data.get("declaration_id"))
    elif kind == "customs.declaration.withdrawn.v1":
        lodged = state.get("lodged", {}).get(data["declaration_id"])
        reason = data.get("reason_code", "")
        pending = data["declaration_id"] in state.get("controlled", ())
        state.setdefault("withdrawn", []).append({"at": at, "reason": reason, "pending": pending, "lodged": lodged})
    elif kind == "customs.declaration.registered.v1":
        yield from _registered(state, at, data)
        recent = {
            name: lodged for name, lodged in state.get("lodged", {}).items() if lodged["at"] > at - RESUBMIT_DAYS * DAY
        }
        state["lodged"] = recent | {data["declaration_id"]: _print(at, data)}


def carrier(state: State, kind: str, at: int, data: dict[str, Any]) -> Iterator[Alert]:
    """Criterion 1: a carrier takes over a load, or arrives with it, after a notice on another one."""
    state["events"] = state.get("events", 0) + 1
    notices = state.setdefault("notices", {})
    if kind == "customs.non_delivery.raised.v1":
        notices[data["notice_id"]] = [at, data["transit_id"]]
    elif kind == "customs.non_delivery.cancelled.v1":
        notices.pop(data["notice_id"], None)
    elif any(
        at - NOTICE_DAYS * DAY <= when <= at and load != data.get("transit_id") for when, load in notices.values()
    ):
        lodged = data.get("declaration_id")
        yield _alert("1", f"declaration:{lodged}" if lodged else f"transit:{data['transit_id']}")


def _registered(state: State, at: int, data: dict[str, Any]) -> Iterator[Alert]:
    case, mine = f"declaration:{data['declaration_id']}", _print(at, data)
    withdrawn = state.get("withdrawn", ())
    since = at - WITHDRAWN_DAYS * DAY
    if any(since <= old["at"] <= at and old["reason"] not in EXCUSED for old in withdrawn):
        yield _alert("35", case)
    if any(
        old["pending"]
        and old["lodged"]
        and at - RESUBMIT_DAYS * DAY <= old["at"] <= at
        and old["reason"] not in EXCUSED
        and _same(old["lodged"], mine)
        for old in withdrawn
    ):
        yield _alert("8", case)
    bound = state.get("destinations", {})
    offices = {bound[key] for key in (data.get("transit_id"), *_waybills(data)) if key in bound}
    if offices and data["office_id"] not in offices:
        yield _alert("62", case)


def _same(old: dict[str, Any], new: dict[str, Any]) -> bool:
    near = abs(old["net_kg"] - new["net_kg"]) <= max(NET_KG, NET_SHARE * old["net_kg"])
    return near and not set(old["papers"]).isdisjoint(new["papers"])


def _print(at: int, data: dict[str, Any]) -> dict[str, Any]:
    """What tells a consignment."""
    papers = [paper["number"] for paper in data.get("documents", ()) if paper.get("number")]
    net_kg = sum(item.get("net_kg") or 0.0 for item in data.get("items", ()))
    return {"at": at, "net_kg": net_kg, "papers": papers}


def _waybills(data: dict[str, Any]) -> Iterator[str]:
    for paper in data.get("documents", ()):
        if paper["type"] == "transport" and paper.get("number"):
            yield paper["number"]


def _alert(criterion: str, case: str) -> Alert:
    return {"criterion": criterion, "case": case}
