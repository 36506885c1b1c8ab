"""An example of each message, from the files that were recorded for it.

A recorded event must be understood for ever: further examples of a type stand beside it, as `TYPE.2.json` and so on.
"""

import json
from pathlib import Path

from schemas.codec import decode_outward, encode_outward
from schemas.envelope_schema import Json
from schemas.outcomes import OUTCOME_TYPES

EXAMPLES = Path(__file__).parent / "contract" / "examples"


def examples() -> dict[str, list[Json]]:
    """Whole events in structured mode, and bodies of outcomes as they are published, by the name of their message."""
    found: dict[str, list[Json]] = {}
    for path in sorted(EXAMPLES.glob("*.json")):
        name = _message(path.stem)
        found.setdefault(name, []).append(_example(name, path.read_bytes()))
    return found


def _message(stem: str) -> str:
    """Name of the message, which ends in its version."""
    name, _, number = stem.rpartition(".")
    return name if number.isdigit() else stem


def _example(name: str, text: bytes) -> Json:
    outcome = OUTCOME_TYPES.get(name)
    example: Json = json.loads(text if outcome is None else encode_outward(decode_outward(text, outcome.struct)))
    return example
