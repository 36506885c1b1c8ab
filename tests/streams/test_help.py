"""What every command says of itself is for whoever runs it."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
import typer

from streams.__main__ import build

OURS = re.compile(r"\b[A-Z]{1,2}-?\d+\b|\bruling|\bsection\b|#\d")
"""How we name requirements and rulings among ourselves."""


def texts(command: Any, name: str = "kordon") -> Iterator[Any]:
    """Every text of a command's help, and of those below it."""
    parts = [command.help, command.epilog, *(getattr(part, "help", None) for part in command.params)]
    yield from (pytest.param(text, id=f"{name}-{number}") for number, text in enumerate(parts) if text)
    for below, found in getattr(command, "commands", {}).items():
        yield from texts(found, f"{name} {below}")


@pytest.mark.parametrize("text", list(texts(typer.main.get_command(build()))))
def test_no_help_speaks_in_our_codes(text: str) -> None:
    """A code that stands in no document of the reader's says nothing."""
    assert not OURS.search(text), text
