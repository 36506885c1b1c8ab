"""What options of several commands are written as."""

from typing import Annotated

import typer

from scorers.parameters.document import ParameterSet
from scorers.saying.wording import Language
from streams import settings

LANGUAGE = Annotated[Language, typer.Option("--lang", help="Language of the sentences: English, Russian or Kazakh.")]


def moment(option: str, text: str) -> int:
    """A time given to `option`, ms UTC. Raises typer.BadParameter for what is neither an ISO time nor ms."""
    try:
        return int(settings.millis_of(text))
    except ValueError:
        raise typer.BadParameter(f"{option}: {text} is neither an ISO time nor ms since 1970") from None


def known_state(params: ParameterSet, name: str) -> str:
    """A member state given by its code, in any case. Raises typer.BadParameter for one that the parameters lack."""
    state = name.upper()
    if state not in params.engine.union_states:
        raise typer.BadParameter(f"{name} is no member state; there are {', '.join(params.engine.union_states)}")
    return state
