"""Events from Parquet, a row each, in the order of the rows.

Either one column `event` (or `value`) has the JSON of a structured CloudEvent, as text or bytes; or `data` has the JSON
of the payload, and there is a column for each attribute by its name (`specversion`, `type`, `source`, `id`, `subject`,
`time`, `entityversion`, `memberstate` ...). A null is an attribute that the event does not have. `time` may be text or
a timestamp; one without a zone is UTC.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec
import polars as pl

from schemas.envelope import decode
from scorers.exchange.messages import Origin
from streams.lines import FileUnreadable, Line, read

WHOLE = ("event", "value")
DATA = "data"
ROWS = 2_000
"""Rows at hand."""
_TIME = "%Y-%m-%dT%H:%M:%S%.fZ"
_TEXT = (pl.String(), pl.Binary())


def lines(path: Path) -> Iterator[Line]:
    """The rows of a file; one that is no event counts as of the time of the row before. Raises FileUnreadable."""
    at = number = 0
    try:
        scanned = pl.scan_parquet(path)
        whole = _whole(path, scanned.collect_schema())
        for batch in scanned.with_columns(_as_text(scanned.collect_schema())).collect_batches(chunk_size=ROWS):
            for row in batch.iter_rows(named=True):
                value = _bytes(row[whole]) if whole else _structured(row)
                found = read(Origin(path.name, 0, number, None, value), lambda one: decode(one.value), at)
                at, number = found.at, number + 1
                yield found
    except (pl.exceptions.PolarsError, OSError) as error:
        why = f"{type(error).__name__}: {error}"
        raise FileUnreadable(
            f"{path.name} is no Parquet that can be read after row {number} ({why}); write it anew"
        ) from error


def _whole(path: Path, schema: pl.Schema) -> str | None:
    """The column that has whole events; None where each attribute has its own. Raises FileUnreadable."""
    whole = next((name for name in WHOLE if name in schema and "type" not in schema), None)
    if whole is None and not {"type", DATA} <= schema.keys():
        raise FileUnreadable(
            f"{path.name} has the columns {', '.join(schema)[:200]}; write the JSON of an event into the column event,"
            " or its payload into data and each attribute into a column of its name"
        )
    if schema[whole or DATA] not in _TEXT:
        raise FileUnreadable(
            f"{path.name}: the column {whole or DATA} is {schema[whole or DATA]}; write JSON into it, as text or bytes"
        )
    return whole


def _as_text(schema: pl.Schema) -> list[pl.Expr]:
    """Times as the attribute `time` is written."""
    return [
        (pl.col(name).dt.convert_time_zone("UTC") if kind.time_zone else pl.col(name)).dt.strftime(_TIME)
        for name, kind in schema.items()
        if isinstance(kind, pl.Datetime)
    ]


def _structured(row: Mapping[str, Any]) -> bytes:
    stated = {name: content for name, content in row.items() if content is not None}
    if DATA in stated:
        stated[DATA] = msgspec.Raw(_bytes(stated[DATA]) or b"")
    return msgspec.json.encode(stated)


def _bytes(content: str | bytes | None) -> bytes | None:
    return content.encode() if isinstance(content, str) else content
