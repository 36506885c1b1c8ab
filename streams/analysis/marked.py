"""Files of an analyst: they hold categories, and what the parameters lead to, so each says that it is confidential."""

from pathlib import Path

import polars as pl

MARK = "CONFIDENTIAL"
TABLES = (".parquet", ".csv")
"""What a file of rows may end in, which says how it is written."""


def write_rows(rows: pl.DataFrame, path: Path) -> None:
    """Write rows as Parquet or CSV. Each is marked, so that it stays so when rows are copied elsewhere."""
    marked = rows.select(pl.lit(MARK).alias("marking"), pl.all())
    _closed(path)
    if path.suffix == ".csv":
        marked.write_csv(path)
    else:
        marked.write_parquet(path, metadata={"marking": MARK})


def write_text(text: str, path: Path) -> None:
    """Write a text, which marks itself."""
    _closed(path)
    path.write_text(text, encoding="utf-8")


def _closed(path: Path) -> None:
    """Let only its owner read the file, before there is anything in it."""
    path.touch(mode=0o600)
    path.chmod(0o600)
