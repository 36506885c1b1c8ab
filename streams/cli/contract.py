"""`kordon contract`: what publishers and consumers may rely on, generated from the code."""

from pathlib import Path
from typing import Annotated

import orjson
import typer

from schemas import contracts
from schemas.asyncapi import asyncapi
from schemas.envelope_schema import Json
from streams.cli.show import say


def contract(
    name: Annotated[str | None, typer.Argument(help="A message, or asyncapi; default: list the messages.")] = None,
    write: Annotated[Path | None, typer.Option(help="Write all schemas and asyncapi.json into this folder.")] = None,
) -> None:
    """List the messages, print one's JSON Schema, or write the whole contract."""
    if write is not None:
        write.mkdir(parents=True, exist_ok=True)
        contracts.write(write)
        say(f"contract written to {write}")
        return
    schemas = contracts.json_schemas()
    if name is None:
        for found in schemas:
            typer.echo(found)
    elif name == "asyncapi":
        _print(asyncapi())
    elif name in schemas:
        _print(schemas[name])
    else:
        raise typer.BadParameter(f"{name} is no message; kordon contract lists them")


def _print(document: Json) -> None:
    typer.echo(orjson.dumps(document, option=orjson.OPT_INDENT_2).decode())
