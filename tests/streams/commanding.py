"""Files of events for commands to read."""

from pathlib import Path

from schemas.envelope import encode_structured
from tests import factories as make


def written(folder: Path, lines: list[bytes]) -> Path:
    """A file of these lines."""
    file = folder / "events.jsonl"
    file.write_bytes(b"\n".join(lines) + b"\n")
    return file


def declarations(count: int) -> list[bytes]:
    """Declarations of one hour, as lines of a file."""
    return [encode_structured(make.declaration(f"D{n}", t=f"2026-03-01T10:{n:02}")) for n in range(count)]
