"""Declarations of the public KCS data set as events of ours. What the data lacks stays absent.

| column | becomes |
|---|---|
| Declaration ID | declaration_id |
| Date | registered_at: a date without a time of day is its first moment in Kazakhstan (Asia/Almaty) |
| Office ID | office_id |
| Importer ID, Declarant ID | participant_id, declarant_id |
| Seller ID, Courier ID | seller_id, carrier_id; empty stays absent |
| HS6 Code | items[].goods_code, six digits |
| Country of Departure, of Origin | dispatch_country, items[].origin_country |
| Net Mass, Item Price | items[].net_kg, items[].customs_value in the currency of the data |
| Fraud | a control result LABEL_DAYS later: violation or no_violation |

Every row is an import. Taxes, types of process, payment and use have no field of the same meaning.
"""

import csv
import gzip
import heapq
import uuid
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import orjson

from streams.cli.exits import CommandFailed

LABEL_DAYS = 3
"""How long after the registration the label of a declaration becomes known, as a control result."""
ZONE = ZoneInfo("Asia/Almaty")
SOURCE = "/kcs"
_NAMES = uuid.UUID("5b0c7d1e-6d38-5f0a-9d7d-0c4f0b1f4e57")

COLUMNS = (
    "Declaration ID",
    "Date",
    "Office ID",
    "Importer ID",
    "Declarant ID",
    "Seller ID",
    "Courier ID",
    "HS6 Code",
    "Country of Departure",
    "Country of Origin",
    "Net Mass",
    "Item Price",
    "Fraud",
)
"""Those that are read; the data has more."""
Row = Mapping[str, str]


def rows(path: Path) -> Iterator[dict[str, str]]:
    """Rows of a CSV file, compressed or not. Raises CommandFailed for one with other columns."""
    with gzip.open(path, "rt", newline="") if path.suffix == ".gz" else path.open(newline="") as text:
        found = csv.DictReader(text)
        if lacking := [name for name in COLUMNS if name not in (found.fieldnames or ())]:
            raise CommandFailed(
                f"{path} lacks the columns {', '.join(lacking)} of the KCS data set; write other data as JSON Lines of"
                " CloudEvents, kordon contract has their schemas"
            )
        yield from found


def events(found: Iterable[Row], labels: bool = True) -> Iterator[bytes]:
    """Structured CloudEvents of rows in date order, merged by time with the results that the labels become."""
    waiting: list[tuple[datetime, bytes]] = []
    for row in found:
        registered = datetime.fromisoformat(row["Date"]).replace(tzinfo=ZONE)
        while waiting and waiting[0][0] <= registered:
            yield heapq.heappop(waiting)[1]
        yield declaration(row, registered)
        if labels:
            known = registered + timedelta(days=LABEL_DAYS)
            heapq.heappush(waiting, (known, result(row, known)))
    while waiting:
        yield heapq.heappop(waiting)[1]


def declaration(row: Row, registered: datetime) -> bytes:
    """The registration of a row's declaration."""
    item = {
        "item_no": 1,
        "goods_code": row["HS6 Code"].zfill(6),
        "origin_country": row["Country of Origin"] or None,
        "net_kg": _number(row["Net Mass"]),
        "customs_value": _number(row["Item Price"]),
    }
    data = {
        "declaration_id": row["Declaration ID"],
        "registered_at": _ms(registered),
        "office_id": row["Office ID"],
        "direction": "import",
        "declarant_id": row["Declarant ID"] or None,
        "participant_id": row["Importer ID"],
        "seller_id": row["Seller ID"] or None,
        "carrier_id": row["Courier ID"] or None,
        "dispatch_country": row["Country of Departure"] or None,
        "items": [_stated(item)],
    }
    return _event("customs.declaration.registered.v1", row["Declaration ID"], registered, data)


def result(row: Row, known: datetime) -> bytes:
    """The control result that a row's label becomes."""
    data = {
        "control_id": f"KCS-{row['Declaration ID']}",
        "declaration_id": row["Declaration ID"],
        "participant_id": row["Importer ID"],
        "office_id": row["Office ID"],
        "stage": "clearance",
        "completed_at": _ms(known),
        "outcome": "violation" if row["Fraud"] == "1" else "no_violation",
    }
    return _event("customs.control.result.v1", str(data["control_id"]), known, data)


def _event(kind: str, entity: str, at: datetime, data: Mapping[str, Any]) -> bytes:
    return orjson.dumps(
        {
            "specversion": "1.0",
            "id": str(uuid.uuid5(_NAMES, f"{kind}|{entity}")),
            "source": SOURCE,
            "type": kind,
            "subject": entity,
            "time": at,
            "entityversion": 1,
            "memberstate": "KZ",
            "datacontenttype": "application/json",
            "data": _stated(data),
        }
    )


def _stated(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value is not None}


def _number(text: str) -> float | None:
    return float(text) if text else None


def _ms(moment: datetime) -> int:
    return round(moment.timestamp() * 1000)
