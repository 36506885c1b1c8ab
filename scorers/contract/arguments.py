"""What the sentences of `scorers.saying.wording` are filled in with. None of it is a threshold or a weight."""

from collections.abc import Iterable
from datetime import date

from schemas.outcomes import Argument, Sentence

Value = Argument | str | float | date | Iterable[str]


def filled(**values: Value) -> dict[str, Argument]:
    """Arguments by name: numbers, local dates, and identifiers, one or several, as their types tell."""
    return {name: _argument(value) for name, value in values.items()}


def _argument(value: Value) -> Argument:
    match value:
        case Argument():
            return value
        case str():
            return Argument(type="id", value=value)
        case int() | float():
            return Argument(type="number", value=value)
        case date():
            return Argument(type="date", value=value.isoformat())
        case _:
            return Argument(type="ids", value=tuple(value))


def share(value: float) -> Argument:
    """A share, 0..1, which is said as a percentage."""
    return Argument(type="share", value=round(value, 4))


def term(name: str) -> Argument:
    """Something that each language has its own words for: the name of their template."""
    return Argument(type="term", value=name)


def terms(names: Iterable[str]) -> Argument:
    """Several terms, said one after another."""
    return Argument(type="terms", value=tuple(names))


def sentence(template: str, **values: Value) -> Sentence:
    """A sentence within another, by the name that it has beside it."""
    return Sentence(template=template, arguments=filled(**values))


def sentences(parts: Iterable[Sentence]) -> Argument:
    """Sentences that are said one after another."""
    return Argument(type="sentences", value=tuple(parts))
