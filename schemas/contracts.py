"""The published contract, generated from the structs: one JSON Schema for each message, and one AsyncAPI 3.0 document.

`python -m schemas.contracts` writes it again; with `--publish` it becomes what later changes are measured by.
"""

import json
import shutil
import sys
from pathlib import Path

import msgspec

from schemas.asyncapi import ENVELOPE, about, always_present, asyncapi, tag_optional
from schemas.envelope_schema import Json, envelope_schema
from schemas.errors import ContractDrift
from schemas.events import EVENT_TYPES
from schemas.outcomes import OUTCOME_TYPES

CONTRACT = Path(__file__).parent / "contract"
"""Where the contract of this version of the code lies."""
PUBLISHED = CONTRACT / "published"
"""The contract as last published."""
DIALECT = "https://json-schema.org/draft/2020-12/schema"


def json_schemas() -> dict[str, Json]:
    """JSON Schemas by message name: the data of each event, each outcome, and the attributes (`cloudevent`)."""
    schemas = {ENVELOPE: envelope_schema()}
    for name, event_type in EVENT_TYPES.items():
        schema = msgspec.json.schema(event_type.struct)
        tag_optional(schema["$defs"])
        schemas[name] = {"description": about(event_type), **schema}
    for name, outcome in OUTCOME_TYPES.items():
        schemas[name] = always_present(msgspec.json.schema(outcome.struct))
    return {name: {"$schema": DIALECT, "title": name, **schema} for name, schema in sorted(schemas.items())}


def write(folder: Path = CONTRACT) -> None:
    """Write the contract below `folder`; schemas of messages that no longer exist are removed."""
    (folder / "v1").mkdir(parents=True, exist_ok=True)
    expected = _files()
    for path in (folder / "v1").glob("*.json"):
        if path.relative_to(folder).as_posix() not in expected:
            path.unlink()
    for name, text in expected.items():
        (folder / name).write_text(text, encoding="utf-8")


def drift(folder: Path = CONTRACT) -> list[str]:
    """What differs between the contract below `folder` and the code, a sentence for each file; empty: nothing."""
    expected = _files()
    found = {path.relative_to(folder).as_posix() for path in (*folder.glob("v1/*.json"), *folder.glob("asyncapi.json"))}
    differences = [f"{name} has no message in the code" for name in sorted(found - expected.keys())]
    for name, text in expected.items():
        if name not in found:
            differences.append(f"{name} is missing")
        elif (folder / name).read_text(encoding="utf-8") != text:
            differences.append(f"{name} differs from the code")
    return differences


def publish() -> None:
    """Make the contract on disk the one that later changes are measured by. Raises `ContractDrift` when it is stale."""
    differences = drift()
    if differences:
        raise ContractDrift(f"write the contract first: {'; '.join(differences)}")
    shutil.rmtree(PUBLISHED / "v1", ignore_errors=True)
    shutil.copytree(CONTRACT / "v1", PUBLISHED / "v1")


def read(folder: Path) -> dict[str, Json]:
    """JSON Schemas by message name, from the contract below `folder`."""
    return {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("v1/*.json"))}


def _files() -> dict[str, str]:
    files = {f"v1/{name}.json": _text(schema) for name, schema in json_schemas().items()}
    return {**files, "asyncapi.json": _text(asyncapi())}


def _text(document: Json) -> str:
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    write()
    if "--publish" in sys.argv[1:]:
        publish()
