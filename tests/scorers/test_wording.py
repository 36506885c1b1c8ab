"""What Kordon says: sentences from templates and typed arguments, in English and in the languages of officers."""

from datetime import date

import pytest
from fluent.syntax import FluentParser, ast

from schemas.outcomes import Argument
from scorers.arguments import filled, sentence, sentences, share, term, terms
from scorers.catalogue import CATALOGUE, AnyCriterion
from scorers.wording import LANGUAGES, LOCALE, Language, english, say
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
    ("count", "said"), [(1, "1 извещение "), (3, "3 извещения "), (11, "11 извещений "), (21, "21 извещение ")]
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


def test_what_nobody_knows_is_said_as_it_stands() -> None:
    """A sentence that an earlier release kept in full, or a template of a later one."""
    assert say("Because of 1.") == "Because of 1."
    assert say("carrier_non_delivery.unheard_of", language="ru") == "carrier_non_delivery.unheard_of"
