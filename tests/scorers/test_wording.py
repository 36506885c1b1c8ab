"""What Kordon says: sentences from templates and typed arguments, in English and in the languages of officers."""

from datetime import date
from functools import cache
from typing import get_args, get_type_hints

import pytest
from fluent.syntax import FluentParser, ast

from schemas.events.declaration import DeclarationAmended
from schemas.events.finding import Finding
from schemas.facts import Carnet, Case, Debt
from schemas.outcomes import Argument
from scorers.catalogue.discovery import CATALOGUE, AnyCriterion, Catalogue
from scorers.contract.arguments import filled, sentence, sentences, share, term, terms
from scorers.contract.criterion import Criterion, Params
from scorers.saying.wording import LANGUAGES, LOCALE, Language, bundle_of, english, known, said, say
from tests import factories as f
from tests.scorers.judging import judged


@pytest.mark.parametrize("language", LANGUAGES)
def test_catalogues_can_be_read(language: Language) -> None:
    """A line that is no Fluent would be left out without a word."""
    entries = FluentParser().parse((LOCALE / f"{language}.ftl").read_text(encoding="utf-8")).body
    assert [entry.content for entry in entries if isinstance(entry, ast.Junk)] == []


@pytest.mark.parametrize("criterion", CATALOGUE.criteria, ids=lambda criterion: criterion.code)
def test_a_criterion_brings_its_own_english(criterion: AnyCriterion) -> None:
    """Its title and sentences make one Fluent message, of its name."""
    [message] = FluentParser().parse(english(criterion)).body
    assert isinstance(message, ast.Message)


@pytest.mark.parametrize("criterion", CATALOGUE.criteria, ids=lambda criterion: criterion.code)
def test_every_criterion_has_sentences(criterion: AnyCriterion) -> None:
    """None says its reasons in code, where no language but English would have them."""
    assert criterion.texts.strip()


def test_a_national_criterion_brings_its_languages(monkeypatch: pytest.MonkeyPatch) -> None:
    """What it does not bring is said in English, as it has nothing in the catalogues of this package."""
    metadata = {"code": "KZ-001", "group": "KZ", "kind": "event", "subject": "document", "inputs": (), "forms": ()}
    words = {
        "title": "Added by a state",
        "texts": ".found = { $count } found.",
        "translations": {"ru": "added = Введён государством\n    .found = Найдено: { $count }."},
    }
    added = type("Added", (Criterion,), {**metadata, **words, "parameters": Params, "__module__": "kz.added"})()
    monkeypatch.setattr("scorers.saying.wording.CATALOGUE", Catalogue([*CATALOGUE, added], []))
    bundle_of.cache_clear()
    try:
        assert [say("added", language=language) for language in LANGUAGES] == [
            "Added by a state",
            "Введён государством",
            "Added by a state",
        ]
        found = filled(count=2)
        assert [say("added.found", found, language) for language in LANGUAGES] == [
            "2 found.",
            "Найдено: 2.",
            "2 found.",
        ]
        assert say("form-weighing", language="ru") == "взвешивание"
    finally:
        bundle_of.cache_clear()


def test_an_alert_holds_its_sentence_and_what_it_is_made_of() -> None:
    """Whoever reads the alert can say it in another language."""
    opened = [f.transit(name, f.T0 + n * f.DAY, carrier_id="C1") for n, name in enumerate(("T1", "T2"))]
    [alert] = judged([opened[0], f.notice("N1", f.T0 + 1, transit_id="T1"), opened[1]]).alerts("1")
    assert alert["title"] == "Carrier with an earlier non-delivery notice for goods under customs control"
    assert (
        alert["reason"] == "The carrier was reported once in 365 days not to have delivered a load, last on transit T1."
    )
    assert alert["template"] == "carrier_non_delivery.notices"
    assert alert["arguments"] == {
        "count": {"type": "number", "value": 1},
        "days": {"type": "number", "value": 365},
        "transit": {"type": "id", "value": "T1"},
    }


@pytest.mark.parametrize(
    ("count", "said"), [(1, "1 извещение,"), (3, "3 извещения,"), (11, "11 извещений,"), (21, "21 извещение,")]
)
def test_russian_numbers_agree(count: int, said: str) -> None:
    arguments = filled(count=count, days=365, transit="T1")
    assert said in say("carrier_non_delivery.notices", arguments, "ru")


