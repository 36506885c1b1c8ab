"""`kordon compare`: in what the parameters of two member states differ."""

from pathlib import Path
from typing import Annotated

import orjson
import typer

from scorers.catalogue.overlays import compare as differences
from streams import documents, settings
from streams.cli.options import known_state


def compare(
    one: Annotated[str, typer.Argument(help="Member state, such as KZ.")],
    other: Annotated[str, typer.Argument(help="Member state, such as RU.")],
    params: Annotated[
        Path | None, typer.Option(help="TOML document; default: that of the settings.", exists=True)
    ] = None,
) -> None:
    """Show each place that two member states fill differently: what is judged, parameters, weights, measures."""
    common = documents.checked(params.read_bytes(), params) if params else documents.stated(settings.load())
    states = [known_state(common, name) for name in (one, other)]
    for place, first, second in differences(common, *states):
        typer.echo(f"{place}: {_shown(first)} | {_shown(second)}")


def _shown(value: object) -> str:
    return "-" if value is None else orjson.dumps(value).decode()
