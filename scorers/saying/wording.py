"""What Kordon says, in the languages that officers read: Fluent templates, filled in with arguments of known types.

A criterion brings its title and its sentences in English, in its own file; everything else, and the other languages,
are in `locale`, one catalogue a language. A template is called by the name of a message, `form-inspection`, or, of a
criterion's sentence, by slug and name, `carrier_non_delivery.notices`.
"""

from collections.abc import Callable, Mapping
from datetime import date
from functools import lru_cache, partial
from pathlib import Path
from textwrap import dedent, indent
from types import MappingProxyType
from typing import Any, Literal, get_args

from fluent.runtime import FluentBundle, FluentResource
from fluent.runtime.types import fluent_date, fluent_number

from schemas.outcomes import Argument
from scorers.catalogue.discovery import CATALOGUE, AnyCriterion, slug_of
from scorers.contract.arguments import term
from scorers.contract.verdict import Hit, Judged

Language = Literal["en", "ru", "kk"]
LANGUAGES: tuple[Language, ...] = get_args(Language)
LOCALE = Path(__file__).parent / "locale"
_REGIONS = {"en": "en-GB"}
"""Whose way of writing dates and numbers is taken, where the language alone leaves that open."""


def say(template: str, arguments: Mapping[str, Argument] | None = None, language: Language = "en") -> str:
    """A template filled in; one that the language lacks is said in English, and one that nobody knows as it stands."""
    return _filled(template, arguments, language) if arguments else _plain(template, language)


@lru_cache(maxsize=4_096)
def _plain(template: str, language: Language) -> str:
    return _filled(template, {}, language)


def _filled(template: str, arguments: Mapping[str, Argument], language: Language) -> str:
    for tried in dict.fromkeys((language, "en")):
        bundle = bundle_of(tried)
        pattern = _pattern(bundle, template)
        if pattern is not None:
            filled = {name: _value(found, template, tried) for name, found in arguments.items()}
            text, _ = bundle.format_pattern(pattern, filled)
            return str(text).replace("\n", " ")
    return template


def known(template: str, language: Language = "en") -> bool:
    """Whether a language has a template."""
    return _pattern(bundle_of(language), template) is not None


def template_of(hit: Judged) -> str:
    """Template of the sentence that a hit says; empty for a sentence that an earlier release said in full."""
    criterion = CATALOGUE.by_code.get(hit.criterion)
    if criterion is None or not isinstance(hit.verdict, Hit):
        return ""
    name = f"{slug_of(criterion)}.{hit.verdict.why}"
    return name if known(name) else ""


def why(hit: Judged) -> str:
    """The sentence that a hit says, in English. Raises TypeError for a verdict that is no hit."""
    if not isinstance(hit.verdict, Hit):
        raise TypeError(f"criterion {hit.criterion} did not hit")
    return say(template_of(hit) or hit.verdict.why, hit.verdict.arguments)


def said(argument: Argument, beside: str, language: Language = "en") -> str:
    """An argument alone, as it would be said in a template of the criterion whose slug is `beside`."""
    return str(_value(argument, beside, language))


def codes(values: Mapping[str, Any]) -> dict[str, Argument]:
    """Of the values of an evidence those that are codes which each language has its own words for."""
    templates = {name: f"code-{name}-{value}" for name, value in values.items() if isinstance(value, str)}
    return {name: term(template) for name, template in templates.items() if known(template)}


@lru_cache(maxsize=len(LANGUAGES))
def bundle_of(language: Language) -> FluentBundle:
    """All templates of a language."""
    # Marks that isolate the direction of writing would only be dirt in Latin and Cyrillic letters.
    bundle = FluentBundle([_REGIONS.get(language, language)], use_isolating=False)
    bundle.add_resource(FluentResource((LOCALE / f"{language}.ftl").read_text(encoding="utf-8")))
    for criterion in CATALOGUE:
        own = english(criterion) if language == "en" else criterion.translations.get(language, "")
        bundle.add_resource(FluentResource(own))
    return bundle


def english(criterion: AnyCriterion) -> str:
    """Title and sentences of a criterion as a Fluent message."""
    return f"{slug_of(criterion)} = {criterion.title}\n{indent(dedent(criterion.texts), '    ')}"


def _pattern(bundle: FluentBundle, template: str) -> Any:
    name, _, sentence = template.partition(".")
    if not bundle.has_message(name):
        return None
    message = bundle.get_message(name)
    return message.attributes.get(sentence) if sentence else message.value


def _value(argument: Argument, beside: str, language: Language) -> Any:
    """An argument as Fluent takes it; a template that it names is one beside the one it is for, else any."""
    value: Any = argument.value
    if argument.type in _AS_IT_IS:
        return _AS_IT_IS[argument.type](value)
    if argument.type == "sentences":
        return "; ".join(_named(part.template, beside, language, part.arguments) for part in value)
    return ", ".join(_named(name, beside, language) for name in ((value,) if argument.type == "term" else value))


_AS_IT_IS: Mapping[str, Callable[[Any], Any]] = MappingProxyType(
    {
        "number": fluent_number,
        "share": partial(fluent_number, style="percent", maximumFractionDigits=0),
        "date": lambda value: fluent_date(date.fromisoformat(value), dateStyle="medium"),
        "id": str,
        "ids": ", ".join,
    }
)


def _named(name: str, beside: str, language: Language, arguments: Mapping[str, Argument] | None = None) -> str:
    own = f"{beside.partition('.')[0]}.{name}"
    return say(own if known(own) else name, arguments, language)