@pytest.mark.parametrize(
    ("argument", "said"),
    [
        (filled(x="T1")["x"], "T1"),
        (filled(x=["T1", "T2"])["x"], "T1, T2"),
        (filled(x=1234.5)["x"], "1,234.5"),
        (filled(x=date(2026, 3, 1))["x"], "1 Mar 2026"),
        (share(0.256), "26%"),
        (term("weight"), "weight"),
        (terms(["weight", "origin"]), "weight, origin"),
        (
            sentences([sentence("split", parts=2), sentence("same_weight")]),
            "split among 2 declarations; same document,",
        ),
        (filled(x=float("inf"))["x"], "∞"),
        (filled(x=5e-324)["x"], "0"),
    ],
)
def test_arguments_are_said_by_their_type(argument: Argument, said: str) -> None:
    whole = say("withdraw_and_resubmit.evaded", {"declarations": argument, "how": argument})
    assert whole.count(said) == 2


CODES = {
    "status": get_type_hints(Carnet)["status"],
    "kind": get_type_hints(Debt)["kind"] | get_type_hints(Case)["kind"],
    "observer_kind": get_type_hints(Finding)["observer_kind"],
    "law_area": get_type_hints(Finding)["law_area"],
    "initiator": get_type_hints(DeclarationAmended)["initiator"],
}
"""Types of the fields whose codes stand in evidence."""


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("field", CODES)
def test_codes_in_evidence_have_words(field: str, language: Language) -> None:
    """Every code that the contract allows."""
    wanted = {code for part in get_args(CODES[field]) for code in get_args(part) or [part] if isinstance(code, str)}
    assert len(wanted) > 1
    assert {code for code in wanted if not known(f"code-{field}-{code}", language)} == set()


def test_evidence_holds_its_codes_and_what_they_are_called() -> None:
    """The code stays as published; beside it stands what says it in any language."""
    finding = f.finding(53, "F1", f.T0, vehicle_id="V1", observer_kind="officer")
    [alert] = judged([finding, f.transit("T1", f.T0 + 1, vehicle_ids=["V1"])]).alerts("53")
    [found] = alert["evidence"]
    assert found["values"]["observer_kind"] == "officer"
    assert found["said"] == {"observer_kind": {"type": "term", "value": "code-observer_kind-officer"}}
    assert said(Argument(**found["said"]["observer_kind"]), alert["slug"], "ru") == "должностное лицо"


def test_what_nobody_knows_is_said_as_it_stands() -> None:
    """A sentence that an earlier release kept in full, or a template of a later one."""
    assert say("Because of 1.") == "Because of 1."
    assert say("carrier_non_delivery.unheard_of", language="ru") == "carrier_non_delivery.unheard_of"


def _variables(node: ast.BaseNode, language: Language) -> set[str]:
    """Names of the arguments that a pattern is filled in with, itself or in a part that others share."""
    found: set[str] = set()
    for value in vars(node).values():
        for part in value if isinstance(value, list) else [value]:
            if isinstance(part, ast.VariableReference):
                found.add(part.id.name)
            elif isinstance(part, ast.MessageReference):
                found |= _variables(_shared(language)[part.id.name], language)
            elif isinstance(part, ast.BaseNode):
                found |= _variables(part, language)
    return found


@cache
def _shared(language: Language) -> dict[str, ast.Message]:
    """Messages of a catalogue, which others may have as a part."""
    body = FluentParser().parse((LOCALE / f"{language}.ftl").read_text(encoding="utf-8")).body
    return {message.id.name: message for message in body if isinstance(message, ast.Message)}


def _in_catalogue(language: Language) -> dict[str, set[str]]:
    return _patterns((LOCALE / f"{language}.ftl").read_text(encoding="utf-8"), language)


def _patterns(text: str, language: Language) -> dict[str, set[str]]:
    """Templates of a catalogue, each with the arguments that it needs."""
    found: dict[str, set[str]] = {}
    for message in FluentParser().parse(text).body:
        if isinstance(message, ast.Message):
            if message.value is not None:
                found[message.id.name] = _variables(message.value, language)
            found |= {f"{message.id.name}.{one.id.name}": _variables(one.value, language) for one in message.attributes}
    return found


def _in_english() -> dict[str, set[str]]:
    own = {name: needed for one in CATALOGUE for name, needed in _patterns(english(one), "en").items()}
    return _in_catalogue("en") | own


@pytest.mark.parametrize("language", ["ru", "kk"])
def test_a_language_says_all_that_english_says(language: Language) -> None:
    """Every title, sentence, form, ground and word, filled in with no other arguments; and nothing besides."""
    wanted, found = _in_english(), _in_catalogue(language)
    assert found.keys() == wanted.keys()
    assert {name: needed - wanted[name] for name, needed in found.items() if needed - wanted[name]} == {}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("count", [1, 2, 5, 21, 0.5])
def test_every_template_can_be_said(language: Language, count: float) -> None:
    """Filled in with a number wherever it takes something, none is left with a gap or a brace."""
    for name, needed in _in_english().items():
        said = say(name, {argument: filled(x=count)["x"] for argument in needed}, language)
        assert said, name
        assert said != name
        assert not {"{", "}", "$"} & set(said), (name, said)
