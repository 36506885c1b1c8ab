"""`kordon compare`: in what the parameters of two member states differ."""

from pathlib import Path
from typing import Annotated

import orjson
import typer

from scorers.overlays import compare as differences
from scorers.parameters import load
from streams import settings


def compare(
    one: Annotated[str, typer.Argument(help="Member state, such as KZ.")],
    other: Annotated[str, typer.Argument(help="Member state, such as RU.")],
    params: Annotated[
        Path | None, typer.Option(help="TOML document; default: that of the settings.", exists=True)
    ] = None,
) -> None:
    """Show each place that two member states fill differently: what is judged, parameters, weights, measures."""
    document = params.read_bytes() if params else settings.parameter_document(settings.load())
    for place, first, second in differences(load(document), one.upper(), other.upper()):
        typer.echo(f"{place}: {_shown(first)} | {_shown(second)}")


def _shown(value: object) -> str:
    return "-" if value is None else orjson.dumps(value).decode()
